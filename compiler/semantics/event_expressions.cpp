#include <algorithm>
#include <cmath>

#include "compiler/semantics/comparisons.h"
#include "compiler/semantics/event_evaluator.h"

namespace collmc::semantics {

using Kind = Expr::Kind;

bool EventEvaluator::compare(CompareOp op, double a, double b) {
    undecided_ |= std::isnan(a) || std::isnan(b);
    return holds(op, a, b);
}

/// A condition that may be undecided without leaving the cut undecided.
bool EventEvaluator::truth_aside(const Expr& expr) {
    const bool before = undecided_;
    const bool value = truth(expr);
    undecided_ = before;
    return value;
}

EventEvaluator::Value EventEvaluator::eval(const Expr& expr) {
    if (missing_ != nullptr || is_lost_) return {};
    if (++steps_ > kMostSteps) return lose();
    Value value;
    auto boolean = [&](bool truth_value) {
        value.kind = Value::Kind::truth;
        value.truth = truth_value;
        return value;
    };
    auto operand = [&](int i) { return eval(*expr.operands[i]); };
    switch (expr.kind) {
        case Kind::number: value.number = expr.value; return value;
        case Kind::met: value.kind = Value::Kind::met; return value;
        case Kind::element: {
            const auto bound = variables_.find(expr.variable);
            return bound == variables_.end() ? lose() : bound->second;
        }
        case Kind::at: {
            const Values objects = operand(0).items;
            if (expr.index >= static_cast<int>(objects.size())) return miss(expr);
            return objects[expr.index];
        }
        case Kind::candidate:
        case Kind::leg: return candidate_value(expr);
        case Kind::member: {
            const Value whole = operand(0);
            if (missing_ != nullptr) return value;
            return expr.index < static_cast<int>(whole.items.size()) ? whole.items[expr.index] : lose();
        }
        case Kind::local_define: return local_define(expr);
        case Kind::parameter: return frame_ ? frame_->arguments[expr.index] : lose();
        case Kind::define: {
            const Frame* caller = frame_;
            frame_ = nullptr;
            value = eval(*program_.defines[expr.define].value);
            frame_ = caller;
            return value;
        }
        case Kind::collection:
            value.kind = Value::Kind::collection;
            value.items = collection_objects(expr.collection);
            return value;
        case Kind::members:
            value.kind = Value::Kind::collection;
            value.items = operand(0).items;
            return value;
        case Kind::leading:
            value = operand(0);
            if (static_cast<int>(value.items.size()) > expr.index) value.items.resize(expr.index);
            return value;
        case Kind::otherwise: return otherwise(expr);
        case Kind::is_kind: return boolean(expr.index >> operand(0).particle & 1);
        case Kind::make_momentum:
            value.kind = Value::Kind::momentum;
            for (int i = 0; i < 4; ++i) value.p[i] = number(*expr.operands[i]);
            return value;
        case Kind::chance: return chance(expr);
        case Kind::attribute: return attribute(operand(0), expr.attribute_name);
        case Kind::size: value.number = static_cast<double>(operand(0).items.size()); return value;
        case Kind::exists: return boolean(exists(expr.candidate));
        case Kind::compare:
            return boolean(compare(expr.compare_op, number(*expr.operands[0]), number(*expr.operands[1])));
        case Kind::interval: {
            const double x = number(*expr.operands[0]);
            const bool above =
                compare(expr.low_closed ? CompareOp::greater_equal : CompareOp::greater, x, number(*expr.operands[1]));
            const bool below =
                compare(expr.high_closed ? CompareOp::less_equal : CompareOp::less, x, number(*expr.operands[2]));
            return boolean(above && below);
        }
        case Kind::logical_and: return boolean(truth(*expr.operands[0]) && truth(*expr.operands[1]));
        case Kind::logical_or: return boolean(truth(*expr.operands[0]) || truth(*expr.operands[1]));
        case Kind::logical_not: return boolean(!truth(*expr.operands[0]));
        case Kind::conditional: return operand(truth(*expr.operands[1]) ? 0 : 2);
        case Kind::intrinsic: {
            std::vector<double> x;
            for (const ExprPtr& part : expr.operands) x.push_back(number(*part));
            value.number = intrinsic(expr.intrinsic, x);
            return value;
        }
        case Kind::call: return call(expr);
        case Kind::reduce: return reduce(expr);
        case Kind::broken: return lose();
        default: return arithmetic(expr);
    }
}

/// From here on nothing is known.
EventEvaluator::Value EventEvaluator::lose() {
    is_lost_ = true;
    sure_ = false;
    return {};
}

/// Any draw will do, the same for the same row.
EventEvaluator::Value EventEvaluator::chance(const Expr& expr) {
    sure_ = false;
    const double probability = number(*expr.operands[0]);
    const int row = expr.operands.size() > 1 ? eval(*expr.operands[1]).row : 0;
    const std::size_t hash = std::hash<std::string>()(expr.attribute_name + std::to_string(row));
    Value value;
    value.kind = Value::Kind::truth;
    value.truth = static_cast<double>(hash % 1000) / 1000 < probability;
    return value;
}

EventEvaluator::Value EventEvaluator::candidate_value(const Expr& expr) {
    const std::optional<Values>& legs = best_legs(expr.candidate);
    if (!legs) return miss(expr);
    if (expr.kind == Kind::leg) return legs->at(expr.index);
    Value whole;
    whole.kind = Value::Kind::combination;
    whole.items = *legs;
    return whole;
}

EventEvaluator::Value EventEvaluator::local_define(const Expr& expr) {
    const Candidate& candidate = program_.candidates[expr.candidate];
    const Expr& body = *candidate.defines[expr.index].value;
    if (expr.operands.empty()) return eval(body);
    const Value whole = eval(*expr.operands[0]);
    if (missing_ != nullptr) return {};
    if (whole.items.size() != candidate.legs.size()) return lose();
    const auto outer = variables_;
    const Frame* caller = frame_;
    frame_ = nullptr;
    for (std::size_t i = 0; i < candidate.legs.size(); ++i) variables_[candidate.legs[i].variable] = whole.items[i];
    const Value value = eval(body);
    frame_ = caller;
    variables_ = outer;
    return value;
}

EventEvaluator::Value EventEvaluator::otherwise(const Expr& expr) {
    const auto variables = variables_;
    Value value = eval(*expr.operands[0]);
    if (missing_ == nullptr || block_misses_) return value;
    missing_ = nullptr;
    variables_ = variables;
    return eval(*expr.operands[1]);
}

EventEvaluator::Value EventEvaluator::arithmetic(const Expr& expr) {
    Value left = eval(*expr.operands[0]);
    if (left.kind != Value::Kind::number) {
        left = momentum(left);
        if (expr.operands.size() == 1) {
            for (double& component : left.p) component = -component;
            return left;
        }
        const Value right = momentum(eval(*expr.operands[1]));
        const double sign = expr.kind == Kind::add ? 1 : -1;
        for (int i = 0; i < 4; ++i) left.p[i] += sign * right.p[i];
        if (right.kind == Value::Kind::transverse) left.kind = Value::Kind::transverse;
        return left;
    }
    const double a = left.number;
    Value value;
    switch (expr.kind) {
        case Kind::negate: value.number = -a; break;
        case Kind::absolute: value.number = std::abs(a); break;
        case Kind::power:
            value.number = std::pow(
                a, static_cast<double>(expr.exponent.numerator) / static_cast<double>(expr.exponent.denominator));
            break;
        case Kind::add: value.number = a + number(*expr.operands[1]); break;
        case Kind::subtract: value.number = a - number(*expr.operands[1]); break;
        case Kind::multiply: value.number = a * number(*expr.operands[1]); break;
        case Kind::divide: value.number = a / number(*expr.operands[1]); break;
        default: break;
    }
    return value;
}

EventEvaluator::Value EventEvaluator::reduce(const Expr& expr) {
    const Expr* filter = expr.operands.size() > 1 ? expr.operands[1].get() : nullptr;
    const bool before = undecided_;
    Values values;
    for_each_binding(expr.ranges, filter, [&] { values.push_back(eval(*expr.operands[0])); });
    if (expr.reduce_op != ReduceOp::any && expr.reduce_op != ReduceOp::all) undecided_ = before;
    Value result;
    const bool is_momentum = expr.type.kind == Type::Kind::object;
    auto true_values = std::count_if(values.begin(), values.end(), [](const Value& value) { return value.truth; });
    switch (expr.reduce_op) {
        case ReduceOp::sum:
            if (is_momentum)
                result.kind = expr.type.object.kind == ObjectType::Kind::transverse ? Value::Kind::transverse
                                                                                    : Value::Kind::momentum;
            for (const Value& value : values) {
                result.number += value.number;
                if (!is_momentum) continue;
                const Value one = momentum(value);
                for (int c = 0; c < 4; ++c) result.p[c] += one.p[c];
            }
            return result;
        case ReduceOp::product:
            result.number = 1;
            for (const Value& value : values) result.number *= value.number;
            return result;
        case ReduceOp::count: result.number = static_cast<double>(true_values); return result;
        case ReduceOp::any:
        case ReduceOp::all:
            result.kind = Value::Kind::truth;
            result.truth =
                expr.reduce_op == ReduceOp::any ? true_values > 0 : true_values == static_cast<long>(values.size());
            return result;
        case ReduceOp::min:
        case ReduceOp::max:
        case ReduceOp::mean: break;
    }
    return extremum(expr, values);
}

EventEvaluator::Value EventEvaluator::extremum(const Expr& expr, const Values& values) {
    if (values.empty()) return is_lost_ ? Value() : miss(expr);
    Value result;
    result.number = values[0].number;
    double sum = 0;
    for (const Value& value : values) {
        sum += value.number;
        if (expr.reduce_op == ReduceOp::min ? value.number < result.number : value.number > result.number)
            result = value;
    }
    if (expr.reduce_op == ReduceOp::mean) result.number = sum / static_cast<double>(values.size());
    return result;
}

EventEvaluator::Value EventEvaluator::call(const Expr& expr) {
    const Function& function = program_.functions[expr.function];
    Frame frame;
    for (const ExprPtr& operand : expr.operands) frame.arguments.push_back(eval(*operand));
    if (!function.body) {  // a table, of which any number will do here
        sure_ &= missing_ != nullptr;
        Value value;
        value.number = function.table ? function.table->outside : 0;
        return value;
    }
    const Frame* caller = frame_;
    frame_ = &frame;
    const Value value = eval(*function.body);
    frame_ = caller;
    return value;
}

EventEvaluator::Value EventEvaluator::attribute(const Value& object, const std::string& name) {
    if (missing_ != nullptr || is_lost_) return {};
    const Schema& schema = *program_.schema;
    const Particle* particle = nullptr;
    switch (object.kind) {
        case Value::Kind::object: particle = &schema.particles[object.particle]; break;
        case Value::Kind::met: particle = &schema.met; break;
        case Value::Kind::combination:
        case Value::Kind::part: return attribute(momentum(object), name);
        case Value::Kind::momentum: particle = &schema.momentum; break;
        default: particle = &schema.transverse;
    }
    const Attribute* found = Schema::find(*particle, name);
    if (!found) return lose();
    Value value;
    if (found->formula) {
        const auto outer = variables_[kThisVariable];
        const Frame* caller = frame_;
        frame_ = nullptr;
        variables_[kThisVariable] = object;
        value = eval(*found->formula);
        variables_[kThisVariable] = outer;
        frame_ = caller;
        return value;
    }
    if (object.kind == Value::Kind::object) {
        value.number = event_.objects[object.row].columns[found->column];
    } else if (object.kind == Value::Kind::met) {
        value.number = found->column == abi::kMetPt    ? event_.met_pt
                       : found->column == abi::kMetPhi ? event_.met_phi
                                                       : 0;
    } else {
        value.number = object.p[found->column];
    }
    return value;
}

EventEvaluator::Value EventEvaluator::momentum(const Value& object) {
    if (object.kind == Value::Kind::momentum || object.kind == Value::Kind::transverse) return object;
    Value value;
    value.kind = object.kind == Value::Kind::met ? Value::Kind::transverse : Value::Kind::momentum;
    if (object.kind == Value::Kind::combination || object.kind == Value::Kind::part) {
        for (const Value& item : object.items) {
            const Value one = momentum(item);
            if (one.kind == Value::Kind::transverse) value.kind = Value::Kind::transverse;
            for (int i = 0; i < 4; ++i) value.p[i] += one.p[i];
        }
        return value;
    }
    const char* const names[] = {"px", "py", "pz", "energy"};
    for (int i = 0; i < (object.kind == Value::Kind::met ? 2 : 4); ++i) value.p[i] = attribute(object, names[i]).number;
    return value;
}

double EventEvaluator::intrinsic(Intrinsic op, const std::vector<double>& x) {
    switch (op) {
        case Intrinsic::sqrt: return std::sqrt(x[0]);
        case Intrinsic::cbrt: return std::cbrt(x[0]);
        case Intrinsic::exp: return std::exp(x[0]);
        case Intrinsic::log: return std::log(x[0]);
        case Intrinsic::sin: return std::sin(x[0]);
        case Intrinsic::cos: return std::cos(x[0]);
        case Intrinsic::tan: return std::tan(x[0]);
        case Intrinsic::asin: return std::asin(x[0]);
        case Intrinsic::acos: return std::acos(x[0]);
        case Intrinsic::atan: return std::atan(x[0]);
        case Intrinsic::sinh: return std::sinh(x[0]);
        case Intrinsic::cosh: return std::cosh(x[0]);
        case Intrinsic::tanh: return std::tanh(x[0]);
        case Intrinsic::asinh: return std::asinh(x[0]);
        case Intrinsic::acosh: return std::acosh(x[0]);
        case Intrinsic::atanh: return std::atanh(x[0]);
        case Intrinsic::atan2: return std::atan2(x[0], x[1]);
        case Intrinsic::hypot: return std::hypot(x[0], x[1]);
        case Intrinsic::min2: return std::min(x[0], x[1]);
        case Intrinsic::max2: return std::max(x[0], x[1]);
        case Intrinsic::sign: return static_cast<double>((x[0] > 0) - (x[0] < 0));
        case Intrinsic::floor: return std::floor(x[0]);
        case Intrinsic::eigenvalue3:
        case Intrinsic::mt2: sure_ = false; return x[0];
        case Intrinsic::wrap_phi: return std::remainder(x[0], 2 * std::acos(-1.0));
    }
    return 0;
}

}  // namespace collmc::semantics
