// The syntax tree of a `.cut` file: what was written, nothing resolved.
//
// Plain data, built by parse.h and read by semantics. Names are kept as written, with their spans; numbers keep their
// text so that the value can be rounded once, together with its unit. The order of declarations and of the statements
// of a region is the order of the file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/source.h"

namespace collmc::syntax {

using diagnostics::Span;

struct Name {
    std::string text;
    Span span;
};

/// A rational exponent, `2` or `(1/2)` or `-1`.
struct Power {
    long numerator = 1;
    long denominator = 1;
    Span span;
};

/// `GeV`, `GeV^2`, `deg`.
struct Unit {
    std::string name;
    std::optional<Power> power;
    Span span;
};

/// `40`, `-1.5`, `pi`, `-pi` in an interval, a binning or a criterion; the unit stands once behind the list.
struct Bound {
    bool negative = false;
    bool is_pi = false;
    std::string digits;  ///< as written, without sign; empty for pi
    Span span;
};

struct Interval {
    Bound low, high;
    bool low_closed = true, high_closed = true;
    std::optional<Unit> unit;
    Span span;
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

/// `for l in leptons`, `for a, b in jets and l in leptons when |a.eta| < 2`.
struct For {
    struct Group {
        std::vector<Name> variables;
        Name collection;
    };
    std::vector<Group> groups;
    ExprPtr filter;  ///< the `when` part or null
    Span span;
};

enum class BinaryOp {
    add,
    subtract,
    multiply,
    divide,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    logical_and,
    logical_or
};

struct Expr {
    enum class Kind {
        number,  ///< digits [unit] [^ power]
        pi,
        name,         ///< name
        self,         ///< `this`
        attribute,    ///< operands[0] . name
        index,        ///< operands[0] [ number ]   (number.digits)
        call,         ///< name ( operands... [for] )
        absolute,     ///< | operands[0] |
        negate,       ///< - operands[0]
        logical_not,  ///< not operands[0]
        power,        ///< operands[0] ^ power
        binary,       ///< operands[0] op operands[1]
        in_interval,  ///< operands[0] in interval
        conditional,  ///< operands[0] when operands[1] else operands[2]
        otherwise,    ///< operands[0] else operands[1]: the second where the first reaches a missing object
        is_kind,      ///< operands[0] is name
        bit,          ///< `bit` digits, an argument of `btagged`
        parentheses,  ///< ( operands[0] ): kept so that edits and the formatter see what was written
        error,        ///< a part that did not parse; already reported. Its operands are what could be read of it
    };
    Kind kind = Kind::error;
    Span span;
    Span op_span;  ///< of the operator word or sign, where there is one
    Name name;     ///< name, attribute, call
    std::string digits;
    std::optional<Unit> unit;
    std::optional<Power> exponent;
    BinaryOp op = BinaryOp::add;
    std::vector<ExprPtr> operands;
    std::optional<Interval> interval;
    std::unique_ptr<For> comprehension;  ///< call only
};

/// A label or title between double quotes, without the quotes.
struct String {
    std::string text;
    Span span;
};

/// `select EXPR [when EXPR] ["label"]` or `reject ...`.
struct Cut {
    bool reject = false;
    ExprPtr condition;
    ExprPtr guard;  ///< or null
    std::optional<String> label;
    Span keyword;
    Span span;
};

struct Define {
    Name name;
    ExprPtr value;
    Span span;
};

struct TypeName {
    Name name;  ///< Energy, Real, Integer, Bool, Momentum, Transverse, Lepton, Jet, Collection, ...
    std::unique_ptr<TypeName> argument;  ///< Collection<Jet>
    std::optional<Power> power;          ///< Energy^2
    Span span;
};

struct Parameter {
    Name name;
    TypeName type;
};

/// `function NAME(...) -> TYPE = EXPR`, or `intrinsic function NAME(...) -> TYPE` (no body; a plan operation).
struct Function {
    bool intrinsic = false;
    bool broken = false;  ///< did not parse, which is reported: nothing is known but the name
    Name name;
    std::vector<Parameter> parameters;
    TypeName result;
    ExprPtr body;
    std::string documentation;  ///< the `#` lines that stand directly above, without `# `
    Span span;
};

/// `Tau as Jet` in the sources of an object.
struct Source {
    Name name;
    std::optional<Name> as;
};

/// `order by EXPR, highest first`
struct Ordering {
    ExprPtr key;
    bool highest_first = true;
    Span span;
};

/// `object NAME from A, B as C [excluding Z, ...] [order by ...]`, or `object NAME from a, b in C and d in D`, which is
/// all combinations; followed by cuts. Either `sources` or `groups` is empty.
struct Object {
    bool broken = false;  ///< the first line did not parse, which is reported: what names in it could be read as
    Name name;
    std::vector<Source> sources;
    std::vector<For::Group> groups;
    std::vector<Name> excluding;
    std::optional<Ordering> order;
    std::vector<Cut> cuts;
    Span span;
};

/// `candidate NAME from l1, l2 in leptons [and q in jets]`, or `candidate NAME from groups A, B of jets`, followed by
/// cuts, defines of its own and one criterion. A define between the first line and the criterion belongs to the
/// candidate: it may use the members, and is a member itself (`top.W`).
struct Candidate {
    enum class Criterion { first, closest, lowest, highest };
    /// `groups A, B of jets`: the objects shared out between two groups.
    struct Split {
        Name first, second, of;
    };
    /// `then lowest KEY`: decides between combinations that the criteria before it find equal.
    struct Then {
        bool highest = false;
        ExprPtr key;
        Span span;
    };
    bool broken = false;  ///< like an object's
    Name name;
    std::vector<For::Group> groups;  ///< empty with `split`
    std::optional<Split> split;
    std::vector<Cut> cuts;
    std::vector<Define> defines;
    Criterion criterion = Criterion::first;
    ExprPtr key;     ///< closest KEY to TARGET; lowest KEY; highest KEY
    ExprPtr target;  ///< closest only
    std::vector<Then> then;
    Span criterion_span;
    Span span;
};

/// A measured number, `0.62`, `0.62 +- 0.02` or `0.62 + 0.03 - 0.02`.
struct Measure {
    Bound value;
    std::string up, down;  ///< digits of the errors; both empty where none is given, equal for `+-`
    Span span;
};

/// `table NAME(pt : Energy, eta : Real) -> Real`, rows, `outside`.
struct Table {
    struct Row {
        std::vector<Interval> box;  ///< one interval per parameter
        Measure value;
        std::optional<Unit> unit;
        Span span;
    };
    bool broken = false;  ///< did not parse, which is reported: nothing is known but the name
    Name name;
    std::vector<Parameter> parameters;
    TypeName result;
    std::vector<Row> rows;
    bool nearest = false;  ///< `outside nearest`: the value at the nearest point of the table
    Bound outside;         ///< `outside 1`, otherwise
    std::optional<Unit> outside_unit;
    std::string documentation;
    Span outside_span;
    Span span;
};

/// `variation NAME : scale Jet by 1.03` or `variation NAME : use trigger up`.
struct Variation {
    enum class Kind { scale, use };
    Name name;
    Kind kind = Kind::scale;
    Name target;  ///< a kind of particle; a table
    Bound factor;
    bool up = false;
    Span span;
};

/// `40 bins from 30 to 150 GeV`, or `edges 30, 60, 100 GeV`.
struct Axis {
    std::string bins;
    Bound low, high;
    std::vector<Bound> edges;  ///< not empty for `edges`; then bins, low and high are not set
    std::optional<Unit> unit;
    Span span;
};

/// One quantity of a histogram with its binning.
struct Dimension {
    ExprPtr value;
    Axis axis;
};

/// `histo NAME [when EXPR] : VALUE [for ...], AXIS [by VALUE, AXIS] ["label"]`, or
/// `profile NAME [when EXPR] : MEAN [for ...] by VALUE, AXIS ["label"]`: the mean of a quantity in bins of another.
struct Histogram {
    Name name;
    bool profile = false;
    ExprPtr guard;                      ///< or null
    ExprPtr mean;                       ///< of a profile, else null
    std::vector<Dimension> dimensions;  ///< one, or two for a histogram in two dimensions
    std::unique_ptr<For> loop;          ///< one entry per object or combination; null: one per event
    std::optional<String> label;
    Span span;
};

/// A column, or those of `first 10 of jets (pt, eta) pad 0`.
struct Column {
    struct Padded {
        std::string count;  ///< digits
        Name of;
        std::vector<Name> attributes;
        Bound pad;
        std::optional<Unit> unit;
        Span span;
    };
    ExprPtr value;             ///< null with `padded`
    std::optional<Name> name;  ///< `as NAME`
    std::optional<Padded> padded;
};

/// `ntuple NAME [when EXPR] : COLUMN, ...`
struct Ntuple {
    Name name;
    ExprPtr guard;  ///< or null
    std::vector<Column> columns;
    Span span;
};

/// `weight VALUE ["label"]`: events count with it from its line on.
struct Weight {
    ExprPtr value;
    std::optional<String> label;
    Span keyword;
    Span span;
};

/// What a paper saw and expected: `observed 97, 52` and `background 103 +- 13, 46.2 + 7.2 - 6.0`, in the order of the
/// bins (the last `by` changes fastest), or one of each for a region.
struct Observed {
    struct Count {
        std::string digits;
        Span span;
    };
    std::vector<Count> counts;
    Span span;
};
struct Background {
    std::vector<Measure> expected;
    Span span;
};

/// `bins NAME [when EXPR] by VALUE : EDGES [and above] ... [observed ...] [background ...]`: a grid of signal bins.
struct Bins {
    struct By {
        ExprPtr value;
        std::vector<Bound> edges;
        std::optional<Unit> unit;
        bool above = false;  ///< `and above`: the last edge opens one more bin without an upper end
        Span span;
    };
    Name name;
    ExprPtr guard;  ///< or null
    std::vector<By> by;
    std::optional<Observed> observed;
    std::optional<Background> background;
    Span span;
};

/// `skim NAME [when EXPR]`: the rows of the events that come here, as they stand in the file.
struct Skim {
    Name name;
    ExprPtr guard;  ///< or null
    Span span;
};

struct Statement {
    enum class Kind { cut, define, weight, histogram, ntuple, bins, skim, observed, background };
    Kind kind;
    // Exactly the member of `kind` is set.
    std::unique_ptr<Cut> cut;
    std::unique_ptr<Define> define;
    std::unique_ptr<Weight> weight;
    std::unique_ptr<Histogram> histogram;
    std::unique_ptr<Ntuple> ntuple;
    std::unique_ptr<Bins> bins;
    std::unique_ptr<Skim> skim;
    std::unique_ptr<Observed> observed;
    std::unique_ptr<Background> background;
};

struct Region {
    bool broken =
        false;  ///< the first line did not parse, which is reported: `parents` are words of it that may be some
    Name name;
    std::vector<Name> parents;
    std::vector<Statement> statements;
    Span span;
};

/// `regions from P with EXPR, ... row NAME : CELL, ...`: a region per row, as papers print them.
struct RegionTable {
    struct Row {
        bool broken =
            false;  ///< did not parse, or has not a cell for each column, which is reported: cells are lacking
        Name name;
        std::vector<ExprPtr> cells;  ///< the whole condition, `size(jets) >= 2`; null where the cell is `-`
        std::vector<Span> spans;     ///< of the cells as written
        Span span;
    };
    bool broken = false;  ///< like a region's
    std::vector<Name> parents;
    std::vector<ExprPtr> columns;
    std::vector<Row> rows;
    Span span;
};

struct Declaration {
    enum class Kind { object, candidate, define, function, table, variation, region, regions };
    Kind kind;
    // Exactly the member of `kind` is set.
    std::unique_ptr<Object> object;
    std::unique_ptr<Candidate> candidate;
    std::unique_ptr<Define> define;
    std::unique_ptr<Function> function;
    std::unique_ptr<Table> table;
    std::unique_ptr<Variation> variation;
    std::unique_ptr<Region> region;
    std::unique_ptr<RegionTable> regions;
};

/// `luminosity 139 /fb`
struct Luminosity {
    std::string digits;
    Name unit;  ///< fb or pb
    Span span;
};

struct Tree {
    const diagnostics::SourceFile* file = nullptr;
    std::optional<String> title;       ///< analysis "..."
    std::optional<String> experiment;  ///< experiment "CMS"
    std::optional<String> reference;   ///< reference "arXiv:1706.09933"
    std::optional<Luminosity> luminosity;
    std::vector<Declaration> declarations;
    std::vector<Span> unread;  ///< what did not parse, which is reported: it may use any name that stands in it
};

}  // namespace collmc::syntax
