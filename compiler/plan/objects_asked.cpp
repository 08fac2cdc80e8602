#include "compiler/plan/objects_asked.h"

#include <algorithm>

#include "compiler/plan/comparisons.h"
#include "compiler/plan/op_info.h"

namespace collmc::plan {
namespace {

std::size_t at(std::int32_t id) { return static_cast<std::size_t>(id); }

/// Whether no object is in two of the sources: their types differ.
bool is_of_different_types(const Collection& collection, const ColumnsBelow& below) {
    ColumnsBelow::Particles so_far = 0;
    for (const CollectionId source : collection.sources) {
        if ((so_far & below.particles(source)) != 0) return false;
        so_far |= below.particles(source);
    }
    return true;
}

/// By collection, whether the use asks for its objects itself.
std::vector<char> asked_directly(const Plan& plan, const Use& use) {
    std::vector<char> asked(plan.collections.size());
    const auto note_loop = [&](BinderId binder) { asked[at(plan.binders[at(binder)].collection)] = 1; };
    const std::vector<char> below = nodes_below(plan, use.nodes);
    for (std::size_t id = 0; id < below.size(); ++id) {
        if (below[id] == 0) continue;
        const Node& node = plan.nodes[id];
        if (node.op == Op::at) asked[at(node.collection)] = 1;
        if (op_info(node.op).reduction) note_loop(node.binder);
    }
    if (use.step.kind == Step::Kind::pick) {
        for (const BinderId leg : plan.picks[at(use.step.id)].legs) note_loop(leg);
    }
    if (use.step.kind == Step::Kind::histogram) {
        for (const BinderId loop : plan.histograms[at(use.step.id)].loops) note_loop(loop);
    }
    return asked;
}

}  // namespace

ObjectsAsked::ObjectsAsked(const Plan& plan)
    : plan_(plan), below_(plan), compared_(compared_subsets(plan)), asked_(plan.collections.size(), Asked::nowhere) {
    const auto note = [&](std::size_t collection, Asked where) {
        asked_[collection] = std::max(asked_[collection], where);
    };
    for (const Use& use : uses(plan)) {
        const std::vector<char> asked = asked_directly(plan, use);
        for (std::size_t id = 0; id < asked.size(); ++id) {
            if (asked[id] != 0) note(id, use.selection == 0 ? Asked::everywhere : Asked::behind_cuts);
        }
    }
    // What a collection is made of stands before it.
    for (std::size_t id = asked_.size(); id-- > 0;) {
        const Collection& collection = plan.collections[id];
        if (!is_made_of_sources(static_cast<CollectionId>(id))) continue;
        if (collection.kind != Collection::Kind::union_of || !is_of_different_types(collection, below_))
            asked_[id] = Asked::everywhere;
        for (const CollectionId source : collection.sources) note(at(source), asked_[id]);
    }
}

/// A subset by comparisons is made of the source's mask.
bool ObjectsAsked::is_made_of_sources(CollectionId collection) const { return compared_[at(collection)] == kNone; }

std::vector<char> ObjectsAsked::by(const Use& use) const {
    std::vector<char> asked = asked_directly(plan_, use);
    for (std::size_t id = asked.size(); id-- > 0;) {
        if (asked[id] == 0 || !is_made_of_sources(static_cast<CollectionId>(id))) continue;
        for (const CollectionId source : plan_.collections[id].sources) asked[at(source)] = 1;
    }
    return asked;
}

}  // namespace collmc::plan
