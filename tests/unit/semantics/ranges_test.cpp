// The sets of numbers of the range analysis, and that it says nothing of what is right. Its messages are golden files.
#include "compiler/semantics/ranges.h"

#include <fmt/format.h>

#include <cmath>
#include <random>

#include "check_support.h"

namespace collmc::semantics {
namespace {

class Random {
public:
    double end() {
        static const std::vector<double> ends = {-1e6, -7.25, -3, -1, -0.5, 0, 0.1, 0.5, 1, 2, 3, 10.75, 1e6};
        return ends[engine_() % ends.size()];
    }
    Numbers numbers() {
        Numbers result;
        const unsigned pieces = 1 + engine_() % 3;
        for (unsigned i = 0; i < pieces; ++i) {
            double low = end(), high = end();
            if (low > high) std::swap(low, high);
            const Stretch stretch{{low, engine_() % 2 == 0}, {high, engine_() % 2 == 0}};
            result = result | (stretch.empty() ? Numbers::one(low) : Numbers::of(stretch));
        }
        return engine_() % 8 == 0 ? result | Numbers::at_least(5) : result;
    }
    /// A number of the set: an end that belongs to it, its neighbour, or one in between.
    double member(const Numbers& numbers) {
        for (;;) {
            const Stretch& it = numbers.stretches()[engine_() % numbers.stretches().size()];
            const double low = it.begin.value, high = std::isfinite(it.end.value) ? it.end.value : low + 100;
            const double between = std::uniform_real_distribution<>(0, 1)(engine_);
            const std::vector<double> choices = {low, high, std::nextafter(low, high), std::nextafter(high, low),
                                                 low + between * (high - low)};
            const double value = choices[engine_() % choices.size()];
            const bool vanishes = value != 0 && std::abs(value) < 1e-100;  // underflow is taken not to happen
            if (!vanishes && numbers.contains(value)) return value;
        }
    }
    unsigned below(unsigned n) { return engine_() % n; }

private:
    std::mt19937 engine_{20260117};
};

bool holds(const Numbers& numbers, double value) {
    return std::isnan(value) ? numbers.may_be_nan() : numbers.contains(value);
}

TEST(Ranges, ArithmeticHoldsEveryResult) {
    Random random;
    for (int i = 0; i < 10000; ++i) {
        const Numbers a = random.numbers(), b = random.numbers();
        const double x = random.member(a), y = random.member(b);
        SCOPED_TRACE(fmt::format("{} {} | {} | {}", x, y, describe(a, {}), describe(b, {})));
        ASSERT_TRUE(holds(a + b, x + y));
        ASSERT_TRUE(holds(a - b, x - y));
        ASSERT_TRUE(holds(a * b, x * y));
        if (std::isfinite(x / y)) {  // overflow is taken not to happen
            ASSERT_TRUE(holds(a / b, x / y));
        }
        ASSERT_TRUE(holds(-a, -x));
        ASSERT_TRUE(holds(absolute(a), std::abs(x)));
        ASSERT_TRUE(holds(square_root(a), std::sqrt(x)));
        ASSERT_TRUE(holds(power(a, {2, 1}), x * x));
        ASSERT_TRUE(holds(power(a, {3, 1}), x * x * x));
        ASSERT_TRUE(holds(power(a, {1, 2}), std::sqrt(x)));
        if (std::isfinite(1 / x)) {
            ASSERT_TRUE(holds(power(a, {-1, 1}), 1 / x));
        }
        ASSERT_TRUE(holds(a | b, x));
        ASSERT_TRUE(holds(a | b, y));
        if (b.contains(x)) {
            ASSERT_TRUE(holds(a & b, x));
        }
        ASSERT_TRUE(holds(widened(a), x));
    }
}

TEST(Ranges, FunctionsHoldEveryResult) {
    struct Entry {
        Intrinsic op;
        double (*function)(double);
    };
    const std::vector<Entry> entries = {
        {Intrinsic::cbrt, [](double x) { return std::cbrt(x); }},
        {Intrinsic::log, [](double x) { return std::log(x); }},
        {Intrinsic::sin, [](double x) { return std::sin(x); }},
        {Intrinsic::cos, [](double x) { return std::cos(x); }},
        {Intrinsic::asin, [](double x) { return std::asin(x); }},
        {Intrinsic::acos, [](double x) { return std::acos(x); }},
        {Intrinsic::atan, [](double x) { return std::atan(x); }},
        {Intrinsic::tanh, [](double x) { return std::tanh(x); }},
        {Intrinsic::asinh, [](double x) { return std::asinh(x); }},
        {Intrinsic::acosh, [](double x) { return std::acosh(x); }},
        {Intrinsic::floor, [](double x) { return std::floor(x); }},
        {Intrinsic::sign, [](double x) { return x > 0   ? 1.0
                                                : x < 0 ? -1.0
                                                        : 0.0; }},
    };
    Random random;
    for (int i = 0; i < 10000; ++i) {
        const Numbers a = random.numbers(), b = random.numbers();
        const double x = random.member(a), y = random.member(b);
        const Entry& entry = entries[random.below(static_cast<unsigned>(entries.size()))];
        ASSERT_TRUE(holds(result_of(entry.op, {a}), entry.function(x)))
            << name_of(entry.op) << "(" << x << ") of " << describe(a, {});
        ASSERT_TRUE(holds(result_of(Intrinsic::min2, {a, b}), std::min(x, y)));
        ASSERT_TRUE(holds(result_of(Intrinsic::max2, {a, b}), std::max(x, y)));
        ASSERT_TRUE(holds(result_of(Intrinsic::hypot, {a, b}), std::hypot(x, y)));
        ASSERT_TRUE(holds(result_of(Intrinsic::atan2, {a, b}), std::atan2(x, y)));
    }
}

TEST(Ranges, WholeNumbers) {
    const Numbers between = Numbers::of({{1, true}, {4, false}}).as_whole();
    EXPECT_EQ(describe(between, {}), "in [2, 3]");
    EXPECT_TRUE(Numbers::of({{1, true}, {2, false}}).as_whole().has_none());
    EXPECT_EQ(describe(Numbers::counts().without(0), {}), "at least 1");
    EXPECT_EQ(describe(Numbers::within(1, 2).without(2), {1, 1}), "in [1, 2) GeV");
}

// What a reader of warnings must never be told.
TEST(Ranges, NothingIsSaidOfWhatIsRight) {
    const std::string objects =
        "object leptons from Electron, Muon\n    select pt > 20 GeV\n"
        "object jets from Jet\n    select pt > 30 GeV\n    select |eta| < 2.5\n"
        "object bjets from jets\n    select btagged\n"
        "candidate Z from l1, l2 in leptons\n    select mass in [76, 106] GeV\n    closest mass to 91.1876 GeV\n"
        "define HT = sum(j.pt for j in jets)\n"
        "region R\n    select size(leptons) >= 2 and size(jets) >= 2 and exists(Z) and size(bjets) in [0, 3]\n";
    const std::vector<std::string> bodies = {
        "    select MET.pt > 0 GeV\n    histo s : HT / sqrt(MET.pt), 10 bins from 0 to 100 GeV^(1/2)\n",
        "    histo t : MET.pt / HT, 10 bins from 0 to 100\n",
        "    histo q : HT / size(jets) when size(jets) > 0 else 0 GeV, 10 bins from 0 to 100 GeV\n",
        "    select jets[2].pt > 50 GeV when size(jets) >= 3\n    select jets[2].pt < 80 GeV when size(jets) >= 3\n",
        "    select (jets[2].pt else 0 GeV) > 20 GeV\n",
        "    select jets[0].pt > 100 GeV\n    select jets[1].pt < 90 GeV\n",
        "    select MET.pt > 50 GeV or HT > 500 GeV\n    select HT < 600 GeV\n    select MET.pt < 90 GeV\n",
        "    reject MET.pt in [50, 60] GeV\n    select MET.pt < 55 GeV\n    select MET.pt < 45 GeV\n",
        "    reject any(j.pt > 100 GeV for j in jets)\n    select all(|j.eta| < 2 for j in jets)\n",
        "    histo nj : size(jets), 10 bins from 0 to 10\n    histo nb : size(bjets), 8 bins from 0 to 4\n",
        "    histo eta : j.eta for j in jets, 10 bins from -2.5 to 2.5\n",
        "    select Z.mass < 100 GeV\n    histo m : Z.mass, 10 bins from 70 to 110 GeV\n",
        "    select |deltaPhi(Z, MET)| <= 3.1\n    histo d : |deltaPhi(Z, MET)|, 10 bins from 0 to 3.2\n",
        "    select (leptons[0] + MET).pt > 5 GeV\n    select leptons[0].pt / Z.mass > 0.3\n",
        "    bins b\n        by size(jets) : 2, 3 and above\n        by MET.pt : 0, 50 GeV and above\n",
        "    select MET.pt <= 200 GeV\n    histo met : MET.pt, 21 bins from 0 to 210 GeV\n",
        "    select sqrt(HT - 100 GeV) >= 0 GeV^(1/2)\n",
    };
    for (const std::string& body : bodies) {
        const Checked checked(objects + body);
        EXPECT_FALSE(checked.diagnostics.has_errors()) << checked.text();
        for (const std::string& code : checked.codes())
            EXPECT_EQ(code, "W0809") << body << checked.text();  // an unused name at most
    }
}

}  // namespace
}  // namespace collmc::semantics
