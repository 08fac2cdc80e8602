// The typed program: every name resolved, every type and dimension known, presence proved.
//
// Plain data, built by check.h and read by the plan. Declarations stand in an order in which each uses only what stands
// before it. Defines, functions and schema formulas are shared by reference, not copied: whoever walks an expression
// follows DefineRef, Call and Attribute into their bodies (they are transparent for presence as for evaluation).
//
// Numbers are in GeV and radians; a literal has been rounded once from its exact decimal value times its unit.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/source.h"
#include "compiler/semantics/types.h"

namespace collmc::semantics {

using diagnostics::Span;

struct Expr;
using ExprPtr = std::unique_ptr<const Expr>;

/// Identifies a bound variable, unique in the whole program (also across functions and formulas).
using VariableId = int;
using CollectionId = int;
using CandidateId = int;
using DefineId = int;
using FunctionId = int;

/// Operations that the language cannot express in itself; each is one operation of the plan. The functions of the
/// standard library that are declared `intrinsic` name them (`sqrt`, `cosh`, `atan2`, `wrapPhi`, ...).
// clang-format off
enum class Intrinsic {
    sqrt, cbrt, exp, log, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh,
    atan2, hypot, min2, max2, sign, wrap_phi,
};
// clang-format on
const char* name_of(Intrinsic op);

/// An attribute of a particle kind (or of a sum of momenta): stored, or computed by a formula over `this`.
struct Attribute {
    std::string name;
    Type type;
    /// Stored: an object column (detector), an event column (MET), or a component 0..3 = px, py, pz, E of a sum.
    int column = -1;
    /// Computed: an expression in which Element{kThisVariable} stands for the object. Null when stored.
    ExprPtr formula;
    std::string documentation;
};
/// The variable that schema formulas use for the object they belong to.
inline constexpr VariableId kThisVariable = -1;

enum class CompareOp { less, less_equal, greater, greater_equal, equal, not_equal };
enum class ReduceOp { sum, min, max, mean, any, all, count, product };

/// `x in collection` of a comprehension. Two variables of one group run over unordered pairs; only one variable over
/// one collection is accepted by the checker today, the shape is general.
struct Range {
    VariableId variable;
    std::string name;
    ExprPtr collection;  ///< CollectionRef or Parameter
};

struct Expr {
    // clang-format off
    enum class Kind {
        number,         ///< value
        met,            ///< the event's MET object
        element,        ///< variable: a bound object (`this`, a leg inside its candidate, a comprehension's variable)
        at,             ///< operands[0] [ index ]   (`collection` is set as well where operands[0] names one)
        candidate,      ///< candidate: as the sum of its legs' momenta, in the order of the legs
        leg,            ///< candidate . leg `index`
        parameter,      ///< `index`-th parameter of the enclosing function
        define,         ///< define
        collection,     ///< collection, as an argument or a range
        attribute,      ///< operands[0] . attribute_name   (resolve per particle kind with Schema::attribute)
        size,           ///< size(operands[0])
        exists,         ///< exists(candidate)
        negate,         ///< - operands[0]   (numbers and momenta)
        absolute,       ///< | operands[0] |
        add, subtract, multiply, divide,  ///< numbers; add and subtract also momenta
        power,          ///< operands[0] ^ exponent: a whole number, halves (sqrt) or thirds (cbrt); never 0
        compare,        ///< operands[0] compare_op operands[1]
        interval,       ///< operands[0] in [operands[1], operands[2]], ends closed as told
        logical_and, logical_or, logical_not,
        conditional,    ///< operands[0] when operands[1] else operands[2]
        intrinsic,      ///< intrinsic(operands...)
        call,           ///< function(operands...)
        reduce,         ///< reduce_op(operands[0] for ranges when operands[1]); operands[1] may be null
    };
    // clang-format on
    Kind kind;
    Type type;
    Span span;  ///< as written; formulas and library bodies point into their own files

