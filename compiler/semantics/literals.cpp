#include "compiler/semantics/literals.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>

#include "compiler/semantics/reporter.h"

namespace collmc::semantics {

namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

constexpr int kMostDigits = 400;
constexpr int kMostPower = 32;  ///< of a unit

constexpr const char* kPiDigits =
    "3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679";

cpp_int power_of_ten(unsigned exponent) { return boost::multiprecision::pow(cpp_int(10), exponent); }

/// The exact value of `12`, `1.5` or `2.5e-3`.
std::optional<cpp_rational> exact_decimal(const std::string& digits) {
    std::string mantissa;
    long scale = 0;
    std::size_t at = 0;
    bool fraction = false;
    for (; at < digits.size() && digits[at] != 'e' && digits[at] != 'E'; ++at) {
        if (digits[at] == '.') {
            fraction = true;
            continue;
        }
        mantissa += digits[at];
        if (fraction) --scale;
    }
    if (at < digits.size()) {
        long exponent = 0;
        const char* begin = digits.data() + at + 1;
        if (*begin == '+') ++begin;
        const auto [end, failure] = std::from_chars(begin, digits.data() + digits.size(), exponent);
        if (failure != std::errc() || std::labs(exponent) > 10000) return std::nullopt;
        scale += exponent;
    }
    mantissa.erase(0, std::min(mantissa.find_first_not_of('0'), mantissa.size()));
    if (mantissa.empty()) return cpp_rational(0);
    if (mantissa.size() > kMostDigits || std::labs(scale) > 2 * kMostDigits) return std::nullopt;
    const cpp_int whole(mantissa);
    if (scale >= 0) return cpp_rational(whole * power_of_ten(static_cast<unsigned>(scale)));
    return cpp_rational(whole, power_of_ten(static_cast<unsigned>(-scale)));
}

cpp_rational exact_pi() {
    static const cpp_rational pi = *exact_decimal(kPiDigits);
    return pi;
}

cpp_rational integer_power(const cpp_rational& base, long exponent) {
    cpp_rational result(1);
    for (long i = 0; i < std::labs(exponent); ++i) result *= base;
    return exponent < 0 ? cpp_rational(1) / result : result;
}

/// The double nearest to a quotient of positive numbers, ties to even; infinity where there is none.
double nearest_quotient(cpp_int numerator, cpp_int denominator) {
    long exponent = static_cast<long>(msb(numerator)) - static_cast<long>(msb(denominator));
    const bool smaller = exponent >= 0 ? numerator < (denominator << static_cast<unsigned>(exponent))
                                       : (numerator << static_cast<unsigned>(-exponent)) < denominator;
    if (smaller) --exponent;  // now 2^exponent <= r < 2^(exponent + 1)
    const long last_bit = std::max(exponent - 52, -1074L);
    if (last_bit < 0)
        numerator <<= static_cast<unsigned>(-last_bit);
    else
        denominator <<= static_cast<unsigned>(last_bit);
    cpp_int quotient, remainder;
    divide_qr(numerator, denominator, quotient, remainder);
    remainder *= 2;
    if (remainder > denominator || (remainder == denominator && bit_test(quotient, 0))) ++quotient;
    return std::ldexp(quotient.convert_to<double>(), static_cast<int>(last_bit));
}

/// The double nearest to r >= 0, likewise.
double nearest_double(const cpp_rational& r) { return r == 0 ? 0 : nearest_quotient(numerator(r), denominator(r)); }

cpp_rational exact_double(double x) {
    int exponent = 0;
    const double mantissa = std::frexp(x, &exponent);
    const cpp_int whole(static_cast<std::int64_t>(std::ldexp(mantissa, 53)));
    exponent -= 53;
    if (exponent >= 0) return cpp_rational(whole << static_cast<unsigned>(exponent));
    return cpp_rational(whole, cpp_int(1) << static_cast<unsigned>(-exponent));
}

/// The double nearest to the positive `root`-th root of r > 0: a guess, moved until r lies between the root-th powers
/// of the midpoints to its neighbours.
double nearest_root(const cpp_rational& r, long root) {
    double x = std::pow(nearest_double(r), 1.0 / static_cast<double>(root));
    if (!std::isfinite(x) || x < std::numeric_limits<double>::min()) return x;
    const auto middle_to = [&](double neighbour) {
        return integer_power((exact_double(x) + exact_double(neighbour)) / 2, root);
    };
    while (middle_to(std::nextafter(x, HUGE_VAL)) < r) x = std::nextafter(x, HUGE_VAL);
    while (middle_to(std::nextafter(x, 0.0)) > r) x = std::nextafter(x, 0.0);
    return x;
}

bool is_angle(const syntax::Unit& unit) { return unit.name == "rad" || unit.name == "deg"; }

Rational power_of(const syntax::Unit& unit) {
    return unit.power ? Rational::of(unit.power->numerator, unit.power->denominator) : Rational{1, 1};
}

/// One unit in GeV or radians.
cpp_rational scale_of(const syntax::Unit& unit) {
    if (unit.name == "MeV") return cpp_rational(1, 1000);
    if (unit.name == "TeV") return cpp_rational(1000);
    if (unit.name == "deg") return exact_pi() / 180;
    return cpp_rational(1);
}

std::optional<double> finite(double value) {
    if (!std::isfinite(value)) return std::nullopt;
    return value;
}

/// magnitude * unit, rounded once.
std::optional<double> with_unit(const cpp_rational& magnitude, const std::optional<syntax::Unit>& unit) {
    if (!unit || magnitude == 0) return finite(nearest_double(magnitude));
    const Rational power = power_of(*unit);
    if (std::labs(power.numerator) > kMostPower || power.denominator > kMostPower) return std::nullopt;
    if (power.denominator == 1 || scale_of(*unit) == 1)
        return finite(nearest_double(magnitude * integer_power(scale_of(*unit), power.numerator)));
    const cpp_rational raised =
        integer_power(magnitude, power.denominator) * integer_power(scale_of(*unit), power.numerator);
    return finite(nearest_root(raised, power.denominator));
}

/// Without sign and unit.
std::optional<cpp_rational> magnitude_of(const syntax::Bound& bound) {
    return bound.is_pi ? exact_pi() : exact_decimal(bound.digits);
}

double with_sign(bool negative, double value) { return negative && value != 0 ? -value : value; }

/// first + (last - first) i / bins for i = 0 ... bins as quotients of whole numbers: where binary64 holds these, one
/// division rounds each correctly. Nothing where an edge is too large.
std::optional<std::vector<double>> quotient_edges(const cpp_rational& first, const cpp_rational& last, int bins) {
    const cpp_int common = lcm(denominator(first), denominator(last));
    const cpp_int low = numerator(first) * (common / denominator(first)) * bins;
    const cpp_int high = numerator(last) * (common / denominator(last)) * bins;
    const cpp_int limit = cpp_int(1) << 53, width = (high - low) / bins, divisor = common * bins;
    const bool is_small = abs(low) <= limit && abs(high) <= limit && divisor <= limit;
    std::vector<double> edges;
    edges.reserve(static_cast<std::size_t>(bins) + 1);
    cpp_int at = low;
    for (int i = 0; i <= bins; ++i, at += width) {
        if (is_small || at == 0) {
            edges.push_back(at.convert_to<double>() / divisor.convert_to<double>());
            continue;
        }
        const double magnitude = nearest_quotient(abs(at), divisor);
        if (!std::isfinite(magnitude)) return std::nullopt;
        edges.push_back(with_sign(at < 0, magnitude));
    }
    return edges;
}

bool ascend(const std::vector<double>& edges) {
    return std::ranges::adjacent_find(edges, std::greater_equal<>()) == edges.end();
}

}  // namespace

