// Lines of the selection: clauses, joined by commas and "and", that each become a cut or a block.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/translate/parser.h"

namespace collmc::translate {

bool Parser::selection_line() {
    return selection_line_behind(true) || selection_line_behind(false) || selection_line_behind_name();
}

/// "Veto on missing energy: MET may not be larger than 60 GeV": what stands in front of the colon names the cut, if it
/// asks for nothing by itself.
bool Parser::selection_line_behind_name() {
    return attempt([&] {
        const std::vector<Token>& tokens = phrase_.tokens();
        std::size_t colon = 0;
        bool names = false, vetoes = false;
        constexpr std::size_t most_words = 7;
        for (; colon < tokens.size() && tokens[colon].text != ":"; ++colon) {
            if (colon == most_words || tokens[colon].kind != Token::Kind::word) return false;
            for (const char* asks :
                 {"count", "none", "compare", "ordinal", "opposite", "charged", "adjective", "single"})
                if (phrase_.vocabulary().longest(asks, tokens, colon)) return false;
            if (const auto name = phrase_.vocabulary().longest("caption word", tokens, colon)) {
                names = true;
                vetoes = vetoes || name->value == "veto";
            }
        }
        if (!names || colon + 1 >= tokens.size()) return false;
        phrase_.back_to(colon + 1);
        const std::size_t cuts = state_.draft.cuts().size();
        if (!selection_line_behind(false) || state_.draft.cuts().size() == cuts) return false;
        // "Jet veto: two jets" asks for what it calls a veto, or forbids it?
        const std::string& last = state_.draft.cuts().back().text;
        if (vetoes && !last.starts_with("reject ") && last.find(" <") == std::string::npos) return false;
        const Span span = Span::cover(tokens[0].span, tokens[colon - 1].span);
        assume(fmt::format("\"{}\" names the line", span.text()));
        return true;
    });
}

/// A caption may be the subject as well, "muon selection: pT > 20 GeV".
bool Parser::selection_line_behind(bool caption) {
    return attempt([&] {
        if (caption && !phrase_.take("caption") && !phrase_.take("step word")) return false;
        do {
            // "... and plot the leading jet pT"
            if (phrase_.sees("plot") ? !plot_item() : !clause()) return false;
            if (phrase_.end()) return true;
            // Behind "reject b-jets", "and MET > 30 GeV" is rejected as well, or not?
            const std::size_t place = phrase_.at();
            if (!phrase_.take("and")) return false;
            if (rejecting_ && phrase_.tokens()[place].text != ";" && !is_new_sentence()) return false;
        } while (true);
        return false;
    });
}

bool Parser::clause() {
    return attempt([&] {
        while (phrase_.take("and")) {
        }
        clause_ = phrase_.at();
        rejecting_ = false;
        if (near_objects_removed() || fate_first() || condition_first() || conditional_clause()) {
            remember_tag();
            return true;
        }
        // "among the three leptons, there is ..."
        attempt([&] {
            if (!phrase_.take("among")) return false;
            const std::optional<Noun> them = noun();
            if (!them || (them->things.size() < 2 && !them->plural)) return false;
            phrase_.sign(",");
            return !phrase_.end();
        });
        if (introduced_pair()) return true;
        if (candidate_clause() || leptons_definition() || called_definition() || divided_definition() ||
            paired_definition() || named_definition() || objects_called() || overlap_removal() || dropped_objects() ||
            object_definition()) {
            remember_tag();
            return true;
        }
        phrase_.take("only");
        const bool keep = phrase_.take("keep").has_value();
        bool reject = !keep && phrase_.take("reject").has_value();
        if (keep) phrase_.take("only");
        bool in_event = attempt([&] {
                            if (!phrase_.take("event")) return false;
                            // "reject events unless they have ..."
                            if (reject && phrase_.take("unless")) {
                                reject = false;
                                phrase_.take("event with");
                                return true;
                            }
                            return phrase_.take("event with").has_value() || phrase_.sees("none");
                        }) ||
                        attempt([&] { return phrase_.take("there").has_value(); });
        phrase_.take("there");
        if (keep || in_event) phrase_.take("keep");
        // "Events with fewer than two jets are rejected"
        if (!reject && in_event && attempt([&] { return rejected_events() && gone(); })) {
            remember_tag();
            return true;
        }
        if (reject && in_event) {
            if (!rejected_events()) return false;
            remember_tag();
            return true;
        }
        // "events with a pair with m < 4 GeV are rejected": of what is read as two clauses, the veto is of both.
        if (in_event) open_event_ = false;
        if (!clause_body(reject, in_event || reject)) return false;
        rejecting_ = reject;
        if (in_event && !reject) open_event_ = true;
        if (in_event && !reject && kept()) open_event_ = false;
        if (!reject) condition_behind();
        remember_tag();
        return true;
    });
}

/// "Take the two leading jets; the pT of this pair ...": what is spoken of, and nothing asked of it yet.
bool Parser::introduced_pair() {
    return attempt([&] {
        if (!phrase_.take("keep") && !phrase_.take("conditional") && !phrase_.take("of the") && !phrase_.take("build"))
            return false;
        const std::optional<Noun> pair = noun();
        if (!pair || pair->things.size() < 2) return false;
        const std::size_t place = phrase_.at();
        if (!phrase_.take("and")) return false;
        state_.draft.last_pair = state_.draft.sum(pair->things, request());
        if (!phrase_.sees("pronoun pair") && (!(phrase_.take("attribute") || phrase_.take("relation")) ||
                                              !phrase_.take("of") || !phrase_.sees("pronoun pair")))
            return false;
        phrase_.back_to(place);
        return true;
    });
}

bool Parser::clause_body(bool reject, bool in_event) {
    if (pair_clause(reject)) return true;
    if (no_other_objects(reject) || third_object(reject)) return true;
    if (pair_relation_clause(reject)) return true;
    if (!reject && veto_clause()) return true;
    if (near_veto(reject)) return true;
    if (!reject && ranked_thresholds()) return true;
    if (between_clause(reject) || share_of_sum(reject)) return true;
    if (value_clause(reject)) return true;
    if (distance_clause(reject)) return true;
    if (things_clause(reject)) return true;
    return count_clause(reject, in_event);
}

void Parser::assume(std::string what) {
    if (std::find(state_.assumed.begin(), state_.assumed.end(), what) == state_.assumed.end())
        state_.assumed.push_back(std::move(what));
}

std::nullopt_t Parser::refuse(std::string code, std::string message, std::size_t first) {
    if (!refusal_ || phrase_.at() >= refusal_->last)
        refusal_ = Refusal{std::move(code), std::move(message), first, phrase_.at()};
    return std::nullopt;
}

/// The words of the clause, as the label of its row.
std::string Parser::label(std::size_t first) const {
    const std::size_t last = phrase_.at();
    const std::vector<Token>& tokens = phrase_.tokens();
    first = clause_;
    if (first >= last) return "";
    const Span span = Span::cover(tokens[first].span, tokens[last - 1].span);
    std::string text;
    for (const char c : span.text())
        if (c != '"' && c != '$' && c != '\\' && c != '`' && c != '*') text += c == '\t' || c == '\n' ? ' ' : c;
    while (!text.empty() && (text.back() == ' ' || text.back() == '(' || text.back() == ',')) text.pop_back();
    return text.size() <= 72 ? text : "";
}

void Parser::write_cut(bool reject, Condition condition, std::size_t first) {
    Draft& draft = state_.draft;
    std::string text = condition.text;
    const Needs lacking = draft.unknown(condition.needs);
    if (!lacking.empty()) {
        std::string guard;
        for (const Need& it : lacking) {
            guard += (guard.empty() ? "" : " and ") + (it.count == 0 ? fmt::format("exists({})", it.of)
                                                                     : fmt::format("size({}) >= {}", it.of, it.count));
            if (!reject) draft.learn(it);
        }
        assume(reject ? "events without the objects pass" : "events without the objects fail");
        text = guard + " and " + (condition.is_or ? "(" + text + ")" : text);
    }
    std::string statement = (reject ? "reject " : "select ") + text;
    const std::string words = label(first);
    if (!words.empty()) statement += fmt::format(" \"{}\"", words);
    draft.use(text);
    draft.cut({std::move(statement), request(), {}});
    ++state_.statements;
}

/// "No jet within delta phi < 0.4 of MET".
bool Parser::near_veto(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        if (!(reject ? phrase_.take("any") || true : phrase_.take("none").has_value())) return false;
        bool plural = false;
        const std::optional<std::string> word = object_word(&plural);
        if (!word || !phrase_.take("overlap near")) return false;
        // "any jet close to the MET, |delta phi(j, MET)| < 0.4"
        if (attempt([&] {
                const std::optional<Noun> other = noun();
                const std::optional<Thing> thing = other ? one(*other) : std::nullopt;
                if (!thing || !(phrase_.sign(",") || phrase_.sign(":") || phrase_.sign("("))) return false;
                const bool bracket = phrase_.tokens()[phrase_.at() - 1].text == "(";
                const bool bars = phrase_.sign("|");
                const auto named = phrase_.take("relation");
                if (!named || named->value == "mT") return false;
                if (phrase_.sign("(")) {
                    const Token* token = phrase_.next();
                    if (token == nullptr || !is_subject_of(*word, token->text)) return false;
                    const std::string text = token->text;
                    phrase_.word(text);
                    if (!phrase_.sign(",")) return false;
                    const std::optional<Noun> again = noun();
                    const std::optional<Thing> same = again ? one(*again) : std::nullopt;
                    if (!same || same->text != thing->text || !phrase_.sign(")")) return false;
                }
                if (bars && !phrase_.sign("|")) return false;
                const auto sign = phrase_.take("compare");
                std::optional<Bound> radius = sign && sign->value.front() == '<' ? bound(false) : std::nullopt;
                if (!radius || !settle_unit(*radius, Dimension::number) || (bracket && !phrase_.sign(")")))
                    return false;
                const std::string jets = state_.draft.collection(*word, request());
                Thing each;
                each.text = "x";
                each.collection = jets;
                const std::optional<Value> value = relation_of(std::string(named->value), each, *thing);
                if (!value) return false;
                const std::string text = value->is_signed ? "|" + value->text + "|" : value->text;
                write_cut(true,
                          {fmt::format("any({} {} {} for x in {})", text, sign->value, radius->digits, jets),
                           thing->needs,
                           {}},
                          first);
                return true;
            }))
            return true;
        if (reject) return false;
        std::string relation = "deltaR";
        const bool bars = phrase_.sign("|");
        if (const auto named = phrase_.take("relation")) relation = std::string(named->value);
        if (bars && !phrase_.sign("|")) return false;
        if (const auto sign = phrase_.take("compare"); sign && sign->value != "<") return false;
        std::optional<Bound> radius = bound(false);
        if (!radius || !settle_unit(*radius, Dimension::number) || relation == "mT") return false;
        if (!phrase_.take("of") && !phrase_.take("to objects")) return false;
        const std::optional<Noun> other = noun();
        const std::optional<Thing> thing = other ? one(*other) : std::nullopt;
        if (!thing) return false;
        const std::string jets = state_.draft.collection(*word, request());
        Thing each;
        each.text = "x";
        each.collection = jets;
        const std::optional<Value> value = relation_of(relation, each, *thing);
        if (!value) return false;
        const std::string text = value->is_signed ? "|" + value->text + "|" : value->text;
        write_cut(true, {fmt::format("any({} < {} for x in {})", text, radius->digits, jets), thing->needs, {}}, first);
        return true;
    });
}

