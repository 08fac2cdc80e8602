// Blocks of events written by hand or at random, and what a plan makes of them: shared by the tests of the plan and of
// the machine code.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "compiler/plan/interpreter.h"
#include "compiler/plan/plan.h"
#include "runtime/abi/block.h"
#include "runtime/abi/random.h"
#include "runtime/kernels/memory.h"

namespace collmc::plan::testing {

/// One object row of the file.
struct Row {
    abi::Particle particle = abi::kJet;
    double pt = 0, eta = 0, phi = 0, jmass = 0, ntrk = 0, btag = 0, hadem = 0;
};

/// One event; its objects in file order.
struct Event {
    std::vector<Row> objects{};
    double met_pt = 0, met_phi = 0, weight = 1, number = 0, trigger = 0;
};

/// Owns the columns of an abi::Block with exactly these events, ordered, padded and with the sentinel as block.h says.
class BlockOf {
public:
    explicit BlockOf(const std::vector<Event>& events) {
        for (const Event& event : events) {
            const std::array<double, abi::kEventColumnCount> values = {event.met_pt, event.met_phi, event.weight,
                                                                       event.number, event.trigger};
            for (int c = 0; c < abi::kEventColumnCount; ++c) event_columns_[c].push_back(values[c]);
            block_.unit_weights = block_.unit_weights && event.weight == 1;
        }
        for (int particle = 0; particle < abi::kParticleCount; ++particle) append_segment(events, particle);
        block_.n_events = static_cast<std::int32_t>(events.size());
        block_.n_objects = static_cast<std::int32_t>(object_event_.size());
        pad_and_point();
        for (std::int32_t event = 0; event < block_.n_events; ++event)
            hashes_.push_back(abi::hash_of_event(block_, event));
        block_.event_hash = padded(hashes_);
    }
    BlockOf(const BlockOf&) = delete;

    const abi::Block& view() const { return block_; }

private:
    void append_segment(const std::vector<Event>& events, int particle) {
        block_.segment_begin[particle] = static_cast<std::int32_t>(object_event_.size());
        for (std::size_t e = 0; e < events.size(); ++e) {
            std::vector<std::int32_t> rows;
            for (std::size_t i = 0; i < events[e].objects.size(); ++i) {
                if (events[e].objects[i].particle == particle) rows.push_back(static_cast<std::int32_t>(i));
            }
            std::ranges::stable_sort(rows,
                                     [&](auto a, auto b) { return events[e].objects[a].pt > events[e].objects[b].pt; });
            begin_[particle].push_back(static_cast<std::int32_t>(object_event_.size()));
            size_[particle].push_back(static_cast<std::int32_t>(rows.size()));
            for (const std::int32_t row : rows)
                append_object(events[e].objects[row], static_cast<std::int32_t>(e), row + 1);
        }
        block_.segment_end[particle] = static_cast<std::int32_t>(object_event_.size());
    }

    void append_object(const Row& row, std::int32_t event, std::int32_t number) {
        const std::array<double, abi::kObjectColumnCount> values = {
            static_cast<double>(row.particle), row.eta, row.phi, row.pt, row.jmass, row.ntrk, row.btag, row.hadem};
        for (int c = 0; c < abi::kObjectColumnCount; ++c) object_columns_[c].push_back(values[c]);
        object_event_.push_back(event);
        object_row_.push_back(number);
    }

    template <class T>
    static const T* padded(std::vector<T>& column) {
        column.resize(column.size() + abi::kPadding + 1);  // the sentinel and the padding are zero
        return column.data();
    }

    void pad_and_point() {
        for (int c = 0; c < abi::kEventColumnCount; ++c) block_.event_columns[c] = padded(event_columns_[c]);
        for (int c = 0; c < abi::kObjectColumnCount; ++c) block_.object_columns[c] = padded(object_columns_[c]);
        block_.object_event = padded(object_event_);
        block_.object_row = padded(object_row_);
        for (int p = 0; p < abi::kParticleCount; ++p) {
            block_.begin[p] = padded(begin_[p]);
            block_.size[p] = padded(size_[p]);
        }
    }

