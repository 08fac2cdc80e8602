#include "compiler/semantics/ranges.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "compiler/semantics/literals.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

const Place kBelowAll{-kInfinity, true};  ///< of finite numbers
const Place kAboveAll{kInfinity, false};

Place begin_at(double value) { return value == -kInfinity ? kBelowAll : Place{value, false}; }
Place end_at(double value) { return value == kInfinity ? kAboveAll : Place{value, true}; }

/// Infinity stands for "without bound", and 0 times anything finite is 0.
double product(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }
double quotient(double a, double b) { return a == 0 || std::isinf(b) ? 0 : a / b; }

template <typename Op>
Numbers pairwise(const Numbers& a, const Numbers& b, const Op& bounds) {
    if (a.has_infinity() || b.has_infinity()) return Numbers::anything();
    Numbers result;
    for (const Stretch& x : a.stretches())
        for (const Stretch& y : b.stretches()) {
            const auto [low, high] = bounds(x, y);
            result = result | Numbers::of({begin_at(low), end_at(high)});
        }
    return result.with_nan(a.may_be_nan() || b.may_be_nan());
}

template <typename Op>
Numbers corners(const Numbers& a, const Numbers& b, const Op& op) {
    return pairwise(a, b, [&](const Stretch& x, const Stretch& y) {
        const std::array values = {op(x.begin.value, y.begin.value), op(x.begin.value, y.end.value),
                                   op(x.end.value, y.begin.value), op(x.end.value, y.end.value)};
        return std::pair(*std::min_element(values.begin(), values.end()),
                         *std::max_element(values.begin(), values.end()));
    });
}

double lower(double x, int steps) {
    for (int i = 0; i < steps && std::isfinite(x); ++i) x = std::nextafter(x, -kInfinity);
    return x;
}
double higher(double x, int steps) { return -lower(-x, steps); }

/// A function that does not fall, on [low, high]; NaN outside of it.
template <typename Function>
Numbers rising(const Numbers& a, const Function& f, double low = -kInfinity, double high = kInfinity) {
    constexpr int kSlack = 4;
    const Numbers domain = Numbers::of({begin_at(low), end_at(high)});
    const Numbers inside = a & domain;
    Numbers result;
    for (const Stretch& it : inside.stretches())
        result =
            result | Numbers::of({begin_at(lower(f(it.begin.value), kSlack)), end_at(higher(f(it.end.value), kSlack))});
    bool outside = a.may_be_nan();
    if (!a.has_none()) outside = outside || a.low() < domain.low() || domain.high() < a.high();
    return result.with_nan(outside);
}

Numbers integer_power(const Numbers& a, long exponent) {
    if (exponent < 0) return Numbers::one(1) / integer_power(a, -exponent);
    if (exponent % 2 == 0 && exponent > 0) {
        const Numbers positive = absolute(a);
        Numbers result = positive;
        for (long i = 1; i < exponent; ++i) result = result * positive;
        // The factors are one number: no end comes with the other.
        if (positive.has_none() || positive.has_infinity()) return result;
        double low = 1, high = 1;
        for (long i = 0; i < exponent; ++i) {
            low = product(low, positive.low().value);
            high = product(high, positive.high().value);
        }
        return result & Numbers::of({begin_at(low), end_at(high)}).with_nan();
    }
    Numbers result = Numbers::one(1);
    for (long i = 0; i < exponent; ++i) result = result * a;
    return result;
}

/// No number below 0.
bool is_above(const Numbers& a) { return !a.has_none() && Place{0, false} <= a.low(); }

std::string number(double value) { return fmt::format("{:.6g}", value == 0 ? 0 : value); }

}  // namespace

Numbers Numbers::reals() { return of({kBelowAll, kAboveAll}); }
Numbers Numbers::anything() { return of({{-kInfinity, false}, {kInfinity, true}}).with_nan(); }
Numbers Numbers::at_least(double low) { return of({{low, false}, kAboveAll}); }
Numbers Numbers::at_most(double high) { return of({kBelowAll, {high, true}}); }

