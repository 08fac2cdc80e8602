#include "runtime/lhco/dialect.h"

#include <gtest/gtest.h>

namespace collmc::lhco {
namespace {

ParseCounts counts(bool phi_negative, bool phi_above_pi, bool half_btags = false) {
    ParseCounts counts;
    counts.phi_negative = phi_negative;
    counts.phi_above_pi = phi_above_pi;
    counts.half_btags = half_btags;
    return counts;
}

TEST(Dialect, IsToldByPhiAndBTags) {
    EXPECT_EQ(dialect_of(counts(true, false)), Dialect::delphes);
    EXPECT_EQ(dialect_of(counts(false, true)), Dialect::pgs);
    EXPECT_EQ(dialect_of(counts(false, false, true)), Dialect::pgs);
    EXPECT_EQ(dialect_of(counts(false, false)), std::nullopt);
    EXPECT_EQ(dialect_of(counts(true, true)), std::nullopt);
    EXPECT_EQ(dialect_of(counts(true, false, true)), std::nullopt);
}

TEST(Dialect, Words) {
    for (const Dialect dialect : {Dialect::delphes, Dialect::pgs}) EXPECT_FALSE(name_of(dialect).empty());
    EXPECT_EQ(dialect_named("delphes"), Dialect::delphes);
    EXPECT_EQ(dialect_named("pgs"), Dialect::pgs);
    EXPECT_EQ(dialect_named(""), std::nullopt);
}

TEST(Dialect, RefusalNamesFileFindingAndRemedy) {
    EXPECT_EQ(refusal(Dialect::pgs, counts(false, false), "a.lhco"), "");  // it may still show
    EXPECT_EQ(refusal(Dialect::pgs, counts(false, true), "a.lhco"), "");
    EXPECT_EQ(refusal_at_end(Dialect::pgs, counts(false, true), "a.lhco"), "");
    const std::string other = refusal(Dialect::pgs, counts(true, false), "a.lhco");
    for (const char* part : {"a.lhco: ", "file of Delphes", "phi goes below 0", "--dialect pgs"})
        EXPECT_NE(other.find(part), std::string::npos) << other;
    EXPECT_EQ(refusal_at_end(Dialect::pgs, counts(true, false), "a.lhco"), other);
    const std::string half = refusal(Dialect::delphes, counts(false, false, true), "a.lhco");
    EXPECT_NE(half.find("b tags of 0.5 or 2.5"), std::string::npos) << half;
    const std::string both = refusal(Dialect::delphes, counts(true, true), "a.lhco");
    EXPECT_NE(both.find("not clear"), std::string::npos) << both;
    const std::string unknown = refusal_at_end(Dialect::delphes, counts(false, false), "a.lhco");
    EXPECT_NE(unknown.find("do not show"), std::string::npos) << unknown;
    EXPECT_NE(unknown.find("--dialect delphes"), std::string::npos) << unknown;
}

}  // namespace
}  // namespace collmc::lhco
