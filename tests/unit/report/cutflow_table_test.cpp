#include "runtime/report/cutflow_table.h"

#include <gtest/gtest.h>

#include "runtime/report/grid_table.h"
#include "runtime/report/text_table.h"
#include "tests/unit/report/example.h"
#include "tests/unit/report/golden.h"

namespace collmc::report {
namespace {

TEST(CutflowTable, UnitWeights) {
    expect_golden("cutflow_units.txt", cutflow_table(example_spec(), example_results(), false));
}

TEST(CutflowTable, WeightsAndUndecidedEvents) {
    expect_golden("cutflow_weighted.txt", cutflow_table(example_spec(), weighted_results(), false));
}

TEST(CutflowTable, WeightRowsPublishedCountsVariationsAndGrids) {
    expect_golden("cutflow_search.txt", cutflow_table(search_spec(), search_results(), false));
}

TEST(CutflowTable, AGridOfEventsThatCountWithOneHasNoSums) {
    results::OutputSpec spec = search_spec();
    results::Results results = search_results();
    spec.histograms[0].observed.clear();
    spec.histograms[0].background.clear();
    results.histograms[0] = contents({5, 4, 0, 1}, {5, 4, 0, 1}, 10);
    results.histograms[0].counts = {5, 4, 0, 1};
    std::string text;
    append_grid(text, "SR", spec.histograms[0], results.histograms[0], false);
    EXPECT_EQ(text,
              "bins search of SR\n"
              "  size(jets)   MHT.pt [GeV]   events\n"
              "  ──────────────────────────────────\n"
              "  [2, 3)       [300, 350.5)        5\n"
              "  [2, 3)       ≥ 350.5             4\n"
              "  [3, 5)       [300, 350.5)        0\n"
              "  [3, 5)       ≥ 350.5             1\n");
}

TEST(CutflowTable, TinyWeightsAreScientific) {
    results::Results results = weighted_results();
    for (results::CutflowRow& row : results.regions[0].rows) {
        row.sumw *= 1e-9;
        row.sumw2 *= 1e-18;
    }
    const std::string table = cutflow_table(example_spec(), results, false);
    EXPECT_NE(table.find("1.2300e-07 ± 1.2e-09"), std::string::npos) << table;
}

TEST(CutflowTable, ColourOnlyAddsEscapes) {
    std::string coloured = cutflow_table(example_spec(), example_results(), true);
    for (std::size_t escape; (escape = coloured.find('\033')) != std::string::npos;) {
        coloured.erase(escape, coloured.find('m', escape) - escape + 1);
    }
    EXPECT_EQ(coloured, cutflow_table(example_spec(), example_results(), false));
}

TEST(CutflowTable, LabelsCannotControlTheTerminal) {
    results::Results results = example_results();
    results.regions[0].rows[1].label = "\033[31mred\nline";
    EXPECT_EQ(cutflow_table(example_spec(), results, false).find('\033'), std::string::npos);
}

TEST(CutflowTable, WidthsOfCharacters) {
    EXPECT_EQ(display_width("abc"), 3);
    EXPECT_EQ(display_width("θ* ≥ 2"), 6);
    EXPECT_EQ(display_width("恰好"), 4);
    EXPECT_EQ(display_width("t\u0304"), 1);
    EXPECT_EQ(display_width("\xff\xce"), 2);  // no UTF-8
}

}  // namespace
}  // namespace collmc::report
