// What programs of the language mean, run through the plan and its interpreter.
#include "compiler/plan/lower.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "compiler/plan/op_info.h"
#include "tests/unit/plan/program.h"
#include "tests/unit/plan/sketch.h"

namespace collmc::plan::testing {
namespace {

using Numbers = std::vector<double>;
using Counts = std::vector<std::size_t>;
using Undecided = std::vector<std::int64_t>;

/// NaN where MET is below 20 GeV, else a number of at least 0.
const std::string kRoot = "define root = sqrt(MET.pt / 1 GeV - 20)\n";
const std::string kJets = "object jets from Jet\n    select pt > 5 GeV\n";

std::vector<Event> met(const Numbers& values) {
    std::vector<Event> events;
    for (const double value : values) events.push_back({.met_pt = value});
    return events;
}

int count_ops(const Plan& plan, Op op) {
    return static_cast<int>(std::ranges::count_if(plan.nodes, [&](const Node& node) { return node.op == op; }));
}

// ---- cuts that meet a NaN

TEST(Undecided, EventsFailSelectAndReject) {
    for (const std::string cut : {"select root < 100", "reject root > 100", "select root != 3", "reject root == 3",
                                  "select not (root > 100)", "select root in [0, 100]"}) {
        const Program run(kRoot + "region R\n    " + cut, met({50, 10, 30}));
        EXPECT_EQ(run.rows(), (Counts{3, 2})) << cut;
        EXPECT_EQ(run.undecided(), (Undecided{0, 1})) << cut;
    }
}

TEST(Undecided, OnlyComparisonsThatAreReachedCount) {
    struct Case {
        std::string cut;
        std::size_t passing;
        std::int64_t undecided;
    };
    // MET is 50, 10 (root is NaN), 5 (NaN).
    for (const Case& c : std::vector<Case>{
             {"select MET.pt > 7 GeV and root < 100", 1, 1},
             {"select root < 100 and MET.pt > 7 GeV", 1, 2},
             {"select MET.pt > 7 GeV or root < 100", 2, 1},
             {"select root < 100 or MET.pt > 7 GeV", 1, 2},
             {"select root > 100 or MET.pt > 7 GeV", 1, 2},
             {"reject MET.pt > 7 GeV and root > 100", 2, 1},
             {"reject MET.pt < 7 GeV or root > 100", 1, 1},
             {"select root < 100 when MET.pt > 7 GeV", 2, 1},
             {"select root < 100 when MET.pt > 20 GeV", 3, 0},
             {"reject root > 100 when MET.pt > 7 GeV", 2, 1},
             {"select MET.pt > 1 GeV when root > 0", 1, 2},
             {"select MET.pt > 1 GeV when not (root > 0)", 1, 2},
             {"select (root < 100 when MET.pt > 7 GeV else MET.pt < 100 GeV)", 2, 1},
             {"select (MET.pt > 1 GeV when root < 100 else MET.pt < 100 GeV)", 1, 2},
             {"select (root when MET.pt > 20 GeV else 0) < 100", 3, 0},
             {"select (2 when root < 100 else 0) < 1", 2, 0},  // a condition that chooses a number is false
         }) {
        const Program run(kRoot + "region R\n    " + c.cut, met({50, 10, 5}));
        EXPECT_EQ(run.rows(), (Counts{3, c.passing})) << c.cut;
        EXPECT_EQ(run.undecided(), (Undecided{0, c.undecided})) << c.cut;
    }
}

/// `q` is NaN where eta < 0 and else eta's root; the elements of an event are written as etas in order.
Event event_of(const Numbers& etas) {
    Event event;
    double pt = 1000;
    for (const double eta : etas) event.objects.push_back(jet(pt -= 10, eta));
    return event;
}

TEST(Undecided, QuantifiersReadUntilTheyHaveDecided) {
    struct Case {
        Numbers etas;  ///< negative: NaN; 4: decides `any`, 1: decides `all`
        bool any, any_undecided, all, all_undecided;
    };
    for (const Case& c : std::vector<Case>{
             {{}, false, false, true, false},
             {{4}, true, false, true, false},
             {{1}, false, false, false, false},
             {{-1}, false, true, false, true},
             {{4, -1}, true, false, false, true},
             {{-1, 4}, true, true, false, true},
             {{1, -1}, false, true, false, false},
             {{-1, 1}, false, true, false, true},
             {{1, 4, -1, 4}, true, false, false, false},
             {{1, -1, 4}, true, true, false, false},
             {{4, 4, -1, 1}, true, false, false, true},
             {{4, 1, -1}, true, false, false, false},
         }) {
        const std::string text = kJets +
                                 "region A\n    select any(sqrt(j.eta) > 1.5 for j in jets)\n"
                                 "region B\n    select all(sqrt(j.eta) > 1.5 for j in jets)\n"
                                 "region C\n    reject any(sqrt(j.eta) > 1.5 for j in jets)\n"
                                 "region D\n    select any(j.eta > 3 and sqrt(j.eta) > 1.5 for j in jets)\n"
                                 "region E\n    select any(sqrt(j.eta) > 1.5 for j in jets when j.eta > 0)\n";
        const Program run(text, {event_of(c.etas)});
        const std::string what = ::testing::PrintToString(c.etas);
        const auto expect = [&](const std::string& region, bool value, bool undecided) {
            EXPECT_EQ(run.rows(region)[1], value && !undecided ? 1u : 0u) << region << " " << what;
            EXPECT_EQ(run.undecided(region)[1], undecided ? 1 : 0) << region << " " << what;
        };
        expect("A", c.any, c.any_undecided);
        expect("B", c.all, c.all_undecided);
        expect("C", !c.any, c.any_undecided);
        const bool has_four = std::ranges::find(c.etas, 4) != c.etas.end();
        expect("D", has_four, false);
        expect("E", has_four, false);
    }
}

TEST(Undecided, NestedQuantifiersReadInOrder) {
    // For pairs (a, b) in reading order the product a b decides; a negative product is NaN.
    const std::string text =
        kJets + "region R\n    select any(any(sqrt(a.eta * b.eta) > 1.5 for b in jets) for a in jets)\n";
    EXPECT_EQ(Program(text, {event_of({2, -1})}).rows(), (Counts{1, 1})) << "2 * 2 decides at once";
    EXPECT_EQ(Program(text, {event_of({1, -2})}).undecided(), (Undecided{0, 1})) << "1 * -2 is read before -2 * -2";
    EXPECT_EQ(Program(text, {event_of({1, 2})}).undecided(), (Undecided{0, 0}));
}

TEST(Undecided, IsNotAskedWhereNoNanCanBe) {
    const Plan plan = lower_text(
        kJets +
        "region R\n    select MET.pt > 30 GeV and size(jets) >= 1\n    select jets[0].pt + jets[0].mass > 30 GeV\n"
        "    select |deltaPhi(jets[0], MET)| > 0.4\n    select sum(j.pt for j in jets) > 100 GeV\n");
    for (const Selection& selection : plan.selections) EXPECT_EQ(selection.undecided, kNone) << selection.name;
}

TEST(Undecided, BlocksKnowTwoValuesOnly) {
    // The first jet's root is NaN: the comparison is false, so select drops it and reject keeps it.
    const std::vector<Event> events = {event_of({-1, 4, 1})};
    const auto sizes = [&](const std::string& cut) {
        return Program("object js from Jet\n    " + cut + "\nregion R\n    histo h : size(js), 2 bins from 0 to 2\n",
                       events)
            .histogram();
    };
    EXPECT_EQ(sizes("select sqrt(eta) > 1.5"), (Numbers{1}));
    EXPECT_EQ(sizes("reject sqrt(eta) > 1.5"), (Numbers{2}));
    EXPECT_EQ(sizes("select sqrt(eta) != 2"), (Numbers{2}));
    EXPECT_EQ(sizes("select not (sqrt(eta) > 1.5)"), (Numbers{2}));
    EXPECT_EQ(sizes("select sqrt(eta) > 1.5 when eta > 2"), (Numbers{3}));
}

// ---- regions

TEST(Regions, OutputsActWhereTheyStand) {
    const Program run(
        "region R\n    histo all : MET.pt, 2 bins from 0 to 2 GeV\n    select MET.pt > 20 GeV \"cut\"\n"
        "    histo cut : MET.pt, 2 bins from 0 to 2 GeV\n    histo high when MET.pt > 40 GeV : MET.pt, 2 bins from 0 "
        "to 2 GeV\n"
        "    ntuple n when MET.pt > 40 GeV : MET.pt, 2 * MET.pt as twice\n",
        met({10, 30, 50}));
    EXPECT_EQ(run.histogram("all"), (Numbers{10, 30, 50}));
    EXPECT_EQ(run.histogram("cut"), (Numbers{30, 50}));
    EXPECT_EQ(run.histogram("high"), (Numbers{50}));
    EXPECT_EQ(run.outcome().ntuples[0], (std::vector<Numbers>{{50}, {100}}));
    EXPECT_EQ(run.labels("R"), (std::vector<std::string>{"all events", "cut"}));
    EXPECT_EQ(run.plan().selections.size(), 3u) << "the two guards are one selection";
}

TEST(Regions, ContinueTheirParents) {
    const Program run(
        "region A\n    select MET.pt > 20 GeV \"a\"\nregion B\n    select MET.pt < 60 GeV \"b\"\n"
        "region C from A\n    select MET.pt > 40 GeV \"c\"\nregion D from A, B\n    select MET.pt > 30 GeV \"d\"\n"
        "region E from C, D\n    reject MET.pt > 55 GeV \"e\"\n",
        met({10, 25, 35, 45, 58, 70}));
    EXPECT_EQ(run.rows("C"), (Counts{6, 5, 3}));
    EXPECT_EQ(run.labels("D"), (std::vector<std::string>{"all events", "a", "b", "d"}));
    EXPECT_EQ(run.rows("D"), (Counts{6, 5, 4, 3}));
    EXPECT_EQ(run.labels("E"), (std::vector<std::string>{"all events", "a", "c", "b", "d", "e"}));
    EXPECT_EQ(run.rows("E"), (Counts{6, 5, 3, 2, 2, 1}));
    std::map<std::string, std::vector<plan::Row>> rows;
    for (const Region& region : run.plan().regions) rows[region.name] = region.rows;
    EXPECT_EQ(rows["C"][1].selection, rows["A"][1].selection) << "a child continues the parent's selection";
    EXPECT_EQ(rows["E"][2].selection, rows["C"][2].selection);
}

TEST(Regions, GuardedCutsPassWhereTheGuardIsFalse) {
    const Program run(kJets +
                          "region R\n    select jets[1].pt > 30 GeV when size(jets) >= 2\n    reject jets[0].pt > 80 "
                          "GeV when size(jets) == 1\n",
                      {{.objects = {}},
                       {.objects = {jet(20)}},
                       {.objects = {jet(90)}},
                       {.objects = {jet(50), jet(20)}},
                       {.objects = {jet(50), jet(40)}}});
    EXPECT_EQ(run.rows(), (Counts{5, 4, 3}));
}

// ---- blocks

TEST(Blocks, WhatNothingObservedNeedsIsDropped) {
    const Plan plan =
        lower_text(kJets +
                   "object bjets from jets\n    select btagged\nobject muons from Muon\n    select pt > 3 GeV\n"
                   "candidate Z from m1, m2 in muons\n    lowest pt\ndefine m = bjets[0].pt\n"
                   "region R\n    select size(jets) > 1\n    select size(jets) < 2 or size(jets) >= 0\n");
    EXPECT_EQ(plan.collections.size(), 2u);
    EXPECT_EQ(plan.picks.size(), 0u);
}

TEST(Blocks, SeveralCutsAreOneFilterInOrder) {
    const Plan plan = lower_text(
        "object jets from Jet\n    select pt > 30 GeV\n    reject eta > 2\n    select eta > -2\nregion R\n    select "
        "size(jets) > 1\n");
    ASSERT_EQ(plan.collections.size(), 2u);
    EXPECT_EQ(count_ops(plan, Op::logical_and), 2);
}

TEST(Blocks, UnionsAndExcludingMayHaveCuts) {
    const std::string text =
        "object leptons from Electron, Muon\n    select pt > 10 GeV\n"
        "candidate Z from a, b in leptons\n    select oppositeSign(a, b)\n    lowest |pt - 0 GeV|\n"
        "object others from leptons excluding Z\n    select pt < 100 GeV\n"
        "region R\n    histo n : size(leptons), 2 bins from 0 to 2\n    histo o : size(others), 2 bins from 0 to 2\n";
    const Program run(text, {{.objects = {muon(5), electron(50, 0, 0, -1), muon(20), electron(200), muon(30, 0, 3)}},
                             {.objects = {muon(50), muon(40), muon(200)}}});
    EXPECT_EQ(run.histogram("n"), (Numbers{4, 3}));
    EXPECT_EQ(run.histogram("o"), (Numbers{1, 2})) << "in the second event no pair has opposite signs";
}

TEST(Blocks, CutsMayReadOtherCollections) {
    const Program run(
        "object muons from Muon\n    select pt > 10 GeV\nobject jets from Jet\n    reject any(deltaR(this, m) < 0.4 "
        "for m in muons)\n"
        "region R\n    histo h : size(jets), 2 bins from 0 to 2\n",
        {{.objects = {jet(50, 0, 3.1), jet(40, 0, 0), muon(20, 0.1, -3.1), muon(5, 0, 0)}}});
    EXPECT_EQ(run.histogram(), (Numbers{1})) << "deltaR runs around the circle";
}

TEST(Blocks, CandidateIsTheClosestPair) {
    const std::string text =
        "object muons from Muon\n    select pt > 1 GeV\ncandidate Z from a, b in muons\n    select oppositeSign(a, b)\n"
        "    closest mass to 91.1876 GeV\nregion R\n    select exists(Z)\n    histo h : Z.mass, 2 bins from 0 to 2 "
        "GeV\n"
        "    histo a : Z.a.pt, 2 bins from 0 to 2 GeV\n    histo b : Z.b.pt, 2 bins from 0 to 2 GeV\n"
        "    histo sum : (Z.a + Z.b).mass, 2 bins from 0 to 2 GeV\n";
    const Program run(text,
                      {{.objects = {muon(60, 0, 0, 1), muon(45, 0.3, 3, -1), muon(30, -1, 2, -1), muon(40, 1, -1, 1)}},
                       {.objects = {muon(60, 0, 0, 1), muon(45, 0, 3, 1)}}});
    EXPECT_EQ(run.rows(), (Counts{2, 1}));
    // Massless pairs: m^2 = 2 pt pt (cosh deta - cos dphi).
    const auto mass = [](double p, double q, double deta, double dphi) {
        return std::sqrt(2 * p * q * (std::cosh(deta) - std::cos(dphi)));
    };
    const std::map<std::pair<double, double>, double> pairs = {{{60, 45}, mass(60, 45, 0.3, 3)},
                                                               {{60, 30}, mass(60, 30, 1, 2)},
                                                               {{45, 40}, mass(45, 40, 0.7, 4)},
                                                               {{40, 30}, mass(40, 30, 2, 3)}};
    const auto distance = [](const auto& pair) { return std::fabs(pair.second - 91.1876); };
    const auto best = std::ranges::min_element(pairs, {}, distance);
    EXPECT_EQ(run.histogram("a"), (Numbers{best->first.first}));
    EXPECT_EQ(run.histogram("b"), (Numbers{best->first.second}));
    EXPECT_NEAR(run.histogram()[0], best->second, 1e-3);
    EXPECT_EQ(run.histogram(), run.histogram("sum"));
}

TEST(Blocks, NoObjectIsUsedTwice) {
    const std::string text =
        kJets +
        "object bjets from jets\n    select btagged\n"
        "candidate top from b in bjets and q1, q2 in jets\n    highest b.pt + q1.pt + q2.pt\n"
        "region R\n    select exists(top)\n    histo h : top.b.pt + top.q1.pt + top.q2.pt, 2 bins from 0 to 2 GeV\n";
    Row tagged = jet(100);
    tagged.btag = 1;
    const Program run(text, {{.objects = {tagged, jet(50), jet(30), jet(20)}}, {.objects = {tagged, jet(50)}}});
    EXPECT_EQ(run.rows(), (Counts{2, 1})) << "two jets, one of them the b-jet, are no b-jet and two others";
    EXPECT_EQ(run.histogram(), (Numbers{180}));
}

TEST(Blocks, CandidatesOfOneObject) {
    const Program run(kJets +
                          "candidate lead from j in jets\n    lowest |j.eta|\nregion R\n    select exists(lead)\n    "
                          "histo h : lead.pt, 2 bins from 0 to 2 GeV\n",
                      {{.objects = {jet(50, 2), jet(40, -0.5), jet(30, 0.5)}}});
    EXPECT_EQ(run.histogram(), (Numbers{40}));
}

// ---- expressions

/// The value of an expression in each event, with collections jets, muons and leptons.
Numbers evaluate(const std::string& expression, const std::vector<Event>& events, const std::string& unit = "",
                 const std::string& cut = "") {
    return Program(
               "object jets from Jet\n    select pt > 1 GeV\nobject muons from Muon\n    select pt > 1 GeV\nobject "
               "leptons from Electron, Muon, Tau\n"
               "region R\n    " +
                   cut + "\n    histo h : " + expression + ", 2 bins from 0 to 2 " + unit + "\n",
               events)
        .histogram();
}

TEST(Expressions, MassesOfSingleObjectsAreStored) {
    Row tau{.particle = abi::kTau, .pt = 30, .jmass = 1.5, .ntrk = -3};
    const std::vector<Event> events = {{.objects = {electron(40)}}, {.objects = {muon(40)}}, {.objects = {tau}}};
    EXPECT_EQ(evaluate("leptons[0].mass", events, "GeV", "select size(leptons) >= 1"),
              (Numbers{0.00051099895, 0.1056583755, 1.5}));
    EXPECT_EQ(evaluate("leptons[0].flavor", events, "", "select size(leptons) >= 1"), (Numbers{1, 2, 3}));
    EXPECT_EQ(evaluate("leptons[0].charge", events, "", "select size(leptons) >= 1"), (Numbers{1, 1, -1}));
    EXPECT_DOUBLE_EQ(evaluate("leptons[0].energy", events, "GeV", "select size(leptons) >= 1")[2], std::hypot(30, 1.5));
}

TEST(Expressions, SumsOfMomenta) {
    Row a = jet(50, 0.5, 1), b = jet(40, -1, -2);
    a.jmass = 7;
    b.jmass = 5;
    const std::vector<Event> events = {{.objects = {a, b}, .met_pt = 30, .met_phi = 0.7}};
    struct Vector {
        double px, py, pz, e;
    };
    const auto momentum = [](const Row& r) {
        return Vector{r.pt * std::cos(r.phi), r.pt * std::sin(r.phi), r.pt * std::sinh(r.eta),
                      std::hypot(r.pt * std::cosh(r.eta), r.jmass)};
    };
    const Vector p = momentum(a), q = momentum(b);
    const Vector s{p.px + q.px, p.py + q.py, p.pz + q.pz, p.e + q.e};
    const double pt = std::hypot(s.px, s.py), mass = std::sqrt(s.e * s.e - (s.px * s.px + s.py * s.py + s.pz * s.pz));
    const auto value = [&](const std::string& expression, const std::string& unit = "") {
        return evaluate(expression, events, unit, "select size(jets) >= 2")[0];
    };
    const std::string sum = "(jets[0] + jets[1])";
    EXPECT_NEAR(value(sum + ".mass", "GeV"), mass, 1e-12 * mass);
    EXPECT_NEAR(value(sum + ".pt", "GeV"), pt, 1e-12 * pt);
    EXPECT_NEAR(value(sum + ".eta"), std::asinh(s.pz / pt), 1e-12);
    EXPECT_NEAR(value(sum + ".phi"), std::atan2(s.py, s.px), 1e-12);
    EXPECT_NEAR(value(sum + ".rapidity"), std::atanh(s.pz / s.e), 1e-12);
    EXPECT_NEAR(value("(jets[0] - jets[1]).pz", "GeV"), p.pz - q.pz, 1e-12);
    EXPECT_NEAR(value("(-jets[0]).px", "GeV"), -p.px, 1e-12);
    EXPECT_NEAR(value("(jets[0] + MET).pt", "GeV"), std::hypot(p.px + 30 * std::cos(0.7), p.py + 30 * std::sin(0.7)),
                1e-12);
    EXPECT_NEAR(value("sum(j for j in jets).mass", "GeV"), mass, 1e-12 * mass);
    EXPECT_NEAR(value("MHT(jets).pt", "GeV"), pt, 1e-12 * pt);
    EXPECT_NEAR(value("MHT(jets).phi"), std::atan2(-s.py, -s.px), 1e-12);
    EXPECT_NEAR(value("deltaPhi(jets[0], jets[1])"), 3, 1e-12);
    EXPECT_NEAR(value("deltaPhi(jets[1], jets[0])"), -3, 1e-12);
    EXPECT_NEAR(value("mT(jets[0], MET)", "GeV"), std::sqrt(2 * 50 * 30 * (1 - std::cos(0.3))), 1e-12);
    EXPECT_EQ(value("(jets[0] when jets[0].pt > 45 GeV else jets[1]).pt", "GeV"), 50);
    EXPECT_NEAR(value("(jets[0] when jets[0].pt > 55 GeV else jets[0] + jets[1]).mass", "GeV"), mass, 1e-12 * mass);
}

TEST(Expressions, Reductions) {
    const std::vector<Event> events = {{.objects = {jet(40, 1), jet(30, -2), jet(20, 3)}}, {.objects = {}}};
    EXPECT_EQ(evaluate("sum(j.pt for j in jets)", events, "GeV"), (Numbers{90, 0}));
    EXPECT_EQ(evaluate("sum(j.pt for j in jets when |j.eta| < 2.5)", events, "GeV"), (Numbers{70, 0}));
    EXPECT_EQ(evaluate("HT(jets)", events, "GeV"), (Numbers{90, 0}));
    EXPECT_EQ(evaluate("count(j.eta > 0 for j in jets)", events), (Numbers{2, 0}));
    EXPECT_EQ(evaluate("sum(j for j in jets).pt", {{.objects = {}}}, "GeV"), (Numbers{0}));
    const std::string some = "select size(jets) >= 1";
    EXPECT_EQ(evaluate("mean(j.pt for j in jets)", events, "GeV", some), (Numbers{30}));
    EXPECT_EQ(evaluate("min(j.eta for j in jets)", events, "", some), (Numbers{-2}));
    EXPECT_EQ(evaluate("max(deltaR(j, jets[0]) for j in jets)", events, "", some), (Numbers{3}));
    EXPECT_EQ(evaluate("count(j.pt >= mean(k.pt for k in jets) for j in jets)", events, "", some), (Numbers{2}));
    EXPECT_EQ(evaluate("sum(sum(|j.eta - k.eta| for k in jets) for j in jets)", events), (Numbers{2 * (3 + 2 + 5), 0}));
}

TEST(Expressions, Powers) {
    const std::vector<Event> events = met({2});
    const auto power = [&](const std::string& exponent) { return evaluate("(MET.pt / 1 GeV)^" + exponent, events)[0]; };
    EXPECT_EQ(power("3"), 8);
    EXPECT_EQ(power("-2"), 0.25);
    EXPECT_EQ(power("(1/2)"), std::sqrt(2));
    EXPECT_DOUBLE_EQ(power("(3/2)"), std::pow(2, 1.5));
    EXPECT_DOUBLE_EQ(power("(1/3)"), std::cbrt(2));
    EXPECT_DOUBLE_EQ(power("(-2/3)"), std::pow(2, -2.0 / 3));
    EXPECT_EQ(power("64"), std::pow(2, 64));
}

TEST(Expressions, EqualThingsAreOneNode) {
    const Plan plan = lower_text(
        kJets +
        "define a = HT(jets)\ndefine b = sum(x.pt for x in jets)\nregion R\n    histo a : a, 2 bins from 0 to 2 GeV\n"
        "    histo b : b, 2 bins from 0 to 2 GeV\n    histo c : sum(j.pt for j in jets), 2 bins from 0 to 2 GeV\n");
    EXPECT_EQ(plan.histograms[0].values[0], plan.histograms[1].values[0]);
    EXPECT_EQ(plan.histograms[0].values[0], plan.histograms[2].values[0]);
}

TEST(Expressions, DefinesInsideLoopsAreOneValuePerEvent) {
    const Plan plan = lower_text(
        kJets +
        "define ht = sum(j.pt for j in jets)\nregion R\n    select size(jets) >= 1\n"
        "    histo h : sum(j.pt / ht for j in jets), 2 bins from 0 to 2\n    histo ht : ht, 2 bins from 0 to 2 GeV\n");
    EXPECT_EQ(count_ops(plan, Op::sum), 2);
}

TEST(Expressions, RepeatedUsesAreLoweredOnce) {
    // 2^13 terms if every use were expanded anew.
    std::string text = "function f0(x : Real) -> Real = x + x\n";
    for (int i = 1; i <= 12; ++i) {
        const std::string inner = "f" + std::to_string(i - 1);
        text += "function f" + std::to_string(i) + "(x : Real) -> Real = " + inner + "(x) + " + inner + "(x)\n";
    }
    const Program run(text + "region R\n    histo h : f12(MET.pt / 1 GeV), 2 bins from 0 to 2\n", met({1}));
    EXPECT_EQ(run.histogram(), (Numbers{std::pow(2, 13)}));
    EXPECT_LE(run.plan().nodes.size(), 20u);
}

TEST(Expressions, NodesAreNamedAfterTheProgram) {
    const Plan plan = lower_text(kJets +
                                 "define W = jets[0] + jets[1]\nregion R\n    select size(jets) >= 2\n    histo h : "
                                 "W.mass, 2 bins from 0 to 2 GeV\n"
                                 "    histo m : mT(jets[0], MET), 2 bins from 0 to 2 GeV\n");
    EXPECT_EQ(plan.nodes[plan.histograms[0].values[0]].name, "W.mass");
    EXPECT_EQ(plan.nodes[plan.histograms[1].values[0]].name, "mT");
    for (const std::string name : {"jets[0]", "jets[1].pt", "jets[0].px", "W.px", "W.energy", "MET.phi", "jets.pt"}) {
        EXPECT_TRUE(std::ranges::any_of(plan.nodes, [&](const Node& node) { return node.name == name; })) << name;
    }
}

}  // namespace
}  // namespace collmc::plan::testing
