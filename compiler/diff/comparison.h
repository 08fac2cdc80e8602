// What the parts of a comparison share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diff/changes.h"
#include "compiler/diff/condition_change.h"
#include "compiler/diff/join.h"
#include "compiler/diff/selections.h"
#include "compiler/diff/statements.h"
#include "compiler/diff/uses.h"

namespace collmc::diff {

/// The two programs and what is known of them. Refers to itself: it stays where it is.
struct Comparison {
    Comparison(const semantics::Program& before, const semantics::Program& after);
    Comparison(const Comparison&) = delete;
    Comparison& operator=(const Comparison&) = delete;

    const semantics::Program &before, &after;
    Pairs pairs;
    Joint exact;  ///< equal is what gives equal results
    Joint names;  ///< equal is what says the same of declarations that stand for each other
    UsesOf uses_before, uses_after;
    Selections selections;  ///< of `exact`
};

/// A statement of a region as the comparison sees it.
struct Entry {
    Item item;                 ///< as written
    std::string exact, named;  ///< its content in the two joint programs
    Asked asked;               ///< a cut, in the names' one
    Item in_names;
    bool inherited = false;
};

/// The statements of a region, and the rows of the given regions that it inherits from.
std::vector<Entry> entries(Comparison& comparison, bool after, int region, const std::vector<int>& ancestors);

/// A statement of one side with the one of the other, by their places in lists of entries; -1 where there is none.
struct Match {
    int before = -1, after = -1;
    friend bool operator==(const Match&, const Match&) = default;
};

/// Pairs cuts with cuts and weights with weights.
std::vector<Match> match_rows(Conditions& conditions, const std::vector<Entry>& before,
                              const std::vector<Entry>& after);
/// Pairs outputs of one kind by their names, then by what they show.
std::vector<Match> match_outputs(const std::vector<Entry>& before, const std::vector<Entry>& after);

/// The longest run of matches that stand in one order on both sides.
std::vector<Match> in_order(std::vector<Match> matches);

/// What became of an output that is on both sides; nothing where it says the same.
std::optional<Change> compare_outputs(Conditions& conditions, const Entry& before, const Entry& after);

/// Of the declarations: what changed in each. Those that are the same everywhere are left out.
struct DeclarationChange {
    Part part;
    std::vector<std::pair<Declaration, int>> before, after;  ///< the numbers under which it is used
    bool draws_otherwise = false;  ///< its `chance` gives other random numbers, because it is called otherwise
};
std::vector<DeclarationChange> compare_declarations(Comparison& comparison);

/// Of a region that is on both sides; `effect` of the part is that on its selection.
Part compare_regions(Comparison& comparison, int before, int after);

/// "keeps fewer events"
std::string words_for(Effect effect, const std::string& noun);
/// The same with "tighter: " before it where that is so.
std::string words_for(Sense sense, Effect effect, const std::string& noun);

/// Of a cut that changed: its thresholds, and whether it is tighter.
Change cut_change(Conditions& conditions, const Asked& before, const Asked& after);

}  // namespace collmc::diff
