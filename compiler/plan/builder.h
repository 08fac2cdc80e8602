// Makes the nodes of a plan: each distinct node once (hash-consing), constants folded.
//
// The rewrites are few, because every bit counts: constant operands are computed with the same functions as at run
// time, x / 2^k becomes x * 2^-k, -(-x) becomes x, and b1 operations with a constant or a repeated operand disappear.
// Nothing else that reals would allow (x + 0, x * 1, reassociation).
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/plan/facts.h"
#include "compiler/plan/plan.h"

namespace collmc::plan {

class Builder {
public:
    NodeId number(double value);
    NodeId boolean(bool value);
    NodeId event_column(int column);
    NodeId object_column(int column, NodeId object);
    NodeId element(BinderId binder);
    NodeId at(CollectionId collection, int index);
    NodeId leg(PickId pick, int index);
    NodeId size(CollectionId collection);
    NodeId found(PickId pick);
    NodeId same_object(NodeId a, NodeId b);
    /// Whether the object of `binder` is in the second group of `split`.
    NodeId in_group(NodeId split, BinderId binder);
    NodeId event_random(std::uint64_t salt);
    NodeId object_random(std::uint64_t salt, NodeId object);

    /// add ... hypot, and the comparisons.
    NodeId apply(Op op, NodeId a, NodeId b = kNone);
    /// eigenvalue3 and mt2.
    NodeId solve(Op op, std::vector<NodeId> operands);
    NodeId is_nan(NodeId x);
    NodeId logical_and(NodeId a, NodeId b);
    NodeId logical_or(NodeId a, NodeId b);
    NodeId logical_not(NodeId a);
    NodeId select(NodeId condition, NodeId yes, NodeId no);
    /// A reduction over `binder`; `filter` may be kNone. Over a candidate's members it is written out leg by leg.
    NodeId reduce(Op op, BinderId binder, NodeId body, NodeId filter);

    bool is_true(NodeId id) const { return is_constant(id) && plan_.nodes[id].value != 0; }
    bool is_false(NodeId id) const { return is_constant(id) && plan_.nodes[id].value == 0; }
    Elem elem(NodeId id) const { return plan_.nodes[id].elem; }

    /// Names a node after the program. The most telling name stays: what stands in the file's columns or in a
    /// collection
    /// (`stored`) before what a define or function calls it, and of equals the first.
    enum class NameRank { none, call, define, stored };
    void name(NodeId id, std::string_view name, NameRank rank);
    const std::string& name_of(NodeId id) const { return plan_.nodes[id].name; }

    /// The plan under construction: collections, picks, selections and outputs are added to it directly.
    Plan& plan() { return plan_; }

private:
    struct Hash {
        std::size_t operator()(const Node& node) const;
    };
    struct Equal {
        bool operator()(const Node& a, const Node& b) const;
    };

    std::optional<NodeId> unrolled(Op op, BinderId binder, NodeId body, NodeId filter);
    NodeId replaced(NodeId id, BinderId binder, NodeId object, std::map<NodeId, NodeId>& known);
    NodeId make(Node node);
    NodeId make(Op op, Elem elem, std::vector<NodeId> in);
    bool is_constant(NodeId id) const { return plan_.nodes[id].op == Op::constant; }

    Plan plan_;
    std::vector<Facts> facts_;
    std::vector<NameRank> ranks_;
    std::unordered_map<Node, NodeId, Hash, Equal> known_;
};

}  // namespace collmc::plan
