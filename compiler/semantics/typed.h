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
    atan2, hypot, min2, max2, sign, wrap_phi, floor,
    // Solvers, see runtime/kernels: in the order of their declarations' parameters.
    eigenvalue3, mt2,
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

/// `x in collection` of a comprehension. Variables of one group run over strictly increasing positions of one
/// collection (unordered pairs, triples); no detector object is bound to two variables of one comprehension, whatever
/// the groups.
struct Range {
    VariableId variable;
    std::string name;
    ExprPtr collection;  ///< of type collection
    int group = 0;
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
        member,         ///< leg `index` of operands[0], an object whose type has a combination (a bound one, or X[k])
        local_define,   ///< define `index` of combination `candidate`, of the one operands[0] (none: of the one whose
                        ///< block this stands in)
        members,        ///< collection: the objects that make up operands[0], a part of a split
        leading,        ///< collection: the first `index` objects of operands[0]
        otherwise,      ///< operands[0], or operands[1] where operands[0] reaches a missing object
        is_kind,        ///< operands[0], a detector object, is one of the particles in the mask `index`
        make_momentum,  ///< the momentum with px, py, pz, E = operands[0 .. 3]
        chance,         ///< true with probability operands[0]: a number in [0, 1) made of the event's values, the row of
                        ///< operands[1] (if there) and the text `attribute_name` lies below it
        broken,         ///< a part with an error, which is reported: of the type that it is to have where that is certain
                        ///< (a condition in `select`), else of error type. Its operands are what it holds that could be
                        ///< read. Stands in no program that is lowered.
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

/// A set of detector rows per event, ordered by pt (highest first), ties in file order; or of combinations of them,
/// ordered by the pt of their sum, ties in lexicographic order of positions. `ordered` collections, and what is
/// selected from them, have the order they say.
struct Collection {
    enum class Kind {
        base,          ///< all objects of a particle kind of the schema
        filtered,      ///< those of sources[0] that pass all cuts; in sources[0]'s order
        union_of,      ///< those of all sources, each once, that pass all cuts
        excluding,     ///< those of sources[0] that are no leg of `excluded` candidates (where they exist), in none of
                       ///< the `excluded_collections`, and pass all cuts
        members,       ///< the legs of `candidate` where it exists, else nothing
        combinations,  ///< every combination of `candidate` (a Candidate of kind every, which has the cuts)
        ordered,       ///< the objects of sources[0] by `key`
        leading,       ///< the first `count` of sources[0]
        retyped,       ///< the objects of sources[0], read as `element` (`Tau as Jet`)
    };
    std::string name;
    Kind kind = Kind::base;
    ObjectType element;
    /// The kinds of particles that its rows are in the file, whatever they are read as; of combinations those of their
    /// members. Collections of no common kind share no row.
    std::uint32_t rows = 0;
    int particle = -1;  ///< base only
    std::vector<CollectionId> sources;
    std::vector<CandidateId> excluded;
    std::vector<CollectionId> excluded_collections;
    CandidateId candidate = -1;  ///< members, combinations
    ExprPtr key;                 ///< ordered: of the object `self`; equals stay in sources[0]'s order, NaN goes last
    bool highest_first = true;   ///< ordered
    int count = 0;               ///< leading
    VariableId self = 0;         ///< the variable that the cuts and the key use for the object
    std::vector<Cut> cuts;
    Span span;  ///< of the name where it is declared
    bool used = false;
    bool uncertain = false;  ///< a source or something excluded could not be read: nobody knows what it holds
};

/// A combination of objects: the best one or none (`candidate`), or all of them (`object NAME from a, b in C`). No
/// detector object is in two legs, also where a leg is a combination itself.
struct Candidate {
    enum class Kind {
        best,   ///< `candidate NAME from a, b in C`
        every,  ///< `object NAME from a, b in C`: see Collection::Kind::combinations
        split,  ///< `candidate NAME from groups A, B of C`: two legs, the sums of two groups that share out all of C
                ///< (legs[0].collection). Every way to do so once: the first object of C is in A. One of them may be
                ///< empty. It exists where C has an object.
    };
    struct Leg {
        std::string name;
        VariableId variable;  ///< used in cuts, defines and keys
        CollectionId collection;
        int group;  ///< legs of one group run over strictly increasing positions of one collection
        ObjectType type;
    };
    /// A define inside the block, over the legs' variables; seen from outside it is a member.
    struct LocalDefine {
        std::string name;
        ExprPtr value;
        Span span;
    };
    std::string name;
    Kind kind = Kind::best;
    std::vector<Leg> legs;
    std::vector<LocalDefine> defines;
    std::vector<Cut> cuts;
    /// Combinations are ranked by the first of these numbers, lowest first; NaN last; equals by the next one; ties to
    /// the first in lexicographic order of positions. Empty: the first combination is taken. `closest K to T` is |K -
    /// T|, `highest K` is -K.
    std::vector<ExprPtr> keys;
    Span span;
    bool used = false;
};

struct Define {
    std::string name;
    ExprPtr value;
    Span span;
    bool used = false;
};

/// A lookup table: a function that is constant in each of its boxes, which do not overlap.
struct Table {
    struct Side {
        double low, high;
        bool low_closed, high_closed;
    };
    struct Row {
        std::vector<Side> box;   ///< one per parameter
        double value, up, down;  ///< the value, and what `use NAME up` and `use NAME down` make of it
    };
    std::vector<Row> rows;
    bool nearest = false;  ///< outside all boxes: each argument is moved to the nearest number inside the table
    double outside = 0;    ///< otherwise the value there
};

struct Function {
    struct Parameter {
        std::string name;
        Type type;
    };
    std::string name;
    std::vector<Parameter> parameters;
    Type result;
    ExprPtr body;  ///< null for an intrinsic and a table
    std::optional<Intrinsic> intrinsic;
    std::optional<Table> table;
    std::string documentation;
    Span span;
    bool from_library = false;
};

struct Axis {
    int bins = 0;
    std::vector<double> edges;  ///< bins + 1, each correctly rounded from the exact decimal edge
    double low = 0, high = 0;
    Rational dimension;
    Span span;                  ///< of the binning as written
    std::vector<Span> numbers;  ///< of its two ends, or of each edge
};

/// One quantity of a histogram or of a grid of bins.
struct Dimension {
    std::string expression;  ///< source text of the value
    ExprPtr value;
    Axis axis;
    bool above = false;  ///< of a grid: the last bin has no upper end, and axis.edges lacks it
};

struct Histogram {
    std::string name;
    std::string label;                  ///< LaTeX as written, may be empty
    ExprPtr guard;                      ///< or null
    std::vector<Dimension> dimensions;  ///< one or two
    ExprPtr mean;                       ///< of a profile (one dimension), else null
    std::string mean_expression;
    std::vector<Range> ranges;  ///< one entry for each binding of these; empty: one per event
    ExprPtr filter;             ///< of the ranges, or null
    Span span;
};

/// A published number with its errors.
struct Measure {
    double value = 0, up = 0, down = 0;
};

/// A grid of signal bins, each event in at most one. The last dimension changes fastest.
struct Bins {
    std::string name;
    ExprPtr guard;  ///< or null
    std::vector<Dimension> dimensions;
    std::vector<long> observed;       ///< one per bin, or empty
    std::vector<Measure> background;  ///< likewise
    Span span;

