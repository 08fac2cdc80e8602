// Particles by their names, "the W" and "Z candidate": what they are made of, and which objects are theirs.

#include <fmt/format.h>

#include "compiler/translate/parser.h"

namespace collmc::translate {

std::optional<Thing> Parser::named(const std::string& name, std::size_t first) {
    const auto& names = state_.draft.names();
    if (const auto known = names.find(name); known != names.end()) return known->second;
    // "the W" where only one of its kinds was spoken of.
    for (const char* kind : {" leptonic", " hadronic"}) {
        const std::string general = name.substr(0, name.find(' '));
        const auto known = names.find(general + kind);
        if (name == general && known != names.end() &&
            !names.contains(general + (std::string(kind) == " leptonic" ? " hadronic" : " leptonic")))
            return known->second;
        if (name == general + kind && names.contains(general)) return names.at(general);
    }
    if (const auto lepton = names.find("W lepton"); lepton != names.end() && (name == "W" || name == "W leptonic")) {
        Thing whole = state_.draft.sum({lepton->second, met_thing()}, request());
        whole.tag = "W";
        whole.latex = "W";
        return whole;
    }
    if (name == "Z") {
        PairWish wish;
        wish.collection = state_.draft.collection("leptons", request());
        wish.relations = {"SF", "OS"};
        wish.particle = "Z";
        assume("the Z is the opposite-sign, same-flavour pair of leptons with mass closest to 91.1876 GeV (PDG)");
        return best_pair(wish);
    }
    return refuse("E1204", fmt::format("nothing before says what the {} is made of", name.substr(0, name.find(' '))),
                  first);
}

std::optional<Noun> Parser::particle() {
    const std::size_t first = phrase_.at();
    // "the leptonic and the hadronic W"
    if (std::optional<Noun> both = attempt([&]() -> std::optional<Noun> {
            const auto a = phrase_.take("decay");
            const auto b = a && phrase_.take("list") ? phrase_.take("decay") : std::nullopt;
            const auto word = b ? phrase_.take("particle") : std::nullopt;
            if (!word || a->value == b->value || word->value.find(' ') != std::string_view::npos) return std::nullopt;
            const std::optional<Thing> x = named(fmt::format("{} {}", word->value, a->value), first);
            const std::optional<Thing> y = named(fmt::format("{} {}", word->value, b->value), first);
            if (!x || !y) return std::nullopt;
            Noun noun;
            noun.things = {*x, *y};
            return noun;
        }))
        return both;
    const auto word = phrase_.take("particle");
    if (!word) return std::nullopt;
    const std::string name(word->value);
    if (word->plural || phrase_.tokens()[phrase_.at() - 1].text == "ws") {
        // "the two W"
        const auto& names = state_.draft.names();
        const auto a = names.find(name + " leptonic"), b = names.find(name + " hadronic");
        if (a == names.end() || b == names.end()) return std::nullopt;
        Noun noun;
        noun.things = {a->second, b->second};
        return noun;
    }
    particle_apposition(name);
    const std::optional<Thing> thing = named(name, first);
    if (!thing) return std::nullopt;
    Noun noun = of(*thing);
    noun.system = true;
    return noun;
}

/// "the W (lepton + MET)", "the Z candidate (the OSSF pair nearest the Z mass)", "the W, i.e. the lepton and MET,".
bool Parser::particle_apposition(const std::string& name) {
    return attempt([&] {
        const bool bracket = phrase_.sign("(");
        if (!bracket && !phrase_.sign(",")) return false;
        while (!bracket && phrase_.take("defined as")) {
        }
        const bool said = attempt([&] {
            const std::optional<PairWish> wish = name == "Z" ? pair_wish() : std::nullopt;
            if (!wish) return false;
            const bool both = wish->relations.size() == 2 && wish->relations[0] == "SF" && wish->relations[1] == "OS";
            return both && (!wish->mass || (wish->mass->value() > 91 && wish->mass->value() < 91.4));
        });
        if (!said) {
            phrase_.take("vector sum");
            phrase_.take("of");
            std::optional<Noun> parts = attempt([&] {
                std::optional<Noun> found = nouns();
                return found && found->things.size() > 1 ? found : std::nullopt;
            });
            if (!parts) {
                // "of lepton pT and missing pT"
                parts.emplace();
                do {
                    const std::optional<Noun> next = simple_noun();
                    const std::optional<Thing> thing = next ? one(*next) : std::nullopt;
                    if (!thing) return false;
                    parts->things.push_back(*thing);
                    attempt([&] { return phrase_.take("attribute", "pt"); });
                } while (phrase_.take("list"));
            }
            if (!parts || parts->things.size() < 2 || state_.draft.names().contains(name)) return false;
            attempt([&] { return phrase_.take("attribute", "pt"); });
            Thing whole = state_.draft.sum(parts->things, request());
            whole.tag = identifier(name);
            whole.latex = name.substr(0, name.find(' '));
            state_.draft.names()[name] = whole;
        }
        return bracket ? phrase_.sign(")") : phrase_.sign(",");
    });
}

/// "the OSSF lepton pair closest to the Z pole".
std::optional<Noun> Parser::wished_pair() {
    const std::optional<PairWish> wish = pair_wish();
    if (!wish || phrase_.sees("whose mass")) return std::nullopt;
    const bool both = wish->relations.size() == 2 && wish->relations[0] == "SF" && wish->relations[1] == "OS";
    if (!wish->mass && !both) return std::nullopt;
    Noun noun = of(best_pair(*wish));
    noun.system = true;
    return noun;
}

std::optional<Noun> Parser::members_of_particle() {
    const std::size_t first = phrase_.at();
    // "the two W"
    if (std::optional<Noun> both = attempt([&]() -> std::optional<Noun> {
            if (!(phrase_.take("both") || phrase_.take("count", "2"))) return std::nullopt;
            const auto word = phrase_.take("particle");
            if (!word) return std::nullopt;
            const auto& names = state_.draft.names();
            const std::string name(word->value);
            const auto a = names.find(name + " leptonic"), b = names.find(name + " hadronic");
            if (a == names.end() || b == names.end()) return std::nullopt;
            Noun noun;
            noun.things = {a->second, b->second};
            return noun;
        }))
        return both;
    const auto members = [&](const std::string& name) -> std::optional<Noun> {
        const auto& names = state_.draft.names();
        if (const auto lepton = names.find(name + " lepton"); lepton != names.end()) return of(lepton->second);
        const std::optional<Thing> thing = named(name, first);
        if (!thing || thing->parts.empty()) return std::nullopt;
        Noun noun;
        for (const Thing& part : thing->parts)
            if (!part.transverse) noun.things.push_back(part);
        return noun;
    };
    const std::optional<int> rank = attempt([&]() -> std::optional<int> {
        const auto word = phrase_.take("ordinal");
        return word ? std::optional(std::stoi(std::string(word->value))) : std::nullopt;
    });
    const auto pick = [&](std::optional<Noun> noun) -> std::optional<Noun> {
        if (!noun || !rank) return noun;
        if (*rank >= static_cast<int>(noun->things.size())) return std::nullopt;
        return of(noun->things[static_cast<std::size_t>(*rank)]);
    };
    // "the W lepton", "the leptons of the Z", "both leptons from the Z"
    if (std::optional<Noun> found = attempt([&]() -> std::optional<Noun> {
            const auto word = phrase_.take("particle");
            if (word && object_word()) return pick(members(std::string(word->value)));
            return std::nullopt;
        }))
        return found;
    return attempt([&]() -> std::optional<Noun> {
        phrase_.take("both") || phrase_.take("count", "2");
        if (!object_word() || !phrase_.take("member of")) return std::nullopt;
        if (const auto word = phrase_.take("particle")) return pick(members(std::string(word->value)));
        return std::nullopt;
    });
}

}  // namespace collmc::translate
