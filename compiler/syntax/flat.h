// Statements as they come from the parser, one after the other, and their grouping into blocks.
#pragma once

#include <variant>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tree.h"

namespace collmc::syntax {

struct Title {
    String text;
};

struct Experiment {
    String text;
};

struct Reference {
    String text;
};

struct Criterion {
    Candidate::Criterion kind;
    ExprPtr key;
    ExprPtr target;
    Span span;
};

/// `outside nearest`, `outside 1`
struct Outside {
    bool nearest = false;
    Bound value;
    std::optional<Unit> unit;
    Span span;
};

/// A row of a table of regions. The cells lack the side that the column gives: the left operand of a comparison, the
/// only one of `in` and `is`; null for `-`.
struct RegionRow {
    Name name;
    std::vector<ExprPtr> cells;
    std::vector<Span> spans;
    Span span;
};

/// A line that begins with no word of the language; already reported. It may have been meant as a cut of its block.
struct StrayLine {
    Span span;
};

/// A statement of which nothing could be read; already reported.
struct Unread {};

/// A further line of a statement (`row`, `outside`, `by`) that did not parse; already reported.
struct BrokenLine {
    Span span;
};

struct FlatStatement {
    std::variant<Title, Experiment, Reference, Luminosity, Object, Candidate, Criterion, Candidate::Then, Define,
                 Function, Table, Table::Row, Outside, Variation, Region, Cut, Weight, Histogram, Ntuple, Skim, Bins,
                 Bins::By, Observed, Background, RegionTable, RegionRow, BrokenLine, StrayLine, Unread>
        what;
    Span keyword;         ///< the statement's first word
    bool broken = false;  ///< did not parse as a whole: what could be read; already reported
    Span unread = {};     ///< what did not parse of it
};

/// The expressions of a table of regions, written out for each cell, have at most so many nodes in a file.
constexpr std::size_t most_cell_nodes = 1'000'000;

/// Groups statements into blocks: cuts go to the object, candidate or region above them, rows to their table. `define`
/// stands anywhere and closes an object but not a region; between the first line of a candidate and its criterion it
/// belongs to the candidate. A statement that belongs to no block is a diagnostic, and so is a block without a part
/// that it needs.
Tree assemble(const diagnostics::SourceFile& file, std::vector<FlatStatement> statements,
              diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
