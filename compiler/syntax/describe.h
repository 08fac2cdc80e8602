// Words for tokens and statements in messages. Internal to syntax: includes ANTLR.
#pragma once

#include <antlr4-runtime.h>

#include <string>

#include "compiler/syntax/statement_words.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// "`jets`", "a string", "the end of the file".
std::string describe_found(const Tokens& tokens, const antlr4::Token* token);

/// "a value", "`)` or `,`", "a whole number".
std::string describe_expected(const antlr4::misc::IntervalSet& expected);

/// How the statement with this first word is written: "a cut reads `select CONDITION ...`"; empty for other words.
std::string statement_form(const antlr4::Token* first);

/// A word of the language: a keyword or a unit.
bool is_word(const antlr4::Token* token);

/// A keyword that a person may well have meant as a name: `weight`, `table`, `first`.
bool is_likely_name(const antlr4::Token* token);

/// Whether a value could begin with this token.
bool begins_value(std::size_t type);

/// A word of the language in place of another one.
struct MeantWord {
    std::string word;      ///< empty: none
    bool certain = false;  ///< a slip of the hand, and no guess
};

/// The keyword among the expected tokens that `written` is near to (`form` for `from`).
MeantWord meant_keyword(std::string_view written, const antlr4::misc::IntervalSet& expected);

/// The statement word that was meant by a word of another language, by its wrong case or by a near spelling.
MeantWord meant_statement(std::string_view written);

/// The statement word of which `written` is the beginning, three letters or more; or empty.
std::string begun_statement(std::string_view written);

/// The keyword that differs from `written` in case only, or empty.
std::string keyword_in_other_case(std::string_view written);

/// The units that were meant by a word behind a number, the best first; empty where none is near. With `exactly`, only
/// a unit in another case or in full (`degrees`).
std::vector<std::string> meant_units(std::string_view written, bool exactly = false);

}  // namespace collmc::syntax
