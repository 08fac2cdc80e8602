#include "compiler/semantics/shared_event.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/semantics/consequences.h"
#include "compiler/semantics/event_search.h"
#include "compiler/semantics/event_words.h"

namespace collmc::semantics {

namespace {

constexpr std::size_t kMostQuantities = 4;

using Cuts = std::vector<const Cut*>;

Cuts without(const Cuts& cuts, const Cuts& others) {
    Cuts left;
    for (const Cut* cut : cuts)
        if (std::find(others.begin(), others.end(), cut) == others.end()) left.push_back(cut);
    return left;
}

bool is_constant(const Expr& expr) {
    return expr.kind == Expr::Kind::number || (expr.kind == Expr::Kind::negate && is_constant(*expr.operands[0]));
}

/// What the condition compares with constants, each once by its text.
void find_quantities(const Program& program, const Expr& expr, std::vector<const Expr*>& found) {
    const auto add = [&](const Expr& value) {
        const bool is_known = std::any_of(found.begin(), found.end(),
                                          [&](const Expr* other) { return other->span.text() == value.span.text(); });
        if (!is_known && value.type.is_number() && value.span.valid()) found.push_back(&value);
    };
    switch (expr.kind) {
        case Expr::Kind::define: return find_quantities(program, *program.defines[expr.define].value, found);
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or:
        case Expr::Kind::logical_not:
            for (const ExprPtr& operand : expr.operands) find_quantities(program, *operand, found);
            return;
        case Expr::Kind::interval: return add(*expr.operands[0]);
        case Expr::Kind::compare:
            if (is_constant(*expr.operands[1])) return add(*expr.operands[0]);
            if (is_constant(*expr.operands[0])) return add(*expr.operands[1]);
            return;
        default: return;
    }
}

std::string in_words(const Program& program, const Expr& quantity, double value) {
    const Expr* of = quantity.kind == Expr::Kind::size ? quantity.operands[0].get() : nullptr;
    if (of && of->kind == Expr::Kind::collection)
        return count_in_words(program.collections[of->collection].name, static_cast<long>(value));
    const std::string unit = unit_of(quantity.type.dimension);
    return fmt::format("{} = {:.4g}{}{}", quantity.span.text(), value, unit.empty() ? "" : " ", unit);
}

}  // namespace

std::optional<std::string> shared_event(const Program& program, int region, int other, long& steps) {
    const Cuts first = all_cuts(program, region), second = all_cuts(program, other);
    EventSearch::Wanted wanted;
    wanted.cuts = first;
    const Cuts more = without(second, first);
    wanted.cuts.insert(wanted.cuts.end(), more.begin(), more.end());
    wanted.steps = std::min(wanted.steps, steps);
    EventSearch search(program);
    const std::optional<Event> event = search.smallest(wanted);
    steps -= wanted.steps - search.steps_left();
    if (!event) return std::nullopt;

    std::vector<const Expr*> quantities;
    for (const Cuts& cuts : {without(first, second), more})
        for (const Cut* cut : cuts) find_quantities(program, *cut->condition, quantities);
    std::vector<std::string> items;
    for (const Expr* quantity : quantities) {
        EventEvaluator evaluator(program, *event);  // a new one: the last one may have met what is missing
        const std::optional<double> value = evaluator.number_of(*quantity);
        if (value && evaluator.is_sure() && items.size() < kMostQuantities)
            items.push_back(in_words(program, *quantity, *value));
    }
    return listed_event(items);
}

}  // namespace collmc::semantics
