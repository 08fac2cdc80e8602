// The working state of lower(): private to this folder.
//
// lower.cpp            entry, expressions of numbers and objects, defines, functions, tables
// lower_booleans.cpp   comparisons and what is made of them
// lower_objects.cpp    attributes, momenta, combinations as values
// lower_reduce.cpp     sum, min, ..., any, all over collections
// lower_loops.cpp      the loops over the objects that variables are bound to, combinations taken apart
// lower_blocks.cpp     collections
// lower_candidates.cpp candidates: the best combination, the best split; a combination by its number
// lower_presence.cpp   whether a value reaches a missing object
// lower_regions.cpp    selections, weights and outputs
// lower_explain.cpp    the parts of a cut for a person to look at
// prune.cpp            drops what nothing observed needs
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/plan/builder.h"
#include "compiler/plan/lower.h"
#include "compiler/plan/plan.h"
#include "compiler/semantics/schema.h"
#include "compiler/semantics/typed.h"

namespace collmc::plan {

/// Indices into Lowering's tables.
using SpaceId = std::int32_t;
using TupleId = std::int32_t;

/// Which kinds of rows a collection or an object may have, and as what kind each is read: `Tau as Jet` reads a tau's
/// row as a jet. Kinds are those of the schema.
struct Reading {
    static constexpr int kMostKinds = 8;
    std::array<std::int8_t, kMostKinds> as;

    Reading() { as.fill(-1); }
    /// The kinds of the rows themselves.
    std::uint32_t rows() const;
    /// The kinds that they are read as.
    std::uint32_t kinds() const;
    /// Those rows that are read as one of `kinds`.
    Reading only(std::uint32_t kinds) const;
    void add(const Reading& other);
    friend bool operator==(const Reading&, const Reading&) = default;
};

/// What an expression of the program becomes.
struct Value {
    enum class Kind { number, boolean, object, met, momentum, transverse, tuple, collection };
    Kind kind = Kind::number;
    NodeId node = kNone;       ///< number, boolean, object
    NodeId undecided = kNone;  ///< boolean: whether a comparison with a NaN was met on the way; see lower.h
    std::array<NodeId, 4> components{kNone, kNone, kNone, kNone};  ///< momentum: px, py, pz, E; transverse: px, py
    Reading reading{};                                             ///< object
    SpaceId space = kNone;  ///< collection; a momentum that is a part of a split: the objects that make it up
    TupleId tuple = kNone;
    bool as_stored = false;  ///< object and met: as the file has it, whatever the world

    static Value of_number(NodeId node) { return {.kind = Kind::number, .node = node}; }
    static Value of_boolean(NodeId node, NodeId undecided) {
        return {.kind = Kind::boolean, .node = node, .undecided = undecided};
    }
    static Value of_object(NodeId node, const Reading& reading) {
        return {.kind = Kind::object, .node = node, .reading = reading};
    }
    static Value of_met() { return {.kind = Kind::met}; }
    static Value of_collection(SpaceId space) { return {.kind = Kind::collection, .space = space}; }
    static Value of_tuple(TupleId tuple) { return {.kind = Kind::tuple, .tuple = tuple}; }
    bool is_number() const { return kind == Kind::number || kind == Kind::boolean; }
    bool is_momentum() const { return kind == Kind::momentum || kind == Kind::transverse; }
    int component_count() const { return kind == Kind::momentum ? 4 : 2; }
};

/// A combination, as the objects or combinations that make it up.
struct Tuple {
    semantics::CandidateId candidate;
    std::vector<Value> legs;
    std::string name;
};

/// What a variable can run over: the rows of a collection; those of them that are in one part of a split; or
/// combinations, which are never made but run over where they are asked for.
struct Space {
    std::string name;
    // Rows.
    CollectionId collection = kNone;
    Reading reading{};
    NodeId split = kNone;  ///< of a part
    bool second = false;   ///< of a part: which one
    // Combinations: those of the candidate that every block lets pass.
    semantics::CandidateId candidate = -1;
    std::vector<const semantics::Collection*> blocks{};
    std::vector<std::pair<SpaceId, int>> leading{};  ///< they are among the first so many of a space
    /// What orders them, first by the last of these; where those are equal, the pt of the sum, highest first.
    std::vector<const semantics::Collection*> orders{};
    const semantics::Collection* owner = nullptr;  ///< the block that they were last asked for

