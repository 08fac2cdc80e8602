#include "compiler/plan/lower.h"

#include <cstdlib>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/lowering.h"

namespace collmc::plan {

using semantics::Intrinsic;
using Kind = semantics::Expr::Kind;

namespace {

Op op_of(Intrinsic intrinsic) {
    switch (intrinsic) {
        case Intrinsic::sqrt: return Op::square_root;
        case Intrinsic::cbrt: return Op::cbrt;
        case Intrinsic::exp: return Op::exp;
        case Intrinsic::log: return Op::log;
        case Intrinsic::sin: return Op::sin;
        case Intrinsic::cos: return Op::cos;
        case Intrinsic::tan: return Op::tan;
        case Intrinsic::asin: return Op::asin;
        case Intrinsic::acos: return Op::acos;
        case Intrinsic::atan: return Op::atan;
        case Intrinsic::sinh: return Op::sinh;
        case Intrinsic::cosh: return Op::cosh;
        case Intrinsic::tanh: return Op::tanh;
        case Intrinsic::asinh: return Op::asinh;
        case Intrinsic::acosh: return Op::acosh;
        case Intrinsic::atanh: return Op::atanh;
        case Intrinsic::atan2: return Op::atan2;
        case Intrinsic::hypot: return Op::hypot;
        case Intrinsic::min2: return Op::minimum;
        case Intrinsic::max2: return Op::maximum;
        case Intrinsic::sign: return Op::sign;
        case Intrinsic::wrap_phi: return Op::wrap_phi;
    }
    throw diagnostics::InternalError("plan", "an intrinsic function has no operation");
}

Op op_of(Kind kind) {
    switch (kind) {
        case Kind::add: return Op::add;
        case Kind::subtract: return Op::subtract;
        case Kind::multiply: return Op::multiply;
        default: return Op::divide;
    }
}

}  // namespace

Plan lower(const semantics::Program& program) { return Lowering(program).run(); }

Plan Lowering::run() {
    plan().title = program_.title;
    plan().selections.push_back({kNone, kNone, kNone, "all events"});
    for (const semantics::Region& region : program_.regions) lower_region(region);
    return prune(plan());
}

Value Lowering::lower(const Expr& expr) {
    switch (expr.kind) {
        case Kind::number: return Value::of_number(builder_.number(expr.value));
        case Kind::met: return Value::of_met();
        case Kind::element: return variables_.at(expr.variable);
        case Kind::at: {
            const Value collection = lower(*expr.operands[0]);
            const Value object = Value::of_object(builder_.at(collection.collection, expr.index), collection.object);
            name(object, plan().collections[collection.collection].name + "[" + std::to_string(expr.index) + "]",
                 NameRank::stored);
            return object;
        }
        case Kind::candidate: return candidate_value(expr.candidate);
        case Kind::leg: return leg_value(expr.candidate, expr.index);
        case Kind::parameter: return parameters_->at(static_cast<std::size_t>(expr.index));
        case Kind::define: return lower_define(expr.define);
        case Kind::collection: return collection_value(expr.collection);
        case Kind::attribute: return attribute(lower(*expr.operands[0]), expr.attribute_name);
        case Kind::size: return Value::of_number(builder_.size(lower(*expr.operands[0]).collection));
        case Kind::exists: return Value::of_boolean(builder_.found(pick_of(expr.candidate)), builder_.boolean(false));
        case Kind::negate:
        case Kind::absolute:
        case Kind::add:
        case Kind::subtract:
        case Kind::multiply:
        case Kind::divide: return lower_arithmetic(expr);
        case Kind::power: return Value::of_number(lower_power(lower_number(*expr.operands[0]), expr.exponent));
        case Kind::compare: return lower_compare(expr);
        case Kind::interval: return lower_interval(expr);
        case Kind::logical_and:
        case Kind::logical_or:
        case Kind::logical_not: return lower_logical(expr);
        case Kind::conditional: return lower_conditional(expr);
        case Kind::intrinsic: return Value::of_number(lower_intrinsic(expr.intrinsic, lower_operands(expr)));
        case Kind::call: return lower_call(expr);
        case Kind::reduce: return lower_reduce(expr);
    }
    throw diagnostics::InternalError("plan", "the typed program has an expression of unknown kind");
}

std::vector<Value> Lowering::lower_operands(const Expr& expr) {
    std::vector<Value> operands;
    for (const semantics::ExprPtr& operand : expr.operands) operands.push_back(lower(*operand));
    return operands;
}

/// A define sees neither variables nor parameters of the place where it is used: it is one value per event.
Value Lowering::lower_define(semantics::DefineId id) {
    if (const auto known = defines_.find(id); known != defines_.end()) return known->second;
    const semantics::Define& define = program_.defines[static_cast<std::size_t>(id)];
    const Scoped<Parameters> parameters(parameters_, nullptr);
    const Scoped depth(depth_, 0);
    const Value value = lower(*define.value);
    name(value, define.name, NameRank::define);
    return defines_[id] = value;
}

Value Lowering::lower_call(const Expr& expr) {
    const semantics::Function& function = program_.functions[static_cast<std::size_t>(expr.function)];
    const std::vector<Value> arguments = lower_operands(expr);
    if (function.intrinsic) return Value::of_number(lower_intrinsic(*function.intrinsic, arguments));

    const CallKey key = call_key(function.body.get(), arguments);
    if (const auto known = calls_.find(key); known != calls_.end()) return known->second;
    const Scoped<Parameters> parameters(parameters_, &arguments);
    const Value value = lower(*function.body);
    name(value, function.name, NameRank::call);
    return calls_[key] = value;
}

Lowering::CallKey Lowering::call_key(const void* callee, const std::vector<Value>& arguments) const {
    std::vector<std::int32_t> key{depth_};
    for (const Value& value : arguments) {
        key.push_back(static_cast<std::int32_t>(value.kind));
        key.insert(key.end(),
                   {value.node, value.undecided, value.collection, static_cast<std::int32_t>(value.object.particles)});
        key.insert(key.end(), value.components.begin(), value.components.end());
    }
    return {callee, std::move(key)};
}

Value Lowering::lower_conditional(const Expr& expr) {
    const Value condition = lower(*expr.operands[1]);
    Value yes = lower(*expr.operands[0]), no = lower(*expr.operands[2]);
    const auto choose = [&](NodeId a, NodeId b) { return builder_.select(condition.node, a, b); };
    switch (yes.kind) {
        case Value::Kind::number: return Value::of_number(choose(yes.node, no.node));
        case Value::Kind::boolean:
            return Value::of_boolean(choose(yes.node, no.node),
                                     builder_.logical_or(condition.undecided, choose(yes.undecided, no.undecided)));
        case Value::Kind::collection:
            if (yes.collection == no.collection) return yes;
            throw diagnostics::InternalError("plan",
                                             "a collection is chosen by a condition: " + std::string(expr.span.text()));
        default: break;
    }
    if (yes.kind == Value::Kind::object && no.kind == Value::Kind::object) {
        const semantics::ObjectType type{semantics::ObjectType::Kind::detector,
                                         yes.object.particles | no.object.particles};
        return Value::of_object(choose(yes.node, no.node), type);
    }
    if (yes.kind == Value::Kind::met && no.kind == Value::Kind::met) return yes;
    yes = momentum_of(yes);
    no = momentum_of(no);
    if (yes.kind != no.kind) {
        yes = as_transverse(yes);
        no = as_transverse(no);
    }
    for (int i = 0; i < yes.component_count(); ++i) yes.components[i] = choose(yes.components[i], no.components[i]);
    return yes;
}

Value Lowering::lower_arithmetic(const Expr& expr) {
    const Value a = lower(*expr.operands[0]);
    if (expr.kind == Kind::absolute) return Value::of_number(builder_.apply(Op::absolute, a.node));
    if (expr.kind == Kind::negate) {
        if (a.kind == Value::Kind::number) return Value::of_number(builder_.apply(Op::negate, a.node));
        Value momentum = momentum_of(a);
        for (int i = 0; i < momentum.component_count(); ++i) {
            momentum.components[i] = builder_.apply(Op::negate, momentum.components[i]);
        }
        return momentum;
    }
    const Value b = lower(*expr.operands[1]);
    if (a.kind != Value::Kind::number) return add_momenta(op_of(expr.kind), a, b);
    return Value::of_number(builder_.apply(op_of(expr.kind), a.node, b.node));
}

NodeId Lowering::lower_intrinsic(Intrinsic intrinsic, const std::vector<Value>& operands) {
    return builder_.apply(op_of(intrinsic), operands[0].node, operands.size() > 1 ? operands[1].node : kNone);
}

/// x^(p/q): the square or cube root, then the p-th power as ((x x) x) ..., then the reciprocal if p is negative. The
/// checker admits no other roots and no power beyond 64.
NodeId Lowering::lower_power(NodeId base, semantics::Rational exponent) {
    NodeId root = base;
    if (exponent.denominator == 2) root = builder_.apply(Op::square_root, base);
    if (exponent.denominator == 3) root = builder_.apply(Op::cbrt, base);
    NodeId power = root;
    for (long i = 1; i < std::labs(exponent.numerator); ++i) power = builder_.apply(Op::multiply, power, root);
    return exponent.numerator < 0 ? builder_.apply(Op::divide, builder_.number(1), power) : power;
}

// ---- names ----------------------------------------------------------------------------------------------------------

void Lowering::name(const Value& value, const std::string& name, NameRank rank) {
    constexpr std::array kComponents = {"px", "py", "pz", "E"};
    if (value.is_momentum()) {
        for (int i = 0; i < value.component_count(); ++i)
            builder_.name(value.components[i], name + "." + kComponents[i], rank);
        return;
    }
    if (value.node != kNone) builder_.name(value.node, name, rank);
}

/// What the program calls an object; a sum's name is that of its components.
std::string Lowering::name_of(const Value& object) const {
    if (object.kind == Value::Kind::met) return schema_.met.name;
    if (!object.is_momentum()) return builder_.name_of(object.node);
    const std::string& component = builder_.name_of(object.components[0]);
    return component.ends_with(".px") ? component.substr(0, component.size() - 3) : std::string();
}

}  // namespace collmc::plan
