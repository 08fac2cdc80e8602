#include "compiler/plan/columns_read.h"

#include "compiler/plan/op_info.h"

namespace collmc::plan {
namespace {

using Particles = std::uint32_t;  ///< 1 << abi::Particle for each

std::size_t at(std::int32_t id) { return static_cast<std::size_t>(id); }

class Reading {
public:
    explicit Reading(const Plan& plan) : plan_(plan), collections_(plan.collections.size()), refs_(plan.nodes.size()) {}

    abi::ColumnsRead run() {
        // Collections and nodes use what stands before them, picks included.
        for (std::size_t id = 0; id < collections_.size(); ++id) add_collection(static_cast<CollectionId>(id));
        for (std::size_t id = 0; id < refs_.size(); ++id) add_node(static_cast<NodeId>(id));
        for (std::size_t id = 0; id < collections_.size(); ++id) add_orders(plan_.collections[id], collections_[id]);
        return read_;
    }

private:
    void add_collection(CollectionId id) {
        const Collection& collection = plan_.collections[at(id)];
        Particles particles = 0;
        if (collection.kind == Collection::Kind::base) particles = Particles{1} << collection.particle;
        if (collection.kind == Collection::Kind::members) particles = of_pick(collection.excluded[0]);
        for (const CollectionId source : collection.sources) particles |= collections_[at(source)];
        collections_[at(id)] = particles;
        note(particles, abi::ColumnsRead::kPresent);
        if (collection.kind == Collection::Kind::filter || collection.kind == Collection::Kind::excluding ||
            collection.kind == Collection::Kind::leading || collection.kind == Collection::Kind::ordered) {
            if (asks_for_event(plan_, collection)) note(particles, abi::ColumnsRead::kEvent);
        }
    }

    Particles of_pick(PickId id) const {
        Particles particles = 0;
        for (const BinderId leg : plan_.picks[at(id)].legs) particles |= of_binder(leg);
        return particles;
    }
    Particles of_binder(BinderId binder) const { return collections_[at(plan_.binders[at(binder)].collection)]; }

    void add_node(NodeId id) {
        const Node& node = plan_.nodes[at(id)];
        switch (node.op) {
            case Op::event_column: read_.events |= 1U << node.index; break;
            case Op::object_column: note(refs_[at(node.in[0])], 1U << node.index); break;
            case Op::object_random: note(refs_[at(node.in[0])], abi::ColumnsRead::kRow); break;
            default: refs_[at(id)] = of_reference(node); break;
        }
    }

    /// What the object may be that a node stands for.
    Particles of_reference(const Node& node) const {
        if (node.elem != Elem::ref) return 0;
        if (node.op == Op::element) return of_binder(node.binder);
        if (node.op == Op::at) return collections_[at(node.collection)];
        if (node.op == Op::leg) return of_pick(node.pick);
        Particles particles = 0;
        for (const NodeId in : node.in) particles |= refs_[at(in)];
        return particles;
    }

    /// Kernels order objects of several sources by pt and, where that is the same, by row.
    void add_orders(const Collection& collection, Particles particles) {
        const bool orders =
            collection.kind == Collection::Kind::union_of || collection.kind == Collection::Kind::members;
        if (orders) note(particles, abi::ColumnsRead::kTies | 1U << abi::kPt);
    }

    void note(Particles particles, std::uint32_t columns) {
        for (std::size_t particle = 0; particle < abi::kParticleCount; ++particle) {
            if ((particles >> particle & 1) != 0) read_.objects[particle] |= columns;
        }
    }

    const Plan& plan_;
    std::vector<Particles> collections_;  ///< by collection
    std::vector<Particles> refs_;         ///< by node
    abi::ColumnsRead read_;
};

}  // namespace

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
