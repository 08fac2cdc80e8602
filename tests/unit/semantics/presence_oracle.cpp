#include "tests/unit/semantics/presence_oracle.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace collmc::semantics::presence {

using Kind = Expr::Kind;

std::string Event::to_string() const {
    std::string text = "met " + std::to_string(met_pt) + "\n";
    for (const Object& object : objects) {
        text += "particle " + std::to_string(object.particle) + ":";
        for (std::size_t i = 0; i < object.columns.size(); ++i)
            text += " " + std::string(abi::kObjectColumnNames[i]) + "=" + std::to_string(object.columns[i]);
        text += "\n";
    }
    return text;
}

Oracle::Oracle(const Program& program, const Event& event)
    : program_(program),
      event_(event),
      collections_(program.collections.size()),
      candidates_(program.candidates.size()) {}

Oracle::Outcome Oracle::run() {
    for (const auto& [is_collection, id] : program_.block_order)
        is_collection ? compute_collection(id) : compute_candidate(id);
    for (const Region& region : program_.regions) run_region(region);
    return outcome_;
}

Oracle::Value Oracle::miss(const std::string& what) {
    if (outcome_.missing.empty()) outcome_.missing = what;
    return {};
}

// ---- blocks ----

bool Oracle::passes_block(const std::vector<Cut>& cuts) {
    return std::all_of(cuts.begin(), cuts.end(), [&](const Cut& cut) {
        return (cut.guard && !truth(*cut.guard)) || truth(*cut.condition) != cut.reject;
    });
}

void Oracle::compute_collection(CollectionId id) {
    const Collection& collection = program_.collections[id];
    std::vector<int> objects;
    if (collection.kind == Collection::Kind::base) {
        for (int i = 0; i < static_cast<int>(event_.objects.size()); ++i)
            if (event_.objects[i].particle == collection.particle) objects.push_back(i);
    }
    for (CollectionId source : collection.sources)
        for (int object : collections_[source])
            if (std::find(objects.begin(), objects.end(), object) == objects.end()) objects.push_back(object);
    for (CandidateId excluded : collection.excluded)
        if (candidates_[excluded])
            std::erase_if(objects, [&](int object) {
                const auto& legs = *candidates_[excluded];
                return std::find(legs.begin(), legs.end(), object) != legs.end();
            });
    std::sort(objects.begin(), objects.end());
    std::stable_sort(objects.begin(), objects.end(), [&](int a, int b) {
        return event_.objects[a].columns[abi::kPt] > event_.objects[b].columns[abi::kPt];
    });
    std::vector<int>& kept = collections_[id];
    for (int object : objects) {
        Value self;
        self.kind = Value::Kind::object;
        self.index = object;
        variables_[collection.self] = self;
        if (passes_block(collection.cuts)) kept.push_back(object);
    }
}

void Oracle::compute_candidate(CandidateId id) {
    std::vector<int> positions;
    std::optional<std::vector<int>> best;
    double best_key = 0;
    choose(program_.candidates[id], positions, best, best_key);
    candidates_[id] = best;
}

/// Tries every object for the next leg; `positions` are those of the legs before it in their collections.
void Oracle::choose(const Candidate& candidate, std::vector<int>& positions, std::optional<std::vector<int>>& best,
                    double& best_key) {
    const std::size_t leg = positions.size();
    auto object_of = [&](std::size_t l) { return collections_[candidate.legs[l].collection][positions[l]]; };
    if (leg == candidate.legs.size()) {
        if (!passes_block(candidate.cuts)) return;
        const double key = candidate.key ? number(*candidate.key) : 0;
        const bool better = !best || (std::isnan(best_key) && !std::isnan(key)) || key < best_key;
        if (!better) return;
        best_key = key;
        best.emplace();
        for (std::size_t l = 0; l < leg; ++l) best->push_back(object_of(l));
        return;
    }
    const Candidate::Leg& self = candidate.legs[leg];
    const bool continues = leg > 0 && candidate.legs[leg - 1].group == self.group;
    const int count = static_cast<int>(collections_[self.collection].size());
    for (int position = continues ? positions[leg - 1] + 1 : 0; position < count; ++position) {
        const int object = collections_[self.collection][position];
        bool taken = false;
        for (std::size_t l = 0; l < leg; ++l) taken |= object_of(l) == object;
        if (taken) continue;
        Value value;
        value.kind = Value::Kind::object;
        value.index = object;
        variables_[self.variable] = value;
        positions.push_back(position);
        choose(candidate, positions, best, best_key);
        positions.pop_back();
    }
}