    bool is_part() const { return split != kNone; }
    bool has_combinations() const { return candidate >= 0; }
};

/// One loop over rows.
struct Level {
    SpaceId space;            ///< of rows
    int after = kNone;        ///< the level behind whose position this one runs
    std::string name;         ///< of the variable
    NodeId element = kNone;   ///< the row, once it is bound
    BinderId binder = kNone;  ///< likewise
};

/// A row, or a combination of shapes: how the levels of some loops make up what a variable is bound to.
struct Shape {
    SpaceId space = kNone;
    semantics::CandidateId candidate = -1;  ///< a combination
    std::vector<Shape> legs{};              ///< likewise
    int first = 0, last = 0;                ///< the levels, those in between included
    semantics::VariableId variable = 0;     ///< what is bound to it
    bool binds = false;
    std::string name{};
};

/// The loops of a comprehension, a candidate or a combination: nested, the first level outermost.
struct Loops {
    std::vector<Level> levels;
    std::vector<Shape> shapes;
};

/// Sets a variable for a scope and restores it.
template <class T>
class Scoped {
public:
    Scoped(T& place, T value) : place_(place), saved_(std::exchange(place, std::move(value))) {}
    ~Scoped() { place_ = std::move(saved_); }
    Scoped(const Scoped&) = delete;

private:
    T& place_;
    T saved_;
};

class Lowering {
public:
    Lowering(const semantics::Program& program, const LowerOptions& options)
        : program_(program), schema_(*program.schema), options_(options) {}
    Plan run();

private:
    using Expr = semantics::Expr;
    using NameRank = Builder::NameRank;

    // ---- expressions
    Value lower(const Expr& expr);
    NodeId lower_number(const Expr& expr) { return lower(expr).node; }
    /// A condition read with two values: a comparison with NaN is false, whatever it decides.
    NodeId lower_condition(const Expr& expr) { return lower(expr).node; }
    Value lower_define(semantics::DefineId id);
    Value lower_local_define(const Expr& expr);
    Value lower_call(const Expr& expr);
    Value lower_table(semantics::FunctionId id, const std::vector<Value>& arguments);
    NodeId is_between(NodeId x, const semantics::Table::Side& side);
    Value lower_conditional(const Expr& expr);
    Value lower_otherwise(const Expr& expr);
    Value choose(NodeId condition, Value yes, Value no);
    Value lower_arithmetic(const Expr& expr);
    Value lower_momentum(const Expr& expr);
    NodeId lower_power(NodeId base, semantics::Rational exponent);
    NodeId lower_intrinsic(semantics::Intrinsic intrinsic, const std::vector<Value>& operands);
    std::vector<Value> lower_operands(const Expr& expr);

    // ---- booleans
    Value lower_compare(const Expr& expr);
    Value lower_interval(const Expr& expr);
    Value lower_logical(const Expr& expr);
    Value lower_is_kind(const Expr& expr);
    Value lower_chance(const Expr& expr);
    NodeId either_is_nan(NodeId a, NodeId b);
    NodeId is_typ(const Value& object, std::uint32_t rows);

    // ---- objects
    /// The value as one of the kinds that its expression is known to be of.
    Value narrowed(Value value, const semantics::Type& type) const;
    Value attribute(const Value& object, const std::string& name);
    Value attribute_of_detector(const Value& object, const std::string& name);
    Value attribute_of_met(const Value& met, const std::string& name);
    Value attribute_of_kind(const Value& object, const semantics::Attribute& attribute);
    Value stored_attribute(const Value& object, const semantics::Attribute& attribute);
    NodeId stored_pt(const Value& object);
    /// How far a scaled kind moves MET along a component: the sum of its rows' changes.
    NodeId change_of_met(const char* component);
    /// The object as a momentum, or as a transverse one if that is all it has.
    Value momentum_of(const Value& object);
    Value as_transverse(const Value& momentum) const;
    Value add_momenta(Op op, const Value& a, const Value& b);
    Value tuple_value(Tuple tuple);
    Value member(const Value& object, int index) const;

