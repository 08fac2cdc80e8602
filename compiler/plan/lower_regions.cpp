// Regions: a chain of selections, with the outputs hanging on it where they stand.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/plan/lowering.h"

namespace collmc::plan {

namespace {

Measure published(const semantics::Measure& measure) { return {measure.value, measure.up, measure.down}; }

}  // namespace

std::string Lowering::name_of_region(const Region& region) const { return name_in_world(region.name); }

void Lowering::lower_region(const semantics::Region& region) {
    Region rows;
    rows.name = region.name;
    if (world_.variation) rows.variation = world_.variation->name;
    rows.rows.push_back({"all events", 0});
    std::vector<const void*> done;
    append_inherited(region, done, rows);
    for (const semantics::Statement& statement : region.order) {
        const auto index = static_cast<std::size_t>(statement.index);
        switch (statement.kind) {
            case semantics::Statement::Kind::cut:
            case semantics::Statement::Kind::weight: append_row(region, statement, rows); break;
            case semantics::Statement::Kind::histogram: lower_histogram(region.histograms[index], rows); break;
            case semantics::Statement::Kind::ntuple: lower_ntuple(region.ntuples[index], rows); break;
            case semantics::Statement::Kind::bins: lower_bins(region.bins[index], rows); break;
            case semantics::Statement::Kind::skim: lower_skim(region.skims[index], rows); break;
        }
    }
    if (region.observed) rows.observed.push_back(*region.observed);
    if (region.background) rows.background.push_back(published(*region.background));
    plan().regions.push_back(std::move(rows));
}

/// The cuts and weights of all ancestors, parent by parent, each once: `done` are those that were appended.
void Lowering::append_inherited(const semantics::Region& region, std::vector<const void*>& done, Region& rows) {
    for (const int parent : region.parents) {
        const semantics::Region& ancestor = program_.regions[static_cast<std::size_t>(parent)];
        if (std::ranges::find(done, &ancestor) != done.end()) continue;
        append_inherited(ancestor, done, rows);
        done.push_back(&ancestor);
        for (const semantics::Statement& statement : ancestor.order) append_row(ancestor, statement, rows);
    }
}

/// Outputs have no row.
void Lowering::append_row(const semantics::Region& region, const semantics::Statement& statement, Region& rows) {
    const auto index = static_cast<std::size_t>(statement.index);
    if (statement.kind == semantics::Statement::Kind::cut) lower_cut(region.cuts[index], rows);
    if (statement.kind == semantics::Statement::Kind::weight) lower_weight(region.weights[index], rows);
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

    const std::string selection_name = fmt::format("{}.cut{}", name_of_region(region), region.rows.size());
    Row row;
    row.label = cut.label;
    row.selection = selection(region.rows.back().selection, guarded_pass,
                              builder_.is_false(undecided) ? kNone : undecided, selection_name);
    row.weight = region.rows.back().weight;
    if (options_.explain) {
        if (cut.guard) watch(*cut.guard, row.watched);
        watch(*cut.condition, row.watched);
    }
    region.rows.push_back(std::move(row));
}

/// The product with the region's weights before it.
void Lowering::lower_weight(const semantics::Weight& weight, Region& region) {
    Row row = region.rows.back();
    row.label = weight.label;
    row.is_weight = true;
    row.watched.clear();
    NodeId value = lower_number(*weight.value);
    if (options_.explain) watch_value(*weight.value, row.watched);
    if (row.weight != kNone) {
        const NodeId before = plan().weights[static_cast<std::size_t>(row.weight)].value;
        value = builder_.apply(Op::multiply, before, value);
    }
    const auto [place, is_new] = weights_.try_emplace({row.selection, value}, kNone);
    if (is_new) {
        place->second = static_cast<WeightId>(plan().weights.size());
        plan().weights.push_back({row.selection, value});
        plan().schedule.push_back({Step::Kind::weight, place->second});
    }
    row.weight = place->second;
    region.rows.push_back(std::move(row));
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

// ---- outputs --------------------------------------------------------------------------------------------------------

void Lowering::add_histogram(Histogram histogram) {
    plan().schedule.push_back({Step::Kind::histogram, static_cast<std::int32_t>(plan().histograms.size())});
    plan().histograms.push_back(std::move(histogram));
}

/// An output of the region that is being lowered: the next one of the plan.
template <class Output>
Output Lowering::output(const std::string& output_name, const semantics::ExprPtr& guard, const Region& region) {
    Output self;
    self.name = output_name;
    self.region = static_cast<std::int32_t>(plan().regions.size());
    self.selection = guarded(region.rows.back().selection, guard, name_of_region(region) + "." + output_name);
    return self;
}

void Lowering::add_axis(const semantics::Dimension& dimension, Histogram& histogram) {
    const semantics::Axis& axis = dimension.axis;
    histogram.axes.push_back(
        {dimension.expression, semantics::unit_of(axis.dimension), axis.edges, axis.low, axis.high, dimension.above});
    histogram.values.push_back(lower_number(*dimension.value));
}

void Lowering::lower_histogram(const semantics::Histogram& histogram, const Region& region) {
    auto self = output<Histogram>(histogram.name, histogram.guard, region);
    self.weight = region.rows.back().weight;
    self.label = histogram.label;
    Loops loops = loops_of(histogram.ranges);
    const Opened opened = open(loops);
    self.loops = opened.binders;
    NodeId filter = builder_.boolean(true);
    for (const NodeId condition : opened.conditions) filter = builder_.logical_and(filter, condition);
    if (histogram.filter) filter = builder_.logical_and(filter, lower_condition(*histogram.filter));
    if (!builder_.is_true(filter)) self.filter = filter;
    for (const semantics::Dimension& dimension : histogram.dimensions) add_axis(dimension, self);
    if (histogram.mean) {
        self.kind = Histogram::Kind::profile;
        self.expression = histogram.mean_expression;
        self.unit = semantics::unit_of(histogram.mean->type.dimension);
        self.values.push_back(lower_number(*histogram.mean));
    }
    close(loops.levels.size());
    add_histogram(std::move(self));
}

void Lowering::lower_bins(const semantics::Bins& bins, const Region& region) {
    auto self = output<Histogram>(bins.name, bins.guard, region);
    self.weight = region.rows.back().weight;
    self.kind = Histogram::Kind::grid;
    for (const semantics::Dimension& dimension : bins.dimensions) add_axis(dimension, self);
    self.observed.assign(bins.observed.begin(), bins.observed.end());
    for (const semantics::Measure& measure : bins.background) self.background.push_back(published(measure));
    add_histogram(std::move(self));
}

/// Rows as the file has them are those of the world as it is.
void Lowering::lower_skim(const semantics::Skim& skim, const Region& region) {
    if (world_.variation) return;
    plan().skims.push_back(output<Skim>(skim.name, skim.guard, region));
}

void Lowering::lower_ntuple(const semantics::Ntuple& ntuple, const Region& region) {
    auto self = output<Ntuple>(ntuple.name, ntuple.guard, region);
    self.weight = region.rows.back().weight;
    for (const semantics::Column& column : ntuple.columns) {
        const NodeId value = lower_number(*column.value);
        const bool truth = builder_.elem(value) == Elem::b1;
        self.columns.push_back(column.name);
        self.units.push_back(column.value->type.kind == semantics::Type::Kind::real
                                 ? semantics::unit_of(column.value->type.dimension)
                                 : "");
        self.values.push_back(truth ? builder_.select(value, builder_.number(1), builder_.number(0)) : value);
    }
    add_ntuple(ntuple, std::move(self));
}

/// What was lowered of the same statement in the nominal world takes the weights, where nothing else is different.
void Lowering::add_ntuple(const semantics::Ntuple& statement, Ntuple ntuple) {
    const auto number = static_cast<std::int32_t>(plan().ntuples.size());
    if (!world_.variation) {
        nominal_ntuples_[&statement] = number;
    } else if (Ntuple& nominal = plan().ntuples[static_cast<std::size_t>(nominal_ntuples_.at(&statement))];
               nominal.selection == ntuple.selection && nominal.values == ntuple.values) {
        nominal.variations.push_back({world_.variation->name, ntuple.weight});
        return;
    }
    plan().schedule.push_back({Step::Kind::ntuple, number});
    plan().ntuples.push_back(std::move(ntuple));
}

}  // namespace collmc::plan
