#include "compiler/codegen/pieces.h"

#include <algorithm>
#include <set>
#include <span>

#include "compiler/plan/uses.h"

namespace collmc::codegen {

using plan::NodeId;
using Kind = Piece::Kind;

namespace {

bool is_fill(const plan::Plan& plan, const plan::Step& step) {
    return step.kind == plan::Step::Kind::histogram && !plan.histograms[at(step.id)].loops.empty();
}

class PieceList {
public:
    PieceList(const plan::Plan& plan, const Slots& slots)
        : plan_(plan), slots_(slots), is_made_(slots.layout.selections.size()), is_forgotten_(is_made_.size()) {
        for (NodeId id = 0; at(id) < plan.nodes.size(); ++id) {
            if (!slots.is_shared(id)) continue;
            const std::string& name = plan.nodes[at(id)].name;
            add(Kind::value, id, "value." + (name.empty() ? std::to_string(id) : name));
        }
        add(Kind::all_events, 0, "all_events");
        is_made_[0] = true;
        add_forget(0);  // always: so that two parts have something
        for (const Slots::Decoding& decoding : slots.decodings) {
            if (decoding.loop == 0) add_decode(decoding);
        }
        for (const plan::Use& use : slots.loops[0].uses) add_for_all(use.step);
        for (std::size_t loop = 1; loop < slots.loops.size(); ++loop) add_loop(loop);
    }

    std::vector<Piece> take() { return std::move(pieces_); }

private:
    void add_for_all(const plan::Step& step) {
        if (step.kind == plan::Step::Kind::pick)
            return add(Kind::pick, step.id, "candidate." + plan_.picks[at(step.id)].name);
        const plan::Collection& collection = plan_.collections[at(step.id)];
        if (collection.kind != plan::Collection::Kind::base && !slots_.collections[at(step.id)].is_sum)
            add(Kind::collection, step.id, "object." + collection.name);
    }

    void add_loop(std::size_t number) {
        const EventLoop& loop = slots_.loops[number];
        for (const Slots::Shared& shared : slots_.shared) {
            if (shared.slot >= 0 && shared.made_for == number) add_forget(shared.within);
        }
        for (const Slots::Decoding& decoding : slots_.decodings) {
            if (decoding.loop == number) add_decode(decoding);
        }
        for (plan::CollectionId id = 0; at(id) < slots_.collections.size(); ++id) {
            const Slots::Collection& collection = slots_.collections[at(id)];
            if (!collection.is_late() || collection.made_for != number) continue;
            add_union(collection.asked);
            add(Kind::objects, id, "object." + plan_.collections[at(id)].name + ".objects");
        }
        const plan::SelectionId over = slots_.find(loop.over);
        add_union(over);
        if (!loop.cuts.empty()) {
            add(Kind::cuts, static_cast<std::int32_t>(number), "region." + name_of(loop.cuts[0]));
        } else if (is_fill(plan_, loop.uses[0].step)) {
            const std::int32_t id = loop.uses[0].step.id;
            const plan::Histogram& histogram = plan_.histograms[at(id)];
            add(Kind::fill, id, "fill." + plan_.regions[at(histogram.region)].name + "." + histogram.name);
        } else {
            add(Kind::outputs, static_cast<std::int32_t>(number), "output." + name_of(over));
        }
    }

    /// Values that are used for events of this selection alone are not known yet.
    void add_forget(plan::SelectionId selection) {
        if (is_forgotten_[at(selection)]) return;
        is_forgotten_[at(selection)] = true;
        add_union(selection);
        add(Kind::forget, selection, selection == 0 ? "forget" : "forget." + name_of(selection));
    }

    void add_decode(const Slots::Decoding& decoding) {
        add_union(decoding.events);
        add(Kind::decode, decoding.events, "decode." + name_of(decoding.events));
        pieces_.back().columns = decoding.columns;
    }

    /// Where it is needed first.
    void add_union(plan::SelectionId selection) {
        const Slots::Union* const several = slots_.union_of(selection);
        if (several == nullptr || several->made_by != 0 || is_made_[at(selection)]) return;
        is_made_[at(selection)] = true;
        add(Kind::unite, selection, "unite." + name_of(selection));
    }

    std::string name_of(plan::SelectionId selection) const {
        if (selection == 0) return "all_events";
        const Slots::Union* const several = slots_.union_of(selection);
        return several == nullptr ? plan_.selections[at(selection)].name : name_of(several->of[0]) + ".and_others";
    }

    void add(Kind kind, std::int32_t id, const std::string& name) {
        std::string unique = name;
        for (int n = 2; !names_.insert(unique).second; ++n) unique = name + "." + std::to_string(n);
        pieces_.push_back({kind, id, std::move(unique), 0, {}});
    }

    const plan::Plan& plan_;
    const Slots& slots_;
    std::vector<bool> is_made_;       ///< by selection: of unions
    std::vector<bool> is_forgotten_;  ///< by selection
    std::set<std::string> names_;
    std::vector<Piece> pieces_;
};

/// So many comparisons take longer than optimising their loop, for a million events or so.
constexpr std::size_t kManyCuts = 8;

/// Loops inside loops, and loops over events that hold many cuts.
bool is_worth_optimising(const plan::Plan& plan, const Slots& slots, const Piece& piece) {
    if (piece.kind == Kind::cuts) return slots.loops[at(piece.id)].cuts.size() > kManyCuts;
    if (piece.kind == Kind::fill) return plan.histograms[at(piece.id)].loops.size() > 1;
    if (piece.kind != Kind::pick) return false;
    const std::vector<plan::BinderId>& legs = plan.picks[at(piece.id)].legs;
    return legs.size() > 1 || (!legs.empty() && plan.binders[at(legs[0])].kind == plan::Binder::Kind::split);
}

// ---- how much code a piece has, roughly, in nodes

constexpr int kLoop = 20;

std::vector<NodeId> roots_of(const plan::Plan& plan, const Slots& slots, const Piece& piece) {
    std::vector<NodeId> roots;
    const auto add = [&](std::span<const NodeId> nodes) { roots.insert(roots.end(), nodes.begin(), nodes.end()); };
    switch (piece.kind) {
        case Kind::value: return plan.nodes[at(piece.id)].in;
        case Kind::collection: return {plan.collections[at(piece.id)].condition, plan.collections[at(piece.id)].key};
        case Kind::pick: add(plan.picks[at(piece.id)].keys); break;
        case Kind::cuts:
        case Kind::outputs:
            for (const plan::Use& use : slots.loops[at(piece.id)].uses) add(use.nodes);
            break;
        case Kind::fill: return plan.histograms[at(piece.id)].values;
        default: break;
    }
    return roots;
}

int size_of(const plan::Plan& plan, const Slots& slots, const Piece& piece) {
    std::vector<bool> needed(plan.nodes.size());
    for (const NodeId root : roots_of(plan, slots, piece)) {
        if (root != plan::kNone) needed[at(root)] = true;
    }
    int size = kLoop;
    for (auto id = static_cast<NodeId>(plan.nodes.size()) - 1; id >= 0; --id) {
        if (!needed[at(id)]) continue;
        ++size;
        if (slots.is_shared(id)) continue;
        for (const NodeId operand : plan.nodes[at(id)].in) needed[at(operand)] = true;
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
        if (is_worth_optimising(plan, slots, pieces.all[i])) {
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
