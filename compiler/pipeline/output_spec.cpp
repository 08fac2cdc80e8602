#include "compiler/pipeline/pipeline.h"

namespace collmc::pipeline {

namespace {

std::vector<results::Measure> measures(const std::vector<plan::Measure>& published) {
    std::vector<results::Measure> all;
    for (const plan::Measure& measure : published) all.push_back({measure.value, measure.up, measure.down});
    return all;
}

results::RegionSpec region_spec(const plan::Region& region) {
    results::RegionSpec out;
    out.name = region.name;
    out.variation = region.variation;
    for (const plan::Row& row : region.rows) out.rows.push_back({row.label, row.selection, row.weight, row.is_weight});
    out.observed = region.observed;
    out.background = measures(region.background);
    return out;
}

results::HistogramSpec histogram_spec(const plan::Histogram& histogram) {
    using Kind = results::HistogramSpec::Kind;
    results::HistogramSpec out;
    switch (histogram.kind) {
        case plan::Histogram::Kind::counts: out.kind = Kind::counts; break;
        case plan::Histogram::Kind::profile: out.kind = Kind::profile; break;
        case plan::Histogram::Kind::grid: out.kind = Kind::grid; break;
    }
    out.region = histogram.region;
    out.name = histogram.name;
    out.label = histogram.label;
    out.expression = histogram.expression;
    out.unit = histogram.unit;
    for (const plan::Axis& axis : histogram.axes)
        out.axes.push_back({axis.expression, axis.unit, axis.low, axis.high, axis.edges, axis.above});
    out.looped = !histogram.loops.empty();
    out.observed = histogram.observed;
    out.background = measures(histogram.background);
    return out;
}

results::NtupleSpec ntuple_spec(const plan::Ntuple& ntuple) {
    results::NtupleSpec out;
    out.region = ntuple.region;
    out.name = ntuple.name;
    for (std::size_t i = 0; i < ntuple.columns.size(); ++i) out.columns.push_back({ntuple.columns[i], ntuple.units[i]});
    for (const plan::Ntuple::Variation& variation : ntuple.variations) out.variations.push_back(variation.name);
    return out;
}

}  // namespace

results::OutputSpec output_spec(const plan::Plan& plan) {
    results::OutputSpec spec;
    spec.analysis = plan.title;
    spec.experiment = plan.experiment;
    spec.reference = plan.reference;
    spec.luminosity = plan.luminosity;
    for (const plan::Region& region : plan.regions) spec.regions.push_back(region_spec(region));
    for (const plan::Histogram& histogram : plan.histograms) spec.histograms.push_back(histogram_spec(histogram));
    for (const plan::Ntuple& ntuple : plan.ntuples) spec.ntuples.push_back(ntuple_spec(ntuple));
    for (const plan::Skim& skim : plan.skims) spec.skims.push_back({skim.region, skim.name, skim.selection});
    spec.dialect = plan.dialect;
    return spec;
}

}  // namespace collmc::pipeline
