// The shape of what objects and candidates become in the typed program.
#include "check_support.h"
#include "compiler/semantics/collections.h"

namespace collmc::semantics {
namespace {

using Kind = Collection::Kind;

/// A program of these declarations, and a region that uses what is listed.
Program program_of(const std::string& declarations, const std::string& use = "MET.pt > 1 GeV") {
    Checked checked(declarations + "region R\n    select " + use +
                    "\n    histo met : MET.pt, 10 bins from 0 to 10 GeV\n");
    EXPECT_FALSE(checked.diagnostics.has_errors()) << checked.text();
    return checked.program ? std::move(*checked.program) : Program{};
}

CollectionId id_of(const Program& program, const std::string& name) {
    for (std::size_t i = 0; i < program.collections.size(); ++i)
        if (program.collections[i].name == name) return static_cast<CollectionId>(i);
    ADD_FAILURE() << name;
    return 0;
}

const Collection& collection(const Program& program, const std::string& name) {
    return program.collections[id_of(program, name)];
}

int count_of(const Program& program, Kind kind) {
    int count = 0;
    for (const Collection& collection : program.collections) count += collection.kind == kind;
    return count;
}

const std::string kLeptons = "object leptons from Electron, Muon\n";
const std::string kZ = kLeptons + "candidate Z from l1, l2 in leptons\n    closest mass to massZ\n";

TEST(Objects, WhatSeveralUsesNeedIsMadeOnce) {
    const Program program = program_of(
        kZ + "object jets from Jet\n"
             "object a from Jet, Tau as Jet\n"
             "object b from jets, Tau as Jet\n"
             "define two = leading(jets, 2)\n",
        "size(Z) == 2 and any(l.pt > 3 GeV for l in Z) and HT(two) > 3 GeV and HT(leading(jets, 2)) > 1 GeV and "
        "HT(leading(jets, 3)) > 1 GeV and size(a) + size(b) > 0");
    EXPECT_EQ(count_of(program, Kind::members), 1);
    EXPECT_EQ(count_of(program, Kind::leading), 2);
    EXPECT_EQ(count_of(program, Kind::retyped), 1);
}

TEST(Objects, RowsAreThoseOfTheFile) {
    const Program program = program_of(
        "object hadrons from Jet, Tau as Jet\n"
        "object pairs from a, b in hadrons\n"
        "object soft from hadrons excluding Tau\n",
        "size(pairs) + size(soft) > 0");
    EXPECT_EQ(collection(program, "hadrons").element.particles, 16u);
    EXPECT_EQ(collection(program, "hadrons").rows, 24u);
    EXPECT_EQ(collection(program, "pairs").rows, 24u);
    EXPECT_EQ(collection(program, "soft").excluded_collections, std::vector<CollectionId>{3});
}

TEST(Objects, AnOrderComesLast) {
    const Program program =
        program_of("object byTag from Jet order by btag, highest first\n    select pt > 30 GeV\n", "size(byTag) > 0");
    const Collection& ordered = collection(program, "byTag");
    EXPECT_EQ(ordered.kind, Kind::ordered);
    EXPECT_TRUE(ordered.cuts.empty());
    ASSERT_EQ(ordered.sources.size(), 1u);
    const Collection& selected = program.collections[ordered.sources[0]];
    EXPECT_EQ(selected.kind, Kind::filtered);
    EXPECT_EQ(selected.cuts.size(), 1u);
    EXPECT_NE(selected.self, ordered.self);
}

TEST(Objects, ACutOnTheKindIsKnownOutside) {
    const Program program = program_of(kLeptons +
                                           "object muons from leptons\n    select this is Muon\n"
                                           "object others from leptons\n    reject this is Muon\n",
                                       "size(muons) + size(others) > 0");
    EXPECT_EQ(collection(program, "muons").element.particles, 4u);
    EXPECT_EQ(collection(program, "others").element.particles, 2u);
}

TEST(Objects, CombinationsAreACandidateAndACollection) {
    const Program program = program_of("object pairs from a, b in Muon\n    select mass > 10 GeV\n", "size(pairs) > 0");
    ASSERT_EQ(program.candidates.size(), 1u);
    EXPECT_EQ(program.candidates[0].kind, Candidate::Kind::every);
    EXPECT_EQ(program.candidates[0].cuts.size(), 1u);
    const Collection& pairs = collection(program, "pairs");
    EXPECT_EQ(pairs.kind, Kind::combinations);
    EXPECT_EQ(pairs.candidate, 0);
    EXPECT_EQ(pairs.element.combination, 0);
    EXPECT_TRUE(pairs.cuts.empty());
}

TEST(Objects, OfOneVariableTheyAreASelection) {
    const Program program = program_of("object hard from m in Muon\n    select m.pt > 10 GeV\n", "size(hard) > 0");
    EXPECT_TRUE(program.candidates.empty());
    EXPECT_EQ(collection(program, "hard").kind, Kind::filtered);
    EXPECT_EQ(collection(program, "hard").element.particles, 4u);
}

TEST(Objects, AMemberOfADefineIsThatOfWhatItStandsFor) {
    const Program program = program_of(
        "object pairs from a, b in Muon\n"
        "define best = pairs[0]\n"
        "define again = best\n"
        "define charge1 = again.a.charge\n",
        "size(pairs) > 0 and charge1 > 0");
    const Expr& member = *program.defines.back().value->operands[0];
    ASSERT_EQ(member.kind, Expr::Kind::member);
    EXPECT_EQ(member.operands[0]->kind, Expr::Kind::at);
}

TEST(Candidates, DefinesOfTheirOwnKnowTheirNumber) {
    const Program program = program_of(kLeptons +
                                           "candidate Z2 from a, b in leptons\n"
                                           "    define sumPt = a.pt + b.pt\n"
                                           "    define twice = 2 * sumPt\n"
                                           "    select sumPt > 30 GeV when hasZ1\n"
                                           "    lowest twice\n"
                                           "candidate Z1 from c, d in Muon\n"
                                           "define hasZ1 = exists(Z1)\n",
                                       "exists(Z2) and Z2.sumPt > 50 GeV");
    // Z1 is met inside the block of Z2, and so comes before it.
    ASSERT_EQ(program.candidates.size(), 2u);
    const Candidate& z2 = program.candidates[1];
    ASSERT_EQ(z2.defines.size(), 2u);
    EXPECT_EQ(z2.defines[1].value->operands[1]->kind, Expr::Kind::local_define);
    EXPECT_EQ(z2.defines[1].value->operands[1]->candidate, 1);
    EXPECT_EQ(z2.cuts[0].condition->operands[0]->candidate, 1);
    EXPECT_EQ(z2.keys[0]->candidate, 1);
    EXPECT_EQ(z2.keys[0]->index, 1);
}

TEST(Candidates, TiesAreDecidedByFurtherKeys) {
    const Program program = program_of(
        kLeptons + "candidate Z from a, b in leptons\n    lowest mass\n    then highest pt\n    then lowest |eta|\n",
        "exists(Z)");
    ASSERT_EQ(program.candidates[0].keys.size(), 3u);
    EXPECT_EQ(program.candidates[0].keys[1]->kind, Expr::Kind::negate);
}

TEST(Candidates, SplitsHaveTwoPartsOfOneCollection) {
    const Program program = program_of("candidate mega from groups A, B of Jet\n    lowest A.mass + B.mass\n",
                                       "exists(mega) and size(mega.A) > 1");
    const Candidate& mega = program.candidates[0];
    EXPECT_EQ(mega.kind, Candidate::Kind::split);
    ASSERT_EQ(mega.legs.size(), 2u);
    EXPECT_EQ(mega.legs[0].collection, 4);
    EXPECT_EQ(mega.legs[1].type.kind, ObjectType::Kind::momentum);
}

// What is selected by a condition and what is left by it have nothing in common, however the condition is broken to
// lines.
TEST(Sharing, DoesNotDependOnWhiteSpace) {
    const Program program = program_of(
        "object jets from Jet\n"
        "object hard from jets\n    select pt > 30 GeV and not btagged\n"
        "object soft from jets\n    reject pt>30\tGeV and  # b jets\n\n        not btagged\n"
        "object other from jets\n    reject pt > 30 GeV\n",
        "size(hard) + size(soft) + size(other) > 0");
    EXPECT_FALSE(may_share_rows(program, id_of(program, "hard"), id_of(program, "soft")));
    EXPECT_TRUE(may_share_rows(program, id_of(program, "hard"), id_of(program, "other")));
}

TEST(Sharing, IsKnownFromHowCollectionsAreMade) {
    const Program program = program_of(
        kZ + "object rest from leptons excluding Z\n"
             "candidate Z2 from c, d in rest\n"
             "object jets from Jet\n"
             "object tagged from jets\n    select btagged\n"
             "object light from jets\n    reject btagged\n"
             "object hadrons from Jet, Tau as Jet\n"
             "object taus from Tau\n"
             "object away from jets excluding tagged\n"
             "object mixed from tagged, leptons\n",
        "size(Z) + size(Z2) + size(rest) + size(light) + size(hadrons) + size(taus) + size(away) + size(mixed) > 0");
    const auto share = [&](const std::string& a, const std::string& b) {
        const bool shared = may_share_rows(program, id_of(program, a), id_of(program, b));
        EXPECT_EQ(may_share_rows(program, id_of(program, b), id_of(program, a)), shared);
        return shared;
    };
    EXPECT_TRUE(share("Z", "leptons"));
    EXPECT_FALSE(share("Z", "rest"));
    EXPECT_FALSE(share("Z", "Z2"));
    EXPECT_FALSE(share("tagged", "light"));
    EXPECT_FALSE(share("tagged", "away"));
    EXPECT_TRUE(share("light", "away"));
    EXPECT_TRUE(share("hadrons", "taus"));
    EXPECT_FALSE(share("jets", "taus"));
    EXPECT_FALSE(share("mixed", "light"));
    EXPECT_TRUE(share("mixed", "Z"));
}

TEST(Library, ItsConstantsGiveWayToTheAnalysis) {
    const Program program = program_of("define massZ = 90 GeV\n", "MET.pt > massZ and MET.pt > massW");
    std::vector<std::string> names;
    for (const Define& define : program.defines) names.push_back(define.name);
    EXPECT_EQ(names, (std::vector<std::string>{"massZ", "massW"}));
    EXPECT_EQ(program.defines[0].value->value, 90);
}

TEST(Library, FunctionsOfAnyDimensionAreCheckedForEachOnce) {
    const Program program = program_of(
        "function square(x : Number) -> Number = x * x\n",
        "square(MET.pt) > 1 GeV^2 and square(2 * MET.pt) > 1 GeV^2 and square(MET.phi) > 1 and square(2) > 1");
    ASSERT_EQ(program.functions.size(), 2u);
    EXPECT_EQ(program.functions[0].result, Type::real({2, 1}));
    EXPECT_EQ(program.functions[1].result, Type::real());
}

TEST(Library, AFunctionOfAnyDimensionIsCheckedEvenIfUnused) {
    const Checked checked("function bad(x : Number) -> Number = x + nothing\nregion R\n    select MET.pt > 1 GeV\n");
    EXPECT_EQ(checked.codes(), std::vector<std::string>{"E0101"});
}

TEST(Forms, EveryChanceIsADrawOfItsOwn) {
    const Program program = program_of(
        "object jets from Jet\n    select chance(0.9)\n    select chance(0.9)\n"
        "define fired = chance(0.9)\n",
        "size(jets) > 0 and fired and fired and chance(0.9)");
    const Collection& jets = collection(program, "jets");
    EXPECT_EQ(jets.cuts[0].condition->attribute_name, "object jets");
    EXPECT_EQ(jets.cuts[1].condition->attribute_name, "object jets 2");
    EXPECT_EQ(jets.cuts[0].condition->operands.size(), 2u);
    EXPECT_EQ(program.defines[0].value->attribute_name, "define fired");
    EXPECT_EQ(program.defines[0].value->operands.size(), 1u);
    EXPECT_EQ(program.regions[0].cuts[0].condition->operands[1]->attribute_name, "region R");
}

TEST(Forms, TagsByWorkingPointTellTheDialect) {
    const auto dialect = [](const std::string& cut) {
        return program_of("object tagged from Jet\n    select " + cut + "\n", "size(tagged) > 0").dialect;
    };
    EXPECT_EQ(dialect("btagged"), Program::Dialect::any);
    EXPECT_EQ(dialect("btagged(tight)"), Program::Dialect::pgs);
    EXPECT_EQ(dialect("btagged(bit 0)"), Program::Dialect::delphes);
}

}  // namespace
}  // namespace collmc::semantics
