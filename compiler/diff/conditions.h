// Conditions as what they say, so that two spellings of one condition are equal.
//
// A condition that passes is a conjunction: numbers that lie in given sets (`pt > 30 GeV and pt < 60 GeV` is one set),
// and other facts. `reject c` and `select not c` are equal, as are `a < b` and `b > a`: a cut whose comparison meets a
// NaN fails either way. Values are terms (range_terms.h), in which defines, functions and names of variables are gone.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>

#include "compiler/semantics/range_terms.h"
#include "compiler/semantics/ranges.h"

namespace collmc::diff {

using semantics::TermId;

/// What is no number in a set.
struct Fact {
    enum class Form {
        holds,
        fails,
        less,        ///< first < second, neither of them a constant
        less_equal,  ///< first <= second
        equal,
        not_equal,
        select_when,  ///< first where second holds
        reject_when,  ///< not first where second holds
    };
    Form form = Form::holds;
    TermId first = -1, second = -1;

    friend auto operator<=>(const Fact&, const Fact&) = default;
};

struct Condition {
    std::map<TermId, semantics::Numbers> bounds;
    std::set<Fact> facts;

    bool always() const { return bounds.empty() && facts.empty(); }
    friend bool operator==(const Condition&, const Condition&) = default;
};

/// Both together.
Condition operator&(const Condition& a, const Condition& b);

/// Equal texts are equal conditions, where they are of one table of terms.
std::string text_of(const Condition& condition);

/// Reads expressions of one program. The program must outlive it.
class Conditions {
public:
    using Scope = semantics::Terms::Scope;

    Conditions(const semantics::Program& program, semantics::Terms::Sameness sameness)
        : terms_(program, sameness), program_(program) {}

    TermId value(const semantics::Expr& expr, const Scope& scope = {});
    /// Which events or objects pass.
    Condition passed(const semantics::Cut& cut, const Scope& scope = {});
    Condition passed(const std::vector<semantics::Cut>& cuts, const Scope& scope);
    /// Of the condition being true, or (`truth` false) not; nothing for null.
    Condition holds(const semantics::Expr* expr, const Scope& scope = {}, bool truth = true);
    Condition holds(TermId condition, bool truth = true);

    /// With variable `number` of a block standing for an object of this kind, whatever it is called.
    void bind(Scope& scope, semantics::VariableId variable, int number, const semantics::ObjectType& type);

    /// Whatever satisfies `a` satisfies `b`: certain where true.
    bool entails(const Condition& a, const Condition& b);
    /// Every object of `part` is one of `whole`, by the way they are built and their cuts: certain where true.
    bool is_part(semantics::CollectionId part, semantics::CollectionId whole);

    /// With the legs of a candidate, or the object of a block, standing for themselves; for those of another one with
    /// `like`, which has as many.
    Scope scope_of(const semantics::Candidate& candidate, const semantics::Candidate* like = nullptr);
    Scope scope_of(const semantics::Collection& collection, const semantics::Collection* like = nullptr);

    bool is_constant(TermId term) const;
    double constant(TermId term) const;  ///< of one that is constant

    semantics::Terms& terms() { return terms_; }
    const semantics::Program& program() const { return program_; }

private:
    void add(TermId id, bool truth, Condition& condition);
    bool add_either(const semantics::Term& term, bool truth, Condition& condition);
    void add_compare(const semantics::Term& term, bool truth, Condition& condition);
    void add_interval(TermId id, bool truth, Condition& condition);
    semantics::Numbers possible(TermId subject, const semantics::Numbers& numbers) const;
    void bound(TermId subject, const semantics::Numbers& numbers, Condition& condition) const;

    bool entails(const Condition& a, const Fact& fact);
    bool entails(const Fact& a, const Fact& b);
    bool entails(TermId a, TermId b);
    bool entails_bound(const Condition& a, TermId subject, const semantics::Numbers& numbers);
    /// Whether the number `a` is never above the number `b`.
    bool is_at_most(TermId a, TermId b);

    // conditions_parts.cpp
    bool is_same_loop(const semantics::Term& a, const semantics::Term& b) const;
    /// Whether loop `part` runs over a part of what `whole` runs over, and asks or adds up the same.
    bool is_loop_over_part(const semantics::Term& part, const semantics::Term& whole);
    using Renamed = std::map<TermId, TermId>;
    bool is_same_value(TermId a, TermId b, const Renamed& renamed, int& steps) const;
    bool is_positive(TermId value) const;
    /// Whether nothing in the loop can be a NaN, which would leave it undecided.
    bool is_decided(const semantics::Term& loop) const;
    bool is_finite(TermId value, int& steps) const;
    bool is_part(const semantics::Candidate& part, const semantics::Candidate& whole);
    bool is_in_order_of_pt(semantics::CollectionId id) const;
    bool is_part_by_kind(semantics::CollectionId part, semantics::CollectionId whole);
    Condition asked_of(const semantics::Collection& collection);
    const semantics::Collection& collection(semantics::CollectionId id) const {
        return program_.collections[static_cast<std::size_t>(id)];
    }
    semantics::ObjectType uncut_element(const semantics::Collection& collection) const;

    semantics::Terms terms_;
    const semantics::Program& program_;
    std::map<std::pair<semantics::CollectionId, semantics::CollectionId>, bool> parts_;
    int depth_ = 0;  ///< of entails(), which is bounded
};

}  // namespace collmc::diff
