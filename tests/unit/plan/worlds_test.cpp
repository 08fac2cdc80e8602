// Variations: a world in which jets are scaled is the world of a file in which they are.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/plan/brute_force.h"
#include "tests/unit/plan/program.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::plan::testing {
namespace {

constexpr double kFactor = 1.07;

/// What depends on the scale in every way there is: order, cuts, unions, candidates, combinations, parts, MET.
const std::string kProgram = R"(
object jets from Jet
    select pt > 20 GeV
object hadrons from Jet, Tau as Jet
object lead from hadrons order by mass, lowest first
object leptons from Electron, Muon
object pairs from a, b in hadrons
    select deltaR(a, b) > 0.4
candidate W from j, k in jets
    closest (j + k).mass to 80 GeV
candidate mega from groups A, B of jets
    lowest A.mass^2 + B.mass^2
object mixed from W, Tau, leptons
object rest from hadrons excluding W
define firstTwo = leading(hadrons, 2)
define HT_mixed = HT(mixed) + HT(rest)
region R
    select size(jets) >= 1
    select MET.pt > 15 GeV or jets[0].pt > 31 GeV
    reject any(h.pt > 100 GeV for h in hadrons)
    ntuple t : jets[0].pt as a, (hadrons[1].pt else 0 GeV) as b, (hadrons[1].phi else 0) as c, (lead[1].pt else 0 GeV) as d, (pairs[0].mass else 0 GeV) as e, (pairs[1].b.pt else 0 GeV) as f, (W.mass else 0 GeV) as g, (mega.A.mass else 0 GeV) as i, HT_mixed as k, (mixed[1].eta else 0) as l, HT(firstTwo) as m, size(leptons) as n
    histo all : h.pt for h in hadrons, 2 bins from 0 to 200 GeV
    ntuple met : MET.pt as pt, MET.phi as phi, (MET + jets[0]).pt as sum
)";

std::vector<Event> scaled(std::vector<Event> events) {
    for (Event& event : events) {
        double px = event.met_pt * std::cos(event.met_phi), py = event.met_pt * std::sin(event.met_phi);
        for (Row& row : event.objects) {
            if (row.particle != abi::kJet) continue;
            px -= row.pt * (kFactor - 1) * std::cos(row.phi);
            py -= row.pt * (kFactor - 1) * std::sin(row.phi);
            row.pt *= kFactor;
        }
        event.met_pt = std::hypot(px, py);
        event.met_phi = std::atan2(py, px);
        if (event.met_phi >= kernels::kPi) event.met_phi = -kernels::kPi;
    }
    return events;
}

void expect_near(const std::vector<double>& a, const std::vector<double>& b, const std::string& what) {
    ASSERT_EQ(a.size(), b.size()) << what;
    for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_NEAR(a[i], b[i], 1e-9 * (1 + std::fabs(b[i]))) << what << ", entry " << i;
}

TEST(Worlds, AreWhatAScaledFileGives) {
    const std::vector<Event> events = random_events(3, 400);
    const Program varied(kProgram + "variation jes : scale Jet by 1.07\n", events);
    const Program nominal(kProgram, scaled(events));

    ASSERT_EQ(varied.plan().regions.size(), 2u);
    EXPECT_EQ(varied.plan().regions[1].name, "R");
    EXPECT_EQ(varied.plan().regions[1].variation, "jes");
    for (std::size_t row = 0; row < 4; ++row) {
        const auto& there = varied.outcome().events[varied.plan().regions[1].rows[row].selection];
        EXPECT_EQ(there, nominal.outcome().events[nominal.plan().regions[0].rows[row].selection]) << "row " << row;
    }
    for (std::size_t column = 0; column < nominal.plan().ntuples[0].columns.size(); ++column) {
        expect_near(varied.outcome().ntuples[2][column], nominal.outcome().ntuples[0][column],
                    "column " + nominal.plan().ntuples[0].columns[column]);
    }
    for (std::size_t column = 0; column < 3; ++column) {
        expect_near(varied.outcome().ntuples[3][column], nominal.outcome().ntuples[1][column],
                    "column " + nominal.plan().ntuples[1].columns[column]);
    }
    expect_near(varied.outcome().histograms[1], nominal.outcome().histograms[0], "histogram all");
    EXPECT_NE(varied.outcome().events[varied.plan().regions[1].rows[3].selection],
              varied.outcome().events[varied.plan().regions[0].rows[3].selection])
        << "nothing is different there";
}

