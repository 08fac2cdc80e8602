// Conditions in the one form that the audit compares: what has the same meaning has the same form, also where it is
// rounded otherwise.
//
//   |m - 91 GeV| < 15 GeV                     m in (76, 106) GeV
//   any(btagged for j in jets)                size(tagged) >= 1, where `tagged` are those of the jets
//   C when size(jets) >= 2                    C, where C reads jets[1]: it says no more than that there is one
//
// Internal to translate.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/diff/join.h"

namespace collmc::translate {

class AuditConditions {
public:
    /// Over the terms of the joint program, which must outlive it.
    explicit AuditConditions(diff::Joint& joint) : joint_(joint), conditions_(joint.conditions()) {}

    diff::Condition of(const diff::Condition& condition);
    diff::Condition holds(const semantics::Expr* expr) { return of(conditions_.holds(expr)); }
    diff::Joint::Selection selection(semantics::CollectionId collection);

    /// The first loop met that asks whether there is one of these objects, or how many there are.
    std::optional<semantics::Span> loop_over(const diff::Joint::Selection& selection) const;

    /// What is left of a guard besides that objects are there which the values read wherever they are computed. Nothing
    /// is left of `size(jets) >= 2` beside jets[1]; `size(jets) >= 3` is left, for it says more.
    diff::Condition beyond_presence(const diff::Condition& guard, const std::vector<diff::TermId>& values);

private:
    /// The objects that a value reads in any case.
    struct Reads {
        std::map<std::string, int> sizes;  ///< by the content of the collection: how many objects it must have
        std::set<int> candidates;
        std::set<diff::TermId> seen;
    };
    void read(diff::TermId term, Reads& reads);

    diff::Condition bound(diff::TermId subject, semantics::Numbers numbers);
    diff::Condition counted(diff::TermId loop, bool truth);
    std::optional<std::string> loop_content(diff::TermId loop, bool truth);
    /// `jets[0]`'s collection, or the objects that pass, as text: equal texts are the same objects.
    static std::string content_of(const diff::Joint::Selection& selection);
    diff::TermId count_of(const std::string& content, diff::TermId term);

    diff::Joint& joint_;
    diff::Conditions& conditions_;
    std::map<std::string, diff::TermId> counts_;    ///< by content: the first term met that counts it
    std::map<diff::TermId, std::string> contents_;  ///< of those
    std::map<std::string, diff::TermId> loops_;     ///< likewise, of loops alone
};

}  // namespace collmc::translate