    abi::Block block_;
    std::array<std::vector<double>, abi::kEventColumnCount> event_columns_;
    std::array<std::vector<double>, abi::kObjectColumnCount> object_columns_;
    std::vector<std::int32_t> object_event_, object_row_;
    std::vector<std::uint64_t> hashes_;
    std::array<std::vector<std::int32_t>, abi::kParticleCount> begin_, size_;
};

/// Memory for one run, poisoned so that what is not written shows.
class Memory {
public:
    Memory(const abi::WorkspaceLayout& layout, const abi::Block& block) {
        const auto allocate = [](auto& arrays, auto& pointers, int count, std::int32_t size, auto poison) {
            for (int i = 0; i < count; ++i) arrays.emplace_back(size + 4 * abi::kPadding, poison);
            for (auto& array : arrays) pointers.push_back(array.data());
        };
        allocate(event_ints_, event_int_pointers_, layout.event_ints, block.n_events, std::int32_t{-12345});
        allocate(object_ints_, object_int_pointers_, layout.object_ints, block.n_objects + 1, std::int32_t{-12345});
        allocate(event_doubles_, event_double_pointers_, layout.event_doubles, block.n_events, -1.2345e67);
        counters_.assign(layout.counters + 1, -12345);
        lists_.resize(layout.lists);
        for (abi::List& list : lists_) list.size = 7;  // what a run before has left
        workspace_ = {event_int_pointers_.data(), object_int_pointers_.data(), event_double_pointers_.data(),
                      counters_.data(), lists_.data()};
    }
    ~Memory() {
        for (abi::List& list : lists_) kernels::release(list);
    }
    Memory(const Memory&) = delete;

    const abi::Workspace& view() const { return workspace_; }

private:
    std::vector<std::vector<std::int32_t>> event_ints_, object_ints_;
    std::vector<std::vector<double>> event_doubles_;
    std::vector<std::int64_t> counters_;
    std::vector<abi::List> lists_;
    std::vector<std::int32_t*> event_int_pointers_, object_int_pointers_;
    std::vector<double*> event_double_pointers_;
    abi::Workspace workspace_;
};

/// The results of one run, read out of the workspace.
struct Outcome {
    std::vector<std::vector<std::int32_t>> events;          ///< [selection]
    std::vector<std::int64_t> undecided;                    ///< [selection], 0 where the plan counts none
    std::vector<std::vector<double>> weights;               ///< [weight][event of its selection]
    std::vector<std::vector<double>> histograms;            ///< [histogram][entry]: the first value of each entry
    std::vector<std::vector<std::vector<double>>> fills;    ///< [histogram][entry]: the event, then all values
    std::vector<std::vector<std::vector<double>>> ntuples;  ///< [ntuple][column][row]
};

/// An order of numbers by their bits, all NaNs being one value: entries of a list stand in any order.
inline bool bits_before(double a, double b) {
    const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(std::isnan(x) ? std::nan("") : x); };
    return bits(a) < bits(b);
}

inline std::vector<std::vector<double>> read_fills(const abi::WorkspaceLayout::Values& slots,
                                                   const std::vector<std::int32_t>& events,
                                                   const abi::Workspace& workspace) {
    std::vector<std::vector<double>> fills;
    if (slots.list < 0) {
        for (std::size_t i = 0; i < events.size(); ++i) {
            fills.push_back({static_cast<double>(events[i])});
            for (const int slot : slots.event_doubles) fills.back().push_back(workspace.event_doubles[slot][i]);
        }
        return fills;
    }
    const abi::List& list = workspace.lists[slots.list];
    for (std::int64_t i = 0; i < list.size; ++i) {
        fills.push_back({static_cast<double>(list.events[i])});
        for (int column = 0; column < slots.columns; ++column) fills.back().push_back(list.columns[column][i]);
    }
    std::ranges::sort(
        fills, [](const auto& a, const auto& b) { return std::ranges::lexicographical_compare(a, b, bits_before); });
    return fills;
}