bool Parser::value_clause(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        bool negated = false;
        std::optional<Condition> condition = event_condition(&negated);
        if (!condition) return false;
        bool several = condition->text.find(" and ") != std::string::npos;
        while (attempt([&] {
            if (!phrase_.take("or")) return false;
            bool other_negated = false;
            const std::optional<Condition> other = event_condition(&other_negated);
            if (!other || negated || other_negated || several) return false;
            condition->text += " or " + other->text;
            condition->needs.insert(condition->needs.end(), other->needs.begin(), other->needs.end());
            condition->is_or = true;
            return true;
        })) {
        }
        const bool vetoed = gone();
        phrase_.take("required");
        if (vetoed && open_event_) return false;
        write_cut(reject != (negated != vetoed), *condition, first);
        return true;
    });
}

/// "The remaining lepton has pT > 20 GeV and |eta| < 2.4": conditions on objects that are named.
bool Parser::things_clause(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        phrase_.take("any", "each");
        // "at least one of the two leading jets", "neither of the two leading jets"
        const auto some = phrase_.take("some of");
        const std::optional<Noun> what = nouns();
        if (!what || (some && what->things.size() < 2)) return false;
        // "(from the W)" may stand behind the object.
        if (what->counted > 0 && !what->leading && !what->definite) return false;  // that counts them
        const std::optional<std::string> owner = tag();
        std::vector<Thing> things = what->things;
        if (things.empty()) {
            if (!state_.draft.is_exactly(what->collection, 1)) return false;
            things = {state_.draft.object_of(what->collection, 0, request())};
        }
        if (what->system) things = {state_.draft.sum(things, request())};
        while (phrase_.take("have")) {
        }
        Condition all;
        bool any = false, negative = false;
        if (!some && things.size() == 1 && !reject)
            if (const std::optional<Condition> part = ratio_of_thing(things.front())) {
                write_cut(false, *part, first);
                return true;
            }
        if (!some && !what->system && !reject)
            if (const std::optional<Condition> each = respective_conditions(things)) {
                write_cut(false, *each, first);
                return true;
            }
        while (true) {
            const std::size_t place = phrase_.at();
            const State state = state_;
            while (any && (phrase_.take("and") || phrase_.take("have"))) {
            }
            std::optional<std::string> attribute;
            std::optional<Written> condition = attribute_condition();
            if (!condition) condition = crack_condition();
            const bool named = condition.has_value();
            if (!named) {
                phrase_.back_to(place);
                state_ = state;
                break;
            }
            // The block's form, `select pt > 20 GeV`, with the object in front.
            const bool rejects = condition->text.starts_with("reject ");
            const std::string test = condition->text.substr(7);
            if (test == "btagged" && (what->system || some.has_value() != (things.size() > 1 && some))) return false;
            if (some && any) return false;
            // The mass of several objects is that of all together.
            std::vector<Thing> asked = things;
            if (!some && things.size() > 1 && test.starts_with("mass")) {
                asked = {state_.draft.sum(things, request())};
                state_.draft.last_pair = asked.front();
            }
            for (const Thing& thing : asked) {
                if (test == "btagged") {
                    const std::string kind =
                        thing.collection.empty() ? "" : state_.draft.info(thing.collection).particle;
                    if (kind != "jets" || (rejects && some)) return false;
                }
                const bool bars = test.front() == '|';
                const std::string inner = bars ? "|" + thing.text + "." + test.substr(1) : thing.text + "." + test;
                if (thing.transverse && !test.starts_with("pt")) return false;
                all.text += (all.text.empty() ? ""
                             : some           ? " or "
                                              : " and ") +
                            (!rejects            ? inner
                             : test == "btagged" ? "not " + inner
                                                 : "not (" + inner + ")");
                all.needs.insert(all.needs.end(), thing.needs.begin(), thing.needs.end());
            }
            negative = negative || rejects;
            any = true;
        }
        if (!any || (reject && (negative || things.size() > 1))) return false;
        if (things.size() == 1 && things.front().parts.empty()) {
            state_.draft.last_object = things.front();
            if (owner) {
                things.front().tag = "l_" + owner->substr(0, owner->find(' '));
                things.front().latex = "\\ell_" + owner->substr(0, owner->find(' '));
                state_.draft.last_object = things.front();
            }
            if (owner) state_.draft.names()[owner->substr(0, owner->find(' ')) + " lepton"] = things.front();
        }
        if (some) all.is_or = true;
        if (some && reject) return false;
        write_cut(some ? some->value == "none" : reject, all, first);
        return true;
    });
}

