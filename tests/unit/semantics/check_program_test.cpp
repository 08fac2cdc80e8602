// The shape of the typed program: order, names, labels, keys.
#include "check_support.h"

namespace collmc::semantics {
namespace {

const Collection& collection(const Program& program, const std::string& name) {
    return *std::find_if(program.collections.begin(), program.collections.end(),
                         [&](const Collection& c) { return c.name == name; });
}

TEST(TypedProgram, DefinesMayStandAnywhereAndComeOutInOrder) {
    const Checked checked(
        "define a = b + 1 GeV\n"
        "object jets from Jet\n"
        "region R\n"
        "    define b = jets[0].pt + c\n"
        "    select size(jets) >= 1\n"
        "    select a > 30 GeV\n"
        "define c = 2 GeV\n");
    ASSERT_EQ(checked.text(), "");
    std::vector<std::string> order;
    for (const Define& define : checked.program->defines) order.push_back(define.name);
    EXPECT_EQ(order, (std::vector<std::string>{"c", "b", "a"}));
}

TEST(TypedProgram, BlocksComeOutAfterWhatTheyUse) {
    const Checked checked(
        "object leptons from Electron, Muon\n"
        "candidate Z from a, b in leptons\n"
        "    closest mass to 91 GeV\n"
        "object rest from leptons excluding Z\n"
        "region R\n"
        "    select exists(Z) and size(rest) >= 1\n");
    ASSERT_EQ(checked.text(), "");
    const Program& program = *checked.program;
    std::vector<std::string> order;
    for (const auto& [is_collection, id] : program.block_order)
        order.push_back(is_collection ? program.collections[id].name : program.candidates[id].name);
    EXPECT_EQ(order, (std::vector<std::string>{"Photon", "Electron", "Muon", "Tau", "Jet", "leptons", "Z", "rest"}));
    EXPECT_EQ(collection(program, "leptons").kind, Collection::Kind::union_of);
    EXPECT_EQ(collection(program, "rest").kind, Collection::Kind::excluding);
    EXPECT_EQ(collection(program, "rest").excluded, std::vector<CandidateId>{0});
}

TEST(TypedProgram, ExcludingFromSeveralSourcesGoesThroughTheirUnion) {
    const Checked checked(
        "object electrons from Electron\n"
        "object muons from Muon\n"
        "candidate Z from a, b in electrons\n"
        "object rest from electrons, muons excluding Z\n"
        "region R\n"
        "    select exists(Z) and size(rest) >= 1\n");
    ASSERT_EQ(checked.text(), "");
    const Program& program = *checked.program;
    const Collection& rest = collection(program, "rest");
    ASSERT_EQ(rest.sources.size(), 1u);
    EXPECT_EQ(program.collections[rest.sources[0]].kind, Collection::Kind::union_of);
    EXPECT_EQ(program.collections[rest.sources[0]].sources.size(), 2u);
}

TEST(TypedProgram, CutsWithoutALabelAreCalledByTheirText) {
    const Checked checked(
        "object jets from Jet\n"
        "region R\n"
        "    select size(jets)   >=  # at least\n"
        "        2\n"
        "    reject jets[0].pt < 30 GeV\n"
        "    select jets[1].pt > 20 GeV when MET.pt > 10 GeV\n"
        "    select MET.pt > 3 GeV \"MET\"\n");
    ASSERT_EQ(checked.text(), "");
    std::vector<std::string> labels;
    for (const Cut& cut : checked.program->regions[0].cuts) labels.push_back(cut.label);
    EXPECT_EQ(labels, (std::vector<std::string>{"size(jets) >= 2", "reject jets[0].pt < 30 GeV",
                                                "jets[1].pt > 20 GeV when MET.pt > 10 GeV", "MET"}));
}

TEST(TypedProgram, KeysAreRankedLowestFirst) {
    const auto key = [](const std::string& criterion) {
        const Checked checked("candidate Z from a, b in Muon\n    " + criterion + "\nregion R\n    select exists(Z)\n");
        EXPECT_EQ(checked.text(), "");
        return checked.program->candidates[0].keys.at(0)->kind;
    };
    EXPECT_EQ(key("closest mass to 91 GeV"), Expr::Kind::absolute);
    EXPECT_EQ(key("highest pt"), Expr::Kind::negate);
    EXPECT_EQ(key("lowest pt"), Expr::Kind::attribute);
}

TEST(TypedProgram, CandidateOfOneMemberIsThatMember) {
    const Checked checked(
        "object jets from Jet\n"
        "candidate tagged from j in jets\n"
        "    highest btag\n"
        "region R\n"
        "    select exists(tagged)\n"
        "    select tagged.btag > 1.5\n");
    ASSERT_EQ(checked.text(), "");
    const Expr& attribute = *checked.program->regions[0].cuts[1].condition->operands[0];
    EXPECT_EQ(attribute.operands[0]->kind, Expr::Kind::leg);
}

TEST(TypedProgram, RegionsInheritByReference) {
    const Checked checked(
        "object jets from Jet\n"
        "region base\n"
        "    select size(jets) >= 2\n"
        "region noMET\n"
        "    select MET.pt < 30 GeV\n"
        "region R from base, noMET\n"
        "    select jets[1].pt > 30 GeV\n");
    ASSERT_EQ(checked.text(), "");
    EXPECT_EQ(checked.program->regions[2].parents, (std::vector<int>{0, 1}));
    EXPECT_EQ(checked.program->regions[2].cuts.size(), 1u);
}

TEST(TypedProgram, ColumnsAreNamedAfterWhatTheyHold) {
    const Checked checked(
        "define x = MET.pt\n"
        "region R\n"
        "    ntuple t : x, MET.phi, MET.pt as met\n");
    ASSERT_EQ(checked.text(), "");
    std::vector<std::string> names;
    for (const Column& column : checked.program->regions[0].ntuples[0].columns) names.push_back(column.name);
    EXPECT_EQ(names, (std::vector<std::string>{"x", "MET_phi", "met"}));
}

TEST(TypedProgram, OnlyTheFunctionsInUseAreKept) {
    const Checked checked(
        "object jets from Jet\n"
        "region R\n"
        "    select size(jets) >= 2\n"
        "    select deltaR(jets[0], jets[1]) > 0.4\n");
    ASSERT_EQ(checked.text(), "");
    std::vector<std::string> names;
    for (const Function& function : checked.program->functions) names.push_back(function.name);
    EXPECT_EQ(names, (std::vector<std::string>{"deltaEta", "deltaPhi", "deltaR"}));
}

// One misspelt source makes everything built on it unknown; only the source is reported.
/// A program whose first line is given; the rest is right.
std::string program_with(const std::string& jets) {
    return jets +
           "    select pt > 30 GeV\n"
           "object bjets from jets\n"
           "    select btagged\n"
           "candidate W from a, b in jets\n"
           "    closest mass to 80 GeV\n"
           "define dR = min(deltaR(jets[0], b) for b in bjets)\n"
           "define top = W + bjets[0]\n"
           "region R\n"
           "    select size(jets) >= 2 and size(bjets) >= 1\n"
           "    select top.mass > 3 GeV and dR > 0.4 and W.a.pt > 40 GeV\n"
           "    histo m : top.mass, 3 bins from 0 to 300 GeV\n"
           "    ntuple t : dR, jets[0].pt as pt\n";
}

TEST(Diagnostics, NothingIsReportedThatOnlyFollows) {
    EXPECT_EQ(Checked(program_with("object jets from Jet\n")).text(), "");
    // Beside a name that is near, one that is near nothing, and lines that do not parse.
    for (const char* jets : {"object jets from Jett\n", "object jets from Somewhere\n", "object jets form Jet\n",
                             "object jets from Jet, \n", "object jets from\n", "objekt jets from Jet\n"}) {
        const Checked checked(program_with(jets));
        EXPECT_EQ(checked.codes().size(), 1U) << checked.text();
    }
}

TEST(Diagnostics, ANameThatIsNowhereIsReportedOnce) {
    const Checked checked(
        "define b = tops[0].pt\n"
        "region R\n"
        "    select size(tops) >= 1 and b > 3 GeV\n"
        "    select deltaR(tops[0], tops[1]) > 3\n");
    EXPECT_EQ(checked.codes(), std::vector<std::string>{"E0101"}) << checked.text();
}

TEST(Diagnostics, IndependentMistakesAreAllReported) {
    const Checked checked(
        "object jets from Jet\n"
        "    select pt > 30\n"
        "define x = jets[0].charge\n"
        "region R\n"
        "    select size(jets) >= 2\n"
        "    select foo > 3\n"
        "    select MET.eta < 3\n"
        "    histo m : jets[0].pt, 3 bins from 0 to 3\n");
    EXPECT_EQ(checked.codes(), (std::vector<std::string>{"E0301", "E0105", "E0101", "E0105", "E0306"}))
        << checked.text();
}

TEST(Diagnostics, ReportsStandInTheirContext) {
    const Checked checked(
        "object jets from Jet\n"
        "define x = jets[0].charge\n"
        "region WW\n"
        "    select size(jets) >= 2\n"
        "    select MET.eta < 3 or x > 2\n");
    ASSERT_EQ(checked.codes(), (std::vector<std::string>{"E0105", "E0105"}));
    EXPECT_EQ(checked.diagnostics.all()[0].context, std::vector<std::string>{"define x"});
    EXPECT_EQ(checked.diagnostics.all()[1].context, (std::vector<std::string>{"region WW", "select 2"}));
}

// A signed angle between collections that are complementary, disjoint or unrelated is no reason for a warning.
TEST(Warnings, AreNotGivenForWhatIsRight) {
    const Checked checked(
        "object jets from Jet\n"
        "object bjets from jets\n"
        "    select btagged\n"
        "object light from jets\n"
        "    reject btagged\n"
        "object again from bjets, light\n"
        "object lonely from light\n"
        "    reject any(deltaR(this, b) < 0.4 for b in bjets)\n"
        "region R\n"
        "    select size(again) >= 2 and size(lonely) >= 1\n"
        "    select deltaEta(again[0], again[1]) > 0\n"
        "    select |deltaPhi(again[0], again[1])| > 3.1\n"
        "    select deltaPhi(again[0], again[1]) in [-3.12, 3.13]\n"
        "    select again[0].phi in [-1, 3.142]\n"
        "    select |deltaPhi(again[0], MET)| > 150 deg\n"
        "    reject size(again) == 3\n"
        "    histo phi_j1 : again[0].phi, 10 bins from -pi to pi \"$\\phi$\"\n");
    EXPECT_EQ(checked.text(), "");
}

}  // namespace
}  // namespace collmc::semantics
