// Charge and flavour of pairs, and the best pair.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/translate/parser.h"

namespace collmc::translate {

std::optional<std::vector<std::string>> Parser::relations() {
    return attempt([&]() -> std::optional<std::vector<std::string>> {
        std::vector<std::string> found;
        do {
            const auto word = phrase_.take("opposite");
            if (!word) return std::nullopt;
            if (word->value == "OSSF")
                found.insert(found.end(), {"SF", "OS"});
            else if (word->value == "OSDF")
                found.insert(found.end(), {"DF", "OS"});
            else
                found.emplace_back(word->value);
        } while (phrase_.sees("opposite") ||
                 attempt([&] { return phrase_.take("relation and").has_value() && phrase_.sees("opposite"); }));
        // Flavour first, as the examples write it.
        std::stable_partition(found.begin(), found.end(), [](const std::string& it) { return it.ends_with("F"); });
        return found;
    });
}

std::string Parser::relation_text(const std::vector<std::string>& relations, const std::string& a,
                                  const std::string& b) const {
    std::string text;
    for (const std::string& it : relations) {
        const std::string one = it == "OS"   ? fmt::format("oppositeSign({}, {})", a, b)
                                : it == "SS" ? fmt::format("sameSign({}, {})", a, b)
                                : it == "SF" ? fmt::format("sameFlavor({}, {})", a, b)
                                             : fmt::format("not sameFlavor({}, {})", a, b);
        text += (text.empty() ? "" : " and ") + one;
    }
    return text;
}

/// "opposite-sign, same-flavour lepton pair", "pair of opposite-sign muons", "OSSF pair with mass closest to m_Z".
std::optional<Parser::PairWish> Parser::pair_wish() {
    return attempt([&]() -> std::optional<PairWish> {
        PairWish wish;
        std::optional<std::string> word;
        const bool ok = attempt([&] {
                            const auto found = relations();
                            if (!found) return false;
                            wish.relations = *found;
                            word = object_word();
                            if (phrase_.take("pair")) {
                                if (!word)
                                    attempt([&] { return (phrase_.take("of") || true) && (word = object_word()); });
                                return true;
                            }
                            return phrase_.take("dilepton word").has_value();
                        }) ||
                        attempt([&] {
                            // "pair of opposite-sign, same-flavour leptons", "lepton pair of opposite sign", "dilepton
                            // pair with ..."
                            word = object_word();
                            if (!phrase_.take("pair")) return false;
                            phrase_.take("of");
                            const auto found = relations();
                            if (found) wish.relations = *found;
                            if (!word) word = object_word();
                            if (found)  // "of same-flavour leptons with opposite charge"
                                if (const auto late = attempt([&] { return phrase_.take("have"), relations(); }))
                                    wish.relations.insert(wish.relations.end(), late->begin(), late->end());
                            if (!found) {
                                if (!word) return false;
                                phrase_.take("have");
                                const auto late = relations();
                                if (late) wish.relations = *late;
                            }
                            return word.has_value() || found.has_value();
                        }) ||
                        attempt([&] {
                            const auto match = phrase_.take("system");
                            if (!match || !match->value.ends_with(" 2")) return false;
                            word = std::string(match->value.substr(0, match->value.size() - 2));
                            phrase_.take("pair");
                            phrase_.take("have");
                            const auto found = relations();
                            if (found) wish.relations = *found;
                            return found.has_value() || phrase_.sees("whose mass") || phrase_.sees("closest");
                        });
        if (!ok) return std::nullopt;
        if (!word) word = "leptons";
        wish.collection = state_.draft.collection(*word, request());
        if (*word == "muons" || *word == "electrons" || *word == "taus") std::erase(wish.relations, "SF");
        attempt([&] {
            phrase_.take("and");
            phrase_.take("whose mass");
            if (!phrase_.take("closest")) return false;
            std::optional<Bound> target = particle_mass();
            if (!target && (target = bound(false)) && !settle_unit(*target, Dimension::energy)) return false;
            if (!target) {
                const auto named = phrase_.take("particle");
                if (!named || named->value.find(' ') != std::string_view::npos) return false;
                const auto mass = phrase_.vocabulary().value_of("mass", named->value == "Z"   ? "m_z"
                                                                        : named->value == "W" ? "m_w"
                                                                        : named->value == "H" ? "m_h"
                                                                                              : "m_top");
                if (!mass) return false;
                target = Bound{std::string(mass->substr(0, mass->find(' '))), "GeV"};
                assume(fmt::format("m_{} = {} GeV (PDG)", named->value, target->digits));
                attempt([&] { return phrase_.take("attribute", "mass"); });
            }
            wish.mass = target;
            return true;
        });
        if (!wish.mass && wish.relations.empty()) return std::nullopt;
        return wish;
    });
}

/// The candidate for it; without a mass, an opposite-sign, same-flavour pair is meant as a Z.
Thing Parser::best_pair(const PairWish& wish) {
    Draft& draft = state_.draft;
    const std::string cut = relation_text(wish.relations, "l1", "l2");
    const std::string stem = !wish.particle.empty() ? wish.particle.substr(0, wish.particle.find(' ')) : "Z";
    std::string criterion;
    if (wish.mass) {
        criterion = fmt::format("closest mass to {} {}", wish.mass->digits, wish.mass->unit);
    } else {
        criterion = "closest mass to 91.1876 GeV";
        assume("of several pairs the one with mass closest to 91.1876 GeV (PDG)");
    }
    const bool is_z = !wish.mass || (wish.mass->value() > 85 && wish.mass->value() < 97);
    Thing pair = draft.candidate(wish.collection,
                                 is_z                    ? stem
                                 : wish.particle.empty() ? "pair"
                                                         : stem,
                                 {"l1", "l2"}, cut, criterion, request(), {});
    draft.last_pair = pair;
    if (!wish.particle.empty())
        draft.names()[wish.particle] = pair;
    else if (is_z)
        draft.names().emplace("Z", pair);
    return pair;
}

/// "At least one opposite-sign, same-flavour pair".
bool Parser::pair_clause(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        const std::optional<Count> number = count();
        if (!number) phrase_.take("any");
        const std::optional<PairWish> wish = pair_wish();
        if (!wish) return false;
        const bool none = number && number->op == "==" && number->number == 0;
        if (none) reject = !reject;
        const bool one = !number || none || (number->number == 1 && (number->op == ">=" || number->bare));
        const bool opposite = std::count(wish->relations.begin(), wish->relations.end(), "OS") > 0;
        const bool is_lepton = wish->collection.find("tau") == std::string::npos;
        const bool same = std::count(wish->relations.begin(), wish->relations.end(), "SF") > 0 ||
                          state_.draft.info(wish->collection).particle != "leptons";
        if (one && !reject && !phrase_.sees("whose mass") && (wish->mass || (opposite && same && is_lepton))) {
            if (number && number->bare) assume("at least one pair");
            const Thing pair = best_pair(*wish);
            write_cut(false, {fmt::format("exists({})", pair.text), {}, {}}, first);
            state_.draft.learn({pair.text, 0});
            return true;
        }
        if (wish->mass) return false;
        // "with a mass below 12 GeV", of any such pair
        const std::optional<Comparison> window = attempt([&]() -> std::optional<Comparison> {
            if (!phrase_.take("whose mass") && !phrase_.sees("compare") && !phrase_.sees("be")) return std::nullopt;
            std::optional<Comparison> found = comparison(Dimension::energy);
            if (found && found->kind != Comparison::Kind::around && found->low.unit.empty()) return std::nullopt;
            return found;
        });
        if (window && window->kind == Comparison::Kind::around && !window->negated && one && !reject && opposite &&
            same && is_lepton && window->low.value() > 91 && window->low.value() < 91.4) {
            // Some pair is that near to the mass if and only if the nearest one is.
            const Thing pair = best_pair(*wish);
            write_cut(false, {fmt::format("exists({})", pair.text), {}, {}}, first);
            state_.draft.learn({pair.text, 0});
            write_cut(false, {text_of(pair.text + ".mass", *window, Dimension::energy), {}, {}}, first);
            return true;
        }
        if (window) {
            std::string cut = relation_text(wish->relations, "a", "b");
            const std::string mass = text_of("(a + b).mass", *window, Dimension::energy);
            cut += (cut.empty() ? "" : " and ") + (window->negated ? "not (" + mass + ")" : mass);
            const std::string pairs = state_.draft.combinations(wish->collection, "pairs", cut, request());
            const bool vetoed = gone();
            if (vetoed && (reject || none)) return false;
            if (!one && (vetoed || reject)) return false;
            if (one)
                write_cut(reject || vetoed,
                          {reject || vetoed ? fmt::format("size({}) > 0", pairs) : fmt::format("size({}) >= 1", pairs),
                           {},
                           {}},
                          first);
            else
                write_cut(false, {text_of(*number, pairs), {}, {}}, first);
            return true;
        }
        const std::string pairs =
            state_.draft.combinations(wish->collection, "pairs", relation_text(wish->relations, "a", "b"), request());
        if (one) {
            if (!reject) assume("any such pair");
            write_cut(reject,
                      {reject ? fmt::format("size({}) > 0", pairs) : fmt::format("size({}) >= 1", pairs), {}, {}},
                      first);
        } else {
            if (number->bare) assume(fmt::format("at least {}", number->number));
            write_cut(reject, {text_of(*number, pairs), {}, {}}, first);
        }
        return true;
    });
}

