#include "compiler/codegen/object_values.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "compiler/codegen/layout.h"
#include "runtime/abi/block.h"

namespace collmc::codegen {

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
            for (std::size_t id = 0; id < plan.nodes.size(); ++id) {
                const auto node = static_cast<NodeId>(id);
                const ObjectFunctions::Function& function = functions.of(node);
                if (!function.is_costly || !is_used[id] || function.object == plan::kNone) continue;
                const plan::Node& object = plan.nodes[at(function.object)];
                if (object.op != Op::element || object.binder != leg || column_of(node) >= 0) continue;
                columns[{function.number, binder.collection}] = static_cast<int>(values.columns.size());
                values.columns.push_back({node, leg, binder.collection, step.id});
            }
        }
    }
    for (std::size_t i = 0; i < values.columns.size(); ++i) {
        ObjectValues::Column& column = values.columns[i];
        const ObjectValues::Column* const before = i > 0 ? &values.columns[i - 1] : nullptr;
        const bool joins = before != nullptr && before->pick == column.pick && before->binder == column.binder &&
                           before->place + 1 < abi::kLine;
        column.lines = joins ? before->lines : values.n_lines++;
        column.place = joins ? before->place + 1 : 0;
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

}  // namespace collmc::codegen