    // ---- loops
    SpaceId add_space(Space space);
    SpaceId rows_of(CollectionId collection, const Reading& reading);
    Shape add_shape(Loops& loops, SpaceId space, int after, std::string name);
    Shape add_combination(Loops& loops, semantics::CandidateId candidate, int after, std::string name);
    Loops loops_of(const std::vector<semantics::Range>& ranges);
    /// Binds a level. The result: whether the rows bound so far may be combined, as far as this level decides it.
    NodeId bind_level(Loops& loops, std::size_t level, BinderId binder);
    NodeId complete(const Loops& loops, const Shape& shape, std::size_t level);
    NodeId complete_space(const Loops& loops, const Shape& shape);
    NodeId distinct_from_earlier(const Loops& loops, std::size_t level);
    NodeId is_leading(const Loops& loops, const Shape& shape, SpaceId space, int count);
    /// What the shape is bound to, with the node of each level's row; `owner` stands before its members' names.
    Value value_of(const Loops& loops, const Shape& shape, const std::function<NodeId(int)>& row,
                   const std::string& owner = {});
    Value value_of(const Loops& loops, const Shape& shape);
    std::vector<NodeId> rows_of_object(const Value& object) const;
    NodeId is_in(SpaceId space, NodeId row);
    NodeId is_leg_of(PickId pick, NodeId row);
    BinderId reduce_binder(CollectionId collection, BinderId after, const std::string& name);
    BinderId open_level(Loops& loops, std::size_t level, NodeId& condition);
    /// All levels as reductions' loops, one inside the other.
    struct Opened {
        std::vector<BinderId> binders;
        std::vector<NodeId> conditions;  ///< one per level
    };
    Opened open(Loops& loops);
    void close(std::size_t levels) { depth_ -= static_cast<std::int32_t>(levels); }

    // ---- reductions
    Value lower_reduce(const Expr& expr);
    Value lower_size(SpaceId space);
    Value lower_quantifier(const Expr& expr, Loops& loops, std::size_t level);
    NodeId undecided_quantifier(const Expr& expr, Loops& loops, std::size_t level, BinderId binder, const Value& body,
                                NodeId filter);
    NodeId lower_filter(const Expr& expr);
    NodeId reduce_nested(Op inner, Op outer, const Opened& opened, NodeId body);
    NodeId reduce_number(semantics::ReduceOp op, const Opened& opened, NodeId body);

    // ---- blocks
    Value collection_value(semantics::CollectionId id);
    SpaceId lower_collection(const semantics::Collection& block);
    SpaceId lower_base(const semantics::Collection& block);
    SpaceId lower_union(const semantics::Collection& block, const std::vector<SpaceId>& sources);
    SpaceId lower_excluding(const semantics::Collection& block, SpaceId source);
    SpaceId lower_members(const semantics::Collection& block);
    SpaceId lower_ordered(const semantics::Collection& block, SpaceId source);
    SpaceId lower_retyped(const semantics::Collection& block, SpaceId source);
    SpaceId restrict(const semantics::Collection& block, SpaceId source);
    SpaceId leading(SpaceId of, int count);
    CollectionId by_varied_pt(CollectionId collection, const Reading& reading);
    CollectionId add_filter(const semantics::Collection& block, CollectionId source, const Reading& reading);
    CollectionId add_order(const void* owner, const std::string& name, CollectionId source, bool highest_first,
                           const std::function<NodeId(NodeId)>& key);
    std::string name_in_world(const std::string& name) const;
    CollectionId add_collection(Collection collection);
    NodeId lower_block_cuts(const std::vector<semantics::Cut>& cuts, NodeId condition);
    /// The condition of a block whose object is `object`.
    NodeId lower_block(const semantics::Collection& block, const Value& object);
    BinderId add_binder(Binder::Kind kind, CollectionId collection, BinderId after, const std::string& name);

    // ---- candidates
    struct Chosen {
        PickId pick = kNone;
        Loops loops{};
    };
    const Chosen& chosen(semantics::CandidateId id);
    const Chosen& numbered(SpaceId space, int index);
    PickId pick_of(semantics::CandidateId id) { return chosen(id).pick; }
    PickId split_of(const semantics::Candidate& candidate);
    PickId combination_of(const void* owner, int number, const std::string& name, Loops& loops,
                          const std::function<void(Pick&)>& complete);
    /// A pick over binders like these (`after` being the number of a leg), as `lower_pick` makes it of them; or the one
    /// that was made for the same `owner` in another world, where it comes out the same.
    PickId add_pick(const void* owner, int number, const std::vector<Binder>& legs,
                    const std::function<Pick(const std::vector<BinderId>&)>& lower_pick);
    Value leg_of(const Chosen& chosen, const Shape& shape);
    Value leg_value(semantics::CandidateId id, int leg);
    Value candidate_value(semantics::CandidateId id);
    Value at(SpaceId of, int index);
    SpaceId as_rows(SpaceId space);
    Value part(SpaceId whole, NodeId split, bool second, const std::string& name);
    std::vector<NodeId> order_keys(const Space& space, const Value& combination);
    NodeId is_same(const Value& combination, const Chosen& other);

    // ---- presence
    /// Whether a node is not bottom; itself never bottom.
    NodeId present(NodeId id);
    NodeId present_reduction(NodeId id);
    NodeId present_split(NodeId filter);
    NodeId is_present(const Value& value);

