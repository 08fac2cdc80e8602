// Walking over the tokens of a line that did not parse. Internal to syntax: includes ANTLR.
#pragma once

#include <antlr4-runtime.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// The letters of an ASCII word in lower case.
std::string lower_case(std::string_view text);

bool one_of(std::string_view word, std::initializer_list<std::string_view> words);

class Walk {
public:
    using Token = antlr4::Token;

    explicit Walk(const Tokens& tokens) : tokens_(tokens) {}

    const Token* next(const Token* token) const { return is_end(token) ? token : tokens_.after(token); }
    const Token* previous(const Token* token) const { return tokens_.before(token->getTokenIndex()); }

    /// Whether a token stands in front of another one. What walks to a token asks this, for it may begin behind it.
    static bool before(const Token* token, const Token* limit) {
        return token->getTokenIndex() < limit->getTokenIndex();
    }

    bool is(const Token* token, std::string_view text) const { return token && tokens_.text(token) == text; }
    bool is_name(const Token* token) const { return token && token->getType() == CutLexer::NAME; }
    std::string_view text(const Token* token) const { return tokens_.text(token); }
    std::string lower(const Token* token) const { return lower_case(text(token)); }
    /// What stands from one token to another, as written.
    std::string text(const Token* first, const Token* last) const;
    std::uint32_t begin(const Token* token) const { return tokens_.span(token).begin; }
    std::uint32_t end(const Token* token) const { return tokens_.span(token).end; }
    Span span(std::uint32_t begin, std::uint32_t end) const { return {&tokens_.file(), begin, end}; }
    Span span(const Token* first, const Token* last) const { return tokens_.span(first, last); }

    /// The last token on the line of a token.
    const Token* last_on_line(const Token* token) const;
    /// The bracket that closes `open`, one of `( [ {`, or null where none does before the next statement.
    const Token* closing(const Token* open) const;
    /// The bracket that `close` closes, or null.
    const Token* opening(const Token* close) const;
    /// The first token of the operand that ends with `last`: `jets[0].pt`, `(a + b).mass`, `HT(jets)`.
    const Token* operand_begin(const Token* last) const;
    /// The last token of the operand that begins at `first`, or null where no operand does.
    const Token* operand_end(const Token* first) const;
    /// Where the expression around `token` ends: in front of a `,`, a bracket that closes around it, a label, `for`,
    /// `when`, or the line's end. The last token of it.
    const Token* expression_end(const Token* token) const;
    /// The arguments between an open bracket and its closing one, as written, split at the commas of their own level.
    std::vector<std::string> arguments(const Token* open, const Token* close) const;

    /// The numbers between two tokens as a list, with the unit behind it: `200, 300, 400 GeV`.
    std::string numbers(const Token* first, const Token* last) const;

private:
    const Tokens& tokens_;
};

}  // namespace collmc::syntax
