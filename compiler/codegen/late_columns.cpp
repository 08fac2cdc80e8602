#include "compiler/codegen/late_columns.h"

#include <algorithm>
#include <array>
#include <cstdint>

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

std::vector<Asking> all_asking(const plan::Plan& plan, std::span<const EventLoop> loops,
                               std::span<const LateObjects> objects) {
    const plan::ColumnsBelow below(plan);
    const Columns late = plan::columns_read(plan).late;
    std::vector<Asking> all;
    const auto add = [&](std::size_t loop, std::span<const SelectionId> events, Columns columns) {
        for (std::size_t particle = 0; particle < columns.size(); ++particle) columns[particle] &= late[particle];
        all.push_back({loop, events, columns});
    };
    for (const LateObjects& made : objects) {
        if (!plan::is_merged(plan.collections[static_cast<std::size_t>(made.collection)])) continue;
        Columns columns{};
        for (std::size_t particle = 0; particle < columns.size(); ++particle) {
            if ((below.particles(made.collection) >> particle & 1) != 0) columns[particle] = 1U << abi::kPt;
        }
        add(made.loop, made.events, columns);
    }
    for (std::size_t loop = 1; loop < loops.size(); ++loop) {  // what the first needs is there from the start
        for (const plan::Use& use : loops[loop].uses) add(loop, loops[loop].over, below.of(use.nodes));
    }
    std::ranges::stable_sort(all, {}, &Asking::loop);
    return all;
}

}  // namespace

std::vector<LateColumns> late_columns(const plan::Plan& plan, std::span<const EventLoop> loops,
                                      const EventsAsked& asked, std::span<const LateObjects> objects) {
    const std::vector<Asking> all = all_asking(plan, loops, objects);
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
