#include "compiler/semantics/range_terms.h"

#include <algorithm>
#include <utility>

#include "compiler/semantics/schema.h"

namespace collmc::semantics {

namespace {

Term make_term(const Expr& expr) {
    Term term;
    term.kind = expr.kind;
    term.type = expr.type;
    term.span = expr.span;
    return term;
}

/// The bytes that tell terms apart.
std::string key_of(const Term& term, bool kinds) {
    std::string key;
    key.reserve(160);
    const auto put = [&](auto value) { key.append(reinterpret_cast<const char*>(&value), sizeof value); };
    for (const int part :
         {static_cast<int>(term.kind), static_cast<int>(term.type.kind), static_cast<int>(term.type.object.kind),
          kinds || term.kind != Expr::Kind::is_kind ? term.id : 0, term.index, term.place, term.group,
          static_cast<int>(term.compare_op), static_cast<int>(term.low_closed), static_cast<int>(term.high_closed),
          static_cast<int>(term.intrinsic), static_cast<int>(term.reduce_op)})
        put(part);
    if (kinds) put(term.type.object.particles);
    put(term.value);
    put(term.exponent.numerator);
    put(term.exponent.denominator);
    put(term.operands.size());
    for (const TermId operand : term.operands) put(operand);
    put(term.bound.size());
    for (const TermId variable : term.bound) put(variable);
    key.append(term.name.data(), term.name.size());
    return key;
}

/// Whether the operation on its two operands gives the same bits the other way round.
bool is_commutative(const Term& term) {
    switch (term.kind) {
        case Expr::Kind::add:
        case Expr::Kind::multiply: return true;
        case Expr::Kind::compare: return term.compare_op == CompareOp::equal || term.compare_op == CompareOp::not_equal;
        case Expr::Kind::intrinsic: return term.intrinsic == Intrinsic::min2 || term.intrinsic == Intrinsic::max2;
        default: return false;
    }
}

/// Of the spellings that give the same bits one: the operands in one order, `<` and not `>`.
void unify_spelling(Term& term) {
    if (is_commutative(term)) std::sort(term.operands.begin(), term.operands.end());
    const bool above = term.compare_op == CompareOp::greater || term.compare_op == CompareOp::greater_equal;
    if (term.kind != Expr::Kind::compare || !above) return;
    term.compare_op = term.compare_op == CompareOp::greater ? CompareOp::less : CompareOp::less_equal;
    std::swap(term.operands[0], term.operands[1]);
}

}  // namespace

/// A sum of sums as one sum.
void Terms::flatten(Term& term) const {
    std::vector<TermId> all;
    for (const TermId operand : term.operands)
        if ((*this)[operand].kind == Expr::Kind::add)
            all.insert(all.end(), (*this)[operand].operands.begin(), (*this)[operand].operands.end());
        else
            all.push_back(operand);
    term.operands = std::move(all);
}

TermId Terms::intern(Term term) {
    if (!sameness_.rounding && term.kind == Expr::Kind::add) flatten(term);
    if (sameness_.spelling) unify_spelling(term);
    const auto [place, fresh] = numbers_.emplace(key_of(term, sameness_.kinds), static_cast<TermId>(terms_.size()));
    if (!fresh) return place->second;
    bool quotient = term.kind == Expr::Kind::divide;
    for (const TermId operand : term.operands) quotient = quotient || (operand >= 0 && has_quotient(operand));
    has_quotient_.push_back(quotient);
    terms_.push_back(std::move(term));
    return place->second;
}

TermId Terms::object(Term term, ObjectOf of) {
    const std::size_t before = terms_.size();
    of.object = intern(std::move(term));
    const TermId id = of.object;
    if (terms_.size() > before) new_objects_.push_back(std::move(of));
    return id;
}

TermId Terms::number(double value, const Type& type) {
    Term term;
    term.type = type.kind == Type::Kind::integer ? Type::real() : type;  // 2 is 2 however it is written
    term.value = value;
    return intern(std::move(term));
}

TermId Terms::variable(VariableId id, const ObjectType& type, Span span) {
    Term term;
    term.kind = Expr::Kind::element;
    term.type = Type::of_object(type);
    term.span = span;
    term.index = -1 - id;
    return intern(std::move(term));
}

TermId Terms::logical(Expr::Kind kind, TermId first, TermId second) {
    Term term;
    term.kind = kind;
    term.type = Type::boolean();
    term.span = (*this)[first].span;
    term.operands.push_back(first);
    if (second >= 0) term.operands.push_back(second);
    return intern(std::move(term));
}

CollectionId Terms::collection_of(const Expr& expr, const Scope& scope) {
    switch (expr.kind) {
        case Expr::Kind::collection: return expr.collection;
        case Expr::Kind::define:
            return collection_of(*program_.defines[static_cast<std::size_t>(expr.define)].value, scope);
        case Expr::Kind::parameter: {
            const TermId argument = scope.arguments[static_cast<std::size_t>(expr.index)];
            return (*this)[argument].kind == Expr::Kind::collection ? (*this)[argument].id : -1;
        }
        default: return -1;
    }
}

TermId Terms::leg_of(TermId object, CandidateId candidate, int index) {
    const Candidate::Leg& leg =
        program_.candidates[static_cast<std::size_t>(candidate)].legs[static_cast<std::size_t>(index)];
    Term term;
    const bool best = (*this)[object].kind == Expr::Kind::candidate;
    term.kind = best ? Expr::Kind::leg : Expr::Kind::member;
    term.type = Type::of_object(leg.type);
    term.span = (*this)[object].span;
    term.id = best ? candidate : -1;
    term.index = index;
    if (!best) term.operands.push_back(object);
    const bool split = program_.candidates[static_cast<std::size_t>(candidate)].kind == Candidate::Kind::split;
    return this->object(std::move(term), {-1, split ? -1 : leg.collection});
}

/// A combination as the sum of its members, in the order of its block.
TermId Terms::sum_of_members(TermId object) {
    const Term& term = (*this)[object];
    const CandidateId candidate = term.kind == Expr::Kind::candidate ? term.id : term.type.object.combination;
    if (term.type.kind != Type::Kind::object || candidate < 0 || term.kind == Expr::Kind::add) return object;
    TermId sum = -1;
    const std::size_t legs = program_.candidates[static_cast<std::size_t>(candidate)].legs.size();
    for (std::size_t i = 0; i < legs; ++i) {
        const TermId leg = sum_of_members(leg_of(object, candidate, static_cast<int>(i)));
        if (sum < 0) {
            sum = leg;
            continue;
        }
        Term add;
        add.kind = Expr::Kind::add;
        add.type = Type::of_object({ObjectType::Kind::momentum, 0});
        add.span = term.span;
        add.operands = {sum, leg};
        sum = intern(std::move(add));
    }
    return sum;
}

std::vector<TermId> Terms::bind(const std::vector<Range>& ranges, Scope& scope) {
    std::vector<TermId> bound;
    const Scope outer = scope;
    ++scope.depth;
    for (const Range& range : ranges) {
        Term term;
        term.kind = Expr::Kind::element;
        term.type = Type::of_object(range.collection->type.object);
        term.span = range.collection->span;
        term.id = collection_of(*range.collection, outer);
        term.index = scope.depth;
        term.place = static_cast<int>(bound.size());
        term.group = range.group;
        if (term.id < 0) term.operands.push_back(of(*range.collection, outer));
        // A function reads the objects as what its parameter asks for.
        else if (!sameness_.kinds)
            term.type = Type::of_object(program_.collections[static_cast<std::size_t>(term.id)].element);
        const CollectionId collection = term.id;
        bound.push_back(object(std::move(term), {-1, collection}));
        scope.variables[range.variable] = bound.back();
    }
    return bound;
}

TermId Terms::formula(const Expr& body, TermId object, const Scope& scope) {
    Scope inner;
    inner.depth = scope.depth;
    inner.variables[kThisVariable] = object;
    return of(body, inner);
}

TermId Terms::attribute(const Expr& expr, const Scope& scope) {
    const TermId object = sum_of_members(of(*expr.operands[0], scope));
    const Type type = (*this)[object].type;
    // A condition is what its formula says, so that `btagged` and `btag >= 1` are one.
    const std::vector<const Particle*> members = program_.schema->members(type.object);
    const Attribute* attribute = members.size() == 1 ? Schema::find(*members[0], expr.attribute_name) : nullptr;
    if (expr.type.kind == Type::Kind::boolean && attribute != nullptr && attribute->formula != nullptr)
        return formula(*attribute->formula, object, scope);
    Term term = make_term(expr);
    term.name = expr.attribute_name;
    term.operands.push_back(object);
    const TermId id = intern(std::move(term));
    const Term& owner = (*this)[object];
    if (owner.kind == Expr::Kind::at && expr.attribute_name == "pt") momenta_[owner.id][owner.index] = id;
    return id;
}

TermId Terms::call(const Expr& expr, const Scope& scope) {
    std::vector<TermId> arguments;
    for (const ExprPtr& operand : expr.operands) arguments.push_back(of(*operand, scope));
    const Function& function = program_.functions[static_cast<std::size_t>(expr.function)];
    if (function.body == nullptr) {
        Term term = make_term(expr);
        term.id = expr.function;
        term.operands = std::move(arguments);
        return intern(std::move(term));
    }
    const auto key = std::tuple(expr.function, scope.depth, arguments);
    if (const auto known = calls_.find(key); known != calls_.end()) return known->second;
    Scope inner;
    inner.arguments = std::move(arguments);
    inner.depth = scope.depth;
    const TermId value = of(*function.body, inner);
    calls_[key] = value;
    return value;
}

TermId Terms::reduction(const Expr& expr, const Scope& scope) {
    Scope inner = scope;
    Term term = make_term(expr);
    term.reduce_op = expr.reduce_op;
    term.bound = bind(expr.ranges, inner);
    for (const ExprPtr& operand : expr.operands) term.operands.push_back(operand ? of(*operand, inner) : -1);
    if (term.operands.size() < 2) term.operands.push_back(-1);
    return intern(std::move(term));
}

TermId Terms::local_define(const Expr& expr, const Scope& scope) {
    const Candidate& candidate = program_.candidates[static_cast<std::size_t>(expr.candidate)];
    const Expr& value = *candidate.defines[static_cast<std::size_t>(expr.index)].value;
    if (expr.operands.empty() || expr.operands[0] == nullptr) return of(value, scope);
    const TermId object = of(*expr.operands[0], scope);
    Scope inner;
    inner.depth = scope.depth;
    for (std::size_t i = 0; i < candidate.legs.size(); ++i)
        inner.variables[candidate.legs[i].variable] = leg_of(object, expr.candidate, static_cast<int>(i));
    return of(value, inner);
}

TermId Terms::operation(const Expr& expr, const Scope& scope) {
    Term term = make_term(expr);
    term.exponent = expr.exponent;
    term.compare_op = expr.compare_op;
    term.low_closed = expr.low_closed;
    term.high_closed = expr.high_closed;
    term.intrinsic = expr.intrinsic;
    for (const ExprPtr& operand : expr.operands)
        term.operands.push_back(operand ? sum_of_members(of(*operand, scope)) : -1);
    if (term.type.kind == Type::Kind::object) term.type.object.combination = -1;
    return intern(std::move(term));
}

/// A part with an error is like nothing else.
TermId Terms::broken(const Expr& expr) {
    Term term = make_term(expr);
    term.kind = Expr::Kind::broken;
    term.name = expr.span.file->path();
    term.index = static_cast<int>(expr.span.begin);
    return intern(std::move(term));
}

TermId Terms::of(const Expr& expr, const Scope& scope) {
    if (expr.type.is_error()) return broken(expr);
    switch (expr.kind) {
        case Expr::Kind::broken: return broken(expr);
        case Expr::Kind::number: return number(expr.value, expr.type);
        case Expr::Kind::element: {
            const auto found = scope.variables.find(expr.variable);
            if (found != scope.variables.end()) return found->second;
            return variable(expr.variable, expr.type.object, expr.span);
        }
        case Expr::Kind::parameter: return scope.arguments[static_cast<std::size_t>(expr.index)];
        case Expr::Kind::define: {
            const std::pair key(expr.define, scope.depth);
            if (const auto known = defines_.find(key); known != defines_.end()) return known->second;
            Scope inner;
            inner.depth = scope.depth;
            const TermId value = of(*program_.defines[static_cast<std::size_t>(expr.define)].value, inner);
            defines_[key] = value;
            return value;
        }
        case Expr::Kind::at: {
            Term term = make_term(expr);
            term.id = collection_of(*expr.operands[0], scope);
            term.index = expr.index;
            if (term.id < 0) term.operands.push_back(of(*expr.operands[0], scope));
            const CollectionId collection = term.id;
            return object(std::move(term), {-1, collection});
        }
        case Expr::Kind::candidate: {
            Term term = make_term(expr);
            term.id = expr.candidate;
            term.type.object.combination = expr.candidate;
            const std::size_t before = terms_.size();
            const TermId id = intern(std::move(term));
            if (terms_.size() == before) return id;
            ObjectOf of_candidate{id, -1, expr.candidate};
            const std::size_t legs = program_.candidates[static_cast<std::size_t>(expr.candidate)].legs.size();
            for (std::size_t i = 0; i < legs; ++i)
                of_candidate.legs.push_back(leg_of(id, expr.candidate, static_cast<int>(i)));
            new_objects_.push_back(std::move(of_candidate));
            return id;
        }
        case Expr::Kind::leg: {
            Expr whole;
            whole.kind = Expr::Kind::candidate;
            whole.candidate = expr.candidate;
            whole.type = Type::of_object({ObjectType::Kind::momentum, 0, expr.candidate});
            whole.span = expr.span;
            return leg_of(of(whole, scope), expr.candidate, expr.index);
        }
        case Expr::Kind::member: {
            const TermId object = of(*expr.operands[0], scope);
            const Term& term = (*this)[object];
            const CandidateId candidate =
                term.kind == Expr::Kind::candidate ? term.id : expr.operands[0]->type.object.combination;
            return leg_of(object, candidate, expr.index);
        }
        case Expr::Kind::local_define: return local_define(expr, scope);
        case Expr::Kind::attribute: return attribute(expr, scope);
        case Expr::Kind::call: return call(expr, scope);
        case Expr::Kind::reduce: return reduction(expr, scope);
        case Expr::Kind::collection: {
            Term term = make_term(expr);
            term.id = expr.collection;
            return intern(std::move(term));
        }
        case Expr::Kind::size: {
            Term term = make_term(expr);
            term.id = collection_of(*expr.operands[0], scope);
            if (term.id < 0) term.operands.push_back(of(*expr.operands[0], scope));
            const CollectionId collection = term.id;
            const TermId id = intern(std::move(term));
            if (collection >= 0) sizes_[collection] = id;
            return id;
        }
        case Expr::Kind::exists: {
            Term term = make_term(expr);
            term.id = expr.candidate;
            return intern(std::move(term));
        }
        case Expr::Kind::members:
        case Expr::Kind::leading:
        case Expr::Kind::is_kind:
        case Expr::Kind::chance: {
            Term term = make_term(expr);
            term.index = expr.index;
            if (expr.kind == Expr::Kind::is_kind)  // what the object may be here, before it is asked
                term.id = static_cast<int>(expr.operands[0]->type.object.particles);
            term.name = expr.attribute_name;
            for (const ExprPtr& operand : expr.operands) term.operands.push_back(operand ? of(*operand, scope) : -1);
            return intern(std::move(term));
        }
        default: return operation(expr, scope);
    }
}

TermId Terms::replaced(TermId id, TermId object, TermId by) {
    if (id == object) return by;
    if (id < 0 || !mentions(id, object)) return id;
    Term term = (*this)[id];
    for (TermId& operand : term.operands) operand = replaced(operand, object, by);
    for (TermId& variable : term.bound) variable = replaced(variable, object, by);
    return intern(std::move(term));
}

bool Terms::mentions(TermId term, TermId part) {
    if (term == part) return true;
    if (term < part) return false;  // what a term is made of was there before it
    const auto [place, fresh] = mentions_.emplace(std::pair(term, part), false);
    if (!fresh) return place->second;
    bool found = false;
    for (const TermId operand : (*this)[term].operands) found = found || (operand >= 0 && mentions(operand, part));
    for (const TermId variable : (*this)[term].bound) found = found || mentions(variable, part);
    return mentions_[{term, part}] = found;
}

}  // namespace collmc::semantics
