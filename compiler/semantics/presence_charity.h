// What a condition may have said that could not be read.
//
// Presence is proved beside other errors, and a cut with an error may have been the proof of what stands below it. So
// that no message only follows from another, such a condition is taken to say the most that its words allow: of every
// set that it counts there are as many objects as the largest whole number in it, every candidate that it names exists.
// What it does not name, and what it names without counting it, it cannot have proved. Used in hypotheses of needs
// only, never for a claim about the program.
#pragma once

#include <map>
#include <set>

#include "compiler/semantics/presence_symbols.h"

namespace collmc::semantics::presence {

class Charity {
public:
    Charity(const Program& program, const Symbols& symbols);

    /// Whether the expression holds a broken part, also through defines and functions.
    bool is_broken(const Expr& expr);
    bool is_broken(const Cut& cut) {
        return is_broken(*cut.condition) || (cut.guard != nullptr && is_broken(*cut.guard));
    }
    /// Whether nobody knows what the set holds: its declaration, or that of what it is taken from, could not be read.
    bool is_uncertain(Symbol symbol);
    /// The most that a broken condition can say, whether it holds or not.
    Formula most(const Expr& condition);

private:
    struct Words;
    void read(std::string_view text, Words& words);
    void read_define(DefineId define, Words& words);
    void read_expression(const Expr& expr, Words& words);
    bool holds_unknown(CollectionId collection);
    Formula all_of(const Words& words) const;
    Formula read_condition(const Expr& condition);

    const Program& program_;
    const Symbols& symbols_;
    std::map<std::string, CollectionId, std::less<>> collections_;
    std::map<std::string, CandidateId, std::less<>> candidates_;
    std::map<std::string, DefineId, std::less<>> defines_;
    std::set<std::string, std::less<>> other_names_;  ///< of members, functions and attributes: they count nothing
    std::map<DefineId, bool> broken_defines_;
    std::map<FunctionId, bool> broken_functions_;
    std::map<CollectionId, bool> uncertain_;
    std::set<DefineId> open_;
    std::map<const Expr*, Formula> read_;
};

}  // namespace collmc::semantics::presence
