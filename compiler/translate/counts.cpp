// How many objects an event has: "at least two jets with pT > 30 GeV", "no b-jets", "lepton veto".

#include <fmt/format.h>

#include <algorithm>

#include "compiler/translate/parser.h"

namespace collmc::translate {

std::optional<Parser::Count> Parser::count() {
    return attempt([&]() -> std::optional<Count> {
        Count found;
        // "zero, one or two"
        if (attempt([&] {
                phrase_.take("either");
                std::vector<int> all;
                do {
                    const std::optional<int> number = count_word();
                    if (!number || (!all.empty() && *number != all.back() + 1)) return false;
                    all.push_back(*number);
                } while (phrase_.sign(",") || phrase_.take("or"));
                if (all.size() < 3) return false;
                found.op = "in";
                found.number = all.front();
                found.last = all.back();
                return true;
            }))
            return found;
        if (!phrase_.sees("compare") && phrase_.take("none")) {
            found.op = "==";
            return found;
        }
        if (phrase_.take("single")) {
            found.op = "==";
            found.number = 1;
            return found;
        }
        const bool exactly = phrase_.take("exactly").has_value();
        if (!exactly) {
            phrase_.take("either");
            if (attempt([&] {  // "between two and four", "2 to 4", "2-4", "two or three"
                    phrase_.take("between");
                    const std::optional<int> low = count_word();
                    const bool alternative = low && phrase_.take("or");
                    if (!low || (!alternative && !phrase_.take("to"))) return false;
                    const std::optional<int> high = count_word();
                    if (!high || *high <= *low || (alternative && *high != *low + 1)) return false;
                    found.op = "in";
                    found.number = *low;
                    found.last = *high;
                    return true;
                }))
                return found;
            if (const auto word = phrase_.take("compare")) {
                if (!kind_of(word->value)) return std::nullopt;
                found.op = std::string(word->value);
                const std::optional<int> number = count_word();
                if (!number) return std::nullopt;
                found.number = *number;
                return found;
            }
        }
        const std::size_t place = phrase_.at();
        const std::optional<int> number = count_word();
        if (!number) return std::nullopt;
        found.number = *number;
        // "only two jets"
        if (exactly || (place > 0 && phrase_.tokens()[place - 1].text == "only")) {
            found.op = "==";
            return found;
        }
        if (const auto direction = phrase_.take("or more")) {
            found.op = std::string(direction->value);
            return found;
        }
        if (phrase_.take("only")) {
            found.op = "==";
            return found;
        }
        found.op = *number == 0 ? "==" : ">=";
        found.bare = *number > 0;
        return found;
    });
}

std::string Parser::text_of(const Count& count, const std::string& collection) const {
    if (count.op == "in") return fmt::format("size({}) in [{}, {}]", collection, count.number, count.last);
    return fmt::format("size({}) {} {}", collection, count.op, count.number);
}

void Parser::learn(const Count& count, const std::string& name, bool reject) {
    Draft& draft = state_.draft;
    const auto at_least = [&](int n) { draft.learn({name, n}); };
    const auto at_most = [&](int n) { draft.learn_most(name, n); };
    if (count.op == "in") {
        if (!reject) at_least(count.number), at_most(count.last);
    } else if (count.op == "==") {
        if (!reject)
            at_least(count.number), at_most(count.number);
        else if (count.number == 0)
            at_least(1);
    } else if (count.op == ">=") {
        reject ? at_most(count.number - 1) : at_least(count.number);
    } else if (count.op == ">") {
        reject ? at_most(count.number) : at_least(count.number + 1);
    } else if (count.op == "<=") {
        reject ? at_least(count.number + 1) : at_most(count.number);
    } else if (count.op == "<") {
        reject ? at_least(count.number) : at_most(count.number - 1);
    }
    if (!reject && (count.op == "==" || count.op == ">=") && count.number > 0) draft.last_collection = name;
}

/// Jets that have to be b-tagged are the b-jets: no other jets than those become fewer.
std::string Parser::without_tag(const std::string& word, std::vector<Written>& conditions) const {
    if (word != "jets") return word;
    for (const auto& [test, kind] : {std::pair("select btagged", "bjets"), std::pair("reject btagged", "lightjets")}) {
        const auto found =
            std::find_if(conditions.begin(), conditions.end(), [&](const Written& it) { return it.text == test; });
        if (found == conditions.end()) continue;
        conditions.erase(found);
        return kind;
    }
    return word;
}

/// The collection that a count is of, with the cuts that stand behind it.
/// `may_define`: a line that asks for them says which they are on other lines too; one that does not want them says
/// nothing.
std::optional<std::string> Parser::counted_collection(bool may_define) {
    return attempt([&]() -> std::optional<std::string> {
        const std::size_t begin = phrase_.at();
        const std::optional<Written> charge = charge_in_front();
        const std::optional<std::string> word = object_word();
        // "no forward jets (2.5 < |eta| < 5, pT > 30 GeV)": which they are, where they are counted
        if (!word && phrase_.sees("adjective")) {
            const std::size_t behind = phrase_.at();
            const auto kind = phrase_.take("adjective");
            phrase_.back_to(behind);
            if (!kind || (kind->value != "eta" && kind->value != "pt")) return std::nullopt;
            const int statements = state_.statements;
            if (!named_definition()) return std::nullopt;
            state_.statements = statements;
            return state_.draft.collection(words_from(begin), request());
        }
        if (!word) return std::nullopt;
        if (may_define) state_.draft.last_word = *word;
        std::optional<std::vector<Written>> conditions = attempt([&]() -> std::optional<std::vector<Written>> {
            while (phrase_.take("have")) {
            }
            return object_conditions();
        });
        if (charge) {
            if (!conditions) conditions.emplace();
            conditions->insert(conditions->begin(), *charge);
            if (!are_measured({*word}, *conditions)) return std::nullopt;
            may_define = false;
        }
        Draft& draft = state_.draft;
        if (!conditions) return draft.collection(*word, request());
        // "no electron in the gap, and pT at least 35": not of the same electrons, perhaps
        if (!may_define)
            for (std::size_t i = begin; i + 1 < phrase_.at(); ++i)
                if (phrase_.tokens()[i].text == "," && phrase_.tokens()[i + 1].text == "and") return std::nullopt;
        const std::string kind = without_tag(*word, *conditions);
        const std::string name = draft.collection(kind, request());
        if (conditions->empty()) return name;
        if (may_define && !draft.info(name).has_cuts && !draft.info(name).used) {
            assume(fmt::format("{} of other lines are these", name));
            draft.refine(name, *conditions);
            for (const Written& it : *conditions)
                if (const auto limit = eta_limit_of(it.text)) draft.info(name).eta_limit = *limit;
            return name;
        }
        return draft.derive(name, "selected_" + kind, *conditions, request());
    });
}

/// `in_event`: behind "events with", where a bare object means that there is one.
bool Parser::count_clause(bool reject, bool in_event) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        std::vector<std::pair<Count, std::string>> all;
        const auto item = [&](bool bare_allowed) {
            return attempt([&] {
                const std::size_t item_start = phrase_.at();
                // "of which two are b-tagged"
                const bool late_tag = phrase_.take("of them").has_value();
                const bool article =
                    phrase_.at() < phrase_.tokens().size() &&
                    (phrase_.tokens()[phrase_.at()].text == "a" || phrase_.tokens()[phrase_.at()].text == "an");
                std::optional<Count> found = count();
                if (!found && phrase_.take("any")) found = Count{">=", 1, 0, false};
                const bool counted = found.has_value();
                if (!found) {
                    if (!bare_allowed && !article) return false;
                    found = Count{">=", 1, 0, false};
                }
                if (!phrase_.sees("of them")) phrase_.take("of the");
                // "two opposite-sign muons"
                const std::optional<std::vector<std::string>> related = counted ? relations() : std::nullopt;
                std::optional<std::string> name = attempt([&]() -> std::optional<std::string> {
                    // "at least two of them b-tagged"
                    if (!counted || !(phrase_.take("of them") || late_tag)) return std::nullopt;
                    while (phrase_.take("have")) {
                    }
                    if (!phrase_.take("tagged")) {
                        // "at least two of which above 60 GeV"
                        const std::string spoken_of = subject_;
                        const auto conditions = spoken_of.empty() ? std::nullopt : object_conditions();
                        if (!conditions || !are_measured({spoken_of}, *conditions)) return std::nullopt;
                        const std::string base = state_.draft.collection(spoken_of, request());
                        return state_.draft.derive(base, "selected_" + state_.draft.info(base).particle, *conditions,
                                                   request());
                    }
                    return state_.draft.collection("bjets", request());
                });
                if (!name) {
                    const bool wanted = !reject && found->number > 0 && found->op != "<" && found->op != "<=";
                    name = attempt([&] { return counted_collection(wanted); });
                }
                if (!name && counted && late_tag && phrase_.take("have") && phrase_.take("tagged"))
                    name = state_.draft.collection("bjets", request());
                if (!name) return false;
                bool sufficient = counted || article;
                if (found->bare)
                    if (const auto direction = phrase_.take("or more"))
                        *found = Count{std::string(direction->value), found->number, 0, false};
                if (found->bare && phrase_.take("exactly")) *found = Count{"==", found->number, 0, false};
                const std::size_t allowed = phrase_.at();
                phrase_.take("present");
                // "two jets are allowed": no more than two, or two?
                if (found->bare)
                    for (std::size_t i = allowed; i < phrase_.at(); ++i)
                        if (const std::string& it = phrase_.tokens()[i].text;
                            it == "allowed" || it == "permitted" || it == "tolerated" || it == "may")
                            return false;
                phrase_.take("only");
                const std::optional<std::vector<std::string>> behind =
                    attempt([&]() -> std::optional<std::vector<std::string>> {
                        if (related || !counted) return std::nullopt;
                        phrase_.take("have");
                        return relations();
                    });
                // "at least one electron and one muon"
                if (found->bare && !reject && last_count_ && phrase_.at() > last_count_->second &&
                    phrase_.tokens()[item_start].kind != Token::Kind::sign && last_count_->first != "in" &&
                    is_joined_by_and(last_count_->second, item_start))
                    *found = Count{last_count_->first, found->number, 0, false};
                if (found->bare && !reject) {
                    // Of leptons a number is usually meant as it is, of jets and photons as the least.
                    const std::string particle = state_.draft.info(*name).particle;
                    if (particle == "leptons" || particle == "electrons" || particle == "muons") found->op = "==";
                    assume(fmt::format("{} {}", found->op == "==" ? "exactly" : "at least", found->number));
                }
                if (!counted && !reject) {
                    const bool of_none = !all.empty() && all.front().first.op == "==" && all.front().first.number == 0;
                    if (!sufficient && !in_event && !of_none) return false;
                    if (!of_none) assume("at least one");
                }
                all.emplace_back(*found, *name);
                if (counted && !found->bare && found->number > 0)
                    last_count_ = std::pair(found->op, phrase_.at());
                else
                    last_count_.reset();
                // "with total charge zero"
                if (counted && !related && !behind && !reject && attempt([&] {
                        while (phrase_.take("have")) {
                        }
                        if (!phrase_.take("charge sum")) return false;
                        while (phrase_.take("be")) {
                        }
                        std::optional<Comparison> sum = comparison(Dimension::count);
                        if (!sum) {
                            const std::optional<int> number = count_word();
                            if (!number) return false;
                            sum = Comparison{};
                            sum->kind = Comparison::Kind::equal;
                            sum->low.digits = std::to_string(*number);
                        }
                        if (sum->negated) return false;
                        const std::string particle = state_.draft.info(*name).particle;
                        if (particle.ends_with("jets") || particle == "photons") return false;
                        write_cut(false, {text_of(*found, *name), {}, {}}, first);
                        learn(*found, *name, false);
                        write_cut(
                            false,
                            {text_of(fmt::format("sum(x.charge for x in {})", *name), *sum, Dimension::count), {}, {}},
                            first);
                        return true;
                    })) {
                    all.clear();
                    return true;
                }
                if (related || behind) {
                    if (reject || found->number != 2 || (found->op != "==" && found->op != ">=")) return false;
                    write_cut(false, {text_of(*found, *name), {}, {}}, first);
                    learn(*found, *name, false);
                    all.clear();
                    return related_objects(*name, *found) &&
                           (write_cut(false,
                                      {relation_text(related ? *related : *behind, *name + "[0]", *name + "[1]"),
                                       {{*name, 2}},
                                       {}},
                                      first),
                            true);
                }
                return true;
            });
        };
        const bool neither = phrase_.next() != nullptr && phrase_.next()->text == "neither";
        if (!item(reject || in_event)) return false;
        // "electrons or muons" under a veto; "one electron and one muon".
        bool any_of = false;
        while (attempt([&] {
            if (!phrase_.take("or")) return false;
            if (!item(true)) return false;
            any_of = true;
            return true;
        })) {
        }
        if (neither && all.size() < 2) return false;
        if (neither)
            for (auto& it : all) it.first = Count{"==", 0, 0, false};
        if (all.empty()) return true;
        if (all.size() == 2 && !reject && all[0].first.number == all[1].first.number && all[0].first.number > 0) {
            // "exactly one electron or one muon"
            const std::string electrons = state_.draft.meaning("electrons"), muons = state_.draft.meaning("muons");
            const bool both = (all[0].second == electrons && all[1].second == muons) ||
                              (all[0].second == muons && all[1].second == electrons);
            if (!both || (all[1].first.op != all[0].first.op && !all[1].first.bare)) return false;
            all.pop_back();
            all[0].second = state_.draft.collection("leptons", request());
        } else if (all.size() > 1 && !reject && all.front().first.number > 0) {
            return false;
        }
        if (all.size() == 1) {
            const auto& [found, name] = all.front();
            const bool veto = !reject && found.op == "==" && found.number == 0;
            if (veto) {
                write_cut(true, {fmt::format("size({}) > 0", name), {}, {}}, first);
            } else if (reject && found.op == ">=" && found.number == 1) {
                write_cut(true, {fmt::format("size({}) > 0", name), {}, {}}, first);
            } else {
                write_cut(reject, {text_of(found, name), {}, {}}, first);
            }
            learn(found, name, reject);
            return true;
        }
        // "no electrons or muons" has none of either.
        if (!reject && std::all_of(all.begin(), all.end(),
                                   [](const auto& it) { return it.first.op == "==" && it.first.number == 0; }))
            reject = true;
        else if (!reject && all.front().first.op == "==" && all.front().first.number == 0)
            reject = true;
        std::string text;
        for (const auto& [found, name] : all) {
            const bool present = reject && (found.number <= 1 && (found.op == ">=" || found.op == "=="));
            text += (text.empty() ? "" : " or ") + (present ? fmt::format("size({}) > 0", name) : text_of(found, name));
        }
        write_cut(reject, {text, {}, {}, true}, first);
        if (reject)
            for (const auto& [found, name] : all)
                if (found.number <= 1) state_.draft.learn_most(name, 0);
        return true;
    });
}

