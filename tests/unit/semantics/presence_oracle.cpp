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

void Oracle::add_rows(const Value& value, std::vector<int>& rows) const {
    if (value.row >= 0) rows.push_back(value.row);
    for (const Value& item : value.items) add_rows(item, rows);
}

Oracle::Values Oracle::uncut(const Collection& collection) {
    Values objects;
    auto is_there = [&](const Value& object) {
        return std::any_of(objects.begin(), objects.end(), [&](const Value& other) { return other.row == object.row; });
    };
    switch (collection.kind) {
        case Collection::Kind::base:
            for (int i = 0; i < static_cast<int>(event_.objects.size()); ++i) {
                if (event_.objects[i].particle != collection.particle) continue;
                Value object;
                object.kind = Value::Kind::object;
                object.row = i;
                object.particle = collection.particle;
                objects.push_back(object);
            }
            break;
        case Collection::Kind::union_of:
            for (CollectionId source : collection.sources)
                for (const Value& object : collections_[source])
                    if (!is_there(object)) objects.push_back(object);
            break;
        case Collection::Kind::members:
            if (!candidates_[collection.candidate]) break;
            {
                std::vector<int> rows;
                for (const Value& leg : *candidates_[collection.candidate]) add_rows(leg, rows);
                for (int row : rows) {
                    Value object;
                    object.kind = Value::Kind::object;
                    object.row = row;
                    object.particle = event_.objects[row].particle;
                    if (!is_there(object)) objects.push_back(object);
                }
            }
            break;
        case Collection::Kind::combinations: {
            const Candidate& candidate = program_.candidates[collection.candidate];
            for_each_combination(candidate, [&](const Values& legs) {
                Value one;
                one.kind = Value::Kind::combination;
                one.items = legs;
                objects.push_back(one);
            });
            break;
        }
        case Collection::Kind::filtered:
        case Collection::Kind::ordered:
        case Collection::Kind::excluding: objects = collections_[collection.sources[0]]; break;
        case Collection::Kind::leading:
            objects = collections_[collection.sources[0]];
            if (static_cast<int>(objects.size()) > collection.count) objects.resize(collection.count);
            break;
        case Collection::Kind::retyped:
            objects = collections_[collection.sources[0]];
            for (Value& object : objects)
                for (std::size_t i = 0; i < program_.schema->particles.size(); ++i)
                    if (collection.element.particles >> i & 1) object.particle = static_cast<int>(i);
            break;
    }
    std::vector<int> excluded;
    for (CandidateId candidate : collection.excluded)
        if (candidates_[candidate])
            for (const Value& leg : *candidates_[candidate]) add_rows(leg, excluded);
    for (CollectionId other : collection.excluded_collections)
        for (const Value& object : collections_[other]) add_rows(object, excluded);
    std::erase_if(objects, [&](const Value& object) {
        return std::find(excluded.begin(), excluded.end(), object.row) != excluded.end();
    });
    return objects;
}

void Oracle::order(Values& objects, const Collection& collection) {
    std::vector<std::pair<double, Value>> keyed;
    for (const Value& object : objects) {
        variables_[collection.self] = object;
        const double sign = collection.key && !collection.highest_first ? 1 : -1;
        const double key = sign * (collection.key ? number(*collection.key) : pt(object));
        keyed.emplace_back(std::isnan(key) ? std::numeric_limits<double>::infinity() : key, object);
    }
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < keyed.size(); ++i) objects[i] = keyed[i].second;
}

void Oracle::compute_collection(CollectionId id) {
    const Collection& collection = program_.collections[id];
    Values objects = uncut(collection);
    switch (collection.kind) {
        case Collection::Kind::base:
        case Collection::Kind::union_of:
        case Collection::Kind::members:
        case Collection::Kind::combinations:
        case Collection::Kind::ordered: order(objects, collection); break;
        default: break;
    }
    Values& kept = collections_[id];
    for (const Value& object : objects) {
        variables_[collection.self] = object;
        if (passes_block(collection.cuts)) kept.push_back(object);
    }
}

