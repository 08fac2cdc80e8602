#include "compiler/plan/columns_read.h"

#include "compiler/plan/objects_asked.h"
#include "compiler/plan/op_info.h"
#include "compiler/plan/uses.h"

namespace collmc::plan {
namespace {

using Particles = ColumnsBelow::Particles;

std::size_t at(std::int32_t id) { return static_cast<std::size_t>(id); }

class Reading {
public:
    explicit Reading(const Plan& plan) : plan_(plan), below_(plan) {}

    abi::ColumnsRead run() {
        const ObjectsAsked asked(plan_);
        for (CollectionId id = 0; at(id) < plan_.collections.size(); ++id) add_collection(id, asked.where(id));
        for (const Node& node : plan_.nodes) add_node(node);
        return read_;
    }

private:
    void add_collection(CollectionId id, Asked asked) {
        const Collection& collection = plan_.collections[at(id)];
        const Particles particles = below_.particles(id);
        note(read_.objects, particles, abi::ColumnsRead::kPresent);
        if (collection.kind == Collection::Kind::filter || collection.kind == Collection::Kind::excluding ||
            collection.kind == Collection::Kind::leading || collection.kind == Collection::Kind::ordered) {
            if (asks_for_event(plan_, collection)) note(read_.objects, particles, abi::ColumnsRead::kEvent);
        }
        // Kernels order objects of several sources by pt and, where that is the same, by row.
        if (asked != Asked::nowhere && is_merged(collection)) {
            note(read_.objects, particles, abi::ColumnsRead::kTies);
            note(read_.late, particles, 1U << abi::kPt);
        }
    }

    void add_node(const Node& node) {
        if (node.op == Op::event_column) read_.events |= 1U << node.index;
        if (node.op == Op::object_random) note(read_.objects, below_.referred(node.in[0]), abi::ColumnsRead::kRow);
        if (node.op != Op::object_column) return;
        // What type an object has is nowhere stored.
        note(node.index == abi::kTyp ? read_.objects : read_.late, below_.referred(node.in[0]), 1U << node.index);
    }

    static void note(ColumnsBelow::Columns& to, Particles particles, std::uint32_t columns) {
        for (std::size_t particle = 0; particle < to.size(); ++particle) {
            if ((particles >> particle & 1) != 0) to[particle] |= columns;
        }
    }

    const Plan& plan_;
    ColumnsBelow below_;
    abi::ColumnsRead read_;
};

}  // namespace

ColumnsBelow::ColumnsBelow(const Plan& plan)
    : plan_(plan), collections_(plan.collections.size()), refs_(plan.nodes.size()) {
    // Collections and nodes use what stands before them, picks included.
    for (std::size_t id = 0; id < collections_.size(); ++id) {
        const Collection& collection = plan.collections[id];
        if (collection.kind == Collection::Kind::base) collections_[id] = Particles{1} << collection.particle;
        if (collection.kind == Collection::Kind::members) collections_[id] = of_pick(collection.excluded[0]);
        for (const CollectionId source : collection.sources) collections_[id] |= collections_[at(source)];
    }
    for (std::size_t id = 0; id < refs_.size(); ++id) refs_[id] = of_reference(plan.nodes[id]);
}

ColumnsBelow::Columns ColumnsBelow::of(std::span<const NodeId> nodes, std::span<const char> known) const {
    const std::vector<char> below = nodes_below(plan_, nodes, known);
    Columns columns{};
    for (std::size_t id = 0; id < below.size(); ++id) {
        const Node& node = plan_.nodes[id];
        if (below[id] == 0 || node.op != Op::object_column) continue;
        for (std::size_t particle = 0; particle < columns.size(); ++particle) {
            if ((refs_[at(node.in[0])] >> particle & 1) != 0) columns[particle] |= 1U << node.index;
        }
    }
    return columns;
}

Particles ColumnsBelow::of_pick(PickId id) const {
    Particles particles = 0;
    for (const BinderId leg : plan_.picks[at(id)].legs) particles |= of_binder(leg);
    return particles;
}

Particles ColumnsBelow::of_binder(BinderId binder) const {
    return collections_[at(plan_.binders[at(binder)].collection)];
}

Particles ColumnsBelow::of_reference(const Node& node) const {
    if (node.elem != Elem::ref) return 0;
    if (node.op == Op::element) return of_binder(node.binder);
    if (node.op == Op::at) return collections_[at(node.collection)];
    if (node.op == Op::leg) return of_pick(node.pick);
    Particles particles = 0;
    for (const NodeId in : node.in) particles |= refs_[at(in)];
    return particles;
}

bool is_merged(const Collection& collection) {
    return collection.kind == Collection::Kind::union_of || collection.kind == Collection::Kind::members;
}

bool asks_for_event(const Plan& plan, const Collection& collection) {
    if (collection.kind == Collection::Kind::excluding || collection.kind == Collection::Kind::leading) return true;
    const NodeId root = collection.kind == Collection::Kind::ordered ? collection.key : collection.condition;
    std::vector<char> needed(plan.nodes.size());
    needed[at(root)] = true;
    for (NodeId id = root; id >= 0; --id) {
        if (!needed[at(id)]) continue;
        const Node& node = plan.nodes[at(id)];
        switch (node.op) {
            case Op::event_column:
            case Op::at:
            case Op::leg:
            case Op::size:
            case Op::found:
            case Op::event_random:
            case Op::object_random: return true;
            default: break;
        }
        if (op_info(node.op).reduction) return true;
        for (const NodeId operand : node.in) needed[at(operand)] = true;
    }
    return false;
}

abi::ColumnsRead columns_read(const Plan& plan) { return Reading(plan).run(); }

}  // namespace collmc::plan
