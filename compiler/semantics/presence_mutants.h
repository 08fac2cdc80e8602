// Deliberately wrong rules: the test of the tests.
//
// Each is a plausible mistake in a rule of presence. The property test must find, for every one of them, a program that
// is then accepted although an event reaches a missing object. Nothing outside tests asks for anything but `none`.
#pragma once

namespace collmc::semantics::presence {

enum class Mutant {
    none,
    unions_are_disjoint,         ///< the size of a union is the sum of its parts, also where they overlap
    excluding_always_removes,    ///< the members of a candidate count as taken from a collection they may not belong to
    excluding_removes_nothing,   ///< excluding a candidate leaves the size as it was
    candidate_exists_by_size,    ///< a candidate with cuts exists as soon as its sources suffice
    candidate_shares_members,    ///< a candidate of several collections finds its members in each without regard to the
                                 ///< others
    define_checked_once,         ///< a define needs what it needs only where it is used first
    subset_reversed,             ///< a selection has at least as many members as what it is taken from
    reject_as_select,            ///< `reject` keeps what its condition says when true
    guard_facts_leak,            ///< an output's guard counts as a cut for what follows
    guarded_cut_as_cut,          ///< a cut with `when` gives its fact also where it was not asked
    or_as_and,                   ///< both sides of a true `or` are taken as true
    right_before_left,           ///< the right side of `and` proves what its left side needs
    index_off_by_one,            ///< `c[k]` needs k objects
    empty_minimum,               ///< a minimum needs no member
    siblings_share,              ///< a region sees the facts of the region before it
    body_facts_escape,           ///< what `all` says of each object holds also where there is none
    complement_of_any,           ///< selections of one collection share it out whatever their conditions are
    members_always_exist,        ///< a candidate taken as a collection has its members also where it is missing
    combinations_exist_by_size,  ///< combinations with cuts exist as soon as their sources suffice
    combinations_share_rows,     ///< two combinations are two distinct objects, whatever rows they share
    leading_is_full,             ///< the first k objects are k
    retyped_by_type,             ///< rows read as another kind are of that kind, and so apart from their own
    parts_have_members,          ///< neither part of a split is empty
    local_define_is_free,        ///< a candidate's define, read from outside, needs nothing of its own
    pairs_of_one,                ///< a minimum over pairs needs one object
    otherwise_is_total,          ///< the right side of `else` needs nothing
    otherwise_proves,            ///< a comparison with `else` says that the left side was there
    weight_acts_everywhere,      ///< a weight may use what only later cuts prove
    fill_facts_leak,             ///< what an output runs over is not empty below it
    last = fill_facts_leak,
};

}  // namespace collmc::semantics::presence
