// Numbers as they are written: bounds, units and their powers.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "compiler/diagnostics/nearest.h"
#include "compiler/syntax/build.h"

namespace collmc::syntax {

using diagnostics::EditClass;
using diagnostics::Fix;

Bound ExpressionBuilder::bound(CutParser::BoundContext* context) {
    Bound bound;
    bound.negative = context->MINUS() != nullptr;
    bound.is_pi = context->PI() != nullptr;
    if (!bound.is_pi) bound.digits = canonical_number(tokens_.spelling(context->stop));
    bound.span = tokens_.span(context);
    return bound;
}

/// `200 GeV to 2 TeV` as `200 to 2000 GeV`: in the smaller unit, where both are of energy.
std::optional<Unit> ExpressionBuilder::common_unit(diagnostics::Diagnostic& diagnostic,
                                                   const std::vector<CutParser::UnitContext*>& written,
                                                   const antlr4::Token* list_end, const std::vector<Bound*>& ends) {
    const auto in_gev = [](const Unit& unit) {
        const double factor = unit.name == "MeV" ? 1e-3 : unit.name == "GeV" ? 1 : unit.name == "TeV" ? 1e3 : 0;
        return unit.power ? 0 : factor;
    };
    if (written.size() != 2 || ends.size() != 2 || ends[0]->is_pi || ends[1]->is_pi) return {};
    const Unit low = unit(written[0]), high = unit(written[1]);
    if (in_gev(low) == 0 || in_gev(high) == 0) return {};
    Unit common = in_gev(low) < in_gev(high) ? low : high;
    const auto converted = [&](const Bound& end, const Unit& unit) {
        return fmt::format("{:.12g}", std::strtod(end.digits.c_str(), nullptr) * in_gev(unit) / in_gev(common));
    };
    ends[0]->digits = converted(*ends[0], low);
    ends[1]->digits = converted(*ends[1], high);
    const auto signed_digits = [](const Bound& end) { return (end.negative ? "-" : "") + end.digits; };
    const Span first = Span::cover(ends[0]->span, low.span);
    Fix fix{fmt::format("give both in {}", common.name), EditClass::likely, {{first, signed_digits(*ends[0])}}};
    const Span last = tokens_.span(list_end);
    if (high.span.begin < last.begin) {  // inside of the brackets
        fix.edits.push_back({Span::cover(ends[1]->span, high.span), signed_digits(*ends[1])});
        fix.edits.push_back({{last.file, last.end, last.end}, " " + common.name});
    } else {
        fix.edits.push_back({ends[1]->span, signed_digits(*ends[1])});
        fix.edits.push_back({high.span, common.name});
    }
    diagnostic.fixes.push_back(std::move(fix));
    common.span = high.span;
    return common;
}

Unit ExpressionBuilder::unit(CutParser::UnitContext* context) {
    Unit unit;
    unit.name = tokens_.spelling(context->start);
    // A word that was read as the unit that it is near to, which is reported.
    static const std::vector<std::string> known = {"GeV", "MeV", "TeV", "rad", "deg"};
    if (std::find(known.begin(), known.end(), unit.name) == known.end())
        unit.name = diagnostics::nearest(unit.name, known, 1).front();
    if (context->power()) unit.power = power(context->power());
    unit.span = tokens_.span(context);
    return unit;
}

Power ExpressionBuilder::power(CutParser::PowerContext* context) {
    Power power;
    power.span = tokens_.span(context);
    constexpr std::size_t most_digits = 6;  // keeps numerator and denominator far from overflow
    bool good = true;
    if (context->SLASH()) {
        const std::string_view above = tokens_.spelling(context->INT(0)->getSymbol());
        const std::string_view below = tokens_.spelling(context->INT(1)->getSymbol());
        good = above.size() <= most_digits && below.size() <= most_digits && below != "0";
        if (good) power.numerator = std::stol(std::string(above)), power.denominator = std::stol(std::string(below));
    } else {
        const std::string digits = canonical_number(tokens_.spelling(context->stop));
        good = digits.size() <= most_digits && digits.find_first_of("eE") == std::string::npos;
        if (good) {
            power.numerator = 0;
            bool after_point = false;
            for (const char c : digits) {
                if (c == '.') {
                    after_point = true;
                    continue;
                }
                power.numerator = 10 * power.numerator + (c - '0');
                if (after_point) power.denominator *= 10;
            }
        }
    }
    if (!good) {
        auto& diagnostic = error("E0019", power.span, fmt::format("`{}` cannot be a power", power.span.text()));
        diagnostic.notes.push_back("a power is a short constant: `2`, `-1`, `0.5` or `(1/2)`");
        return {1, 1, power.span};
    }
    const long common = std::gcd(power.numerator, power.denominator);
    power.numerator /= common;
    power.denominator /= common;
    if (context->MINUS()) power.numerator = -power.numerator;
    return power;
}

std::string canonical_number(std::string_view written) {
    std::string digits;
    for (const char c : written)
        if (c != ',') digits += c;
    if (digits.front() == '.') digits.insert(0, "0");
    if (const auto point = digits.find('.'); point != std::string::npos) {
        const bool digit_follows = point + 1 < digits.size() && digits[point + 1] >= '0' && digits[point + 1] <= '9';
        if (!digit_follows) digits.erase(point, 1);
    }
    std::size_t zeros = 0;
    while (zeros + 1 < digits.size() && digits[zeros] == '0' && digits[zeros + 1] >= '0' && digits[zeros + 1] <= '9')
        ++zeros;
    return digits.substr(zeros);
}

std::string without_quotes(std::string_view written) {
    for (const std::string_view quote : {"\"", "'", "“", "”", "„", "‟", "«"})
        if (written.substr(0, quote.size()) == quote) {
            written.remove_prefix(quote.size());
            break;
        }
    for (const std::string_view quote : {"\"", "'", "”", "“", "»"})
        if (written.size() >= quote.size() && written.substr(written.size() - quote.size()) == quote) {
            written.remove_suffix(quote.size());
            break;
        }
    return std::string(written);
}

}  // namespace collmc::syntax
