#include "compiler/codegen/object_values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "compiler/codegen/layout.h"
#include "runtime/abi/block.h"

namespace collmc::codegen {

using plan::Node;
using plan::NodeId;
using plan::Op;

namespace {

/// The nodes that are functions of one object, an element or a leg, and of nothing else; equal expressions of different
/// objects have the same number.
class ObjectFunctions {
public:
    explicit ObjectFunctions(const plan::Plan& plan) : functions_(plan.nodes.size()) {
        for (std::size_t id = 0; id < plan.nodes.size(); ++id) functions_[id] = make(plan, static_cast<NodeId>(id));
    }

    struct Function {
        int number = -1;              ///< -1: no such node
        NodeId object = plan::kNone;  ///< kNone: a constant
        bool is_costly = false;       ///< it calls a mathematical function
    };
    const Function& of(NodeId node) const { return functions_[at(node)]; }

private:
    Function make(const plan::Plan& plan, NodeId id) {
        const plan::Node& node = plan.nodes[at(id)];
        Function function;
        if (node.op == Op::element || node.op == Op::leg) {
            function.object = id;
            function.number = number({node.op == Op::leg ? Op::element : node.op});
            return function;
        }
        const bool is_operation =
            (node.op >= Op::add && node.op <= Op::hypot) || node.op == Op::constant || node.op == Op::object_column;
        if (!is_operation || node.elem != plan::Elem::f64) return function;
        Key key{node.op, node.index, std::bit_cast<std::uint64_t>(node.value), {}};
        function.is_costly = node.op >= Op::sin && node.op <= Op::hypot;
        for (const NodeId operand : node.in) {
            const Function& below = functions_[at(operand)];
            const bool is_other =
                below.object != plan::kNone && function.object != plan::kNone && below.object != function.object;
            if (below.number < 0 || is_other) return {};
            if (below.object != plan::kNone) function.object = below.object;
            function.is_costly = function.is_costly || below.is_costly;
            key.in.push_back(below.number);
        }
        function.number = number(key);
        return function;
    }

    struct Key {
        Op op;
        std::int32_t index = 0;
        std::uint64_t value = 0;
        std::vector<int> in{};
        auto operator<=>(const Key&) const = default;
    };
    int number(const Key& key) { return numbers_.try_emplace(key, static_cast<int>(numbers_.size())).first->second; }

    std::map<Key, int> numbers_;
    std::vector<Function> functions_;  ///< by node
};

/// By binder of a leg: its pick's place in the schedule; -1 for other binders.
std::vector<int> places_of_legs(const plan::Plan& plan) {
    std::vector<int> places(plan.binders.size(), -1);
    for (std::size_t place = 0; place < plan.schedule.size(); ++place) {
        if (plan.schedule[place].kind != plan::Step::Kind::pick) continue;
        for (const plan::BinderId leg : plan.picks[at(plan.schedule[place].id)].legs) {
            if (plan.binders[at(leg)].kind == plan::Binder::Kind::leg) places[at(leg)] = static_cast<int>(place);
        }
    }
    return places;
}

/// The binder of a pick's leg whose object the node is, at the place or chosen.
plan::BinderId leg_of(const plan::Plan& plan, const plan::Node& object) {
    if (object.op == Op::element) return object.binder;
    return plan.picks[at(object.pick)].legs[at(object.index)];
}

/// Finds among the values of an object the components of its momentum.
class MomentumFinder {
public:
    MomentumFinder(const plan::Plan& plan, std::span<const NodeId> values) : plan_(plan), values_(values) {}

    struct Momentum {
        std::array<NodeId, abi::kLine> components;  ///< px, py, pz, energy
        kernels::MomentumColumns of;
    };
    std::optional<Momentum> find() const {
        for (const NodeId energy : values_) {
            if (const std::optional<Momentum> momentum = with_energy(energy)) return momentum;
        }
        return std::nullopt;
    }

private:
    const Node& node(NodeId id) const { return plan_.nodes[at(id)]; }
    bool is_column(NodeId id) const { return node(id).op == Op::object_column; }

    /// The angle of pt * function(angle), or kNone.
    NodeId angle_of(NodeId product, NodeId pt, Op function) const {
        if (node(product).op != Op::multiply) return plan::kNone;
        const auto [a, b] = std::pair{node(product).in[0], node(product).in[1]};
        const NodeId other = a == pt ? b : b == pt ? a : plan::kNone;
        const bool is_it = other != plan::kNone && node(other).op == function && is_column(node(other).in[0]);
        return is_it ? node(other).in[0] : plan::kNone;
    }

    /// The value that is pt * function(angle), of the angle if one is given; or kNone.
    NodeId component(NodeId pt, Op function, NodeId angle = plan::kNone) const {
        const auto found = std::ranges::find_if(values_, [&](NodeId id) {
            const NodeId its = angle_of(id, pt, function);
            return its != plan::kNone && (angle == plan::kNone || its == angle);
        });
        return found == values_.end() ? plan::kNone : *found;
    }

    /// What a square is of, or kNone.
    NodeId root_of(NodeId square) const {
        const bool is_square = node(square).op == Op::multiply && node(square).in[0] == node(square).in[1];
        return is_square ? node(square).in[0] : plan::kNone;
    }

