// What an analysis puts out: regions with their cutflow rows, histograms, ntuples. Filled by the compiler's pipeline,
// read by the accumulators and by every writer of results. Plain values; nothing here refers to the program.
#pragma once

#include <string>
#include <vector>

namespace collmc::results {

/// One line of a region's cutflow: the events of a selection, by its index in abi::WorkspaceLayout::selections.
struct RowSpec {
    std::string label;  ///< as a person reads it: the cut's own label, or its text
    int selection = 0;
};

/// A region; its first row is "all events", the others stand in the order of the program.
struct RegionSpec {
    std::string name;
    std::vector<RowSpec> rows;
};

/// A one-dimensional histogram. Number i of OutputSpec::histograms is number i of abi::WorkspaceLayout::histograms.
struct HistogramSpec {
    int region = 0;             ///< index in OutputSpec::regions
    std::string name;           ///< unique in its region
    std::string label;          ///< axis label with LaTeX mathematics between dollars; empty where none was given
    std::string expression;     ///< the filled expression as written: the label where there is no other
    std::string unit;           ///< "GeV", or empty for a number without dimension
    double lower = 0;           ///< edges.front()
    double upper = 0;           ///< edges.back()
    std::vector<double> edges;  ///< bins + 1, correctly rounded, ascending; bin i holds edges[i] <= x < edges[i + 1]

    int bins() const { return static_cast<int>(edges.size()) - 1; }
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
};

struct OutputSpec {
    std::string analysis;  ///< the title after `analysis`; may be empty
    std::vector<RegionSpec> regions;
    std::vector<HistogramSpec> histograms;
    std::vector<NtupleSpec> ntuples;
};

}  // namespace collmc::results
