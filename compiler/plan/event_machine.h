// One event of a plan under evaluation: the values of its nodes, with bottom explicit, and the objects of its
// collections and picks. Shared by the interpreter and by explain(); private to this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/plan/plan.h"

namespace collmc::plan {

/// What a node gives; which member counts is the node's element.
struct Datum {
    double number = 0;
    bool truth = false;
    std::int32_t object = 0;
};
using MaybeDatum = std::optional<Datum>;  // nothing is bottom

/// The evaluation of one plan on one event after the other.
class EventMachine {
public:
    EventMachine(const Plan& plan, const abi::Block& block)
        : plan_(plan),
          block_(block),
          free_binders_(free_binders(plan)),
          cache_(plan.nodes.size()),
          bound_(plan.binders.size()),
          rows_(plan.collections.size()),
          legs_(plan.picks.size()),
          passes_(plan.selections.size()),
          undecided_(plan.selections.size()) {}

    void begin(std::int32_t event);

    using Rows = std::vector<std::int32_t>;

    void compute_collection(CollectionId id);
    void compute_pick(PickId id);
    void compute_selection(SelectionId id);

    /// Whether a split puts the object at a position of its collection into the second group.
    static bool is_in_second_group(std::int32_t split, std::size_t position);

    /// Of this event, as computed before.
    const Rows& rows(CollectionId id) const { return rows_[id]; }
    const std::optional<Rows>& legs(PickId id) const { return legs_[id]; }
    bool passes(SelectionId id) const { return id == 0 || passes_[id]; }
    bool is_undecided(SelectionId id) const { return undecided_[id]; }

    /// Nothing is bottom.
    MaybeDatum evaluate(NodeId id);
    /// The value of a node that is observed, so that bottom is our mistake. `observer` says by whom.
    Datum observe(NodeId id, const std::function<std::string()>& observer);
    /// Calls `body` for each binding of `loops` (the first outermost) that `filter`, if any, holds for.
    void for_each(const std::vector<BinderId>& loops, NodeId filter, const std::function<std::string()>& observer,
                  const std::function<void()>& body);

private:
    /// Where a binder stands: an object and its position in the binder's collection.
    struct Bound {
        std::int32_t object = 0;
        std::size_t position = 0;
        std::uint64_t since = 0;
    };
    struct Cached {
        MaybeDatum value;
        std::uint64_t at = 0;  ///< 0: never
    };

    MaybeDatum compute(const Node& node);
    MaybeDatum strict(const Node& node);
    MaybeDatum reduce(const Node& node);
    MaybeDatum logical(const Node& node);
    bool is_current(NodeId id) const;

    void bind(BinderId id, std::size_t position);
    std::size_t first_position(BinderId id) const;
    std::size_t ways(BinderId id) const;
    Rows base_rows(const Collection& collection) const;
    Rows filter_rows(const Collection& collection);
    Rows union_rows(const Collection& collection) const;
    Rows remaining_rows(const Collection& collection) const;
    Rows member_rows(const Collection& collection) const;
    Rows ordered_rows(const Collection& collection);
    Rows leading_rows(const Collection& collection) const;
    Rows by_pt(Rows rows) const;

    const Plan& plan_;
    const abi::Block& block_;
    const std::vector<std::vector<BinderId>> free_binders_;
    std::vector<Cached> cache_;
    std::vector<Bound> bound_;
    std::vector<Rows> rows_;                 ///< per collection: its objects in this event
    std::vector<std::optional<Rows>> legs_;  ///< per pick: the chosen objects, or nothing
    std::vector<bool> passes_, undecided_;   ///< per selection
    std::int32_t event_ = 0;
    std::uint64_t hash_ = 0;   ///< of the event
    std::uint64_t clock_ = 0;  ///< counts events and bindings; a cached value holds while nothing below it was rebound
    std::uint64_t event_began_ = 0;
};

}  // namespace collmc::plan
