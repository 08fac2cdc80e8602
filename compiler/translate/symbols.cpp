// Quantities as symbols: `m_jj`, `pt_j1`, `dR_ll`.

#include <array>
#include <utility>

#include "compiler/translate/parser.h"

namespace collmc::translate {

/// `m_jj`, `pt_j1`, `dR_ll`, `m(jj)`, `pT(j1)`.
std::optional<Value> Parser::symbol() {
    const Token* token = phrase_.next();
    if (token == nullptr || token->kind != Token::Kind::word) return std::nullopt;
    const std::string text = token->text;
    static const std::array<std::pair<const char*, const char*>, 22> kHeads = {{{"m_t", "mT"},
                                                                                {"mt", "mT"},
                                                                                {"m_inv", "mass"},
                                                                                {"minv", "mass"},
                                                                                {"m", "mass"},
                                                                                {"p_t", "pt"},
                                                                                {"pt", "pt"},
                                                                                {"eta", "eta"},
                                                                                {"phi", "phi"},
                                                                                {"deltar", "deltaR"},
                                                                                {"delta_r", "deltaR"},
                                                                                {"dr", "deltaR"},
                                                                                {"deltaphi", "deltaPhi"},
                                                                                {"delta_phi", "deltaPhi"},
                                                                                {"dphi", "deltaPhi"},
                                                                                {"deltaeta", "deltaEta"},
                                                                                {"delta_eta", "deltaEta"},
                                                                                {"deta", "deltaEta"},
                                                                                {"r", "deltaR"},
                                                                                {"e", "energy"},
                                                                                {"y", "rapidity"},
                                                                                {"q", "charge"}}};
    const std::size_t first = phrase_.at();
    for (const auto& [head, meaning] : kHeads) {
        if (!text.starts_with(head)) continue;
        const std::optional<Value> found = attempt([&]() -> std::optional<Value> {
            std::optional<Noun> noun;
            const std::string rest = text.substr(std::string(head).size());
            if (rest.empty()) {
                if (!phrase_.word(text)) return std::nullopt;
                noun = bracketed_nouns();  // "m(jj)", "pT(j1)", "m(l l)"
                if (!noun) return std::nullopt;
            } else {
                if (std::string(head).size() < 2 && rest[0] != '_' && std::string(head) != "m") return std::nullopt;
                noun = things_of_short(rest[0] == '_' ? rest.substr(1) : rest);
                if (!noun || !phrase_.word(text)) return std::nullopt;
            }
            const std::string what = meaning;
            if (what.starts_with("delta") || what == "mT") {
                if (what == "mT" && noun->things.size() != 2) return std::nullopt;
                const auto pair = two(*noun);
                return pair ? relation_of(what, pair->first, pair->second) : std::nullopt;
            }
            if (noun->things.size() > 1) noun->system = true;
            const auto values = attribute_of(*noun, what, first);
            if (!values || values->size() != 1) return std::nullopt;
            return values->front();
        });
        if (found) return found;
    }
    return std::nullopt;
}

bool Parser::is_symbol(const std::string& word) {
    bool found = false;
    attempt([&] {
        for (const char* head : {"m_t",      "mt",      "m_inv",  "minv", "m",         "p_t",      "pt",   "eta",
                                 "phi",      "delta_r", "deltar", "dr",   "delta_phi", "deltaphi", "dphi", "delta_eta",
                                 "deltaeta", "deta",    "n",      "r",    "e",         "y",        "q"}) {
            if (!word.starts_with(head) || word.size() <= std::string(head).size()) continue;
            std::string rest = word.substr(std::string(head).size());
            if (rest[0] == '_') rest = rest.substr(1);
            found = found || things_of_short(rest).has_value() ||
                    (rest.ends_with('s') && things_of_short(rest.substr(0, rest.size() - 1)).has_value());
        }
        found = found || things_of_short(word).has_value();
        return false;
    });
    return found;
}

}  // namespace collmc::translate