/// Whether nothing but "and" stands between two places.
bool Parser::is_joined_by_and(std::size_t from, std::size_t to) const {
    bool joined = false;
    for (std::size_t i = from; i < to && i < phrase_.tokens().size(); ++i) {
        if (phrase_.tokens()[i].text != "and" && phrase_.tokens()[i].text != "also") return false;
        joined = true;
    }
    return joined;
}

/// "No other leptons", where it was said how many there are of some.
bool Parser::no_other_objects(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        const bool none = !reject && phrase_.take("none").has_value();
        if (reject) phrase_.take("any");
        if (!phrase_.take("additional")) return false;
        const std::optional<std::string> word = object_word();
        if (!word) return false;
        if (none || reject)
            phrase_.take("present");
        else if (!gone())
            return false;  // "additional leptons are vetoed"
        Draft& draft = state_.draft;
        const std::string name = draft.collection(*word, request()), counted = draft.last_collection;
        if (counted.empty() || !draft.is_exactly(counted, draft.least(counted))) return false;
        const std::vector<std::string>& parts = draft.info(name).parents;
        if (name != counted && !(draft.info(name).is_union && std::count(parts.begin(), parts.end(), counted) > 0))
            return false;
        const int number = draft.least(counted);
        write_cut(false, {fmt::format("size({}) == {}", name, number), {}, {}}, first);
        draft.learn_exactly(name, number);
        return true;
    });
}

