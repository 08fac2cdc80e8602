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

/// `for l in leptons`, `for a, b in jets when |a.eta| < 2`.
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
        parentheses,  ///< ( operands[0] ): kept so that edits and the formatter see what was written
        error,        ///< a part that did not parse; already reported
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
    Name name;
    std::vector<Parameter> parameters;
    TypeName result;
    ExprPtr body;
    std::string documentation;  ///< the `#` lines that stand directly above, without `# `
    Span span;
};

/// `object NAME from A, B [excluding Z, ...]` followed by cuts.
struct Object {
    Name name;
    std::vector<Name> sources;
    std::vector<Name> excluding;
    std::vector<Cut> cuts;
    Span span;
};

/// `candidate NAME from l1, l2 in leptons [and q in jets]` followed by cuts and one criterion.
struct Candidate {
    enum class Criterion { first, closest, lowest, highest };
    Name name;
    std::vector<For::Group> groups;
    std::vector<Cut> cuts;
    Criterion criterion = Criterion::first;
    ExprPtr key;     ///< closest KEY to TARGET; lowest KEY; highest KEY
    ExprPtr target;  ///< closest only
    Span criterion_span;
    Span span;
};

/// `40 bins from 30 to 150 GeV`
struct Axis {
    std::string bins;
    Bound low, high;
    std::optional<Unit> unit;
    Span span;
};

/// `histo NAME [when EXPR] : VALUE, AXIS ["label"]`
struct Histogram {
    Name name;
    ExprPtr guard;  ///< or null
    ExprPtr value;
    Axis axis;
    std::optional<String> label;
    Span span;
};

struct Column {
    ExprPtr value;
    std::optional<Name> name;  ///< `as NAME`
};

/// `ntuple NAME [when EXPR] : COLUMN, ...`
struct Ntuple {
    Name name;
    ExprPtr guard;  ///< or null
    std::vector<Column> columns;
    Span span;
};

struct Statement {
    enum class Kind { cut, define, histogram, ntuple };
    Kind kind;
    // Exactly the member of `kind` is set.
    std::unique_ptr<Cut> cut;
    std::unique_ptr<Define> define;
    std::unique_ptr<Histogram> histogram;
    std::unique_ptr<Ntuple> ntuple;
};

struct Region {
    Name name;
    std::vector<Name> parents;
    std::vector<Statement> statements;
    Span span;
};

struct Declaration {
    enum class Kind { object, candidate, define, function, region };
    Kind kind;
    // Exactly the member of `kind` is set.
    std::unique_ptr<Object> object;
    std::unique_ptr<Candidate> candidate;
    std::unique_ptr<Define> define;
    std::unique_ptr<Function> function;
    std::unique_ptr<Region> region;
};

struct Tree {
    const diagnostics::SourceFile* file = nullptr;
    std::optional<String> title;  ///< analysis "..."
    std::vector<Declaration> declarations;
};

}  // namespace collmc::syntax
