// Quantities of two objects: distances, the transverse mass, angles, centrality.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/translate/parser.h"

namespace collmc::translate {

std::optional<Value> Parser::relation_of(const std::string& relation, const Thing& a, const Thing& b) {
    if (a.text == b.text) return std::nullopt;
    const bool needs_eta = relation == "deltaR" || relation == "deltaEta" || relation == "deltaRapidity";
    if (needs_eta && (a.transverse || b.transverse))
        return refuse("E1203", "missing momentum has no eta: of it, an angle in azimuth (delta phi) can be asked",
                      phrase_.at() - 1);
    Value value;
    value.text = fmt::format("{}({}, {})", relation, a.text, b.text);
    value.needs = joined(a.needs, b.needs);
    const std::string tags = a.tag.size() + b.tag.size() <= 4 && !a.tag.empty() ? a.tag + b.tag : a.tag + "_" + b.tag;
    const bool energy = relation == "mT";
    value.dimension = energy ? Dimension::energy : relation == "deltaPhi" ? Dimension::angle : Dimension::number;
    static const std::array<std::array<const char*, 3>, 5> kNames = {{{"deltaR", "dR", "\\Delta R"},
                                                                      {"deltaPhi", "dphi", "\\Delta\\phi"},
                                                                      {"deltaEta", "deta", "\\Delta\\eta"},
                                                                      {"deltaRapidity", "dy", "\\Delta y"},
                                                                      {"mT", "mT", "m_T"}}};
    for (const auto& [name, prefix, latex] : kNames)
        if (relation == name) {
            value.name = fmt::format("{}_{}", prefix, identifier(tags));
            value.latex = fmt::format("{}({}, {})", latex, a.latex, b.latex);
        }
    value.axis = relation == "deltaRapidity" ? "deltaEta axis" : relation + " axis";
    value.is_signed = relation == "deltaPhi" || relation == "deltaEta" || relation == "deltaRapidity";
    return value;
}

/// "delta R of the two leading jets", "delta R(j1, j2)", "dijet delta R".
std::optional<Value> Parser::relation_value() {
    const auto of_pair = [&](const std::string& relation, const std::optional<Noun>& noun) -> std::optional<Value> {
        const auto pair = noun ? two(*noun) : std::nullopt;
        if (!pair) return std::nullopt;
        std::optional<Value> value = relation_of(relation, pair->first, pair->second);
        if (value && noun->things.size() == 2) state_.draft.last_pair = state_.draft.sum(noun->things, request());
        return value;
    };
    if (std::optional<Value> found = attempt([&]() -> std::optional<Value> {
            const bool bars = phrase_.sign("|");
            const auto word = phrase_.take("relation");
            if (!word || (bars && !phrase_.sign("|"))) return std::nullopt;
            const std::string relation(word->value);
            phrase_.take("relation", relation);  // "angular separation delta R"
            std::optional<Value> value;
            // "the gap delta eta_jj between the jets"
            if (std::optional<Value> symbolic = attempt([&]() -> std::optional<Value> {
                    std::optional<Value> again = symbol();
                    return again && again->text.starts_with(relation + "(") ? again : std::nullopt;
                }))
                return bars ? without_sign(*symbolic) : *symbolic;
            if (const std::optional<Noun> inside = bracketed_nouns()) {
                value = of_pair(relation, inside);
            } else {
                const bool joined = phrase_.take("of").has_value();
                std::optional<Noun> noun;
                const std::size_t place = phrase_.at();
                if (const auto pair = two_of_nouns()) {
                    noun = Noun{};
                    noun->things = {pair->first, pair->second};
                }
                if (!noun && phrase_.at() == place && !joined && relation != "mT" &&
                    state_.draft.last_pair.parts.size() == 2) {
                    // "delta R", of the pair that was spoken of
                    const Thing& pair = state_.draft.last_pair;
                    assume(fmt::format("of the pair {}", pair.text));
                    value = relation_of(relation, pair.parts[0], pair.parts[1]);
                } else {
                    value = of_pair(relation, noun);
                }
            }
            if (!value) return std::nullopt;
            return bars ? without_sign(*value) : *value;
        }))
        return found;
    // "angle between the lepton and MET in the transverse plane"
    if (std::optional<Value> angle = attempt([&]() -> std::optional<Value> {
            if (!phrase_.take("angle") || !phrase_.take("of")) return std::nullopt;
            const auto pair = two_of_nouns();
            if (!pair || !phrase_.take("transverse plane")) return std::nullopt;
            return relation_of("deltaPhi", pair->first, pair->second);
        }))
        return angle;
    return attempt([&]() -> std::optional<Value> {
        const std::optional<Noun> pair = nouns(true);
        if (!pair) return std::nullopt;
        phrase_.word("'s");
        const bool bars = phrase_.sign("|");
        const auto word = phrase_.take("relation");
        if (!word || (bars && !phrase_.sign("|"))) return std::nullopt;
        std::optional<Value> value = of_pair(std::string(word->value), pair);
        return value && bars ? without_sign(*value) : value;
    });
}

/// "delta R between the lepton and the b-jet closest to it", "smallest delta phi between a jet and MET".
std::optional<Value> Parser::nearest_value() {
    const bool early_bars = phrase_.sign("|");
    const auto least = phrase_.take("smallest relation");  // `dphi_min`
    const bool largest = !least && phrase_.take("largest");
    const bool smallest = least || largest || phrase_.take("smallest");
    const bool bars = early_bars ? false : phrase_.sign("|");
    const auto word = least ? least : phrase_.take("relation");
    if (!word || word->value == "mT" || (bars && !phrase_.sign("|")) || (early_bars && !phrase_.sign("|")))
        return std::nullopt;
    const std::string relation(word->value);
    phrase_.take("relation", relation);  // "distance delta R"
    const bool bracket = phrase_.sign("(");
    if (!bracket) phrase_.take("of");
    bool for_each = false, unranked = false;
    const auto side = [&](bool& near) -> std::optional<Noun> {
        const auto every = phrase_.take("any");
        const bool any = every.has_value();
        if (any && every->value == "each") for_each = true;
        unranked = unranked || (any && !smallest);
        near = phrase_.take("near").has_value();
        if (!near && !any && !smallest) {
            // "the b-jet closest to it"
            std::optional<Noun> late = attempt([&]() -> std::optional<Noun> {
                Noun found;
                const std::optional<std::string> object = object_word(&found.plural);
                if (!object || !phrase_.take("closest")) return std::nullopt;
                found.collection = state_.draft.collection(*object, request());
                if (!phrase_.take("pronoun object") && !noun()) return std::nullopt;
                return found;
            });
            if (late) {
                near = true;
                return late;
            }
            return noun();
        }
        if (any || near) {
            phrase_.take("of");
            std::optional<Noun> found = attempt([&] { return ranked(); });
            if (!found) found = collection_noun();
            if (found) phrase_.take("near"), near = true;
            return found;
        }
        return noun();
    };
    bool a_near = false, b_near = false;
    const std::optional<Noun> a = side(a_near);
    if (!a || !(phrase_.take("list") || phrase_.word("to") || phrase_.word("from"))) return std::nullopt;
    const std::optional<Noun> b = side(b_near);
    if (!b || (bracket && !phrase_.sign(")"))) return std::nullopt;
    if (smallest && !a_near && !b_near) {
        a_near = !a->collection.empty() && a->plural;
        b_near = !a_near && !b->collection.empty() && b->plural;
        if (!a_near && !b_near) {
            // `min dR(l, j)`: of which there is one, that one is meant
            a_near = !a->collection.empty() && !state_.draft.is_exactly(a->collection, 1);
            b_near = !a_near && !b->collection.empty();
        }
    }
    if (a_near == b_near) return std::nullopt;
    const Noun& many = a_near ? *a : *b;
    const std::optional<Thing> single = one(a_near ? *b : *a);
    if (!single) return std::nullopt;
    Value value;
    value.dimension = relation == "deltaPhi" ? Dimension::angle : Dimension::number;
    const bool abs = relation != "deltaR";
    if (!abs && single->transverse)
        return refuse("E1203", "missing momentum has no eta: of it, an angle in azimuth (delta phi) can be asked",
                      phrase_.at() - 1);
    const std::string bar = abs ? "|" : "";
    if (!many.things.empty()) {
        for (const Thing& it : many.things) {
            const std::string next = fmt::format("{}{}({}, {}){}", bar, relation, single->text, it.text, bar);
            value.text =
                value.text.empty() ? next : fmt::format("{}({}, {})", largest ? "max" : "min", value.text, next);
            value.needs = joined(value.needs, it.needs);
        }
        value.name =
            fmt::format("{}_{}_{}", largest ? "max" : "min", relation == "deltaR" ? "dR" : "dphi", single->tag);
    } else {
        value.text = fmt::format("{4}({0}{1}({2}, x){0} for x in {3})", bar, relation, single->text, many.collection,
                                 largest ? "max" : "min");
        value.needs = {{many.collection, 1}};
        value.name = fmt::format("{}_{}_{}_{}", largest ? "max" : "min",
                                 relation == "deltaR"     ? "dR"
                                 : relation == "deltaPhi" ? "dphi"
                                                          : "deta",
                                 single->tag, many.collection);
    }
    value.needs = joined(single->needs, value.needs);
    value.latex = fmt::format("\\{}\\,\\Delta {}", largest ? "max" : "min",
                              relation == "deltaR"     ? "R"
                              : relation == "deltaPhi" ? "\\phi"
                                                       : "\\eta");
    value.axis = relation == "deltaPhi" ? "absDeltaPhi axis" : relation + " axis";
    value.for_each = for_each;
    value.unranked = unranked;
    return value;
}

/// "m_T2 of the two leptons", "collinear mass of the tau pair".
std::optional<Value> Parser::pair_function() {
    const std::optional<Noun> before = attempt([&]() -> std::optional<Noun> {
        std::optional<Noun> found = noun();
        return found && phrase_.sees("pair function") ? found : std::nullopt;
    });
    const auto word = phrase_.take("pair function");
    if (!word) return std::nullopt;
    std::optional<std::pair<Thing, Thing>> pair;
    if (before) {
        pair = two(*before);
    } else if (const std::optional<Noun> inside = bracketed_nouns()) {
        pair = two(*inside);
    } else if (phrase_.take("of")) {
        pair = two_of_nouns();
    } else if (const std::optional<Noun> behind = noun()) {
        // "collinear di-tau mass"
        pair = two(*behind);
        if (!phrase_.take("attribute", "mass")) return std::nullopt;
    }
    // `mT2(l, l)`: the two leading ones
    if (pair && pair->first.text == pair->second.text && pair->first.rank == 0)
        pair->second = state_.draft.object_of(pair->first.collection, 1, request());
    if (!pair || pair->first.text == pair->second.text) return std::nullopt;
    const std::string name(word->value.substr(0, word->value.find(' ')));
    const bool with_met = word->value.ends_with(" met");
    Value value;
    value.text = fmt::format("{}({}, {}{})", name, pair->first.text, pair->second.text, with_met ? ", MET" : "");
    value.needs = joined(pair->first.needs, pair->second.needs);
    value.dimension = name == "ptAsymmetry" ? Dimension::number : Dimension::energy;
    value.name = fmt::format("{}_{}_{}", name, pair->first.tag, pair->second.tag);
    value.latex = fmt::format("{}({}, {})",
                              name == "MT2"             ? "m_{T2}"
                              : name == "mCT"           ? "m_{CT}"
                              : name == "collinearMass" ? "m_{coll}"
                                                        : "A(p_T)",
                              pair->first.latex, pair->second.latex);
    value.axis = name == "ptAsymmetry" ? "unit axis" : "mass axis";
    return value;
}

/// "the sum of the charges of the three leptons", "total charge of the leptons".
std::optional<Value> Parser::charge_sum() {
    const bool apart = !phrase_.take("charge sum");  // "the charges of the three leptons add up to 1"
    if (apart && !phrase_.take("attribute", "charge")) return std::nullopt;
    phrase_.take("of");
    const std::optional<int> number = count_word();
    const std::optional<std::string> word = object_word();
    if (!word || *word == "photons" || word->ends_with("jets")) return std::nullopt;
    if (apart && !phrase_.take("add up")) return std::nullopt;
    Value value;
    const std::string name = state_.draft.collection(*word, request());
    value.text = fmt::format("sum(x.charge for x in {})", name);
    if (number && !state_.draft.is_exactly(name, *number)) return std::nullopt;
    value.dimension = Dimension::count;
    value.name = "q_" + name;
    value.latex = fmt::format("\\sum q({})", name);
    value.axis = "charge axis";
    return value;
}

std::optional<Value> Parser::transverse_mass() {
    const std::size_t first = phrase_.at();
    const auto of_thing = [&](const Noun& noun) -> std::optional<Value> {
        const Thing met = met_thing();
        if (noun.things.size() == 2) return relation_of("mT", noun.things[0], noun.things[1]);
        // "of the W candidate": of its lepton and the missing momentum
        if (noun.things.size() == 1) {
            const Thing& whole = noun.things.front();
            if (whole.parts.size() == 2 && whole.parts[1].transverse)
                return relation_of("mT", whole.parts[0], whole.parts[1]);
            if (whole.transverse || whole.text.empty()) return std::nullopt;
            if (!whole.parts.empty()) assume(fmt::format("the transverse mass of {} and MET", whole.text));
            return relation_of("mT", whole, met);
        }
        const std::optional<Thing> single = one(noun);
        return single ? relation_of("mT", *single, met) : std::nullopt;
    };
    const auto lepton_met = [&]() -> std::optional<Value> {
        const Draft& draft = state_.draft;
        for (const char* word : {"leptons", "muons", "electrons"})
            if (draft.is_declared(draft.meaning(word)) && draft.is_exactly(draft.meaning(word), 1)) {
                assume("the transverse mass of the lepton and MET");
                return of_thing(of(state_.draft.object_of(draft.meaning(word), 0, request())));
            }
        if (const auto lepton = state_.draft.names().find("W lepton"); lepton != state_.draft.names().end()) {
            assume("the transverse mass of the W's lepton and MET");
            return of_thing(of(lepton->second));
        }
        return refuse("E1204", "the transverse mass of what? nothing before says that there is one lepton", first);
    };
    if (std::optional<Value> found = attempt([&]() -> std::optional<Value> {
            if (!phrase_.take("relation", "mT")) return std::nullopt;
            attempt(
                [&] { return phrase_.sees("relation") && phrase_.take("relation", "mT"); });  // "transverse mass mT"
            if (const std::optional<Noun> inside = bracketed_nouns()) return of_thing(*inside);
            // "the transverse mass, formed from the lepton and MET, is ..."
            if (std::optional<Value> apart = attempt([&]() -> std::optional<Value> {
                    if (!phrase_.sign(",") || !phrase_.take("of")) return std::nullopt;
                    const std::optional<Noun> several = nouns();
                    if (!several) return std::nullopt;
                    phrase_.sign(",");
                    return of_thing(*several);
                }))
                return apart;
            // "mT between 40 and 120 GeV" is of nothing that is named.
            if (attempt([&] { return phrase_.take("of").has_value() && !phrase_.number(); })) {
                if (std::optional<Value> joint = attempt([&]() -> std::optional<Value> {
                        const std::optional<Noun> several = nouns();
                        return several ? of_thing(*several) : std::nullopt;
                    }))
                    return joint;
                const std::optional<Noun> single = noun();
                return single ? of_thing(*single) : std::nullopt;
            }
            return lepton_met();
        }))
        return found;
    // `m_T^W`
    if (std::optional<Value> found = attempt([&]() -> std::optional<Value> {
            const auto& names = state_.draft.names();
            if (!phrase_.take("w transverse mass")) return std::nullopt;
            if (const auto whole = names.find("W leptonic"); whole != names.end()) return of_thing(of(whole->second));
            return lepton_met();
        }))
        return found;
    // "W transverse mass"
    if (std::optional<Value> found = attempt([&]() -> std::optional<Value> {
            const auto word = phrase_.take("particle");
            const auto& names = state_.draft.names();
            if (!word || !word->value.starts_with("W") || names.contains("W") || names.contains("W leptonic") ||
                names.contains("W lepton"))
                return std::nullopt;
            return phrase_.take("relation", "mT") ? lepton_met() : std::nullopt;
        }))
        return found;
    return attempt([&]() -> std::optional<Value> {
        const std::optional<Noun> noun = nouns(true);
        if (!noun) return std::nullopt;
        phrase_.word("'s");
        return phrase_.take("relation", "mT") ? of_thing(*noun) : std::nullopt;
    });
}

std::optional<Value> Parser::theta_star() {
    const std::size_t first = phrase_.at();
    const std::optional<Noun> before = attempt([&]() -> std::optional<Noun> {
        std::optional<Noun> noun = this->noun();
        if (!noun || !phrase_.sees("cos theta star")) return std::nullopt;
        return noun;
    });
    if (!phrase_.take("cos theta star")) return std::nullopt;
    phrase_.take("collins soper");
    std::optional<Noun> of = before;
    if (!of && attempt([&] { return phrase_.take("of").has_value(); })) {
        of = noun();
        if (!of) return std::nullopt;
    }
    phrase_.take("collins soper");
    if (!of && attempt([&] { return phrase_.take("of").has_value(); })) {
        of = noun();
        if (!of) return std::nullopt;
    }
    std::optional<std::pair<Thing, Thing>> pair;
    if (of) {
        pair = two(*of);
        if (!pair) return std::nullopt;
    } else {
        const Thing& last = state_.draft.last_pair;
        if (last.parts.size() != 2) {
            // |cos theta*| of the pair may follow the bars.
            if (phrase_.next() == nullptr || phrase_.next()->text != "|")
                return refuse("E1204", "nothing before says which pair the angle is of", first);
            Value open;
            open.text = "cosThetaCS";
            open.name = "cosCS";
            open.latex = "\\cos\\theta^*_{CS}";
            open.axis = "cosine axis";
            return open;
        }
        pair = std::pair(last.parts[0], last.parts[1]);
    }
    Value value;
    value.text = fmt::format("cosThetaCS({}, {})", pair->first.text, pair->second.text);
    value.needs = joined(pair->first.needs, pair->second.needs);
    value.name = "cosCS";
    value.latex = "\\cos\\theta^*_{CS}";
    value.axis = "cosine axis";
    return value;
}

std::optional<Value> Parser::centrality() {
    if (!phrase_.take("centrality") || !phrase_.take("of")) return std::nullopt;
    const std::optional<Noun> what = noun();
    const std::optional<Thing> x = what ? one(*what) : std::nullopt;
    if (!x || !phrase_.take("with respect to")) return std::nullopt;
    const std::optional<Noun> sides = nouns();
    const auto pair = sides ? two(*sides) : std::nullopt;
    if (!pair) return std::nullopt;
    Value value;
    value.text = fmt::format("centrality({}, {}, {})", x->text, pair->first.text, pair->second.text);
    value.needs = joined(joined(x->needs, pair->first.needs), pair->second.needs);
    value.name = "centrality_" + x->tag;
    value.latex = fmt::format("C_{{{}}}", x->latex);
    value.axis = "unit axis";
    assume("centrality is exp(-4 ((eta - (eta_1 + eta_2) / 2) / (eta_1 - eta_2))^2), arXiv:1501.04943");
    return value;
}

}  // namespace collmc::translate
