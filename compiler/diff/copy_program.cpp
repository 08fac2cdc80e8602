#include "compiler/diff/copy_program.h"

namespace collmc::diff {

using semantics::Cut;
using semantics::Dimension;
using semantics::Expr;
using semantics::ExprPtr;
using semantics::ObjectType;
using semantics::Range;
using semantics::Region;
using semantics::Type;

ObjectType ProgramCopier::renumbered(ObjectType type) {
    if (type.combination >= 0) type.combination = candidate(type.combination);
    return type;
}

Type ProgramCopier::renumbered(Type type) {
    type.object = renumbered(type.object);
    return type;
}

ExprPtr ProgramCopier::copy(const ExprPtr& expr) {
    if (expr == nullptr) return nullptr;
    auto copied = std::make_unique<Expr>();
    copied->kind = expr->kind;
    copied->type = renumbered(expr->type);
    copied->span = expr->span;
    copied->value = expr->value;
    copied->variable = variable(expr->variable);
    if (expr->collection >= 0) copied->collection = collection(expr->collection);
    copied->index = expr->index;
    if (expr->kind == Expr::Kind::local_define) copied->index = local_define(expr->candidate, expr->index);
    if (expr->candidate >= 0) copied->candidate = candidate(expr->candidate);
    if (expr->define >= 0) copied->define = define(expr->define);
    if (expr->function >= 0) copied->function = function(expr->function);
    const bool draws = expr->kind == Expr::Kind::chance;
    copied->attribute_name = draws ? stream(expr->attribute_name) : expr->attribute_name;
    copied->exponent = expr->exponent;
    copied->compare_op = expr->compare_op;
    copied->low_closed = expr->low_closed;
    copied->high_closed = expr->high_closed;
    copied->intrinsic = expr->intrinsic;
    copied->reduce_op = expr->reduce_op;
    copied->ranges = copy(expr->ranges);
    for (const ExprPtr& operand : expr->operands) copied->operands.push_back(copy(operand));
    return copied;
}

std::vector<Range> ProgramCopier::copy(const std::vector<Range>& ranges) {
    std::vector<Range> copied;
    for (const Range& range : ranges)
        copied.push_back({variable(range.variable), range.name, copy(range.collection), range.group});
    return copied;
}

Cut ProgramCopier::copy(const Cut& cut) {
    return {cut.reject, copy(cut.condition), copy(cut.guard), cut.label, cut.span};
}

std::vector<Cut> ProgramCopier::copy(const std::vector<Cut>& cuts) {
    std::vector<Cut> copied;
    for (const Cut& cut : cuts) copied.push_back(copy(cut));
    return copied;
}

std::vector<Dimension> ProgramCopier::copy(const std::vector<Dimension>& dimensions) {
    std::vector<Dimension> copied;
    for (const Dimension& it : dimensions) copied.push_back({it.expression, copy(it.value), it.axis, it.above});
    return copied;
}

/// The parents keep their numbers.
Region ProgramCopier::copy(const Region& region) {
    Region copied;
    copied.name = region.name;
    copied.parents = region.parents;
    copied.cuts = copy(region.cuts);
    for (const semantics::Weight& it : region.weights) copied.weights.push_back({copy(it.value), it.label, it.span});
    for (const semantics::Histogram& it : region.histograms)
        copied.histograms.push_back({it.name, it.label, copy(it.guard), copy(it.dimensions), copy(it.mean),
                                     it.mean_expression, copy(it.ranges), copy(it.filter), it.span});
    for (const semantics::Ntuple& it : region.ntuples) {
        semantics::Ntuple& ntuple = copied.ntuples.emplace_back();
        ntuple.name = it.name;
        ntuple.guard = copy(it.guard);
        for (const semantics::Column& column : it.columns) ntuple.columns.push_back({column.name, copy(column.value)});
        ntuple.span = it.span;
    }
    for (const semantics::Bins& it : region.bins)
        copied.bins.push_back({it.name, copy(it.guard), copy(it.dimensions), it.observed, it.background, it.span});
    for (const semantics::Skim& it : region.skims) copied.skims.push_back({it.name, copy(it.guard), it.span});
    copied.observed = region.observed;
    copied.background = region.background;
    copied.order = region.order;
    copied.span = region.span;
    return copied;
}

}  // namespace collmc::diff
