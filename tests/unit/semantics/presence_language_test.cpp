// The rules of presence for combinations, splits, ordered and read-as collections, `else`, and outputs, each by
// programs that it must accept and programs that it must refuse.
#include "tests/unit/semantics/presence_support.h"

namespace collmc::semantics::presence {
namespace {

using Codes = std::vector<std::string>;

const std::string objects = R"(
object electrons from Electron
object muons from Muon
    select pt > 20 GeV
object leptons from electrons, muons
object jets from Jet
    select pt > 30 GeV
object bjets from jets
    select btagged
object light from jets excluding bjets
object hard from jets
    select pt > 100 GeV
object soft from jets excluding hard
object notHard from bjets excluding hard
object pairs from j1, j2 in jets
object ossf from m1, m2 in muons
    select oppositeSign(m1, m2)
object trios from b in bjets and q1, q2 in jets
object heavy from ossf
    select mass > 60 GeV
object byTag from jets order by btag, highest first
object tightByTag from jets order by btag, highest first
    select btagged
object hadrons from Jet, Tau as Jet
object tauJets from Tau as Jet
object taus from Tau
object noTaus from taus excluding tauJets
candidate Z from l1, l2 in leptons
    select oppositeSign(l1, l2)
    closest mass to 91.1876 GeV
object others from leptons excluding Z
candidate Z2 from l3, l4 in others
    select oppositeSign(l3, l4)
    closest mass to 91.1876 GeV
object quad from Z, Z2
candidate ZZ from Za, Zb in ossf
    closest Za.mass to 91.1876 GeV
candidate ll from m in ossf
    highest pt
candidate mixed from pair in pairs and l in leptons
    highest pt
candidate mega from groups A, B of jets
    lowest A.mass^2 + B.mass^2
candidate even from groups E, F of jets
    select size(E) == size(F)
    lowest |E.pt - F.pt|
candidate top from b in bjets and q1, q2 in jets
    define W = q1 + q2
    define gap = min(deltaR(b, l) for l in leptons)
    define isWide = deltaR(q1, q2) > 1 and size(leptons) >= 1
    select W.mass > 20 GeV
    closest mass to 172.5 GeV
    then lowest |W.mass - 80.4 GeV|
define mega_A = mega.A
define mega_B = mega.B
define even_F = even.F
define lead2 = leading(jets, 2)
define softest = min(j.pt for j in lead2)
function number(c : Collection<Jet>) -> Integer = size(c)
function second(c : Collection<Jet>) -> Energy = c[1].pt
table trigger(pt : Energy) -> Real
    row [20, 30) GeV : 0.62 +- 0.02
    row [30, 50) GeV : 0.91 +- 0.01
    outside nearest
)";

Codes codes_in(const std::string& region) { return Analysis(objects + "region SR\n" + region).codes(); }

void accepts(const std::string& region) { EXPECT_EQ(codes_in(region), Codes{}) << region; }
void refuses(const std::string& region, const std::string& code) { EXPECT_EQ(codes_in(region), Codes{code}) << region; }

std::string use(const std::string& value) { return "    histo h : " + value + ", 10 bins from 0 to 100 GeV\n"; }
std::string use_number(const std::string& value) { return "    histo h : " + value + ", 10 bins from 0 to 10\n"; }
std::string need(const std::string& fact) { return "    select " + fact + "\n"; }

// ---- collections ----

TEST(PresenceLanguage, ExcludingACollectionLeavesTheRest) {
    accepts(need("size(jets) >= 3") + need("size(bjets) == 2") + use("light[0].pt"));
    refuses(need("size(jets) >= 2") + need("size(bjets) == 2") + use("light[0].pt"), "E0201");
    accepts(need("size(jets) == 3") + need("size(light) == 1") + use("bjets[1].pt"));
    // hard jets need not be b jets
    refuses(need("size(bjets) == 2") + need("size(notHard) == 1") + use("hard[1].pt"), "E0201");
    accepts(need("size(bjets) == 2") + need("size(notHard) == 1") + use("hard[0].pt"));
    accepts(need("size(hard) >= 1") + need("size(soft) >= 1") + use("jets[1].pt"));
    refuses(need("size(bjets) >= 3") + need("size(hard) <= 2") + use("notHard[1].pt"), "E0201");
    accepts(need("size(bjets) >= 3") + need("size(hard) <= 1") + use("notHard[1].pt"));
}

TEST(PresenceLanguage, OrderingKeepsTheNumber) {
    accepts(need("size(jets) >= 2") + use("byTag[1].pt"));
    accepts(need("size(byTag) >= 2") + use("jets[1].pt"));
    refuses(need("size(jets) >= 2") + use("tightByTag[1].pt"), "E0201");
    accepts(need("size(bjets) >= 2") + use("tightByTag[1].pt"));
    accepts(need("size(tightByTag) >= 2") + use("bjets[1].pt"));
    EXPECT_EQ(Analysis(objects + "object far from jets order by deltaR(this, leptons[0]), lowest first\n"
                                 "region SR\n    select size(far) > 1\n")
                  .codes(),
              Codes{"E0208"});
}

TEST(PresenceLanguage, LeadingIsTheSmallerOfTwoNumbers) {
    accepts(need("size(jets) >= 2") + use("lead2[1].pt"));
    refuses(need("size(jets) >= 1") + use("lead2[1].pt"), "E0201");
    accepts(need("size(lead2) == 2") + use("jets[1].pt"));
    refuses(need("size(lead2) == 2") + use("jets[2].pt"), "E0201");
    refuses(use("softest"), "E0205");
    accepts(need("size(jets) >= 1") + use("softest"));
    accepts(need("number(lead2) >= 2") + use("jets[1].pt"));
    EXPECT_EQ(codes_in(need("size(jets) >= 5") + need("size(lead2) == 2")), Codes{"W0801"});
    EXPECT_EQ(codes_in(need("size(jets) >= 5") + need("size(lead2) == 3")), Codes{"W0802"});
}

TEST(PresenceLanguage, RowsReadAsAnotherKindAreTheSameRows) {
    accepts(need("size(tauJets) >= 1") + use("taus[0].pt"));
    accepts(need("size(taus) >= 1") + use("tauJets[0].pt"));
    refuses(need("size(taus) >= 1") + use("noTaus[0].pt"), "E0201");
    accepts(need("size(hadrons) >= 1") + need("size(taus) == 0") + use("hadrons[0].pt"));
    accepts(need("size(jets) >= 1") + need("size(taus) >= 1") + use("hadrons[1].pt"));
}

// ---- combinations ----

TEST(PresenceLanguage, CombinationsNeedTheirObjects) {
    refuses(use("ossf[0].mass"), "E0201");
    refuses(need("size(muons) >= 2") + use("ossf[0].mass"), "E0201");  // its cut may leave no pair
    accepts(need("size(ossf) >= 1") + use("ossf[0].mass + muons[1].pt"));
    refuses(need("size(ossf) >= 1") + use("muons[2].pt"), "E0201");
    accepts(need("size(ossf) >= 2") + use("muons[2].pt"));
    accepts(need("size(ossf) >= 4") + use("muons[3].pt"));
    refuses(need("size(ossf) >= 3") + use("muons[3].pt"), "E0201");
    accepts(need("size(heavy) >= 1") + use("heavy[0].m1.pt + ossf[0].mass"));
    refuses(need("size(ossf) >= 1") + use("heavy[0].pt"), "E0201");
}

TEST(PresenceLanguage, CombinationsWithoutCutsExistWhereTheirObjectsDo) {
    accepts(need("size(jets) >= 2") + use("pairs[0].mass"));
    refuses(need("size(jets) >= 2") + use("pairs[1].mass"), "E0201");
    accepts(need("size(jets) >= 3") + use("pairs[2].mass"));
    accepts(need("size(bjets) >= 1") + need("size(jets) >= 3") + use("trios[0].mass"));
    refuses(need("size(bjets) >= 1") + need("size(jets) >= 2") + use("trios[0].mass"), "E0201");
    accepts(need("size(trios) >= 1") + use("jets[2].pt + bjets[0].pt"));
    accepts(need("size(pairs) == 0") + need("size(jets) >= 1") + use("jets[0].pt"));
    EXPECT_EQ(codes_in(need("size(pairs) == 0") + need("size(jets) >= 2")), Codes{"W0802"});
}

TEST(PresenceLanguage, CandidatesOfCombinationsUseNoRowTwice) {
    accepts(need("exists(ZZ)") + use("ZZ.Za.m1.pt + ossf[1].pt + muons[3].pt"));
    refuses(need("size(ossf) >= 2") + use("ZZ.pt"), "E0202");  // two pairs may share a muon
    accepts(need("size(ossf) >= 1") + use("ll.m.pt"));
    accepts(need("size(jets) >= 2") + need("size(leptons) >= 1") + use("mixed.pair.j1.pt"));
    refuses(need("size(jets) >= 2") + use("mixed.pt"), "E0202");
    accepts(need("exists(mixed)") + use("jets[1].pt + leptons[0].pt + pairs[0].pt"));
    accepts(need("size(ZZ) == 4") + use("muons[3].pt"));
}

TEST(PresenceLanguage, CandidatesAreCollections) {
    accepts(need("exists(Z)") + use("min(l.pt for l in Z)"));
    refuses(use("min(l.pt for l in Z)"), "E0203");
    accepts(need("size(Z) == 2") + use("Z.mass"));
    accepts(need("size(Z) >= 1") + use("Z.mass"));
    EXPECT_EQ(codes_in(need("size(Z) == 1")), Codes{"W0802"});
    accepts(need("exists(Z) and exists(Z2)") + use("quad[3].pt"));
    accepts(need("exists(Z2)") + use("quad[1].pt"));
    refuses(need("exists(Z2)") + use("quad[2].pt"), "E0201");
    accepts(need("size(quad) == 4") + use("Z.mass + Z2.mass"));
    refuses(need("size(quad) >= 2") + use("Z.mass"), "E0202");
}

// ---- splits ----

TEST(PresenceLanguage, SplitSharesOutItsSource) {
    refuses(use("mega.A.mass"), "E0202");
    accepts(need("size(jets) >= 1") + use("mega.A.mass + mega.B.mass"));
    accepts(need("size(jets) >= 1") + use("min(j.pt for j in mega_A)"));
    refuses(need("size(jets) >= 1") + use("min(j.pt for j in mega_B)"), "E0203");
    refuses(use("sum(j.pt for j in mega_A)"), "E0205");
    accepts(need("size(jets) >= 2") + need("size(mega.A) == 1") + use("min(j.pt for j in mega_B)"));
    EXPECT_EQ(codes_in(need("size(jets) == 3") + need("size(mega.A) + size(mega.B) == 3")), Codes{"W0801"});
    refuses(need("size(mega.A) >= 1"), "E0202");
    refuses(need("size(jets) >= 2") + use("even.E.pt"), "E0202");
    accepts(need("exists(even)") + use("min(j.pt for j in even_F)"));
}

TEST(PresenceLanguage, SplitKnowsItsPartsInItsBlock) {
    const auto codes_of = [](const std::string& key) {
        return Analysis(objects + "candidate hemi from groups P, Q of jets\n    lowest " + key +
                        "\nregion SR\n    select exists(hemi)\n")
            .codes();
    };
    EXPECT_EQ(codes_of("max(j.pt for j in P)"), Codes{});
    EXPECT_EQ(codes_of("max(j.pt for j in Q)"), Codes{"E0208"});
    EXPECT_EQ(codes_of("(max(j.pt for j in Q) when size(Q) >= 1 else 0 GeV)"), Codes{});
    EXPECT_EQ(codes_of("(max(j.pt for j in Q) when size(P) < size(jets) else 0 GeV)"), Codes{});
}

// ---- defines of a candidate ----

TEST(PresenceLanguage, DefinesOfACandidateCarryTheirNeeds) {
    accepts(need("exists(top)") + use("top.W.mass"));
    refuses(use("top.W.mass"), "E0202");
    refuses(need("exists(top)") + use_number("top.gap"), "E0205");
    accepts(need("exists(top)") + need("size(leptons) >= 1") + use_number("top.gap"));
    accepts(need("exists(top)") + need("top.isWide") + use_number("top.gap"));
    const std::string block =
        "candidate wide from x, y in jets\n    define close = min(deltaR(x, l) for l in leptons)\n";
    EXPECT_EQ(Analysis(objects + block + "    lowest close\nregion SR\n    select exists(wide)\n").codes(),
              Codes{"E0208"});
    EXPECT_EQ(Analysis(objects + block +
                       "    select size(leptons) >= 1\n    lowest close\nregion SR\n"
                       "    select exists(wide)\n" +
                       use_number("wide.close"))
                  .codes(),
              Codes{});
}

// ---- comprehensions over several variables ----

TEST(PresenceLanguage, PairsNeedTwo) {
    refuses(need("size(jets) >= 1") + use("min((a + b).mass for a, b in jets)"), "E0203");
    accepts(need("size(jets) >= 2") + use("min((a + b).mass for a, b in jets)"));
    accepts(use("sum(jets[1].pt for a, b in jets)"));
    refuses(use("sum(jets[2].pt for a, b in jets)"), "E0207");
    accepts(need("any((a + b).mass > 60 GeV for a, b in jets)") + use("jets[1].pt"));
    accepts(need("not all((a + b).mass > 60 GeV for a, b in jets)") + use("jets[1].pt"));
    accepts(use("sum(bjets[0].pt + jets[1].pt for b in bjets and j in jets)"));  // no object twice
    refuses(use("sum(jets[2].pt for b in bjets and j in jets)"), "E0207");
    refuses(need("size(bjets) >= 1") + use("max((b + j).mass for b in bjets and j in jets)"), "E0203");
    accepts(need("size(bjets) >= 1") + need("size(jets) >= 2") + use("max((b + j).mass for b in bjets and j in jets)"));
    accepts(need("size(leptons) >= 1") + need("size(jets) >= 1") +
            use("max((b + j).mass for b in leptons and j in jets)"));
}

TEST(PresenceLanguage, FilteredPairsAreKnownByTheirConditions) {
    refuses(need("size(jets) >= 2") + use("min((a + b).mass for a, b in jets when deltaR(a, b) < 1)"), "E0203");
    accepts(need("any(deltaR(x, y) < 1 for x, y in jets)") +
            use("min((a + b).mass for a, b in jets when deltaR(a, b) < 1)"));
    accepts(need("any(deltaR(x, y) < 1 and x.pt > 50 GeV for x, y in jets)") +
            use("min((a + b).mass for a, b in jets when deltaR(a, b) < 1)"));
    refuses(need("any(deltaR(x, y) < 1 for x, y in jets)") +
                use("min((a + b).mass for a, b in hard when deltaR(a, b) < 1)"),
            "E0203");
}

TEST(PresenceLanguage, MembersOfCombinationsAreThere) {
    accepts(use("sum(o.m1.pt + muons[1].pt for o in ossf)"));
    accepts(need("any(o.mass > 60 GeV for o in ossf)") + use("ossf[0].m2.pt"));
    accepts(need("any(o.mass > 60 GeV for o in ossf)") + use("min(o.pt for o in ossf when o.mass > 60 GeV)"));
    accepts(use("sum((o + b).mass for o in ossf and b in bjets)"));
    accepts(use("sum((o + o2).mass + muons[3].pt for o, o2 in ossf)"));
}

// ---- else ----

TEST(PresenceLanguage, ElseNeedsItsRightSideOnly) {
    accepts(use("(jets[2].pt else 0 GeV)"));
    refuses(use("(jets[2].pt else jets[1].pt)"), "E0201");
    accepts(use("(jets[2].pt else (jets[1].pt else 0 GeV))"));
    accepts(need("size(jets) >= 2") + use("(jets[2].pt else jets[1].pt)"));
    // the right side is read only where the left is missing something
    accepts(need("size(jets) >= 2 or size(muons) >= 1") + use("(jets[1].pt else muons[0].pt)"));
    refuses(need("size(jets) >= 1 or size(muons) >= 1") + use("(jets[1].pt else muons[0].pt)"), "E0209");
    accepts(use_number("(min(deltaR(leptons[0], b) for b in bjets) else 10)"));
    accepts(use("(Z.mass else 0 GeV)"));
    accepts("    ntuple n : jets[2].pt else 0 GeV as pt3, Z.mass else 0 GeV as mZ\n");
    accepts("    ntuple n : first 3 of jets (pt, eta) pad 0\n");
    accepts(use("sum((b.pt + leptons[0].pt else 0 GeV) for b in bjets)"));
}

TEST(PresenceLanguage, AComparisonThatElseWouldLoseSaysThatTheLeftSideWasThere) {
    accepts(need("(jets[2].pt else 0 GeV) > 30 GeV") + use("jets[2].pt"));
    accepts("    reject (jets[2].pt else 0 GeV) < 30 GeV\n" + use("jets[2].pt"));
    accepts(need("(min(b.pt for b in bjets) else 0 GeV) in [30, 60] GeV") + use("bjets[0].pt"));
    refuses(need("(jets[2].pt else 50 GeV) > 30 GeV") + use("jets[2].pt"), "E0201");
    refuses(need("(jets[2].pt else 0 GeV) < 30 GeV") + use("jets[2].pt"), "E0201");
    refuses("    reject (jets[2].pt else 0 GeV) > 30 GeV\n" + use("jets[2].pt"), "E0201");
}

// ---- outputs ----

TEST(PresenceLanguage, WeightsActWhereTheyStand) {
    refuses("    weight trigger(leptons[0].pt)\n    select size(leptons) >= 1\n", "E0204");
    accepts(need("size(leptons) >= 1") + "    weight trigger(leptons[0].pt)\n");
    accepts("    weight trigger(leptons[0].pt) when size(leptons) >= 1 else 1\n");
    accepts("    weight trigger(leptons[0].pt) else 1\n");
    refuses("    weight trigger(leptons[0].pt)\n", "E0201");
}

TEST(PresenceLanguage, EveryOutputProvesItsValues) {
    accepts("    histo h : j.pt + jets[0].pt for j in jets, 10 bins from 0 to 100 GeV\n");
    refuses("    histo h : j.pt + jets[1].pt for j in jets, 10 bins from 0 to 100 GeV\n", "E0207");
    accepts("    histo h : (a + b).mass + jets[1].pt for a, b in jets, 10 bins from 0 to 100 GeV\n");
    accepts("    histo h : bjets[0].pt for j in jets when size(bjets) >= 1, 10 bins from 0 to 100 GeV\n");
    refuses("    histo h : MET.pt, 10 bins from 0 to 100 GeV by jets[0].pt, 10 bins from 0 to 100 GeV\n", "E0201");
    refuses("    profile p : jets[0].pt by MET.pt, 10 bins from 0 to 100 GeV\n", "E0201");
    refuses("    profile p : MET.pt by jets[0].pt, 10 bins from 0 to 100 GeV\n", "E0201");
    accepts("    profile p when size(jets) >= 1 : jets[0].pt by MET.pt, 10 bins from 0 to 100 GeV\n");
    refuses("    bins s\n        by jets[0].pt : 0, 50, 100 GeV\n", "E0201");
    accepts(
        "    bins s when size(jets) >= 1\n        by jets[0].pt : 0, 50, 100 GeV\n        by size(jets) : 1, 2, 3\n");
    refuses("    skim s when jets[0].pt > 50 GeV\n", "E0201");
    accepts("    skim s when size(jets) >= 1 and jets[0].pt > 50 GeV\n");
    // what an output runs over is known in it only
    refuses("    histo h : j.pt for j in jets, 10 bins from 0 to 100 GeV\n    weight trigger(jets[0].pt)\n", "E0201");
}

TEST(PresenceLanguage, TablesOfRegionsAreRegions) {
    const std::string table = objects +
                              "region pre\n    select size(jets) >= 1\nregions from pre with size(bjets), MET.pt\n"
                              "    row A : >= 2, >= 30 GeV\n    row B : -, < 30 GeV\n";
    EXPECT_EQ(Analysis(table + "region more from A\n" + use("bjets[1].pt")).codes(), Codes{});
    EXPECT_EQ(Analysis(table + "region more from B\n" + use("jets[0].pt + bjets[1].pt")).codes(), Codes{"E0212"});
}

TEST(PresenceLanguage, CollectionsGoThroughDefinesAndFunctions) {
    accepts(need("size(jets) >= 2") + use("second(lead2)"));
    refuses(need("size(jets) >= 1") + use("second(lead2)"), "E0206");
    accepts(need("number(bjets) >= 2") + use("second(jets)"));
    accepts(need("size(jets) >= 2") + need("size(mega.A) >= 2") + use("second(mega.A)"));
}

TEST(PresenceLanguage, IsAndChanceReadTheirObjects) {
    refuses(need("leptons[0] is Muon"), "E0201");
    accepts(need("size(leptons) >= 1 and leptons[0] is Muon"));
    refuses(need("chance(0.5 when jets[0].pt > 30 GeV else 1)"), "E0201");
    refuses(need("any(chance(0.5, leptons[0]) for j in jets)"), "E0207");
    const std::string kinds = objects +
                              "object onlyMuons from leptons\n    select this is Muon\n"
                              "object onlyElectrons from leptons\n    select this is Electron\n"
                              "object again from onlyMuons, onlyElectrons\nregion SR\n";
    EXPECT_EQ(Analysis(kinds + need("size(onlyMuons) >= 1 and size(onlyElectrons) >= 1") + use("again[1].pt")).codes(),
              Codes{});
}

}  // namespace
}  // namespace collmc::semantics::presence
