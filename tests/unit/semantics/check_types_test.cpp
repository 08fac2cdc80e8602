// Types and dimensions of expressions.
#include "check_support.h"

namespace collmc::semantics {
namespace {

TEST(Types, Literals) {
    EXPECT_EQ(type_of("3"), "Integer");
    EXPECT_EQ(type_of("3.0"), "Real");
    EXPECT_EQ(type_of("3 GeV"), "Energy");
    EXPECT_EQ(type_of("8.5 GeV^(1/2)"), "Energy^(1/2)");
    EXPECT_EQ(type_of("2 TeV^-1"), "Energy^-1");
    EXPECT_EQ(type_of("30 deg"), "Real");
    EXPECT_EQ(type_of("pi"), "Real");
}

TEST(Types, Arithmetic) {
    EXPECT_EQ(type_of("1 + 2 * 3"), "Integer");
    EXPECT_EQ(type_of("1 / 2"), "Real");
    EXPECT_EQ(type_of("size(jets) + 0.5"), "Real");
    EXPECT_EQ(type_of("2 * jets[0].pt"), "Energy");
    EXPECT_EQ(type_of("jets[0].pt * jets[1].pt"), "Energy^2");
    EXPECT_EQ(type_of("jets[0].pt / jets[1].pt"), "Real");
    EXPECT_EQ(type_of("1 / jets[0].pt"), "Energy^-1");
    EXPECT_EQ(type_of("jets[0].pt^2"), "Energy^2");
    EXPECT_EQ(type_of("jets[0].pt^(3/2)"), "Energy^(3/2)");
    EXPECT_EQ(type_of("size(jets)^2"), "Integer");
    EXPECT_EQ(type_of("-|jets[0].eta|"), "Real");
    EXPECT_EQ(type_of("MET.pt / sqrt(HT(jets))"), "Energy^(1/2)");
}

TEST(Types, Intrinsics) {
    EXPECT_EQ(type_of("sqrt(jets[0].pt * jets[1].pt)"), "Energy");
    EXPECT_EQ(type_of("cbrt(jets[0].pt^3)"), "Energy");
    EXPECT_EQ(type_of("atan2(jets[0].py, jets[0].px)"), "Real");
    EXPECT_EQ(type_of("hypot(jets[0].px, jets[0].py)"), "Energy");
    EXPECT_EQ(type_of("min(size(jets), 4)"), "Integer");
    EXPECT_EQ(type_of("max(size(jets), 0.5)"), "Real");
    EXPECT_EQ(type_of("sign(jets[0].pt - 3 GeV)"), "Integer");
    EXPECT_EQ(type_of("exp(-jets[0].pt / 1 TeV)"), "Real");
}

TEST(Types, SumsOfMomenta) {
    EXPECT_EQ(type_of("jets[0] + jets[1]"), "Momentum");
    EXPECT_EQ(type_of("jets[0] + jets[1] - jets[2]"), "Momentum");
    EXPECT_EQ(type_of("leptons[0] + MET"), "Transverse");
    EXPECT_EQ(type_of("-MET"), "Transverse");
    EXPECT_EQ(type_of("-jets[0]"), "Momentum");
    EXPECT_EQ(type_of("Z + jets[0]"), "Momentum");
    EXPECT_EQ(type_of("sum(j for j in jets)"), "Momentum");
    EXPECT_EQ(type_of("(jets[0] + MET).pt"), "Energy");
}

TEST(Types, Objects) {
    EXPECT_EQ(type_of("leptons[0]"), "Electron or Muon");
    EXPECT_EQ(type_of("leptons[0].charge"), "Integer");
    EXPECT_EQ(type_of("Z.l1"), "Electron or Muon");
    EXPECT_EQ(type_of("Z"), "Momentum");
    EXPECT_EQ(type_of("Z.mass"), "Energy");
    EXPECT_EQ(type_of("jets[0].btagged"), "Bool");
    EXPECT_EQ(type_of("MET"), "MET");
}

TEST(Types, Reductions) {
    EXPECT_EQ(type_of("sum(j.pt for j in jets when |j.eta| < 2.4)"), "Energy");
    EXPECT_EQ(type_of("min(deltaR(leptons[0], j) for j in jets)"), "Real");
    EXPECT_EQ(type_of("any(j.btagged for j in jets)"), "Bool");
    EXPECT_EQ(type_of("count(j.btagged for j in jets)"), "Integer");
    EXPECT_EQ(type_of("mean(j.tracks for j in jets)"), "Real");
    EXPECT_EQ(type_of("mean(l.charge for l in leptons)"), "Real");
    EXPECT_EQ(type_of("sum(l.charge for l in leptons)"), "Integer");
    EXPECT_EQ(type_of("product(1 - 0.1 * |j.eta| for j in jets)"), "Real");
}

TEST(Types, Conditionals) {
    EXPECT_EQ(type_of("125 GeV when size(jets) == 2 else 200 GeV"), "Energy");
    EXPECT_EQ(type_of("1 when size(jets) == 2 else 0.5"), "Real");
    EXPECT_EQ(type_of("leptons[0] when size(leptons) >= 3 else jets[0]"), "Electron or Muon or Jet");
    EXPECT_EQ(type_of("leptons[0] when size(leptons) >= 3 else MET"), "Transverse");
}

TEST(Types, LibraryFunctions) {
    EXPECT_EQ(type_of("deltaPhi(jets[0], MET)"), "Real");
    EXPECT_EQ(type_of("deltaR(Z, jets[0])"), "Real");
    EXPECT_EQ(type_of("mT(leptons[0], MET)"), "Energy");
    EXPECT_EQ(type_of("mTmassive(Z, MET)"), "Energy");
    EXPECT_EQ(type_of("MHT(jets)"), "Transverse");
    EXPECT_EQ(type_of("HT(leptons)"), "Energy");
    EXPECT_EQ(type_of("oppositeSign(leptons[0], leptons[1])"), "Bool");
    EXPECT_EQ(type_of("cosThetaCS(leptons[0], leptons[1])"), "Real");
    EXPECT_EQ(type_of("centrality(Z, jets[0], jets[1])"), "Real");
}

TEST(Types, RationalsStayInLowestTerms) {
    EXPECT_EQ(Rational::of(2, -4), (Rational{-1, 2}));
    EXPECT_EQ((Rational{1, 2} + Rational{1, 3}), (Rational{5, 6}));
    EXPECT_EQ((Rational{1, 2} - Rational{1, 2}), Rational{});
    EXPECT_EQ((Rational{2, 3} * Rational{3, 2}), (Rational{1, 1}));
}

TEST(Types, SubtypesForgetAttributes) {
    const auto object = [](ObjectType::Kind kind, std::uint32_t particles = 0) {
        return Type::of_object({kind, particles});
    };
    const Type jet = object(ObjectType::Kind::detector, 16), lepton = object(ObjectType::Kind::detector, 14);
    const Type muon = object(ObjectType::Kind::detector, 4), met = object(ObjectType::Kind::met);
    const Type momentum = object(ObjectType::Kind::momentum), transverse = object(ObjectType::Kind::transverse);
    EXPECT_TRUE(is_subtype(muon, lepton));
    EXPECT_FALSE(is_subtype(lepton, muon));
    EXPECT_FALSE(is_subtype(jet, lepton));
    EXPECT_TRUE(is_subtype(jet, momentum));
    EXPECT_TRUE(is_subtype(momentum, transverse));
    EXPECT_TRUE(is_subtype(met, transverse));
    EXPECT_FALSE(is_subtype(met, momentum));
    EXPECT_FALSE(is_subtype(transverse, momentum));
    EXPECT_TRUE(is_subtype(Type::integer(), Type::real()));
    EXPECT_FALSE(is_subtype(Type::integer(), Type::real({1, 1})));
    EXPECT_TRUE(is_subtype(Type::collection_of(jet.object), Type::collection_of(transverse.object)));
    EXPECT_FALSE(is_subtype(Type::collection_of(transverse.object), Type::collection_of(jet.object)));
}

}  // namespace
}  // namespace collmc::semantics
