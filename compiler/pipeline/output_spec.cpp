#include <algorithm>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/pipeline/pipeline.h"

namespace collmc::pipeline {

namespace {

int region_index(const plan::Plan& plan, const std::string& name) {
    const auto region = std::ranges::find(plan.regions, name, &plan::Region::name);
    if (region == plan.regions.end())
        throw diagnostics::InternalError("plan", "an output names the unknown region " + name);
    return static_cast<int>(region - plan.regions.begin());
}

}  // namespace

results::OutputSpec output_spec(const plan::Plan& plan) {
    results::OutputSpec spec;
    spec.analysis = plan.title;
    for (const plan::Region& region : plan.regions) {
        results::RegionSpec& out = spec.regions.emplace_back();
        out.name = region.name;
        for (const plan::Row& row : region.rows) out.rows.push_back({row.label, row.selection});
    }
    for (const plan::Histogram& histogram : plan.histograms) {
        results::HistogramSpec& out = spec.histograms.emplace_back();
        out.region = region_index(plan, histogram.region);
        out.name = histogram.name;
        out.label = histogram.label;
        out.expression = histogram.expression;
        out.unit = histogram.unit;
        out.lower = histogram.low;
        out.upper = histogram.high;
        out.edges = histogram.edges;
    }
    for (const plan::Ntuple& ntuple : plan.ntuples) {
        results::NtupleSpec& out = spec.ntuples.emplace_back();
        out.region = region_index(plan, ntuple.region);
        out.name = ntuple.name;
        for (std::size_t i = 0; i < ntuple.columns.size(); ++i)
            out.columns.push_back({ntuple.columns[i], ntuple.units[i]});
    }
    return spec;
}

}  // namespace collmc::pipeline
