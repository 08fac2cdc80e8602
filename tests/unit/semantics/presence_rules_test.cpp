// Each rule of presence by programs that it must accept and programs that it must refuse.
#include <algorithm>

#include "compiler/diagnostics/edit.h"
#include "tests/unit/semantics/presence_support.h"

namespace collmc::semantics::presence {
namespace {

using Codes = std::vector<std::string>;

const std::string objects = R"(
object electrons from Electron
    select pt > 25 GeV
object muons from Muon
    select pt > 20 GeV
object leptons from electrons, muons
object jets from Jet
    select pt > 30 GeV
object bjets from jets
    select btagged
object light from jets
    reject btagged
object hard from jets
    select pt > 100 GeV
object central from jets
    select |eta| < 1
object either from hard, central
object tight from hard
    select |eta| < 1
object nested from hard, tight
object skewed from jets
    select pt / (pt - mass) > 2
object unskewed from jets
    reject pt / (pt - mass) > 2
candidate Z from l1, l2 in leptons
    select oppositeSign(l1, l2)
    closest mass to 91.1876 GeV
candidate W from q1, q2 in jets
    closest mass to 80.4 GeV
candidate top from b in bjets and q1, q2 in jets
    closest mass to 172.5 GeV
candidate mixed from l in leptons and j in jets
    lowest mass
object others from leptons excluding Z
object otherMuons from muons excluding Z
object rest from jets excluding W
object hardRest from hard excluding W
object notTop from jets excluding top
define W_had = jets[0] + jets[1]
define mW = W_had.mass
define enough = size(jets) >= 2
define nLeptons = size(electrons) + size(muons)
define closest_b = min(deltaR(leptons[0], b) for b in bjets)
function second(c : Collection<Jet>) -> Energy = c[1].pt
function many(c : Collection<Jet>) -> Bool = size(c) >= 2
)";

Codes codes_in(const std::string& region) { return Analysis(objects + "region SR\n" + region).codes(); }

void accepts(const std::string& region) { EXPECT_EQ(codes_in(region), Codes{}) << region; }
void refuses(const std::string& region, const std::string& code) { EXPECT_EQ(codes_in(region), Codes{code}) << region; }

std::string use(const std::string& value) { return "    histo h : " + value + ", 10 bins from 0 to 100 GeV\n"; }
std::string use_number(const std::string& value) { return "    histo h : " + value + ", 10 bins from 0 to 10\n"; }

TEST(PresenceRules, IndexNeedsSize) {
    refuses(use("jets[0].pt"), "E0201");
    refuses("    select size(jets) >= 1\n" + use("jets[1].pt"), "E0201");
    accepts("    select size(jets) >= 2\n" + use("jets[1].pt"));
    refuses("    select size(leptons) == 1\n" + use("leptons[1].pt"), "E0201");
}

TEST(PresenceRules, EveryFormOfComparisonProves) {
    for (const char* cut :
         {"select size(jets) > 1", "select 2 <= size(jets)", "select size(jets) == 2", "select size(jets) in [2, 5]",
          "select size(jets) in (1, 5)", "reject size(jets) < 2", "reject size(jets) <= 1", "reject not enough",
          "select enough", "select many(jets)", "select size(jets) - 1 >= 1", "select 2 * size(jets) > 3",
          "select -size(jets) <= -2", "reject size(jets) == 0 or size(jets) == 1",
          "select size(jets) != 0\n    select size(jets) != 1", "select size(jets) >= 2 and MET.pt > 30 GeV",
          "select (size(jets) >= 2 when size(muons) > 0 else size(jets) >= 3)"})
        accepts("    " + std::string(cut) + "\n" + use("jets[1].pt"));
    for (const char* cut : {"select size(jets) < 2", "reject size(jets) > 1", "select size(jets) in [1, 5]",
                            "select size(jets) in (0, 5)", "select size(jets) != 1", "reject size(jets) == 2",
                            "select size(jets) / 2 >= 1", "reject enough", "select 2 * size(jets) > 1"}) {
        Codes codes = codes_in("    " + std::string(cut) + "\n" + use("jets[1].pt"));
        EXPECT_EQ(codes, Codes{"E0201"}) << cut;
    }
}

TEST(PresenceRules, AndReadsFromLeftToRight) {
    accepts("    select size(jets) >= 2 and jets[1].pt > 50 GeV\n");
    refuses("    select jets[1].pt > 50 GeV and size(jets) >= 2\n", "E0204");
    refuses("    select MET.pt > 3 GeV and jets[1].pt > 50 GeV and size(jets) >= 2\n", "E0204");
    accepts("    reject size(jets) >= 2 and jets[1].pt > 50 GeV\n");
}

TEST(PresenceRules, OrProtectsItsRightSideByTheLeftBeingFalse) {
    accepts("    select size(jets) < 2 or jets[1].pt > 50 GeV\n");
    refuses("    select size(jets) >= 2 or jets[1].pt > 50 GeV\n", "E0201");
    accepts("    reject size(jets) < 2 or jets[1].pt > 50 GeV\n" + use("jets[1].pt"));
}

TEST(PresenceRules, NotExchangesTrueAndFalse) {
    accepts("    select not (size(jets) < 2 or jets[1].pt > 50 GeV)\n" + use("jets[1].pt"));
    accepts("    reject not (size(jets) >= 2 and jets[1].pt > 50 GeV)\n" + use("jets[1].pt"));
    refuses("    reject size(jets) >= 2 and jets[1].pt > 50 GeV\n" + use("jets[1].pt"), "E0201");
}

TEST(PresenceRules, WhenGuardsWhatStandsBeforeIt) {
    accepts("    histo h when size(jets) >= 2 : jets[1].pt, 10 bins from 0 to 100 GeV\n");
    accepts("    select jets[1].pt > 50 GeV when size(jets) >= 2\n");
    accepts("    reject jets[1].pt > 50 GeV when size(jets) >= 2\n");
    accepts("    ntuple n when exists(Z) : Z.mass as m\n");
    accepts(use("(jets[1].pt when size(jets) >= 2 else 0 GeV)"));
    refuses(use("(jets[1].pt when size(jets) >= 1 else 0 GeV)"), "E0201");
    refuses(use("(0 GeV when size(jets) >= 2 else jets[1].pt)"), "E0201");
    // the guard is read first and needs its own objects
    refuses("    select size(jets) >= 2 when jets[1].pt > 50 GeV\n", "E0201");
}

TEST(PresenceRules, GuardsGiveNoFactsToTheNextLine) {
    refuses("    histo a when size(jets) >= 2 : jets[1].pt, 10 bins from 0 to 100 GeV\n" + use("jets[1].pt"), "E0201");
    refuses("    select jets[1].pt > 50 GeV when size(jets) >= 2\n" + use("jets[1].pt"), "E0201");
    // but a guarded cut says that the guard was false or the cut passed
    accepts("    select size(jets) >= 2 when size(muons) >= 1\n    select size(muons) >= 1\n" + use("jets[1].pt"));
}

TEST(PresenceRules, CutsAboveInTheRegionOnly) {
    refuses("    select jets[1].pt > 50 GeV\n    select size(jets) >= 2\n", "E0204");
    Analysis siblings(objects + "region A\n    select size(jets) >= 2\nregion B\n" + use("jets[1].pt"));
    EXPECT_EQ(siblings.codes(), Codes{"E0212"});
    Analysis heir(objects + "region A\n    select size(jets) >= 2\nregion B from A\n" + use("jets[1].pt"));
    EXPECT_EQ(heir.codes(), Codes{});
    Analysis heir_of_two(objects + "region A\n    select size(jets) >= 1\nregion B\n    select size(muons) >= 1\n" +
                         "region C from A, B\n" + use("jets[0].pt + muons[0].pt"));
    EXPECT_EQ(heir_of_two.codes(), Codes{});
}

TEST(PresenceRules, SelectionHasAtMostItsSource) {
    accepts("    select size(bjets) >= 2\n" + use("jets[1].pt"));
    accepts("    select size(tight) >= 1\n" + use("central[0].pt"));  // hard and |eta| < 1, so central
    refuses("    select size(jets) >= 2\n" + use("bjets[1].pt"), "E0201");
}

TEST(PresenceRules, UnionCountsSharedObjectsOnce) {
    accepts("    select size(muons) >= 1\n" + use("leptons[0].pt"));
    accepts("    select size(electrons) + size(muons) == 2\n" + use("leptons[1].pt"));
    accepts("    select nLeptons == 2\n" + use("leptons[1].pt"));
    accepts("    select size(electrons) >= 1 and size(muons) >= 1\n" + use("leptons[1].pt"));
    refuses("    select size(hard) >= 1\n    select size(central) >= 1\n" + use("either[1].pt"), "E0201");
    accepts("    select size(hard) >= 2\n" + use("either[1].pt"));
    accepts("    select size(nested) >= 2\n" + use("hard[1].pt"));  // tight jets are hard jets
}

TEST(PresenceRules, ComplementsShareOutTheirSource) {
    accepts("    select size(jets) >= 4\n    select size(bjets) <= 2\n" + use("light[1].pt"));
    EXPECT_EQ(codes_in("    select size(jets) == 2\n    select size(bjets) + size(light) == 2\n"), Codes{"W0801"});
    // in a block a comparison with a NaN is false, so that `reject` keeps exactly what `select` does not
    accepts("    select size(jets) >= 1\n    reject size(skewed) >= 1\n" + use("unskewed[0].pt"));
    EXPECT_EQ(codes_in("    select size(jets) == 3\n    select size(skewed) >= 2\n    select size(unskewed) >= 2\n"),
              Codes{"W0802"});
    refuses("    select size(jets) >= 2\n    reject size(hard) >= 2\n" + use("central[0].pt"), "E0201");
}

TEST(PresenceRules, CandidateExistsWhereCutsAllowAndSourcesSuffice) {
    refuses(use("Z.mass"), "E0202");
    refuses(use("Z.l1.pt"), "E0202");
    accepts("    select exists(Z)\n" + use("Z.mass + Z.l2.pt + leptons[1].pt"));
    refuses("    select size(leptons) >= 2\n" + use("Z.mass"), "E0202");  // its cut may leave no pair
    accepts("    select size(jets) >= 2\n" + use("W.mass"));
    refuses("    reject exists(W)\n    select size(jets) >= 1\n" + use("jets[1].pt"), "E0201");
    EXPECT_EQ(codes_in("    reject exists(W)\n    select size(jets) >= 2\n"), Codes{"W0802"});
}

TEST(PresenceRules, CandidateOfSeveralCollectionsUsesNoObjectTwice) {
    accepts("    select size(leptons) >= 1\n    select size(jets) >= 1\n" + use("mixed.mass"));
    accepts("    select size(bjets) >= 1\n    select size(jets) >= 3\n" + use("top.mass"));
    refuses("    select size(bjets) >= 1\n    select size(jets) >= 2\n" + use("top.mass"), "E0202");
    accepts("    select exists(top)\n" + use("jets[2].pt + bjets[0].pt"));
}

TEST(PresenceRules, ExcludingTakesAtMostTheMembers) {
    accepts("    select size(leptons) == 3\n" + use("others[0].pt"));  // whether or not Z exists
    refuses("    select size(leptons) >= 2\n    select exists(Z)\n" + use("others[0].pt"), "E0201");
    EXPECT_EQ(codes_in("    select size(leptons) == 3\n    select exists(Z)\n    select size(others) == 1\n"),
              Codes{"W0801"});
    // muons may lose two members, one or none
    EXPECT_EQ(codes_in("    select size(muons) == 3\n    select exists(Z)\n    select size(otherMuons) == 1\n"),
              Codes{});
    refuses("    select size(muons) == 2\n    select exists(Z)\n" + use("otherMuons[0].pt"), "E0201");
    accepts("    select size(jets) >= 3\n" + use("rest[0].pt"));
    refuses("    select size(hard) >= 2\n" + use("hardRest[0].pt"), "E0201");
    accepts("    select size(hard) >= 3\n" + use("hardRest[0].pt"));
    accepts("    select size(jets) >= 4\n" + use("notTop[0].pt"));
}

TEST(PresenceRules, MembersOfCandidatesKnowTheirSources) {
    const std::string two = objects + R"(
candidate Z2 from a, b in others
    select exists(Z) and sameFlavor(a, b)
    lowest mass
candidate Z3 from c, d in others
    lowest mass
object left from leptons excluding Z, Z2
region SR
)";
    EXPECT_EQ(Analysis(two + "    select exists(Z2)\n" + use("Z.mass")).codes(), Codes{});
    EXPECT_EQ(Analysis(two + "    select exists(Z3)\n" + use("Z.mass")).codes(), Codes{"E0202"});
    EXPECT_EQ(Analysis(two + "    select size(leptons) == 5\n" + use("left[0].pt")).codes(), Codes{});
    EXPECT_EQ(
        Analysis(two + "    select size(leptons) == 4\n    select exists(Z2)\n    select size(left) > 0\n").codes(),
        Codes{"W0802"});
}

