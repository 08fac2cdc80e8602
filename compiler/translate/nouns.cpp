// Objects, systems of objects, and what was spoken of before.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compiler/translate/parser.h"

namespace collmc::translate {

namespace {

std::string spoken(const std::string& collection) {
    return collection == "bjets" ? "b-jets" : collection == "lightjets" ? "jets without b tag" : collection;
}

}  // namespace

Noun Parser::of(Thing thing) {
    Noun noun;
    noun.things.push_back(std::move(thing));
    return noun;
}

std::optional<int> Parser::count_word() {
    return attempt([&]() -> std::optional<int> {
        if (const auto word = phrase_.take("count")) return std::stoi(std::string(word->value));
        if (const auto digits = phrase_.number()) {
            int number = 0;
            const auto [end, error] = std::from_chars(digits->data(), digits->data() + digits->size(), number);
            if (error == std::errc() && end == digits->data() + digits->size() && number < 100) return number;
        }
        return std::nullopt;
    });
}

/// "forward jets", where a line before said which they are.
std::optional<std::string> Parser::named_objects(bool* plural) {
    return attempt([&]() -> std::optional<std::string> {
        const std::size_t place = phrase_.at();
        if (!phrase_.take("adjective")) return std::nullopt;
        const auto match = phrase_.take("object");
        if (!match) return std::nullopt;
        const std::string word = words_from(place);
        if (!state_.draft.is_named(word)) return std::nullopt;
        if (plural != nullptr) *plural = match->plural;
        return word;
    });
}

/// The adjective that stood at a place and the kind of objects behind it, "forward jets".
std::string Parser::words_from(std::size_t place) {
    const std::size_t end = phrase_.at();
    phrase_.back_to(place);
    phrase_.take("adjective");
    std::string word = phrase_.tokens()[phrase_.at() - 1].text;
    const auto match = phrase_.take("object");
    word += " " + std::string(match ? match->value : "");
    phrase_.back_to(end);
    return word;
}

std::optional<std::string> Parser::object_word(bool* plural) {
    if (const std::optional<std::string> named = named_objects(plural)) {
        subject_ = *named;
        return named;
    }
    phrase_.take("plain adjective");
    const auto match = phrase_.take("object");
    if (!match) return std::nullopt;
    if (plural != nullptr) *plural = match->plural;
    subject_ = std::string(match->value);
    // "lepton (electron or muon)" says what a lepton is.
    if (match->value == "leptons") {
        const std::size_t last = phrase_.at() - 1;
        const bool spelled =
            attempt([&] {
                if (!phrase_.sign("(")) return false;
                attempt([&] { return phrase_.word("l") && phrase_.sign("=="); });
                return phrase_.take("object", "leptons") && phrase_.sign(")");
            }) ||
            attempt([&] { return phrase_.sign(",") && phrase_.take("object", "leptons") && phrase_.sign(","); });
        if (!spelled && phrase_.tokens()[last].text.starts_with("lep") &&
            !state_.draft.is_declared(state_.draft.meaning("leptons")))
            assume("leptons are electrons and muons");
    }
    return std::string(match->value);
}

/// A comma joins only where an "and" comes behind it, and nothing joins what the next quantity is of ("pT of the jet
/// and dijet mass"), except where the quantity stands behind all of them.
std::optional<Noun> Parser::nouns(bool attribute_follows) {
    const std::optional<Noun> first = noun();
    if (!first) return std::nullopt;
    const auto add = [&](Noun& to, const Noun& from) {
        if (from.things.empty() || from.system) {
            const std::optional<Thing> thing = one(from);
            if (!thing) return false;
            to.things.push_back(*thing);
        } else {
            to.things.insert(to.things.end(), from.things.begin(), from.things.end());
        }
        return true;
    };
    const std::optional<Noun> all = attempt([&]() -> std::optional<Noun> {
        Noun joint;
        if (!add(joint, *first)) return std::nullopt;
        bool closed = false;
        while (!closed) {
            const bool comma = phrase_.sign(",");
            closed = phrase_.take("plus").has_value();
            if (!comma && !closed) return std::nullopt;
            const std::optional<Noun> next = simple_noun();
            if (!next) return std::nullopt;
            if (next->system) phrase_.take("system word");
            if (!add(joint, *next)) return std::nullopt;
            if (closed && phrase_.sees("plus") && phrase_.next()->text == "+") closed = false;
        }
        for (std::size_t i = 0; i < joint.things.size(); ++i)
            for (std::size_t k = 0; k < joint.things.size(); ++k)
                for (const Thing& part : joint.things[k].parts)
                    if (i != k && part.text == joint.things[i].text) return std::nullopt;  // the jets and the dijet
        joint.system = phrase_.take("system word").has_value();
        const bool follows = phrase_.sees("attribute") || phrase_.sees("relation") || phrase_.sees("multiplicity");
        return follows && !attribute_follows ? std::nullopt : std::optional(joint);
    });
    if (all) return all;
    // "the lepton-MET system"
    const std::optional<Noun> hyphened = attempt([&]() -> std::optional<Noun> {
        Noun joint;
        if (!add(joint, *first) || !phrase_.take("met")) return std::nullopt;
        joint.things.push_back(met_thing());
        joint.system = phrase_.take("system word").has_value();
        return joint;
    });
    return hyphened ? hyphened : first;
}

std::optional<Noun> Parser::bracketed_nouns() {
    return attempt([&]() -> std::optional<Noun> {
        if (!phrase_.sign("(")) return std::nullopt;
        if (std::optional<Noun> all = attempt([&]() -> std::optional<Noun> {
                const std::size_t place = phrase_.at();
                std::optional<Noun> found = nouns();
                for (std::size_t i = place; found && i < phrase_.at(); ++i)
                    if (phrase_.tokens()[i].text == "+" && found->things.size() > 1) found->system = true;
                return found && phrase_.sign(")") ? found : std::nullopt;
            }))
            return all;
        Noun joint;
        do {
            const std::optional<Noun> next = noun();
            std::optional<Thing> thing = next ? one(*next) : std::nullopt;
            if (!thing) return std::nullopt;
            // (mu, mu): the two leading ones
            if (!next->collection.empty() && !joint.things.empty() && thing->text == joint.things.back().text)
                thing = state_.draft.object_of(next->collection, 1, request());
            joint.things.push_back(*thing);
        } while (phrase_.sign(",") || (phrase_.next() != nullptr && phrase_.next()->kind == Token::Kind::word));
        if (!phrase_.sign(")") || joint.things.size() < 2) return std::nullopt;
        return joint;
    });
}

std::optional<Noun> Parser::noun() {
    const bool definite = phrase_.definite();
    std::optional<Noun> found = attempt([&]() -> std::optional<Noun> {
        std::optional<Noun> noun = simple_noun();
        // A word for the whole behind it: "the three-lepton system", "the dilepton pair".
        if (noun && (phrase_.take("system word") || noun->system)) {
            if (noun->things.size() < 2 && !noun->system) return std::nullopt;  // "the leading jet pair" is no jet
            noun->system = true;
        }
        return noun;
    });
    if (found) found->definite = definite;
    return found;
}

std::optional<Noun> Parser::simple_noun() {
    for (const auto rule :
         {&Parser::met, &Parser::members_of_particle, &Parser::particle, &Parser::remaining, &Parser::pronoun,
          &Parser::wished_pair, &Parser::system, &Parser::ranked, &Parser::collection_noun, &Parser::shorthand})
        if (std::optional<Noun> found = attempt([&] { return (this->*rule)(); })) return found;
    return std::nullopt;
}

std::optional<Noun> Parser::met() {
    if (!phrase_.take("met")) return std::nullopt;
    return of(met_thing());
}

Thing Parser::met_thing() const {
    Thing met;
    met.text = "MET";
    met.tag = "met";
    met.latex = "E_T^{miss}";
    met.transverse = true;
    return met;
}

std::optional<Noun> Parser::remaining() {
    const std::size_t first = phrase_.at();
    bool plural = false;
    std::optional<std::string> word = attempt([&]() -> std::optional<std::string> {
        if (phrase_.take("remaining")) return object_word(&plural);
        return std::nullopt;
    });
    if (!word)
        word = attempt([&]() -> std::optional<std::string> {
            const std::optional<std::string> object = object_word(&plural);
            if (!object || !phrase_.take("not in")) return std::nullopt;
            if (const auto owner = phrase_.take("particle")) {
                particle_apposition(std::string(owner->value));
                if (owner->value == "Z" && !named("Z", first)) return std::nullopt;
            } else if (!phrase_.take("pronoun pair")) {
                return std::nullopt;
            }
            return object;
        });
    if (!word) return std::nullopt;
    const std::string base = state_.draft.collection(*word, request());
    const Thing pair = state_.draft.last_pair;
    const bool candidate = !pair.text.empty() && !pair.parts.empty() && pair.parts.front().rank < 0;
    if (!candidate) return refuse("E1204", "nothing before says which pair the others are left over from", first);
    const std::string others = state_.draft.excluding(base, pair, request());
    Noun noun;
    if (plural) {
        noun.collection = others;
        noun.plural = true;
        return noun;
    }
    return of(state_.draft.object_of(others, 0, request()));
}

std::optional<Noun> Parser::pronoun() {
    if (!state_.draft.last_pair.text.empty() && attempt([&] { return phrase_.take("pronoun pair").has_value(); })) {
        Noun noun = of(state_.draft.last_pair);
        noun.system = true;
        return noun;
    }
    if (!state_.draft.last_object.text.empty() && attempt([&] { return phrase_.take("pronoun object").has_value(); }))
        return of(state_.draft.last_object);
    return std::nullopt;
}

Noun Parser::leading(const std::string& collection, int count, bool counted) {
    Noun noun;
    for (int i = 0; i < count; ++i) noun.things.push_back(state_.draft.object_of(collection, i, request()));
    noun.counted = counted ? count : 0;
    return noun;
}

std::optional<Noun> Parser::system() {
    const bool leads = phrase_.take("leading").has_value();
    const auto match = phrase_.take("system");
    if (!match) return std::nullopt;
    const std::string value(match->value);
    const std::size_t space = value.find(' ');
    const std::string word = value.substr(0, space);
    const int count = std::stoi(value.substr(space + 1));
    const std::string name = state_.draft.collection(word, request());
    Noun noun;
    // Of leptons that were paired, the pair.
    const Thing& pair = state_.draft.last_pair;
    if (count == 2 && pair.parts.size() == 2 && pair.parts.front().rank < 0 && pair.parts.front().collection == name) {
        noun = of(pair);
    } else {
        noun = leading(name, count, false);
        if (!leads && !state_.draft.is_exactly(name, count))
            assume(fmt::format("the {} {} with the highest pT", count, spoken(word)));
    }
    noun.system = true;
    state_.draft.last_pair = *one(noun);
    return noun;
}

std::optional<Noun> Parser::ranked() {
    bool plural = false;
    // "the two leading jets", "the leading two jets", "both photons", "the two jets", "the two highest-pT jets"
    if (std::optional<Noun> several = attempt([&]() -> std::optional<Noun> {
            std::optional<int> count;
            bool said_leading = false;
            const bool both = phrase_.take("both").has_value();
            if (both) {
                count = 2;
                said_leading = phrase_.take("leading").has_value();
            } else if (phrase_.take("leading")) {
                said_leading = true;
                count = count_word();
            } else {
                count = count_word();
                said_leading = count && phrase_.take("leading");
            }
            if (!count || *count < 1 || *count > 8) return std::nullopt;
            const bool paired =
                phrase_.at() > 0 && (phrase_.tokens()[phrase_.at() - 1].text == "pair" ||
                                     (phrase_.at() > 1 && phrase_.tokens()[phrase_.at() - 2].text == "pair"));
            const std::size_t place = phrase_.at();
            const std::optional<std::string> word = object_word(&plural);
            if (!word) return std::nullopt;
            // "both electrons and muons" are not two objects
            for (std::size_t i = place; both && i < phrase_.at(); ++i)
                if (phrase_.tokens()[i].text == "and") return std::nullopt;
            said_leading = phrase_.take("with highest pt").has_value() || said_leading;
            const std::string name = state_.draft.collection(*word, request());
            if (!said_leading && !state_.draft.is_exactly(name, *count))
                assume(fmt::format("the {} {} with the highest pT", *count, spoken(*word)));
            Noun noun = leading(name, *count, true);
            noun.leading = said_leading;
            noun.system = (!plural && !both && !said_leading && *count > 1) || paired;  // "the three-lepton mass"
            return noun;
        }))
        return several;
    // "the leading photon", "the leading and subleading jets", "jet with the highest pT"
    if (std::optional<Noun> by_rank = attempt([&]() -> std::optional<Noun> {
            std::vector<int> ranks;
            do {
                const auto rank = phrase_.take("ordinal");
                if (!rank) return std::nullopt;
                ranks.push_back(std::stoi(std::string(rank->value)));
                if (ranks.back() > 0) phrase_.take("leading");
                if (attempt([&] { return object_word(&plural) && phrase_.take("list") && phrase_.sees("ordinal"); }))
                    continue;
            } while (attempt([&] { return phrase_.take("list") && phrase_.sees("ordinal"); }) ||
                     phrase_.sees("ordinal"));
            std::optional<std::string> word = object_word(&plural);
            const bool elliptic = !word && !state_.draft.last_word.empty() &&
                                  (phrase_.take("one") || phrase_.sees("compare") || phrase_.sees("attribute"));
            if (elliptic) word = state_.draft.last_word;
            if (!word) return std::nullopt;
            state_.draft.last_word = *word;
            phrase_.take("with highest pt");
            const std::string name = state_.draft.collection(*word, request());
            if (plural && ranks.size() == 1) {
                // "the leading jets": two of them where two are needed
                if (ranks.front() != 0) return std::nullopt;
                Noun noun;
                noun.collection = name;
                noun.plural = noun.leading = true;
                return noun;
            }
            // Of three leptons, "the third" is the one that the pair leaves over.
            const Thing& pair = state_.draft.last_pair;
            if (ranks == std::vector{2} && state_.draft.is_exactly(name, 3) && pair.parts.size() == 2 &&
                pair.parts.front().rank < 0 && pair.parts.front().collection == name) {
                assume(fmt::format("the third lepton is the one that is not in {}", pair.text));
                return of(state_.draft.object_of(state_.draft.excluding(name, pair, request()), 0, request()));
            }
            Noun noun;
            for (const int rank : ranks) noun.things.push_back(state_.draft.object_of(name, rank, request()));
            return noun;
        }))
        return by_rank;
    return attempt([&]() -> std::optional<Noun> {
        const std::optional<std::string> word = object_word(&plural);
        if (!word) return std::nullopt;
        if (plural) {
            // "jets no. 1 to 4", "jets 1-3"
            phrase_.take("number sign");
            if (count_word() != std::optional(1) || !(phrase_.word("to") || phrase_.sign("-"))) return std::nullopt;
            const std::optional<int> last = count_word();
            if (!last || *last < 2 || *last > 8 || phrase_.sees("unit")) return std::nullopt;
            Noun noun = leading(state_.draft.collection(*word, request()), *last, true);
            noun.leading = true;
            return noun;
        }
        phrase_.take("number sign");
        if (phrase_.take("with highest pt"))
            return of(state_.draft.object_of(state_.draft.collection(*word, request()), 0, request()));
        phrase_.sign("#");
        const std::optional<std::string> digits = phrase_.number();
        if (!digits || digits->size() != 1 || *digits == "0") return std::nullopt;
        const Token* behind = phrase_.next();
        if (behind != nullptr && phrase_.sees("unit")) return std::nullopt;
        return of(state_.draft.object_of(state_.draft.collection(*word, request()), (*digits)[0] - '1', request()));
    });
}

std::optional<Noun> Parser::collection_noun() {
    Noun noun;
    const std::optional<std::string> word = object_word(&noun.plural);
    if (!word) return std::nullopt;
    noun.collection = state_.draft.collection(*word, request());
    return noun;
}

std::optional<Noun> Parser::shorthand() {
    const Token* token = phrase_.next();
    if (token == nullptr || token->kind != Token::Kind::word) return std::nullopt;
    const std::string text = token->text;
    std::optional<Noun> noun = things_of_short(text);
    if (!noun || !phrase_.word(text)) return std::nullopt;
    return noun;
}

std::optional<Noun> Parser::things_of_short(const std::string& text) {
    const Vocabulary& vocabulary = phrase_.vocabulary();
    Noun noun;
    std::vector<std::pair<std::string, int>> parts;  // word, rank or -1
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '_') {
            ++at;
            continue;
        }
        std::optional<std::string> word;
        // `m_4l`: four of them
        int times = 1;
        if (text[at] >= '2' && text[at] <= '6' && at + 1 < text.size() && text[at + 1] >= 'a' && text[at + 1] <= 'z' &&
            parts.empty())
            times = text[at++] - '0';
        std::size_t length = std::min<std::size_t>(text.size() - at, 8);
        for (; length > 0 && !word; --length)
            if (const auto value = vocabulary.value_of("short", text.substr(at, length))) {
                word = std::string(*value);
                break;
            }
        if (!word) return std::nullopt;
        at += length;
        if (at < text.size() && text[at] == '_' && at + 1 < text.size() && text[at + 1] >= '1' && text[at + 1] <= '9')
            ++at;
        int rank = -1;
        if (at < text.size() && text[at] >= '1' && text[at] <= '9') rank = text[at++] - '1';
        if (times > 1 && rank >= 0) return std::nullopt;
        for (int i = 0; i < times; ++i) parts.emplace_back(*word, rank);
    }
    if (parts.empty()) return std::nullopt;
    const std::vector<std::string> assumed = state_.assumed;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& [word, rank] = parts[i];
        if (word == "MET") {
            noun.things.push_back(met_thing());
            continue;
        }
        if (word == "Z") {
            const std::optional<Thing> z = named("Z", phrase_.at());
            if (!z) return std::nullopt;
            noun.things.push_back(*z);
            continue;
        }
        const std::string name = state_.draft.collection(word, request());
        if (parts.size() == 1 && rank < 0) {
            noun.collection = name;
            return noun;
        }
        const auto before = std::count_if(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i),
                                          [&](const auto& it) { return it.first == word; });
        noun.things.push_back(state_.draft.object_of(name, rank >= 0 ? rank : static_cast<int>(before), request()));
        const auto alike = std::count_if(parts.begin(), parts.end(), [&](const auto& it) { return it.first == word; });
        if (rank < 0 && i == 0 && !state_.draft.is_exactly(name, static_cast<int>(alike)))
            assume(fmt::format("the {} {} with the highest pT", alike, spoken(word)));
    }
    const Thing& pair = state_.draft.last_pair;
    const bool plain = std::all_of(parts.begin(), parts.end(), [](const auto& it) { return it.second < 0; });
    if (plain && parts.size() == 2 && pair.parts.size() == 2 && pair.parts.front().rank < 0 &&
        parts[0].first == parts[1].first && pair.parts.front().collection == noun.things.front().collection) {
        state_.assumed = assumed;
        noun.things = {pair};
        noun.system = true;
    }
    return noun;
}

