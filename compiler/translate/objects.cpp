// Lines that say which objects count: "Electrons with pT > 25 GeV and |eta| < 2.5".

#include <fmt/format.h>

#include <algorithm>

#include "compiler/translate/parser.h"

namespace collmc::translate {

std::optional<std::vector<std::string>> Parser::object_list() {
    return attempt([&]() -> std::optional<std::vector<std::string>> {
        std::vector<std::string> words;
        // "both electrons and muons" are two kinds, "both muons" two objects.
        attempt([&] {
            if (!phrase_.take("both")) return false;
            const std::size_t place = phrase_.at();
            if (!phrase_.take("object")) return false;
            bool kinds = false;
            for (std::size_t i = place; i < phrase_.at(); ++i) kinds = kinds || phrase_.tokens()[i].text == "and";
            phrase_.back_to(place);
            return kinds;
        });
        do {
            const std::optional<std::string> word = object_word();
            if (!word) return std::nullopt;
            words.push_back(*word);
        } while (attempt([&] { return phrase_.take("or object").has_value() && phrase_.sees("object"); }));
        return words;
    });
}

std::optional<std::string> Parser::object_attribute() {
    return attempt([&]() -> std::optional<std::string> {
        const bool bars = phrase_.sign("|") || phrase_.take("absolute").has_value();
        const bool closes = bars && phrase_.tokens()[phrase_.at() - 1].text == "|";
        const bool brackets = bars && !closes && phrase_.sign("(");
        // "muon pT", of the muons that are spoken of
        attempt([&] {
            const Token* token = phrase_.next();
            if (token == nullptr || token->kind != Token::Kind::word || !is_subject(token->text)) return false;
            const std::string own = token->text;
            if (!phrase_.word(own)) return false;
            phrase_.word("'s");
            return phrase_.sees("attribute");
        });
        const std::optional<std::string> named = subject_attribute();
        if (!named) return std::nullopt;
        of_subject();
        if ((closes && !phrase_.sign("|")) || (brackets && !phrase_.sign(")"))) return std::nullopt;
        of_subject();
        const std::string& attribute = *named;
        // "transverse momentum pT", "pseudorapidity |eta|"
        const bool again = attempt([&] {
            phrase_.take("between") || phrase_.take("be");
            const bool round = phrase_.sign("("), inner = phrase_.sign("|");
            return phrase_.take("attribute", attribute) && (!inner || phrase_.sign("|")) &&
                   (!round || phrase_.sign(")"));
        });
        const std::string last = phrase_.tokens()[phrase_.at() - 1].text;
        const bool late = !bars && phrase_.take("absolute").has_value();  // "pseudorapidity magnitude"
        if (bars || late || (again && last == "|")) return "|" + attribute + "|";
        return attribute;
    });
}

Dimension Parser::dimension_of_attribute(const std::string& attribute) {
    const std::size_t begin = attribute.front() == '|' ? 1 : 0;
    const std::string bare = attribute.substr(begin, attribute.size() - begin - (attribute.back() == '|' ? 1 : 0));
    if (bare == "eta" || bare == "rapidity" || bare == "btag") return Dimension::number;
    if (bare == "phi") return Dimension::angle;
    if (bare == "charge" || bare == "prongs" || bare == "tracks") return Dimension::count;
    if (bare == "hadem") return Dimension::number;
    return Dimension::energy;
}

/// `pT > 25 GeV`, `within |eta| < 2.5`, `above 30 GeV`, `b-tagged`.
std::optional<Written> Parser::attribute_condition() {
    return attempt([&]() -> std::optional<Written> {
        Written written{"", request()};
        if (phrase_.take("not tagged")) {
            written.text = "reject btagged";
            return written;
        }
        if (phrase_.take("tagged")) {
            written.text = "select btagged";
            return written;
        }
        std::optional<std::string> attribute;
        std::optional<Comparison> found;
        const auto settle = [&]() {
            // An eta that is only bounded from above is meant without its sign.
            if (attribute && *attribute == "eta" && found &&
                (found->kind == Comparison::Kind::less || found->kind == Comparison::Kind::less_equal)) {
                assume("|eta|");
                attribute = "|eta|";
            }
        };
        const bool ok =
            attempt([&] {
                // `1.37 < |eta| < 1.52`
                phrase_.take("between");
                std::optional<Bound> low = bound(false);
                const auto first = low ? phrase_.take("compare") : std::nullopt;
                attribute = first ? object_attribute() : std::nullopt;
                if (!attribute) return false;
                const auto second = phrase_.take("compare");
                std::optional<Bound> high = second ? bound(false) : std::nullopt;
                if (!high || (first->value != "<" && first->value != "<=") ||
                    (second->value != "<" && second->value != "<="))
                    return false;
                found = Comparison{};
                found->kind = Comparison::Kind::inside;
                found->low_closed = first->value == "<=";
                found->high_closed = second->value == "<=";
                if (low->unit.empty()) low->unit = high->unit;
                if (!settle_unit(*low, dimension_of_attribute(*attribute)) ||
                    !settle_unit(*high, dimension_of_attribute(*attribute)))
                    return false;
                found->low = *low;
                found->high = *high;
                return true;
            }) ||
            attempt([&] {
                // `25 GeV < pT` is left to nobody; `minimum pT of 25 GeV`
                const auto word = phrase_.take("compare");
                if (!word) return false;
                attribute = object_attribute();
                if (!attribute) return false;
                while (phrase_.take("be") || phrase_.sign("==")) {
                }
                std::optional<Bound> low = bound(false);
                if (!low || !settle_unit(*low, dimension_of_attribute(*attribute))) return false;
                found = Comparison{};
                found->kind = *kind_of(word->value);
                found->low = *low;
                return true;
            }) ||
            attempt([&] {
                // "within |eta| of 2.5", "within 2.5 in |eta|"
                while (phrase_.take("be")) {
                }
                if (!phrase_.take("within")) return false;
                std::optional<Bound> limit = bound(false);
                if (limit && !phrase_.take("in")) return false;
                attribute = object_attribute();
                if (!attribute || (*attribute != "|eta|" && *attribute != "eta")) return false;
                if (!limit) {
                    if (!phrase_.take("of") && !phrase_.sign("==")) return false;
                    limit = bound(false);
                }
                if (!limit || !settle_unit(*limit, Dimension::number)) return false;
                attribute = "|eta|";
                found = Comparison{};
                found->kind = Comparison::Kind::less;
                found->low = *limit;
                return true;
            }) ||
            attempt([&] {
                while (phrase_.take("be")) {
                }
                phrase_.take("between");
                attribute = object_attribute();
                if (!attribute) return false;
                found = comparison(dimension_of_attribute(*attribute));
                return found.has_value();
            }) ||
            attempt([&] {
                // "a pT threshold of 30 GeV"
                attribute = object_attribute();
                if (!attribute || dimension_of_attribute(*attribute) != Dimension::energy || !phrase_.take("cut at"))
                    return false;
                std::optional<Bound> low = bound(false);
                if (!low || !settle_unit(*low, Dimension::energy)) return false;
                assume("objects above the threshold are kept");
                found = Comparison{};
                found->low = *low;
                return true;
            }) ||
            attempt([&] {
                // "above 30 GeV", "at least 30 GeV of pT"
                attempt([&] { return phrase_.word("of") && phrase_.sees("compare"); });
                found = plain_comparison(Dimension::energy);
                if (!found || std::find(state_.assumed.begin(), state_.assumed.end(), found->low.digits + " GeV") !=
                                  state_.assumed.end())
                    return false;
                const bool said = attempt([&] {
                    if (!phrase_.take("in")) return false;
                    attribute = object_attribute();
                    return attribute && dimension_of_attribute(*attribute) == Dimension::energy;
                });
                if (!said) {
                    attribute = object_attribute();
                    if (attribute && dimension_of_attribute(*attribute) != Dimension::energy) return false;
                }
                if (!attribute) {
                    attribute = "pt";
                    assume("the momentum is pT");
                }
                return true;
            });
        if (!ok) return std::nullopt;
        if (phrase_.take("in magnitude") && attribute->front() != '|') {
            if (*attribute != "eta" && *attribute != "rapidity" && *attribute != "phi") return std::nullopt;
            attribute = "|" + *attribute + "|";
        }
        settle();
        if ((*attribute == "pt" || *attribute == "mass" || *attribute == "energy") && found->low.digits.front() == '-')
            return std::nullopt;
        last_attribute_ = *attribute;
        written.text =
            (found->negated ? "reject " : "select ") + text_of(*attribute, *found, dimension_of_attribute(*attribute));
        return written;
    });
}

/// `not in the crack 1.37 < |eta| < 1.52`.
std::optional<Written> Parser::crack_condition() {
    return attempt([&]() -> std::optional<Written> {
        const bool excluding = phrase_.take("excluding").has_value();
        const bool crack = phrase_.take("crack").has_value();
        int open = 0;
        for (bool more = true; more;) {
            const bool bracket = phrase_.sign("(");
            open += bracket ? 1 : 0;
            more = bracket || phrase_.sign(":") || phrase_.sign(",") || phrase_.take("of");
        }
        std::optional<Written> inner = attempt([&]() -> std::optional<Written> {
            const bool between = phrase_.take("between").has_value();
            (void)between;
            return attribute_condition();
        });
        if (!inner) {
            // "1.37-1.52", "between 1.37 and 1.52", "1.37 to 1.52 in |eta|"
            std::optional<Comparison> found = range(Dimension::number, false);
            if (!found) found = range(Dimension::number, true);
            if (!found || found->negated) return std::nullopt;
            const std::optional<std::string> named = attempt([&]() -> std::optional<std::string> {
                if (!phrase_.take("in")) return std::nullopt;
                return object_attribute();
            });
            if (named && *named != "|eta|" && *named != "eta") return std::nullopt;
            if (!named && !crack && last_attribute_ != "|eta|") return std::nullopt;
            if (!named && crack) assume("the crack is in |eta|");
            inner = Written{"select " + text_of("|eta|", *found, Dimension::number), request()};
        }
        for (; open > 0; --open)
            if (!phrase_.sign(")")) return std::nullopt;
        attempt([&] { return phrase_.sign("(") && phrase_.take("crack") && phrase_.sign(")"); });
        phrase_.take("crack");
        if (!excluding && !(crack && gone())) return std::nullopt;
        if (!inner->text.starts_with("select ")) return std::nullopt;
        inner->text = "reject " + inner->text.substr(7);
        return inner;
    });
}

/// `separated from leptons by delta R > 0.4`, `delta R > 0.4 from any lepton`.
std::optional<Written> Parser::distance_condition() {
    return attempt([&]() -> std::optional<Written> {
        std::optional<std::string> far_from;
        std::optional<Comparison> found;
        bool near = false;
        const auto objects = [&] { return near_objects(); };
        const bool ok =
            attempt([&] {
                if (!phrase_.take("separated")) return false;
                phrase_.take("of");
                far_from = objects();
                if (!far_from) return false;
                while (phrase_.take("by")) {
                }
                phrase_.take("relation", "deltaR");
                found = comparison(Dimension::number);
                if (!found) {
                    phrase_.word("of") || phrase_.sign("==");
                    std::optional<Bound> bare = bound(false);
                    if (!bare || !settle_unit(*bare, Dimension::number)) return false;
                    found = Comparison{};
                    found->kind = Comparison::Kind::greater;
                    found->low = *bare;
                    phrase_.take("in");
                    phrase_.take("relation", "deltaR");
                }
                return true;
            }) ||
            attempt([&] {
                // "not within dR = 0.2 of an electron"
                if (!phrase_.take("excluding") && !phrase_.take("outside")) return false;
                phrase_.take("within");
                phrase_.take("relation", "deltaR");
                if (const auto word = phrase_.take("compare"); word && word->value != "<" && word->value != "==")
                    return false;
                std::optional<Bound> radius = bound(false);
                if (!radius || !settle_unit(*radius, Dimension::number)) return false;
                attempt([&] { return phrase_.take("in") && phrase_.take("relation", "deltaR"); });
                if (!phrase_.take("of") && !phrase_.take("to objects")) return false;
                found = Comparison{};
                found->kind = Comparison::Kind::greater_equal;
                found->low = *radius;
                far_from = objects();
                return far_from.has_value();
            }) ||
            attempt([&] {
                // "keep a distance of at least dR = 0.5 to any jet"
                if (!phrase_.take("distance verb")) return false;
                const auto word = phrase_.take("compare");
                phrase_.take("relation", "deltaR");
                phrase_.sign("==");
                std::optional<Bound> number = word && kind_of(word->value) ? bound(false) : std::nullopt;
                if (!number || !settle_unit(*number, Dimension::number)) return false;
                attempt([&] { return phrase_.take("in") && phrase_.take("relation", "deltaR"); });
                found = Comparison{};
                found->kind = *kind_of(word->value);
                found->low = *number;
                if (!phrase_.take("to objects")) return false;
                far_from = objects();
                return far_from.has_value();
            }) ||
            attempt([&] {
                if (!phrase_.take("relation", "deltaR")) return false;
                const bool early = phrase_.take("to objects").has_value();
                if (early) {
                    far_from = objects();
                    if (!far_from) return false;
                }
                found = comparison(Dimension::number);
                if (!found) return false;
                if (!early) {
                    if (!phrase_.take("to objects")) return false;
                    far_from = objects();
                }
                return far_from.has_value();
            });
        if (!ok) return std::nullopt;
        switch (found->kind) {
            case Comparison::Kind::greater: found->kind = Comparison::Kind::less_equal; break;
            case Comparison::Kind::greater_equal: found->kind = Comparison::Kind::less; break;
            default: near = true;
        }
        if (near) return std::nullopt;
        return Written{
            fmt::format("reject any({} for x in {})", text_of("deltaR(this, x)", *found, Dimension::number), *far_from),
            request()};
    });
}

/// Whether the events hold what is asked of the objects.
bool Parser::are_measured(const std::vector<std::string>& words, const std::vector<Written>& conditions) {
    for (const std::string& word : words) {
        const bool is_jet = word == "jets" || word == "bjets" || word == "lightjets";
        for (const Written& it : conditions) {
            const std::string test = it.text.substr(7);
            const bool charge = test.starts_with("charge"), tag = test.starts_with("btag");
            const bool prongs = test.starts_with("prongs"), tracks = test.starts_with("tracks");
            const std::string kind = word.substr(word.rfind(' ') + 1);
            if ((charge && (is_jet || word == "photons")) || (tag && !is_jet) || (prongs && kind != "taus") ||
                (tracks && !kind.ends_with("jets"))) {
                refuse("E1203",
                       fmt::format("the events hold no {} of {}",
                                   charge   ? "charge"
                                   : prongs ? "number of prongs"
                                   : tracks ? "number of tracks"
                                            : "b tag",
                                   word),
                       phrase_.at() - 1);
                return false;
            }
        }
    }
    return true;
}

bool Parser::narrow(const std::string& name, std::vector<Written> lines) {
    if (state_.draft.is_cut_on(name)) {
        refuse("E1204",
               fmt::format("a cut before asks for {0}, and would ask for others if {0} were chosen more strictly now: "
                           "say which object is meant, or say what {0} are before they are asked for",
                           name),
               phrase_.at() - 1);
        return false;
    }
    state_.draft.refine(name, std::move(lines));
    return true;
}

bool Parser::define_objects(const std::vector<std::string>& words, const std::vector<Written>& conditions) {
    Draft& draft = state_.draft;
    for (const std::string& given : words) {
        std::vector<Written> asked = conditions;
        const std::string word = without_tag(given, asked);
        std::vector<std::string> targets = {word};
        // Leptons of which nothing was said yet are electrons and muons, each with the cuts.
        if (word == "leptons" && !draft.is_declared(draft.meaning("leptons")) &&
            !draft.is_declared(draft.meaning("electrons")) && !draft.is_declared(draft.meaning("muons"))) {
            targets = {"electrons", "muons"};
        }
        for (const std::string& target : targets) {
            const std::string name = draft.collection(target, request());
            for (const Written& it : asked)
                if (const auto limit = eta_limit_of(it.text)) draft.info(name).eta_limit = *limit;
            if (!narrow(name, asked)) return false;
        }
        if (word == "leptons") draft.collection("leptons", request());
    }
    ++state_.statements;
    return true;
}

bool Parser::object_definition() {
    return attempt([&] {
        std::optional<std::vector<std::string>> words;
        std::vector<Written> conditions;
        phrase_.take("only");
        phrase_.take("keep");
        phrase_.take("only");
        last_attribute_.clear();
        const bool ok =
            attempt([&] {
                const bool definite = phrase_.definite();
                const auto every = phrase_.take("any");
                if (every) assume("objects that fail are dropped, not events");
                const std::optional<Written> charge = charge_in_front();
                const std::size_t first = phrase_.at();
                words = object_list();
                if (!words || phrase_.tokens()[first].text == "either") return false;  // that counts them
                const bool plural =
                    std::any_of(phrase_.tokens().begin() + static_cast<std::ptrdiff_t>(first),
                                phrase_.tokens().begin() + static_cast<std::ptrdiff_t>(phrase_.at()),
                                [](const Token& token) { return token.text.ends_with("s") && token.text.size() > 3; });
                // "b-jets are b-tagged jets with ..."
                attempt([&] {
                    if (!phrase_.take("defined as") || object_word() != std::optional(words->front())) return false;
                    phrase_.take("and");
                    return true;
                });
                const bool tagged =
                    words->size() == 1 && (words->front() == "bjets" || words->front() == "lightjets") && attempt([&] {
                        return phrase_.take("defined as") && (phrase_.take("all those") || true) &&
                               object_word() == std::optional<std::string>("jets");
                    });
                // "leptons are electrons or muons with ..."
                if (words->size() == 1 && words->front() == "leptons")
                    attempt(
                        [&] { return phrase_.take("be") && object_word() == std::optional<std::string>("leptons"); });
                phrase_.word("'s");
                // "the lepton has pT > 20 GeV", where there is one: that is asked of the event.
                const std::string meant = state_.draft.meaning(words->front());
                if (words->size() == 1 && state_.draft.is_exactly(meant, 1) && !plural) return false;
                if (words->size() == 1 && definite && !plural && state_.draft.is_declared(meant) &&
                    state_.draft.info(meant).least > 0)
                    return false;
                // "are retained provided that they have ..."
                attempt([&] {
                    if (!kept()) return false;
                    phrase_.take("only");
                    return phrase_.take("fate if").has_value();
                });
                while (phrase_.take("have")) {
                }
                // "are considered only if they have ..."
                attempt([&] {
                    kept();
                    phrase_.take("only");
                    return phrase_.take("fate if").has_value();
                });
                while (phrase_.take("have") || phrase_.take("pronoun objects")) {
                }
                if (charge) attempt([&] { return phrase_.take("only") && (phrase_.sign(",") || phrase_.end()); });
                const auto found = object_conditions();
                if (!found && !charge) return false;
                if (every && every->value == "each" && found &&
                    std::any_of(found->begin(), found->end(), [](const Written& it) {
                        return it.text.find("deltaPhi(this, MET)") != std::string::npos;
                    }))
                    return false;  // that all jets are away from MET is asked of the event
                if (charge) conditions = {*charge};
                if (found) conditions.insert(conditions.end(), found->begin(), found->end());
                if (tagged && without_tag("jets", conditions) != words->front()) return false;
                while (kept()) {
                }
                return true;
            }) ||
            attempt([&] {
                // "For muons require pT > 20 GeV"
                if (!phrase_.take("in")) return false;
                words = object_list();
                if (!words || !(phrase_.take("keep") || phrase_.sign(","))) return false;
                phrase_.take("keep");
                const auto found = object_conditions();
                if (!found) return false;
                conditions = *found;
                return true;
            }) ||
            attempt([&] {
                // `p_T^e > 25 GeV, |eta^e| < 2.47`
                const std::optional<std::string> of_symbol = symbol_subject();
                if (!of_symbol || state_.draft.is_exactly(state_.draft.meaning(*of_symbol), 1)) return false;
                subject_ = *of_symbol;
                const auto found = object_conditions();
                if (!found) return false;
                assume(fmt::format("asked of each of the {}", *of_symbol));
                words = std::vector{*of_symbol};
                conditions = *found;
                return phrase_.end();
            }) ||
            attempt([&] {
                // "pT > 25 GeV and |eta| < 2.5 for electrons", "minimum jet pT of 30 GeV"
                if (const auto found = object_conditions()) {
                    conditions = *found;
                    phrase_.take("required");
                    if (!phrase_.take("in")) return false;
                    phrase_.take("any");
                    words = object_list();
                    return words.has_value();
                }
                const auto word = phrase_.take("compare");
                if (!word) return false;
                words = object_list();
                if (!words || (words->size() == 1 && state_.draft.is_exactly(state_.draft.meaning(words->front()), 1)))
                    return false;
                const std::optional<std::string> attribute = object_attribute();
                if (!attribute) return false;
                while (phrase_.take("be")) {
                }
                std::optional<Bound> number = bound(false);
                if (!number || !settle_unit(*number, dimension_of_attribute(*attribute))) return false;
                Comparison comparison;
                comparison.kind = *kind_of(word->value);
                comparison.low = *number;
                std::string subject = *attribute;
                if (subject == "eta") {
                    subject = "|eta|";
                    assume("|eta|");
                }
                conditions = {{"select " + text_of(subject, comparison, dimension_of_attribute(subject)), request()}};
                return true;
            });
        if (!ok || !are_measured(*words, conditions)) return false;
        // "jets are b-tagged": all that count, or which of them are spoken of?
        if (*words == std::vector<std::string>{"jets"} && conditions.size() == 1 &&
            conditions.front().text.ends_with(" btagged"))
            return false;
        if (!define_objects(*words, conditions)) return false;
        return true;
    });
}

/// "Discard jets with pT below 20 GeV".
bool Parser::dropped_objects() {
    return attempt([&] {
        const bool early = phrase_.take("drop").has_value();
        phrase_.take("any");
        const std::optional<std::vector<std::string>> words = object_list();
        if (!words) return false;
        while (phrase_.take("have")) {
        }
        std::optional<std::vector<Written>> conditions = object_conditions();
        if (!conditions) {
            // "in the transition region (1.37 < |eta| < 1.52)"
            phrase_.take("in");
            if (!phrase_.take("crack")) return false;
            conditions = object_conditions();
        }
        if (!conditions || conditions->size() != 1) return false;
        if (!early && !gone()) return false;
        std::string& text = conditions->front().text;
        text = text.starts_with("select ") ? "reject " + text.substr(7) : "select " + text.substr(7);
        assume("objects are dropped, not events");
        if (!are_measured(*words, *conditions)) return false;
        if (!define_objects(*words, *conditions)) return false;
        return true;
    });
}

/// The collection that is spoken of in "within 0.4 of any lepton".
std::optional<std::string> Parser::near_objects() {
    return attempt([&]() -> std::optional<std::string> {
        phrase_.take("any");
        phrase_.take("near");
        const std::optional<std::vector<std::string>> words = object_list();
        if (!words || words->size() > 2) return std::nullopt;
        if (words->size() == 1) return state_.draft.collection(words->front(), request());
        const bool both =
            std::count(words->begin(), words->end(), "electrons") && std::count(words->begin(), words->end(), "muons");
        return both ? std::optional(state_.draft.collection("leptons", request())) : std::nullopt;
    });
}

}  // namespace collmc::translate