// ---- regions ----

bool Oracle::run_cut(const Cut& cut) {
    undecided_ = false;
    const bool asked = !cut.guard || truth(*cut.guard);
    const bool passed = (!asked || truth(*cut.condition) != cut.reject) && !undecided_;
    if (outcome_.missing.empty()) (passed ? outcome_.passed : outcome_.stopped).push_back(&cut);
    return passed;
}

/// Returns whether the event passes all cuts, those of the parents included.
bool Oracle::run_region(const Region& region) {
    for (int parent : region.parents)
        if (!run_region(program_.regions[parent])) return false;
    for (const semantics::Statement& statement : region.order) {
        switch (statement.kind) {
            case semantics::Statement::Kind::cut:
                if (!run_cut(region.cuts[statement.index])) return false;
                break;
            case semantics::Statement::Kind::histogram: {
                const Histogram& histogram = region.histograms[statement.index];
                if (!histogram.guard || truth(*histogram.guard)) eval(*histogram.value);
                break;
            }
            case semantics::Statement::Kind::ntuple: {
                const Ntuple& ntuple = region.ntuples[statement.index];
                if (ntuple.guard && !truth(*ntuple.guard)) break;
                for (const Column& column : ntuple.columns) eval(*column.value);
            }
        }
    }
    return true;
}

// ---- expressions ----

bool Oracle::compare(CompareOp op, double a, double b) {
    undecided_ |= std::isnan(a) || std::isnan(b);
    switch (op) {
        case CompareOp::less: return a < b;
        case CompareOp::less_equal: return a <= b;
        case CompareOp::greater: return a > b;
        case CompareOp::greater_equal: return a >= b;
        case CompareOp::equal: return a == b;
        case CompareOp::not_equal: return a != b;
    }
    return false;
}

Oracle::Value Oracle::eval(const Expr& expr) {
    Value value;
    auto boolean = [&](bool truth_value) {
        value.kind = Value::Kind::truth;
        value.truth = truth_value;
        return value;
    };
    switch (expr.kind) {
        case Kind::number: value.number = expr.value; return value;
        case Kind::met: value.kind = Value::Kind::met; return value;
        case Kind::element: return variables_.at(expr.variable);
        case Kind::at: {
            const std::vector<int>& objects = collections_[eval(*expr.operands[0]).index];
            if (expr.index >= static_cast<int>(objects.size())) return miss(std::string(expr.span.text()));
            value.kind = Value::Kind::object;
            value.index = objects[expr.index];
            return value;
        }
        case Kind::candidate:
        case Kind::leg: {
            const auto& legs = candidates_[expr.candidate];
            if (!legs) return miss(std::string(expr.span.text()));
            Value sum;
            sum.kind = Value::Kind::momentum;
            for (std::size_t i = 0; i < legs->size(); ++i) {
                value.kind = Value::Kind::object;
                value.index = (*legs)[i];
                if (expr.kind == Kind::leg && static_cast<int>(i) == expr.index) return value;
                const Value one = momentum(value);
                for (int c = 0; c < 4; ++c) sum.p[c] += one.p[c];
            }
            return sum;
        }
        case Kind::parameter: return frame_->arguments[expr.index];
        case Kind::define: {
            const Frame* caller = frame_;
            frame_ = nullptr;
            value = eval(*program_.defines[expr.define].value);
            frame_ = caller;
            return value;
        }
        case Kind::collection:
            value.kind = Value::Kind::collection;
            value.index = expr.collection;
            return value;
        case Kind::attribute: return attribute(eval(*expr.operands[0]), expr.attribute_name);
        case Kind::size:
            value.number = static_cast<double>(collections_[eval(*expr.operands[0]).index].size());
            return value;
        case Kind::exists: return boolean(candidates_[expr.candidate].has_value());
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
        case Kind::conditional: return eval(*expr.operands[truth(*expr.operands[1]) ? 0 : 2]);
        case Kind::intrinsic: {
            std::vector<double> x;
            for (const ExprPtr& operand : expr.operands) x.push_back(number(*operand));
            value.number = intrinsic(expr.intrinsic, x);
            return value;
        }
        case Kind::call: return call(expr);
        case Kind::reduce: return reduce(expr);
        default: return arithmetic(expr);
    }
}

