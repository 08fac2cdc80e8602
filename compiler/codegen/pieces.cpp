#include "compiler/codegen/pieces.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>

#include "compiler/codegen/cut_runs.h"
#include "compiler/plan/uses.h"

namespace collmc::codegen {

using plan::NodeId;
using Kind = Piece::Kind;

namespace {

bool is_fill(const plan::Plan& plan, const plan::Step& step) {
    return step.kind == plan::Step::Kind::histogram && !plan.histograms[at(step.id)].loops.empty();
}

/// The selection for each of whose events the step has one value.
std::optional<plan::SelectionId> output_selection(const plan::Plan& plan, const plan::Step& step) {
    if (is_fill(plan, step)) return std::nullopt;
    switch (step.kind) {
        case plan::Step::Kind::weight: return plan.weights[at(step.id)].selection;
        case plan::Step::Kind::histogram: return plan.histograms[at(step.id)].selection;
        case plan::Step::Kind::ntuple: return plan.ntuples[at(step.id)].selection;
        default: return std::nullopt;
    }
}

class PieceList {
public:
    PieceList(const plan::Plan& plan, const Slots& slots)
        : plan_(plan),
          slots_(slots),
          runs_(cut_runs(plan, slots)),
          below_(plan),
          late_(plan::columns_read(plan).late),
          there_(plan.selections.size()),
          is_made_(plan.selections.size()),
          is_sized_(plan.collections.size()),
          has_objects_(plan.collections.size()) {
        for (std::size_t id = 0; id < plan.nodes.size(); ++id) {
            if (slots.shared[id] < 0) continue;
            const std::string& name = plan.nodes[id].name;
            add(Kind::value, static_cast<NodeId>(id), "value." + (name.empty() ? std::to_string(id) : name));
        }
        add(Kind::all_events, 0, "all_events");
        add_forget(0);
        const std::vector<plan::Use> uses = plan::uses(plan);
        auto use = uses.begin();
        for (auto step = plan.schedule.begin(); step != plan.schedule.end(); ++step) {
            if (step->kind == plan::Step::Kind::selection && step->id == 0) continue;
            if (use->selection != 0) add_decode(use->selection, below_.of(use->nodes));
            ++use;
            add_step(step);
            add_late_objects();
        }
    }

    std::vector<Piece> take() { return std::move(pieces_); }

private:
    /// Values that are used for events of this selection alone are not known yet when it has been made.
    void add_forget(plan::SelectionId selection) {
        const bool is_wanted = std::ranges::find(slots_.shared_within, selection) != slots_.shared_within.end();
        if (!is_wanted && selection != 0) return;  // of all events: so that two parts have something
        add(Kind::forget, selection, selection == 0 ? "forget" : "forget." + plan_.selections[at(selection)].name);
    }

    /// The objects of collections that are known in all but these, for the events that ask for them.
    void add_late_objects() {
        for (std::size_t id = 0; id < slots_.collections.size(); ++id) {
            const Slots::Collection& slots = slots_.collections[id];
            const plan::Collection& collection = plan_.collections[id];
            if (!slots.is_late() || !is_sized_[id] || !is_made_[at(slots.asked)] || has_objects_[id]) continue;
            has_objects_[id] = true;
            if (plan::is_merged(collection)) {
                plan::ColumnsBelow::Columns columns{};
                for (std::size_t particle = 0; particle < columns.size(); ++particle) {
                    const bool is_of_it = (below_.particles(static_cast<plan::CollectionId>(id)) >> particle & 1) != 0;
                    if (is_of_it) columns[particle] = 1U << abi::kPt;
                }
                add_decode(slots.asked, columns);
            }
            add(Kind::objects, static_cast<std::int32_t>(id), "object." + collection.name + ".objects");
        }
    }

    /// What is late of columns, and not there yet.
    void add_decode(plan::SelectionId selection, plan::ColumnsBelow::Columns columns) {
        bool is_any = false;
        for (std::size_t particle = 0; particle < columns.size(); ++particle) {
            columns[particle] &= late_[particle];
            for (plan::SelectionId wider = selection; wider != plan::kNone; wider = plan_.selections[at(wider)].within)
                columns[particle] &= ~there_[at(wider)][particle];
            there_[at(selection)][particle] |= columns[particle];
            is_any = is_any || columns[particle] != 0;
        }
        if (!is_any) return;
        add(Kind::decode, selection, "decode." + plan_.selections[at(selection)].name);
        pieces_.back().columns = columns;
    }

    void add_step(std::vector<plan::Step>::const_iterator step) {
        switch (step->kind) {
            case plan::Step::Kind::collection: {
                const plan::Collection& collection = plan_.collections[at(step->id)];
                is_sized_[at(step->id)] = true;
                if (collection.kind != plan::Collection::Kind::base && !slots_.collections[at(step->id)].is_sum)
                    add(Kind::collection, step->id, "object." + collection.name);
                return;
            }
            case plan::Step::Kind::pick:
                return add(Kind::pick, step->id, "candidate." + plan_.picks[at(step->id)].name);
            case plan::Step::Kind::selection: return add_cuts(step->id);
            default: break;
        }
        if (is_fill(plan_, *step)) {
            const plan::Histogram& histogram = plan_.histograms[at(step->id)];
            add(Kind::fill, step->id, "fill." + plan_.regions[at(histogram.region)].name + "." + histogram.name);
            return;
        }
        // The other outputs of one selection share a function, which stands where the last of them does.
        const auto selection = output_selection(plan_, *step);
        const auto same = [&](const plan::Step& later) { return output_selection(plan_, later) == selection; };
        if (std::any_of(step + 1, plan_.schedule.end(), same)) return;
        const std::string& name = plan_.selections[at(*selection)].name;
        add(Kind::outputs, *selection, "output." + (name.empty() ? "all_events" : name));
    }

