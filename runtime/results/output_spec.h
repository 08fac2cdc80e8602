// What an analysis puts out: regions with their cutflow rows, histograms, ntuples. Filled by the compiler's pipeline,
// read by the accumulators and by every writer of results. Plain values; nothing here refers to the program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace collmc::results {

/// One line of a region's cutflow: the events of a selection, by its index in abi::WorkspaceLayout::selections.
struct RowSpec {
    std::string label;  ///< as a person reads it: the cut's own label, or its text
    int selection = 0;
    int weight = -1;         ///< index in abi::WorkspaceLayout::weights, or -1
    bool is_weight = false;  ///< a weight, which changes no event's passing
};

/// A published number with its errors; `down` is positive.
struct Measure {
    double value = 0, up = 0, down = 0;
};

/// A region in one world; its first row is "all events", the others stand in the order of the program.
struct RegionSpec {
    std::string name;
    std::string variation;  ///< empty: the nominal world
    std::vector<RowSpec> rows;
    std::vector<std::int64_t> observed;  ///< published: one, or none
    std::vector<Measure> background;     ///< likewise

    /// What its files and tables are called: `SR`, `SR__jes_up`.
    std::string full_name() const { return variation.empty() ? name : name + "__" + variation; }
};

struct AxisSpec {
    std::string expression;     ///< as written: the label where there is no other
    std::string unit;           ///< "GeV", or empty for a number without dimension
    double lower = 0;           ///< edges.front()
    double upper = 0;           ///< edges.back()
    std::vector<double> edges;  ///< bins + 1, correctly rounded, ascending; bin i holds edges[i] <= x < edges[i + 1]
    bool above = false;         ///< grid: one more bin, edges.back() <= x; nothing is above it

    int bins() const { return static_cast<int>(edges.size()) - 1 + above; }
};

/// A histogram in one or two dimensions, a profile (the mean of a quantity in bins of one axis), or a grid of signal
/// bins in any number of dimensions. Number i of OutputSpec::histograms is number i of WorkspaceLayout::histograms.
struct HistogramSpec {
    enum class Kind { counts, profile, grid };
    Kind kind = Kind::counts;
    int region = 0;          ///< index in OutputSpec::regions
    std::string name;        ///< unique in its region
    std::string label;       ///< axis label with LaTeX mathematics between dollars; empty where none was given
    std::string expression;  ///< of what a profile averages, as written
    std::string unit;        ///< of what a profile averages
    std::vector<AxisSpec> axes;
    bool looped = false;                 ///< any number of entries for an event, not one
    std::vector<std::int64_t> observed;  ///< grid: published, one per bin with the last axis fastest, or empty
    std::vector<Measure> background;     ///< likewise
};

/// A table with one row per event. Number i of OutputSpec::ntuples is number i of abi::WorkspaceLayout::ntuples.
struct NtupleSpec {
    struct Column {
        std::string name;
        std::string unit;  ///< "GeV", or empty
    };
    int region = 0;    ///< index in OutputSpec::regions
    std::string name;  ///< unique in its region
    std::vector<Column> columns;
    std::vector<std::string> variations{};  ///< that have its rows, with weights of their own, in their order
};

/// The rows of the events of a selection, as they stand in their file.
struct SkimSpec {
    int region = 0;    ///< index in OutputSpec::regions
    std::string name;  ///< unique in its region
    int selection = 0;
};

struct OutputSpec {
    std::string analysis;  ///< the title after `analysis`; may be empty
    std::string experiment, reference;
    double luminosity = 0;  ///< in 1/fb; 0 where none is given
    std::vector<RegionSpec> regions;
    std::vector<HistogramSpec> histograms;
    std::vector<NtupleSpec> ntuples;
    std::vector<SkimSpec> skims;
    std::string dialect;  ///< "delphes" or "pgs": the only writer whose files mean what the program says; or empty
};

}  // namespace collmc::results