inline Outcome read_outcome(const abi::WorkspaceLayout& layout, const abi::Workspace& workspace) {
    Outcome outcome;
    for (const auto& selection : layout.selections) {
        const std::int32_t* events = workspace.event_ints[selection.events];
        outcome.events.emplace_back(events, events + workspace.counters[selection.count]);
        outcome.undecided.push_back(selection.undecided < 0 ? 0 : workspace.counters[selection.undecided]);
    }
    const auto column = [&](const abi::WorkspaceLayout::Values& values, std::size_t index) {
        const double* begin = workspace.event_doubles[values.event_doubles[index]];
        return std::vector<double>(begin, begin + outcome.events[values.selection].size());
    };
    for (const auto& weight : layout.weights) outcome.weights.push_back(column(weight, 0));
    for (const auto& histogram : layout.histograms) {
        outcome.fills.push_back(read_fills(histogram, outcome.events[histogram.selection], workspace));
        outcome.histograms.emplace_back();
        for (const std::vector<double>& entry : outcome.fills.back()) outcome.histograms.back().push_back(entry[1]);
    }
    for (const auto& ntuple : layout.ntuples) {
        outcome.ntuples.emplace_back();
        for (std::size_t i = 0; i < ntuple.event_doubles.size(); ++i)
            outcome.ntuples.back().push_back(column(ntuple, i));
    }
    return outcome;
}

inline Outcome interpret(const Plan& plan, const abi::Block& block) {
    const abi::WorkspaceLayout layout = output_layout(plan);
    const Memory memory(layout, block);
    Interpreter(plan).run(block, memory.view());
    return read_outcome(layout, memory.view());
}

/// Equal bits, all NaNs being one value.
inline bool same_number(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0;
}

/// The first difference in words, or empty.
inline std::string difference(const Plan& plan, const Outcome& a, const Outcome& b) {
    for (std::size_t s = 0; s < a.events.size(); ++s) {
        if (a.events[s] != b.events[s]) {
            return fmt::format("selection s{} {} has {} and {} events", s, plan.selections[s].name, a.events[s].size(),
                               b.events[s].size());
        }
        if (a.undecided[s] != b.undecided[s]) {
            return fmt::format("selection s{} {} has {} and {} undecided events", s, plan.selections[s].name,
                               a.undecided[s], b.undecided[s]);
        }
    }
    const auto compare = [](const std::string& what, const std::vector<double>& x,
                            const std::vector<double>& y) -> std::string {
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (!same_number(x[i], y[i])) return fmt::format("{}, entry {}: {:a} and {:a}", what, i, x[i], y[i]);
        }
        return {};
    };
    for (std::size_t w = 0; w < a.weights.size(); ++w) {
        const std::string what = compare(fmt::format("weight w{}", w), a.weights[w], b.weights[w]);
        if (!what.empty()) return what;
    }
    for (std::size_t h = 0; h < a.fills.size(); ++h) {
        const std::string name = "histogram " + plan.histograms[h].name;
        if (a.fills[h].size() != b.fills[h].size())
            return fmt::format("{} has {} and {} entries", name, a.fills[h].size(), b.fills[h].size());
        for (std::size_t i = 0; i < a.fills[h].size(); ++i) {
            const std::string what = compare(fmt::format("{}, entry {}", name, i), a.fills[h][i], b.fills[h][i]);
            if (!what.empty()) return what;
        }
    }
    for (std::size_t n = 0; n < a.ntuples.size(); ++n) {
        for (std::size_t c = 0; c < a.ntuples[n].size(); ++c) {
            const std::string what =
                compare(fmt::format("ntuple {}, column {}", plan.ntuples[n].name, c), a.ntuples[n][c], b.ntuples[n][c]);
            if (!what.empty()) return what;
        }
    }
    return {};
}

}  // namespace collmc::plan::testing
