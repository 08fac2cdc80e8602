#include "compiler/plan/builder.h"

#include <bit>
#include <cmath>

#include "compiler/plan/op_info.h"
#include "compiler/plan/scalar.h"

namespace collmc::plan {

namespace {

bool is_reciprocal_exact(double x) {
    int exponent = 0;
    return std::isfinite(x) && std::fabs(std::frexp(x, &exponent)) == 0.5 && std::isfinite(1 / x);
}

}  // namespace

std::size_t Builder::Hash::operator()(const Node& node) const {
    std::size_t hash = static_cast<std::size_t>(node.op) * 4 + static_cast<std::size_t>(node.elem);
    const auto mix = [&](std::uint64_t value) { hash = (hash ^ value) * 0x9e3779b97f4a7c15u + (hash >> 29); };
    mix(std::bit_cast<std::uint64_t>(node.value));
    for (const std::int32_t id : {node.index, node.binder, node.collection, node.pick})
        mix(static_cast<std::uint32_t>(id));
    for (const NodeId operand : node.in) mix(static_cast<std::uint32_t>(operand));
    return hash;
}

/// Equal nodes compute equal bits; 0 and -0 differ, names do not count.
bool Builder::Equal::operator()(const Node& a, const Node& b) const {
    return a.op == b.op && a.elem == b.elem &&
           std::bit_cast<std::uint64_t>(a.value) == std::bit_cast<std::uint64_t>(b.value) && a.index == b.index &&
           a.binder == b.binder && a.collection == b.collection && a.pick == b.pick && a.in == b.in;
}

NodeId Builder::make(Node node) {
    const auto id = static_cast<NodeId>(plan_.nodes.size());
    const auto [entry, is_new] = known_.try_emplace(node, id);
    if (is_new) {
        facts_.push_back(facts_of(node, plan_.nodes, facts_));
        ranks_.push_back(NameRank::none);
        plan_.nodes.push_back(std::move(node));
    }
    return entry->second;
}

NodeId Builder::make(Op op, Elem elem, std::vector<NodeId> in) {
    Node node;
    node.op = op;
    node.elem = elem;
    node.in = std::move(in);
    return make(std::move(node));
}

// ---- sources --------------------------------------------------------------------------------------------------------

NodeId Builder::number(double value) { return make({.op = Op::constant, .elem = Elem::f64, .value = value}); }
NodeId Builder::boolean(bool value) { return make({.op = Op::constant, .elem = Elem::b1, .value = value ? 1.0 : 0.0}); }
NodeId Builder::event_column(int column) { return make({.op = Op::event_column, .index = column}); }
NodeId Builder::object_column(int column, NodeId object) {
    return make({.op = Op::object_column, .index = column, .in = {object}});
}
NodeId Builder::element(BinderId binder) { return make({.op = Op::element, .elem = Elem::ref, .binder = binder}); }
NodeId Builder::at(CollectionId collection, int index) {
    return make({.op = Op::at, .elem = Elem::ref, .index = index, .collection = collection});
}
NodeId Builder::leg(PickId pick, int index) {
    return make({.op = Op::leg, .elem = Elem::ref, .index = index, .pick = pick});
}
NodeId Builder::size(CollectionId collection) { return make({.op = Op::size, .collection = collection}); }
NodeId Builder::found(PickId pick) { return make({.op = Op::found, .elem = Elem::b1, .pick = pick}); }
NodeId Builder::same_object(NodeId a, NodeId b) { return make(Op::same_object, Elem::b1, {a, b}); }

NodeId Builder::in_group(NodeId split, BinderId binder) {
    return make({.op = Op::in_group, .elem = Elem::b1, .binder = binder, .in = {split}});
}
NodeId Builder::event_random(std::uint64_t salt) {
    return make({.op = Op::event_random, .value = static_cast<double>(salt)});
}
NodeId Builder::object_random(std::uint64_t salt, NodeId object) {
    return make({.op = Op::object_random, .value = static_cast<double>(salt), .in = {object}});
}

// ---- operations -----------------------------------------------------------------------------------------------------

NodeId Builder::apply(Op op, NodeId a, NodeId b) {
    const bool binary = op_info(op).operands.size() == 2;
    const bool constant = is_constant(a) && (!binary || is_constant(b));
    if (constant) {
        const double x = plan_.nodes[a].value, y = binary ? plan_.nodes[b].value : 0;
        return is_comparison(op) ? boolean(compare(op, x, y)) : number(arithmetic(op, x, y));
    }
    if (op == Op::negate && plan_.nodes[a].op == Op::negate) return plan_.nodes[a].in[0];
    if (op == Op::divide && is_constant(b) && is_reciprocal_exact(plan_.nodes[b].value)) {
        return apply(Op::multiply, a, number(1 / plan_.nodes[b].value));
    }
    std::vector<NodeId> in{a};
    if (binary) in.push_back(b);
    return make(op, is_comparison(op) ? Elem::b1 : Elem::f64, std::move(in));
}

NodeId Builder::solve(Op op, std::vector<NodeId> operands) { return make(op, Elem::f64, std::move(operands)); }

NodeId Builder::is_nan(NodeId x) {
    if (facts_[x].never_nan) return boolean(false);
    if (is_constant(x)) return boolean(true);
    return make(Op::is_nan, Elem::b1, {x});
}

NodeId Builder::logical_and(NodeId a, NodeId b) {
    if (is_false(a) || is_false(b)) return boolean(false);
    if (is_true(a) || a == b) return b;
    if (is_true(b)) return a;
    return make(Op::logical_and, Elem::b1, {a, b});
}

NodeId Builder::logical_or(NodeId a, NodeId b) {
    if (is_true(a) || is_true(b)) return boolean(true);
    if (is_false(a) || a == b) return b;
    if (is_false(b)) return a;
    return make(Op::logical_or, Elem::b1, {a, b});
}

NodeId Builder::logical_not(NodeId a) {
    if (is_constant(a)) return boolean(is_false(a));
    if (plan_.nodes[a].op == Op::logical_not) return plan_.nodes[a].in[0];
    return make(Op::logical_not, Elem::b1, {a});
}

NodeId Builder::select(NodeId condition, NodeId yes, NodeId no) {
    if (is_true(condition) || yes == no) return yes;
    if (is_false(condition)) return no;
    return make(Op::select, elem(yes), {condition, yes, no});
}

NodeId Builder::reduce(Op op, BinderId binder, NodeId body, NodeId filter) {
    if (const std::optional<NodeId> legs = unrolled(op, binder, body, filter)) return *legs;
    Node node;
    node.op = op;
    node.elem = op_info(op).result == 'b' ? Elem::b1 : Elem::f64;
    node.binder = binder;
    node.in = {body};
    if (filter != kNone && !is_true(filter)) node.in.push_back(filter);
    return make(std::move(node));
}

void Builder::name(NodeId id, std::string_view name, NameRank rank) {
    if (is_constant(id) || rank <= ranks_[id]) return;
    plan_.nodes[id].name = name;
    ranks_[id] = rank;
}

}  // namespace collmc::plan