/// "No further jet, beyond the two leading ones, with more than 50 GeV", "veto on a third jet with pT > 30 GeV": the
/// objects are ordered, so that the next one decides.
bool Parser::third_object(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        if (!reject && !phrase_.take("none")) return false;
        phrase_.take("any");
        int rank = -1;
        const bool more = phrase_.take("additional").has_value();
        if (!more) {
            const auto ordinal = phrase_.take("ordinal");
            if (!ordinal) return false;
            rank = std::stoi(std::string(ordinal->value));
            if (rank < 1) return false;
        }
        const std::optional<std::string> word = object_word();
        if (!word || phrase_.sees("attribute")) return false;
        const std::string name = state_.draft.collection(*word, request());
        if (more && attempt([&] {
                phrase_.sign(",");
                if (!phrase_.take("beyond those")) return false;
                const std::optional<int> number = count_word();
                if (!number) return false;
                phrase_.take("leading");
                if (!phrase_.take("one") && object_word() != word) return false;
                rank = *number;
                phrase_.sign(",");
                return true;
            })) {
        } else if (more) {
            rank = state_.draft.least(name);
            if (rank < 1) return false;
            assume(fmt::format("beyond the {} that are asked for", rank));
        }
        while (phrase_.take("have")) {
        }
        const std::optional<Written> condition = attribute_condition();
        if (!condition || !condition->text.starts_with("select pt >")) return false;
        phrase_.take("present");
        const Thing next = state_.draft.object_of(name, rank, request());
        write_cut(true, {next.text + "." + condition->text.substr(7), next.needs, {}}, first);
        return true;
    });
}

/// "b-jet veto", "veto on additional leptons" is not said here, "leptons are vetoed".
bool Parser::veto_clause() {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        const std::optional<std::string> name = attempt([&]() -> std::optional<std::string> {
            phrase_.take("keep");
            if (phrase_.take("veto b")) return state_.draft.collection("bjets", request());
            const std::optional<std::string> found = counted_collection(false);
            if (!found || !gone()) return std::nullopt;
            return found;
        });
        if (!name || open_event_) return false;
        write_cut(true, {fmt::format("size({}) > 0", *name), {}, {}}, first);
        learn({"==", 0, 0, false}, *name, false);
        return true;
    });
}

}  // namespace collmc::translate
