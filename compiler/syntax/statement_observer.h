// A look at ANTLR's trees while a file is parsed, for what the tree of tree.h leaves out: comments, and what was
// written. Internal to syntax: includes ANTLR.
#pragma once

#include "CutParser.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tokens.h"
#include "compiler/syntax/tree.h"

namespace collmc::syntax {

class StatementObserver {
public:
    virtual ~StatementObserver() = default;
    /// A statement, in the order of the file, as long as the file has no error so far. The context lives as long as the
    /// call, its tokens until after `end`.
    virtual void statement(CutParser::StatementContext* context, const Tokens& tokens) = 0;
    /// The file has no errors, and all statements were seen.
    virtual void end(const Tokens& tokens) = 0;
};

/// As `parse` of parse.h; an observer may look on.
Tree parse(const SourceFile& file, diagnostics::Diagnostics& diagnostics, StatementObserver* observer);

}  // namespace collmc::syntax
