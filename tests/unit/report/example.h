// A small program's outputs and results, as the writers get them.
#pragma once

#include <cmath>
#include <numbers>

#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::report {

inline results::OutputSpec example_spec() {
    results::OutputSpec spec;
    spec.analysis = "WW semileptonic";
    spec.regions = {{"WW", {{"all events", 0}, {"exactly one lepton", 1}}}, {"SR", {{"all events", 0}}}};
    spec.histograms = {
        {0, "met", "$E_T^{miss}$", "MET.pt", "GeV", 0, 0.3, {0, 0.1, 0.2, 0.3}},
        {0, "dphi", "", "deltaPhi(W_lep, W_had)", "", 0, 0, {-std::numbers::pi, 0, std::numbers::pi}},
        {1, "met", "$E_T^{miss}$", "MET.pt", "GeV", 30, 200, {30, 60, 200}},
    };
    for (results::HistogramSpec& histogram : spec.histograms) {
        histogram.lower = histogram.edges.front();
        histogram.upper = histogram.edges.back();
    }
    spec.ntuples = {{0, "mlp", {{"met", "GeV"}}}};
    return spec;
}

inline results::Results example_results() {
    results::Results results;
    results.regions = {
        {"WW",
         {{"all events", 10000, 10000, 10000, 0},
          {"exactly one lepton", 3568, 3568, 3568, 0},
          {"size(jets) >= 2", 1370, 1370, 1370, 0},
          {"W_had.mass in [60, 100] GeV", 0, 0, 0, 0},
          {"reject |cos θ*| > 0.5 for every lepton and every jet of the selected collections", 0, 0, 0, 0}}},
        {"SR", {{"all events", 10000, 10000, 10000, 0}, {"恰好一个轻子", 10000, 10000, 10000, 0}}}};
    results.histograms = {{{0, 0.1, 1.0 / 3, 5, 2}, {0, 0.01, 0.2, 5, 2}, 12, 0},
                          {{0, 3, 4, 0}, {0, 3, 4, 0}, 7, 1},
                          {{1, 2, 3, 4}, {1, 2, 3, 4}, 10, 0}};
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
    }
    results.regions[0].rows[2].undecided = 3;
    return results;
}

}  // namespace collmc::report
