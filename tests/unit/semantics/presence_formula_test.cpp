#include "compiler/semantics/presence_formula.h"

#include <gtest/gtest.h>

#include <string>

namespace collmc::semantics::presence {
namespace {

enum : Symbol { jets, bjets, leptons, Z };

std::string text(const Formula& formula) {
    static const char* const names[] = {"size(jets)", "size(bjets)", "size(leptons)", "exists(Z)"};
    return to_source(
        formula, [](Symbol symbol) { return std::string(names[symbol]); }, [](Symbol symbol) { return symbol == Z; });
}

Linear size(Symbol symbol) { return Linear::of(symbol); }
Linear number(long value) { return Linear::number(value); }

TEST(PresenceFormula, ReadsAsTheLanguage) {
    EXPECT_EQ(text(at_least(jets, 2)), "size(jets) >= 2");
    EXPECT_EQ(text(at_most(jets, 3)), "size(jets) <= 3");
    EXPECT_EQ(text(at_most(jets, 0)), "size(jets) == 0");
    EXPECT_EQ(text(compare(size(leptons), CompareOp::equal, number(1))), "size(leptons) == 1");
    EXPECT_EQ(text(compare(size(leptons), CompareOp::not_equal, number(1))), "size(leptons) != 1");
    EXPECT_EQ(text(at_least(jets, 2) & at_most(jets, 5)), "size(jets) in [2, 5]");
    EXPECT_EQ(text(at_least(Z, 1)), "exists(Z)");
    EXPECT_EQ(text(at_most(Z, 0)), "not exists(Z)");
    EXPECT_EQ(text(compare(*add(size(jets), size(leptons)), CompareOp::equal, number(2))),
              "size(jets) + size(leptons) == 2");
    EXPECT_EQ(text(compare(size(bjets), CompareOp::less_equal, *add(size(jets), number(-2)))),
              "size(jets) >= size(bjets) + 2");
    EXPECT_EQ(text(at_least(jets, 2) | (at_least(leptons, 1) & at_least(Z, 1))),
              "size(jets) >= 2 or size(leptons) >= 1 and exists(Z)");
    EXPECT_EQ(text((at_least(jets, 2) | at_least(leptons, 1)) & at_least(Z, 1)),
              "(size(jets) >= 2 or size(leptons) >= 1) and exists(Z)");
}

TEST(PresenceFormula, DividesAndRounds) {
    // 2 jets - 3 >= 0 is jets >= 2
    EXPECT_EQ(Formula::at_least_zero({{{jets, 2}}, -3}), at_least(jets, 2));
    // -2 jets + 3 >= 0 is jets <= 1
    EXPECT_EQ(Formula::at_least_zero({{{jets, -2}}, 3}), at_most(jets, 1));
    EXPECT_TRUE(Formula::at_least_zero(number(0)).is_always());
    EXPECT_TRUE(Formula::at_least_zero(number(-1)).is_never());
}

TEST(PresenceFormula, NegationIsAnInvolution) {
    Formula formula =
        (at_least(jets, 2) | at_most(leptons, 0)) & compare(size(jets), CompareOp::not_equal, size(bjets));
    EXPECT_EQ(negation(negation(formula)), formula);
    EXPECT_EQ(negation(at_least(jets, 2)), at_most(jets, 1));
}

TEST(PresenceFormula, Simplifies) {
    EXPECT_TRUE((at_least(jets, 1) | Formula::always()).is_always());
    EXPECT_TRUE((at_least(jets, 1) & Formula::never()).is_never());
    EXPECT_EQ(at_least(jets, 1) & at_least(jets, 1), at_least(jets, 1));
    auto is_jets = [](Symbol symbol) { return symbol == jets; };
    EXPECT_EQ(without((at_least(jets, 2) & at_least(leptons, 1)), is_jets), at_least(leptons, 1));
    EXPECT_TRUE(without(at_least(jets, 2) | at_least(leptons, 1), is_jets).is_always());
}

TEST(PresenceFormula, RefusesLargeNumbers) {
    EXPECT_FALSE(scale(size(jets), 1L << 41));
    EXPECT_FALSE(scale(*scale(number(3), 1L << 38), 1L << 30));
    EXPECT_FALSE(add(number(1L << 40), number(1)));
}

}  // namespace
}  // namespace collmc::semantics::presence
