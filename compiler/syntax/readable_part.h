// What can be read of a statement that did not parse. Internal to syntax: includes ANTLR.
//
// It is reported already; what it declares, and what the words in it may have said, is kept so that the rest of the
// file can be checked without messages that only follow from it.
#pragma once

#include <antlr4-runtime.h>

#include <string_view>
#include <vector>

#include "compiler/syntax/flat.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// The names from a token up to another one.
std::vector<Name> names_between(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* next);

/// The type of the tokens that are written like this; 0 where there is none.
std::size_t type_of_literal(std::string_view text);

/// Adds to a block or an output what the words behind its readable part, up to `next`, may have said: sources, parents,
/// a guard.
void add_leftover(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* next,
                  FlatStatement& statement);

/// What a broken statement from `first` to in front of `next` declares all the same: its name, so that what follows
/// still has its block and its names, and what an object may be taken from.
FlatStatement readable_part(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* next);

}  // namespace collmc::syntax
