// Phase 3: typed program -> event plan.
//
// Defines, functions and schema formulas are expanded where they are used, and equal nodes are made once
// (hash-consing), so that a define shared by two histograms is one value. Sums of momenta become their components px,
// py, pz, E, added from left to right. Collections and candidates that nothing observed needs are left out.
//
// Cuts of a region have three outcomes. A comparison with a NaN leaves the cut undecided if it is reached when the cut
// is read from left to right: `a and b` reaches b where a is true, `a or b` where a is false, `any` and `all` reach an
// element where no earlier one has decided, `a when c else b` reaches the side that c chooses. An undecided cut keeps
// the event out, for select and reject alike, and is counted. Everywhere else (cuts of blocks, guards of outputs,
// filters of reductions, conditions that choose a number) a comparison with a NaN is simply false, `!=` true.
//
// A region's rows continue the selections of its parents: of several parents the cuts and weights are applied one
// parent after the other, each once. The weight of a row is the product of the region's weights up to it, from left to
// right.
//
// A comprehension over several variables, or over combinations, is a loop in a loop for every row that it binds: the
// variables in their order, a combination as its members in their order. Its rows are distinct, and of one group in
// increasing order; of two combinations of one group, the first row of the second stands behind the first row of the
// first. What is summed up is summed up inside first: the sum over pairs (i, j) is the sum over i of the sums over j.
// Combinations are never made: `size` counts them, `X[k]` is the best one that is none of X[0] ... X[k - 1], by the pt
// of their sum (or what X is ordered by), ties in lexicographic order of the rows' positions.
//
// The parts of a split are the sums, from +0 in the order of the collection, over the objects of each group.
//
// `chance` compares a random number in [0, 1) with the probability; its salt is the upper 53 bits of the 64-bit FNV-1a
// hash of the text that names it. A table is a choice row by row; with `outside nearest` an argument is moved to the
// lowest or highest number inside the table first (to the next double inside where that end is open), and a NaN gives a
// NaN; elsewhere a NaN is outside.
//
// Worlds. The program is lowered once as it stands and once for each variation; whatever comes out the same is shared.
// Where rows are scaled by f, their pt is pt * f, and every formula follows. Unions and members of candidates in which
// scaled kinds meet others are ordered anew by their pt, equals staying in the order they had. MET's components are
// px - s and py - t with s and t the sums, from +0 over the scaled kind's rows in their order, of the changes
// (pt * f) * cos(phi) - pt * cos(phi) and likewise with sin; its pt and phi are made of these as those of any sum of
// momenta, and where the event has no such row they are those in the file.
#pragma once

#include "compiler/plan/plan.h"
#include "compiler/semantics/typed.h"

namespace collmc::plan {

struct LowerOptions {
    bool explain = false;  ///< fill Row::watched, for explain.h
};

/// Total on programs that the checker accepted; the result verifies.
Plan lower(const semantics::Program& program, const LowerOptions& options = {});

}  // namespace collmc::plan