std::optional<Thing> Parser::one(const Noun& noun) {
    if (noun.things.size() == 1) return noun.things.front();
    if (!noun.things.empty()) return state_.draft.sum(noun.things, request());
    if (noun.plural) return std::nullopt;
    if (!state_.draft.is_exactly(noun.collection, 1))
        assume(fmt::format("the leading one of the {}", spoken(noun.collection)));
    return state_.draft.object_of(noun.collection, 0, request());
}

std::optional<std::pair<Thing, Thing>> Parser::two(const Noun& noun) {
    if (noun.things.size() == 2) return std::pair(noun.things[0], noun.things[1]);
    if (noun.things.size() == 1 && noun.things.front().parts.size() == 2)
        return std::pair(noun.things.front().parts[0], noun.things.front().parts[1]);
    if (!noun.things.empty() || !noun.plural) return std::nullopt;
    const Thing& pair = state_.draft.last_pair;
    if (pair.parts.size() == 2 && pair.parts[0].collection == noun.collection && pair.parts[0].rank < 0)
        return std::pair(pair.parts[0], pair.parts[1]);
    if (!state_.draft.is_exactly(noun.collection, 2))
        assume(fmt::format("the 2 {} with the highest pT", spoken(noun.collection)));
    return std::pair(state_.draft.object_of(noun.collection, 0, request()),
                     state_.draft.object_of(noun.collection, 1, request()));
}

/// Two objects that are joined by "and", or one noun that stands for two.
std::optional<std::pair<Thing, Thing>> Parser::two_of_nouns() {
    if (auto found = attempt([&]() -> std::optional<std::pair<Thing, Thing>> {
            const std::optional<Noun> several = nouns();
            return several ? two(*several) : std::nullopt;
        }))
        return found;
    return attempt([&]() -> std::optional<std::pair<Thing, Thing>> {
        const std::optional<Noun> single = noun();
        return single ? two(*single) : std::nullopt;
    });
}

}  // namespace collmc::translate
