// What each construct beyond numbers and plain selections means: missing values, kinds of objects, tables, chance,
// weights, outputs. Combinations and splits are in combinations_test.cpp, variations in worlds_test.cpp.
#include <gtest/gtest.h>

#include <cmath>

#include "compiler/plan/op_info.h"
#include "runtime/abi/random.h"
#include "tests/unit/plan/program.h"
#include "tests/unit/plan/random_plan.h"
#include "tests/unit/plan/sketch.h"

namespace collmc::plan::testing {
namespace {

using Numbers = std::vector<double>;
using Entries = std::vector<std::vector<double>>;

/// Events with no jet, one of 30 GeV, and two of 30 and 20 GeV.
std::vector<Event> jets_0_1_2() {
    return {{.met_pt = 1}, {.objects = {jet(30)}, .met_pt = 2}, {.objects = {jet(20), jet(30)}, .met_pt = 3}};
}

Numbers values(const std::string& value, const std::vector<Event>& events, const std::string& before = {}) {
    return Program(before + "region R\n    histo h : " + value + ", 2 bins from 0 to 2\n", events).histogram();
}

// ---- else

TEST(Otherwise, TakesTheRightSideWhereTheLeftIsMissing) {
    const std::string blocks =
        "object jets from Jet\ncandidate Z from a, b in jets\n    lowest a.pt\n"
        "object pairs from a, b in jets\ndefine second = jets[1].pt\n";
    const std::vector<std::pair<std::string, Numbers>> cases = {
        {"(jets[1].pt / 1 GeV else 7)", {7, 7, 20}},
        {"(second / 1 GeV else 7)", {7, 7, 20}},
        {"((jets[1].pt else jets[0].pt) / 1 GeV else 7)", {7, 30, 20}},
        {"(Z.a.pt / 1 GeV else 7)", {7, 7, 30}},
        {"(pairs[0].b.pt / 1 GeV else 7)", {7, 7, 20}},
        {"(min(j.pt for j in jets) / 1 GeV else 7)", {7, 30, 20}},
        {"(mean(j.pt for j in jets) / 1 GeV else 7)", {7, 30, 25}},
        {"(mean(j.pt for j in jets when j.pt < 25 GeV) / 1 GeV else 7)", {7, 7, 20}},
        {"(max(j.pt for j in jets when j.pt > jets[1].pt) / 1 GeV else 7)", {7, 7, 30}},
        // A sum over nothing is there, whatever it would add.
        {"(sum(jets[1].pt for j in jets) / 1 GeV else 7)", {0, 7, 40}},
        {"(sum(jets[1].pt for j in jets when j.pt < 10 GeV) / 1 GeV else 7)", {0, 0, 0}},
        // A condition that is decided needs nothing more.
        {"((1 when size(jets) == 1 or jets[1].pt > 1 GeV else 0) else 7)", {7, 1, 1}},
        {"((1 when size(jets) >= 2 and jets[1].pt > 1 GeV else 0) else 7)", {0, 0, 1}},
        {"((1 when jets[1].pt > 1 GeV or size(jets) == 1 else 0) else 7)", {7, 1, 1}},
        {"((jets[1].pt / 1 GeV when size(jets) >= 1 else 5) else 7)", {5, 7, 20}},
        {"(any(j.pt > jets[1].pt for j in jets) else size(jets) == 0)", {0, 0, 1}},
    };
    for (const auto& [value, expected] : cases) {
        const bool condition = value.find("any") != std::string::npos;
        const std::string observed = condition ? "(1 when " + value + " else 0)" : value;
        EXPECT_EQ(values(observed, jets_0_1_2(), blocks), expected) << value;
    }
}

TEST(Otherwise, LeavesWhatIsThere) {
    const Plan plan = lower_text("region R\n    histo h : (MET.pt else 1 GeV), 2 bins from 0 to 2 GeV\n");
    EXPECT_EQ(plan.nodes.size(), 1u);
}

TEST(Otherwise, ChoosesObjectsToo) {
    EXPECT_EQ(values("(Jet[1] else Jet[0]).pt / 1 GeV when size(Jet) >= 1 else 7", jets_0_1_2()), (Numbers{7, 30, 20}));
}

// ---- kinds

TEST(Kinds, AreAskedFor) {
    const std::vector<Event> events = {{.objects = {muon(30), electron(50), muon(10)}}};
    const std::string leptons = "object leptons from Electron, Muon, Tau\n";
    EXPECT_EQ(values("count(l is Muon for l in leptons)", events, leptons), (Numbers{2}));
    EXPECT_EQ(values("count(l is Lepton for l in leptons)", events, leptons), (Numbers{3}));
    EXPECT_EQ(values("count(not (l is Electron) for l in leptons)", events, leptons), (Numbers{2}));
}

TEST(Kinds, AnotherKindsRowsAreReadAsToldAndKeepTheirOrder) {
    const Row tau{.particle = abi::kTau, .pt = 40, .jmass = 1.5, .ntrk = -1, .btag = 2};
    const std::vector<Event> events = {{.objects = {jet(30), tau, jet(50)}}};
    const std::string hadrons = "object hadrons from Jet, Tau as Jet\n";
    EXPECT_EQ(values("hadrons[1].pt / 1 GeV when size(hadrons) >= 2 else 0", events, hadrons), (Numbers{40}));
    EXPECT_EQ(values("hadrons[1].btag when size(hadrons) >= 2 else 0", events, hadrons), (Numbers{2}));
    EXPECT_EQ(values("hadrons[1].mass / 1 GeV when size(hadrons) >= 2 else 0", events, hadrons), (Numbers{1.5}));
    EXPECT_EQ(values("count(h is Jet for h in hadrons)", events, hadrons), (Numbers{3}));
    // It is one row, as whatever it is read.
    EXPECT_EQ(values("count(h.pt >= t.pt for h in hadrons and t in Tau)", events, hadrons), (Numbers{1}));
}

TEST(Collections, OrderedAndLeading) {
    const std::vector<Event> events = {
        {.objects = {{abi::kJet, 50, 0, 0, 0, 0, 1}, {abi::kJet, 60, 0, 0, 0, 0, 0}, {abi::kJet, 40, 0, 0, 0, 0, 1}}}};
    const std::string blocks =
        "object tagged from Jet order by btag, highest first\nobject soft from tagged order by pt, lowest first\n"
        "define two = leading(tagged, 2)\nobject rest from Jet excluding tagged\n";
    const auto of = [&](const std::string& value) { return values(value + " / 1 GeV", events, blocks).at(0); };
    EXPECT_EQ(of("(tagged[0].pt else 0 GeV)"), 50) << "equals stay in the order they had";
    EXPECT_EQ(of("(tagged[1].pt else 0 GeV)"), 40);
    EXPECT_EQ(of("(tagged[2].pt else 0 GeV)"), 60);
    EXPECT_EQ(of("(soft[0].pt else 0 GeV)"), 40);
    EXPECT_EQ(of("HT(two)"), 90);
    EXPECT_EQ(of("HT(rest)"), 0);
}

TEST(Momenta, AreMadeOfComponents) {
    EXPECT_EQ(values("fourMomentum(3 GeV, 4 GeV, 0 GeV, MET.pt).mass / 1 GeV", {{.met_pt = 13}}), (Numbers{12}));
}

// ---- tables

TEST(Tables, AreLookedUp) {
    const std::string table =
        "table t(x : Energy, n : Integer) -> Real\n"
        "    row [20, 50) GeV, [0, 0] : 1\n    row [50, 90] GeV, [0, 0] : 2\n"
        "    row [20, 50) GeV, [1, 5] : 3\n    row [50, 90] GeV, [1, 5] : 4\n    outside ";
    std::vector<Event> events;
    for (const double met : {19.9, 20.0, 49.9, 50.0, 90.0, 90.1}) events.push_back({.met_pt = met});
    for (const double met : {10.0, 49.9, 200.0}) events.push_back({.objects = {jet(10)}, .met_pt = met});
    EXPECT_EQ(values("t(MET.pt, size(Jet))", events, table + "9\n"), (Numbers{9, 1, 1, 2, 2, 9, 9, 3, 9}));
    EXPECT_EQ(values("t(MET.pt, size(Jet))", events, table + "nearest\n"), (Numbers{1, 1, 1, 2, 2, 2, 3, 3, 4}));
    EXPECT_EQ(values("t(MET.pt, size(Jet) * 100)", events, table + "nearest\n"), (Numbers{1, 1, 1, 2, 2, 2, 3, 3, 4}));
}

TEST(Tables, NearestToAnOpenEndIsTheLastNumberInside) {
    const std::string table =
        "table t(x : Real) -> Real\n    row (0, 1) : 1\n    row [1, 2) : 2\n    outside nearest\n";
    std::vector<Event> events;
    for (const double met : {-5.0, 0.0, 0.5, 1.0, 2.0, 7.0}) events.push_back({.met_pt = met});
    EXPECT_EQ(values("t(MET.pt / 1 GeV)", events, table), (Numbers{1, 1, 1, 2, 2, 2}));
    const Numbers of_nan = values("t(sqrt(-1 - MET.pt / 1 GeV))", {{.met_pt = 1}}, table);
    EXPECT_TRUE(std::isnan(of_nan[0]));
}

// ---- chance

TEST(Chance, IsAFunctionOfTheEvent) {
    const std::vector<Event> events = random_events(8, 400);
    const Program run(
        "variation jes : scale Jet by 1.1\nregion R\n    select chance(0.3)\n"
        "region S\n    select chance(0.3)\n",
        events);
    const auto node = std::ranges::find(run.plan().nodes, Op::event_random, &Node::op);
    ASSERT_NE(node, run.plan().nodes.end());
    const BlockOf block(events);
    std::vector<std::int32_t> expected;
    for (std::int32_t event = 0; event < 400; ++event) {
        const std::uint64_t hash = abi::hash_of_event(block.view(), event);
        if (abi::event_random(hash, static_cast<std::uint64_t>(node->value)) < 0.3) expected.push_back(event);
    }
    EXPECT_NEAR(static_cast<double>(expected.size()), 120, 40);
    const auto passing = [&](std::size_t region) {
        return run.outcome().events[run.plan().regions[region].rows[1].selection];
    };
    EXPECT_EQ(passing(0), expected);
    EXPECT_NE(passing(1), expected) << "another question";
    EXPECT_EQ(passing(2), passing(0)) << "the same in another world";
    EXPECT_TRUE(output_layout(run.plan()).event_hash);
}

TEST(Chance, IsDrawnForEachObject) {
    const std::vector<Event> events = random_events(9, 300);
    const Numbers some =
        values("size(kept) + 100 * size(Jet)", events, "object kept from Jet\n    select chance(0.5)\n");
    double kept = 0, all = 0, partly = 0;
    for (const double value : some) {
        const double jets = std::floor(value / 100), own = value - 100 * jets;
        kept += own;
        all += jets;
        partly += own > 0 && own < jets;
    }
    EXPECT_NEAR(kept / all, 0.5, 0.1);
    EXPECT_GT(partly, 20);
}

// ---- regions and outputs

const std::string kParents =
    "region A\n    select MET.pt > 10 GeV\n    weight 2\n    select size(Jet) >= 1\n"
    "region B\n    select MET.pt < 90 GeV\n    weight MET.pt / 10 GeV\n"
    "region C from A, B\n    weight 3 \"three\"\n    histo h : MET.pt, 2 bins from 0 to 2 GeV\n"
    "region D from C, A\n    select MET.pt > 20 GeV\n";

TEST(Regions, InheritCutsAndWeightsOnce) {
    const Program run(kParents, {{.objects = {jet(30)}, .met_pt = 50}, {.objects = {jet(30)}, .met_pt = 15}});
    const auto labels = run.labels("D");
    EXPECT_EQ(labels.size(), 8u);
    EXPECT_EQ(labels[2], "2");
    EXPECT_EQ(labels[6], "three");
    const Region& region = run.plan().regions[3];
    EXPECT_EQ(run.outcome().weights[region.rows[7].weight], (Numbers{2 * 5.0 * 3, 2 * 1.5 * 3}));
    EXPECT_EQ(region.rows[1].weight, kNone);
    EXPECT_TRUE(region.rows[6].is_weight);
    EXPECT_EQ(region.rows[6].selection, region.rows[5].selection);
    EXPECT_EQ(run.plan().histograms[0].weight, region.rows[7].weight);
}

TEST(Outputs, TwoDimensionsProfilesAndGrids) {
    const Program run(
        "region R\n    histo two : MET.pt, 2 bins from 0 to 10 GeV by size(Jet), edges 0, 1, 5\n"
        "    profile mean : MET.pt * 2 by size(Jet), 2 bins from 0 to 2\n"
        "    histo each : j.pt for j in Jet when j.pt > 25 GeV, 2 bins from 0 to 10 GeV\n"
        "    histo pairs : i.pt for i, k in Jet, 2 bins from 0 to 10 GeV by k.pt, edges 0, 1 GeV\n"
        "    bins grid\n        by size(Jet) : 0, 1, 3\n        by MET.pt : 0, 2 GeV and above\n"
        "        observed 1, 2, 3, 4\n        background 1 +- 1, 2 + 1 - 2, 3 +- 1, 4 +- 1\n"
        "    skim some when size(Jet) >= 2\n",
        jets_0_1_2());
    const std::vector<Histogram>& histograms = run.plan().histograms;
    const auto& fills = run.outcome().fills;
    EXPECT_EQ(fills[0], (Entries{{0, 1, 0}, {1, 2, 1}, {2, 3, 2}}));
    EXPECT_EQ(histograms[0].axes[1].edges, (Numbers{0, 1, 5}));
    EXPECT_EQ(histograms[1].kind, Histogram::Kind::profile);
    EXPECT_EQ(histograms[1].unit, "GeV");
    EXPECT_EQ(fills[1], (Entries{{0, 0, 2}, {1, 1, 4}, {2, 2, 6}}));
    EXPECT_EQ(fills[2], (Entries{{1, 30}, {2, 30}}));
    EXPECT_EQ(fills[3], (Entries{{2, 30, 20}}));
    EXPECT_EQ(histograms[4].kind, Histogram::Kind::grid);
    EXPECT_TRUE(histograms[4].axes[1].above);
    EXPECT_EQ(histograms[4].observed, (std::vector<std::int64_t>{1, 2, 3, 4}));
    EXPECT_EQ(histograms[4].background[1].down, 2);
    EXPECT_EQ(fills[4], (Entries{{0, 0, 1}, {1, 1, 2}, {2, 2, 3}}));
    ASSERT_EQ(run.plan().skims.size(), 1u);
    EXPECT_EQ(run.outcome().events[run.plan().skims[0].selection], (std::vector<std::int32_t>{2}));
}

TEST(Outputs, SayWhatTheAnalysisIsOf) {
    const Plan plan = lower_text(
        "analysis \"A\"\n    experiment \"CMS\"\n    reference \"arXiv:1\"\n    luminosity 35.9 /fb\n"
        "region R\n    select size(Jet) >= 1\n    observed 5\n    background 4 + 2 - 1\n");
    EXPECT_EQ(plan.experiment, "CMS");
    EXPECT_EQ(plan.reference, "arXiv:1");
    EXPECT_EQ(plan.luminosity, 35.9);
    EXPECT_EQ(plan.regions[0].observed, (std::vector<std::int64_t>{5}));
    EXPECT_EQ(plan.regions[0].background.at(0).up, 2);
}

}  // namespace
}  // namespace collmc::plan::testing
