#include "compiler/plan/objects_asked.h"

#include "compiler/plan/columns_read.h"
#include "compiler/plan/comparisons.h"
#include "compiler/plan/op_info.h"
#include "compiler/plan/uses.h"

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

class Asking {
public:
    explicit Asking(const Plan& plan) : plan_(plan), asked_(plan.collections.size(), kNone) {}

    std::vector<SelectionId> run() {
        for (const Use& use : uses(plan_)) note_use(use);
        const std::vector<int> compared = compared_subsets(plan_);
        const ColumnsBelow below(plan_);
        // What a collection is made of stands before it.
        for (std::size_t id = asked_.size(); id-- > 0;) {
            if (compared[id] != kNone) continue;  // made of the source's mask
            const Collection& collection = plan_.collections[id];
            if (collection.kind != Collection::Kind::union_of || !is_of_different_types(collection, below))
                asked_[id] = 0;
            for (const CollectionId source : collection.sources) note(source, asked_[id]);
        }
        return asked_;
    }

private:
    void note(CollectionId collection, SelectionId selection) {
        SelectionId& asked = asked_[at(collection)];
        if (selection == kNone) return;
        asked = asked == kNone ? selection : common_selection(plan_, asked, selection);
    }
    void note_loop(BinderId binder, SelectionId selection) { note(plan_.binders[at(binder)].collection, selection); }

    void note_use(const Use& use) {
        const std::vector<char> below = nodes_below(plan_, use.nodes);
        for (std::size_t id = 0; id < below.size(); ++id) {
            if (below[id] == 0) continue;
            const Node& node = plan_.nodes[id];
            if (node.op == Op::at) note(node.collection, use.selection);
            if (op_info(node.op).reduction) note_loop(node.binder, use.selection);
        }
        if (use.step.kind == Step::Kind::pick) {
            for (const BinderId leg : plan_.picks[at(use.step.id)].legs) note_loop(leg, use.selection);
        }
        if (use.step.kind == Step::Kind::histogram) {
            for (const BinderId loop : plan_.histograms[at(use.step.id)].loops) note_loop(loop, use.selection);
        }
    }

    const Plan& plan_;
    std::vector<SelectionId> asked_;
};

}  // namespace

std::vector<SelectionId> objects_asked(const Plan& plan) { return Asking(plan).run(); }

}  // namespace collmc::plan
