// Histograms, grids, ntuples, weights, tables and tables of regions as they stand in the typed program. The messages
// are golden files.
#include "check_support.h"
#include "compiler/semantics/boxes.h"

namespace collmc::semantics {
namespace {

const std::string kObjects =
    "object leptons from Electron, Muon\n"
    "object jets from Jet\n";
const std::string kRegion = kObjects + "region R\n    select size(leptons) >= 1 and size(jets) >= 2\n";

Program program_of(const std::string& text) {
    Checked checked(text);
    EXPECT_EQ(checked.text(), "");
    return checked.program ? std::move(*checked.program) : Program();
}

TEST(Outputs, Typed) {
    const fs::path path = kGolden / "typed" / "outputs.cut";
    const Checked checked(read_file(path), path.filename());
    EXPECT_EQ(checked.text(), "");
    ASSERT_TRUE(checked.program);
    expect_golden(kGolden / "typed" / "outputs.txt", print(*checked.program));
}

TEST(Outputs, EdgesAreRoundedOnce) {
    const Program program = program_of(kRegion + "    histo a : MET.pt, edges 0.1, 0.3, 7 MeV\n");
    ASSERT_EQ(program.regions.size(), 1u);
    const Axis& axis = program.regions[0].histograms[0].dimensions[0].axis;
    EXPECT_EQ(axis.edges, (std::vector<double>{0.0001, 0.0003, 0.007}));
    EXPECT_EQ(axis.bins, 2);
    EXPECT_EQ(axis.low, 0.0001);
    EXPECT_EQ(axis.high, 0.007);
}

TEST(Outputs, LastDimensionOfAGridIsOpen) {
    const Program program = program_of(kRegion +
                                       "    bins a\n        by size(jets) : 2, 4 and above\n        by MET.pt : 50 GeV "
                                       "and above\n        observed 1, 2\n");
    ASSERT_EQ(program.regions.size(), 1u);
    const Bins& bins = program.regions[0].bins[0];
    EXPECT_EQ(bins.bins(), 2);
    EXPECT_EQ(bins.dimensions[1].axis.edges, std::vector<double>{50});
    EXPECT_EQ(bins.observed, (std::vector<long>{1, 2}));
}

TEST(Outputs, PaddedColumnsGoObjectByObject) {
    const Program program = program_of(kRegion + "    ntuple a : first 2 of jets (pt, btag) pad -1\n");
    ASSERT_EQ(program.regions.size(), 1u);
    std::vector<std::string> names;
    for (const Column& column : program.regions[0].ntuples[0].columns) {
        names.push_back(column.name);
        ASSERT_EQ(column.value->kind, Expr::Kind::otherwise);
        EXPECT_EQ(column.value->operands[1]->value, -1);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"jets_pt_0", "jets_btag_0", "jets_pt_1", "jets_btag_1"}));
}

TEST(Outputs, WeightsKeepTheirPlaceAndLabel) {
    const Program program =
        program_of(kRegion + "    weight 1 / size(jets)\n    select MET.pt > 5 GeV\n    weight 2 \"k\"\n");
    ASSERT_EQ(program.regions.size(), 1u);
    const Region& region = program.regions[0];
    ASSERT_EQ(region.weights.size(), 2u);
    EXPECT_EQ(region.weights[0].label, "1 / size(jets)");
    EXPECT_EQ(region.weights[1].label, "k");
    ASSERT_EQ(region.order.size(), 4u);
    EXPECT_EQ(region.order[1].kind, Statement::Kind::weight);
    EXPECT_EQ(region.order[2].kind, Statement::Kind::cut);
    EXPECT_EQ(region.order[3].index, 1);
}

