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

// ---- what is known of an object's kind ------------------------------------------------------------------------------

std::uint32_t Reading::rows() const {
    std::uint32_t mask = 0;
    for (std::size_t row = 0; row < as.size(); ++row) mask |= as[row] >= 0 ? 1u << row : 0;
    return mask;
}

std::uint32_t Reading::kinds() const {
    std::uint32_t mask = 0;
    for (const std::int8_t kind : as) mask |= kind >= 0 ? 1u << kind : 0;
    return mask;
}

Reading Reading::only(std::uint32_t kinds) const {
    Reading result = *this;
    for (std::int8_t& kind : result.as) {
        if (kind >= 0 && !(kinds >> kind & 1)) kind = -1;
    }
    return result;
}

void Reading::add(const Reading& other) {
    for (std::size_t row = 0; row < as.size(); ++row) {
        if (as[row] < 0) as[row] = other.as[row];
    }
}

Value Lowering::narrowed(Value value, const semantics::Type& type) const {
    const bool is_detector =
        type.kind == semantics::Type::Kind::object && type.object.kind == ObjectType::Kind::detector;
    if (value.kind != Value::Kind::object || !is_detector) return value;
    const Reading known = value.reading.only(type.object.particles);
    if (known.rows() != 0) value.reading = known;
    return value;
}

// ---- attributes -----------------------------------------------------------------------------------------------------