TEST(PresenceRules, MinimumNeedsAMember) {
    refuses(use("min(b.pt for b in bjets)"), "E0203");
    refuses(use("mean(b.pt for b in bjets)"), "E0203");
    accepts(use("sum(b.pt for b in bjets)"));
    accepts("    select size(bjets) >= 1\n" + use("min(b.pt for b in bjets)"));
    accepts("    select any(b.pt > 50 GeV for b in bjets)\n" + use("max(b.pt for b in bjets)"));
    refuses("    select all(b.pt > 50 GeV for b in bjets)\n" + use("max(b.pt for b in bjets)"), "E0203");
    accepts("    reject all(b.pt > 50 GeV for b in bjets)\n" + use("max(b.pt for b in bjets)"));
}

TEST(PresenceRules, FilteredMembersAreCounted) {
    refuses("    select size(jets) >= 1\n" + use("min(j.pt for j in jets when |j.eta| < 2)"), "E0203");
    accepts("    select any(|j.eta| < 2 for j in jets)\n" + use("min(j.pt for j in jets when |j.eta| < 2)"));
    accepts("    select any(|k.eta| < 2 for k in jets)\n" + use("min(j.pt for j in jets when |j.eta| < 2)"));
    accepts("    select count(|j.eta| < 2 for j in jets) >= 2\n" + use("jets[1].pt"));
    accepts("    select size(bjets) >= 1\n" + use("min(j.pt for j in jets when j.btagged)"));
    accepts("    select any(j.btagged for j in jets)\n" + use("bjets[0].pt"));
    refuses("    select any(|j.eta| < 2 for j in jets)\n" + use("min(j.pt for j in jets when |j.eta| < 1)"), "E0203");
    accepts("    select any(|j.eta| < 2 and j.pt > 50 GeV for j in jets)\n" +
            use("min(j.pt for j in jets when |j.eta| < 2)"));
}

