// What is asked of quantities: comparisons, separations, parts of one another.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/translate/parser.h"

namespace collmc::translate {

/// Several values that are all asked the same.
std::optional<Condition> Parser::condition_of(const std::vector<Value>& values, const Comparison& comparison) {
    Condition all;
    for (const Value& it : values) {
        if (it.loop.starts_with("for a, b in ") && !comparison.negated) {
            // "dR of any two jets above 0.4": of all pairs
            all.text += fmt::format("{}all({} {})", all.text.empty() ? "" : " and ",
                                    text_of(it.text, comparison, it.dimension), it.loop);
            assume("asked of every pair");
            continue;
        }
        if (!it.loop.empty()) return std::nullopt;
        // No momentum, no mass and no energy is negative.
        const bool component = it.text.ends_with(".px") || it.text.ends_with(".py") || it.text.ends_with(".pz");
        if (it.dimension == Dimension::energy && !component && it.text.find(" - ") == std::string::npos &&
            comparison.low.digits.front() == '-')
            return std::nullopt;
        const bool from_below =
            comparison.kind == Comparison::Kind::greater || comparison.kind == Comparison::Kind::greater_equal;
        if (it.for_each && (!from_below || comparison.negated))
            return std::nullopt;  // of each, the smallest says nothing

        Value value = it;
        if (value.is_signed && comparison.kind != Comparison::Kind::equal &&
            !(comparison.kind == Comparison::Kind::inside && comparison.low.digits.front() == '-')) {
            value = without_sign(value);
            assume("without its sign, as a distance");
        }
        if (value.axis == "eta axis" &&
            (comparison.kind == Comparison::Kind::less || comparison.kind == Comparison::Kind::less_equal)) {
            value = without_sign(value);
            assume("|eta|");
        }
        const bool sum =
            value.text.find(" + ") != std::string::npos && value.text.back() != ')' && value.text.front() != '|';
        const std::string text = text_of(sum ? "(" + value.text + ")" : value.text, comparison, value.dimension);
        all.text += (all.text.empty() ? "" : " and ") + text;
        all.needs.insert(all.needs.end(), value.needs.begin(), value.needs.end());
    }
    return all;
}

/// A condition on a quantity; `negated` is set where the opposite is asked.
std::optional<Condition> Parser::event_condition(bool* negated) {
    return attempt([&]() -> std::optional<Condition> {
        if (std::optional<Condition> found = separation_condition()) return found;
        if (std::optional<Condition> found = condition_for_objects()) return found;
        if (std::optional<Condition> found = share_condition()) return found;
        if (const auto found = chain()) {
            *negated = found->second.negated;
            return condition_of({found->first}, found->second);
        }
        const bool minimum = phrase_.sees("compare");
        if (minimum) {
            // "minimum MET of 30 GeV", "at least 30 GeV of MET"
            if (std::optional<Condition> early = attempt([&]() -> std::optional<Condition> {
                    const auto word = phrase_.take("compare");
                    if (const std::optional<Value> what = value()) {
                        while (phrase_.take("be")) {
                        }
                        std::optional<Bound> number = bound(what->dimension == Dimension::count);
                        if (!number || !settle_unit(*number, what->dimension)) return std::nullopt;
                        Comparison comparison;
                        comparison.kind = *kind_of(word->value);
                        comparison.low = *number;
                        return condition_of({*what}, comparison);
                    }
                    std::optional<Bound> number = bound(false);
                    if (!number || number->unit.empty()) return std::nullopt;
                    phrase_.take("of");
                    const std::optional<Value> what = value();
                    if (!what || !settle_unit(*number, what->dimension)) return std::nullopt;
                    Comparison comparison;
                    comparison.kind = *kind_of(word->value);
                    comparison.low = *number;
                    return condition_of({*what}, comparison);
                }))
                return early;
        }
        // "50 to 150 GeV for m_bb"
        if (std::optional<Condition> early = attempt([&]() -> std::optional<Condition> {
                std::optional<Comparison> found = range(Dimension::energy, false);
                if (!found) found = range(Dimension::energy, true);
                if (!found || found->high.unit.empty() || !(phrase_.take("for objects") || phrase_.take("of")))
                    return std::nullopt;
                const std::optional<Value> of = value();
                if (!of || of->dimension != Dimension::energy) return std::nullopt;
                *negated = found->negated;
                const std::optional<Condition> all = condition_of({*of}, *found);
                if (all) behind_condition({*of});
                return all;
            }))
            return early;
        std::optional<std::vector<Value>> what = values();
        if (!what) return std::nullopt;
        if (what->size() == 1) apposition(what->front().text);
        if (phrase_.next() != nullptr && phrase_.next()->text == ",")
            attempt([&] { return phrase_.sign(",") && (phrase_.sees("be") || phrase_.sees("compare")); });
        if (std::optional<Condition> scaled = scaled_comparison(*what)) return scaled;
        if (std::optional<Condition> part = part_of(*what)) return part;
        std::optional<Comparison> found = comparison(what->front().dimension);
        if (found) {
            // "leading and subleading photon pT > 35 and 25 GeV", "pT of the three leading jets > 80, 60, 40 GeV"
            if (what->size() > 1 && !found->negated && found->kind != Comparison::Kind::inside &&
                found->kind != Comparison::Kind::around)
                if (const auto each = attempt([&]() -> std::optional<Condition> {
                        std::vector<Bound> bounds = {found->low};
                        while (bounds.size() < what->size()) {
                            if (!phrase_.take("list") && !phrase_.sign("/")) return std::nullopt;
                            phrase_.take("compare", found->kind == Comparison::Kind::greater ? ">" : ">=");
                            const std::optional<Bound> next = bound(false);
                            if (!next) return std::nullopt;
                            bounds.push_back(*next);
                        }
                        attempt([&] {
                            phrase_.sign(",");
                            return phrase_.take("respectively").has_value();
                        });
                        if (bounds.back().unit.empty() && what->front().dimension == Dimension::energy)
                            return std::nullopt;
                        std::erase(state_.assumed, found->low.digits + " GeV");
                        Condition all;
                        for (std::size_t i = 0; i < what->size(); ++i) {
                            Comparison own = *found;
                            own.low = bounds[i];
                            if (i == 0 || own.low.unit.empty()) own.low.unit = bounds.back().unit;
                            if (!settle_unit(own.low, what->front().dimension)) return std::nullopt;
                            const auto one = condition_of({(*what)[i]}, own);
                            if (!one) return std::nullopt;
                            all.text += (i == 0 ? "" : " and ") + one->text;
                            all.needs = joined(all.needs, one->needs);
                        }
                        return all;
                    }))
                    return each;
            if (found->negated && what->size() > 1) return std::nullopt;  // neither, or not both?
            if (std::optional<Condition> both = second_comparison(*what, *found)) return both;
            *negated = found->negated;
            if (phrase_.take("in magnitude"))
                for (Value& it : *what) it = without_sign(it);
            behind_condition(*what);
            return condition_of(*what, *found);
        }
        if (what->size() != 1) return std::nullopt;
        // "a MET cut of 30 GeV"
        if (std::optional<Condition> cut = attempt([&]() -> std::optional<Condition> {
                if (!phrase_.take("cut at") || what->front().dimension != Dimension::energy) return std::nullopt;
                std::optional<Bound> number = bound(false);
                if (!number || !settle_unit(*number, Dimension::energy)) return std::nullopt;
                Comparison above;
                above.low = *number;
                assume("events above the cut are kept");
                return condition_of(*what, above);
            }))
            return cut;
        // "leading jet pT greater than the MET"
        while (phrase_.take("be")) {
        }
        const auto word = phrase_.take("compare");
        const std::optional<Value> other = word ? value() : std::nullopt;
        if (!other || other->dimension != what->front().dimension || !other->loop.empty() ||
            !what->front().loop.empty())
            return std::nullopt;
        Condition condition{
            fmt::format("{} {} {}", what->front().text, word->value, other->text), what->front().needs, {}, false};
        condition.needs.insert(condition.needs.end(), other->needs.begin(), other->needs.end());
        return condition;
    });
}

/// "leading jet pT > 0.3 * HT", "... more than twice the MET".
std::optional<Condition> Parser::scaled_comparison(const std::vector<Value>& what) {
    return attempt([&]() -> std::optional<Condition> {
        if (what.size() != 1 || !what.front().loop.empty() || what.front().dimension == Dimension::count)
            return std::nullopt;
        while (phrase_.take("be")) {
        }
        const auto word = phrase_.take("compare");
        if (!word || word->value == "==") return std::nullopt;
        std::optional<std::string> factor = phrase_.number();
        if (!factor && phrase_.take("twice")) factor = "2";
        if (!factor || phrase_.sees("unit")) return std::nullopt;
        phrase_.sign("*") || phrase_.take("times") || phrase_.take("of");
        const std::optional<Value> other = value();
        if (!other || other->dimension != what.front().dimension || !other->loop.empty()) return std::nullopt;
        const bool sum = other->text.find(" + ") != std::string::npos && other->text.front() != '|';
        return Condition{fmt::format("{} {} {} * {}", what.front().text, word->value, *factor,
                                     sum ? "(" + other->text + ")" : other->text),
                         joined(what.front().needs, other->needs),
                         {},
                         false};
    });
}

/// Behind a condition, what its quantity is of: "m_jj > 100 GeV for the two leading jets", ", b and b being the two
/// leading b-jets".
bool Parser::behind_condition(const std::vector<Value>& what) {
    if (what.size() != 1) return false;
    return attempt([&] {
               if (!phrase_.take("for objects") && !phrase_.take("of")) return false;
               const std::optional<Noun> named = noun();
               return named && is_sum_of(what.front().text, named->things);
           }) ||
           attempt([&] {
               phrase_.sign(",") || phrase_.sign("(");
               const bool bracket = phrase_.tokens()[phrase_.at() - 1].text == "(";
               bool any = false;
               while (shorthand()) {
                   any = true;
                   phrase_.take("list");
               }
               if (!any || !phrase_.take("being")) return false;
               const std::optional<Noun> named = noun();
               return named && is_sum_of(what.front().text, named->things) && (!bracket || phrase_.sign(")"));
           });
}

/// "at least 40 and at most 120 GeV", "above 12 GeV and outside 81-101 GeV": both of one quantity.
std::optional<Condition> Parser::second_comparison(const std::vector<Value>& what, const Comparison& first) {
    return attempt([&]() -> std::optional<Condition> {
        if (what.size() != 1 || what.front().dimension == Dimension::count || !phrase_.take("list"))
            return std::nullopt;
        const std::vector<std::string> assumed = state_.assumed;
        const std::optional<Comparison> second = comparison(what.front().dimension);
        // A bare number may count what comes behind it.
        const bool bare = what.front().dimension == Dimension::energy ? !vocabulary_unit_before()
                                                                      : phrase_.sees("object") || phrase_.sees("unit");
        if (!second || bare) return std::nullopt;
        const auto a = condition_of(what, first), b = condition_of(what, *second);
        if (!a || !b) return std::nullopt;
        if (what.front().dimension == Dimension::energy) std::erase(state_.assumed, first.low.digits + " GeV");
        Condition both = *a;
        both.text = (first.negated ? "not (" + a->text + ")" : a->text) + " and " +
                    (second->negated ? "not (" + b->text + ")" : b->text);
        return both;
    });
}

/// Whether the last word that was read is a unit.
bool Parser::vocabulary_unit_before() const {
    const std::size_t at = phrase_.at();
    return at > 0 && phrase_.vocabulary().longest("unit", phrase_.tokens(), at - 1).has_value();
}

/// "Subleading photon: pT / m_gammagamma > 0.25".
std::optional<Condition> Parser::share_condition() {
    return attempt([&]() -> std::optional<Condition> {
        const std::optional<Noun> what = noun();
        if (!what || what->things.size() != 1 || what->system) return std::nullopt;
        while (phrase_.take("have")) {
        }
        const std::size_t first = phrase_.at();
        const auto word = phrase_.take("attribute");
        if (!word || !phrase_.take("divided by")) return std::nullopt;
        const std::optional<Value> above = attribute_of(what->things.front(), std::string(word->value), first),
                                   below = value();
        if (!above || !below || above->dimension != below->dimension || !below->loop.empty()) return std::nullopt;
        const std::optional<Comparison> found = comparison(Dimension::number);
        if (!found || found->negated) return std::nullopt;
        Value share = *above;
        share.text += " / " + below->text;
        share.needs = joined(above->needs, below->needs);
        share.dimension = Dimension::number;
        share.axis = "ratio axis";
        return condition_of({share}, *found);
    });
}

/// "The two leading jets are separated by |delta eta| > 2.5", "... by at least 2.5 in eta".
std::optional<Condition> Parser::separation_condition() {
    // "a pseudorapidity gap of more than 2.5 between the two leading jets"
    if (std::optional<Condition> gap = attempt([&]() -> std::optional<Condition> {
            const bool bars = phrase_.sign("|");
            const auto word = phrase_.take("relation");
            if (!word || word->value == "mT" || (bars && !phrase_.sign("|"))) return std::nullopt;
            const std::string relation(word->value);
            phrase_.take("relation", relation);
            const std::optional<Comparison> found =
                comparison(relation == "deltaPhi" ? Dimension::angle : Dimension::number);
            if (!found || found->negated || !phrase_.take("of")) return std::nullopt;
            const auto pair = two_of_nouns();
            const std::optional<Value> value = pair ? relation_of(relation, pair->first, pair->second) : std::nullopt;
            return value ? condition_of({*value}, *found) : std::nullopt;
        }))
        return gap;
    return attempt([&]() -> std::optional<Condition> {
        const auto pair = two_of_nouns();
        if (!pair) return std::nullopt;
        if (const auto hemispheres = attempt([&]() -> std::optional<Condition> {
                while (phrase_.take("have") || phrase_.take("be")) {
                }
                if (!phrase_.take("opposite hemispheres") || pair->first.transverse || pair->second.transverse)
                    return std::nullopt;
                assume("eta of opposite sign");
                return Condition{fmt::format("{}.eta * {}.eta < 0", pair->first.text, pair->second.text),
                                 joined(pair->first.needs, pair->second.needs),
                                 {},
                                 false};
            }))
            return hemispheres;
        // "back to back: |delta phi| > 2.7"
        const bool facing = attempt([&] {
            while (phrase_.take("have") || phrase_.take("be")) {
            }
            if (!phrase_.take("back to back") && !phrase_.take("apart")) return false;
            phrase_.sign(":") || phrase_.sign(",") || phrase_.take("event with");
            return phrase_.next() != nullptr;
        });
        // "within delta R of 3"
        if (const auto near = attempt([&]() -> std::optional<Condition> {
                while (phrase_.take("be")) {
                }
                if (!phrase_.take("within")) return std::nullopt;
                const auto word = phrase_.take("relation");
                if (!word || word->value == "mT" || !(phrase_.take("of") || phrase_.sign("<") || phrase_.sign("==")))
                    return std::nullopt;
                std::optional<Bound> radius = bound(false);
                if (!radius || !settle_unit(*radius, word->value == "deltaPhi" ? Dimension::angle : Dimension::number))
                    return std::nullopt;
                Comparison below;
                below.kind = Comparison::Kind::less;
                below.low = *radius;
                const std::optional<Value> value = relation_of(std::string(word->value), pair->first, pair->second);
                return value ? condition_of({*value}, below) : std::nullopt;
            }))
            return near;
        if (!facing && !phrase_.take("separated by")) return std::nullopt;
        std::string relation;
        // "in pseudorapidity by more than 3.5 units"
        std::optional<Comparison> found = attempt([&]() -> std::optional<Comparison> {
            const auto angle = phrase_.take("in angle");
            if (!angle) return std::nullopt;
            phrase_.word("by");
            std::optional<Comparison> number = comparison(Dimension::number);
            phrase_.word("units");
            relation = std::string(angle->value);
            return number;
        });
        if (!found)
            found = attempt([&]() -> std::optional<Comparison> {
                const bool bars = phrase_.sign("|");
                const auto word = phrase_.take("relation");
                if (!word || word->value == "mT") return std::nullopt;
                // `dR(l, j1)`, which says again what it is of
                attempt([&] {
                    const std::optional<Noun> inside = bracketed_nouns();
                    const auto again = inside ? two(*inside) : std::nullopt;
                    return again && again->first.text == pair->first.text && again->second.text == pair->second.text;
                });
                if (bars && !phrase_.sign("|")) return std::nullopt;
                relation = std::string(word->value);
                return comparison(relation == "deltaPhi" ? Dimension::angle : Dimension::number);
            });
        if (!found)
            found = attempt([&]() -> std::optional<Comparison> {
                std::optional<Comparison> number = comparison(Dimension::number);
                const auto angle = number ? phrase_.take("in angle") : std::nullopt;
                if (!angle) return std::nullopt;
                relation = std::string(angle->value);
                return number;
            });
        if (!found || found->negated) return std::nullopt;
        const std::optional<Value> value = relation_of(relation, pair->first, pair->second);
        return value ? condition_of({*value}, *found) : std::nullopt;
    });
}

/// "pT > 30 GeV for the leading jet", "pT / m_gammagamma > 0.35 for the leading photon".
std::optional<Condition> Parser::condition_for_objects() {
    return attempt([&]() -> std::optional<Condition> {
        const bool bars = phrase_.sign("|");
        const auto word = phrase_.take("attribute");
        if (!word || (bars && !phrase_.sign("|"))) return std::nullopt;
        const std::string attribute = (bars ? "|" : "") + std::string(word->value);
        const bool divided = phrase_.take("divided by").has_value();
        std::optional<Value> below;
        if (divided && !(below = value())) return std::nullopt;
        const std::optional<Comparison> found =
            comparison(divided ? Dimension::number : dimension_of_attribute(attribute));
        if (!found || found->negated || !phrase_.take("for objects")) return std::nullopt;
        const std::optional<Noun> what = nouns();
        if (!what || what->things.empty() || what->system) return std::nullopt;
        std::vector<Value> values;
        for (const Thing& thing : what->things) {
            std::optional<Value> value = attribute_of(thing, attribute, phrase_.at() - 1);
            if (!value || (below && below->dimension != value->dimension)) return std::nullopt;
            if (below) {
                value->text += " / " + below->text;
                value->needs.insert(value->needs.end(), below->needs.begin(), below->needs.end());
                value->dimension = Dimension::number;
                value->axis = "ratio axis";
            }
            values.push_back(*value);
        }
        return condition_of(values, *found);
    });
}

/// "The three leading jets have pT > 80, 60 and 40 GeV, respectively".
std::optional<Condition> Parser::respective_conditions(const std::vector<Thing>& things) {
    return attempt([&]() -> std::optional<Condition> {
        if (things.size() < 2) return std::nullopt;
        const std::optional<std::string> attribute = object_attribute();
        if (!attribute) return std::nullopt;
        while (phrase_.take("be")) {
        }
        const auto word = phrase_.take("compare");
        const Dimension dimension = dimension_of_attribute(*attribute);
        if (!word) return std::nullopt;
        std::vector<Bound> bounds;
        do {
            const std::optional<Bound> next = bound(false);
            if (!next) return std::nullopt;
            bounds.push_back(*next);
        } while (bounds.size() < things.size() && (phrase_.take("list") || phrase_.sign("/")));
        if (bounds.size() != things.size()) return std::nullopt;
        attempt([&] {
            phrase_.sign(",");
            return phrase_.take("respectively").has_value();
        });
        Condition all;
        for (std::size_t i = 0; i < things.size(); ++i) {
            if (things[i].transverse) return std::nullopt;
            if (bounds[i].unit.empty()) bounds[i].unit = bounds.back().unit;
            Comparison comparison;
            comparison.kind = *kind_of(word->value);
            comparison.low = bounds[i];
            if (!settle_unit(comparison.low, dimension)) return std::nullopt;
            const bool bars = attribute->front() == '|';
            const std::string subject =
                bars ? "|" + things[i].text + "." + attribute->substr(1) : things[i].text + "." + *attribute;
            all.text += (all.text.empty() ? "" : " and ") + text_of(subject, comparison, dimension);
            all.needs.insert(all.needs.end(), things[i].needs.begin(), things[i].needs.end());
        }
        return all;
    });
}

/// "leading photon pT at least 40% of the diphoton mass", which may be said again: ": pT/m >= 0.4".
std::optional<Condition> Parser::part_of(const std::vector<Value>& whats) {
    return attempt([&]() -> std::optional<Condition> {
        if (whats.size() != 1 || !whats.front().loop.empty()) return std::nullopt;
        while (phrase_.take("be")) {
        }
        const auto word = phrase_.take("compare");
        const std::optional<std::string> percent = word ? phrase_.number() : std::nullopt;
        if (!percent || !(phrase_.sign("%") || phrase_.word("percent")) || !phrase_.take("of")) return std::nullopt;
        const std::optional<Value> whole = ratio(whats.front());
        if (!whole) return std::nullopt;
        const double part = std::stod(*percent) / 100;
        Comparison comparison;
        comparison.kind = *kind_of(word->value);
        comparison.low.digits = fmt::format("{:g}", part);
        if (attempt([&] { return (phrase_.sign(":") || phrase_.sign(",")) && phrase_.sees("attribute"); })) {
            const auto again = phrase_.take("attribute");
            if (!again || !whats.front().text.ends_with("." + std::string(again->value)) ||
                !phrase_.take("divided by") || !(phrase_.take("attribute", "mass") || value()))
                return std::nullopt;
            const auto sign = phrase_.take("compare");
            const std::optional<std::string> number = sign ? phrase_.number() : std::nullopt;
            if (!number || sign->value != word->value || std::abs(std::stod(*number) - part) > 1e-12)
                return std::nullopt;
        }
        std::optional<Condition> all = condition_of({*whole}, comparison);
        // "..., the subleading photon's at least 30 %": of the same whole
        const std::string& top = whats.front().text;
        const std::size_t dot = top.rfind('.');
        while (all && dot != std::string::npos && attempt([&] {
                   if (!phrase_.take("list") && !phrase_.take("and")) return false;
                   const std::optional<Noun> next = noun();
                   if (!next || next->things.size() != 1) return false;
                   phrase_.word("'s");
                   phrase_.take("attribute", top.substr(dot + 1));
                   while (phrase_.take("be") || phrase_.take("have")) {
                   }
                   const auto sign = phrase_.take("compare");
                   const std::optional<std::string> number = sign ? phrase_.number() : std::nullopt;
                   if (!number || !(phrase_.sign("%") || phrase_.word("percent")) || phrase_.sees("of")) return false;
                   const std::optional<Value> above =
                       attribute_of(next->things.front(), top.substr(dot + 1), phrase_.at() - 1);
                   if (!above || !whole->text.starts_with(top)) return false;
                   all->text += fmt::format(" and {}{} {} {:g}", above->text, whole->text.substr(top.size()),
                                            sign->value, std::stod(*number) / 100);
                   all->needs = joined(all->needs, above->needs);
                   return true;
               })) {
        }
        return all;
    });
}

/// "The leading photon has pT / m_gammagamma > 0.35".
std::optional<Condition> Parser::ratio_of_thing(const Thing& thing) {
    return attempt([&]() -> std::optional<Condition> {
        const auto word = phrase_.take("attribute");
        if (!word || !phrase_.take("divided by")) return std::nullopt;
        const std::optional<Value> top = attribute_of(thing, std::string(word->value), phrase_.at() - 1);
        const std::optional<Value> whole = top ? ratio(*top) : std::nullopt;
        const std::optional<Comparison> found = whole ? comparison(Dimension::number) : std::nullopt;
        return found && !found->negated ? condition_of({*whole}, *found) : std::nullopt;
    });
}

}  // namespace collmc::translate
