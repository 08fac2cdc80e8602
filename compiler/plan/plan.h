// The event plan: our own intermediate representation between the typed program and machine code.
//
// A plan is a single-assignment graph of *nodes* (values), plus the *collections*, *picks* and *selections* that give
// them their extent. It says what is to be computed for each event and nothing about how: the interpreter, scalar code
// and vector code are three schedules of the same plan and agree in every bit.
//
// Meaning. Every node is a total function of one event (and of the objects that the binders it depends on are bound to)
// to D + bottom, where bottom stands for "reaches a missing object". Operations are strict in bottom, except that
// logical_and / logical_or / select ignore an operand that the other one decides (false and bottom = false), and a
// reduce ignores the body where its filter is false. Presence proofs guarantee that no observed value is bottom: a
// collection's condition on the objects of its source, a pick's condition on its tuples and its key where that holds, a
// selection's condition on the events of `within`, a weight, a histogram's filter and where that holds its values, an
// ntuple's column. So compiled code may compute garbage where a value is bottom, without trapping, and the interpreter
// asserts that it is never observed.
//
// Elements: f64 (binary64; whole numbers too), b1, and ref (an object of the event: a row of the block's object table).
// Arithmetic is IEEE binary64, round to nearest, exactly the operations written, in that order, never fused or
// reassociated. All NaNs are one value: sign and payload are not part of a result. Comparisons with a NaN are false,
// `not_equal` true. Mathematical functions are those of runtime/kernels/math.h, which give the same bits at every
// vector width.
//
// All vectors are in topological order: a node uses nodes before it; a collection, pick or selection uses what stands
// before it in `schedule`. Every collection, pick, weight, histogram and ntuple is one step, and every selection but 0.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/abi/block.h"