TEST(PresenceRules, BodiesAreReachedOnlyForMembers) {
    refuses(use_number("sum(deltaR(leptons[0], b) for b in bjets)"), "E0207");
    accepts("    select size(bjets) == 0 or size(leptons) >= 1\n" +
            use_number("sum(deltaR(leptons[0], b) for b in bjets)"));
    accepts(use("sum(jets[0].pt for b in bjets)"));
    accepts(use("sum((leptons[0].pt when size(leptons) >= 1 else 0 GeV) for b in bjets)"));
    accepts(use("sum(j.pt + leptons[0].pt for j in jets when size(leptons) >= 1)"));
    // what holds for each object holds for the event only where there is one
    refuses("    select all(size(muons) >= 1 for j in jets)\n" + use("muons[0].pt"), "E0201");
    accepts("    select any(size(muons) >= 1 for j in jets)\n" + use("muons[0].pt"));
    accepts("    select all(size(muons) >= 1 for j in jets)\n    select size(jets) >= 1\n" + use("muons[0].pt"));
    // an inner minimum over what depends on the outer object
    refuses(use_number("sum(min(deltaR(j, l) for l in leptons when deltaR(j, l) > 0.4) for j in jets)"), "E0203");
    accepts(use_number(
        "sum((min(deltaR(j, l) for l in leptons when deltaR(j, l) > 0.4) when any(deltaR(j, l) > 0.4 for l in "
        "leptons) else 0) for j in jets)"));
}

