#include "compiler/plan/comparisons.h"

#include <cmath>
#include <limits>

namespace collmc::plan {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::size_t at(std::int32_t id) { return static_cast<std::size_t>(id); }

/// The comparison without its limits: which column the node is, if it is one.
std::optional<Comparison> column_of(const Plan& plan, NodeId id, BinderId binder) {
    const Node* node = &plan.nodes[at(id)];
    Comparison comparison;
    if (node->op == Op::absolute) {
        comparison.is_absolute = true;
        node = &plan.nodes[at(node->in[0])];
    }
    if (node->op != Op::object_column) return std::nullopt;
    const Node& object = plan.nodes[at(node->in[0])];
    if (object.op != Op::element || object.binder != binder) return std::nullopt;
    comparison.column = node->index;
    return comparison;
}

std::optional<double> constant_of(const Plan& plan, NodeId id) {
    const Node& node = plan.nodes[at(id)];
    if (node.op != Op::constant || node.elem != Elem::f64) return std::nullopt;
    return node.value;
}

bool is_compared(const Plan& plan, NodeId id, BinderId binder) {
    const Node& node = plan.nodes[at(id)];
    if (node.op == Op::logical_and || node.op == Op::logical_or)
        return is_compared(plan, node.in[0], binder) && is_compared(plan, node.in[1], binder);
    if (node.op == Op::logical_not) return is_compared(plan, node.in[0], binder);
    return comparison_of(plan, id, binder).has_value();
}

}  // namespace

std::optional<Comparison> comparison_of(const Plan& plan, NodeId id, BinderId binder) {
    const Node& node = plan.nodes[at(id)];
    if (node.op != Op::less && node.op != Op::less_equal && node.op != Op::equal && node.op != Op::not_equal)
        return std::nullopt;
    std::optional<Comparison> comparison = column_of(plan, node.in[0], binder);
    const bool is_first = comparison.has_value();
    if (!is_first) comparison = column_of(plan, node.in[1], binder);
    const std::optional<double> limit = constant_of(plan, node.in[is_first ? 1 : 0]);
    if (!comparison || !limit) return std::nullopt;
    comparison->low = -kInfinity;
    comparison->high = kInfinity;
    if (node.op == Op::equal || node.op == Op::not_equal) {
        comparison->low = comparison->high = *limit;
        comparison->is_inverted = node.op == Op::not_equal;
    } else if (is_first) {
        comparison->high = node.op == Op::less ? std::nextafter(*limit, -kInfinity) : *limit;
    } else {
        comparison->low = node.op == Op::less ? std::nextafter(*limit, kInfinity) : *limit;
    }
    const bool is_beyond = node.op == Op::less && *limit == (is_first ? -kInfinity : kInfinity);
    if (std::isnan(*limit) || is_beyond) {
        comparison->low = kInfinity;
        comparison->high = -kInfinity;
    }
    return comparison;
}

std::vector<int> compared_subsets(const Plan& plan) {
    std::vector<int> particles(plan.collections.size(), kNone);
    for (std::size_t id = 0; id < particles.size(); ++id) {
        const Collection& collection = plan.collections[id];
        if (collection.kind != Collection::Kind::filter) continue;
        const Collection& source = plan.collections[at(collection.sources[0])];
        const int particle =
            source.kind == Collection::Kind::base ? source.particle : particles[at(collection.sources[0])];
        if (particle != kNone && is_compared(plan, collection.condition, collection.binder)) particles[id] = particle;
    }
    return particles;
}

}  // namespace collmc::plan
