// Collections whose objects are made for few events agree with the interpreter's.
#include <gtest/gtest.h>

#include "compiler/codegen/pieces.h"
#include "tests/unit/codegen/agreement.h"
#include "tests/unit/codegen/bench.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::codegen::testing {
namespace {

using plan::CollectionId;
using plan::NodeId;
using plan::Op;
using plan::SelectionId;

/// Subsets by comparisons and unions of different types; cuts on how many there are, and behind them on MET.
struct Late : Bench {
    explicit Late(double met_above) : few(select(some, is(Op::less, number(met_above), event(abi::kMetPt)), "few")) {}

    CollectionId above(double pt, abi::Particle particle) {
        return filter(std::string(abi::kParticleNames[particle]) + "s", base(particle),
                      [&](NodeId object) { return is(Op::less, number(pt), column(object, abi::kPt)); });
    }
    void observe(SelectionId selection, CollectionId collection) {
        std::vector<NodeId> columns;
        describe(collection, columns);
        ntuple(selection, std::move(columns));
    }
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const Piece& piece : pieces_of(plan, assign_slots(plan, 8), true).all) names.push_back(piece.name);
        return names;
    }
    bool has(std::string_view name) const { return std::ranges::count(names(), name) == 1; }

    const CollectionId electrons = above(19, abi::kElectron), muons = above(15, abi::kMuon);
    const CollectionId taus = base(abi::kTau), photons = above(29, abi::kPhoton);
    const CollectionId leptons = union_of({electrons, muons}), three = union_of({leptons, taus, photons});
    const CollectionId backwards = ordered(taus, false, [&](NodeId object) { return column(object, abi::kPt); });
    const CollectionId mixed = union_of({backwards, photons});
    const CollectionId jets = above(20, abi::kJet);
    const SelectionId some = select(0, is(Op::less, number(0), size(leptons)), "some");
    const SelectionId few;
};

TEST(LateObjects, AreMadeBehindTheCuts) {
    Late w(50);
    w.observe(w.few, w.leptons);
    EXPECT_TRUE(w.has("object.union.objects"));
    EXPECT_TRUE(w.has("object.Electrons.objects"));
    EXPECT_FALSE(w.has("object.Jets.objects")) << "nobody asks for one";
    const std::vector<std::string> names = w.names();
    const auto place = [&](std::string_view name) { return std::ranges::find(names, name) - names.begin(); };
    EXPECT_LT(place("region.some"), place("object.Electrons.objects"));
    EXPECT_LT(place("object.Muons.objects"), place("object.union.objects"));
    EXPECT_LT(place("decode.few"), place("object.union.objects")) << "pt decides on their order";
    EXPECT_LT(place("object.union.objects"), place("output.few"));
}

TEST(LateObjects, AreMadeBehindTheirSizes) {
    // A collection that is first asked for behind the selection whose events ask.
    Late w(50);
    const CollectionId later = w.above(40, abi::kJet);
    w.observe(w.few, later);
    const std::vector<std::string> names = w.names();
    EXPECT_LT(std::ranges::find(names, "object.Jets.2"), std::ranges::find(names, "object.Jets.objects"));
    EXPECT_LT(std::ranges::find(names, "object.Jets.objects"), std::ranges::find(names, "output.few"));
}

