// For which events the objects of collections are made, and which columns that makes early or late.
#include "compiler/plan/objects_asked.h"

#include <gtest/gtest.h>

#include "compiler/plan/columns_read.h"
#include "tests/unit/plan/sketch.h"

namespace collmc::plan::testing {
namespace {

/// Leptons of two types and jets, all subsets by comparisons; a cut on the number of leptons, one on MET within it, and
/// another on MET beside it.
class ObjectsAsked : public ::testing::Test {
protected:
    CollectionId above(double pt, CollectionId source) {
        return s.filter(source, [&](NodeId object) { return s.b.apply(Op::less, s.b.number(pt), s.pt(object)); });
    }
    NodeId met_above(double limit) { return s.b.apply(Op::less, s.b.number(limit), s.b.event_column(abi::kMetPt)); }
    NodeId first_pt(CollectionId collection) { return s.pt(s.b.at(collection, 0)); }
    SelectionId of(CollectionId collection) { return objects_asked(s.plan())[static_cast<std::size_t>(collection)]; }
    bool is_late(abi::Particle particle) { return columns_read(s.plan()).is_late(particle, abi::kPt); }

    Sketch s;
    const CollectionId electrons = above(25, s.base(abi::kElectron)), muons = above(20, s.base(abi::kMuon));
    const CollectionId leptons = s.union_of({electrons, muons}), jets = above(30, s.base(abi::kJet));
    const SelectionId some = s.select(s.b.apply(Op::less, s.b.number(0), s.b.size(leptons)));
    const SelectionId few = s.select(met_above(50), kNone, some), others = s.select(met_above(80));
};

TEST_F(ObjectsAsked, NowhereWhereTheirNumberIsEnough) {
    s.observe(s.b.size(jets), few);
    for (const CollectionId collection : {electrons, muons, leptons, jets}) EXPECT_EQ(of(collection), kNone);
    EXPECT_TRUE(is_late(abi::kElectron)) << "it is compared";
    EXPECT_FALSE(columns_read(s.plan()).ties(abi::kElectron)) << "nothing is merged";
}

TEST_F(ObjectsAsked, WhereTheSmallestSelectionHasAllWhoAsk) {
    s.observe(first_pt(leptons), few);
    EXPECT_EQ(of(leptons), few);
    EXPECT_EQ(of(electrons), few) << "the union is made of its objects";
    EXPECT_TRUE(is_late(abi::kElectron));
    EXPECT_TRUE(columns_read(s.plan()).ties(abi::kElectron));
    s.observe(first_pt(muons), some);
    EXPECT_EQ(of(leptons), few);
    EXPECT_EQ(of(electrons), few);
    EXPECT_EQ(of(muons), some);
    s.observe(first_pt(leptons), others);
    EXPECT_EQ(of(leptons), 0) << "no cut is common to both";
    EXPECT_EQ(of(electrons), 0);
    EXPECT_FALSE(is_late(abi::kElectron)) << "all of them are merged by pt";
}

TEST_F(ObjectsAsked, ByLoops) {
    const BinderId loop = s.loop(jets), entry = s.loop(leptons);
    s.observe(s.b.reduce(Op::sum, loop, s.pt(s.b.element(loop)), kNone), few);
    s.observe_each({entry}, s.pt(s.b.element(entry)));
    EXPECT_EQ(of(jets), few);
    EXPECT_EQ(of(leptons), 0);
}

TEST_F(ObjectsAsked, EverywhereByWhatIsMadeOfThem) {
    const BinderId leg = s.bind(Binder::Kind::leg, jets);
    s.observe(s.pt(s.b.leg(s.pick({leg}, kNone, {}), 0)), few);
    EXPECT_EQ(of(jets), 0) << "combinations are formed in all events";
    const CollectionId first = s.leading(muons, 1);
    s.observe(first_pt(first), few);
    EXPECT_EQ(of(first), 0);
    EXPECT_EQ(of(muons), 0);
    EXPECT_EQ(of(electrons), kNone);
}

TEST_F(ObjectsAsked, NotByASubsetThatComparesMore) {
    s.observe(first_pt(above(60, jets)), few);
    EXPECT_EQ(of(jets), kNone) << "the subset starts from a mask";
}

TEST_F(ObjectsAsked, EverywhereByUnionsThatMayHaveAnObjectTwice) {
    const CollectionId twice = s.union_of({jets, above(60, jets)});
    s.observe(s.b.size(twice), few);
    EXPECT_EQ(of(twice), 0) << "how many there are follows from which there are";
    EXPECT_EQ(of(jets), 0);
}

}  // namespace
}  // namespace collmc::plan::testing
