// Parse tree of a statement -> document. Internal to syntax: includes ANTLR.
#pragma once

#include "CutParser.h"
#include "compiler/syntax/document.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

struct StatementDocument {
    Document document;
    /// Comments behind the last place where its line may end, in the order of the file.
    std::vector<Comment> left_over;
};

/// The statement in canonical spelling, with the comments that stand in it: each at the next place where a line may
/// end. Expects a parse tree without errors; keeps no reference to it.
StatementDocument format_statement(CutParser::StatementContext* context, const Tokens& tokens);

}  // namespace collmc::syntax