Rational dimension_of(const syntax::Unit& unit) { return is_angle(unit) ? Rational{} : power_of(unit); }

Rational dimension_of(const std::optional<syntax::Unit>& unit) { return unit ? dimension_of(*unit) : Rational{}; }

std::optional<double> literal_value(const std::string& digits, const std::optional<syntax::Unit>& unit) {
    const std::optional<cpp_rational> magnitude = exact_decimal(digits);
    if (!magnitude) return std::nullopt;
    return with_unit(*magnitude, unit);
}

std::optional<double> bound_value(const syntax::Bound& bound, const std::optional<syntax::Unit>& unit) {
    const std::optional<cpp_rational> magnitude = magnitude_of(bound);
    if (!magnitude) return std::nullopt;
    const std::optional<double> value = with_unit(*magnitude, unit);
    if (!value) return std::nullopt;
    return with_sign(bound.negative, *value);
}

std::optional<double> shifted_value(const syntax::Bound& bound, const std::string& up, const std::string& down,
                                    const std::optional<syntax::Unit>& unit) {
    std::optional<cpp_rational> exact = magnitude_of(bound);
    if (!exact) return std::nullopt;
    if (bound.negative) *exact = -*exact;
    for (const auto& [digits, sign] : {std::pair(up, 1), std::pair(down, -1)}) {
        if (digits.empty()) continue;
        const std::optional<cpp_rational> error = exact_decimal(digits);
        if (!error) return std::nullopt;
        *exact += *error * sign;
    }
    const std::optional<double> value = with_unit(abs(*exact), unit);
    if (!value) return std::nullopt;
    return with_sign(*exact < 0, *value);
}

