// A small program's outputs and results, as the writers get them.
#pragma once

#include <cmath>
#include <numbers>

#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::report {

inline results::AxisSpec axis(const std::string& expression, const std::string& unit, std::vector<double> edges) {
    return {expression, unit, edges.front(), edges.back(), edges};
}

inline results::HistogramSpec histogram(int region, const std::string& name, const std::string& label,
                                        std::vector<results::AxisSpec> axes) {
    results::HistogramSpec spec;
    spec.region = region;
    spec.name = name;
    spec.label = label;
    spec.axes = std::move(axes);
    return spec;
}

inline results::OutputSpec example_spec() {
    results::OutputSpec spec;
    spec.analysis = "WW semileptonic";
    spec.regions = {{"WW", "", {{"all events", 0}, {"exactly one lepton", 1}}}, {"SR", "", {{"all events", 0}}}};
    spec.histograms = {
        histogram(0, "met", "$E_T^{miss}$", {axis("MET.pt", "GeV", {0, 0.1, 0.2, 0.3})}),
        histogram(0, "dphi", "", {axis("deltaPhi(W_lep, W_had)", "", {-std::numbers::pi, 0, std::numbers::pi})}),
        histogram(1, "met", "$E_T^{miss}$", {axis("MET.pt", "GeV", {30, 60, 200})}),
    };
    spec.ntuples = {{0, "mlp", {{"met", "GeV"}}}};
    return spec;
}

inline results::HistogramResult contents(std::vector<double> values, std::vector<double> variances,
                                         std::int64_t entries, std::int64_t nan = 0) {
    results::HistogramResult result;
    result.values = std::move(values);
    result.variances = std::move(variances);
    result.entries = entries;
    result.nan = nan;
    return result;
}

inline results::Results example_results() {
    results::Results results;
    results.regions = {
        {"WW",
         "",
         {{"all events", 10000, 10000, 10000, 0},
          {"exactly one lepton", 3568, 3568, 3568, 0},
          {"size(jets) >= 2", 1370, 1370, 1370, 0},
          {"W_had.mass in [60, 100] GeV", 0, 0, 0, 0},
          {"reject |cos θ*| > 0.5 for every lepton and every jet of the selected collections", 0, 0, 0, 0}}},
        {"SR", "", {{"all events", 10000, 10000, 10000, 0}, {"恰好一个轻子", 10000, 10000, 10000, 0}}}};
    results.histograms = {contents({0, 0.1, 1.0 / 3, 5, 2}, {0, 0.01, 0.2, 5, 2}, 12, 0),
                          contents({0, 3, 4, 0}, {0, 3, 4, 0}, 7, 1), contents({1, 2, 3, 4}, {1, 2, 3, 4}, 10, 0)};
    results.ntuple_rows = {306};
    return results;
}

inline results::Results weighted_results() {
    results::Results results = example_results();
    results.unit_weights = false;
    results.regions.pop_back();
    for (results::CutflowRow& row : results.regions[0].rows) {
        row.sumw *= 0.0123;
        row.sumw2 *= 0.0123 * 0.0123;
        row.with_first = row.with_previous = row.sumw2;
    }
    results.regions[0].rows[2].undecided = 3;
    return results;
}

/// A search as papers have it: a weight, two variations, a grid with what was published, a plane and a profile.
inline results::OutputSpec search_spec() {
    results::OutputSpec spec;
    spec.analysis = "jets and missing momentum";
    spec.experiment = "CMS";
    spec.reference = "arXiv:1704.07781";
    spec.luminosity = 35.9;
    spec.dialect = "pgs";
    for (const char* variation : {"", "jes_up", "jes_down"}) {
        results::RegionSpec& region = spec.regions.emplace_back();
        region.name = "SR";
        region.variation = variation;
        region.rows = {{"all events", 0}, {"size(jets) >= 2", 1}, {"trigger", 1, 0, true}, {"MHT.pt > 300 GeV", 2, 0}};
        region.observed = {12};
        region.background = {{10.5, 2, 1.5}};
    }
    results::HistogramSpec grid =
        histogram(0, "search", "", {axis("size(jets)", "", {2, 3, 5}), axis("MHT.pt", "GeV", {300, 350.5})});
    grid.kind = results::HistogramSpec::Kind::grid;
    grid.axes[1].above = true;
    grid.observed = {97, 52, 7, 0};
    grid.background = {{103, 13, 13}, {46.2, 7.2, 6}, {6, 1, 1}, {0.5, 0.25, 0.125}};
    const results::HistogramSpec plane =
        histogram(0, "plane", "$m_Z$ against $E_T^{miss}$",
                  {axis("Z.mass", "GeV", {76, 91, 106}), axis("MET.pt", "GeV", {30, 60, 200})});
    results::HistogramSpec profile = histogram(0, "response", "", {axis("jets[0].pt", "GeV", {30, 60, 90, 200})});
    profile.kind = results::HistogramSpec::Kind::profile;
    profile.expression = "size(jets)";
    results::HistogramSpec varied = plane;
    varied.region = 1;
    spec.histograms = {grid, plane, profile, varied};
    spec.ntuples = {{0, "mlp", {{"met", "GeV"}}}, {1, "mlp", {{"met", "GeV"}}}};
    spec.skims = {{0, "kept", 2}, {1, "kept", 2}};
    return spec;
}

inline results::CutflowRow row(const std::string& label, std::int64_t events, double sumw, double sumw2,
                               bool is_weight = false) {
    results::CutflowRow row{label, events, sumw, sumw2};
    row.with_first = row.with_previous = sumw2;
    row.is_weight = is_weight;
    return row;
}

inline results::Results search_results() {
    results::Results results;
    const auto region = [](const std::string& variation, std::int64_t jets, std::int64_t passed) {
        const auto n = static_cast<double>(jets), k = static_cast<double>(passed);
        results::RegionResult result{"SR", variation, {row("all events", 1000, 1000, 1000)}};
        result.rows.push_back(row("size(jets) >= 2", jets, n, n));
        result.rows.push_back(row("trigger", jets, 0.875 * n, 0.8125 * n, true));
        result.rows.back().with_first = result.rows.back().with_previous = 0.875 * n;
        result.rows.push_back(row("MHT.pt > 300 GeV", passed, 0.875 * k, 0.8125 * k));
        result.rows.back().with_first = 0.875 * k;
        return result;
    };
    results.regions = {region("", 400, 64), region("jes_up", 416, 72), region("jes_down", 380, 0)};
    results::HistogramResult grid = contents({40.25, 16, 0, 1.5}, {42, 17.5, 0, 2.25}, 60);
    grid.counts = {41, 18, 0, 1};
    grid.outside = 4;
    results::HistogramResult plane = contents({0, 1, 2, 0, 3, 40, 5, 0.5, 0, 8, 20, 1, 0, 0, 1, 0},
                                              {0, 1, 2, 0, 3, 40, 5, 0.25, 0, 8, 20, 1, 0, 0, 1, 0}, 82, 1);
    results::HistogramResult profile = contents({1, 4, 2, 1, 0}, {1, 4, 2, 1, 0}, 8);
    profile.sum_wy = {2, 10, 7, 5, 0};
    profile.sum_wyy = {4, 27, 24.5, 25, 0};
    results::HistogramResult varied = plane;
    varied.values[5] = 44;
    results.histograms = {grid, plane, profile, varied};
    results.ntuple_rows = {64, 72};
    results.skim_events = {64, 72};
    return results;
}

}  // namespace collmc::report
