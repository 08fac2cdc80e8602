#include "compiler/codegen/late_columns.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "compiler/codegen/layout.h"
#include "compiler/plan/comparisons.h"
#include "compiler/plan/objects_asked.h"

namespace collmc::codegen {

using plan::SelectionId;
using Columns = plan::ColumnsBelow::Columns;

namespace {

/// Who asks for columns, and before which loop they have to be there.
struct Asking {
    std::size_t loop;
    std::span<const SelectionId> events;
    Columns columns;

    bool has(std::size_t particle, int column) const { return (columns[particle] >> column & 1) != 0; }
};

constexpr SelectionId kAllEvents[] = {0};

class AllAsking {
public:
    AllAsking(const plan::Plan& plan, std::span<const EventLoop> loops, const ObjectValues& kept, int width)
        : plan_(plan), below_(plan), loops_(loops), kept_(kept), width_(width) {
        for (const int slot : kept.slot) is_kept_.push_back(slot >= 0 ? 1 : 0);
    }

    std::vector<Asking> of(std::span<const LateObjects> objects) {
        add_merged(objects);
        add_first_loop();
        for (std::size_t loop = 1; loop < loops_.size(); ++loop) {
            for (const plan::Use& use : loops_[loop].uses) add(loop, loops_[loop].over, below_.of(use.nodes, is_kept_));
        }
        std::ranges::stable_sort(all_, {}, &Asking::loop);
        return std::move(all_);
    }

private:
    /// Kernels order objects of several sources by pt.
    void add_merged(std::span<const LateObjects> late) {
        const plan::ObjectsAsked asked(plan_);
        for (plan::CollectionId id = 0; at(id) < plan_.collections.size(); ++id) {
            if (plan::is_merged(plan_.collections[at(id)]) && asked.where(id) == plan::Asked::everywhere)
                add(0, kAllEvents, pt_of(id));
        }
        for (const LateObjects& made : late) {
            if (plan::is_merged(plan_.collections[at(made.collection)]))
                add(made.loop, made.events, pt_of(made.collection));
        }
    }

    void add_first_loop() {
        const std::vector<int> compared = plan::compared_subsets(plan_);
        for (const plan::Use& use : loops_[0].uses) {
            // Kernels compare columns as they are stored.
            const bool is_compared =
                use.step.kind == plan::Step::Kind::collection && compared[at(use.step.id)] != plan::kNone;
            if (!is_compared) add(0, kAllEvents, below_.of(use.nodes, is_kept_));
        }
        for (const ObjectValues::Column& column : kept_.columns) {
            const plan::NodeId made[] = {column.node};
            if (!kept_.is_made_of_stored(plan_, column, width_)) add(0, kAllEvents, below_.of(made));
        }
    }

    Columns pt_of(plan::CollectionId collection) const {
        Columns columns{};
        for (std::size_t particle = 0; particle < columns.size(); ++particle) {
            if ((below_.particles(collection) >> particle & 1) != 0) columns[particle] = 1U << abi::kPt;
        }
        return columns;
    }

    /// The types are there from the start.
    void add(std::size_t loop, std::span<const SelectionId> events, Columns columns) {
        for (std::uint32_t& of_particle : columns) of_particle &= ~(1U << abi::kTyp);
        all_.push_back({loop, events, columns});
    }

    const plan::Plan& plan_;
    const plan::ColumnsBelow below_;
    std::span<const EventLoop> loops_;
    const ObjectValues& kept_;
    int width_;
    std::vector<char> is_kept_;  ///< by node
    std::vector<Asking> all_;
};

}  // namespace

std::vector<LateColumns> late_columns(const plan::Plan& plan, std::span<const EventLoop> loops,
                                      const EventsAsked& asked, std::span<const LateObjects> objects,
                                      const ObjectValues& kept, int width) {
    const std::vector<Asking> all = AllAsking(plan, loops, kept, width).of(objects);
    std::vector<LateColumns> brought;
    for (std::size_t particle = 0; particle < abi::kParticleCount; ++particle) {
        for (int column = 0; column < abi::kObjectColumnCount; ++column) {
            std::vector<SelectionId> there;
            for (const Asking& first : all) {
                if (!first.has(particle, column)) continue;
                const auto is_there = [&](SelectionId selection) { return asked.is_covered(selection, there); };
                if (std::ranges::all_of(first.events, is_there)) continue;
                std::vector<SelectionId> events;
                for (const Asking& other : all) {
                    if (!other.has(particle, column)) continue;
                    for (const SelectionId selection : other.events) {
                        if (!is_there(selection) && asked.is_made(selection, first.loop)) events.push_back(selection);
                    }
                }
                events = asked.reduced(std::move(events));
                there.insert(there.end(), events.begin(), events.end());
                const auto same = std::ranges::find_if(brought, [&](const LateColumns& other) {
                    return other.loop == first.loop && other.events == events;
                });
                LateColumns& to = same != brought.end() ? *same : brought.emplace_back(first.loop, events, Columns{});
                to.columns[particle] |= 1U << column;
            }
        }
    }
    std::ranges::stable_sort(brought, {}, &LateColumns::loop);
    return brought;
}

}  // namespace collmc::codegen
