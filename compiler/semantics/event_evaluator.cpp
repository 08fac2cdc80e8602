#include "compiler/semantics/event_evaluator.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace collmc::semantics {

using Kind = Expr::Kind;

std::string Event::to_string() const {
    std::string text = "met " + std::to_string(met_pt) + "\n";
    for (const EventObject& object : objects) {
        text += "particle " + std::to_string(object.particle) + ":";
        for (std::size_t i = 0; i < object.columns.size(); ++i)
            text += " " + std::string(abi::kObjectColumnNames[i]) + "=" + std::to_string(object.columns[i]);
        text += "\n";
    }
    return text;
}

EventEvaluator::EventEvaluator(const Program& program, const Event& event)
    : program_(program),
      event_(event),
      collections_(program.collections.size()),
      candidates_(program.candidates.size()) {}

EventEvaluator::Outcome EventEvaluator::run() {
    for (const auto& [is_collection, id] : program_.block_order)
        is_collection ? evaluate_block(id) : evaluate_block(id, Candidate::Kind::best);
    for (const Region& region : program_.regions) run_region(region);
    if (missing_ != nullptr) outcome_.missing = missing_->span.text();
    return outcome_;
}

bool EventEvaluator::passes(const Cut& cut) { return run_cut(cut) && missing_ == nullptr && !is_lost_; }

std::optional<double> EventEvaluator::number_of(const Expr& expr) {
    const double value = number(expr);
    return missing_ == nullptr && !is_lost_ ? std::optional(value) : std::nullopt;
}

EventEvaluator::Value EventEvaluator::miss(const Expr& what) {
    if (missing_ == nullptr && !is_lost_) missing_ = &what;
    return {};
}

// ---- blocks ----

void EventEvaluator::compute_aside(const std::function<void()>& compute) {
    const bool undecided = undecided_;
    const Frame* caller = frame_;
    frame_ = nullptr;
    compute();
    frame_ = caller;
    undecided_ = undecided;
    block_misses_ |= missing_ != nullptr;
}

const EventEvaluator::Values& EventEvaluator::collection_objects(CollectionId id) {
    std::optional<Values>& objects = collections_[id];
    if (!objects) {
        objects.emplace();  // what is asked for inside of itself, in a program with errors, ends here
        sure_ &= !program_.collections[id].uncertain;
        compute_aside([&] { compute_collection(id); });
    }
    return *objects;
}

const std::optional<EventEvaluator::Values>& EventEvaluator::best_legs(CandidateId id) {
    std::optional<std::optional<Values>>& legs = candidates_[id];
    if (!legs) {
        legs.emplace();
        compute_aside([&] { compute_candidate(id); });
    }
    return *legs;
}

void EventEvaluator::evaluate_block(CandidateId candidate, Candidate::Kind kind) {
    if (kind == Candidate::Kind::every)
        compute_aside([&] { for_each_combination(program_.candidates[candidate], [](const Values&) {}); });
    else
        best_legs(candidate);
}

bool EventEvaluator::passes_block(const std::vector<Cut>& cuts) {
    return std::all_of(cuts.begin(), cuts.end(), [&](const Cut& cut) {
        return (cut.guard && !truth(*cut.guard)) || truth(*cut.condition) != cut.reject;
    });
}

void EventEvaluator::add_rows(const Value& value, std::vector<int>& rows) const {
    if (value.row >= 0) rows.push_back(value.row);
    for (const Value& item : value.items) add_rows(item, rows);
}

EventEvaluator::Values EventEvaluator::uncut(const Collection& collection) {
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
                for (const Value& object : collection_objects(source))
                    if (!is_there(object)) objects.push_back(object);
            break;
        case Collection::Kind::members:
            if (const std::optional<Values>& legs = best_legs(collection.candidate)) {
                std::vector<int> rows;
                for (const Value& leg : *legs) add_rows(leg, rows);
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
        case Collection::Kind::excluding: objects = collection_objects(collection.sources[0]); break;
        case Collection::Kind::leading:
            objects = collection_objects(collection.sources[0]);
            if (static_cast<int>(objects.size()) > collection.count) objects.resize(collection.count);
            break;
        case Collection::Kind::retyped:
            objects = collection_objects(collection.sources[0]);
            for (Value& object : objects)
                for (std::size_t i = 0; i < program_.schema->particles.size(); ++i)
                    if (collection.element.particles >> i & 1) object.particle = static_cast<int>(i);
            break;
    }
    remove_excluded(objects, collection);
    return objects;
}

void EventEvaluator::remove_excluded(Values& objects, const Collection& collection) {
    std::vector<int> excluded;
    for (CandidateId candidate : collection.excluded)
        if (const std::optional<Values>& legs = best_legs(candidate))
            for (const Value& leg : *legs) add_rows(leg, excluded);
    for (CollectionId other : collection.excluded_collections)
        for (const Value& object : collection_objects(other)) add_rows(object, excluded);
    std::erase_if(objects, [&](const Value& object) {
        return std::find(excluded.begin(), excluded.end(), object.row) != excluded.end();
    });
}

