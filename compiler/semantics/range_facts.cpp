#include "compiler/semantics/range_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "compiler/semantics/literals.h"
#include "compiler/semantics/schema.h"

namespace collmc::semantics {

bool is_part_of(const Program& program, CollectionId part, CollectionId whole) {
    if (part == whole) return true;
    const Collection& inner = program.collections[static_cast<std::size_t>(part)];
    switch (inner.kind) {
        case Collection::Kind::filtered:
        case Collection::Kind::excluding:
        case Collection::Kind::ordered:
        case Collection::Kind::leading:
        case Collection::Kind::retyped: return is_part_of(program, inner.sources[0], whole);
        default: break;
    }
    const Collection& outer = program.collections[static_cast<std::size_t>(whole)];
    return outer.kind == Collection::Kind::union_of && outer.cuts.empty() &&
           std::any_of(outer.sources.begin(), outer.sources.end(),
                       [&](CollectionId source) { return is_part_of(program, part, source); });
}

Ranges::Ranges(const Program& program, Assumptions assumptions)
    : program_(program), assumptions_(std::move(assumptions)), terms_(program) {}

TermId Ranges::term(const Expr& expr, const Terms::Scope& scope) {
    const TermId term = terms_.of(expr, scope);
    describe_new_objects();
    return term;
}

TermId Ranges::passes(const Cut& cut, const Terms::Scope& scope) {
    TermId condition = terms_.of(*cut.condition, scope);
    if (cut.reject) condition = terms_.logical(Expr::Kind::logical_not, condition);
    if (cut.guard != nullptr) {
        const TermId guard = terms_.of(*cut.guard, scope);
        condition = terms_.logical(Expr::Kind::logical_or, terms_.logical(Expr::Kind::logical_not, guard), condition);
    }
    describe_new_objects();
    return condition;
}

// ---- objects: what the cuts of blocks say of them ----

void Ranges::describe_new_objects() {
    if (describing_) return;  // the outermost call does it
    describing_ = true;
    for (std::vector<ObjectOf> objects = terms_.take_new_objects(); !objects.empty();
         objects = terms_.take_new_objects())
        for (const ObjectOf& object : objects) describe(object);
    describing_ = false;
}

void Ranges::describe(const ObjectOf& object) {
    if (object.candidate >= 0)
        keep(facts_of_combination(object.object, object.candidate), object.object);
    else if (object.collection >= 0)
        keep(facts_of(object.object, object.collection), object.object);
}

void Ranges::keep(const Facts& facts, TermId object) {
    if (facts.impossible) return;  // no object is ever in the collection: said where its cuts are judged
    const Term& whole = terms_[object];
    for (const auto& [term, numbers] : facts.known) {
        const Expr::Kind kind = terms_[term].kind;
        // A condition may be decided, and a default taken, where the object is missing.
        if (kind == Expr::Kind::otherwise || kind == Expr::Kind::conditional ||
            terms_[term].type.kind == Type::Kind::boolean)
            continue;
        bool its_own = terms_.mentions(term, object);
        if (whole.kind == Expr::Kind::candidate)
            for (TermId leg = 0; leg < static_cast<TermId>(terms_.size()); ++leg)
                its_own = its_own || (terms_[leg].kind == Expr::Kind::leg && terms_[leg].id == whole.id &&
                                      terms_.mentions(term, leg));
        if (!its_own) continue;
        const auto [place, fresh] = always_.emplace(term, numbers);
        if (!fresh) place->second = place->second & numbers;
    }
}

void Ranges::assume_cuts(const std::vector<Cut>& cuts, const Terms::Scope& scope, Facts& facts) {
    for (const Cut& cut : cuts)
        if (assumptions_.without.count(&cut) == 0) assume(passes(cut, scope), true, facts);
}

Facts Ranges::before_cuts(const Collection& collection, TermId object) {
    if (collection.uncertain) return {};
    switch (collection.kind) {
        case Collection::Kind::base: return {};
        case Collection::Kind::combinations: return facts_of_combination(object, collection.candidate);
        case Collection::Kind::union_of: {
            Facts facts = facts_of(object, collection.sources[0]);
            for (std::size_t i = 1; i < collection.sources.size(); ++i)
                facts = either(std::move(facts), facts_of(object, collection.sources[i]));
            return facts;
        }
        case Collection::Kind::members: {
            const Candidate& candidate = program_.candidates[static_cast<std::size_t>(collection.candidate)];
            if (candidate.kind == Candidate::Kind::split) return facts_of(object, candidate.legs[0].collection);
            Facts facts = facts_of(object, candidate.legs[0].collection);
            for (std::size_t i = 1; i < candidate.legs.size(); ++i)
                facts = either(std::move(facts), facts_of(object, candidate.legs[i].collection));
            return facts;
        }
        default: return facts_of(object, collection.sources[0]);
    }
}

Facts Ranges::facts_of(TermId object, CollectionId id) {
    const Collection& collection = program_.collections[static_cast<std::size_t>(id)];
    Facts facts = before_cuts(collection, object);
    Terms::Scope scope;
    scope.variables[collection.self] = object;
    assume_cuts(collection.cuts, scope, facts);
    return facts;
}

Facts Ranges::facts_of_combination(TermId object, CandidateId id) {
    const Candidate& candidate = program_.candidates[static_cast<std::size_t>(id)];
    Terms::Scope scope;
    for (std::size_t i = 0; i < candidate.legs.size(); ++i)
        scope.variables[candidate.legs[i].variable] = terms_.leg_of(object, id, static_cast<int>(i));
    // The members first, so that the cuts of the block meet what is known of them.
    const bool outer = std::exchange(describing_, false);
    describe_new_objects();
    describing_ = outer;
    Facts facts;
    assume_cuts(candidate.cuts, scope, facts);
    return facts;
}

// ---- the range of a term ----

Numbers Ranges::numbers(TermId term, Facts& facts) {
    if (const Numbers* known = facts.memo.find(term)) return *known;
    ++steps_;
    const Numbers result = is_exhausted() ? Numbers::anything() : ordered(term, own(term, facts), facts);
    facts.memo.set(term, result);
    return result;
}

/// Without the order of the collection.
Numbers Ranges::own(TermId term, Facts& facts) {
    if (terms_[term].type.kind == Type::Kind::boolean)
        if (const Numbers* known = facts.known.find(term)) return *known;
    Numbers result = forward(term, facts);
    if (const auto known = always_.find(term); known != always_.end()) result = result & known->second;
    if (const Numbers* known = facts.known.find(term)) result = result & *known;
    return result;
}

/// c[0].pt >= c[1].pt >= ..., unless the collection has an order of its own.
Numbers Ranges::ordered(TermId id, Numbers numbers, Facts& facts) {
    const Term& term = terms_[id];
    if (term.kind != Expr::Kind::attribute || term.name != "pt") return numbers;
    const Term& object = terms_[term.operands[0]];
    if (object.kind != Expr::Kind::at || object.id < 0) return numbers;
    CollectionId at = object.id;
    for (;;) {
        const Collection& collection = program_.collections[static_cast<std::size_t>(at)];
        if (collection.kind == Collection::Kind::ordered) return numbers;
        if (collection.sources.empty() || collection.kind == Collection::Kind::union_of) break;
        at = collection.sources[0];
    }
    const int index = object.index;
    for (const auto& [position, momentum] : terms_.momenta_of(object.id)) {
        if (position == index) continue;
        const Numbers other = own(momentum, facts);
        if (other.has_none()) continue;
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        numbers = numbers & (position < index ? Numbers::of({{-kInfinity, false}, other.high()})
                                              : Numbers::of({other.low(), {kInfinity, true}}));
    }
    return numbers;
}

Numbers Ranges::of_attribute(const Particle& particle, const std::string& name) const {
    const Attribute* attribute = Schema::find(particle, name);
    if (attribute == nullptr) return Numbers::anything();
    if (attribute->formula != nullptr && attribute->formula->kind == Expr::Kind::number)
        return Numbers::one(attribute->formula->value);
    const double pi = pi_value();
    const bool sum = particle.block_particle < 0 && &particle != &program_.schema->met;
    if (assumptions_.positive && (name == "pt" || (sum && (name == "mass" || name == "p"))) &&
        &particle != &program_.schema->met)
        return Numbers::of({{0, true}, Numbers::reals().high()});
    if (name == "pt" || name == "mass" || name == "p") return Numbers::at_least(0);
    if (name == "phi") return Numbers::of({{-pi, false}, {pi, false}});
    if (particle.block_particle < 0)
        return name == "eta" || name == "rapidity" ? Numbers::anything() : Numbers::reals();
    if (name == "energy" || name == "tracks") return Numbers::at_least(0);
    if (name == "btag" || name == "prongs") return Numbers::counts();
    if (name == "charge") return Numbers::within(-1, 1).as_whole();
    if (attribute->type.kind == Type::Kind::integer) return Numbers::reals().as_whole();
    if (attribute->formula == nullptr || name == "px" || name == "py" || name == "pz") return Numbers::reals();
    return Numbers::anything();
}

Numbers Ranges::of_attribute(const Term& term) const {
    Numbers result;
    for (const Particle* particle : program_.schema->members(terms_[term.operands[0]].type.object))
        result = result | of_attribute(*particle, term.name);
    return result.is_empty() ? Numbers::anything() : result;
}

/// In every world: with the errors that a variation may apply.
Numbers Ranges::of_table(const Function& function) const {
    if (!function.table) return Numbers::anything();
    Numbers result;
    for (const Table::Row& row : function.table->rows)
        result =
            result | Numbers::within(std::min({row.value, row.up, row.down}), std::max({row.value, row.up, row.down}));
    return function.table->nearest ? result : result | Numbers::one(function.table->outside);
}

double Ranges::least_size(CollectionId collection, Facts& facts) {
    double least = 0;
    if (collection < 0) return least;
    for (const auto& [other, size] : terms_.sizes()) {
        if (!is_part_of(program_, other, collection)) continue;
        const Numbers count = own(size, facts);
        if (!count.has_none()) least = std::max(least, count.low().value);
    }
    return least;
}

Facts Ranges::inside(const Term& reduction, const Facts& facts) {
    Facts inner = facts;
    if (reduction.operands[1] >= 0) assume(reduction.operands[1], true, inner);
    return inner;
}

Numbers Ranges::of_reduction(TermId id, Facts& facts) {
    const Term& term = terms_[id];
    Facts inner = inside(term, facts);
    const bool nothing = inner.impossible;
    switch (term.reduce_op) {
        case ReduceOp::any: return Numbers::truth(!nothing && is_possible(term.operands[0], true, inner), true);
        case ReduceOp::all: return Numbers::truth(true, !nothing && is_possible(term.operands[0], false, inner));
        case ReduceOp::count:
            if (nothing || !is_possible(term.operands[0], true, inner)) return Numbers::one(0).as_whole();
            return Numbers::counts();
        default: break;
    }
    if (term.type.kind == Type::Kind::object) return Numbers::reals();
    if (nothing) return term.reduce_op == ReduceOp::sum ? Numbers::one(0) : Numbers::reals();
    const Numbers body = numbers(term.operands[0], inner);
    if (body.has_none() || body.has_infinity()) return Numbers::anything();
    const Place low = body.low(), high = body.high();
    const bool nan = body.may_be_nan();
    switch (term.reduce_op) {
        case ReduceOp::min:
        case ReduceOp::max: return body;
        case ReduceOp::mean: return widened(Numbers::of({low, high})).with_nan(nan);
        case ReduceOp::product:
            if (low < Place{0, false}) return Numbers::reals().with_nan(nan);
            return (high <= Place{1, true} ? Numbers::within(0, 1) : Numbers::at_least(0)).with_nan(nan);
        case ReduceOp::sum: {
            const bool positive = Place{0, false} <= low, negative = high <= Place{0, true};
            Numbers result = positive ? Numbers::at_least(0) : negative ? Numbers::at_most(0) : Numbers::reals();
            const double least =
                term.bound.size() == 1 && term.operands[1] < 0 ? least_size(terms_[term.bound[0]].id, facts) : 0;
            // Adding what is not negative never makes a rounded sum smaller.
            if (positive && least >= 1) result = result & Numbers::of({low, Numbers::reals().high()});
            result = result.with_nan(nan);
            return body.is_whole() ? result.as_whole() : result;
        }
        default: return Numbers::anything();
    }
}

Numbers Ranges::of_branches(TermId condition, TermId first, TermId second, Facts& facts) {
    Facts when = facts, otherwise = facts;
    assume(condition, true, when);
    assume(condition, false, otherwise);
    Numbers result;
    if (!when.impossible) result = result | numbers(first, when);
    if (!otherwise.impossible) result = result | numbers(second, otherwise);
    return result;
}

Numbers Ranges::forward(TermId id, Facts& facts) {
    const Term& term = terms_[id];
    if (term.kind == Expr::Kind::broken)
        return term.type.kind == Type::Kind::boolean ? Numbers::truth(true, true) : Numbers::anything();
    if (term.type.kind == Type::Kind::object || term.type.kind == Type::Kind::collection) return Numbers::reals();
    const auto operand = [&](std::size_t i) { return numbers(term.operands[i], facts); };
    switch (term.kind) {
        case Expr::Kind::number: return Numbers::one(term.value);
        case Expr::Kind::attribute:
            if (term.type.kind == Type::Kind::boolean) return Numbers::truth(true, true);
            return of_attribute(term);
        case Expr::Kind::size: return Numbers::counts();
        case Expr::Kind::negate: return -operand(0);
        case Expr::Kind::absolute: return absolute(operand(0));
        case Expr::Kind::add: return operand(0) + operand(1);
        case Expr::Kind::subtract: return operand(0) - operand(1);
        case Expr::Kind::multiply:
            // A square, however it is written.
            return term.operands[0] == term.operands[1] ? power(operand(0), {2, 1}) : operand(0) * operand(1);
        case Expr::Kind::divide: return operand(0) / operand(1);
        case Expr::Kind::power: return power(operand(0), term.exponent);
        case Expr::Kind::intrinsic: {
            std::vector<Numbers> arguments;
            for (std::size_t i = 0; i < term.operands.size(); ++i) arguments.push_back(operand(i));
            return result_of(term.intrinsic, arguments);
        }
        case Expr::Kind::call: return of_table(program_.functions[static_cast<std::size_t>(term.id)]);
        case Expr::Kind::otherwise: return operand(0) | operand(1);
        case Expr::Kind::conditional:
            if (term.type.kind == Type::Kind::boolean)
                return Numbers::truth(is_possible(id, true, facts), is_possible(id, false, facts));
            return of_branches(term.operands[1], term.operands[0], term.operands[2], facts);
        case Expr::Kind::reduce: return of_reduction(id, facts);
        case Expr::Kind::is_kind: {
            const auto particles = static_cast<std::uint32_t>(term.id);
            const auto mask = static_cast<std::uint32_t>(term.index);
            return Numbers::truth((particles & mask) != 0, (particles & ~mask) != 0);
        }
        case Expr::Kind::compare:
        case Expr::Kind::interval:
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or:
        case Expr::Kind::logical_not: break;
        default: return term.type.kind == Type::Kind::boolean ? Numbers::truth(true, true) : Numbers::anything();
    }
    return Numbers::truth(is_possible(id, true, facts), is_possible(id, false, facts));
}

}  // namespace collmc::semantics