TEST(Worlds, LeaveTheNominalOneAlone) {
    const std::vector<Event> events = random_events(4, 100);
    const Program varied(kProgram + "variation jes : scale Jet by 1.07\n", events);
    const Program nominal(kProgram, events);
    for (std::size_t row = 0; row < 4; ++row) {
        EXPECT_EQ(varied.outcome().events[varied.plan().regions[0].rows[row].selection],
                  nominal.outcome().events[nominal.plan().regions[0].rows[row].selection]);
    }
    for (std::size_t ntuple : {0, 1}) {
        const auto &a = varied.outcome().ntuples[ntuple], &b = nominal.outcome().ntuples[ntuple];
        for (std::size_t column = 0; column < a.size(); ++column) {
            for (std::size_t i = 0; i < a[column].size(); ++i) EXPECT_TRUE(same_number(a[column][i], b[column][i]));
        }
    }
}

TEST(Worlds, MoveNothingWhereNoRowIsScaled) {
    const std::vector<Event> events = {{.objects = {{abi::kMuon, 30, 0.3, 1.1}}, .met_pt = 33.7, .met_phi = 2.3}};
    const Program run(
        "variation jes : scale Jet by 1.07\nregion R\n    histo p : MET.pt, 2 bins from 0 to 2 GeV\n"
        "    histo f : MET.phi, 2 bins from 0 to 2\n",
        events);
    EXPECT_EQ(run.outcome().histograms[2][0], 33.7);
    EXPECT_EQ(run.outcome().histograms[3][0], 2.3);
}

TEST(Worlds, ShareWhatDoesNotDepend) {
    const std::string program =
        "object mu from Muon\n    select pt > 10 GeV\nobject lep from mu, Electron\n"
        "candidate Z from a, b in lep\n    closest mass to 91 GeV\nobject jets from Jet\n    select pt > 20 GeV\n"
        "table sf(x : Energy) -> Real\n    row [0, 50) GeV : 0.9 +- 0.1\n    row [50, 90) GeV : 0.8 + 0.1 - 0.2\n"
        "    outside 1\n"
        "region R\n    select exists(Z)\n    select Z.mass > 20 GeV\n    weight sf(lep[0].pt)\n"
        "    select size(jets) >= 1\n    histo m : Z.mass, 2 bins from 0 to 2 GeV\n";
    const Plan nominal = lower_text(program);
    const Plan varied = lower_text(program +
                                   "variation jes : scale Jet by 1.1\nvariation sf_up : use sf up\n"
                                   "variation sf_down : use sf down\n");
    // Another filter of jets and another selection; nothing else.
    EXPECT_EQ(varied.collections.size(), nominal.collections.size() + 1);
    EXPECT_EQ(varied.picks.size(), nominal.picks.size());
    EXPECT_EQ(varied.selections.size(), nominal.selections.size() + 1);
    EXPECT_EQ(varied.weights.size(), nominal.weights.size() + 2);
    EXPECT_EQ(varied.regions.size(), 4u);
    EXPECT_EQ(varied.histograms.size(), 4u);
    EXPECT_EQ(varied.regions[1].rows[2].selection, varied.regions[0].rows[2].selection);
    EXPECT_NE(varied.regions[1].rows[4].selection, varied.regions[0].rows[4].selection);
    EXPECT_EQ(varied.regions[2].rows[4].selection, varied.regions[0].rows[4].selection);
    EXPECT_EQ(varied.histograms[3].values, varied.histograms[0].values);
    EXPECT_NE(varied.histograms[3].weight, varied.histograms[0].weight);
}

TEST(Worlds, UseOtherValuesOfATable) {
    const Program run(
        "table sf(x : Energy) -> Real\n    row [0, 50) GeV : 0.9 +- 0.1\n    row [50, 90) GeV : 0.8 + 0.1 - 0.2\n"
        "    outside 1\nvariation sf_up : use sf up\nvariation sf_down : use sf down\n"
        "region R\n    weight sf(MET.pt)\n    histo h : MET.pt, 2 bins from 0 to 2 GeV\n",
        {{.met_pt = 10}, {.met_pt = 60}, {.met_pt = 90}});
    const auto near = [](double a, double b) { return std::fabs(a - b) < 1e-12; };
    const std::vector<std::vector<double>> expected = {{0.9, 0.8, 1}, {1, 0.9, 1}, {0.8, 0.6, 1}};
    for (std::size_t world = 0; world < 3; ++world) {
        EXPECT_TRUE(std::ranges::equal(run.outcome().weights[world], expected[world], near)) << world;
    }
    EXPECT_EQ(run.plan().regions[0].rows[1].weight, 0);
    EXPECT_TRUE(run.plan().regions[0].rows[1].is_weight);
}

}  // namespace
}  // namespace collmc::plan::testing
