// What is asked of each object, as lines of its block: one condition after the other, alternatives, and what is asked
// of some of them only.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/translate/parser.h"

namespace collmc::translate {

namespace {

/// The test of `select ...`, of one statement that selects.
std::optional<std::string> selected(const Written& it) {
    return it.text.starts_with("select ") ? std::optional(it.text.substr(7)) : std::nullopt;
}

std::string attribute_in(const std::string& test) { return test.substr(0, test.find(' ')); }

}  // namespace

std::optional<Written> Parser::object_condition() {
    for (const auto rule :
         {&Parser::crack_condition, &Parser::isolation_condition, &Parser::track_condition, &Parser::distance_condition,
          &Parser::angle_condition, &Parser::nothing_beyond, &Parser::attribute_condition})
        if (std::optional<Written> found = (this->*rule)()) return found;
    return std::nullopt;
}

/// "three tracks or more", "one or three prongs", "at least two tracks".
std::optional<Written> Parser::track_condition() {
    return attempt([&]() -> std::optional<Written> {
        while (phrase_.take("be")) {
        }
        std::vector<int> numbers;
        std::string op;
        if (const auto word = phrase_.take("compare"))
            op = std::string(word->value);
        else if (phrase_.take("exactly") || phrase_.take("only"))
            op = "==";
        phrase_.take("either");
        do {
            const std::optional<int> number = count_word();
            if (!number) return std::nullopt;
            numbers.push_back(*number);
        } while (phrase_.take("or") || phrase_.sign(","));
        if (op.empty())
            if (const auto direction = phrase_.take("or more")) op = std::string(direction->value);
        phrase_.sign("-");
        const auto what = phrase_.take("track word");
        if (!what) return std::nullopt;
        if (op.empty())
            if (const auto direction = phrase_.take("or more")) op = std::string(direction->value);
        phrase_.take("only");
        if (numbers.size() > 1 && !op.empty() && op != "==") return std::nullopt;
        if (op.empty() && what->value == "tracks") assume("exactly that number of tracks");
        if (op.empty()) op = "==";
        std::string text;
        for (const int number : numbers)
            text += fmt::format("{}{} {} {}", text.empty() ? "" : " or ", what->value, op, number);
        last_attribute_ = std::string(what->value);
        return Written{"select " + text, request()};
    });
}

/// "nothing beyond |eta| = 4.5".
std::optional<Written> Parser::nothing_beyond() {
    return attempt([&]() -> std::optional<Written> {
        if (!phrase_.take("nothing")) return std::nullopt;
        while (phrase_.take("have")) {
        }
        std::optional<Written> what = attribute_condition();
        const auto test = what ? selected(*what) : std::nullopt;
        if (!test || *test == "btagged") return std::nullopt;
        what->text = "reject " + *test;
        return what;
    });
}

/// "the summed pT of all jets within dR < 0.4 of the muon is less than 15 % of the muon's pT".
std::optional<Written> Parser::isolation_condition() {
    return attempt([&]() -> std::optional<Written> {
        phrase_.take("isolated");
        phrase_.take("scalar sum") || phrase_.take("summed");
        phrase_.take("of");
        attempt([&] { return phrase_.take("attribute", "pt") && phrase_.take("of"); });
        const std::string subject = subject_;
        const std::optional<std::string> others = near_objects();
        if (!others) return std::nullopt;
        subject_ = subject;
        const auto of_itself = [&] {
            phrase_.take("any");
            return phrase_.take("pronoun object") || phrase_.take("pronoun objects") || phrase_.take("each") ||
                   attempt([&] {
                       const auto again = phrase_.take("object");
                       return again && again->value == subject;
                   });
        };
        if (!phrase_.take("overlap near")) return std::nullopt;
        const std::optional<std::string> limit = radius();
        if (!limit || !(phrase_.take("of") || phrase_.take("to objects")) || !of_itself()) return std::nullopt;
        while (phrase_.take("have")) {
        }
        const std::optional<Comparison> found = comparison(Dimension::number);
        if (!found || found->negated) return std::nullopt;
        phrase_.take("of") || phrase_.take("times");
        if (!(phrase_.take("pronoun pair") || phrase_.word("its") || phrase_.word("their") ||
              (of_itself() && phrase_.word("'s"))) ||
            !phrase_.take("attribute", "pt"))
            return std::nullopt;
        return Written{"select " + text_of(fmt::format("relativeIsolation(this, {}, {})", *others, *limit), *found,
                                           Dimension::number),
                       request()};
    });
}

/// `|delta phi(j, MET)| > 0.4`, "more than 0.4 away from MET in phi": of each object.
std::optional<Written> Parser::angle_condition() {
    return attempt([&]() -> std::optional<Written> {
        const bool bars = phrase_.sign("|");
        if (!phrase_.take("relation", "deltaPhi")) return std::nullopt;
        const auto closed = [&] { return !bars || phrase_.sign("|"); };
        const bool brackets = phrase_.sign("(");
        if (brackets) {
            const Token* token = phrase_.next();
            if (token == nullptr || !is_subject(token->text)) return std::nullopt;
            const std::string own = token->text;
            if (!phrase_.word(own) || !(phrase_.sign(",") || phrase_.take("list")) || !phrase_.take("met") ||
                !phrase_.sign(")"))
                return std::nullopt;
        } else {
            const bool early = attempt([&] { return phrase_.take("to objects") && phrase_.take("met"); });
            if (!closed()) return std::nullopt;
            const std::optional<Comparison> found = comparison(Dimension::angle);
            if (!found || found->negated || (!early && !(phrase_.take("to objects") && phrase_.take("met"))))
                return std::nullopt;
            return Written{"select " + text_of("|deltaPhi(this, MET)|", *found, Dimension::angle), request()};
        }
        if (!closed()) return std::nullopt;
        const std::optional<Comparison> found = comparison(Dimension::angle);
        if (!found || found->negated) return std::nullopt;
        return Written{"select " + text_of("|deltaPhi(this, MET)|", *found, Dimension::angle), request()};
    });
}

/// ", or from 1.57 to 2.5": the other half of a condition, of the same attribute or of another one.
std::optional<Written> Parser::alternative_to(const Written& first) {
    return attempt([&]() -> std::optional<Written> {
        const auto test = selected(first);
        phrase_.sign(",");
        if (!test || !phrase_.take("or")) return std::nullopt;
        while (phrase_.take("have")) {
        }
        const std::string attribute = attribute_in(*test);
        const bool known = attribute == last_attribute_;
        std::optional<Written> other = attempt([&]() -> std::optional<Written> {
            if (!known) return std::nullopt;
            const std::optional<Comparison> found = comparison(dimension_of_attribute(attribute));
            if (!found || found->negated || phrase_.sees("attribute") || phrase_.sees("object")) return std::nullopt;
            return Written{"select " + text_of(attribute, *found, dimension_of_attribute(attribute)), request()};
        });
        if (!other) other = object_condition();
        const auto second = other ? selected(*other) : std::nullopt;
        if (!second) return std::nullopt;
        return Written{fmt::format("select {} or {}", *test, *second), request()};
    });
}

/// "if central (|eta| < 2.4), at least 50 GeV otherwise"; "(50 GeV for |eta| > 2.4)": what is asked of some of them.
std::optional<std::vector<Written>> Parser::conditions_by_region(const Written& first) {
    return attempt([&]() -> std::optional<std::vector<Written>> {
        const auto test = selected(first);
        if (!test || test->find(" or ") != std::string::npos) return std::nullopt;
        const auto region = [&]() -> std::optional<std::string> {
            const std::size_t place = phrase_.at();
            if (!phrase_.take("fate if")) return std::nullopt;
            for (std::size_t i = place; i < phrase_.at(); ++i)
                if (phrase_.tokens()[i].text == "only") return std::nullopt;
            while (phrase_.take("have") || phrase_.take("pronoun object") || phrase_.take("pronoun objects")) {
            }
            const bool bracket = attempt([&] { return phrase_.take("adjective") && phrase_.sign("("); });
            std::optional<Written> where = attribute_condition();
            if (!where || (bracket && !phrase_.sign(")"))) return std::nullopt;
            const std::optional<std::string> inner = selected(*where);
            if (inner && attribute_in(*inner) == attribute_in(*test)) return std::nullopt;
            return inner;
        };
        const auto written = [&](const std::string& what, const std::string& where) {
            return Written{fmt::format("select {} when {}", what, where), request()};
        };
        const std::string attribute = attribute_in(*test);
        const auto another = [&]() -> std::optional<std::string> {
            const std::optional<Comparison> found = comparison(dimension_of_attribute(attribute));
            if (found && !found->negated) return text_of(attribute, *found, dimension_of_attribute(attribute));
            // "(50 GeV for ...)": in the direction of the first
            std::optional<Bound> number = bound(false);
            const std::size_t sign = test->find(' ');
            if (!number || !settle_unit(*number, dimension_of_attribute(attribute))) return std::nullopt;
            const std::string op = test->substr(sign + 1, test->find(' ', sign + 1) - sign - 1);
            if (!kind_of(op)) return std::nullopt;
            return fmt::format("{} {} {}{}{}", attribute, op, number->digits, number->unit.empty() ? "" : " ",
                               number->unit);
        };
        if (const auto late = attempt([&]() -> std::optional<std::vector<Written>> {
                if (!phrase_.sign("(")) return std::nullopt;
                const std::optional<std::string> other = another(), where = other ? region() : std::nullopt;
                if (!where || !phrase_.sign(")")) return std::nullopt;
                return std::vector{written(*other, *where), written(*test, fmt::format("not ({})", *where))};
            }))
            return late;
        const std::optional<std::string> where = region();
        if (!where) return std::nullopt;
        std::vector<Written> all = {written(*test, *where)};
        const bool both = attempt([&] {
            while (phrase_.take("and") || phrase_.take("have")) {
            }
            std::optional<std::string> other = attempt([&]() -> std::optional<std::string> {
                const std::optional<std::string> named = object_attribute();
                return named && *named == attribute ? another() : std::nullopt;
            });
            if (!other) other = another();
            if (!other) return false;
            if (phrase_.take("otherwise")) {
                all.push_back(written(*other, fmt::format("not ({})", *where)));
                return true;
            }
            const std::optional<std::string> elsewhere = region();
            if (!elsewhere) return false;
            all.push_back(written(*other, *elsewhere));
            return true;
        });
        if (!both) assume(fmt::format("where not {}, this condition is not asked", *where));
        return all;
    });
}

/// One or more of them, and what joins them.
std::optional<std::vector<Written>> Parser::object_conditions() {
    return attempt([&]() -> std::optional<std::vector<Written>> {
        std::vector<Written> all;
        bool alternative = false;  // of another attribute: then it stands alone
        while (true) {
            const std::size_t place = phrase_.at();
            const State state = state_;
            while (!all.empty() && (phrase_.take("and") || phrase_.take("have") || phrase_.take("keep"))) {
            }
            if (const auto inner = attempt([&]() -> std::optional<std::vector<Written>> {
                    if (!phrase_.sign("(")) return std::nullopt;
                    std::optional<std::vector<Written>> some = object_conditions();
                    return some && phrase_.sign(")") ? some : std::nullopt;
                })) {
                all.insert(all.end(), inner->begin(), inner->end());
                continue;
            }
            // "central (|eta| < 2.4)"
            if (const auto named = attempt([&]() -> std::optional<std::vector<Written>> {
                    phrase_.take("in");
                    const auto adjective = phrase_.take("adjective");
                    if (!adjective || adjective->value == "id") return std::nullopt;
                    phrase_.take("only");
                    if (!phrase_.sign("(") && !phrase_.sign(",") && !phrase_.sign(":")) return std::nullopt;
                    const bool bracket = phrase_.tokens()[phrase_.at() - 1].text == "(";
                    phrase_.take("have");
                    std::optional<std::vector<Written>> some = object_conditions();
                    if (!some || (bracket && !phrase_.sign(")"))) return std::nullopt;
                    const bool says = some->front().text.find("eta") != std::string::npos;
                    return bracket || (adjective->value == "eta" && says) ? some : std::nullopt;
                })) {
                all.insert(all.end(), named->begin(), named->end());
                continue;
            }
            std::optional<Written> next = object_condition();
            if (!next) {
                phrase_.back_to(place);
                state_ = state;
                break;
            }
            if (const auto some = conditions_by_region(*next)) {
                all.insert(all.end(), some->begin(), some->end());
                continue;
            }
            while (const std::optional<Written> either = alternative_to(*next)) {
                const std::string& text = either->text;
                const std::string last = text.substr(text.rfind(" or ") + 4);
                alternative = alternative || attribute_in(last) != attribute_in(text.substr(7));
                next = either;
            }
            all.push_back(*next);
        }
        // "pT > 20 GeV and |eta| < 2 or charge > 0": which of them are together?
        if (all.empty() || (alternative && all.size() > 1)) return std::nullopt;
        return all;
    });
}

}  // namespace collmc::translate