/// Whether the relation can be asked of the first two of a collection: of exactly two there is no doubt.
bool Parser::related_objects(const std::string& collection, const Count& count) {
    if (count.op != "==") assume("the two leading ones");
    const std::string particle = state_.draft.info(collection).particle;
    if (particle == "jets" || particle == "bjets" || particle == "lightjets" || particle == "photons") {
        refuse("E1203", fmt::format("the events hold no charge of {}", particle), phrase_.at() - 1);
        return false;
    }
    state_.draft.last_pair = state_.draft.sum(
        {state_.draft.object_of(collection, 0, request()), state_.draft.object_of(collection, 1, request())},
        request());
    return true;
}

/// "The two leading taus have opposite sign", "opposite-sign muons", "with opposite charge".
bool Parser::pair_relation_clause(bool reject) {
    return attempt([&] {
        const std::size_t first = phrase_.at();
        std::optional<std::vector<std::string>> asked;
        std::optional<std::pair<Thing, Thing>> pair;
        const auto take_pair = [&](const std::optional<Noun>& noun) {
            pair = noun ? two(*noun) : std::nullopt;
            return pair.has_value();
        };
        const bool ok =
            attempt([&] {
                const bool of_charges =
                    attempt([&] { return phrase_.take("attribute", "charge") && phrase_.take("of"); });
                const std::optional<Noun> noun = nouns();
                if (noun && noun->counted > 0 && !noun->leading && !noun->definite) return false;  // that counts them
                if (!take_pair(noun)) return false;
                while (phrase_.take("have") || phrase_.take("be")) {
                }
                asked = relations();
                if (!asked && of_charges)
                    if (const auto word = phrase_.take("opposite charges"))
                        asked = std::vector{std::string(word->value)};
                return asked.has_value();
            }) ||
            attempt([&] {
                asked = relations();
                if (!asked) return false;
                attempt([&] { return phrase_.take("for objects").has_value(); });
                if (take_pair(noun())) return true;
                const Draft& draft = state_.draft;
                if (phrase_.end() || phrase_.sees("and")) {
                    if (draft.last_pair.parts.size() == 2) {
                        pair = std::pair(draft.last_pair.parts[0], draft.last_pair.parts[1]);
                    } else if (!draft.last_collection.empty() && draft.is_exactly(draft.last_collection, 2)) {
                        pair = std::pair(state_.draft.object_of(draft.last_collection, 0, request()),
                                         state_.draft.object_of(draft.last_collection, 1, request()));
                    }
                }
                return pair.has_value();
            });
        if (!ok) return false;
        for (const Thing* it : {&pair->first, &pair->second}) {
            if (it->collection.empty()) return false;
            const std::string particle = state_.draft.info(it->collection).particle;
            if (particle == "jets" || particle == "bjets" || particle == "lightjets" || particle == "photons") {
                refuse("E1203", fmt::format("the events hold no charge of {}", particle), first);
                return false;
            }
        }
        Needs needs = pair->first.needs;
        needs.insert(needs.end(), pair->second.needs.begin(), pair->second.needs.end());
        state_.draft.last_pair =
            pair->first.rank < 0 ? state_.draft.last_pair : state_.draft.sum({pair->first, pair->second}, request());
        const bool vetoed = gone();
        if (vetoed && (open_event_ || asked->size() > 1 || reject)) return false;
        if (reject && asked->size() > 1) return false;
        write_cut(vetoed || reject, {relation_text(*asked, pair->first.text, pair->second.text), needs, {}}, first);
        return true;
    });
}