Value Lowering::attribute(const Value& object, const std::string& attribute_name) {
    const auto of = [&]() -> Value {
        switch (object.kind) {
            case Value::Kind::object: return attribute_of_detector(object, attribute_name);
            case Value::Kind::met: return attribute_of_met(object, attribute_name);
            case Value::Kind::tuple: return attribute(momentum_of(object), attribute_name);
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
/// the row's `typ`.
Value Lowering::attribute_of_detector(const Value& object, const std::string& attribute_name) {
    std::vector<const Particle*> kinds;
    for (std::size_t kind = 0; kind < schema_.particles.size(); ++kind) {
        if (object.reading.kinds() >> kind & 1) kinds.push_back(&schema_.particles[kind]);
    }
    if (kinds.empty()) throw diagnostics::InternalError("plan", "an object of no kind has no " + attribute_name);
    const Attribute& first = find(*kinds[0], attribute_name);
    const auto is_first = [&](const Particle* kind) { return same_attribute(first, find(*kind, attribute_name)); };
    if (std::ranges::all_of(kinds, is_first)) return attribute_of_kind(object, first);

    Value value;
    for (std::size_t i = kinds.size(); i-- > 0;) {
        Value as_kind = object;
        as_kind.reading = object.reading.only(1u << (kinds[i] - schema_.particles.data()));
        const Value own = attribute_of_kind(as_kind, find(*kinds[i], attribute_name));
        value = i + 1 == kinds.size() ? own : choose(is_typ(object, as_kind.reading.rows()), own, value);
    }
    return value;
}

/// A kind of row that the world scales moves MET.
Value Lowering::attribute_of_met(const Value& met, const std::string& attribute_name) {
    Value stored = met;
    stored.as_stored = true;
    const Value unmoved = attribute_of_kind(stored, find(schema_.met, attribute_name));
    const int scaled = world_.scaled();
    if (met.as_stored || scaled < 0) return unmoved;

    Value moved;
    moved.kind = Value::Kind::transverse;
    constexpr std::array kComponents = {"px", "py"};
    for (std::size_t i = 0; i < kComponents.size(); ++i) {
        const NodeId before = attribute_of_kind(stored, find(schema_.met, kComponents[i])).node;
        moved.components[i] = builder_.apply(Op::subtract, before, change_of_met(kComponents[i]));
        if (attribute_name == kComponents[i]) return Value::of_number(moved.components[i]);
    }
    const Value value = attribute_of_kind(moved, find(schema_.transverse, attribute_name));
    const NodeId rows = builder_.size(space(collection_value(scaled).space).collection);
    return choose(builder_.apply(Op::equal, rows, builder_.number(0)), unmoved, value);
}

NodeId Lowering::change_of_met(const char* component) {
    const Scoped depth(depth_, 0);
    Loops loops;
    const SpaceId rows = collection_value(world_.scaled()).space;
    loops.shapes.push_back(add_shape(loops, rows, kNone, space(rows).name));
    const Opened opened = open(loops);
    Value object = value_of(loops, loops.shapes[0]);
    const NodeId after = attribute(object, component).node;
    object.as_stored = true;
    const NodeId before = attribute_of_detector(object, component).node;
    close(1);
    return reduce_nested(Op::sum, Op::sum, opened, builder_.apply(Op::subtract, after, before));
}

Value Lowering::attribute_of_kind(const Value& object, const Attribute& attribute) {
    if (!attribute.formula) return stored_attribute(object, attribute);
    const CallKey key = call_key(attribute.formula.get(), {object});
    if (const auto known = world_.calls.find(key); known != world_.calls.end()) return known->second;

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
    return world_.calls[key] = value;
}

Value Lowering::stored_attribute(const Value& object, const Attribute& attribute) {
    if (object.is_momentum()) return Value::of_number(object.components[static_cast<std::size_t>(attribute.column)]);
    if (object.kind == Value::Kind::met) return Value::of_number(builder_.event_column(attribute.column));
    if (attribute.column == abi::kPt) return Value::of_number(stored_pt(object));
    return Value::of_number(builder_.object_column(attribute.column, object.node));
}

/// What a world scales is the pt of rows of one kind, whatever they are read as.
NodeId Lowering::stored_pt(const Value& object) {
    const NodeId pt = builder_.object_column(abi::kPt, object.node);
    const int scaled = world_.scaled();
    if (object.as_stored || scaled < 0 || !(object.reading.rows() >> scaled & 1)) return pt;
    const NodeId varied = builder_.apply(Op::multiply, pt, builder_.number(world_.variation->factor));
    return builder_.select(is_typ(object, 1u << scaled), varied, pt);
}

// ---- momenta --------------------------------------------------------------------------------------------------------

Value Lowering::momentum_of(const Value& object) {
    if (object.is_momentum()) return object;
    Value momentum;
    if (object.kind == Value::Kind::tuple) {
        const Tuple tuple = tuples_[static_cast<std::size_t>(object.tuple)];
        momentum = momentum_of(tuple.legs[0]);
        for (std::size_t leg = 1; leg < tuple.legs.size(); ++leg)
            momentum = add_momenta(Op::add, momentum, tuple.legs[leg]);
        momentum.space = kNone;
        name(momentum, tuple.name, NameRank::define);
        return momentum;
    }
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
    sum.space = kNone;
    for (int i = 0; i < sum.component_count(); ++i)
        sum.components[i] = builder_.apply(op, sum.components[i], other.components[i]);
    return sum;
}

Value Lowering::lower_momentum(const Expr& expr) {
    Value momentum;
    momentum.kind = Value::Kind::momentum;
    for (std::size_t i = 0; i < 4; ++i) momentum.components[i] = lower_number(*expr.operands[i]);
    return momentum;
}

// ---- combinations ---------------------------------------------------------------------------------------------------

/// Equal combinations are one.
Value Lowering::tuple_value(Tuple tuple) {
    std::vector<std::int32_t> key = call_key(nullptr, tuple.legs).second;
    key[0] = tuple.candidate;
    const auto [place, is_new] = known_tuples_.try_emplace(std::move(key), kNone);
    if (is_new) {
        place->second = static_cast<TupleId>(tuples_.size());
        tuples_.push_back(std::move(tuple));
    }
    return Value::of_tuple(place->second);
}

Value Lowering::member(const Value& object, int index) const {
    if (object.kind != Value::Kind::tuple)
        throw diagnostics::InternalError("plan", "a member of what is no combination");
    return tuples_[static_cast<std::size_t>(object.tuple)].legs[static_cast<std::size_t>(index)];
}

}  // namespace collmc::plan