void EventEvaluator::order(Values& objects, const Collection& collection) {
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

void EventEvaluator::compute_collection(CollectionId id) {
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
    Values& kept = *collections_[id];
    for (const Value& object : objects) {
        variables_[collection.self] = object;
        if (passes_block(collection.cuts)) kept.push_back(object);
    }
}

void EventEvaluator::compute_candidate(CandidateId id) {
    const Candidate& candidate = program_.candidates[id];
    if (candidate.kind == Candidate::Kind::every) return;  // its collection runs over them
    std::optional<Values>& best = *candidates_[id];
    std::vector<double> best_keys;
    for_each_combination(candidate, [&](const Values& legs) {
        std::vector<double> keys;
        for (const ExprPtr& key : candidate.keys) {
            keys.push_back(number(*key));
            if (std::isnan(keys.back())) keys.back() = std::numeric_limits<double>::infinity();
        }
        if (best && !(keys < best_keys)) return;
        best = legs;
        best_keys = keys;
    });
}

void EventEvaluator::for_each_combination(const Candidate& candidate,
                                          const std::function<void(const Values& legs)>& found) {
    if (candidate.kind == Candidate::Kind::split) return for_each_sharing(candidate, found);
    std::vector<Slot> slots;
    for (const Candidate::Leg& leg : candidate.legs)
        slots.push_back({leg.variable, collection_objects(leg.collection), leg.group});
    std::vector<int> positions;
    Values bound;
    for_each_binding(slots, positions, bound, [&] {
        if (passes_block(candidate.cuts)) found(bound);
    });
}

void EventEvaluator::for_each_sharing(const Candidate& candidate,
                                      const std::function<void(const Values& legs)>& found) {
    const Values all = collection_objects(candidate.legs[0].collection);
    if (all.empty()) return;
    for (std::size_t mask = 0; mask < (std::size_t{1} << (all.size() - 1)); ++mask) {
        Values parts(2);
        for (Value& part : parts) part.kind = Value::Kind::part;
        for (std::size_t i = 0; i < all.size(); ++i) parts[i > 0 && (mask >> (i - 1) & 1)].items.push_back(all[i]);
        for (int i = 0; i < 2; ++i) variables_[candidate.legs[i].variable] = parts[i];
        if (passes_block(candidate.cuts)) found(parts);
    }
}

void EventEvaluator::for_each_binding(const std::vector<Slot>& slots, std::vector<int>& positions, Values& bound,
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

void EventEvaluator::for_each_binding(const std::vector<Range>& ranges, const Expr* filter,
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

bool EventEvaluator::run_cut(const Cut& cut) {
    undecided_ = false;
    const bool asked = !cut.guard || truth(*cut.guard);
    const bool passed = (!asked || truth(*cut.condition) != cut.reject) && !undecided_;
    if (missing_ == nullptr) (passed ? outcome_.passed : outcome_.stopped).push_back(&cut);
    return passed;
}

/// Returns whether the event passes all cuts, those of the parents included.
bool EventEvaluator::run_region(const Region& region) {
    for (int parent : region.parents)
        if (!run_region(program_.regions[parent])) return false;
    return std::all_of(region.order.begin(), region.order.end(),
                       [&](const Statement& statement) { return run_statement(region, statement); });
}

bool EventEvaluator::run_statement(const Region& region, const Statement& statement) {
    auto is_asked = [&](const ExprPtr& guard) { return !guard || truth(*guard); };
    switch (statement.kind) {
        case Statement::Kind::cut: return run_cut(region.cuts[statement.index]);
        case Statement::Kind::weight: eval(*region.weights[statement.index].value); break;
        case Statement::Kind::histogram: {
            const Histogram& histogram = region.histograms[statement.index];
            if (!is_asked(histogram.guard)) break;
            for_each_binding(histogram.ranges, histogram.filter.get(), [&] {
                for (const Dimension& one : histogram.dimensions) eval(*one.value);
                if (histogram.mean) eval(*histogram.mean);
            });
            break;
        }
        case Statement::Kind::ntuple: {
            const Ntuple& ntuple = region.ntuples[statement.index];
            if (!is_asked(ntuple.guard)) break;
            for (const Column& column : ntuple.columns) eval(*column.value);
            break;
        }
        case Statement::Kind::bins: {
            const Bins& bins = region.bins[statement.index];
            if (!is_asked(bins.guard)) break;
            for (const Dimension& one : bins.dimensions) eval(*one.value);
            break;
        }
        case Statement::Kind::skim: is_asked(region.skims[statement.index].guard); break;
    }
    return true;
}

}  // namespace collmc::semantics
