#include "compiler/semantics/presence_solver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace collmc::semantics::presence {
namespace {

constexpr int kSymbols = 4;
constexpr long kLargest = 4;  ///< every symbol is bounded by this, so that counting through all values decides

class RandomFormula {
public:
    explicit RandomFormula(unsigned seed) : random_(seed) {}

    Formula make(int depth) {
        if (depth == 0 || pick(3) == 0) return atom();
        std::vector<Formula> parts;
        for (int i = pick(3) + 1; i >= 0; --i) parts.push_back(make(depth - 1));
        return pick(2) == 0 ? Formula::all_of(parts) : Formula::any_of(parts);
    }

    int pick(int count) { return std::uniform_int_distribution(0, count - 1)(random_); }

private:
    Formula atom() {
        Linear linear;
        for (Symbol symbol = 0; symbol < kSymbols; ++symbol)
            if (long coefficient = pick(2) * (pick(7) - 3)) linear.terms.emplace_back(symbol, coefficient);
        linear.constant = pick(15) - 7;
        return Formula::at_least_zero(linear);
    }

    std::mt19937 random_;
};

/// Whether values up to kLargest satisfy all formulas.
bool has_solution(const std::vector<Formula>& formulas) {
    std::vector<long> values(kSymbols, 0);
    std::function<bool(int)> count = [&](int symbol) {
        if (symbol == kSymbols)
            return std::all_of(formulas.begin(), formulas.end(), [&](const Formula& formula) {
                return holds(formula, [&](Symbol s) { return values[s]; });
            });
        for (values[symbol] = 0; values[symbol] <= kLargest; ++values[symbol])
            if (count(symbol + 1)) return true;
        return false;
    };
    return count(0);
}

TEST(PresenceSolver, AgreesWithCountingThroughAllValues) {
    int impossible = 0, possible = 0, missed = 0, with_example = 0;
    for (unsigned seed = 0; seed < 3000; ++seed) {
        RandomFormula random(seed);
        std::vector<Formula> formulas;
        for (int i = random.pick(4); i >= 0; --i) formulas.push_back(random.make(2));
        for (Symbol symbol = 0; symbol < kSymbols; ++symbol) formulas.push_back(at_most(symbol, kLargest));

        Values example;
        const Satisfiable answer = satisfiable(formulas, {}, &example);
        if (has_solution(formulas)) {
            ASSERT_EQ(answer, Satisfiable::possible) << "a solution was refuted, seed " << seed;
            for (const Formula& formula : formulas)
                if (!example.empty())
                    EXPECT_TRUE(holds(formula, [&](Symbol symbol) { return example[symbol]; })) << seed;
            ++possible;
            with_example += !example.empty();
        } else {
            ++(answer == Satisfiable::impossible ? impossible : missed);
        }
    }
    EXPECT_GT(with_example, 300);
    EXPECT_GT(possible, 300);
    EXPECT_GT(impossible, 300);
    EXPECT_LT(missed, impossible / 50) << "refutation is expected to miss only rare parity conflicts";
}

TEST(PresenceSolver, RefutesWithoutBounds) {
    // a >= b + 1 and b >= a + 1: bounds alone would creep for ever
    EXPECT_EQ(
        satisfiable({Formula::at_least_zero({{{0, 1}, {1, -1}}, -1}), Formula::at_least_zero({{{0, -1}, {1, 1}}, -1})}),
        Satisfiable::impossible);
}

TEST(PresenceSolver, RoundsToWholeNumbers) {
    // 2a + 2b == 3
    EXPECT_EQ(
        satisfiable({Formula::at_least_zero({{{0, 2}, {1, 2}}, -3}), Formula::at_least_zero({{{0, -2}, {1, -2}}, 3})}),
        Satisfiable::impossible);
}

TEST(PresenceSolver, EitherOfTwoGivesTheOtherByElimination) {
    // electrons >= 2 or muons >= 2; muons < 2; so electrons >= 2
    EXPECT_EQ(satisfiable({at_least(0, 2) | at_least(1, 2), at_most(1, 1), at_most(0, 1)}), Satisfiable::impossible);
}

TEST(PresenceSolver, GivesUpAfterACountedNumberOfCases) {
    // Pigeons in holes: refutation needs many cases.
    constexpr int holes = 6;
    std::vector<Formula> formulas;
    auto in = [](int pigeon, int hole) { return pigeon * holes + hole; };
    for (int pigeon = 0; pigeon <= holes; ++pigeon) {
        std::vector<Formula> somewhere;
        for (int hole = 0; hole < holes; ++hole) somewhere.push_back(at_least(in(pigeon, hole), 1));
        formulas.push_back(Formula::any_of(somewhere));
    }
    for (int hole = 0; hole < holes; ++hole)
        for (int a = 0; a <= holes; ++a)
            for (int b = 0; b < a; ++b) formulas.push_back(at_most(in(a, hole), 0) | at_most(in(b, hole), 0));
    EXPECT_EQ(satisfiable(formulas, {.cases = 20}), Satisfiable::too_large);
}

}  // namespace
}  // namespace collmc::semantics::presence
