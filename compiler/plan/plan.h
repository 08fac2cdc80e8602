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
// selection's condition on the events of `within`, a histogram's value, an ntuple's column. So compiled code may
// compute garbage where a value is bottom, without trapping, and the interpreter asserts that it is never observed.
//
// Elements: f64 (binary64; whole numbers too), b1, and ref (an object of the event: a row of the block's object table).
// Arithmetic is IEEE binary64, round to nearest, exactly the operations written, in that order, never fused or
// reassociated. All NaNs are one value: sign and payload are not part of a result. Comparisons with a NaN are false,
// `not_equal` true. Mathematical functions are those of runtime/kernels/math.h, which give the same bits at every
// vector width.
//
// All vectors are in topological order: a node uses nodes before it; a collection, pick or selection uses what stands
// before it in `schedule`. Every collection, pick, histogram and ntuple is one step, and every selection but 0.
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
inline constexpr std::int32_t kNone = -1;

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
    // arithmetic on f64
    add, subtract, multiply, divide, negate, absolute, minimum, maximum,  // minimum and maximum: NaN wins, -0 < +0
    square_root, sign,       // sign: 1, -1, or 0 (also for NaN)
    wrap_phi,                // an angle brought to [-pi, pi), as kernels::wrap_phi
    sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh, exp, log, cbrt, hypot,
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
/// (is one value per event). A filter binder belongs to one collection, a leg binder to one pick.
struct Binder {
    enum class Kind { filter, reduce, leg };
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
    };
    Kind kind;
    std::string name;
    int particle = -1;
    std::vector<CollectionId> sources{};
    std::vector<PickId> excluded{};
    BinderId binder = kNone;
    NodeId condition = kNone;
};

/// The best combination of objects. Runs over the tuples of its binders' positions in lexicographic order (a binder
/// with `after` keeps positions of one collection strictly increasing) and, among those whose `condition` holds, takes
/// the one with the lowest `key`; NaN ranks last but counts; the first of equals wins. Without key: the first.
struct Pick {
    std::string name;
    std::vector<BinderId> legs;
    NodeId condition = kNone;  ///< kNone: every tuple
    NodeId key = kNone;
};

/// The events of `within` for which `pass` is true. Selection 0 is every event (within and pass are kNone).
struct Selection {
    SelectionId within = kNone;
    NodeId pass = kNone;
    /// Events of `within` where it is true are counted; kNone if no comparison of the cut can meet a NaN.
    NodeId undecided = kNone;
    std::string name;
};

struct Row {
    std::string label;
    SelectionId selection;
};

struct Region {
    std::string name;
    std::vector<Row> rows;  ///< the first is "all events" (selection 0)
};

struct Histogram {
    std::string region, name, label, expression, unit;
    std::vector<double> edges;  ///< strictly increasing, bins are [low, high)
    double low = 0, high = 0;
    SelectionId selection = 0;
    NodeId value = kNone;
};

struct Ntuple {
    std::string region, name;
    std::vector<std::string> columns, units;
    SelectionId selection = 0;
    std::vector<NodeId> values;
};

/// One thing that extends over the block's events, in the order of computation.
struct Step {
    enum class Kind { collection, pick, selection, histogram, ntuple };
    Kind kind;
    std::int32_t id;
};

struct Plan {
    std::string title;
    std::vector<Node> nodes;
    std::vector<Binder> binders;
    std::vector<Collection> collections;
    std::vector<Pick> picks;
    std::vector<Selection> selections;
    std::vector<Region> regions;
    std::vector<Histogram> histograms;
    std::vector<Ntuple> ntuples;
    std::vector<Step> schedule;
};

/// For each node the binders it depends on, sorted: those of `element` nodes below it and those that its reductions run
/// `after`, less the ones that its own reductions bind. A node without any is one value per event.
std::vector<std::vector<BinderId>> free_binders(const Plan& plan);

/// The slots for what a run reads after each block: one Selection, Values (histogram), Values (ntuple) per entry of the
/// plan, in the plan's order. Whoever executes the plan may add slots of its own behind these.
abi::WorkspaceLayout output_layout(const Plan& plan);

/// The plan as text (`--emit=plan`), one node a line in the order of computation, with the program's names.
std::string print(const Plan& plan);

/// The first violation of the invariants above (order, arity, elements, scopes of binders), or empty.
std::string verify(const Plan& plan);

}  // namespace collmc::plan