void Oracle::compute_candidate(CandidateId id) {
    const Candidate& candidate = program_.candidates[id];
    if (candidate.kind == Candidate::Kind::every) return;  // its collection runs over them
    std::vector<double> best_keys;
    for_each_combination(candidate, [&](const Values& legs) {
        std::vector<double> keys;
        for (const ExprPtr& key : candidate.keys) {
            keys.push_back(number(*key));
            if (std::isnan(keys.back())) keys.back() = std::numeric_limits<double>::infinity();
        }
        if (candidates_[id] && !(keys < best_keys)) return;
        candidates_[id] = legs;
        best_keys = keys;
    });
}

void Oracle::for_each_combination(const Candidate& candidate, const std::function<void(const Values& legs)>& found) {
    if (candidate.kind == Candidate::Kind::split) return for_each_sharing(candidate, found);
    std::vector<Slot> slots;
    for (const Candidate::Leg& leg : candidate.legs)
        slots.push_back({leg.variable, collections_[leg.collection], leg.group});
    std::vector<int> positions;
    Values bound;
    for_each_binding(slots, positions, bound, [&] {
        if (passes_block(candidate.cuts)) found(bound);
    });
}

void Oracle::for_each_sharing(const Candidate& candidate, const std::function<void(const Values& legs)>& found) {
    const Values all = collections_[candidate.legs[0].collection];
    if (all.empty()) return;
    for (std::size_t mask = 0; mask < (std::size_t{1} << (all.size() - 1)); ++mask) {
        Values parts(2);
        for (Value& part : parts) part.kind = Value::Kind::part;
        for (std::size_t i = 0; i < all.size(); ++i) parts[i > 0 && (mask >> (i - 1) & 1)].items.push_back(all[i]);
        for (int i = 0; i < 2; ++i) variables_[candidate.legs[i].variable] = parts[i];
        if (passes_block(candidate.cuts)) found(parts);
    }
}

void Oracle::for_each_binding(const std::vector<Slot>& slots, std::vector<int>& positions, Values& bound,
                              const std::function<void()>& visit) {
    const std::size_t number = bound.size();
    if (number == slots.size()) {
        for (std::size_t i = 0; i < number; ++i) variables_[slots[i].variable] = bound[i];
        return visit();
    }
    const Slot& slot = slots[number];
    int first = 0;
    for (std::size_t i = 0; i < number; ++i)
        if (slots[i].group == slot.group) first = positions[i] + 1;
    std::vector<int> used;
    for (const Value& other : bound) add_rows(other, used);
    for (int position = first; position < static_cast<int>(slot.objects.size()); ++position) {
        std::vector<int> own;
        add_rows(slot.objects[position], own);
        auto is_used = [&](int row) { return std::find(used.begin(), used.end(), row) != used.end(); };
        if (std::any_of(own.begin(), own.end(), is_used)) continue;
        positions.push_back(position);
        bound.push_back(slot.objects[position]);
        for_each_binding(slots, positions, bound, visit);
        positions.pop_back();
        bound.pop_back();
    }
}

void Oracle::for_each_binding(const std::vector<Range>& ranges, const Expr* filter,
                              const std::function<void()>& visit) {
    std::vector<Slot> slots;
    for (const Range& range : ranges) slots.push_back({range.variable, eval(*range.collection).items, range.group});
    std::vector<int> positions;
    Values bound;
    for_each_binding(slots, positions, bound, [&] {
        if (!filter || truth_aside(*filter)) visit();
    });
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
    return std::all_of(region.order.begin(), region.order.end(),
                       [&](const semantics::Statement& statement) { return run_statement(region, statement); });
}

