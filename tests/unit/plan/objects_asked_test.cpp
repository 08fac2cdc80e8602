// For which events the objects of collections are made, and which columns that makes early or late.
#include "compiler/plan/objects_asked.h"

#include <gtest/gtest.h>

#include "compiler/plan/columns_read.h"
#include "tests/unit/plan/sketch.h"

namespace collmc::plan::testing {
namespace {

/// Leptons of two types and jets, all subsets by comparisons; a cut on the number of leptons, one on MET within it, and
/// another on MET beside it.
class ObjectsAskedFor : public ::testing::Test {
protected:
    CollectionId above(double pt, CollectionId source) {
        return s.filter(source, [&](NodeId object) { return s.b.apply(Op::less, s.b.number(pt), s.pt(object)); });
    }
    NodeId met_above(double limit) { return s.b.apply(Op::less, s.b.number(limit), s.b.event_column(abi::kMetPt)); }
    NodeId first_pt(CollectionId collection) { return s.pt(s.b.at(collection, 0)); }
    Asked of(CollectionId collection) { return ObjectsAsked(s.plan()).where(collection); }
    /// Who asks for its objects.
    std::vector<SelectionId> asking(CollectionId collection) {
        const ObjectsAsked asked(s.plan());
        std::vector<SelectionId> asking;
        for (const Use& use : uses(s.plan())) {
            if (asked.by(use)[static_cast<std::size_t>(collection)] != 0) asking.push_back(use.selection);
        }
        return asking;
    }

    Sketch s;
    const CollectionId electrons = above(25, s.base(abi::kElectron)), muons = above(20, s.base(abi::kMuon));
    const CollectionId leptons = s.union_of({electrons, muons}), jets = above(30, s.base(abi::kJet));
    const SelectionId some = s.select(s.b.apply(Op::less, s.b.number(0), s.b.size(leptons)));
    const SelectionId few = s.select(met_above(50), kNone, some), others = s.select(met_above(80));
};

TEST_F(ObjectsAskedFor, NowhereWhereTheirNumberIsEnough) {
    s.observe(s.b.size(jets), few);
    for (const CollectionId collection : {electrons, muons, leptons, jets}) EXPECT_EQ(of(collection), Asked::nowhere);
    EXPECT_FALSE(columns_read(s.plan()).ties(abi::kElectron)) << "nothing is merged";
}

TEST_F(ObjectsAskedFor, BehindCuts) {
    using Selections = std::vector<SelectionId>;
    s.observe(first_pt(leptons), few);
    EXPECT_EQ(of(leptons), Asked::behind_cuts);
    EXPECT_EQ(of(electrons), Asked::behind_cuts);
    EXPECT_EQ(asking(electrons), Selections{few}) << "the union is made of its objects";
    EXPECT_TRUE(columns_read(s.plan()).ties(abi::kElectron));
    s.observe(first_pt(muons), some);
    EXPECT_EQ(asking(leptons), Selections{few});
    EXPECT_EQ(asking(electrons), Selections{few});
    EXPECT_EQ(asking(muons), (Selections{few, some}));
    s.observe(first_pt(leptons), others);
    EXPECT_EQ(of(leptons), Asked::behind_cuts) << "though no cut is common to both";
    s.observe(first_pt(leptons));
    EXPECT_EQ(of(leptons), Asked::everywhere);
    EXPECT_EQ(of(electrons), Asked::everywhere);
}

TEST_F(ObjectsAskedFor, ByLoops) {
    const BinderId loop = s.loop(jets), entry = s.loop(leptons);
    s.observe(s.b.reduce(Op::sum, loop, s.pt(s.b.element(loop)), kNone), few);
    s.observe_each({entry}, s.pt(s.b.element(entry)));
    EXPECT_EQ(of(jets), Asked::behind_cuts);
    EXPECT_EQ(of(leptons), Asked::everywhere);
}

TEST_F(ObjectsAskedFor, EverywhereByWhatIsMadeOfThem) {
    const BinderId leg = s.bind(Binder::Kind::leg, jets);
    s.observe(s.pt(s.b.leg(s.pick({leg}, kNone, {}), 0)), few);
    EXPECT_EQ(of(jets), Asked::everywhere) << "combinations are formed in all events";
    const CollectionId first = s.leading(muons, 1);
    s.observe(first_pt(first), few);
    EXPECT_EQ(of(first), Asked::everywhere);
    EXPECT_EQ(of(muons), Asked::everywhere);
    EXPECT_EQ(of(electrons), Asked::nowhere);
}

TEST_F(ObjectsAskedFor, NotByASubsetThatComparesMore) {
    s.observe(first_pt(above(60, jets)), few);
    EXPECT_EQ(of(jets), Asked::nowhere) << "the subset starts from a mask";
}

TEST_F(ObjectsAskedFor, EverywhereByUnionsThatMayHaveAnObjectTwice) {
    const CollectionId twice = s.union_of({jets, above(60, jets)});
    s.observe(s.b.size(twice), few);
    EXPECT_EQ(of(twice), Asked::everywhere) << "how many there are follows from which there are";
    EXPECT_EQ(of(jets), Asked::everywhere);
}

}  // namespace
}  // namespace collmc::plan::testing