/// Regions that ask for objects, each behind cuts of its own.
struct LateInRegions : Late {
    LateInRegions() : Late(50) {
        const NodeId met = event(abi::kMetPt);
        const SelectionId low = select(0, is(Op::less, met, number(30)), "low");
        const NodeId eta = node(Op::cosh, {column(at(leptons, 0), abi::kEta)});
        // Whether there are leptons is not known here; where there is none, a value is computed all the same.
        const NodeId has_leptons = is(Op::less, number(0), size(leptons));
        const SelectionId with_lepton = select(low, has_leptons, "low.lepton");
        const SelectionId central = select(with_lepton, is(Op::less, eta, number(2)), "low.central");
        const SelectionId first = select(few, is(Op::less, eta, number(1.7)), "few.central");
        // What this region asks first, of all events, is not cheap, so its own cut comes late.
        const NodeId angle = node(Op::cos, {node(Op::sinh, {event(abi::kMetPhi)})});
        const SelectionId angled = select(0, is(Op::less, number(0.5), angle), "angled");
        const SelectionId second = select(angled, both(has_leptons, is(Op::less, angle, number(0.9))), "angled.lepton");
        const SelectionId third = select(second, is(Op::less, eta, number(1.5)), "angled.central");
        for (const SelectionId selection : {central, first, third}) {
            ntuple(selection, {eta, column(at(leptons, 0), abi::kPt)});
            observe(selection, jets);
            observe(selection, mixed);
        }
        plan.regions[0].rows.resize(1);
    }
};

TEST(LateObjects, AreMadeOnceForAllRegions) {
    const std::vector<std::string> names = LateInRegions().names();
    const auto place = [&](std::string_view name) { return std::ranges::find(names, name) - names.begin(); };
    EXPECT_EQ(std::ranges::count(names, "object.union.objects"), 1);
    EXPECT_LT(place("region.angled"), place("object.union.objects"));
    EXPECT_LT(place("object.union.objects"), place("region.few.central"));
    EXPECT_EQ(std::ranges::count_if(names, [](const std::string& name) { return name.starts_with("decode."); }), 3)
        << "of taus, which are ordered in all events, of leptons for the cuts, of jets and photons for what is written";
}

class LateObjects : public ::testing::TestWithParam<int> {
protected:
    /// MET is between 0 and 100, mostly.
    static void expect_agreement_at(double met_above, int width) {
        Late w(met_above);
        w.observe(w.few, w.leptons);
        w.observe(w.few, w.three);
        w.observe(w.few, w.mixed);
        w.observe(w.some, w.jets);
        const NodeId first = w.node(Op::cosh, {w.column(w.at(w.leptons, 0), abi::kEta)});
        const SelectionId narrow = w.select(
            w.few, w.both(w.is(Op::less, first, w.number(1.5)), w.is(Op::less, w.number(1), w.size(w.leptons))),
            "narrow");
        w.ntuple(narrow, {first, w.column(w.at(w.leptons, 1), abi::kPt)});
        const plan::BinderId lepton = w.loop(w.leptons), photon = w.loop(w.photons);
        w.fill(narrow, {w.column(w.element(lepton), abi::kPt), w.column(w.element(photon), abi::kPt)},
               {lepton, photon});
        ASSERT_EQ(plan::verify(w.plan), "");
        std::vector<std::vector<plan::testing::Event>> blocks;
        for (const int n_events : {0, 1, 7, 8, 9, 500}) {
            blocks.push_back(plan::testing::random_events(11, n_events));
            blocks.push_back(plan::testing::with_decimals(blocks.back()));
        }
        expect_agreement(w.plan, blocks, width, fmt::format("MET above {}", met_above));
    }
};

TEST_P(LateObjects, AreThoseOfAllEvents) {
    for (const double met_above : {-1.0, 30.0, 95.0, 1000.0}) {
        if (HasFatalFailure() || IsSkipped()) return;
        expect_agreement_at(met_above, GetParam());
    }
}

TEST_P(LateObjects, AreThoseThatEachRegionAsksFor) {
    LateInRegions w;
    ASSERT_EQ(plan::verify(w.plan), "");
    std::vector<std::vector<plan::testing::Event>> blocks;
    for (const int n_events : {0, 1, 7, 8, 9, 500}) {
        blocks.push_back(plan::testing::random_events(13, n_events));
        blocks.push_back(plan::testing::with_decimals(blocks.back()));
    }
    expect_agreement(w.plan, blocks, GetParam(), "regions");
}

INSTANTIATE_TEST_SUITE_P(Width, LateObjects, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
