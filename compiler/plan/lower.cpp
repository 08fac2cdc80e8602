#include "compiler/plan/lower.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/lowering.h"
#include "compiler/plan/scalar.h"

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
        case Intrinsic::floor: return Op::floor;
        case Intrinsic::eigenvalue3: return Op::eigenvalue3;
        case Intrinsic::mt2: return Op::mt2;
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

Plan lower(const semantics::Program& program, const LowerOptions& options) { return Lowering(program, options).run(); }

Plan Lowering::run() {
    plan().title = program_.title;
    plan().experiment = program_.experiment;
    plan().reference = program_.reference;
    plan().luminosity = program_.luminosity;
    switch (program_.dialect) {
        case semantics::Program::Dialect::any: break;
        case semantics::Program::Dialect::delphes: plan().dialect = "delphes"; break;
        case semantics::Program::Dialect::pgs: plan().dialect = "pgs"; break;
    }
    plan().selections.push_back({kNone, kNone, kNone, "all events"});
    lower_world();
    for (const semantics::Variation& variation : program_.variations) {
        world_ = World{&variation};
        lower_world();
    }
    return prune(plan());
}

void Lowering::lower_world() {
    for (const semantics::Region& region : program_.regions) lower_region(region);
}

Value Lowering::lower(const Expr& expr) {
    switch (expr.kind) {
        case Kind::number: return Value::of_number(builder_.number(expr.value));
        case Kind::met: return Value::of_met();
        case Kind::element: {
            // A formula of the schema stands for all kinds that have the same, whatever kind it was checked for.
            const Value& object = variables_.at(expr.variable);
            return expr.variable == semantics::kThisVariable ? object : narrowed(object, expr.type);
        }
        case Kind::at: return narrowed(at(lower(*expr.operands[0]).space, expr.index), expr.type);
        case Kind::candidate: return candidate_value(expr.candidate);
        case Kind::leg: return narrowed(leg_value(expr.candidate, expr.index), expr.type);
        case Kind::member: return narrowed(member(lower(*expr.operands[0]), expr.index), expr.type);
        case Kind::parameter: return narrowed(parameters_->at(static_cast<std::size_t>(expr.index)), expr.type);
        case Kind::define: return narrowed(lower_define(expr.define), expr.type);
        case Kind::local_define: return narrowed(lower_local_define(expr), expr.type);
        case Kind::collection: return collection_value(expr.collection);
        case Kind::members: return Value::of_collection(lower(*expr.operands[0]).space);
        case Kind::leading: return Value::of_collection(leading(lower(*expr.operands[0]).space, expr.index));
        case Kind::attribute: return attribute(lower(*expr.operands[0]), expr.attribute_name);
        case Kind::size: return lower_size(lower(*expr.operands[0]).space);
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
        case Kind::otherwise: return lower_otherwise(expr);
        case Kind::is_kind: return lower_is_kind(expr);
        case Kind::make_momentum: return lower_momentum(expr);
        case Kind::chance: return lower_chance(expr);
        case Kind::broken: break;  // stands in no program without errors
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
    if (const auto known = world_.defines.find(id); known != world_.defines.end()) return known->second;
    const semantics::Define& define = program_.defines[static_cast<std::size_t>(id)];
    const Scoped<Parameters> parameters(parameters_, nullptr);
    const Scoped depth(depth_, 0);
    const Value value = lower(*define.value);
    name(value, define.name, NameRank::define);
    return world_.defines[id] = value;
}

/// A define of a combination is a function of its legs.
Value Lowering::lower_local_define(const Expr& expr) {
    const semantics::Candidate& block = candidate(expr.candidate);
    const semantics::Candidate::LocalDefine& define = block.defines[static_cast<std::size_t>(expr.index)];
    std::vector<Value> legs, outer;
    std::string owner;
    for (const semantics::Candidate::Leg& leg : block.legs) outer.push_back(variables_[leg.variable]);
    if (expr.operands.empty()) {
        legs = outer;
    } else {
        const Value whole = lower(*expr.operands[0]);
        for (std::size_t leg = 0; leg < block.legs.size(); ++leg) legs.push_back(member(whole, static_cast<int>(leg)));
        owner = name_of(whole) + ".";
    }
    const CallKey key = call_key(&define, legs);
    if (const auto known = world_.calls.find(key); known != world_.calls.end()) return known->second;

    const Scoped<Parameters> parameters(parameters_, nullptr);
    for (std::size_t leg = 0; leg < legs.size(); ++leg) variables_[block.legs[leg].variable] = legs[leg];
    const Value value = lower(*define.value);
    for (std::size_t leg = 0; leg < legs.size(); ++leg) variables_[block.legs[leg].variable] = outer[leg];
    name(value, owner + define.name, NameRank::define);
    return world_.calls[key] = value;
}

Value Lowering::lower_call(const Expr& expr) {
    const semantics::Function& function = program_.functions[static_cast<std::size_t>(expr.function)];
    const std::vector<Value> arguments = lower_operands(expr);
    if (function.intrinsic) return Value::of_number(lower_intrinsic(*function.intrinsic, arguments));
    if (function.table) {
        const Value value = lower_table(expr.function, arguments);
        name(value, function.name, NameRank::call);
        return value;
    }

    const CallKey key = call_key(function.body.get(), arguments);
    if (const auto known = world_.calls.find(key); known != world_.calls.end()) return known->second;
    const Scoped<Parameters> parameters(parameters_, &arguments);
    const Value value = lower(*function.body);
    name(value, function.name, NameRank::call);
    return world_.calls[key] = value;
}

Lowering::CallKey Lowering::call_key(const void* callee, const std::vector<Value>& arguments) const {
    std::vector<std::int32_t> key{depth_};
    for (const Value& value : arguments) {
        key.insert(key.end(), {static_cast<std::int32_t>(value.kind), value.node, value.undecided, value.space,
                               value.tuple, value.as_stored});
        key.insert(key.end(), value.components.begin(), value.components.end());
        key.insert(key.end(), value.reading.as.begin(), value.reading.as.end());
    }
    return {callee, std::move(key)};
}

// ---- tables ---------------------------------------------------------------------------------------------------------

namespace {

using Side = semantics::Table::Side;

/// The lowest and highest numbers that lie in any of a table's boxes, along one parameter.
std::pair<double, double> extent(const semantics::Table& table, std::size_t parameter) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    double low = kInfinity, high = -kInfinity;
    for (const semantics::Table::Row& row : table.rows) {
        const Side& side = row.box[parameter];
        low = std::min(low, side.low_closed ? side.low : std::nextafter(side.low, kInfinity));
        high = std::max(high, side.high_closed ? side.high : std::nextafter(side.high, -kInfinity));
    }
    return {low, high};
}

}  // namespace