std::optional<double> luminosity_value(const syntax::Luminosity& luminosity) {
    std::optional<cpp_rational> exact = exact_decimal(luminosity.digits);
    if (!exact) return std::nullopt;
    if (luminosity.unit.text == "pb") *exact /= 1000;
    return finite(nearest_double(*exact));
}

double pi_value() {
    static const double pi = nearest_double(exact_pi());
    return pi;
}

std::optional<std::vector<double>> bin_edges(const syntax::Bound& low, const syntax::Bound& high,
                                             const std::optional<syntax::Unit>& unit, int bins) {
    std::optional<cpp_rational> first = magnitude_of(low), last = magnitude_of(high);
    if (!first || !last) return std::nullopt;
    if (low.negative) *first = -*first;
    if (high.negative) *last = -*last;
    if (const Rational power = unit ? power_of(*unit) : Rational{}; power.denominator == 1 && power.numerator <= 4) {
        const cpp_rational scale = unit ? integer_power(scale_of(*unit), power.numerator) : cpp_rational(1);
        const auto edges = quotient_edges(*first * scale, *last * scale, bins);
        return edges && ascend(*edges) ? edges : std::nullopt;
    }
    std::vector<double> edges;
    edges.reserve(static_cast<std::size_t>(bins) + 1);
    for (int i = 0; i <= bins; ++i) {
        const cpp_rational edge = *first + (*last - *first) * i / bins;
        const std::optional<double> magnitude = with_unit(abs(edge), unit);
        if (!magnitude) return std::nullopt;
        edges.push_back(with_sign(edge < 0, *magnitude));
    }
    if (!ascend(edges)) return std::nullopt;
    return edges;
}

void offer_unit(diagnostics::Diagnostic& diagnostic, diagnostics::Span number, Rational dimension) {
    const std::string unit = unit_of(dimension);
    const bool zero = number.text().find_first_not_of("-0.") == std::string_view::npos;
    diagnostic.fixes.push_back(insert_after(number, " " + unit, fmt::format("write {} {}", number.text(), unit),
                                            zero ? EditClass::safe : EditClass::likely));
}

}  // namespace collmc::semantics