Oracle::Value Oracle::arithmetic(const Expr& expr) {
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

Oracle::Value Oracle::reduce(const Expr& expr) {
    const Range& range = expr.ranges[0];
    const std::vector<int> objects = collections_[eval(*range.collection).index];
    const Expr* filter = expr.operands.size() > 1 ? expr.operands[1].get() : nullptr;
    std::vector<Value> values;
    for (int object : objects) {
        Value element;
        element.kind = Value::Kind::object;
        element.index = object;
        variables_[range.variable] = element;
        if (filter && !truth(*filter)) continue;
        variables_[range.variable] = element;
        values.push_back(eval(*expr.operands[0]));
    }
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
    if (values.empty()) return miss(std::string(expr.span.text()));
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

Oracle::Value Oracle::call(const Expr& expr) {
    const Function& function = program_.functions[expr.function];
    Frame frame;
    for (const ExprPtr& operand : expr.operands) frame.arguments.push_back(eval(*operand));
    const Frame* caller = frame_;
    frame_ = &frame;
    const Value value = eval(*function.body);
    frame_ = caller;
    return value;
}

Oracle::Value Oracle::attribute(const Value& object, const std::string& name) {
    if (!outcome_.missing.empty()) return {};
    const Schema& schema = *program_.schema;
    const Particle* particle = nullptr;
    switch (object.kind) {
        case Value::Kind::object: particle = &schema.particles[event_.objects[object.index].particle]; break;
        case Value::Kind::met: particle = &schema.met; break;
        case Value::Kind::momentum: particle = &schema.momentum; break;
        default: particle = &schema.transverse;
    }
    const Attribute* found = Schema::find(*particle, name);
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
        value.number = event_.objects[object.index].columns[found->column];
    } else if (object.kind == Value::Kind::met) {
        value.number = found->column == abi::kMetPt    ? event_.met_pt
                       : found->column == abi::kMetPhi ? event_.met_phi
                                                       : 0;
    } else {
        value.number = object.p[found->column];
    }
    return value;
}

Oracle::Value Oracle::momentum(const Value& object) {
    if (object.kind == Value::Kind::momentum || object.kind == Value::Kind::transverse) return object;
    Value value;
    value.kind = object.kind == Value::Kind::met ? Value::Kind::transverse : Value::Kind::momentum;
    const char* const names[] = {"px", "py", "pz", "energy"};
    for (int i = 0; i < (object.kind == Value::Kind::met ? 2 : 4); ++i) value.p[i] = attribute(object, names[i]).number;
    return value;
}

double Oracle::intrinsic(Intrinsic op, const std::vector<double>& x) {
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
        case Intrinsic::wrap_phi: return std::remainder(x[0], 2 * std::acos(-1.0));
    }
    return 0;
}

}  // namespace collmc::semantics::presence
