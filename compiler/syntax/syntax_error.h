// Turns a place where the parser could not go on into a message. Internal to syntax: includes ANTLR.
//
// Knows the common slips (a misspelt statement, a reserved word as name, an unclosed bracket, braces, `if`, ...) and
// names them; what it does not know, it says in terms of what was expected and found.
#pragma once

#include <antlr4-runtime.h>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// Where and in which rule of the grammar the parser stopped, and the tokens it could have gone on with.
struct ParseFailure {
    const antlr4::Token* offending = nullptr;
    antlr4::misc::IntervalSet expected;
    std::size_t rule = 0;
};

/// The statement that begins at `first` (null: a formula) broke off. The message, where it may need a repair; it may be
/// completed until the next one.
diagnostics::Diagnostic* report_failure(const Tokens& tokens, const antlr4::Token* first, const ParseFailure& failure,
                                        diagnostics::Diagnostics& diagnostics);

/// The statement that begins at `first` is complete, but `next` begins no other. The same.
diagnostics::Diagnostic* report_leftover(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* next,
                                         diagnostics::Diagnostics& diagnostics);

/// No statement begins at `token`, and none was open.
void report_stray(const Tokens& tokens, const antlr4::Token* token, diagnostics::Diagnostics& diagnostics);

/// The first word of a line that begins no statement, where it was meant to begin one: reports it and returns the
/// right word. Else returns nothing and reports nothing.
std::string report_meant_statement(const Tokens& tokens, const antlr4::Token* token,
                                   diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