Numbers Numbers::of(Stretch stretch) {
    Numbers result;
    if (!stretch.empty()) result.stretches_ = {&stretch, &stretch + 1};
    return result;
}

Numbers Numbers::counts(double low) { return at_least(low).as_whole(); }

Numbers Numbers::truth(bool can_be_true, bool can_be_false) {
    return (can_be_true ? one(1) : none()) | (can_be_false ? one(0) : none());
}

bool Numbers::is_one(double value) const {
    return !nan_ && stretches_.size() == 1 && stretches_.front() == Stretch{{value, false}, {value, true}};
}

bool Numbers::contains(double value) const {
    const Stretch point{{value, false}, {value, true}};
    return std::any_of(stretches_.begin(), stretches_.end(),
                       [&](const Stretch& it) { return !intersection(it, point).empty(); });
}

bool Numbers::has_infinity() const { return contains(kInfinity) || contains(-kInfinity); }

Numbers Numbers::with_nan(bool nan) const {
    Numbers result = *this;
    result.nan_ = nan;
    return result;
}

Numbers Numbers::as_whole() const {
    Numbers result = *this;
    result.whole_ = true;
    Buffer buffer;
    std::copy(stretches_.begin(), stretches_.end(), buffer.begin());
    result.take(buffer, stretches_.size());
    return result;
}

Numbers Numbers::as_real() const {
    Numbers result = *this;
    result.whole_ = false;
    return result;
}

Numbers Numbers::without(double value) const {
    Numbers sides = of({{-kInfinity, false}, {value, false}}) | of({{value, true}, {kInfinity, true}});
    return *this & sides.with_nan();
}

Numbers operator&(const Numbers& a, const Numbers& b) {
    Numbers result;
    result.nan_ = a.nan_ && b.nan_;
    result.whole_ = a.whole_ || b.whole_;
    Numbers::Buffer buffer;  // of n and m stretches that lie apart, fewer than n + m pairs meet
    std::size_t size = 0;
    for (const Stretch& x : a.stretches_)
        for (const Stretch& y : b.stretches_)
            if (const Stretch both = intersection(x, y); !both.empty()) buffer[size++] = both;
    result.take(buffer, size);
    return result;
}

Numbers operator|(const Numbers& a, const Numbers& b) {
    Numbers result;
    result.nan_ = a.nan_ || b.nan_;
    result.whole_ = (a.whole_ || a.has_none()) && (b.whole_ || b.has_none()) && (a.whole_ || b.whole_);
    Numbers::Buffer buffer;
    const auto middle = std::copy(a.stretches_.begin(), a.stretches_.end(), buffer.begin());
    const auto end = std::copy(b.stretches_.begin(), b.stretches_.end(), middle);
    result.take(buffer, static_cast<std::size_t>(end - buffer.begin()));
    return result;
}

