// Numbers with units, directions and ranges.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/translate/parser.h"

namespace collmc::translate {

std::optional<Parser::Comparison::Kind> Parser::kind_of(std::string_view sign) {
    if (sign == "<") return Comparison::Kind::less;
    if (sign == "<=") return Comparison::Kind::less_equal;
    if (sign == ">") return Comparison::Kind::greater;
    if (sign == ">=") return Comparison::Kind::greater_equal;
    if (sign == "==") return Comparison::Kind::equal;
    return std::nullopt;
}

std::optional<Bound> Parser::particle_mass() {
    const auto word = phrase_.take("mass");
    if (!word) return std::nullopt;
    const std::string text(word->value);
    const std::size_t space = text.find(' ');
    std::string digits = text.substr(0, space);
    const bool said = attempt([&] {
        if (!phrase_.sign("(")) return false;
        const std::optional<Bound> number = bound(false);
        if (!number || !(number->unit.empty() || number->unit == "GeV") || !phrase_.sign(")") ||
            std::abs(number->value() - std::stod(digits)) > 1)
            return false;
        digits = number->digits;
        return true;
    });
    if (!said) assume(fmt::format("m_{} = {} GeV (PDG)", text.substr(space + 1), digits));
    return Bound{digits, "GeV"};
}

/// `30`, `-2.5`, `pi`, `91.2 GeV`; with counts also "two".
std::optional<Bound> Parser::bound(bool with_counts) {
    return attempt([&]() -> std::optional<Bound> {
        Bound found;
        const bool negative = phrase_.sign("-");
        if (!negative) phrase_.sign("+");
        if (const auto digits = phrase_.number()) {
            found.digits = *digits;
        } else if (phrase_.take("pi")) {
            found.digits = "pi";
            attempt([&] {
                if (!phrase_.sign("/")) return false;
                const std::optional<std::string> part = phrase_.number();
                if (part) found.digits = "pi / " + *part;
                return part.has_value();
            });
        } else if (with_counts) {
            const auto word = phrase_.take("count");
            if (!word) return std::nullopt;
            found.digits = std::string(word->value);
        } else {
            return std::nullopt;
        }
        if (negative) found.digits = "-" + found.digits;
        if (const auto unit = phrase_.take("unit")) found.unit = std::string(unit->value);
        return found;
    });
}

/// False where the unit does not belong to the quantity; an energy without one is in GeV.
bool Parser::settle_unit(Bound& bound, Dimension dimension) {
    const bool energy = bound.unit == "GeV" || bound.unit == "MeV" || bound.unit == "TeV";
    switch (dimension) {
        case Dimension::energy:
            if (bound.unit.empty() && bound.digits.find("pi") == std::string::npos) {
                assume(fmt::format("{} GeV", bound.digits));
                bound.unit = "GeV";
                return true;
            }
            return energy;
        case Dimension::angle:
            if (bound.unit == "rad") bound.unit.clear();
            // 120 without a unit are degrees, or a mistake.
            if (bound.unit.empty() && bound.digits.find("pi") == std::string::npos && std::abs(bound.value()) > 6.3)
                return false;
            return bound.unit.empty() || bound.unit == "deg";
        case Dimension::number:
            if (bound.unit == "rad") bound.unit.clear();
            return bound.unit.empty();
        case Dimension::count: return bound.unit.empty() && bound.digits.find_first_of(".e") == std::string::npos;
        case Dimension::root:
            if (!bound.unit.empty() && bound.unit != "GeV" && bound.unit != "GeV^(1/2)") return false;
            if (bound.unit.empty()) assume(fmt::format("{} GeV^(1/2)", bound.digits));
            bound.unit = "GeV^(1/2)";
            return true;
    }
    return false;
}

std::optional<Parser::Comparison> Parser::comparison(Dimension dimension) {
    return attempt([&]() -> std::optional<Comparison> {
        // "must not be below": turned round once; "must not exceed" is a direction of its own.
        bool turned = false;
        const auto settled = [&](Comparison found) {
            found.negated = found.negated != turned;
            return found;
        };
        for (int i = 0; i < 7; ++i) {
            // "is one or two"
            if (dimension == Dimension::count && !turned)
                if (const auto some = attempt([&]() -> std::optional<Comparison> {
                        const std::optional<Bound> low = bound(true);
                        if (!low || !phrase_.take("or")) return std::nullopt;
                        const std::optional<Bound> high = bound(true);
                        if (!high || !low->unit.empty() || !high->unit.empty() || high->value() != low->value() + 1)
                            return std::nullopt;
                        Comparison found;
                        found.kind = Comparison::Kind::inside;
                        found.low = *low;
                        found.high = *high;
                        return found;
                    }))
                    return some;
            if (const std::optional<Comparison> found = around(dimension)) return settled(*found);
            if (const std::optional<Comparison> found = plain_comparison(dimension)) return settled(*found);
            if (const std::optional<Comparison> found = range(dimension, false)) return settled(*found);
            if (!turned && phrase_.take("not"))
                turned = true;
            else if (!phrase_.take("be"))
                break;
        }
        // "must be negative"
        if (dimension == Dimension::number || dimension == Dimension::count)
            if (const auto sign = phrase_.take("sign of number")) {
                Comparison found;
                found.kind = *kind_of(sign->value);
                found.low.digits = "0";
                return settled(found);
            }
        if (turned) return std::nullopt;
        if (std::optional<Comparison> found = range(dimension, true)) return found;
        // "must be zero"
        const std::size_t before = phrase_.at();
        if (dimension != Dimension::count || before == 0 ||
            (phrase_.tokens()[before - 1].text != "be" && phrase_.tokens()[before - 1].text != "to"))
            return std::nullopt;
        return attempt([&]() -> std::optional<Comparison> {
            std::optional<Bound> number = bound(true);
            if (!number || !settle_unit(*number, dimension)) return std::nullopt;
            Comparison found;
            found.kind = Comparison::Kind::equal;
            found.low = *number;
            return found;
        });
    });
}

/// "> 30 GeV", "at least 30 GeV", "of 30 GeV or more".
std::optional<Parser::Comparison> Parser::plain_comparison(Dimension dimension) {
    return attempt([&]() -> std::optional<Comparison> {
        Comparison found;
        if (const auto word = phrase_.take("compare")) {
            const auto kind = kind_of(word->value);
            if (!kind) return std::nullopt;
            found.kind = *kind;
            std::optional<Bound> low = bound(dimension == Dimension::count);
            if (!low && dimension == Dimension::energy) low = particle_mass();
            // `> 1/3`
            if (low && low->digits == "1" && low->unit.empty() && dimension == Dimension::number)
                attempt([&] {
                    if (!phrase_.sign("/")) return false;
                    const std::optional<std::string> part = phrase_.number();
                    if (part) low->digits += "/" + *part;
                    return part.has_value();
                });
            // "at least 40%"
            if (low && dimension == Dimension::number && phrase_.sign("%")) {
                if (low->digits.find_first_of("e/p") != std::string::npos) return std::nullopt;
                low->digits = fmt::format("{:g}", std::stod(low->digits) / 100);
            }
            if (!low || !settle_unit(*low, dimension)) return std::nullopt;
            found.low = *low;
            return found;
        }
        phrase_.word("from");
        std::optional<Bound> low = bound(dimension == Dimension::count);
        if (!low) return std::nullopt;
        const auto direction = phrase_.take("or more");
        if (!direction || !settle_unit(*low, dimension)) return std::nullopt;
        found.kind = *kind_of(direction->value);
        found.low = *low;
        return found;
    });
}

/// "between 60 and 100 GeV", "in [60, 100] GeV", "outside 76-106 GeV"; `bare`: "60-100 GeV".
std::optional<Parser::Comparison> Parser::range(Dimension dimension, bool bare) {
    return attempt([&]() -> std::optional<Comparison> {
        Comparison found;
        found.kind = Comparison::Kind::inside;
        found.negated = !bare && phrase_.take("outside").has_value();
        bool announced = found.negated;
        if (!bare && !announced) {
            while (phrase_.take("between")) announced = true;
            // "in the Z window 76-106 GeV"
            if (announced)
                attempt([&] {
                    if (!phrase_.take("particle") || !phrase_.take("window word")) return false;
                    return phrase_.sign(",") || phrase_.sign(":") || phrase_.take("of") || true;
                });
        } else if (announced) {
            phrase_.take("between");
            attempt([&] {
                if (!phrase_.take("particle") || !phrase_.take("window word")) return false;
                return phrase_.sign(",") || phrase_.sign(":") || phrase_.take("of") || true;
            });
        }
        bool bracket = true;
        if (phrase_.sign("["))
            found.low_closed = true;
        else if (phrase_.sign("("))
            found.low_closed = bare || announced;
        else
            bracket = false;
        if (!bare && !announced && !bracket) return std::nullopt;
        const bool round = bracket && phrase_.tokens()[phrase_.at() - 1].text == "(";
        std::optional<Bound> low = bound(dimension == Dimension::count);
        if (!low || !phrase_.take("to")) return std::nullopt;
        std::optional<Bound> high = bound(dimension == Dimension::count);
        if (!high) return std::nullopt;
        if (bracket) {
            if (phrase_.sign("]"))
                found.high_closed = true;
            else if (phrase_.sign(")"))
                found.high_closed = false;
            else
                return std::nullopt;
            if (round) found.low_closed = false;
            if (round && !announced) found.low_closed = found.high_closed = true;  // "(60-100 GeV)"
            if (const auto unit = phrase_.take("unit")) {
                if (!high->unit.empty()) return std::nullopt;
                high->unit = std::string(unit->value);
            }
        }
        if (low->unit.empty()) low->unit = high->unit;
        if (high->unit.empty())
            return low->unit.empty() && settle_unit(*low, dimension) && settle_unit(*high, dimension)
                       ? (found.low = *low, found.high = *high, std::optional(found))
                       : std::nullopt;
        if (!settle_unit(*low, dimension) || !settle_unit(*high, dimension)) return std::nullopt;
        found.low = *low;
        found.high = *high;
        if (found.low.unit == found.high.unit && found.low.digits.find("pi") == std::string::npos &&
            found.high.digits.find("pi") == std::string::npos && found.low.value() >= found.high.value())
            return std::nullopt;
        return found;
    });
}

/// "within 10 GeV of the Z mass".
std::optional<Parser::Comparison> Parser::around(Dimension dimension) {
    if (dimension != Dimension::energy) return std::nullopt;
    return attempt([&]() -> std::optional<Comparison> {
        Comparison found;
        found.kind = Comparison::Kind::around;
        // `= 91 +- 15 GeV`
        if (attempt([&] {
                phrase_.take("compare", "==");
                std::optional<Bound> target = particle_mass();
                if (!target) target = bound(false);
                if (!target || !phrase_.sign("+-")) return false;
                std::optional<Bound> width = bound(false);
                if (width && target->unit.empty()) target->unit = width->unit;
                if (!width || !settle_unit(*width, dimension) || !settle_unit(*target, dimension)) return false;
                found.low = *target;
                found.high = *width;
                return true;
            }))
            return found;
        const std::size_t start = phrase_.at();
        phrase_.take("differ from");
        const bool turned = std::any_of(phrase_.tokens().begin() + static_cast<std::ptrdiff_t>(start),
                                        phrase_.tokens().begin() + static_cast<std::ptrdiff_t>(phrase_.at()),
                                        [](const Token& token) { return token.text == "not"; });
        if (std::optional<Comparison> late = attempt([&]() -> std::optional<Comparison> {
                // "differ from 91.2 GeV by at most 8 GeV"
                std::optional<Bound> target = particle_mass();
                if (!target) target = bound(false);
                if (!target) return std::nullopt;
                const bool far = phrase_.take("by more than").has_value();
                if (!far && !phrase_.take("by at most")) return std::nullopt;
                std::optional<Bound> width = bound(false);
                if (!width || !settle_unit(*width, dimension) || !settle_unit(*target, dimension)) return std::nullopt;
                found.negated = far != turned;
                found.low_closed = found.high_closed = true;
                found.low = *target;
                found.high = *width;
                return found;
            }))
            return late;
        if (phrase_.take("further than"))
            found.negated = true;
        else if (!phrase_.take("within"))
            return std::nullopt;
        phrase_.sign("+-");
        std::optional<Bound> width = bound(false);
        if (!width || !phrase_.take("target")) return std::nullopt;
        std::optional<Bound> target = particle_mass();
        if (!target) target = bound(false);
        if (!target || !settle_unit(*width, dimension) || !settle_unit(*target, dimension)) return std::nullopt;
        found.low = *target;
        found.high = *width;
        found.low_closed = found.high_closed = true;
        return found;
    });
}

/// `76 < m_ll < 106 GeV`, `|m_ll - m_Z| < 15 GeV`.
std::optional<std::pair<Value, Parser::Comparison>> Parser::chain() {
    using Found = std::optional<std::pair<Value, Comparison>>;
    if (Found found = attempt([&]() -> Found {
            std::optional<Bound> low = bound(true);
            const auto first = low ? phrase_.take("compare") : std::nullopt;
            if (!first) return std::nullopt;
            const std::optional<Value> middle = value();
            if (!middle) return std::nullopt;
            const auto left = kind_of(first->value);
            const auto second = phrase_.take("compare");
            if (!left) return std::nullopt;
            Comparison comparison;
            if (!second) {
                // `30 GeV < pT` is a comparison the other way round.
                if (!settle_unit(*low, middle->dimension)) return std::nullopt;
                switch (*left) {
                    case Comparison::Kind::less: comparison.kind = Comparison::Kind::greater; break;
                    case Comparison::Kind::less_equal: comparison.kind = Comparison::Kind::greater_equal; break;
                    case Comparison::Kind::greater: comparison.kind = Comparison::Kind::less; break;
                    case Comparison::Kind::greater_equal: comparison.kind = Comparison::Kind::less_equal; break;
                    default: return std::nullopt;
                }
                comparison.low = *low;
                return std::pair(*middle, comparison);
            }
            const auto right = kind_of(second->value);
            std::optional<Bound> high = bound(true);
            if (!right || !high) return std::nullopt;
            const bool up = (*left == Comparison::Kind::less || *left == Comparison::Kind::less_equal) &&
                            (*right == Comparison::Kind::less || *right == Comparison::Kind::less_equal);
            if (!up) return std::nullopt;
            if (low->unit.empty()) low->unit = high->unit;
            if (!settle_unit(*low, middle->dimension) || !settle_unit(*high, middle->dimension)) return std::nullopt;
            comparison.kind = Comparison::Kind::inside;
            comparison.low_closed = *left == Comparison::Kind::less_equal;
            comparison.high_closed = *right == Comparison::Kind::less_equal;
            comparison.low = *low;
            comparison.high = *high;
            return std::pair(*middle, comparison);
        }))
        return found;
    return attempt([&]() -> Found {
        if (!phrase_.sign("|")) return std::nullopt;
        const std::optional<Value> middle = value();
        if (!middle || middle->dimension != Dimension::energy || !phrase_.sign("-")) return std::nullopt;
        std::optional<Bound> target = particle_mass();
        if (!target) target = bound(false);
        if (!target || !phrase_.sign("|")) return std::nullopt;
        phrase_.take("be");
        const auto word = phrase_.take("compare");
        std::optional<Bound> width = word ? bound(false) : std::nullopt;
        if (!width || !settle_unit(*width, Dimension::energy)) return std::nullopt;
        if (target->unit.empty()) target->unit = width->unit;
        const auto kind = kind_of(word->value);
        if (!kind || *kind == Comparison::Kind::equal) return std::nullopt;
        Comparison comparison;
        comparison.kind = Comparison::Kind::around;
        comparison.negated = *kind == Comparison::Kind::greater || *kind == Comparison::Kind::greater_equal;
        comparison.low = *target;
        comparison.high = *width;
        comparison.low_closed = comparison.high_closed =
            comparison.negated ? *kind == Comparison::Kind::greater : *kind == Comparison::Kind::less_equal;
        return std::pair(*middle, comparison);
    });
}

namespace {

std::string with_unit(const Bound& bound) {
    return bound.unit.empty() ? bound.digits : bound.digits + " " + bound.unit;
}

}  // namespace

std::string Parser::text_of(const std::string& subject, const Comparison& comparison, Dimension dimension) const {
    (void)dimension;
    switch (comparison.kind) {
        case Comparison::Kind::less: return fmt::format("{} < {}", subject, with_unit(comparison.low));
        case Comparison::Kind::less_equal: return fmt::format("{} <= {}", subject, with_unit(comparison.low));
        case Comparison::Kind::greater: return fmt::format("{} > {}", subject, with_unit(comparison.low));
        case Comparison::Kind::greater_equal: return fmt::format("{} >= {}", subject, with_unit(comparison.low));
        case Comparison::Kind::equal: return fmt::format("{} == {}", subject, with_unit(comparison.low));
        case Comparison::Kind::around:
            return fmt::format("|{} - {}| {} {}", subject, with_unit(comparison.low),
                               comparison.low_closed ? "<=" : "<", with_unit(comparison.high));
        case Comparison::Kind::inside:
            if (comparison.low.unit != comparison.high.unit)
                return fmt::format("{0} {1} {2} and {0} {3} {4}", subject, comparison.low_closed ? ">=" : ">",
                                   with_unit(comparison.low), comparison.high_closed ? "<=" : "<",
                                   with_unit(comparison.high));
            return fmt::format("{} in {}{}, {}{}{}", subject, comparison.low_closed ? "[" : "(", comparison.low.digits,
                               comparison.high.digits, comparison.high_closed ? "]" : ")",
                               comparison.low.unit.empty() ? "" : " " + comparison.low.unit);
    }
    return "";
}

std::optional<Parser::TwoLimits> Parser::two_limits() {
    return attempt([&]() -> std::optional<TwoLimits> {
        const std::optional<std::string> attribute = object_attribute();
        if (!attribute) return std::nullopt;
        while (phrase_.take("be")) {
        }
        const auto word = phrase_.take("compare");
        if (!word) return std::nullopt;
        std::optional<Bound> first = bound(false);
        if (!first || !phrase_.sign("(")) return std::nullopt;
        std::optional<Bound> second = bound(false);
        if (!second || !phrase_.sign(")")) return std::nullopt;
        if (const auto unit = phrase_.take("unit"))
            for (Bound* limit : {&*first, &*second})
                if (limit->unit.empty()) limit->unit = std::string(unit->value);
        if (first->unit.empty()) first->unit = second->unit;
        if (second->unit.empty()) second->unit = first->unit;
        const Dimension dimension = dimension_of_attribute(*attribute);
        if (!settle_unit(*first, dimension) || !settle_unit(*second, dimension)) return std::nullopt;
        TwoLimits limits{*attribute, dimension, {}, {}};
        limits.of_first.kind = limits.of_second.kind = *kind_of(word->value);
        limits.of_first.low = *first;
        limits.of_second.low = *second;
        return limits;
    });
}

}  // namespace collmc::translate
