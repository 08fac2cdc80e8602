// Every deliberately wrong rule is found out: there is a program that it accepts and the right rules refuse, and an
// event on which that program reaches a missing object.
#include "compiler/semantics/event_evaluator.h"
#include "tests/unit/semantics/presence_program_generator.h"
#include "tests/unit/semantics/presence_support.h"

namespace collmc::semantics::presence {
namespace {

const std::string objects = R"(
object electrons from Electron
object muons from Muon
object leptons from electrons, muons
object taus from Tau
object tauJets from Tau as Jet
object noTaus from taus excluding tauJets
object jets from Jet
object bjets from jets
    select btagged
object hard from jets
    select pt > 50 GeV
object central from jets
    select |eta| < 1
object either from hard, central
object pairs from j1, j2 in jets
object ossf from m1, m2 in muons
    select oppositeSign(m1, m2)
candidate Z from l1, l2 in leptons
    select oppositeSign(l1, l2)
    lowest mass
candidate any2 from l3, l4 in leptons
object others from leptons excluding any2
object otherMuons from muons excluding any2
candidate ZZ from Za, Zb in pairs
candidate top from b in bjets and q1, q2 in jets
    define gap = deltaR(b, leptons[0])
    lowest mass
candidate mega from groups A, B of jets
    lowest |A.pt - B.pt|
define mega_B = mega.B
define lead2 = leading(jets, 2)
define second = jets[1].pt
table trigger(pt : Energy) -> Real
    row [0, 30] GeV : 0.5
    outside nearest
region SR
)";

std::string need(const std::string& fact) { return "    select " + fact + "\n"; }
std::string use(const std::string& value, const char* name = "h") {
    return std::string("    histo ") + name + " : " + value + ", 10 bins from 0 to 100 GeV\n";
}
std::string use_number(const std::string& value) { return "    histo h : " + value + ", 10 bins from 0 to 10\n"; }

struct Wrong {
    Mutant mutant;
    const char* name;
    std::string region;
};

const std::vector<Wrong>& wrong_rules() {
#define WRONG(name) Mutant::name, #name
    static const std::vector<Wrong> all = {
        {WRONG(unions_are_disjoint), need("size(hard) >= 1") + need("size(central) >= 1") + use("either[1].pt")},
        {WRONG(excluding_always_removes), need("exists(any2)") + need("size(otherMuons) >= 1") + use("muons[2].pt")},
        {WRONG(excluding_removes_nothing), need("size(leptons) >= 2") + use("others[1].pt")},
        {WRONG(candidate_exists_by_size), need("size(leptons) >= 2") + use("Z.pt")},
        {WRONG(candidate_shares_members), need("size(bjets) >= 1") + need("size(jets) >= 2") + use("top.pt")},
        {WRONG(define_checked_once),
         "    histo a when size(jets) >= 2 : second, 10 bins from 0 to 100 GeV\n" + use("second")},
        {WRONG(subset_reversed), need("size(jets) >= 2") + use("bjets[1].pt")},
        {WRONG(reject_as_select), "    reject size(jets) >= 2\n" + use("jets[1].pt")},
        {WRONG(guard_facts_leak),
         "    histo a when size(jets) >= 2 : MET.pt, 10 bins from 0 to 100 GeV\n" + use("jets[1].pt")},
        {WRONG(guarded_cut_as_cut), "    select size(jets) >= 2 when MET.pt > 30 GeV\n" + use("jets[1].pt")},
        {WRONG(or_as_and), need("size(jets) >= 2 or MET.pt > 30 GeV") + use("jets[1].pt")},
        {WRONG(right_before_left), need("jets[1].pt > 20 GeV and size(jets) >= 2")},
        {WRONG(index_off_by_one), need("size(jets) >= 1") + use("jets[1].pt")},
        {WRONG(empty_minimum), use("min(j.pt for j in jets)")},
        {WRONG(siblings_share), need("size(jets) >= 1") + "region other\n" + use("jets[0].pt")},
        {WRONG(body_facts_escape), need("all(size(muons) >= 1 for j in jets)") + use("muons[0].pt")},
        {WRONG(complement_of_any), need("size(jets) >= 2") + need("size(hard) < 2") + use("central[0].pt")},
        {WRONG(members_always_exist), use("min(l.pt for l in Z)")},
        {WRONG(combinations_exist_by_size), need("size(muons) >= 2") + use("ossf[0].pt")},
        {WRONG(combinations_share_rows), need("size(jets) == 3") + use("ZZ.pt")},
        {WRONG(leading_is_full), use("lead2[1].pt")},
        {WRONG(retyped_by_type), need("size(taus) >= 1") + use("noTaus[0].pt")},
        {WRONG(parts_have_members), need("size(jets) >= 1") + use("min(j.pt for j in mega_B)")},
        {WRONG(local_define_is_free), need("exists(top)") + use_number("top.gap")},
        {WRONG(pairs_of_one), need("size(jets) >= 1") + use("min((a + b).pt for a, b in jets)")},
        {WRONG(otherwise_is_total), use("(jets[2].pt else jets[1].pt)")},
        {WRONG(otherwise_proves), need("(jets[2].pt else 50 GeV) > 30 GeV") + use("jets[2].pt")},
        {WRONG(weight_acts_everywhere), "    weight trigger(leptons[0].pt)\n" + need("size(leptons) >= 1")},
        {WRONG(fill_facts_leak), "    histo a : j.pt for j in jets, 10 bins from 0 to 100 GeV\n" + use("jets[0].pt")},
    };
#undef WRONG
    return all;
}

class PresenceMutants : public ::testing::TestWithParam<Wrong> {};

TEST_P(PresenceMutants, AreFoundOut) {
    const Analysis analysis(objects + GetParam().region);
    EXPECT_TRUE(analysis.prove().has_errors()) << "the right rules accept it too";
    EXPECT_FALSE(analysis.prove(GetParam().mutant).has_errors()) << "the wrong rule makes no difference";
    Random random(1);
    bool fails = false;
    for (int i = 0; i < 3000 && !fails; ++i) {
        const Event event = random_event(random);
        fails = !EventEvaluator(analysis.program(), event).run().missing.empty();
    }
    EXPECT_TRUE(fails) << "no event shows that the rule is wrong";
}

INSTANTIATE_TEST_SUITE_P(All, PresenceMutants, ::testing::ValuesIn(wrong_rules()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(PresenceMutants, AreAllTried) { EXPECT_EQ(wrong_rules().size(), static_cast<std::size_t>(Mutant::last)); }

}  // namespace
}  // namespace collmc::semantics::presence