TEST(PresenceRules, DefinesAndFunctionsAreTransparent) {
    refuses(use("mW"), "E0205");
    accepts("    select enough\n" + use("mW"));
    refuses(use("second(jets)"), "E0206");
    accepts("    select many(jets)\n" + use("second(jets)"));
    refuses("    select many(jets)\n" + use("second(bjets)"), "E0206");
    refuses(use("mT(leptons[0], MET)"), "E0201");
    accepts("    select size(leptons) >= 1 and size(bjets) >= 1\n" + use_number("closest_b"));
}

TEST(PresenceRules, BlocksSeeNoRegion) {
    auto codes_of = [](const std::string& block) {
        return Analysis(objects + block + "region SR\n    select size(leptons) >= 1\n").codes();
    };
    EXPECT_EQ(codes_of("object far from jets\n    select deltaR(this, leptons[0]) > 0.4\n"), Codes{"E0208"});
    EXPECT_EQ(codes_of("object far from jets\n    select deltaR(this, leptons[0]) > 0.4 when size(leptons) >= 1\n"),
              Codes{});
    EXPECT_EQ(
        codes_of("object far from jets\n    select size(leptons) >= 1\n    select deltaR(this, leptons[0]) > 0.4\n"),
        Codes{});
    EXPECT_EQ(codes_of("object far from jets\n    select deltaR(this, jets[0]) > 0.4\n"),
              Codes{});  // there is one: this
    EXPECT_EQ(codes_of("candidate pair from x, y in jets\n    lowest deltaR(x + y, leptons[0])\n"), Codes{"E0208"});
    EXPECT_EQ(codes_of("candidate pair from x, y in jets\n    lowest deltaR(x + y, jets[1])\n"), Codes{});
    EXPECT_EQ(codes_of("candidate pair from x, y in jets\n    select exists(Z)\n    lowest |(x + y).mass - Z.mass|\n"),
              Codes{});
    EXPECT_EQ(Analysis(objects +
                       "object far from jets\n    select size(leptons) >= 1\nregion SR\n    select size(far) >= 1\n" +
                       use("leptons[0].pt"))
                  .codes(),
              Codes{});
}