/// "Z candidate: the opposite-sign, same-flavour pair with mass closest to 91.2 GeV".
bool Parser::candidate_clause() {
    return attempt([&] {
        std::optional<std::string> particle;
        std::optional<PairWish> wish;
        std::optional<Thing> whole;
        const auto what = [&]() {
            if ((wish = pair_wish())) return true;
            const std::optional<Noun> noun = attempt([&] { return nouns(); });
            if (!noun || noun->things.empty()) return false;
            whole = state_.draft.sum(noun->things, request());
            return true;
        };
        const bool ok = attempt([&] {
                            phrase_.take("build");
                            const auto word = phrase_.take("particle");
                            if (!word) return false;
                            particle = std::string(word->value);
                            if (!phrase_.take("from")) return false;
                            while (phrase_.take("from")) {
                            }
                            return what();
                        }) ||
                        attempt([&] {
                            phrase_.take("build");
                            if (!what() || !phrase_.take("as")) return false;
                            const auto word = phrase_.take("particle");
                            if (word) particle = std::string(word->value);
                            phrase_.sign(")");
                            return word.has_value();
                        });
        if (!ok) return false;
        if (wish) {
            wish->particle = *particle;
            best_pair(*wish);
        } else {
            state_.draft.names()[*particle] = *whole;
            state_.draft.last_pair = *whole;
        }
        ++state_.statements;
        return true;
    });
}

}  // namespace collmc::translate
