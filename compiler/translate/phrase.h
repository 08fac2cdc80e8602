// A line of a request as its parser reads it: a place among its tokens that moves on over what is recognised.
//
// Words without meaning are passed over where nothing else is recognised. The parser tries one reading after the other
// and goes back to where it was; how far the farthest one came is kept, for the message about a line that has none.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/translate/spelling.h"
#include "compiler/translate/vocabulary.h"

namespace collmc::translate {

class Phrase {
public:
    Phrase(Span line, const Vocabulary& vocabulary) : line_(line), vocabulary_(vocabulary) {
        Spelled found = spelled(tokens_of(line), vocabulary);
        tokens_ = std::move(found.tokens);
        assumed_ = std::move(found.assumed);
    }

    std::size_t at() const { return at_; }
    void back_to(std::size_t place) { at_ = place; }
    std::size_t farthest() const { return farthest_; }
    const std::vector<Token>& tokens() const { return tokens_; }
    const Vocabulary& vocabulary() const { return vocabulary_; }
    /// What was read for what is written, "eletron" for a word that nobody knows.
    const std::vector<std::string>& assumed() const { return assumed_; }
    Span line() const { return line_; }

    /// The longest phrase of a class that stands here.
    std::optional<Vocabulary::Match> take(std::string_view of_class) {
        for (std::size_t place = at_; place < tokens_.size();) {
            if (const auto match = vocabulary_.longest(of_class, tokens_, place)) {
                moved(place + match->length);
                return match;
            }
            if (!pass(place)) break;
        }
        return std::nullopt;
    }
    /// The same if it has this value.
    bool take(std::string_view of_class, std::string_view value) {
        const std::size_t place = at_;
        const auto match = take(of_class);
        if (match && match->value == value) return true;
        at_ = place;
        return false;
    }
    bool sees(std::string_view of_class) {
        const std::size_t place = at_, farthest = farthest_;
        const bool found = take(of_class).has_value();
        at_ = place;
        farthest_ = farthest;
        return found;
    }
    bool sign(std::string_view text) { return exact(Token::Kind::sign, text); }
    bool word(std::string_view text) { return exact(Token::Kind::word, text); }

    std::optional<std::string> number() {
        for (std::size_t place = at_; place < tokens_.size();) {
            if (tokens_[place].kind == Token::Kind::number) {
                moved(place + 1);
                return tokens_[place].text;
            }
            if (!pass(place)) break;
        }
        return std::nullopt;
    }

    /// Whether nothing is left but words without meaning; they count as read then.
    bool end() {
        std::size_t place = at_;
        while (place < tokens_.size() && pass(place)) {
        }
        if (place < tokens_.size()) return false;
        moved(place);
        return true;
    }

    /// The next token that carries meaning.
    const Token* next() const {
        std::size_t place = at_;
        while (place < tokens_.size() && pass(place)) {
        }
        return place < tokens_.size() ? &tokens_[place] : nullptr;
    }
    /// Whether "the" or "that" stands right here.
    bool definite() const {
        return at_ < tokens_.size() && (tokens_[at_].text == "the" || tokens_[at_].text == "both");
    }

private:
    bool exact(Token::Kind kind, std::string_view text) {
        for (std::size_t place = at_; place < tokens_.size();) {
            if (tokens_[place].kind == kind && tokens_[place].text == text) {
                moved(place + 1);
                return true;
            }
            if (!pass(place)) break;
        }
        return false;
    }
    bool pass(std::size_t& place) const {
        const auto match = vocabulary_.longest("silent", tokens_, place);
        if (match) place += match->length;
        return match.has_value();
    }
    void moved(std::size_t place) {
        at_ = place;
        farthest_ = std::max(farthest_, place);
    }

    Span line_;
    std::vector<Token> tokens_;
    std::vector<std::string> assumed_;
    const Vocabulary& vocabulary_;
    std::size_t at_ = 0, farthest_ = 0;
};

}  // namespace collmc::translate