TEST(PresenceRules, AlternativesAreFollowed) {
    accepts(
        "    select size(electrons) >= 2 or size(muons) >= 2\n"
        "    histo h when size(muons) < 2 : electrons[1].pt, 10 bins from 0 to 100 GeV\n");
    refuses("    select size(electrons) >= 2 or size(muons) >= 2\n" + use("electrons[1].pt"), "E0209");
    accepts("    select size(electrons) >= 2 or size(muons) >= 2\n" + use("leptons[1].pt"));
}

TEST(PresenceRules, OneErrorForWhatFollows) {
    refuses(
        "    histo a : mW, 10 bins from 0 to 100 GeV\n    histo b : jets[0].pt, 10 bins from 0 to 100 GeV\n"
        "    histo c : W_had.pt + jets[1].pt, 10 bins from 0 to 100 GeV\n",
        "E0205");
    EXPECT_EQ(codes_in("    histo a : jets[0].pt, 10 bins from 0 to 100 GeV\n    histo b : jets[1].pt, 10 bins from 0 "
                       "to 100 GeV\n"),
              (Codes{"E0201", "E0201"}));
    refuses("    select size(leptons) == 1\n    select leptons[1].pt > 3 GeV\n    select size(leptons) == 2\n",
            "E0201");
}

TEST(PresenceRules, CutsThatDecideNothing) {
    EXPECT_EQ(codes_in("    select size(jets) >= 0\n"), Codes{"W0801"});
    EXPECT_EQ(codes_in("    select size(jets) >= 3\n    select size(jets) >= 2\n"), Codes{"W0801"});
    EXPECT_EQ(codes_in("    select size(jets) >= 3\n    reject size(jets) < 2\n"), Codes{"W0801"});
    EXPECT_EQ(codes_in("    select size(bjets) >= 2\n    select size(jets) >= 2\n"), Codes{"W0801"});
    EXPECT_EQ(codes_in("    select size(jets) >= 3\n    select size(jets) < 2\n    select size(jets) >= 1\n"),
              Codes{"W0802"});
    EXPECT_EQ(codes_in("    select exists(Z)\n    select exists(Z) and Z.mass > 30 GeV\n"), Codes{});
    EXPECT_EQ(codes_in("    select size(jets) >= 3\n    select size(jets) >= 2 or MET.pt > 3 GeV\n"), Codes{"W0801"});
    EXPECT_EQ(codes_in("    select size(jets) >= 2\n    select size(jets) >= 2 and MET.pt > 3 GeV\n"), Codes{});
    // a NaN on the left leaves the cut undecided, and an undecided cut does not pass
    EXPECT_EQ(codes_in("    select size(jets) >= 3\n    select jets[0].pt / jets[1].eta > 3 GeV or size(jets) >= 2\n"),
              Codes{});
    EXPECT_EQ(codes_in("    select size(jets) >= 3\n    select size(jets) >= 2 or jets[0].pt / jets[1].eta > 3 GeV\n"),
              Codes{"W0801"});
    EXPECT_EQ(codes_in("    select size(jets) >= 3\n    select size(jets) >= 5 when size(jets) < 2\n"), Codes{"W0801"});
    Analysis inherited(objects + "region A\n    select size(jets) >= 3\nregion B from A\n    select size(jets) == 1\n");
    EXPECT_EQ(inherited.codes(), Codes{"W0802"});
}