    double value = 0;
    VariableId variable = 0;
    CollectionId collection = -1;
    CandidateId candidate = -1;
    DefineId define = -1;
    FunctionId function = -1;
    int index = 0;
    std::string attribute_name;
    Rational exponent;
    CompareOp compare_op = CompareOp::less;
    bool low_closed = true, high_closed = true;
    Intrinsic intrinsic = Intrinsic::sqrt;
    ReduceOp reduce_op = ReduceOp::sum;
    std::vector<Range> ranges;
    std::vector<ExprPtr> operands;
};

/// `select` or `reject`, in a block or a region.
struct Cut {
    bool reject = false;
    ExprPtr condition;
    ExprPtr guard;      ///< or null; the cut passes where the guard is false
    std::string label;  ///< as written between quotes, else the source text of the cut
    Span span;
};

/// A set of detector rows per event, ordered by pt (highest first), ties in file order.
struct Collection {
    enum class Kind {
        base,       ///< all objects of a particle kind of the schema
        filtered,   ///< those of sources[0] that pass all cuts
        union_of,   ///< those of all sources, each once, that pass all cuts
        excluding,  ///< those of sources[0] that are no leg of `excluded` candidates (where they exist) and pass all
                    ///< cuts
    };
    std::string name;
    Kind kind = Kind::base;
    ObjectType element;
    int particle = -1;  ///< base only
    std::vector<CollectionId> sources;
    std::vector<CandidateId> excluded;
    VariableId self = 0;  ///< the variable that the cuts use for the object
    std::vector<Cut> cuts;
    Span span;  ///< of the name where it is declared
    bool used = false;
};

/// The best combination of objects, or none.
struct Candidate {
    struct Leg {
        std::string name;
        VariableId variable;  ///< used in cuts and key
        CollectionId collection;
        int group;  ///< legs of one group run over strictly increasing positions of one collection
        ObjectType type;
    };
    std::string name;
    std::vector<Leg> legs;
    std::vector<Cut> cuts;
    /// Combinations are ranked by this number, lowest first; NaN last; ties to the first in lexicographic order of
    /// positions. Null: the first combination is taken. `closest K to T` is |K - T|, `highest K` is -K.
    ExprPtr key;
    Span span;
    bool used = false;
};

struct Define {
    std::string name;
    ExprPtr value;
    Span span;
    bool used = false;
};

struct Function {
    struct Parameter {
        std::string name;
        Type type;
    };
    std::string name;
    std::vector<Parameter> parameters;
    Type result;
    ExprPtr body;  ///< null for an intrinsic
    std::optional<Intrinsic> intrinsic;
    std::string documentation;
    Span span;
    bool from_library = false;
};

struct Axis {
    int bins = 0;
    std::vector<double> edges;  ///< bins + 1, each correctly rounded from the exact decimal edge
    double low = 0, high = 0;
    Rational dimension;
};

struct Histogram {
    std::string name;
    std::string label;       ///< LaTeX as written, may be empty
    std::string expression;  ///< source text of the value
    ExprPtr guard;           ///< or null
    ExprPtr value;
    Axis axis;
    Span span;
};

struct Column {
    std::string name;
    ExprPtr value;
};

struct Ntuple {
    std::string name;
    ExprPtr guard;  ///< or null
    std::vector<Column> columns;
    Span span;
};

struct Statement {
    enum class Kind { cut, histogram, ntuple };
    Kind kind;
    int index;  ///< into the region's vector of that kind
};

struct Region {
    std::string name;
    std::vector<int> parents;  ///< regions before this one; their cuts come first, each once
    std::vector<Cut> cuts;
    std::vector<Histogram> histograms;
    std::vector<Ntuple> ntuples;
    std::vector<Statement> order;  ///< as written: an output acts after the cuts above it
    Span span;
};

struct Program {
    std::string title;
    std::shared_ptr<const Schema> schema;
    std::vector<Collection> collections;  ///< one per particle of the schema first, in its order
    std::vector<Candidate> candidates;
    std::vector<Define> defines;
    std::vector<Function> functions;
    std::vector<Region> regions;
    /// The order in which collections (true) and candidates (false) are to be computed.
    std::vector<std::pair<bool, int>> block_order;
    int variable_count = 0;
};

}  // namespace collmc::semantics
