// What a statement that did not parse may have been meant as. Internal to syntax: includes ANTLR.
//
// Few changes are tried where the parser stopped: a missing word or sign, one too many, another in its stead, an open
// bracket closed, two parts in the wrong order; of a statement that breaks off, what may follow. Each is parsed, and
// only what then reads without complaint is offered. Types are not known here.
#pragma once

#include <antlr4-runtime.h>

#include <optional>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/flat.h"
#include "compiler/syntax/tokens.h"
#include "compiler/syntax/trial.h"

namespace collmc::syntax {

/// A statement that did not parse, and where the parser stopped.
struct BrokenStatement {
    const antlr4::Token* first = nullptr;
    const antlr4::Token* end = nullptr;  ///< where the next one begins, or the end of the file
    const antlr4::Token* found = nullptr;
    std::optional<antlr4::misc::IntervalSet> expected;  ///< none where the statement was complete in front of `found`
};

struct Repairs {
    std::vector<diagnostics::Fix> fixes;     ///< the best first, at most four
    std::optional<FlatStatement> statement;  ///< what was meant, where one of them is a good guess
};

Repairs repair_statement(const Tokens& tokens, Trial& trial, const BrokenStatement& broken);

}  // namespace collmc::syntax
