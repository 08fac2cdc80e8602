#include "compiler/diff/uses.h"

#include <functional>

namespace collmc::diff {

using semantics::Candidate;
using semantics::Collection;
using semantics::Cut;
using semantics::Dimension;
using semantics::Expr;
using semantics::ExprPtr;
using semantics::Program;
using semantics::Range;
using semantics::Region;
using semantics::Statement;

namespace {

using Visit = std::function<void(const Expr&)>;

void visit(const Expr* expr, const Visit& each) {
    if (expr == nullptr) return;
    each(*expr);
    for (const ExprPtr& operand : expr->operands) visit(operand.get(), each);
    for (const Range& range : expr->ranges) visit(range.collection.get(), each);
}

void visit(const std::vector<Cut>& cuts, const Visit& each) {
    for (const Cut& cut : cuts) {
        visit(cut.condition.get(), each);
        visit(cut.guard.get(), each);
    }
}

void visit(const Candidate& candidate, const Visit& each) {
    for (const Candidate::LocalDefine& it : candidate.defines) visit(it.value.get(), each);
    visit(candidate.cuts, each);
    for (const ExprPtr& key : candidate.keys) visit(key.get(), each);
}

void visit(const Item& item, const Visit& each) {
    switch (item.statement.kind) {
        case Statement::Kind::cut:
            visit(item.cut()->condition.get(), each);
            visit(item.cut()->guard.get(), each);
            break;
        case Statement::Kind::weight: visit(item.weight().value.get(), each); break;
        case Statement::Kind::histogram:
            visit(item.histogram().guard.get(), each);
            visit(item.histogram().mean.get(), each);
            visit(item.histogram().filter.get(), each);
            for (const Range& it : item.histogram().ranges) visit(it.collection.get(), each);
            for (const Dimension& it : item.histogram().dimensions) visit(it.value.get(), each);
            break;
        case Statement::Kind::ntuple:
            visit(item.ntuple().guard.get(), each);
            for (const semantics::Column& it : item.ntuple().columns) visit(it.value.get(), each);
            break;
        case Statement::Kind::bins:
            visit(item.bins().guard.get(), each);
            for (const Dimension& it : item.bins().dimensions) visit(it.value.get(), each);
            break;
        case Statement::Kind::skim: visit(item.skim().guard.get(), each); break;
    }
}

void visit(const Program& program, Declaration kind, int id, const Visit& each) {
    const auto index = static_cast<std::size_t>(id);
    switch (kind) {
        case Declaration::collection:
            visit(program.collections[index].key.get(), each);
            visit(program.collections[index].cuts, each);
            break;
        case Declaration::candidate: visit(program.candidates[index], each); break;
        case Declaration::define: visit(program.defines[index].value.get(), each); break;
        case Declaration::function: visit(program.functions[index].body.get(), each); break;
    }
}

Visit streams(std::vector<std::string>& found) {
    return [&found](const Expr& expr) {
        if (expr.kind == Expr::Kind::chance) found.push_back(expr.attribute_name);
    };
}

}  // namespace

void UsesOf::add(Declaration kind, int id, Uses& uses) {
    if (id < 0 || uses.count({kind, id}) > 0) return;
    const Uses& theirs = of(kind, id);
    uses.insert(theirs.begin(), theirs.end());
}

/// What one node refers to.
void UsesOf::add(const Expr& part, Uses& uses) {
    add(Declaration::candidate, part.type.object.combination, uses);
    add(Declaration::collection, part.collection, uses);
    add(Declaration::candidate, part.candidate, uses);
    add(Declaration::define, part.define, uses);
    add(Declaration::function, part.function, uses);
}

const Uses& UsesOf::of(Declaration kind, int id) {
    const auto [place, fresh] = known_.emplace(std::pair(kind, id), Uses());
    if (!fresh) return place->second;
    place->second.insert({kind, id});  // what a block says of itself leads nowhere
    Uses uses = {{kind, id}};
    const auto index = static_cast<std::size_t>(id);
    visit(program_, kind, id, [&](const Expr& part) { add(part, uses); });
    if (kind == Declaration::collection) {
        const Collection& collection = program_.collections[index];
        for (const int source : collection.sources) add(Declaration::collection, source, uses);
        for (const int other : collection.excluded_collections) add(Declaration::collection, other, uses);
        for (const int candidate : collection.excluded) add(Declaration::candidate, candidate, uses);
        add(Declaration::candidate, collection.candidate, uses);
    } else if (kind == Declaration::candidate) {
        for (const Candidate::Leg& leg : program_.candidates[index].legs)
            add(Declaration::collection, leg.collection, uses);
    }
    return known_[{kind, id}] = std::move(uses);
}

Uses UsesOf::of(const Item& item) {
    Uses uses;
    visit(item, [&](const Expr& part) { add(part, uses); });
    return uses;
}

std::vector<std::string> UsesOf::draws(const Program& program, Declaration kind, int id) {
    std::vector<std::string> found;
    visit(program, kind, id, streams(found));
    return found;
}

std::vector<std::string> UsesOf::draws(const Region& region) {
    std::vector<std::string> found;
    for (const Item& item : items_of(region)) visit(item, streams(found));
    return found;
}

}  // namespace collmc::diff