TEST(PresenceRules, ProofsThatAreTooLargeSaySo) {
    // Jets in collections as pigeons in holes.
    std::string text = "object jets from Jet\n";
    constexpr int holes = 7;
    for (int hole = 0; hole < holes; ++hole)
        for (int pigeon = 0; pigeon <= holes; ++pigeon)
            text += "object j" + std::to_string(hole) + "_" + std::to_string(pigeon) + " from jets\n    select pt > " +
                    std::to_string(hole * 100 + pigeon) + " GeV\n";
    text += "object x from Muon\nregion SR\n";
    auto size = [](int hole, int pigeon) {
        return "size(j" + std::to_string(hole) + "_" + std::to_string(pigeon) + ")";
    };
    for (int pigeon = 0; pigeon <= holes; ++pigeon) {
        text += "    select size(x) >= 1";
        for (int hole = 0; hole < holes; ++hole) text += " or " + size(hole, pigeon) + " == 1";
        text += "\n";
    }
    for (int hole = 0; hole < holes; ++hole) {
        text += "    select size(x) >= 0";
        for (int a = 0; a <= holes; ++a)
            for (int b = 0; b < a; ++b)
                text += " and (size(x) >= 1 or " + size(hole, a) + " != 1 or " + size(hole, b) + " != 1)";
        text += "\n";
    }
    text += use("x[0].pt");
    Codes codes = Analysis(text).codes();
    EXPECT_EQ(codes, Codes{"E0211"});
}

TEST(PresenceRules, DefinesThatMultiplySaySo) {
    std::string text = "object jets from Jet\nfunction f0(a : Jet) -> Energy = a.pt\n";
    for (int i = 1; i <= 30; ++i) {
        std::string before = "f" + std::to_string(i - 1);
        text += "function f" + std::to_string(i) + "(a : Jet) -> Energy = " + before + "(a) + " + before + "(a)\n";
    }
    text += "region SR\n    select size(jets) >= 1\n" + use("f30(jets[0])");
    EXPECT_EQ(Analysis(text).codes(), Codes{"E0211"});
}

// ---- what the messages offer ----