/// `(lepton plus MET)`, `(m_jj)`: what stands behind a quantity and says it again.
bool Parser::apposition(const std::string& text) {
    return attempt([&] {
        if (!phrase_.sign("(")) return false;
        const auto has = [&](const std::string& part) { return text.find(part) != std::string::npos; };
        const bool same =
            attempt([&] {
                const std::optional<Value> again = value();
                return again && phrase_.sees("close") && has(again->text);
            }) ||
            attempt([&] {
                const std::optional<Noun> noun = nouns();
                phrase_.take("vector sum");
                return noun && !noun->things.empty() && phrase_.sees("close") &&
                       (is_sum_of(text, noun->things) || std::all_of(noun->things.begin(), noun->things.end(),
                                                                     [&](const Thing& it) { return has(it.text); }));
            });
        return same && phrase_.sign(")");
    });
}

/// `(from the W)`, `(Z candidate)`.
std::optional<std::string> Parser::parenthesised_particle() {
    return attempt([&]() -> std::optional<std::string> {
        if (!phrase_.take("open")) return std::nullopt;
        phrase_.take("tag word");
        const auto word = phrase_.take("particle");
        if (!word) return std::nullopt;
        phrase_.take("system word");
        attempt([&] { return phrase_.take("window word").has_value(); });
        if (!phrase_.take("close")) return std::nullopt;
        return std::string(word->value);
    });
}

