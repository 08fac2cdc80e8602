#include "compiler/translate/restating.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace collmc::translate {

namespace {

bool is_word(const std::vector<Token>& tokens, std::size_t at, std::string_view text) {
    return at < tokens.size() && tokens[at].text == text;
}

/// How far the words of a purpose reach: "to suppress the QCD multijet background", "against Z + jets events".
std::size_t purpose(const std::vector<Token>& tokens, std::size_t at, const Vocabulary& vocabulary) {
    const auto verb = vocabulary.longest("purpose verb", tokens, at);
    if (!verb) return 0;
    std::size_t end = at + verb->length;
    bool any = false;
    while (const auto word = vocabulary.longest("background", tokens, end)) {
        any = any || word->value == "what";
        end += word->length;
    }
    return any ? end - at : 0;
}

/// A parenthesis that holds nothing but remarks.
std::size_t remark(const std::vector<Token>& tokens, std::size_t at, const Vocabulary& vocabulary) {
    if (!is_word(tokens, at, "(")) return 0;
    std::size_t end = at + 1;
    while (end < tokens.size() && tokens[end].text != ")") {
        std::size_t length = purpose(tokens, end, vocabulary);
        if (length == 0)
            if (const auto word = vocabulary.longest("aside", tokens, end)) length = word->length;
        if (length == 0) return 0;
        end += length;
    }
    return end > at + 1 && end < tokens.size() ? end + 1 - at : 0;
}

/// `jets[0]`, `l[1]`: counted from zero, as the language does.
std::optional<std::string> indexed(const std::vector<Token>& tokens, std::size_t at, const Vocabulary& vocabulary) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kSymbols = {{{"jets", "j"},
                                                                                               {"bjets", "b"},
                                                                                               {"leptons", "l"},
                                                                                               {"muons", "mu"},
                                                                                               {"electrons", "e"},
                                                                                               {"photons", "gamma"},
                                                                                               {"taus", "tau"}}};
    if (at + 3 >= tokens.size() || tokens[at].kind != Token::Kind::word || tokens[at + 1].text != "[" ||
        tokens[at + 2].kind != Token::Kind::number || tokens[at + 3].text != "]" || tokens[at + 2].text.size() != 1 ||
        tokens[at + 2].text == "9")
        return std::nullopt;
    std::string_view kind;
    for (const char* of_class : {"short", "object"}) {
        const auto found = vocabulary.longest(of_class, tokens, at);
        if (found && found->length == 1) kind = found->value;
    }
    for (const auto& [name, symbol] : kSymbols)
        if (kind == name) return std::string(symbol) + std::to_string(std::stoi(tokens[at + 2].text) + 1);
    return std::nullopt;
}

/// `(pT1 - pT2)/(pT1 + pT2)`: how many tokens it has.
std::size_t asymmetry(const std::vector<Token>& tokens, std::size_t at) {
    constexpr std::array<std::array<std::string_view, 11>, 2> kForms = {
        {{"(", "pt1", "-", "pt2", ")", "/", "(", "pt1", "+", "pt2", ")"},
         {"(", "p_t1", "-", "p_t2", ")", "/", "(", "p_t1", "+", "p_t2", ")"}}};
    for (const auto& form : kForms) {
        std::size_t i = 0;
        while (i < form.size() && is_word(tokens, at + i, form[i])) ++i;
        if (i == form.size()) return i;
    }
    return 0;
}

}  // namespace

std::vector<Token> restated(std::vector<Token> tokens, const Vocabulary& vocabulary) {
    std::vector<Token> all;
    const auto skip_comma = [&](std::size_t& at) {
        const bool opens = all.empty() || all.back().text == "," || all.back().text == ";" || all.back().text == ":";
        if (opens && (is_word(tokens, at, ",") || is_word(tokens, at, ":"))) ++at;
        if (at >= tokens.size() && !all.empty() && all.back().text == ",") all.pop_back();
    };
    for (std::size_t at = 0; at < tokens.size();) {
        if (const std::size_t length = remark(tokens, at, vocabulary)) {
            at += length;
            continue;
        }
        if (const std::size_t length = purpose(tokens, at, vocabulary)) {
            at += length;
            skip_comma(at);
            continue;
        }
        if (const std::size_t length = asymmetry(tokens, at)) {
            // Behind its name it says that again.
            bool named = false;
            for (const Token& it : all) named = named || it.text == "asymmetry";
            Token word = tokens[at];
            if (word.span.valid()) word.span = Span::cover(word.span, tokens[at + length - 1].span);
            at += length;
            word.kind = Token::Kind::word;
            if (!named)
                for (const char* text : {"pt", "asymmetry"}) {
                    word.text = text;
                    all.push_back(word);
                }
            else if (all.back().text == "," && is_word(tokens, at, ","))
                ++at;
            continue;
        }
        // `min_j`, over the jets
        if (tokens[at].kind == Token::Kind::word && tokens[at].text.size() > 4 &&
            (tokens[at].text.starts_with("min_") || tokens[at].text.starts_with("max_")) &&
            vocabulary.value_of("short", tokens[at].text.substr(4))) {
            Token word = tokens[at++];
            word.text.resize(3);
            all.push_back(std::move(word));
            continue;
        }
        // `mu.pt`
        if (tokens[at].text == "." && !all.empty() && at + 1 < tokens.size() &&
            vocabulary.longest("attribute", tokens, at + 1) &&
            (vocabulary.value_of("object", all.back().text) || vocabulary.value_of("short", all.back().text))) {
            ++at;
            continue;
        }
        if (const std::optional<std::string> symbol = indexed(tokens, at, vocabulary)) {
            all.push_back({Token::Kind::word, *symbol, tokens[at].span});
            if (all.back().span.valid()) all.back().span = Span::cover(tokens[at].span, tokens[at + 3].span);
            at += 4;
            // `jets[0].pt`
            if (is_word(tokens, at, ".") && vocabulary.longest("attribute", tokens, at + 1)) ++at;
            continue;
        }
        const auto other = vocabulary.longest("restated", tokens, at);
        const auto nothing = vocabulary.longest("left out", tokens, at);
        if (nothing && (!other || nothing->length > other->length)) {
            at += nothing->length;
            skip_comma(at);
            continue;
        }
        if (other) {
            Span span = tokens[at].span;
            if (span.valid()) span = Span::cover(span, tokens[at + other->length - 1].span);
            for (Token& it : tokens_of(other->value)) {
                it.span = span;
                all.push_back(std::move(it));
            }
            at += other->length;
            continue;
        }
        all.push_back(std::move(tokens[at++]));
    }
    return all;
}

}  // namespace collmc::translate