/// A choice row by row: the boxes do not overlap, and leave no gaps where `nearest` needs that.
Value Lowering::lower_table(semantics::FunctionId id, const std::vector<Value>& arguments) {
    const semantics::Table& table = *program_.functions[static_cast<std::size_t>(id)].table;
    const semantics::Variation* variation = world_.variation;
    const bool varied = variation && variation->kind == semantics::Variation::Kind::use && variation->function == id;
    std::vector<NodeId> at;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        NodeId x = arguments[i].node;
        if (table.nearest) {
            const auto [low, high] = extent(table, i);
            x = builder_.apply(Op::minimum, builder_.apply(Op::maximum, x, builder_.number(low)),
                               builder_.number(high));
        }
        at.push_back(x);
    }
    NodeId value = builder_.number(table.nearest ? std::numeric_limits<double>::quiet_NaN() : table.outside);
    for (std::size_t i = table.rows.size(); i-- > 0;) {
        const semantics::Table::Row& row = table.rows[i];
        NodeId inside = builder_.boolean(true);
        for (std::size_t side = 0; side < at.size(); ++side)
            inside = builder_.logical_and(inside, is_between(at[side], row.box[side]));
        const double chosen = !varied ? row.value : variation->up ? row.up : row.down;
        value = builder_.select(inside, builder_.number(chosen), value);
    }
    return Value::of_number(value);
}