namespace collmc::plan {

using NodeId = std::int32_t;
using BinderId = std::int32_t;
using CollectionId = std::int32_t;
using PickId = std::int32_t;
using SelectionId = std::int32_t;
using WeightId = std::int32_t;
inline constexpr std::int32_t kNone = -1;
/// A split shares out this many objects in every way (2^19); those behind them stay in the first group.
inline constexpr int kMostSplit = 20;

enum class Elem : std::uint8_t { f64, b1, ref };

// The operations stand in families.
// clang-format off
enum class Op : std::uint8_t {
    // sources
    constant,      // value (f64), or 0 / 1 (b1)
    event_column,  // index: abi::EventColumn of the event
    object_column, // index: abi::ObjectColumn of the object in[0]
    element,       // the object that `binder` is bound to
    at,            // object number `index` of `collection`; bottom if it has no more than index
    leg,           // leg `index` of `pick`; bottom if none was found
    size,          // number of objects of `collection`
    found,         // whether `pick` found a combination
    same_object,   // b1: in[0] and in[1] are the same row
    in_group,      // b1: the object that `binder` is bound to is in the second group of the split in[0] (see Binder)
    event_random,  // f64 in [0, 1) made of the event's values and the salt `value`, a whole number below 2^53
    object_random, // likewise, and of the row of in[0]; see runtime/abi/random.h
    // arithmetic on f64
    add, subtract, multiply, divide, negate, absolute, minimum, maximum,  // minimum and maximum: NaN wins, -0 < +0
    square_root, sign,       // sign: 1, -1, or 0 (also for NaN)
    wrap_phi,                // an angle brought to [-pi, pi), as kernels::wrap_phi
    floor,
    sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh, exp, log, cbrt, hypot,
    eigenvalue3, mt2,        // solvers of runtime/kernels: 7 and 9 operands
    // f64 -> b1
    less, less_equal, equal, not_equal,  // a > b is written b < a
    is_nan,
    // b1
    logical_and, logical_or, logical_not,
    select,        // in[0] ? in[1] : in[2]; f64 or b1 or ref
    // reduce over the objects of `binder`'s collection, in their order, of body in[0] where filter in[1] (absent: all)
    sum,           // f64, from +0
    product,       // f64, from 1
    least,         // f64, as minimum; bottom if no object passes the filter
    greatest,      // f64, as maximum; likewise
    any, all,      // b1
    count,         // f64: number of objects for which in[0] (b1) is true
};
// clang-format on

struct Node {
    Op op = Op::constant;
    Elem elem = Elem::f64;
    double value = 0;
    std::int32_t index = 0;
    BinderId binder = kNone;
    CollectionId collection = kNone;
    PickId pick = kNone;
    std::vector<NodeId> in{};
    std::string name{};  ///< what the program calls it ("mT_W", "jets.pt"), for printing; may be empty
};

/// A place that runs over the objects of a collection: of a filter's candidates, of a reduction, of a pick's leg.
/// With `after`, it runs over the positions strictly behind the one that binder `after` (same collection and kind)
/// stands at. Several reductions may share a binder, but one stands inside another's body only if it has no free binder
/// (is one value per event). A filter binder belongs to one collection (its filter or its order), a leg binder to one
/// pick.
///
/// A split binder, the only leg of its pick, runs over the ways to share out the objects of its collection between two
/// groups: its `element` (a ref, but no row) is a bit mask, 0, 1, ... 2^(n - 1) - 1 for n >= 1 objects and none for
/// n = 0, and object number i > 0 is in the second group where bit i - 1 is set; object 0 is in the first. Objects from
/// number kMostSplit on are in the first group. `in_group` asks for an object that is bound by a reduction.
struct Binder {
    enum class Kind { filter, reduce, leg, split };
    Kind kind;
    CollectionId collection;
    BinderId after = kNone;
    std::string name;
};

/// Objects of an event in order: by pt, highest first, ties in file order.
struct Collection {
    enum class Kind {
        base,       ///< all objects of abi::Particle `particle`
        filter,     ///< those of sources[0] for which `condition` holds, `binder` bound to the object
        union_of,   ///< the objects of all sources, each row once
        excluding,  ///< the objects of sources[0] that are no leg of the `excluded` picks (a pick not found has none)
        members,    ///< the legs of excluded[0] where it was found, each row once, by pt; else nothing
        ordered,    ///< the objects of sources[0] by `key` of the object `binder`: highest first, or lowest; NaN last;
                    ///< equals (-0 and 0 too) stay in the order of sources[0]
        leading,    ///< the first `count` objects of sources[0]
    };
    Kind kind;
    std::string name;
    int particle = -1;
    std::vector<CollectionId> sources{};
    std::vector<PickId> excluded{};
    BinderId binder = kNone;
    NodeId condition = kNone;
    NodeId key = kNone;
    bool highest_first = true;
    int count = 0;
};

/// The best combination of objects. Runs over the tuples of its binders' positions in lexicographic order (a binder
/// with `after` keeps positions of one collection strictly increasing) and, among those whose `condition` holds, takes
/// the one with the lowest key; NaN ranks last but counts; among equals the next key decides likewise; the first of
/// equals in all keys wins. Without keys: the first.
struct Pick {
    std::string name;
    std::vector<BinderId> legs;
    NodeId condition = kNone;  ///< kNone: every tuple
    std::vector<NodeId> keys;
};

/// The events of `within` for which `pass` is true. Selection 0 is every event (within and pass are kNone).
struct Selection {
    SelectionId within = kNone;
    NodeId pass = kNone;
    /// Events of `within` where it is true are counted; kNone if no comparison of the cut can meet a NaN.
    NodeId undecided = kNone;
    std::string name;
};

/// What the events of `selection` count with, besides the weight that the file gives them: the product of a region's
/// weights so far. One value per event of the selection.
struct Weight {
    SelectionId selection;
    NodeId value;
};

/// The value of a part of a cut, for a person who asks why an event failed.
struct Watched {
    std::string text;  ///< as written
    NodeId value;      ///< f64 or b1; may be bottom where what stands before it in the cut has decided
};

struct Row {
    std::string label;
    SelectionId selection;
    WeightId weight = kNone;
    bool is_weight = false;          ///< a `weight` line: the selection is that of the row before
    std::vector<Watched> watched{};  ///< only in a plan lowered for explanation
};

struct Measure {
    double value = 0, up = 0, down = 0;
};

struct Region {
    std::string name;
    std::string variation{};               ///< empty: the nominal world
    std::vector<Row> rows;                 ///< the first is "all events" (selection 0)
    std::vector<std::int64_t> observed{};  ///< one or none
    std::vector<Measure> background{};
};

struct Axis {
    std::string expression, unit;
    std::vector<double> edges;  ///< strictly increasing, bins are [low, high)
    double low = 0, high = 0;
    bool above = false;  ///< grid: one more bin from the last edge on, without upper end
};

/// A histogram in one or two dimensions, a profile (one axis), or a grid of signal bins (any number of axes). With
/// `loops` (binders of reductions) it has an entry for every binding of them (the first outermost) that `filter` holds
/// for, else one per event.
struct Histogram {
    enum class Kind { counts, profile, grid };
    Kind kind = Kind::counts;
    std::string name, label;
    std::string expression, unit;  ///< of what a profile averages
    std::int32_t region = 0;       ///< index in regions
    std::vector<Axis> axes;
    SelectionId selection = 0;
    WeightId weight = kNone;
    std::vector<NodeId> values;  ///< one per axis, then what a profile averages
    std::vector<BinderId> loops{};
    NodeId filter = kNone;
    std::vector<std::int64_t> observed{};
    std::vector<Measure> background{};
};

/// A table of the nominal world has the rows of those variations that differ from it in their weights at most: same
/// selection, same values. The other variations have tables of their own.
struct Ntuple {
    struct Variation {
        std::string name;
        WeightId weight = kNone;
    };
    std::string name;
    std::int32_t region = 0;
    std::vector<std::string> columns, units;
    SelectionId selection = 0;
    WeightId weight = kNone;
    std::vector<NodeId> values;
    std::vector<Variation> variations{};  ///< in the order of the program
};

struct Skim {
    std::string name;
    std::int32_t region = 0;
    SelectionId selection = 0;
};

/// One thing that extends over the block's events, in the order of computation.
struct Step {
    enum class Kind { collection, pick, selection, weight, histogram, ntuple };
    Kind kind;
    std::int32_t id;
};

struct Plan {
    std::string title, experiment, reference;
    double luminosity = 0;  ///< in 1/fb; 0 where none is given
    std::vector<Node> nodes;
    std::vector<Binder> binders;
    std::vector<Collection> collections;
    std::vector<Pick> picks;
    std::vector<Selection> selections;
    std::vector<Weight> weights;
    std::vector<Region> regions;
    std::vector<Histogram> histograms;
    std::vector<Ntuple> ntuples;
    std::vector<Skim> skims;
    std::vector<Step> schedule;
    std::string dialect{};  ///< "delphes" or "pgs" where the program needs it; else empty
};

/// For each node the binders it depends on, sorted: those of `element` and `in_group` nodes below it and those that its
/// reductions run `after`, less the ones that its own reductions bind. A node without any is one value per event.
std::vector<std::vector<BinderId>> free_binders(const Plan& plan);

/// The slots for what a run reads after each block: one Selection, Values (weight), Values (histogram), Values (ntuple)
/// per entry of the plan, in the plan's order. Whoever executes the plan may add slots of its own behind these.
abi::WorkspaceLayout output_layout(const Plan& plan);

/// The plan as text (`--emit=plan`), one node a line in the order of computation, with the program's names.
std::string print(const Plan& plan);

/// The first violation of the invariants above (order, arity, elements, scopes of binders), or empty.
std::string verify(const Plan& plan);

}  // namespace collmc::plan