std::optional<std::string> Parser::tag() {
    if (std::optional<std::string> found = parenthesised_particle()) return found;
    if (std::optional<std::string> between = attempt([&]() -> std::optional<std::string> {
            if (!phrase_.sign(",") || !phrase_.take("tag word")) return std::nullopt;
            const auto word = phrase_.take("particle");
            return word && phrase_.sign(",") ? std::optional(std::string(word->value)) : std::nullopt;
        }))
        return between;
    return attempt([&]() -> std::optional<std::string> {
        if (!phrase_.take("tag word")) return std::nullopt;
        const auto word = phrase_.take("particle");
        return word ? std::optional(std::string(word->value)) : std::nullopt;
    });
}

/// Behind a clause, what it was about: the pair, or the lepton and MET, of the particle.
void Parser::remember_tag() {
    const std::optional<std::string> name = parenthesised_particle();
    if (!name) {
        // "..., with HT the scalar sum of the pT of all jets"
        if (!state_.draft.cuts().empty() && state_.draft.cuts().back().request == request() &&
            state_.draft.cuts().back().text.find("HT(" + state_.draft.meaning("jets") + ")") != std::string::npos &&
            attempt([&] {
                while (phrase_.take("and")) {
                }
                if (!phrase_.take("scalar", "HT jets")) return false;
                while (phrase_.take("be") || phrase_.take("defined as")) {
                }
                return phrase_.take("definition", "HT") ||
                       (phrase_.take("of") && (phrase_.take("any") || true) && phrase_.take("object", "jets"));
            }))
            return;
        if (!state_.draft.cuts().empty() && state_.draft.cuts().back().request == request() &&
            apposition(state_.draft.cuts().back().text.substr(0, state_.draft.cuts().back().text.find('"'))))
            return;
        // "(b veto)", "(trigger plateau)" are no tags: the line is not read to its end then.
        attempt([&] { return phrase_.take("open") && phrase_.take("remark") && phrase_.take("close"); });
        return;
    }
    Draft& draft = state_.draft;
    const std::vector<Written>& cuts = draft.cuts();
    const std::string last = cuts.empty() || cuts.back().request != request() ? "" : cuts.back().text;
    const std::size_t mt = last.find("mT(");
    if (mt != std::string::npos && last.find(", MET)") != std::string::npos) {
        const std::string lepton = last.substr(mt + 3, last.find(", MET)") - mt - 3);
        const std::size_t bracket = lepton.find('[');
        Thing object;
        if (bracket != std::string::npos && draft.is_declared(lepton.substr(0, bracket)))
            object = draft.object_of(lepton.substr(0, bracket), lepton[bracket + 1] - '0', request());
        if (object.text.empty()) return;
        Thing whole = draft.sum({object, met_thing()}, request());
        whole.tag = "W_lep";
        whole.latex = "W_{lep}";
        draft.names()[*name] = whole;
        draft.names()[name->substr(0, name->find(' ')) + " lepton"] = object;
        return;
    }
    if (!draft.last_pair.text.empty()) {
        Thing whole = draft.last_pair;
        if (whole.parts.empty() || whole.parts.front().rank >= 0) {
            whole.tag = *name == "W hadronic" ? "W_had" : identifier(*name);
            whole.latex = *name == "W hadronic" ? "W_{had}" : *name;
        }
        draft.names()[*name] = whole;
    }
}

}  // namespace collmc::translate
