// The working state of lower(): private to this folder.
//
// lower.cpp          entry, expressions of numbers and objects, defines, functions
// lower_booleans.cpp comparisons and what is made of them
// lower_objects.cpp  attributes, momenta
// lower_reduce.cpp   sum, min, ..., any, all over collections
// lower_blocks.cpp   collections and candidates
// lower_regions.cpp  selections and outputs
// prune.cpp          drops what nothing observed needs
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/plan/builder.h"
#include "compiler/plan/plan.h"
#include "compiler/semantics/schema.h"
#include "compiler/semantics/typed.h"

namespace collmc::plan {

/// What an expression of the program becomes.
struct Value {
    enum class Kind { number, boolean, object, met, momentum, transverse, collection };
    Kind kind = Kind::number;
    NodeId node = kNone;       ///< number, boolean, object
    NodeId undecided = kNone;  ///< boolean: whether a comparison with a NaN was met on the way; see lower.h
    std::array<NodeId, 4> components{kNone, kNone, kNone, kNone};  ///< momentum: px, py, pz, E; transverse: px, py
    semantics::ObjectType object{};                                ///< object; the element of a collection
    CollectionId collection = kNone;

    static Value of_number(NodeId node) { return {.kind = Kind::number, .node = node}; }
    static Value of_boolean(NodeId node, NodeId undecided) {
        return {.kind = Kind::boolean, .node = node, .undecided = undecided};
    }
    static Value of_object(NodeId node, semantics::ObjectType type) {
        return {.kind = Kind::object, .node = node, .object = type};
    }
    static Value of_met() { return {.kind = Kind::met}; }
    static Value of_collection(CollectionId collection, semantics::ObjectType element) {
        return {.kind = Kind::collection, .object = element, .collection = collection};
    }
    bool is_momentum() const { return kind == Kind::momentum || kind == Kind::transverse; }
    int component_count() const { return kind == Kind::momentum ? 4 : 2; }
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
    explicit Lowering(const semantics::Program& program) : program_(program), schema_(*program.schema) {}
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
    Value lower_call(const Expr& expr);
    Value lower_conditional(const Expr& expr);
    Value lower_arithmetic(const Expr& expr);
    NodeId lower_power(NodeId base, semantics::Rational exponent);
    NodeId lower_intrinsic(semantics::Intrinsic intrinsic, const std::vector<Value>& operands);
    std::vector<Value> lower_operands(const Expr& expr);

    // ---- booleans
    Value lower_compare(const Expr& expr);
    Value lower_interval(const Expr& expr);
    Value lower_logical(const Expr& expr);
    NodeId either_is_nan(NodeId a, NodeId b);

    // ---- objects
    Value attribute(const Value& object, const std::string& name);
    Value attribute_of_detector(const Value& object, const std::string& name);
    Value attribute_of_kind(const Value& object, const semantics::Attribute& attribute);
    Value stored_attribute(const Value& object, const semantics::Attribute& attribute);
    /// The object as a momentum, or as a transverse one if that is all it has.
    Value momentum_of(const Value& object);
    Value as_transverse(const Value& momentum) const;
    Value add_momenta(Op op, const Value& a, const Value& b);
    Value candidate_value(semantics::CandidateId id);
    Value leg_value(semantics::CandidateId id, int leg);

    // ---- reductions
    Value lower_reduce(const Expr& expr);
    Value lower_quantifier(const Expr& expr, std::size_t range);
    NodeId undecided_quantifier(const Expr& expr, std::size_t range, BinderId binder, const Value& body, NodeId filter);
    NodeId lower_filter(const Expr& expr);
    NodeId reduce_nested(Op inner, Op outer, const std::vector<BinderId>& loops, NodeId body, NodeId filter);
    NodeId reduce_number(semantics::ReduceOp op, const std::vector<BinderId>& loops, NodeId body, NodeId filter);
    std::vector<BinderId> open_ranges(const Expr& expr);
    BinderId open_range(const Expr& expr, std::size_t range);
    void bind_element(semantics::VariableId variable, BinderId binder, semantics::ObjectType type);
    BinderId reduce_binder(CollectionId collection, BinderId after, const std::string& name);

    // ---- blocks
    Value collection_value(semantics::CollectionId id);
    CollectionId lower_collection(const semantics::Collection& block);
    CollectionId add_filter(const semantics::Collection& block, CollectionId source);
    CollectionId add_collection(Collection collection);
    PickId pick_of(semantics::CandidateId id);
    NodeId distinct_legs(const semantics::Candidate& candidate);
    NodeId lower_block_cuts(const std::vector<semantics::Cut>& cuts, NodeId condition);
    BinderId add_binder(Binder::Kind kind, CollectionId collection, BinderId after, const std::string& name);

    // ---- regions
    void lower_region(const semantics::Region& region);
    void lower_cut(const semantics::Cut& cut, Region& region);
    SelectionId guarded(SelectionId selection, const semantics::ExprPtr& guard, const std::string& name);
    SelectionId selection(SelectionId within, NodeId pass, NodeId undecided, const std::string& name);
    void lower_histogram(const semantics::Histogram& histogram, const Region& region);
    void lower_ntuple(const semantics::Ntuple& ntuple, const Region& region);
    std::vector<const semantics::Cut*> inherited_cuts(const semantics::Region& region) const;

    void name(const Value& value, const std::string& name, NameRank rank);
    std::string name_of(const Value& object) const;
    Plan& plan() { return builder_.plan(); }

    /// A computation that depends on nothing but its arguments: a function's body or a formula, and the loops around
    /// it.
    using CallKey = std::pair<const void*, std::vector<std::int32_t>>;
    CallKey call_key(const void* callee, const std::vector<Value>& arguments) const;

    const semantics::Program& program_;
    const semantics::Schema& schema_;
    Builder builder_;
    std::map<semantics::VariableId, Value> variables_;  ///< those in scope
    using Parameters = const std::vector<Value>*;
    Parameters parameters_ = nullptr;  ///< of the function whose body is being lowered
    std::int32_t depth_ = 0;           ///< reductions around the expression being lowered

    std::map<semantics::DefineId, Value> defines_;
    std::map<CallKey, Value> calls_;
    std::map<semantics::CollectionId, Value> collections_;
    std::map<semantics::CandidateId, PickId> picks_;
    std::map<std::array<std::int32_t, 3>, BinderId> reduce_binders_;  ///< by collection, depth, after
    std::map<std::array<std::int32_t, 3>, SelectionId> selections_;   ///< by within, pass, undecided
};

/// The plan without the nodes, collections, picks and binders that no selection and no output needs.
Plan prune(const Plan& plan);

}  // namespace collmc::plan