TEST(Outputs, RowsOfATableOfRegionsAreRegions) {
    const Program program = program_of(kRegion +
                                       "regions from R with size(jets), MET.pt\n"
                                       "    row A : >= 3, -\n"
                                       "    row B : in [3, 4], >= 50 GeV\n"
                                       "region C from B\n    select MET.pt < 90 GeV\n");
    ASSERT_EQ(program.regions.size(), 4u);
    EXPECT_EQ(program.regions[1].name, "A");
    EXPECT_EQ(program.regions[1].cuts.size(), 1u);
    ASSERT_EQ(program.regions[2].cuts.size(), 2u);
    EXPECT_EQ(program.regions[2].cuts[0].label, "size(jets) in [3, 4]");
    EXPECT_EQ(program.regions[2].cuts[1].label, "MET.pt >= 50 GeV");
    EXPECT_EQ(program.regions[3].parents, std::vector<int>{2});
}

TEST(Outputs, ErrorsOfATableAreAddedExactly) {
    const Program program = program_of(
        "table f(pt : Energy) -> Real\n    row [0, 1) TeV : 0.1 + 0.2 - 0.3\n    outside 0\n"
        "variation vdown : use f down\n"
        "region R\n    weight f(MET.pt)\n");
    ASSERT_EQ(program.variations.size(), 1u);
    EXPECT_FALSE(program.variations[0].up);
    const Function& function = program.functions[static_cast<std::size_t>(program.variations[0].function)];
    ASSERT_TRUE(function.table);
    const Table::Row& row = function.table->rows[0];
    EXPECT_EQ(row.up, 0.3);  // and not 0.1 + 0.2, which is 0.30000000000000004
    EXPECT_EQ(row.down, -0.2);
    EXPECT_EQ(row.box[0].high, 1000);
    EXPECT_FALSE(row.box[0].high_closed);
}

TEST(Outputs, Luminosity) {
    EXPECT_EQ(program_of("analysis \"a\"\nluminosity 35.9 /fb\nregion R\n").luminosity, 35.9);
    EXPECT_EQ(program_of("analysis \"a\"\nluminosity 4.7e3 /pb\nregion R\n").luminosity, 4.7);
}

// ---- boxes ----

Table::Side closed(double low, double high) { return {low, high, true, true}; }
Table::Side half_open(double low, double high) { return {low, high, true, false}; }
Box box(std::initializer_list<Table::Side> sides) {
    Box box;
    for (const Table::Side& side : sides) box.push_back(stretch_of(side, false));
    return box;
}

TEST(Boxes, EndsThatTouch) {
    EXPECT_TRUE(overlapping({box({closed(0, 1)}), box({closed(1, 2)})}));
    EXPECT_FALSE(overlapping({box({half_open(0, 1)}), box({closed(1, 2)})}));
    EXPECT_FALSE(uncovered({box({half_open(0, 1)}), box({closed(1, 2)})}));
    const std::optional<Box> point = uncovered({box({half_open(0, 1)}), box({{1, 2, false, true}})});
    ASSERT_TRUE(point);
    EXPECT_EQ((*point)[0], stretch_of(closed(1, 1), false));
}

TEST(Boxes, WholeNumbersHaveNothingBetweenThem) {
    const Box low = {stretch_of(closed(0, 1), true)}, high = {stretch_of({1, 5, false, false}, true)};
    EXPECT_FALSE(overlapping({low, high}));
    EXPECT_FALSE(uncovered({low, high}));
    EXPECT_TRUE(stretch_of({1, 2, false, false}, true).empty());
    EXPECT_TRUE(uncovered({low, {stretch_of(closed(3, 4), true)}}));
}

// A window of boxes around a hole in the middle.
TEST(Boxes, HoleInTheMiddle) {
    std::vector<Box> boxes;
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k)
            for (int l = 0; l < 3; ++l)
                if (i != 1 || k != 1 || l != 1)
                    boxes.push_back(box({half_open(i, i + 1), half_open(k, k + 1), half_open(l, l + 1)}));
    EXPECT_FALSE(overlapping(boxes));
    const std::optional<Box> hole = uncovered(boxes);
    ASSERT_TRUE(hole);
    for (const Stretch& stretch : *hole) EXPECT_EQ(stretch, stretch_of(half_open(1, 2), false));
    boxes.push_back(*hole);
    EXPECT_FALSE(uncovered(boxes));
    boxes.push_back(*hole);
    EXPECT_TRUE(overlapping(boxes));
}

}  // namespace
}  // namespace collmc::semantics
