// Clauses about how far objects are from one another, with their parts in any order: "no jet may be closer to MET in
// phi than 0.4", "the b-jet closest to the lepton is within dR = 1.5 of it", "the tau lies between the two jets in
// eta".

#include <fmt/format.h>

#include "compiler/translate/parser.h"

namespace collmc::translate {

bool Parser::distance_clause(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        enum class Of { one, all, none, any } of = Of::one;
        Noun subject;
        std::optional<Thing> other;
        bool nearest = false;  // of the objects of a collection, the one nearest to the other
        // "a jet" is any of them, and not the leading one
        const auto only = [&](const std::optional<Noun>& found) -> std::optional<Thing> {
            if (!found || (found->things.empty() && !state_.draft.is_exactly(found->collection, 1)))
                return std::nullopt;
            return one(*found);
        };
        const auto collection = [&] {
            const std::optional<std::string> word = object_word(&subject.plural);
            if (!word) return false;
            subject.collection = state_.draft.collection(*word, request());
            return true;
        };
        const bool ok = attempt([&] {
                            const std::optional<std::string> word = object_word();
                            if (!word || !phrase_.take("closest")) return false;
                            subject.collection = state_.draft.collection(*word, request());
                            const std::optional<Noun> to = noun();
                            other = only(to);
                            nearest = true;
                            return other.has_value();
                        }) ||
                        attempt([&] {
                            if (reject || !phrase_.take("none")) return false;
                            of = Of::none;
                            return collection();
                        }) ||
                        attempt([&] {
                            const auto some = phrase_.take("some of");
                            const std::optional<Noun> found = some ? nouns() : std::nullopt;
                            if (!found || found->things.size() < 2 || reject) return false;
                            of = some->value == "none" ? Of::none : Of::any;
                            subject = *found;
                            return true;
                        }) ||
                        attempt([&] {
                            if (!phrase_.take("any")) return false;
                            of = reject ? Of::any : Of::all;
                            const std::optional<Noun> several = attempt([&] { return ranked(); });
                            if (several) subject = *several;
                            return several || collection();
                        }) ||
                        attempt([&] {
                            const std::optional<Noun> found = nouns();
                            if (!found) return false;
                            subject = *found;
                            if (subject.things.empty() && !subject.plural) {
                                const std::optional<Thing> single = only(subject);
                                if (!single) return false;
                                subject = this->of(*single);
                            } else if (subject.things.empty()) {
                                of = reject ? Of::any : Of::all;
                            }
                            return true;
                        });
        if (!ok || subject.system) return false;
        // "all jets need |delta phi(jet, MET)| > 0.4"
        if (of == Of::all && subject.things.empty() && attempt([&] {
                subject_ = state_.draft.info(subject.collection).particle;
                while (phrase_.take("have")) {
                }
                const std::optional<Written> angle = angle_condition();
                if (!angle) return false;
                std::string test = angle->text.substr(7);
                test.replace(test.find("this"), 4, "x");
                write_cut(false, {fmt::format("all({} for x in {})", test, subject.collection), {}, {}}, first);
                return true;
            }))
            return true;
        std::string op, relation;
        std::optional<Bound> limit;
        bool near = false, far = false, negated = false, in_bars = false, is_turned_positive = false;
        for (int i = 0; i < 14; ++i) {
            if (op.empty() && !limit)
                if (const auto word = phrase_.take("compare"); word && word->value != "==") {
                    op = std::string(word->value);
                    continue;
                }
            if (!near && !far && phrase_.take("near word")) {
                near = true;
                continue;
            }
            if (!near && !far && phrase_.take("far word")) {
                far = true;
                continue;
            }
            if (!near && op.empty() && phrase_.take("within")) {
                near = true;
                continue;
            }
            if (relation.empty() && attempt([&] {
                    const bool bars = phrase_.sign("|");
                    auto word = phrase_.take("relation");
                    if (!word) word = phrase_.take("in angle");
                    if (!word || word->value == "mT" || (bars && !phrase_.sign("|"))) return false;
                    relation = std::string(word->value);
                    in_bars = bars;
                    phrase_.take("relation", relation);
                    return true;
                }))
                continue;
            if (!limit && (limit = bound(false))) continue;
            if (!other && attempt([&] {
                    if (!phrase_.take("of") && !phrase_.take("to objects")) return false;
                    const std::optional<Noun> found = noun();
                    other = only(found);
                    return other.has_value();
                }))
                continue;
            if (nearest && limit &&
                attempt([&] { return phrase_.take("to objects") && phrase_.take("pronoun object"); }))
                continue;
            if (!negated && phrase_.take("not")) {
                negated = true;
                continue;
            }
            if (phrase_.take("than") || phrase_.sign("==")) continue;
            if (!limit && (phrase_.take("be") || phrase_.take("have"))) continue;
            break;
        }
        if (!limit || (op.empty() && !near && !far)) return false;
        if (op.empty()) op = near ? "<" : ">";
        if (near && op.front() == '>') return false;
        if (far && op.front() == '<' && !negated) return false;
        if (negated) op = op == "<" ? ">=" : op == "<=" ? ">" : op == ">" ? "<=" : "<";
        std::vector<Thing> things = subject.things;
        if (!other) {
            // "the two leading jets are apart by more than ...": of one another
            if (of != Of::one || things.size() != 2) return false;
            other = things[1];
            things.resize(1);
        }
        if (relation.empty() && (other->transverse || near == far))
            return false;  // the kind of distance has to be said
        if (relation.empty()) relation = "deltaR";
        const Dimension dimension = relation == "deltaPhi" ? Dimension::angle : Dimension::number;
        if (!settle_unit(*limit, dimension)) return false;
        if (of == Of::one && things.size() > 1) of = Of::all;
        Needs needs = other->needs;
        const auto distance = [&](const Thing& thing) -> std::optional<std::string> {
            const std::optional<Value> value = relation_of(relation, thing, *other);
            if (!value) return std::nullopt;
            is_turned_positive = is_turned_positive || (value->is_signed && !in_bars);
            return value->is_signed ? "|" + value->text + "|" : value->text;
        };
        const std::string number = limit->unit.empty() ? limit->digits : limit->digits + " " + limit->unit;
        Condition condition;
        const bool turned = of == Of::none;
        if (subject.things.empty()) {
            Thing each;
            each.text = "x";
            each.collection = subject.collection;
            const std::optional<std::string> text = distance(each);
            if (!text || subject.collection == other->collection) return false;
            if (nearest) {
                condition.text = fmt::format("min({} for x in {}) {} {}", *text, subject.collection, op, number);
                needs = joined(needs, {{subject.collection, 1}});
            } else {
                condition.text = fmt::format("{}({} {} {} for x in {})", of == Of::all ? "all" : "any", *text, op,
                                             number, subject.collection);
            }
        } else {
            for (const Thing& thing : things) {
                const std::optional<std::string> text = distance(thing);
                if (!text) return false;
                const char* joint = of == Of::none || of == Of::any ? " or " : " and ";
                condition.text += fmt::format("{}{} {} {}", condition.text.empty() ? "" : joint, *text, op, number);
                needs = joined(needs, thing.needs);
            }
            condition.is_or = condition.text.find(" or ") != std::string::npos;
        }
        condition.needs = needs;
        if (reject && turned) return false;
        if (is_turned_positive) assume("without its sign, as a distance");
        write_cut(reject || turned, condition, first);
        return true;
    });
}