    // ---- regions
    void lower_world();
    void lower_region(const semantics::Region& region);
    void append_inherited(const semantics::Region& region, std::vector<const void*>& done, Region& rows);
    void append_row(const semantics::Region& region, const semantics::Statement& statement, Region& rows);
    void lower_cut(const semantics::Cut& cut, Region& region);
    void lower_weight(const semantics::Weight& weight, Region& region);
    void lower_histogram(const semantics::Histogram& histogram, const Region& region);
    void lower_bins(const semantics::Bins& bins, const Region& region);
    void lower_ntuple(const semantics::Ntuple& ntuple, const Region& region);
    void lower_skim(const semantics::Skim& skim, const Region& region);
    template <class Output>
    Output output(const std::string& name, const semantics::ExprPtr& guard, const Region& region);
    void add_histogram(Histogram histogram);
    void add_ntuple(const semantics::Ntuple& statement, Ntuple ntuple);
    void add_axis(const semantics::Dimension& dimension, Histogram& histogram);
    SelectionId guarded(SelectionId selection, const semantics::ExprPtr& guard, const std::string& name);
    SelectionId selection(SelectionId within, NodeId pass, NodeId undecided, const std::string& name);
    std::string name_of_region(const Region& region) const;

    // ---- explanation
    void watch(const Expr& condition, std::vector<Watched>& watched);
    void watch_value(const Expr& expr, std::vector<Watched>& watched);

    void name(const Value& value, const std::string& name, NameRank rank);
    std::string name_of(const Value& object) const;
    Plan& plan() { return builder_.plan(); }
    const semantics::Candidate& candidate(semantics::CandidateId id) const {
        return program_.candidates[static_cast<std::size_t>(id)];
    }
    const Space& space(SpaceId id) const { return spaces_[static_cast<std::size_t>(id)]; }

    /// A computation that depends on nothing but its arguments: a function's body, a formula or a local define, and the
    /// loops around it.
    using CallKey = std::pair<const void*, std::vector<std::int32_t>>;
    CallKey call_key(const void* callee, const std::vector<Value>& arguments) const;

    const semantics::Program& program_;
    const semantics::Schema& schema_;
    const LowerOptions options_;
    Builder builder_;
    std::map<semantics::VariableId, Value> variables_;  ///< those in scope
    using Parameters = const std::vector<Value>*;
    Parameters parameters_ = nullptr;  ///< of the function whose body is being lowered
    std::int32_t depth_ = 0;           ///< reductions around the expression being lowered

    /// What is known of the world that is being lowered; a world begins with nothing.
    struct World {
        const semantics::Variation* variation = nullptr;  ///< null: nothing is varied
        std::map<semantics::DefineId, Value> defines{};
        std::map<CallKey, Value> calls{};
        std::map<semantics::CollectionId, Value> collections{};
        std::map<semantics::CandidateId, Chosen> candidates{};
        std::map<std::pair<SpaceId, int>, Chosen> numbered{};

        /// The kind of row that the world scales, or -1.
        int scaled() const {
            const bool scales = variation && variation->kind == semantics::Variation::Kind::scale;
            return scales ? variation->particle : -1;
        }
    };
    World world_;

    // Shared by all worlds: these depend on what their keys name and on nothing else.
    std::deque<Space> spaces_;
    std::deque<Tuple> tuples_;
    std::map<std::vector<std::int32_t>, SpaceId> row_spaces_;
    std::map<std::vector<std::int32_t>, TupleId> known_tuples_;
    std::map<NodeId, NodeId> presence_;
    std::map<std::array<std::int32_t, 3>, BinderId> reduce_binders_;  ///< by collection, depth, after
    std::map<std::array<std::int32_t, 3>, SelectionId> selections_;   ///< by within, pass, undecided
    std::map<std::array<std::int32_t, 2>, WeightId> weights_;         ///< by selection, value
    std::map<std::pair<const void*, CollectionId>, std::vector<CollectionId>> filters_;  ///< by block and source
    std::map<std::pair<const void*, CollectionId>, std::vector<CollectionId>> orders_;   ///< likewise
    std::map<std::pair<const void*, int>, std::vector<PickId>> known_picks_;             ///< by owner and number
    std::map<const semantics::Ntuple*, std::int32_t> nominal_ntuples_;                   ///< their numbers in the plan
};

/// The plan without the nodes, collections, picks and binders that no selection and no output needs.
Plan prune(const Plan& plan);

}  // namespace collmc::plan
