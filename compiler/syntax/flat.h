// Statements as they come from the parser, one after the other, and their grouping into blocks.
#pragma once

#include <variant>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tree.h"

namespace collmc::syntax {

struct Criterion {
    Candidate::Criterion kind;
    ExprPtr key;
    ExprPtr target;
    Span span;
};

struct FlatStatement {
    std::variant<String, Object, Candidate, Criterion, Define, Function, Region, Cut, Histogram, Ntuple> what;
    Span keyword;  ///< the statement's first word
};

/// Groups statements into blocks: cuts go to the object, candidate or region above them, `define` stands anywhere and
/// closes an object or a candidate but not a region. A statement that belongs to no block is a diagnostic.
Tree assemble(const diagnostics::SourceFile& file, std::vector<FlatStatement> statements,
              diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
