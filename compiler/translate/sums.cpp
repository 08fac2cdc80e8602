// Quantities of whole collections: counts, scalar sums, shapes of the event.

#include <fmt/format.h>

#include "compiler/translate/parser.h"

namespace collmc::translate {

std::optional<Value> Parser::count_value() {
    std::optional<std::string> name = attempt([&]() -> std::optional<std::string> {
        if (!phrase_.take("number of")) return std::nullopt;
        const bool bracket = phrase_.sign("(");
        std::optional<std::string> found = counted_collection(false);
        if (bracket && !phrase_.sign(")")) return std::nullopt;
        return found;
    });
    if (!name)
        name = attempt([&]() -> std::optional<std::string> {
            const std::optional<std::string> word = object_word();
            if (!word || !phrase_.take("multiplicity")) return std::nullopt;
            return state_.draft.collection(*word, request());
        });
    if (!name)
        name = attempt([&]() -> std::optional<std::string> {  // n_jets, njets, n(jets)
            const Token* token = phrase_.next();
            if (token == nullptr || token->kind != Token::Kind::word || token->text[0] != 'n') return std::nullopt;
            const std::string text = token->text;
            if (!phrase_.word(text)) return std::nullopt;
            std::optional<std::string> word;
            if (text == "n") {
                if (!phrase_.sign("(")) return std::nullopt;
                word = object_word();
                if (!word) {
                    const std::optional<Noun> noun = shorthand();
                    if (!noun || noun->collection.empty() || !phrase_.sign(")")) return std::nullopt;
                    return noun->collection;
                }
                if (!phrase_.sign(")")) return std::nullopt;
            } else {
                std::string rest = text.substr(text[1] == '_' ? 2 : 1);
                if (const auto value = phrase_.vocabulary().value_of("short", rest))
                    word = std::string(*value);
                else if (const auto value = phrase_.vocabulary().value_of("object", rest))
                    word = std::string(*value);
                else if (rest.ends_with('s'))
                    if (const auto value = phrase_.vocabulary().value_of("short", rest.substr(0, rest.size() - 1)))
                        word = std::string(*value);
            }
            if (!word || *word == "MET" || *word == "Z") return std::nullopt;
            return state_.draft.collection(*word, request());
        });
    if (!name) return std::nullopt;
    Value value;
    value.text = fmt::format("size({})", *name);
    value.dimension = Dimension::count;
    value.name = "n_" + *name;
    value.latex = fmt::format("N_{{{}}}", *name);
    value.axis = "count axis";
    return value;
}

/// What a scalar sum runs over: "jets", "leptons, jets and MET". MET is a word of its own in the result.
std::optional<std::string> Parser::summed_collections() {
    return attempt([&]() -> std::optional<std::string> {
        std::string text;
        bool any = false, joined = false;
        std::optional<std::pair<std::string, std::size_t>> before_comma;
        do {
            phrase_.take("any");
            if (phrase_.take("met")) {
                text += (any ? " + " : "") + std::string("MET.pt");
            } else if (phrase_.take("scalar", "HT jets")) {
                text += fmt::format("{}HT({})", any ? " + " : "", state_.draft.collection("jets", request()));
            } else if (const auto some = attempt([&]() -> std::optional<Noun> {
                           std::optional<Noun> noun = ranked();
                           return noun && noun->leading && noun->things.size() > 1 ? noun : std::nullopt;
                       })) {
                const Thing& last = some->things.back();
                text += fmt::format("{}HT(leading({}, {}))", any ? " + " : "", last.collection, last.rank + 1);
                phrase_.word("'s");
                attempt([&] { return phrase_.take("attribute", "pt"); });
            } else {
                const std::optional<std::string> word = object_word();
                if (!word) return std::nullopt;
                text += fmt::format("{}HT({})", any ? " + " : "", state_.draft.collection(*word, request()));
                phrase_.word("'s");
                attempt([&] { return phrase_.take("attribute", "pt"); });
            }
            any = true;
        } while (attempt([&] {
            const std::size_t place = phrase_.at();
            if (!phrase_.take("list")) return false;
            const bool comma = phrase_.tokens()[phrase_.at() - 1].text == ",";
            if (!(phrase_.sees("object") || phrase_.sees("met") || phrase_.sees("any") || phrase_.sees("scalar")))
                return false;
            joined = !comma;
            if (comma && !before_comma) before_comma = {text, place};
            return true;
        }));
        // Of "HT of the jets, MET" the comma begins something new; in "leptons, jets and MET" the last word joins them.
        if (before_comma && !joined) {
            text = before_comma->first;
            phrase_.back_to(before_comma->second);
        }
        return text;
    });
}

std::optional<Value> Parser::sum_value() {
    if (!phrase_.take("scalar sum")) return std::nullopt;
    phrase_.take("in");
    attempt([&] { return phrase_.take("attribute", "pt") && (phrase_.take("of") || phrase_.sees("open")); });
    const bool bracket = phrase_.sign("(");
    const std::optional<std::string> sum = summed_collections();
    if (!sum || (bracket && !phrase_.sign(")"))) return std::nullopt;
    Value value;
    value.text = *sum;
    value.dimension = Dimension::energy;
    value.name = "HT";
    value.latex = "H_T";
    value.axis = "HT axis";
    // "(S_T)": how it is called
    attempt([&] { return phrase_.sign("(") && phrase_.take("scalar") && phrase_.sign(")"); });
    return value;
}

std::optional<Value> Parser::scalar_value() {
    const auto word = phrase_.take("scalar");
    if (!word) return std::nullopt;
    const std::string text(word->value);
    const std::size_t space = text.find(' ');
    const std::string function = text.substr(0, space);
    Value value;
    value.dimension = Dimension::energy;
    value.name = function == "effectiveMass" ? "m_eff" : function;
    value.latex = function == "effectiveMass" ? "m_{eff}"
                  : function == "MHT"         ? "H_T^{miss}"
                  : function == "HT"          ? "H_T"
                                              : "S_T";
    value.axis = function == "ST" ? "HT axis" : function + " axis";
    // "S_T, i.e. the scalar sum of lepton pT and MET,", "M_eff = H_T + MET"
    std::optional<std::string> of = attempt([&]() -> std::optional<std::string> {
        const bool equals = phrase_.sign("==");
        const bool comma = !equals && phrase_.sign(",");
        phrase_.take("be");
        const bool summed = phrase_.take("scalar sum").has_value();
        const bool again = comma && function == "effectiveMass";
        if (!equals && !summed && !again) return std::nullopt;
        phrase_.take("of");
        attempt([&] { return phrase_.take("attribute", "pt") && (phrase_.take("of") || phrase_.sees("open")); });
        const bool bracket = phrase_.sign("(");
        std::optional<std::string> sum = summed_collections();
        if (bracket && !phrase_.sign(")")) return std::nullopt;
        if (again && !summed && sum && sum->find("MET") == std::string::npos) return std::nullopt;
        if (sum && comma) phrase_.sign(",");
        return sum;
    });
    if (of && function != "HT" && function != "ST" && function != "effectiveMass") return std::nullopt;
    if (of && function == "effectiveMass") {
        value.text = *of;
        return value;
    }
    if (!of)
        of = attempt([&]() -> std::optional<std::string> {
            const bool bracket = phrase_.sign("(");
            if (!bracket) {
                attempt([&] { return phrase_.sign(",") && phrase_.sees("definition"); });
                if (function == "HT" && phrase_.take("definition", "HT")) {
                    phrase_.sign(",");
                    return "HT(" + state_.draft.collection("jets", request()) + ")";
                }
                if (!phrase_.take("of")) return std::nullopt;
            }
            if (function == "HT" && phrase_.take("definition", "HT")) {
                if (bracket && !phrase_.sign(")")) return std::nullopt;
                return "HT(" + state_.draft.collection("jets", request()) + ")";
            }
            attempt([&] { return phrase_.take("scalar sum") && (phrase_.take("of") || phrase_.word("over") || true); });
            const std::optional<std::string> sum = summed_collections();
            if (!sum || (bracket && !phrase_.sign(")"))) return std::nullopt;
            return sum;
        });
    const std::string jets = state_.draft.collection("jets", request());
    if (function == "HT") {
        if (!of) {
            assume(fmt::format("HT is the scalar sum of the pT of {}", jets));
            of = "HT(" + jets + ")";
        }
        value.text = *of;
    } else if (function == "metSignificance") {
        if (of) return std::nullopt;
        assume(fmt::format("the significance is MET / sqrt(HT) with HT of {}", jets));
        value.text = fmt::format("metSignificance(MET, HT({}))", jets);
        value.dimension = Dimension::root;
        value.latex = "E_T^{miss} / \\sqrt{H_T}";
    } else if (function == "ST") {
        if (!of)
            return refuse("E1204", "ST is summed over other objects from paper to paper: say over which",
                          phrase_.at() - 1);
        value.text = *of;
    } else if (of && of->find('+') == std::string::npos && of->starts_with("HT(")) {
        const std::string collection = of->substr(3, of->size() - 4);
        value.text = function == "MHT" ? fmt::format("MHT({}).pt", collection)
                                       : fmt::format("effectiveMass({}, MET)", collection);
    } else if (of) {
        return std::nullopt;
    } else {
        assume(fmt::format("{} is over {}", function == "MHT" ? "MHT" : "the effective mass", jets));
        value.text = function == "MHT" ? fmt::format("MHT({}).pt", jets) : fmt::format("effectiveMass({}, MET)", jets);
    }
    return value;
}

/// "sphericity", "thrust of the jets".
std::optional<Value> Parser::shape_value() {
    const auto word = phrase_.take("shape");
    if (!word) return std::nullopt;
    std::optional<std::string> name = attempt([&]() -> std::optional<std::string> {
        if (!phrase_.take("of")) return std::nullopt;
        phrase_.take("any");
        const std::optional<std::string> object = object_word();
        return object ? std::optional(state_.draft.collection(*object, request())) : std::nullopt;
    });
    if (!name) {
        name = state_.draft.collection("jets", request());
        assume(fmt::format("the {} is of {}", word->value, *name));
    }
    Value value;
    value.text = fmt::format("{}({})", word->value, *name);
    value.needs = {{*name, 1}};
    value.name = std::string(word->value);
    value.latex = std::string(word->value);
    value.axis = "unit axis";
    return value;
}

}  // namespace collmc::translate