/// "The leading tau lies between the two leading jets in eta".
bool Parser::between_clause(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        const std::optional<Noun> what = noun();
        const std::optional<Thing> middle = what && !what->system ? one(*what) : std::nullopt;
        if (!middle || middle->transverse) return false;
        std::string attribute;
        const auto angle = [&] {
            const auto word = phrase_.take("in angle");
            if (!word) return false;
            attribute = word->value == "deltaEta" ? "eta" : "";
            return !attribute.empty();
        };
        while (phrase_.take("be") || phrase_.take("have")) {
        }
        const bool early = angle();
        while (phrase_.take("be") || phrase_.take("have")) {
        }
        if (!phrase_.take("in between two")) return false;
        const auto sides = two_of_nouns();
        if (!sides || sides->first.transverse || sides->second.transverse || (!early && !angle())) return false;
        const std::string a = sides->first.text + ".eta", b = sides->second.text + ".eta", x = middle->text + ".eta";
        write_cut(reject,
                  {fmt::format("({0} - {1}) * ({0} - {2}) < 0", x, a, b),
                   joined(joined(middle->needs, sides->first.needs), sides->second.needs),
                   {}},
                  first);
        return true;
    });
}

/// "pT > 25 (20) GeV for the leading (subleading) lepton", "leading (subleading) lepton pT > 25 (20) GeV".
bool Parser::ranked_thresholds() {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        std::vector<int> ranks;
        std::string collection;
        const auto objects = [&] {
            return attempt([&] {
                const auto a = phrase_.take("ordinal");
                if (!a || !phrase_.sign("(")) return false;
                const auto b = phrase_.take("ordinal");
                if (!b || !phrase_.sign(")")) return false;
                ranks = {std::stoi(std::string(a->value)), std::stoi(std::string(b->value))};
                const std::optional<std::string> word = object_word();
                if (!word) return false;
                collection = state_.draft.collection(*word, request());
                return true;
            });
        };
        const bool early = objects();
        phrase_.word("'s");
        while (early && phrase_.take("have")) {
        }
        const std::optional<TwoLimits> limits = two_limits();
        if (!limits) return false;
        if (!early && (!phrase_.take("for objects") || !objects())) return false;
        Condition all;
        for (std::size_t i = 0; i < 2; ++i) {
            const Thing thing = state_.draft.object_of(collection, ranks[i], request());
            const std::string& attribute = limits->attribute;
            const std::string subject =
                attribute.front() == '|' ? "|" + thing.text + "." + attribute.substr(1) : thing.text + "." + attribute;
            all.text += (i == 0 ? "" : " and ") +
                        text_of(subject, i == 0 ? limits->of_first : limits->of_second, limits->dimension);
            all.needs = joined(all.needs, thing.needs);
        }
        write_cut(false, all, first);
        return true;
    });
}

/// "The two leading jets carry at least 70 % of HT".
bool Parser::share_of_sum(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        const std::optional<Noun> what = nouns();
        if (!what || what->things.empty() || what->system || !phrase_.take("make up")) return false;
        const std::optional<Comparison> found = comparison(Dimension::number);
        if (!found || !phrase_.take("of")) return false;
        const std::optional<Value> whole = value();
        if (!whole || whole->dimension != Dimension::energy || !whole->loop.empty()) return false;
        std::string sum;
        Needs needs = whole->needs;
        for (const Thing& it : what->things) {
            if (it.transverse) return false;
            sum += (sum.empty() ? "" : " + ") + it.text + ".pt";
            needs = joined(needs, it.needs);
        }
        assume("the share is of the scalar sum of pT");
        const bool several = whole->text.find(' ') != std::string::npos;
        const std::string text = text_of(fmt::format("({}) / {}", sum, several ? "(" + whole->text + ")" : whole->text),
                                         *found, Dimension::number);
        write_cut(reject != found->negated, {text, needs, {}}, first);
        return true;
    });
}

}  // namespace collmc::translate
