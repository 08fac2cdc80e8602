// What a change of one line does to which events pass, where it is certain, and which spellings are one.
#include <string>
#include <vector>

#include "support.h"

namespace collmc::diff {
namespace {

const std::string kObjects =
    "object jets from Jet\n    select pt > 30 GeV\n"
    "object bjets from jets\n    select btagged\n"
    "object leptons from Electron, Muon\n"
    "object pairs from a, b in jets\n    select mass > 20 GeV\n"
    "candidate Z from l1, l2 in leptons\n    select oppositeSign(l1, l2)\n    closest mass to massZ\n"
    "define front = leading(jets, 2)\n"
    "define high = MET.pt > 100 GeV\n";

/// Of a region that asks for two jets, then this, then for two leptons.
std::string with_cut(const std::string& cut) {
    return kObjects + "region R\n    select size(jets) >= 2\n    " + cut + "\n    select size(leptons) >= 2\n";
}

struct Case {
    const char* before;
    const char* after;
    Effect effect;
};

Effect effect_on_region(const Differences& found) {
    return found.selections.empty() ? Effect::none : found.selections.front().effect;
}

TEST(Effect, OfAChangedCut) {
    const std::vector<Case> cases = {
        {"select MET.pt > 30 GeV", "select MET.pt > 50 GeV", Effect::fewer},
        {"select MET.pt > 30 GeV", "select MET.pt > 0.02 TeV", Effect::more},
        {"select MET.pt > 30 GeV", "select MET.pt >= 30 GeV", Effect::more},
        {"select MET.pt > 30 GeV", "select MET.pt < 30 GeV", Effect::which},
        {"select MET.pt > 30 GeV", "select MET.pt in (30, 90] GeV", Effect::fewer},
        {"select MET.pt in [30, 90] GeV", "select MET.pt in (30, 90) GeV", Effect::fewer},
        {"select MET.pt in [30, 90] GeV", "select MET.pt in [40, 100] GeV", Effect::which},
        {"reject MET.pt < 30 GeV", "reject MET.pt < 50 GeV", Effect::fewer},
        {"select |jets[0].eta| < 2.5", "select |jets[0].eta| < 2.4", Effect::fewer},
        {"select jets[0].pt > 50 GeV", "select jets[0].pt > 50 GeV and jets[1].pt > 40 GeV", Effect::fewer},
        {"select jets[0].pt > 50 GeV", "select jets[0].pt > 50 GeV or jets[1].pt > 40 GeV", Effect::more},
        {"select jets[0].pt > 50 GeV or MET.pt > 9 GeV", "select jets[0].pt > 60 GeV or MET.pt > 10 GeV",
         Effect::fewer},
        {"select any(j.pt > 50 GeV for j in jets)", "select any(j.pt > 60 GeV for j in jets)", Effect::fewer},
        {"select any(j.pt > 50 GeV for j in jets)", "select any(j.pt > 50 GeV for j in bjets)", Effect::fewer},
        {"select all(j.pt > 50 GeV for j in jets)", "select all(j.pt > 40 GeV for j in jets)", Effect::more},
        {"select all(j.pt > 50 GeV for j in jets)", "select all(j.pt > 50 GeV for j in front)", Effect::more},
        {"select all(j.pt > 50 GeV for j in jets)", "select all(j.pt > 50 GeV for j in jets when |j.eta| < 2)",
         Effect::more},
        {"select count(j.pt > 50 GeV for j in jets) >= 2", "select count(j.pt > 40 GeV for j in jets) >= 2",
         Effect::more},
        {"select count(j.pt > 50 GeV for j in jets) < 2", "select count(j.pt > 40 GeV for j in jets) < 2",
         Effect::fewer},
        {"select count(j.pt > 50 GeV for j in jets) == 2", "select count(j.pt > 40 GeV for j in jets) == 2",
         Effect::which},
        {"select sum(j.pt for j in bjets) > 90 GeV", "select sum(j.pt for j in jets) > 90 GeV", Effect::more},
        {"select sum(j.eta for j in bjets) > 2", "select sum(j.eta for j in jets) > 2", Effect::which},
        {"select size(bjets) >= 1", "select size(bjets) >= 2", Effect::fewer},
        {"reject size(bjets) > 0", "reject size(bjets) > 1", Effect::more},
        {"select exists(Z)", "select exists(Z) and Z.mass > 70 GeV", Effect::fewer},
        {"select jets[0].pt < 90 GeV when size(leptons) == 2", "select jets[0].pt < 80 GeV when size(leptons) == 2",
         Effect::fewer},
        {"select jets[0].pt < 90 GeV when size(leptons) == 2", "select jets[0].pt < 90 GeV", Effect::fewer},
        {"select high", "select MET.pt > 120 GeV", Effect::fewer},
    };
    for (const Case& it : cases) {
        SCOPED_TRACE(std::string(it.before) + "  ->  " + it.after);
        const Differences found = differences(with_cut(it.before), with_cut(it.after));
        EXPECT_EQ(effect_on_region(found), it.effect);
        EXPECT_EQ(found.results, Results::selection);
        ASSERT_EQ(found.parts.size(), 1U);
        ASSERT_EQ(found.parts[0].changes.size(), 1U) << render_text(found);
        EXPECT_EQ(found.parts[0].changes[0].effect, it.effect);
        EXPECT_EQ(found.parts[0].changes[0].action, Action::changed);
        // The other way round it is the other way round.
        const Effect back = it.effect == Effect::fewer  ? Effect::more
                            : it.effect == Effect::more ? Effect::fewer
                                                        : it.effect;
        EXPECT_EQ(effect_on_region(differences(with_cut(it.after), with_cut(it.before))), back);
    }
}

TEST(Effect, NoneOfAnotherSpelling) {
    const std::vector<std::pair<const char*, const char*>> spellings = {
        {"select MET.pt > 30 GeV", "select MET.pt > 30000 MeV"},
        {"select MET.pt > 30 GeV", "select 30 GeV < MET.pt"},
        {"select MET.pt > 30 GeV", "reject MET.pt <= 30 GeV"},
        {"select MET.pt > 30 GeV", "select not (MET.pt <= 30 GeV)"},
        {"select MET.pt in [40, 90] GeV", "select MET.pt >= 40 GeV and MET.pt <= 90 GeV"},
        {"reject MET.pt in [40, 90] GeV", "select MET.pt < 40 GeV or MET.pt > 90 GeV"},
        {"select MET.pt < 50 GeV or MET.pt < 20 GeV", "select MET.pt < 50 GeV"},
        {"select MET.pt > 30 GeV and MET.pt > 40 GeV or MET.pt > 50 GeV", "select MET.pt > 40 GeV"},
        {"reject size(bjets) > 0", "select size(bjets) == 0"},
        {"select size(bjets) > 0", "select size(bjets) >= 1"},
        {"select size(bjets) != 0", "select size(bjets) >= 1"},
        {"select jets[0].pt + jets[1].pt > 90 GeV", "select jets[1].pt + jets[0].pt > 90 GeV"},
        {"select (jets[0] + jets[1]).mass > 90 GeV", "select (jets[1] + jets[0]).mass > 90 GeV"},
        {"select jets[0].pt > jets[1].pt", "select jets[1].pt < jets[0].pt"},
        {"select any(j.btagged for j in jets)", "select any(k.btag >= 1 for k in jets)"},
        {"select HT(jets) > 90 GeV", "select sum(jet.pt for jet in jets) > 90 GeV"},
        {"select high", "select MET.pt > 100 GeV"},
        {"select jets[0].eta > -2 and MET.pt > 2 GeV", "select MET.pt > 2 GeV and jets[0].eta > -2"},
        {"select jets[0].phi > 30 deg", "select jets[0].phi > pi / 6"},
        {"select all(deltaR(x, y) > 0.4 for x, y in front)", "select all(deltaR(a, b) > 0.4 for a, b in front)"},
    };
    for (const auto& [before, after] : spellings) {
        SCOPED_TRACE(std::string(before) + "  ->  " + after);
        const Differences found = differences(with_cut(before), with_cut(after));
        const bool folded = std::string(after).find("pi / 6") != std::string::npos;  // another number of bits
        EXPECT_EQ(found.same_meaning(), !folded) << render_text(found);
    }
}

TEST(Effect, OnTheCutflowAlone) {
    const std::vector<std::pair<const char*, const char*>> rows = {
        // What the other cuts imply.
        {"select size(jets) >= 1", "select MET.pt >= 0 GeV"},
        {"select size(jets) >= 1", "select jets[0].pt >= jets[1].pt or size(jets) >= 1"},
        {"select jets[0].pt > 25 GeV", "select jets[1].pt > 30 GeV"},
        {"select jets[0].pt > 40 GeV and size(leptons) >= 1", "select jets[0].pt > 40 GeV"},
        {"select |jets[0].eta| < 2", "select jets[0].eta in (-2, 2)"},
    };
    for (const auto& [before, after] : rows) {
        SCOPED_TRACE(std::string(before) + "  ->  " + after);
        const Differences found = differences(with_cut(before), with_cut(after));
        EXPECT_TRUE(found.selections.empty()) << render_text(found);
        EXPECT_EQ(found.results, Results::outputs);
        ASSERT_EQ(found.parts.size(), 1U);
        EXPECT_EQ(found.parts[0].effect, Effect::rows);
    }
}

/// Of a change of the jets' threshold from 30 to 40 GeV.
TEST(Effect, OfATighterObject) {
    const std::vector<std::pair<const char*, Effect>> cases = {
        {"select size(jets) >= 2", Effect::fewer},
        {"select size(jets) == 2", Effect::which},
        {"select size(bjets) == 0", Effect::more},
        {"select size(bjets) >= 1 and size(jets) >= 3", Effect::fewer},
        {"select size(pairs) >= 1", Effect::fewer},
        {"select any(j.pt > 50 GeV for j in jets)", Effect::fewer},
        {"select all(j.pt > 50 GeV for j in jets)", Effect::more},
        {"select count(|j.eta| < 2 for j in bjets) <= 1", Effect::more},
        {"select HT(jets) > 200 GeV", Effect::fewer},
        {"select HT(jets) < 200 GeV", Effect::more},
        {"select sum(j.eta for j in jets) > 2", Effect::which},
        {"select any(j.pt / j.eta > 50 GeV for j in jets)", Effect::which},  // 0/0 leaves it undecided
        {"select size(leptons) >= 2", Effect::none},
    };
    for (const auto& [cut, effect] : cases) {
        SCOPED_TRACE(cut);
        const std::string before = kObjects + "region R\n    " + cut + "\n";
        std::string after = before;
        after.replace(after.find("30 GeV"), 6, "40 GeV");
        const Differences found = differences(before, after);
        EXPECT_EQ(effect_on_region(found), effect) << render_text(found);
        ASSERT_EQ(found.parts.size(), 1U) << render_text(found);
        EXPECT_EQ(found.parts[0].kind, "object");
        EXPECT_EQ(found.parts[0].effect, Effect::fewer);
        EXPECT_EQ(found.parts[0].reached.size(), effect == Effect::none ? 0U : 1U);
        EXPECT_EQ(found.results, effect == Effect::none ? Results::same : Results::selection);
    }
}

}  // namespace
}  // namespace collmc::diff