    int bins() const {
        int product = 1;
        for (const Dimension& it : dimensions) product *= static_cast<int>(it.axis.edges.size()) - 1 + it.above;
        return product;
    }
};

struct Weight {
    ExprPtr value;
    std::string label;  ///< as written between quotes, else the source text
    Span span;
};

struct Skim {
    std::string name;
    ExprPtr guard;  ///< or null
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
    enum class Kind { cut, weight, histogram, ntuple, bins, skim };
    Kind kind;
    int index;  ///< into the region's vector of that kind
};

struct Region {
    std::string name;
    std::vector<int> parents;   ///< regions before this one; their cuts and weights come first, each once
    bool lacks_parent = false;  ///< there is another one, which could not be read: what it selects is unknown
    std::vector<Cut> cuts;
    std::vector<Weight> weights;
    std::vector<Histogram> histograms;
    std::vector<Ntuple> ntuples;
    std::vector<Bins> bins;
    std::vector<Skim> skims;
    std::optional<long> observed;
    std::optional<Measure> background;
    std::vector<Statement> order;  ///< as written: an output acts after the cuts above it
    Span span;
};

/// A world in which something is otherwise: the whole program runs in each, nothing mixes them.
struct Variation {
    enum class Kind {
        scale,  ///< the momenta of all rows of `particle` are `factor` times as large (pt; the mass column stays), and
                ///< MET moves by minus the sum of the changes
        use,    ///< the table `function` gives its upper or lower value
    };
    std::string name;
    Kind kind = Kind::scale;
    int particle = -1;
    double factor = 1;
    FunctionId function = -1;
    bool up = false;
    Span span;
};

struct Program {
    std::string title;
    std::string experiment, reference;
    double luminosity = 0;  ///< in 1/fb; 0 where none is given
    std::shared_ptr<const Schema> schema;
    std::vector<Collection> collections;  ///< one per particle of the schema first, in its order
    std::vector<Candidate> candidates;
    std::vector<Define> defines;
    std::vector<Function> functions;
    std::vector<Variation> variations;
    std::vector<Region> regions;
    /// Which writers' b tags and isolation the program understands: it must not run on others' files.
    enum class Dialect { any, delphes, pgs };
    Dialect dialect = Dialect::any;
    /// The order in which collections (true) and candidates (false) are to be computed.
    std::vector<std::pair<bool, int>> block_order;
    int variable_count = 0;
};

}  // namespace collmc::semantics
