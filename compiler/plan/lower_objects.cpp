// Attributes of objects, and sums of momenta.
#include <algorithm>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/lowering.h"

namespace collmc::plan {

using semantics::Attribute;
using semantics::ObjectType;
using semantics::Particle;

namespace {

/// Whether two formulas of the schema say the same, so that they need not be told apart by the kind of object.
bool same_formula(const semantics::Expr& a, const semantics::Expr& b) {
    return a.kind == b.kind && a.value == b.value && a.variable == b.variable && a.function == b.function &&
           a.index == b.index && a.attribute_name == b.attribute_name && a.exponent == b.exponent &&
           a.compare_op == b.compare_op && a.low_closed == b.low_closed && a.high_closed == b.high_closed &&
           a.intrinsic == b.intrinsic && a.ranges.empty() && b.ranges.empty() &&
           std::ranges::equal(a.operands, b.operands,
                              [](const auto& x, const auto& y) { return same_formula(*x, *y); });
}

bool same_attribute(const Attribute& a, const Attribute& b) {
    if (!a.formula || !b.formula) return !a.formula && !b.formula && a.column == b.column;
    return same_formula(*a.formula, *b.formula);
}

const Attribute& find(const Particle& particle, const std::string& name) {
    if (const Attribute* attribute = semantics::Schema::find(particle, name)) return *attribute;
    throw diagnostics::InternalError("plan", particle.name + " has no attribute " + name);
}

}  // namespace

Value Lowering::attribute(const Value& object, const std::string& attribute_name) {
    const auto of = [&]() -> Value {
        switch (object.kind) {
            case Value::Kind::object: return attribute_of_detector(object, attribute_name);
            case Value::Kind::met: return attribute_of_kind(object, find(schema_.met, attribute_name));
            case Value::Kind::momentum: return attribute_of_kind(object, find(schema_.momentum, attribute_name));
            case Value::Kind::transverse: return attribute_of_kind(object, find(schema_.transverse, attribute_name));
            default: throw diagnostics::InternalError("plan", "attribute " + attribute_name + " of what is no object");
        }
    };
    const Value value = of();
    if (const std::string owner = name_of(object); !owner.empty())
        name(value, owner + "." + attribute_name, NameRank::stored);
    return value;
}

/// The attribute of an object of one of several kinds: one expression where all kinds have the same, else a choice by
/// the object's `typ`.
Value Lowering::attribute_of_detector(const Value& object, const std::string& attribute_name) {
    const std::vector<const Particle*> kinds = schema_.members(object.object);
    const Attribute& first = find(*kinds[0], attribute_name);
    const auto is_first = [&](const Particle* kind) { return same_attribute(first, find(*kind, attribute_name)); };
    if (std::ranges::all_of(kinds, is_first)) return attribute_of_kind(object, first);

    const NodeId typ = builder_.object_column(abi::kTyp, object.node);
    Value value;
    for (std::size_t i = kinds.size(); i-- > 0;) {
        const auto particle = static_cast<std::uint32_t>(kinds[i] - schema_.particles.data());
        const Value narrowed = Value::of_object(object.node, {ObjectType::Kind::detector, 1u << particle});
        const Value own = attribute_of_kind(narrowed, find(*kinds[i], attribute_name));
        if (i + 1 == kinds.size()) {
            value = own;
            continue;
        }
        const NodeId is_kind = builder_.apply(Op::equal, typ, builder_.number(kinds[i]->block_particle));
        value.node = builder_.select(is_kind, own.node, value.node);
        if (value.kind == Value::Kind::boolean)
            value.undecided = builder_.select(is_kind, own.undecided, value.undecided);
    }
    return value;
}

Value Lowering::attribute_of_kind(const Value& object, const Attribute& attribute) {
    if (!attribute.formula) return stored_attribute(object, attribute);
    const CallKey key = call_key(attribute.formula.get(), {object});
    if (const auto known = calls_.find(key); known != calls_.end()) return known->second;

    const auto outer = variables_.find(semantics::kThisVariable);
    const bool nested = outer != variables_.end();
    const Value saved = nested ? outer->second : Value{};
    variables_[semantics::kThisVariable] = object;
    const Value value = lower(*attribute.formula);
    if (nested) {
        variables_[semantics::kThisVariable] = saved;
    } else {
        variables_.erase(semantics::kThisVariable);
    }
    return calls_[key] = value;
}

Value Lowering::stored_attribute(const Value& object, const Attribute& attribute) {
    if (object.is_momentum()) return Value::of_number(object.components[static_cast<std::size_t>(attribute.column)]);
    if (object.kind == Value::Kind::met) return Value::of_number(builder_.event_column(attribute.column));
    return Value::of_number(builder_.object_column(attribute.column, object.node));
}

Value Lowering::momentum_of(const Value& object) {
    if (object.is_momentum()) return object;
    Value momentum;
    momentum.kind = object.kind == Value::Kind::met ? Value::Kind::transverse : Value::Kind::momentum;
    constexpr std::array kComponents = {"px", "py", "pz", "energy"};
    for (int i = 0; i < momentum.component_count(); ++i)
        momentum.components[i] = attribute(object, kComponents[i]).node;
    return momentum;
}

Value Lowering::as_transverse(const Value& momentum) const {
    Value transverse = momentum;
    transverse.kind = Value::Kind::transverse;
    transverse.components[2] = transverse.components[3] = kNone;
    return transverse;
}

/// Sum or difference, component by component; transverse as soon as one side is.
Value Lowering::add_momenta(Op op, const Value& a, const Value& b) {
    Value sum = momentum_of(a);
    Value other = momentum_of(b);
    if (other.kind == Value::Kind::transverse) sum = as_transverse(sum);
    for (int i = 0; i < sum.component_count(); ++i)
        sum.components[i] = builder_.apply(op, sum.components[i], other.components[i]);
    return sum;
}

Value Lowering::leg_value(semantics::CandidateId id, int leg) {
    const semantics::Candidate& candidate = program_.candidates[static_cast<std::size_t>(id)];
    const semantics::Candidate::Leg& self = candidate.legs[static_cast<std::size_t>(leg)];
    const Value object = Value::of_object(builder_.leg(pick_of(id), leg), self.type);
    name(object, candidate.name + "." + self.name, NameRank::stored);
    return object;
}

Value Lowering::candidate_value(semantics::CandidateId id) {
    const semantics::Candidate& candidate = program_.candidates[static_cast<std::size_t>(id)];
    Value sum = momentum_of(leg_value(id, 0));
    for (int leg = 1; leg < static_cast<int>(candidate.legs.size()); ++leg)
        sum = add_momenta(Op::add, sum, leg_value(id, leg));
    name(sum, candidate.name, NameRank::define);
    return sum;
}

}  // namespace collmc::plan
