// What is known of the values of a program at a place: facts from cuts, the ranges that stored quantities have, and the
// cuts of blocks, which hold for every object of the collection.
//
// All of it is sound for warnings: what is claimed impossible has been refuted by ranges. Nothing is inferred across
// values (no octagons, no products of ranges for masses); sizes are counted by the presence proof.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "compiler/semantics/range_terms.h"
#include "compiler/semantics/ranges.h"

namespace collmc::semantics {

struct Particle;

/// Numbers by terms, in the order of the terms. Facts are copied for every side of every `or`: one block of memory.
class NumbersByTerm {
public:
    using Entry = std::pair<TermId, Numbers>;

    auto begin() const { return entries_.begin(); }
    auto end() const { return entries_.end(); }
    std::size_t size() const { return entries_.size(); }

    /// Null where the term has none.
    const Numbers* find(TermId term) const {
        const auto place = std::lower_bound(entries_.begin(), entries_.end(), term, before);
        return place != entries_.end() && place->first == term ? &place->second : nullptr;
    }
    void set(TermId term, const Numbers& numbers) {
        const auto place = std::lower_bound(entries_.begin(), entries_.end(), term, before);
        if (place != entries_.end() && place->first == term)
            place->second = numbers;
        else
            entries_.emplace(place, term, numbers);
    }
    /// Of a term behind all others.
    void append(TermId term, const Numbers& numbers) { entries_.emplace_back(term, numbers); }
    void reserve(std::size_t size) { entries_.reserve(size); }
    void clear() { entries_.clear(); }

private:
    static bool before(const Entry& entry, TermId term) { return entry.first < term; }

    std::vector<Entry> entries_;
};

/// Ranges that hold where some conditions hold.
struct Facts {
    NumbersByTerm known;      ///< narrower than what the term's operands give
    bool impossible = false;  ///< the conditions contradict each other
    NumbersByTerm memo{};
};

/// What is known at a place of a region or block.
struct Standing {
    Facts facts;
    std::vector<TermId> alternatives;  ///< conditions with an `or`: what comes later may decide them
};

/// What is left out or taken for granted, to find out what a claim rests on.
struct Assumptions {
    std::set<const Cut*> without;  ///< cuts of blocks
    bool positive = false;         ///< no object and no sum of objects has pt, p, energy or mass 0
};

class Ranges {
public:
    explicit Ranges(const Program& program, Assumptions assumptions = {});

    Terms& terms() { return terms_; }
    /// The term of an expression outside of blocks.
    TermId term(const Expr& expr) { return term(expr, {}); }
    TermId term(const Expr& expr, const Terms::Scope& scope);
    /// The condition under which a cut passes.
    TermId passes(const Cut& cut) { return passes(cut, {}); }
    TermId passes(const Cut& cut, const Terms::Scope& scope);

    /// What is known of an object of the collection.
    Facts facts_of(TermId object, CollectionId collection);
    /// What is known of an object that the cuts of the collection are asked of, by its sources.
    Facts before_cuts(const Collection& collection, TermId object);

    Numbers numbers(TermId term, Facts& facts);
    /// Adds that the condition is true, or that it is not.
    void assume(TermId condition, bool truth, Facts& facts);
    bool is_possible(TermId condition, bool truth, const Facts& facts);
    /// Adds a cut that passes; what the alternatives above it come to is read again.
    void add(TermId condition, Standing& standing);
    /// Whether the condition is refuted.
    bool is_refuted(TermId condition, bool truth, const Standing& standing);
    /// Whether a comparison in the condition may meet NaN, which decides nothing.
    bool may_be_undecided(TermId condition, Facts& facts);
    /// What holds of an object that a loop runs over, besides the facts: its filter.
    Facts inside(const Term& reduction, const Facts& facts);
    /// Whether the value is made of numbers that the file prints with few digits, so that it often is a round number:
    /// stored columns and counts, their sums and differences.
    bool is_often_round(TermId term) const;
    /// The quotients in a term of which the denominator can be 0, other than by one number happening to equal another.
    void find_zero_denominators(TermId term, Facts& facts, std::set<TermId>& found);
    /// The work is bounded; beyond, nothing more is claimed.
    bool is_exhausted() const { return steps_ > kMostSteps; }
    /// For the next region, which has as much.
    void renew() { steps_ = 0; }

private:
    static constexpr long kMostSteps = 400'000;

    Numbers forward(TermId term, Facts& facts);
    Numbers own(TermId term, Facts& facts);
    Numbers ordered(TermId term, Numbers numbers, Facts& facts);
    Numbers of_attribute(const Term& term) const;
    Numbers of_attribute(const Particle& particle, const std::string& name) const;
    Numbers of_reduction(TermId term, Facts& facts);
    Numbers of_table(const Function& function) const;
    Numbers of_branches(TermId condition, TermId first, TermId second, Facts& facts);
    double least_size(CollectionId collection, Facts& facts);

    void refine(TermId term, const Numbers& numbers, Facts& facts);
    void propagate(const Term& term, const Numbers& numbers, Facts& facts);
    bool has_alternatives(TermId condition, bool truth) const;
    void assume_compare(const Term& term, bool truth, Facts& facts);
    void assume_interval(const Term& term, bool truth, Facts& facts);
    void assume_reduction(const Term& term, bool truth, Facts& facts);
    /// Whether the numbers of a term rest on those of other terms.
    bool rests_on_others(const Term& term) const;
    /// One of the two holds.
    Facts either(Facts a, Facts b);

    void describe_new_objects();
    void describe(const ObjectOf& object);

    Facts facts_of_combination(TermId object, CandidateId candidate);
    void assume_cuts(const std::vector<Cut>& cuts, const Terms::Scope& scope, Facts& facts);
    void keep(const Facts& facts, TermId object);

    const Program& program_;
    Assumptions assumptions_;
    Terms terms_;
    std::map<TermId, Numbers> always_;  ///< of objects, wherever they are
    bool describing_ = false;
    long steps_ = 0;
};

/// Whether every object of `part` is one of `whole`, by the way the collections are built.
bool is_part_of(const Program& program, CollectionId part, CollectionId whole);

}  // namespace collmc::semantics
