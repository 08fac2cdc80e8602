#include "compiler/semantics/presence_example.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/semantics/collections.h"
#include "compiler/semantics/consequences.h"

namespace collmc::semantics::presence {

namespace {

/// "lacks `jets[1]`"
std::string lack_in_words(const Need& need) {
    if (need.expr->kind == Expr::Kind::reduce) {
        const ReduceOp op = need.expr->reduce_op;
        return fmt::format("gives the {} nothing to run over", op == ReduceOp::min   ? "minimum"
                                                               : op == ReduceOp::max ? "maximum"
                                                                                     : "mean");
    }
    const bool is_inside = !need.path.empty() && need.path.front()->kind == Expr::Kind::call;
    if (is_inside) return fmt::format("lacks `{}` in `{}`", need.expr->span.text(), need.path.front()->span.text());
    return fmt::format("lacks `{}`", need.expr->span.text());
}

/// Whether what the evaluation has not found is this, or a part of it.
bool lacks(const Expr& expr, const EventEvaluator& evaluator) {
    const Expr* missing = evaluator.missing();
    return missing != nullptr && missing->span.file == expr.span.file && missing->span.begin >= expr.span.begin &&
           missing->span.end <= expr.span.end;
}

}  // namespace

std::vector<const Cut*> cuts_above(const Program& program, const Site& site) {
    if (!site.region) return {};
    const int region = static_cast<int>(site.region - program.regions.data());
    std::vector<const Cut*> cuts = all_cuts(program, region);
    for (auto it = site.region->order.rbegin(); it != site.region->order.rend(); ++it) {
        if (it->kind == semantics::Statement::Kind::cut) cuts.pop_back();
        if (&*it == site.place) return cuts;
    }
    return cuts;
}

std::optional<Event> Examples::event_of(const Need& need, const Site& site, const Prover::Query& asked) {
    EventSearch::Wanted wanted;
    wanted.cuts = cuts_above(program_, site);
    // Of a cut with an error nobody knows which events pass it.
    for (const Cut* cut : wanted.cuts)
        if (has_error(*cut->condition) || (cut->guard && has_error(*cut->guard))) return {};
    wanted.is_it = [&](EventEvaluator& event) {
        if (site.region)
            event.evaluate(*site.region, *site.place);
        else if (site.collection >= 0)
            event.evaluate_block(site.collection);
        else
            event.evaluate_block(site.candidate, program_.candidates[site.candidate].kind);
        if (event.missing() == nullptr || lacks(*need.expr, event)) return event.missing() != nullptr;
        // Where `jets[0] + jets[1]` has met that there is no first jet, there is no second one either.
        EventEvaluator alone(program_, event.event());
        alone.evaluate(*need.expr);
        return alone.is_sure() && lacks(*need.expr, alone);
    };
    wanted.is_open = [&](const EventSearch::Numbers& numbers) {
        std::vector<Formula> formulas = asked.formulas;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const Symbol size = symbols_.size_of(static_cast<CollectionId>(i));
            formulas.push_back(at_least(size, numbers[i]));
            formulas.push_back(at_most(size, numbers[i]));
        }
        return satisfiable(formulas) != Satisfiable::impossible;
    };
    wanted.steps = std::min(wanted.steps, steps_left_);
    EventSearch search(program_);
    std::optional<Event> event = search.smallest(wanted);
    steps_left_ -= wanted.steps - search.steps_left();
    return event;
}

std::vector<Symbol> Examples::told(const Need& need, const Prover::Query& asked) const {
    std::vector<Symbol> told;
    const auto tell = [&](Symbol symbol) {
        const SymbolInfo& info = symbols_.info(symbol);
        const bool has_value = info.kind == SymbolInfo::Kind::exists || info.collection >= 0;
        if (has_value && !info.source.empty() && std::find(told.begin(), told.end(), symbol) == told.end())
            told.push_back(symbol);
    };
    for (const Symbol symbol : asked.spoken_of) {
        const SymbolInfo& info = symbols_.info(symbol);
        tell(symbol);
        if (!info.nonempty.empty()) tell(info.parent);
        for (const Group& group : info.groups) tell(group.pool);
        const bool is_combination = info.collection >= 0 && program_.collections[info.collection].candidate >= 0;
        const CandidateId candidate = is_combination ? program_.collections[info.collection].candidate : info.candidate;
        const std::vector<Symbol>& its = need.formula.symbols();
        if (candidate >= 0 && std::find(its.begin(), its.end(), symbol) != its.end())
            for (const Group& group : symbols_.groups_of(candidate)) tell(group.pool);
    }
    return told;
}

/// All of its objects are among those of the other, and not the other way round.
bool Examples::is_part(Symbol symbol, Symbol other) const {
    return symbols_.is_set(symbol) && symbols_.is_set(other) && symbols_.is_within(symbol, other) &&
           !symbols_.is_within(other, symbol);
}

std::vector<Symbol> Examples::wholes_first(const std::vector<Symbol>& symbols) const {
    std::vector<Symbol> ordered;
    for (const Symbol symbol : symbols) {
        const auto part =
            std::find_if(ordered.begin(), ordered.end(), [&](Symbol one) { return is_part(one, symbol); });
        ordered.insert(part, symbol);
    }
    return ordered;
}

Tally Examples::tally(Symbol symbol, EventEvaluator& event) const {
    const SymbolInfo& info = symbols_.info(symbol);
    if (info.kind == SymbolInfo::Kind::exists)
        return {program_.candidates[info.candidate].name, event.exists(info.candidate) ? 1 : 0, true};
    return {program_.collections[info.collection].name, static_cast<long>(event.size(info.collection))};
}

void Examples::show(diagnostics::Diagnostic& diagnostic, const Need& need, const Site& site, const Facts& facts) {
    const Prover::Query asked = prover_.query(facts, need.given, need.formula);
    const std::optional<Event> event = event_of(need, site, asked);
    if (!event) return;
    EventEvaluator evaluator(program_, *event);
    std::vector<std::pair<std::string, long>> sizes;
    std::vector<Tally> tallies;
    std::vector<Symbol> wholes;  // of the tallies
    for (const Symbol symbol : wholes_first(told(need, asked))) {
        Tally one = tally(symbol, evaluator);
        if (evaluator.missing() != nullptr) return;  // a block that breaks off has no size
        sizes.emplace_back(symbols_.info(symbol).source, one.number);
        // What is missing is said to be so further on.
        if (one.is_candidate && one.number == 0 && need.formula.symbols() == std::vector{symbol}) continue;
        for (std::size_t i = 0; i < wholes.size() && !one.is_candidate && one.part_of < 0; ++i)
            if (!tallies[i].is_candidate && tallies[i].part_of < 0 && is_part(symbol, wholes[i]))
                one.part_of = static_cast<int>(i);
        tallies.push_back(std::move(one));
        wholes.push_back(symbol);
    }
    const char* passes = cuts_above(program_, site).empty() ? "" : "passes every cut above and ";
    diagnostic.notes.insert(diagnostic.notes.begin(),
                            fmt::format("for example, {} {}{}", event_in_words(tallies), passes, lack_in_words(need)));
    diagnostic.counterexample = std::move(sizes);
    diagnostic.with("missing", std::string(need.expr->span.text()));
    shown_.push_back(*event);
}

}  // namespace collmc::semantics::presence