TEST(PresenceReport, NamesThePlaceTheCauseAndTheRemedy) {
    Analysis analysis(objects + "region SR\n    select size(jets) >= 1\n" + use("mW"));
    const diagnostics::Diagnostics found = analysis.prove();
    ASSERT_EQ(found.all().size(), 1u);
    const diagnostics::Diagnostic& d = found.all()[0];
    EXPECT_EQ(d.primary.text(), "mW");
    EXPECT_NE(d.message.find("`mW` needs size(jets) >= 2 (for `jets[1]` on line "), std::string::npos) << d.message;
    ASSERT_FALSE(d.labels.empty());
    EXPECT_EQ(d.labels.back().span.text(), "jets[1]");
    EXPECT_EQ(d.context, (std::vector<std::string>{"region SR", "histo h"}));
    ASSERT_GE(d.notes.size(), 2u);
    EXPECT_EQ(d.notes[0], "for example, an event with 1 jet passes every cut above and lacks `jets[1]`");
    EXPECT_NE(d.notes[1].find("known here: size(jets) >= 1 (line "), std::string::npos) << d.notes[1];
    EXPECT_EQ(d.counterexample, (std::vector<std::pair<std::string, long>>{{"size(jets)", 1}}));
    for (const diagnostics::Fix& fix : d.fixes)
        EXPECT_EQ(fix.applicability, diagnostics::EditClass::changes_selection) << fix.title;
}

TEST(PresenceReport, SmallestEventOfOthers) {
    Analysis analysis(objects + "region SR\n    select size(leptons) >= 2\n    select exists(Z)\n" +
                      use("others[0].pt"));
    const diagnostics::Diagnostics found = analysis.prove();
    ASSERT_EQ(found.all().size(), 1u);
    EXPECT_EQ(found.all()[0].counterexample,
              (std::vector<std::pair<std::string, long>>{{"size(leptons)", 2}, {"size(others)", 0}, {"exists(Z)", 1}}));
    EXPECT_EQ(found.all()[0].notes[0],
              "for example, an event with 2 leptons, none of them in `others`, and a `Z` passes every cut above and "
              "lacks `others[0]`");
}

TEST(PresenceReport, ShowsAnEventThatPassesTheNumbersToo) {
    // An event with no jets would not have the sum; the two jets that it needs are not b-tagged.
    Analysis analysis(objects +
                      "region SR\n    select sum(j.pt for j in jets) > 300 GeV\n    select bjets[0].pt > 0 GeV\n");
    const diagnostics::Diagnostics found = analysis.prove();
    ASSERT_EQ(found.all().size(), 1u);
    ASSERT_FALSE(found.all()[0].notes.empty());
    EXPECT_EQ(found.all()[0].notes[0],
              "for example, an event with no bjets passes every cut above and lacks `bjets[0]`");
}

TEST(PresenceReport, ShowsNoEventWhereItKnowsNone) {
    // No event has MET on both sides, which sizes do not say; a draw is not known.
    for (const char* cut : {"    select MET.pt > 300 GeV\n    select MET.pt < 200 GeV\n", "    select chance(0.5)\n"}) {
        Analysis analysis(objects + "region SR\n" + cut + use("jets[0].pt"));
        const diagnostics::Diagnostics found = analysis.prove();
        ASSERT_EQ(found.all().size(), 1u);
        EXPECT_TRUE(found.all()[0].counterexample.empty());
        for (const std::string& note : found.all()[0].notes) EXPECT_EQ(note.find("for example"), std::string::npos);
    }
}

TEST(PresenceReport, TheEventHasAsFewObjectsAsCan) {
    const std::vector<std::pair<std::string, std::string>> smallest = {
        {"    select size(leptons) == 2\n", "2 leptons"},
        {"    select size(leptons) >= 1\n", "1 lepton"},
    };
    for (const auto& [cuts, objects_in_words] : smallest) {
        Analysis analysis(objects + "region SR\n" + cuts + use("leptons[2].pt"));
        const diagnostics::Diagnostics found = analysis.prove();
        ASSERT_FALSE(found.all().empty());
        EXPECT_NE(found.all()[0].notes[0].find("an event with " + objects_in_words + " passes"), std::string::npos)
            << found.all()[0].notes[0];
    }
}

TEST(PresenceReport, SaysWhyACutOnSizesProvesNothing) {
    Analysis analysis(objects + "region SR\n    select size(jets) / 2 >= 1\n" + use("jets[0].pt"));
    const diagnostics::Diagnostics found = analysis.prove();
    ASSERT_EQ(found.all().size(), 1u);
    ASSERT_EQ(found.all()[0].notes.size(), 1u);
    EXPECT_NE(found.all()[0].notes[0].find("proves nothing"), std::string::npos) << found.all()[0].notes[0];
}