void Numbers::take(Buffer& buffer, std::size_t size) {
    const auto first = buffer.begin();
    auto last = first + static_cast<std::ptrdiff_t>(size);
    if (whole_) {
        for (auto it = first; it != last; ++it) {
            if (std::isfinite(it->begin.value)) {
                const double from = it->begin.behind ? std::floor(it->begin.value) + 1 : std::ceil(it->begin.value);
                it->begin = {from, false};
            }
            if (std::isfinite(it->end.value)) {
                const double to = it->end.behind ? std::floor(it->end.value) : std::ceil(it->end.value) - 1;
                it->end = {to, true};
            }
        }
    }
    last = std::remove_if(first, last, [](const Stretch& it) { return it.empty(); });
    std::sort(first, last, [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
    std::size_t merged = 0;
    for (auto it = first; it != last; ++it) {
        if (merged > 0 && it->begin <= buffer[merged - 1].end)
            buffer[merged - 1].end = std::max(buffer[merged - 1].end, it->end);
        else
            buffer[merged++] = *it;
    }
    if (merged > kMostStretches) {
        buffer[kMostStretches - 1].end = buffer[merged - 1].end;
        merged = kMostStretches;
    }
    stretches_ = {buffer.data(), buffer.data() + merged};
}

Numbers operator-(const Numbers& a) {
    Numbers result;
    for (const Stretch& it : a.stretches())
        result = result | Numbers::of({{-it.end.value, !it.end.behind}, {-it.begin.value, !it.begin.behind}});
    result = result.with_nan(a.may_be_nan());
    return a.is_whole() ? result.as_whole() : result;
}

Numbers operator+(const Numbers& a, const Numbers& b) {
    Numbers sum = pairwise(a, b, [](const Stretch& x, const Stretch& y) {
        return std::pair(x.begin.value + y.begin.value, x.end.value + y.end.value);
    });
    const bool positive = is_above(a) && is_above(b), negative = is_above(-a) && is_above(-b);
    if ((positive || negative) && !(a.contains(0) && b.contains(0))) sum = sum.without(0);
    return a.is_whole() && b.is_whole() ? sum.as_whole() : sum;
}

Numbers operator-(const Numbers& a, const Numbers& b) { return a + -b; }

Numbers operator*(const Numbers& a, const Numbers& b) {
    Numbers result = corners(a, b, product);
    if (!a.contains(0) && !b.contains(0)) result = result.without(0);
    return a.is_whole() && b.is_whole() ? result.as_whole() : result;
}

Numbers operator/(const Numbers& a, const Numbers& b) {
    if (b.contains(0)) return Numbers::anything();
    Numbers result;
    for (Stretch it : b.stretches()) {
        // Towards 0, from the side on which the stretch lies.
        if (it.begin.value == 0) it.begin.value = 0.0;
        if (it.end.value == 0) it.end.value = -0.0;
        const Numbers side = Numbers::of(it).with_nan(b.may_be_nan());
        result = result | corners(a, side, quotient);
    }
    if (!a.contains(0)) result = result.without(0);
    return result.with_nan(a.may_be_nan() || b.may_be_nan() || result.may_be_nan());
}

Numbers absolute(const Numbers& a) {
    const Numbers positive = Numbers::of({{0, false}, {kInfinity, true}}).with_nan();
    return (a & positive) | (-a & positive);
}

Numbers square_root(const Numbers& a) {
    const Numbers inside = a & Numbers::at_least(0);
    Numbers result;
    for (const Stretch& it : inside.stretches())
        result = result | Numbers::of({begin_at(std::sqrt(it.begin.value)), end_at(std::sqrt(it.end.value))});
    const bool negative = !a.has_none() && a.low() < Place{0, false};
    if (a.has_infinity()) return Numbers::anything();
    if (!a.contains(0)) result = result.without(0);
    return result.with_nan(a.may_be_nan() || negative);
}

Numbers power(const Numbers& a, Rational exponent) {
    if (a.has_infinity()) return Numbers::anything();
    if (exponent.denominator == 1) {
        const Numbers result = integer_power(a, exponent.numerator);
        return a.is_whole() && exponent.numerator > 0 ? result.as_whole() : result;
    }
    const Numbers root = exponent.denominator == 2 ? square_root(a) : result_of(Intrinsic::cbrt, {a});
    return integer_power(root, exponent.numerator);
}

Numbers result_of(Intrinsic op, const std::vector<Numbers>& arguments) {
    const Numbers& a = arguments[0];
    const bool nan = std::any_of(arguments.begin(), arguments.end(), [](const Numbers& it) { return it.may_be_nan(); });
    const bool infinite =
        std::any_of(arguments.begin(), arguments.end(), [](const Numbers& it) { return it.has_infinity(); });
    const double pi = pi_value();
    const auto within = [&](double low, double high) {
        return Numbers::within(lower(low, 4), higher(high, 4)).with_nan(nan || infinite);
    };
    switch (op) {
        case Intrinsic::wrap_phi: return Numbers::of({{-pi, false}, {pi, false}}).with_nan(nan || infinite);
        case Intrinsic::sin:
        case Intrinsic::cos: return Numbers::within(-1, 1).with_nan(nan || infinite);
        case Intrinsic::atan2: return within(-pi, pi);
        case Intrinsic::sign: {
            Numbers result;
            if (!a.has_none() && a.low() < Place{0, false}) result = result | Numbers::one(-1);
            if (a.contains(0)) result = result | Numbers::one(0);
            if (!a.has_none() && Place{0, true} < a.high()) result = result | Numbers::one(1);
            return result.with_nan(nan).as_whole();
        }
        default: break;
    }
    if (infinite) return Numbers::anything();
    switch (op) {
        case Intrinsic::sqrt: return square_root(a);
        case Intrinsic::cbrt: return rising(a, [](double x) { return std::cbrt(x); });
        case Intrinsic::exp: return rising(a, [](double x) { return std::exp(x); }) & Numbers::at_least(0).with_nan();
        case Intrinsic::log:
            if (a.contains(0)) return Numbers::anything();
            return rising(a, [](double x) { return std::log(x); }, 0);
        case Intrinsic::sinh: return rising(a, [](double x) { return std::sinh(x); });
        case Intrinsic::asinh: return rising(a, [](double x) { return std::asinh(x); });
        case Intrinsic::tanh:
            return rising(a, [](double x) { return std::tanh(x); }) & Numbers::within(-1, 1).with_nan();
        case Intrinsic::atan: return rising(a, [](double x) { return std::atan(x); });
        case Intrinsic::asin: return rising(a, [](double x) { return std::asin(x); }, -1, 1);
        case Intrinsic::acos: {
            const bool outside = !a.has_none() && (a.low() < Place{-1, false} || Place{1, true} < a.high());
            return within(0, pi).with_nan(nan || outside);
        }
        case Intrinsic::acosh: return rising(a, [](double x) { return std::acosh(x); }, 1);
        case Intrinsic::cosh:
            return rising(absolute(a), [](double x) { return std::cosh(x); }) & Numbers::at_least(1).with_nan();
        case Intrinsic::hypot: return Numbers::at_least(0).with_nan(nan);
        case Intrinsic::floor: return rising(a, [](double x) { return std::floor(x); }).with_nan(nan).as_whole();
        case Intrinsic::min2:
        case Intrinsic::max2: {
            const Numbers& b = arguments[1];
            Numbers result = pairwise(a, b, [&](const Stretch& x, const Stretch& y) {
                return op == Intrinsic::min2
                           ? std::pair(std::min(x.begin.value, y.begin.value), std::min(x.end.value, y.end.value))
                           : std::pair(std::max(x.begin.value, y.begin.value), std::max(x.end.value, y.end.value));
            });
            return a.is_whole() && b.is_whole() ? result.as_whole() : result;
        }
        case Intrinsic::mt2: return Numbers::at_least(0).with_nan(nan);
        default: return Numbers::anything();
    }
}

Numbers widened(const Numbers& a) {
    if (a.is_whole()) return a;
    Numbers result;
    for (const Stretch& it : a.stretches())
        result = result | Numbers::of({begin_at(lower(it.begin.value, 2)), end_at(higher(it.end.value, 2))});
    return result.with_nan(a.may_be_nan());
}

std::string describe(const Numbers& numbers, Rational dimension) {
    const std::string unit = unit_of(dimension).empty() ? "" : " " + unit_of(dimension);
    std::vector<std::string> parts;
    for (const Stretch& it : numbers.stretches()) {
        const bool from = std::isfinite(it.begin.value), to = std::isfinite(it.end.value);
        if (from && to && it.begin.value == it.end.value)
            parts.push_back(number(it.begin.value) + unit);
        else if (from && to)
            parts.push_back(fmt::format("in {}{}, {}{}{}", it.begin.behind ? '(' : '[', number(it.begin.value),
                                        number(it.end.value), it.end.behind ? ']' : ')', unit));
        else if (from)
            parts.push_back(
                fmt::format("{} {}{}", it.begin.behind ? "above" : "at least", number(it.begin.value), unit));
        else if (to)
            parts.push_back(fmt::format("{} {}{}", it.end.behind ? "at most" : "below", number(it.end.value), unit));
        else
            parts.emplace_back("any number");
    }
    return listed(parts, "or");
}

}  // namespace collmc::semantics