    /// A run is one piece, which stands where its last cut does.
    void add_cuts(plan::SelectionId last) {
        const auto ends = [&](const std::vector<plan::SelectionId>& run) { return run.back() == last; };
        const auto run = std::ranges::find_if(runs_, ends);
        if (run == runs_.end()) return;
        add(Kind::cuts, run->front(), "region." + plan_.selections[at(run->front())].name);
        pieces_.back().cuts = *run;
        for (const plan::SelectionId cut : *run) {
            is_made_[at(cut)] = true;
            add_forget(cut);
        }
    }

    void add(Kind kind, std::int32_t id, const std::string& name) {
        std::string unique = name;
        for (int n = 2; !names_.insert(unique).second; ++n) unique = name + "." + std::to_string(n);
        pieces_.push_back({kind, id, std::move(unique), 0, {}, {}});
    }

    const plan::Plan& plan_;
    const Slots& slots_;
    const std::vector<std::vector<plan::SelectionId>> runs_;
    const plan::ColumnsBelow below_;
    const plan::ColumnsBelow::Columns late_;
    std::vector<plan::ColumnsBelow::Columns> there_;  ///< by selection: decoded for its events
    std::vector<bool> is_made_;                       ///< by selection
    std::vector<bool> is_sized_, has_objects_;        ///< by collection
    std::set<std::string> names_;
    std::vector<Piece> pieces_;
};

/// So many comparisons take longer than optimising their loop, for a million events or so.
constexpr std::size_t kManyCuts = 8;

/// Loops inside loops, and loops over events that hold many cuts.
bool is_worth_optimising(const plan::Plan& plan, const Piece& piece) {
    if (piece.kind == Kind::cuts) return piece.cuts.size() > kManyCuts;
    if (piece.kind == Kind::fill) return plan.histograms[at(piece.id)].loops.size() > 1;
    if (piece.kind != Kind::pick) return false;
    const std::vector<plan::BinderId>& legs = plan.picks[at(piece.id)].legs;
    return legs.size() > 1 || (!legs.empty() && plan.binders[at(legs[0])].kind == plan::Binder::Kind::split);
}

// ---- how much code a piece has, roughly, in nodes

constexpr int kLoop = 20;

std::vector<NodeId> roots_of(const plan::Plan& plan, const Piece& piece) {
    std::vector<NodeId> roots;
    const auto add = [&](std::span<const NodeId> nodes) { roots.insert(roots.end(), nodes.begin(), nodes.end()); };
    switch (piece.kind) {
        case Kind::value: return plan.nodes[at(piece.id)].in;
        case Kind::collection: return {plan.collections[at(piece.id)].condition, plan.collections[at(piece.id)].key};
        case Kind::pick: add(plan.picks[at(piece.id)].keys); break;
        case Kind::cuts:
            for (const plan::SelectionId cut : piece.cuts)
                add(std::array{plan.selections[at(cut)].pass, plan.selections[at(cut)].undecided});
            break;
        case Kind::fill: return plan.histograms[at(piece.id)].values;
        case Kind::outputs:
            for (const plan::Weight& weight : plan.weights)
                if (weight.selection == piece.id) add({&weight.value, 1});
            for (const plan::Histogram& histogram : plan.histograms)
                if (histogram.selection == piece.id && histogram.loops.empty()) add(histogram.values);
            for (const plan::Ntuple& ntuple : plan.ntuples)
                if (ntuple.selection == piece.id) add(ntuple.values);
            break;
        default: break;
    }
    return roots;
}

int size_of(const plan::Plan& plan, const Slots& slots, const Piece& piece) {
    std::vector<bool> needed(plan.nodes.size());
    for (const NodeId root : roots_of(plan, piece)) {
        if (root != plan::kNone) needed[at(root)] = true;
    }
    int size = kLoop;
    for (std::size_t id = plan.nodes.size(); id-- > 0;) {
        if (!needed[id]) continue;
        ++size;
        if (slots.shared[id] >= 0) continue;
        for (const NodeId operand : plan.nodes[id].in) needed[at(operand)] = true;
    }
    return size;
}

}  // namespace

Pieces pieces_of(const plan::Plan& plan, const Slots& slots, bool one_thread) {
    const std::size_t n_plain = one_thread ? 1 : 2;
    Pieces pieces{PieceList(plan, slots).take(), std::vector<bool>(n_plain, false)};
    // The plain ones go to two parts of about the same size, the largest first.
    std::vector<std::pair<int, std::size_t>> plain;
    for (std::size_t i = 0; i < pieces.all.size(); ++i) {
        if (is_worth_optimising(plan, pieces.all[i])) {
            pieces.is_optimised.resize(n_plain + 1, true);
            pieces.all[i].part = n_plain;
        } else {
            plain.emplace_back(-size_of(plan, slots, pieces.all[i]), i);
        }
    }
    std::ranges::sort(plain);
    int sizes[2] = {};
    for (const auto& [less, i] : plain) {
        pieces.all[i].part = !one_thread && sizes[1] < sizes[0] ? 1 : 0;
        sizes[pieces.all[i].part] -= less;
    }
    return pieces;
}

}  // namespace collmc::codegen