    /// energy = sqrt((pt cosh eta)^2 + mass^2)
    std::optional<Momentum> with_energy(NodeId energy) const {
        if (node(energy).op != Op::square_root || node(node(energy).in[0]).op != Op::add) return std::nullopt;
        const auto [square, mass_squared] = std::pair{node(node(energy).in[0]).in[0], node(node(energy).in[0]).in[1]};
        const NodeId magnitude = root_of(square), mass = root_of(mass_squared);
        if (magnitude == plan::kNone || node(magnitude).op != Op::multiply) return std::nullopt;
        const NodeId pt = node(magnitude).in[0], eta = angle_of(magnitude, pt, Op::cosh);
        const bool is_constant = node(mass_squared).op == Op::constant;
        const bool has_mass = mass != plan::kNone && is_column(mass);
        if (!is_column(pt) || eta == plan::kNone || !(is_constant || has_mass)) return std::nullopt;

        const NodeId px = component(pt, Op::cos);
        if (px == plan::kNone) return std::nullopt;
        const NodeId phi = angle_of(px, pt, Op::cos);
        const Momentum momentum{{px, component(pt, Op::sin, phi), component(pt, Op::sinh, eta), energy},
                                {node(pt).index, node(eta).index, node(phi).index, has_mass ? node(mass).index : -1,
                                 is_constant ? node(mass_squared).value : 0}};
        if (std::ranges::count(momentum.components, plan::kNone) > 0) return std::nullopt;
        return momentum;
    }

    const plan::Plan& plan_;
    std::span<const NodeId> values_;
};

}  // namespace

ObjectValues object_values(const plan::Plan& plan) {
    ObjectValues values;
    values.slot.assign(plan.nodes.size(), -1);
    values.object.assign(plan.nodes.size(), plan::kNone);
    const ObjectFunctions functions(plan);
    // What is used together with something else than the same object's values, or is a pick's own.
    std::vector<bool> is_used(plan.nodes.size());
    for (const plan::Pick& pick : plan.picks) {
        if (pick.condition != plan::kNone) is_used[at(pick.condition)] = true;
        for (const NodeId key : pick.keys) is_used[at(key)] = true;
    }
    for (std::size_t id = 0; id < plan.nodes.size(); ++id) {
        const bool is_function = functions.of(static_cast<NodeId>(id)).number >= 0;
        for (const NodeId operand : plan.nodes[id].in) is_used[at(operand)] = is_used[at(operand)] || !is_function;
    }
    std::map<std::pair<int, plan::CollectionId>, int> columns;
    const auto column_of = [&](NodeId node) {
        const ObjectFunctions::Function& function = functions.of(node);
        const plan::BinderId binder = leg_of(plan, plan.nodes[at(function.object)]);
        const auto known = columns.find({function.number, plan.binders[at(binder)].collection});
        return known == columns.end() ? -1 : known->second;
    };
    for (const plan::Step& step : plan.schedule) {
        if (step.kind != plan::Step::Kind::pick || plan.picks[at(step.id)].legs.size() < 2) continue;
        for (const plan::BinderId leg : plan.picks[at(step.id)].legs) {
            const plan::Binder& binder = plan.binders[at(leg)];
            if (binder.kind != plan::Binder::Kind::leg) continue;
            std::vector<NodeId> nodes;
            for (std::size_t id = 0; id < plan.nodes.size(); ++id) {
                const auto node = static_cast<NodeId>(id);
                const ObjectFunctions::Function& function = functions.of(node);
                if (!function.is_costly || !is_used[id] || function.object == plan::kNone) continue;
                const plan::Node& object = plan.nodes[at(function.object)];
                const auto is_same = [&](NodeId other) { return functions.of(other).number == function.number; };
                if (object.op != Op::element || object.binder != leg || column_of(node) >= 0) continue;
                if (std::ranges::any_of(nodes, is_same)) continue;
                nodes.push_back(node);
            }
            // Those of a momentum have a line.
            if (const auto momentum = MomentumFinder(plan, nodes).find()) {
                const auto is_component = [&](NodeId id) { return std::ranges::count(momentum->components, id) > 0; };
                std::erase_if(nodes, is_component);
                nodes.insert(nodes.begin(), momentum->components.begin(), momentum->components.end());
                values.momenta.push_back({binder.collection, step.id, values.n_lines, momentum->of});
            }
            for (std::size_t i = 0; i < nodes.size(); ++i) {
                const int place = static_cast<int>(i) % abi::kLine;
                if (place == 0) ++values.n_lines;
                columns[{functions.of(nodes[i]).number, binder.collection}] = static_cast<int>(values.columns.size());
                values.columns.push_back({nodes[i], leg, binder.collection, step.id, values.n_lines - 1, place});
            }
        }
    }
    // Of the objects of that pick and of later ones.
    const std::vector<int> places = places_of_legs(plan);
    for (std::size_t id = 0; id < plan.nodes.size(); ++id) {
        const auto node = static_cast<NodeId>(id);
        const ObjectFunctions::Function& function = functions.of(node);
        if (!function.is_costly || function.object == plan::kNone) continue;
        const int place = places[at(leg_of(plan, plan.nodes[at(function.object)]))];
        const int slot = place >= 0 ? column_of(node) : -1;
        if (slot < 0 || place < places[at(values.columns[at(slot)].binder)]) continue;
        values.slot[id] = slot;
        values.object[id] = function.object;
    }
    return values;
}

bool ObjectValues::is_made_of_stored(const plan::Plan& plan, const Column& column, int width) const {
    const bool is_of_one_type = plan.collections[at(column.collection)].kind == plan::Collection::Kind::base;
    return width > 1 && is_of_one_type && std::ranges::count(momenta, column.lines, &Momenta::lines) > 0;
}

}  // namespace collmc::codegen