/// Every edit offered leaves a program without the error.
TEST(PresenceReport, EveryFixHelps) {
    const std::vector<std::string> regions = {
        use("jets[1].pt"),
        use("mW"),
        use("second(jets)"),
        use("Z.mass"),
        use("min(b.pt for b in bjets)"),
        use("min(j.pt for j in jets when |j.eta| < 1.5)"),
        use_number("sum(deltaR(leptons[0], b) for b in bjets)"),
        "    select jets[1].pt > 50 GeV\n",
        "    reject jets[1].pt > 50 GeV \"label (with bracket\"\n",
        "    select (jets[1].pt > 50 GeV or MET.pt > 50 GeV) \"label\"\n",
        "    select jets[1].pt > 50 GeV or MET.pt > 50 GeV\n",
        "    select jets[1].pt > 50 GeV when MET.pt > 50 GeV or size(muons) > 0\n",
        "    select MET.pt > 50 GeV when jets[1].pt > 3 GeV\n",
        "    select jets[1].pt > 50 GeV and size(jets) >= 2\n",
        "    select (jets[1].pt > 50 GeV or MET.pt > 50 GeV) and (size(jets) >= 2)\n",
        "    select jets[1].pt > 50 GeV\n    select size(jets) >= 2 \"two jets\"\n" + use("mW"),
        "    histo h when MET.pt > 3 GeV : jets[1].pt, 10 bins from 0 to 100 GeV\n",
        "    ntuple n : Z.mass as m, MET.pt as met\n",
        "    select size(electrons) >= 2 or size(muons) >= 2\n" + use("electrons[1].pt"),
        "    select size(leptons) >= 2\n    select exists(Z)\n" + use("others[0].pt"),
    };
    std::size_t fixes = 0;
    for (const std::string& region : regions) {
        const std::string text =
            objects + "region before\n    select size(jets) >= 2\n    select size(leptons) >= 1\nregion SR\n" + region;
        Analysis analysis(text);
        const diagnostics::Diagnostics found = analysis.prove();
        ASSERT_EQ(found.error_count(), 1u) << region;
        EXPECT_FALSE(found.all()[0].fixes.empty()) << region;
        for (const diagnostics::Fix& fix : found.all()[0].fixes) {
            auto repaired = diagnostics::apply_edits(text, fix.edits);
            ASSERT_TRUE(repaired) << fix.title;
            EXPECT_EQ(Analysis(*repaired).prove().error_count(), 0u) << fix.title << "\n"
                                                                     << repaired->substr(objects.size());
            ++fixes;
        }
    }
    EXPECT_GT(fixes, 2 * regions.size());
}

TEST(PresenceReport, FixesInBlocksHelp) {
    const std::string text =
        objects +
        "object far from jets\n    select deltaR(this, leptons[0]) > 0.4\nregion SR\n    select size(far) > 0\n";
    Analysis analysis(text);
    const diagnostics::Diagnostics found = analysis.prove();
    ASSERT_EQ(found.error_count(), 1u);
    EXPECT_EQ(found.all()[0].fixes.size(), 2u);
    for (const diagnostics::Fix& fix : found.all()[0].fixes) {
        auto repaired = diagnostics::apply_edits(text, fix.edits);
        ASSERT_TRUE(repaired);
        EXPECT_EQ(Analysis(*repaired).prove().error_count(), 0u) << *repaired;
    }
}

TEST(PresenceReport, DeletingACutThatCannotFailLeavesTheRest) {
    const std::string text =
        objects + "region SR\n    select size(jets) >= 3\n    select size(jets) >= 2 \"again\"\n" + use("mW");
    Analysis analysis(text);
    const diagnostics::Diagnostics found = analysis.prove();
    ASSERT_EQ(found.all().size(), 1u);
    ASSERT_EQ(found.all()[0].labels.size(), 1u);
    EXPECT_EQ(found.all()[0].labels[0].span.text(), "select size(jets) >= 3");
    auto repaired = diagnostics::apply_edits(text, found.all()[0].fixes.at(0).edits);
    EXPECT_EQ(*repaired, objects + "region SR\n    select size(jets) >= 3\n" + use("mW"));
}

}  // namespace
}  // namespace collmc::semantics::presence