NodeId Lowering::is_between(NodeId x, const semantics::Table::Side& side) {
    const NodeId above = builder_.apply(side.low_closed ? Op::less_equal : Op::less, builder_.number(side.low), x);
    const NodeId below = builder_.apply(side.high_closed ? Op::less_equal : Op::less, x, builder_.number(side.high));
    return builder_.logical_and(above, below);
}

// ---- choices --------------------------------------------------------------------------------------------------------

Value Lowering::lower_conditional(const Expr& expr) {
    const Value condition = lower(*expr.operands[1]);
    Value value = choose(condition.node, lower(*expr.operands[0]), lower(*expr.operands[2]));
    if (value.kind == Value::Kind::boolean) value.undecided = builder_.logical_or(condition.undecided, value.undecided);
    return value;
}

Value Lowering::lower_otherwise(const Expr& expr) {
    const Value value = lower(*expr.operands[0]);
    const NodeId is_there = is_present(value);
    return builder_.is_true(is_there) ? value : choose(is_there, value, lower(*expr.operands[1]));
}

Value Lowering::choose(NodeId condition, Value yes, Value no) {
    const auto select = [&](NodeId a, NodeId b) { return builder_.select(condition, a, b); };
    switch (yes.kind) {
        case Value::Kind::number: return Value::of_number(select(yes.node, no.node));
        case Value::Kind::boolean:
            return Value::of_boolean(select(yes.node, no.node), select(yes.undecided, no.undecided));
        case Value::Kind::collection:
            if (yes.space == no.space) return yes;
            throw diagnostics::InternalError("plan", "a collection is chosen by a condition: " + space(yes.space).name);
        default: break;
    }
    if (yes.kind == Value::Kind::object && no.kind == Value::Kind::object) {
        Reading reading = yes.reading;
        reading.add(no.reading);
        return Value::of_object(select(yes.node, no.node), reading);
    }
    if (yes.kind == Value::Kind::met && no.kind == Value::Kind::met) return yes;
    yes = momentum_of(yes);
    no = momentum_of(no);
    if (yes.kind != no.kind) {
        yes = as_transverse(yes);
        no = as_transverse(no);
    }
    yes.space = kNone;
    for (int i = 0; i < yes.component_count(); ++i) yes.components[i] = select(yes.components[i], no.components[i]);
    return yes;
}

Value Lowering::lower_arithmetic(const Expr& expr) {
    const Value a = lower(*expr.operands[0]);
    if (expr.kind == Kind::absolute) return Value::of_number(builder_.apply(Op::absolute, a.node));
    if (expr.kind == Kind::negate) {
        if (a.kind == Value::Kind::number) return Value::of_number(builder_.apply(Op::negate, a.node));
        Value momentum = momentum_of(a);
        momentum.space = kNone;
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
    const Op op = op_of(intrinsic);
    if (!is_arithmetic(op)) {
        std::vector<NodeId> in;
        for (const Value& operand : operands) in.push_back(operand.node);
        return builder_.solve(op, std::move(in));
    }
    return builder_.apply(op, operands[0].node, operands.size() > 1 ? operands[1].node : kNone);
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
    if (object.kind == Value::Kind::tuple) return tuples_[static_cast<std::size_t>(object.tuple)].name;
    if (!object.is_momentum()) return builder_.name_of(object.node);
    const std::string& component = builder_.name_of(object.components[0]);
    return component.ends_with(".px") ? component.substr(0, component.size() - 3) : std::string();
}

}  // namespace collmc::plan
