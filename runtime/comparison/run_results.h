// The results of a run as its files tell them, or as somebody wrote them by hand: values alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/results/efficiency.h"

namespace collmc::comparison {

struct InputFile {
    std::string path;
    std::string checksum;  ///< with its kind, e.g. "crc64:…", as it lies on disk; empty if it was not read to its end
    std::int64_t events = 0;
    std::string full_path;  ///< with the directory of the run
};

/// What run.json tells.
struct Record {
    std::string version;  ///< of collmc
    std::string analysis_path, analysis_text;
    std::vector<InputFile> inputs;  ///< in the order in which they were read
    std::int64_t events = 0;        ///< in all of them together
    std::string range;              ///< --events, as it was given; empty: all
    /// Options that may change results, name and value.
    std::vector<std::pair<std::string, std::string>> options;
};

struct Cut {
    std::string label;
    std::optional<std::int64_t> events;  ///< unknown where only a sum of weights is given
    double sumw = 0;                     ///< the number of events where all weights are 1
    double sumw2 = 0;                    ///< 0 also where no error is known
    std::int64_t undecided = 0;          ///< events that fail only because a comparison met a NaN
    bool is_weight = false;
    /// With respect to the first row, as the run computed it: it knows the weights before and after.
    std::optional<results::Efficiency> of_first;

    /// Whether every event counts with 1.
    bool counted() const {
        return events && sumw == static_cast<double>(*events) && sumw2 == static_cast<double>(*events);
    }
};

/// A region of the cutflow, in a variation with its name; or a grid of signal bins, which is a region "REGION, bins
/// NAME" with the region's first row and a row for each bin.
struct Region {
    std::string name;
    bool grid = false;
    std::vector<Cut> cuts;
};

struct Axis {
    std::vector<double> edges;  ///< ascending, two at least
    bool underflow = false, overflow = false;
    std::string label, unit;

    int bins() const { return static_cast<int>(edges.size()) - 1; }
    /// With those for under- and overflow.
    int slots() const { return bins() + (underflow ? 1 : 0) + (overflow ? 1 : 0); }
};

/// Contents in slots: the last axis fastest, underflow first and overflow last on each axis.
struct Histogram {
    std::string region, name;  ///< the parts of the key "REGION/NAME"; without a region the first is empty
    bool profile = false;
    std::vector<Axis> axes;
    std::vector<double> values;     ///< sums of weights
    std::vector<double> variances;  ///< sums of squared weights
    std::vector<double> means;      ///< profile: of the averaged quantity; 0 where there is nothing
    std::vector<double> spreads;    ///< profile: its variance in the sample, as results::Profile has it
    std::optional<std::int64_t> entries, nan;

    std::string key() const { return region.empty() ? name : region + "/" + name; }
};

struct RunResults {
    std::string path;  ///< as it was given
    std::optional<Record> record;
    bool has_cutflow = false, has_histograms = false;
    std::vector<Region> regions;
    std::vector<Histogram> histograms;
};

}  // namespace collmc::comparison
