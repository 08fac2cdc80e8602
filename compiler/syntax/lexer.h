// The tokens that the grammar's lexer finds, found faster: that one builds its automaton anew in every process, which
// took longer than all else of reading a short file. What begins as in almost every program is read here; the rest,
// among it all that is not quite the language, is left to the grammar's lexer.
//
// Internal to syntax: includes ANTLR.
#pragma once

#include <antlr4-runtime.h>

#include "CutLexer.h"

namespace collmc::syntax {

class Lexer : public CutLexer {
public:
    /// The input must live as long as the lexer and its tokens.
    explicit Lexer(antlr4::CharStream* input);

    std::unique_ptr<antlr4::Token> nextToken() override;

private:
    /// A token at the current character: its type, and how many characters it has. None, if `length` is 0.
    struct Match {
        std::size_t type = 0, length = 0, channel = antlr4::Token::DEFAULT_CHANNEL;
    };
    Match match();
    Match match_word();
    Match match_number();
    Match match_sign();

    void skip_space();
    /// A character behind the current one, which is number 0; the end is none that anything asks for.
    std::size_t at(std::size_t offset) { return _input->LA(static_cast<ssize_t>(offset) + 1); }
    template <class Predicate>
    std::size_t end_of(std::size_t offset, Predicate belongs);

    antlr4::atn::LexerATNSimulator& place_;  ///< which keeps line and position
};

}  // namespace collmc::syntax