bool Oracle::run_statement(const Region& region, const semantics::Statement& statement) {
    auto is_asked = [&](const ExprPtr& guard) { return !guard || truth(*guard); };
    switch (statement.kind) {
        case semantics::Statement::Kind::cut: return run_cut(region.cuts[statement.index]);
        case semantics::Statement::Kind::weight: eval(*region.weights[statement.index].value); break;
        case semantics::Statement::Kind::histogram: {
            const Histogram& histogram = region.histograms[statement.index];
            if (!is_asked(histogram.guard)) break;
            for_each_binding(histogram.ranges, histogram.filter.get(), [&] {
                for (const Dimension& one : histogram.dimensions) eval(*one.value);
                if (histogram.mean) eval(*histogram.mean);
            });
            break;
        }
        case semantics::Statement::Kind::ntuple: {
            const Ntuple& ntuple = region.ntuples[statement.index];
            if (!is_asked(ntuple.guard)) break;
            for (const Column& column : ntuple.columns) eval(*column.value);
            break;
        }
        case semantics::Statement::Kind::bins: {
            const Bins& bins = region.bins[statement.index];
            if (!is_asked(bins.guard)) break;
            for (const Dimension& one : bins.dimensions) eval(*one.value);
            break;
        }
        case semantics::Statement::Kind::skim: is_asked(region.skims[statement.index].guard); break;
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

/// A condition that may be undecided without leaving the cut undecided.
bool Oracle::truth_aside(const Expr& expr) {
    const bool before = undecided_;
    const bool value = truth(expr);
    undecided_ = before;
    return value;
}

Oracle::Value Oracle::eval(const Expr& expr) {
    if (!outcome_.missing.empty()) return {};
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
        case Kind::element: return variables_.at(expr.variable);
        case Kind::at: {
            const Values objects = operand(0).items;
            if (expr.index >= static_cast<int>(objects.size())) return miss(std::string(expr.span.text()));
            return objects[expr.index];
        }
        case Kind::candidate:
        case Kind::leg: return candidate_value(expr);
        case Kind::member: {
            const Value whole = operand(0);
            return outcome_.missing.empty() ? whole.items.at(expr.index) : Value();
        }
        case Kind::local_define: return local_define(expr);
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
            value.items = collections_[expr.collection];
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
        case Kind::chance: {
            const double probability = number(*expr.operands[0]);
            const int row = expr.operands.size() > 1 ? operand(1).row : 0;
            const std::size_t hash = std::hash<std::string>()(expr.attribute_name + std::to_string(row));
            return boolean(static_cast<double>(hash % 1000) / 1000 < probability);
        }
        case Kind::attribute: return attribute(operand(0), expr.attribute_name);
        case Kind::size: value.number = static_cast<double>(operand(0).items.size()); return value;
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
        case Kind::conditional: return operand(truth(*expr.operands[1]) ? 0 : 2);
        case Kind::intrinsic: {
            std::vector<double> x;
            for (const ExprPtr& part : expr.operands) x.push_back(number(*part));
            value.number = intrinsic(expr.intrinsic, x);
            return value;
        }
        case Kind::call: return call(expr);
        case Kind::reduce: return reduce(expr);
        default: return arithmetic(expr);
    }
}

Oracle::Value Oracle::candidate_value(const Expr& expr) {
    const auto& legs = candidates_[expr.candidate];
    if (!legs) return miss(std::string(expr.span.text()));
    if (expr.kind == Kind::leg) return legs->at(expr.index);
    Value whole;
    whole.kind = Value::Kind::combination;
    whole.items = *legs;
    return whole;
}

Oracle::Value Oracle::local_define(const Expr& expr) {
    const Candidate& candidate = program_.candidates[expr.candidate];
    const Expr& body = *candidate.defines[expr.index].value;
    if (expr.operands.empty()) return eval(body);
    const Value whole = eval(*expr.operands[0]);
    if (!outcome_.missing.empty()) return {};
    const auto outer = variables_;
    const Frame* caller = frame_;
    frame_ = nullptr;
    for (std::size_t i = 0; i < candidate.legs.size(); ++i) variables_[candidate.legs[i].variable] = whole.items.at(i);
    const Value value = eval(body);
    frame_ = caller;
    variables_ = outer;
    return value;
}

Oracle::Value Oracle::otherwise(const Expr& expr) {
    const auto variables = variables_;
    Value value = eval(*expr.operands[0]);
    if (outcome_.missing.empty()) return value;
    outcome_.missing.clear();
    variables_ = variables;
    return eval(*expr.operands[1]);
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
    if (!function.body) {  // a table, of which any number will do here
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

Oracle::Value Oracle::attribute(const Value& object, const std::string& name) {
    if (!outcome_.missing.empty()) return {};
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

Oracle::Value Oracle::momentum(const Value& object) {
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
        case Intrinsic::floor: return std::floor(x[0]);
        case Intrinsic::eigenvalue3:
        case Intrinsic::mt2: return x[0];
        case Intrinsic::wrap_phi: return std::remainder(x[0], 2 * std::acos(-1.0));
    }
    return 0;
}

}  // namespace collmc::semantics::presence
