// Regions: a chain of selections, with the outputs hanging on it where they stand.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/plan/lowering.h"

namespace collmc::plan {

/// The cuts of all ancestors, parent by parent, each cut once.
std::vector<const semantics::Cut*> Lowering::inherited_cuts(const semantics::Region& region) const {
    std::vector<const semantics::Cut*> cuts;
    const auto append = [&](const semantics::Cut* cut) {
        if (std::ranges::find(cuts, cut) == cuts.end()) cuts.push_back(cut);
    };
    for (const int parent : region.parents) {
        const semantics::Region& ancestor = program_.regions[static_cast<std::size_t>(parent)];
        for (const semantics::Cut* cut : inherited_cuts(ancestor)) append(cut);
        for (const semantics::Cut& cut : ancestor.cuts) append(&cut);
    }
    return cuts;
}

void Lowering::lower_region(const semantics::Region& region) {
    Region rows{region.name, {{"all events", 0}}};
    for (const semantics::Cut* cut : inherited_cuts(region)) lower_cut(*cut, rows);
    for (const semantics::Statement& statement : region.order) {
        const auto index = static_cast<std::size_t>(statement.index);
        switch (statement.kind) {
            case semantics::Statement::Kind::cut: lower_cut(region.cuts[index], rows); break;
            case semantics::Statement::Kind::histogram: lower_histogram(region.histograms[index], rows); break;
            case semantics::Statement::Kind::ntuple: lower_ntuple(region.ntuples[index], rows); break;
        }
    }
    plan().regions.push_back(std::move(rows));
}

/// The guard is read first; where it is false the cut passes, where a NaN leaves it open the cut is undecided.
void Lowering::lower_cut(const semantics::Cut& cut, Region& region) {
    const Value always = Value::of_boolean(builder_.boolean(true), builder_.boolean(false));
    const Value guard = cut.guard ? lower(*cut.guard) : always;
    const Value condition = lower(*cut.condition);
    const NodeId holds = cut.reject ? builder_.logical_not(condition.node) : condition.node;
    const NodeId passes = builder_.logical_and(holds, builder_.logical_not(condition.undecided));
    const NodeId guarded_pass = builder_.logical_and(builder_.logical_not(guard.undecided),
                                                     builder_.logical_or(builder_.logical_not(guard.node), passes));
    const NodeId undecided =
        builder_.logical_or(guard.undecided, builder_.logical_and(guard.node, condition.undecided));

    const std::string selection_name = fmt::format("{}.cut{}", region.name, region.rows.size());
    const SelectionId id = selection(region.rows.back().selection, guarded_pass,
                                     builder_.is_false(undecided) ? kNone : undecided, selection_name);
    region.rows.push_back({cut.label, id});
}

/// Regions that make the same cut on the same events share the selection, so a region continues its parent's.
SelectionId Lowering::selection(SelectionId within, NodeId pass, NodeId undecided, const std::string& selection_name) {
    const auto [place, is_new] = selections_.try_emplace({within, pass, undecided}, kNone);
    if (is_new) {
        place->second = static_cast<SelectionId>(plan().selections.size());
        plan().selections.push_back({within, pass, undecided, selection_name});
        plan().schedule.push_back({Step::Kind::selection, place->second});
    }
    return place->second;
}

SelectionId Lowering::guarded(SelectionId within, const semantics::ExprPtr& guard, const std::string& output) {
    return guard ? selection(within, lower_condition(*guard), kNone, output + ".when") : within;
}

void Lowering::lower_histogram(const semantics::Histogram& histogram, const Region& region) {
    Histogram output;
    output.region = region.name;
    output.name = histogram.name;
    output.label = histogram.label;
    output.expression = histogram.expression;
    output.unit = semantics::unit_of(histogram.axis.dimension);
    output.edges = histogram.axis.edges;
    output.low = histogram.axis.low;
    output.high = histogram.axis.high;
    output.selection = guarded(region.rows.back().selection, histogram.guard, region.name + "." + histogram.name);
    output.value = lower_number(*histogram.value);
    plan().schedule.push_back({Step::Kind::histogram, static_cast<std::int32_t>(plan().histograms.size())});
    plan().histograms.push_back(std::move(output));
}

void Lowering::lower_ntuple(const semantics::Ntuple& ntuple, const Region& region) {
    Ntuple output;
    output.region = region.name;
    output.name = ntuple.name;
    output.selection = guarded(region.rows.back().selection, ntuple.guard, region.name + "." + ntuple.name);
    for (const semantics::Column& column : ntuple.columns) {
        const NodeId value = lower_number(*column.value);
        const bool truth = builder_.elem(value) == Elem::b1;
        output.columns.push_back(column.name);
        output.units.push_back(column.value->type.kind == semantics::Type::Kind::real
                                   ? semantics::unit_of(column.value->type.dimension)
                                   : "");
        output.values.push_back(truth ? builder_.select(value, builder_.number(1), builder_.number(0)) : value);
    }
    plan().schedule.push_back({Step::Kind::ntuple, static_cast<std::int32_t>(plan().ntuples.size())});
    plan().ntuples.push_back(std::move(output));
}

}  // namespace collmc::plan
