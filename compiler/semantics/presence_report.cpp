#include "compiler/semantics/presence_report.h"

#include <algorithm>

#include "compiler/semantics/verdict_fixes.h"
#include "fmt/format.h"

namespace collmc::semantics::presence {

using diagnostics::Diagnostic;
using diagnostics::Diagnostics;
using diagnostics::Label;
using Kind = Expr::Kind;

namespace {

std::uint32_t line_of(Span span) { return span.file->place(span.begin).line; }

std::string quoted(Span span) { return fmt::format("`{}`", span.text()); }

bool is_extremum(const Expr& expr) { return expr.kind == Kind::reduce; }

const char* extremum_name(ReduceOp op) {
    return op == ReduceOp::min ? "minimum" : op == ReduceOp::max ? "maximum" : "mean";
}

/// Whether the need can be written where the user could ask for it: nothing in it is bound inside the expression, and
/// no condition comes from the body of a function.
bool can_be_asked(const Need& need, const Symbols& symbols) {
    bool possible = !need.formula.is_never();
    for (const Symbol symbol : need.formula.symbols()) {
        const SymbolInfo& info = symbols.info(symbol);
        const bool is_filter = !info.nonempty.empty();
        possible &= !symbols.is_local(symbol) && (!is_filter || need.path.empty()) && !info.source.empty();
    }
    return possible;
}

}  // namespace

struct Report::Case {
    const Need& need;
    const Site& site;
    const Facts& facts;
    const std::vector<Finished>& elsewhere;
    bool too_large;
    std::string words;                 ///< the need in the spelling of the language
    Span use;                          ///< what the person wrote: the outermost use, or the expression itself
    bool contradicted = false;         ///< the cuts above exclude it
    const Region* knows_it = nullptr;  ///< another region that proves it
    Diagnostic diagnostic = {};
};

bool Report::proves(const Facts& facts, const Formula& fact, const Need& need) const {
    Facts more = facts;
    more.push_back({fact, {}});
    return prover_.prove(more, need.given, need.formula) == Proof::proved;
}

void Report::unproved(const Need& need, bool too_large, const Site& site, const Facts& facts,
                      const std::vector<Finished>& elsewhere) {
    Case it{need,
            site,
            facts,
            elsewhere,
            too_large,
            words_of(need),
            need.path.empty() ? need.expr->span : need.path.front()->span};
    it.contradicted = prover_.prove(facts, need.given, negation(need.formula)) == Proof::proved;
    it.diagnostic.severity = diagnostics::Severity::error;
    it.diagnostic.phase = "semantics";
    it.diagnostic.primary = it.use;
    it.diagnostic.context = site.context;
    describe(it);
    add_notes(it);
    add_fixes(it);
    diagnostics_.report(std::move(it.diagnostic));
}

/// The need in the spelling of the language, or in words where that has none.
std::string Report::words_of(const Need& need) const {
    bool has_spelling = true;
    for (const Symbol symbol : need.formula.symbols()) has_spelling &= !symbols_.info(symbol).source.empty();
    return has_spelling ? symbols_.to_source(need.formula) : "a combination in which no object is used twice";
}

/// "`W_had` needs size(jets) >= 2 (for `jets[1]` on line 12)"
std::string Report::needs_words(const Case& it) const {
    const Need& need = it.need;
    std::string subject = quoted(it.use);
    if (need.path.empty() && is_extremum(*need.expr)) {
        const Expr& reduce = *need.expr;
        subject =
            fmt::format("the {} over `{}`", extremum_name(reduce.reduce_op), reduce.ranges[0].collection->span.text());
        if (reduce.operands.size() > 1 && reduce.operands[1])
            subject += fmt::format(" when {}", quoted(reduce.operands[1]->span));
    }
    std::string text = fmt::format("{} needs {}", subject, it.words);
    if (need.path.empty()) return text;
    const bool same_file = need.expr->span.file == it.use.file;
    return text + (same_file ? fmt::format(" (for {} on line {})", quoted(need.expr->span), line_of(need.expr->span))
                             : fmt::format(" (for {} in `{}`)", quoted(need.expr->span), it.use.text()));
}

void Report::describe(Case& it) {
    Diagnostic& d = it.diagnostic;
    const std::string needs = needs_words(it);
    if (it.too_large) {
        d.code = "E0211";
        d.message = fmt::format("{}; whether the cuts above prove that has too many cases", needs);
        d.notes.push_back(fmt::format("a cut that says {} directly needs no such proof", it.words));
    } else if (!explain_sides(it)) {
        const bool explained = it.site.region ? explain_order(it) || explain_alternative(it) || explain_other_region(it)
                                              : explain_block(it);
        if (!explained) explain_plainly(it);
    }
    for (std::size_t i = 1; i < it.need.path.size(); ++i)
        if (it.need.path[i]->span.file == it.use.file) d.labels.push_back({it.need.path[i]->span, "through this"});
    if (!it.need.path.empty() && it.need.expr->span.file == it.use.file)
        d.labels.push_back({it.need.expr->span, fmt::format("needs {}", it.words)});
    if (d.primary_label.empty()) d.primary_label = fmt::format("needs {}", it.words);
}

/// The proof is there, but on the right side of an `and` of which the use is on the left.
bool Report::explain_sides(Case& it) {
    if (it.contradicted) return false;
    Diagnostic& d = it.diagnostic;
    for (auto conjunction = it.need.left_of.rbegin(); conjunction != it.need.left_of.rend(); ++conjunction) {
        const Expr& right = *(*conjunction)->operands[1];
        if (!proves(it.facts, rules_.when_true({&right, top_}), it.need)) continue;
        d.code = "E0204";
        d.message = fmt::format("{}, which the right side of `and` asks too late", needs_words(it));
        d.labels.push_back({right.span, "`and` is read from left to right: this is asked only after"});
        d.fixes.push_back(swap_sides(**conjunction));
        return true;
    }
    return false;
}

bool Report::explain_block(Case& it) {
    it.diagnostic.code = "E0208";
    it.diagnostic.message = fmt::format("{}, and no cut of a region is known in a block", needs_words(it));
    it.diagnostic.notes.push_back("blocks are filled for every event, whatever its region asks for");
    return true;
}

/// The proof is there, but in a later cut of the region.
bool Report::explain_order(Case& it) {
    if (it.contradicted) return false;
    Diagnostic& d = it.diagnostic;
    for (const Cut* later : it.site.later_cuts) {
        if (later == it.site.statement.cut || !proves(it.facts, rules_.passed(*later, top_), it.need)) continue;
        bool movable = true;
        for (const Need& need : rules_.needs(*later, top_))
            movable &= prover_.prove(it.facts, need.given, need.formula) == Proof::proved;
        if (!movable) continue;
        d.code = "E0204";
        d.message = fmt::format("{}; the cut that proves it stands too late, on line {}", needs_words(it),
                                line_of(later->span));
        d.labels.push_back({later->span, "a line sees the cuts above it"});
        d.fixes.push_back(move_above(it.site.statement, *later));
        return true;
    }
    return false;
}

/// One side of an `or` above would prove it.
bool Report::explain_alternative(Case& it) {
    if (it.contradicted) return false;
    for (const Fact& fact : it.facts) {
        const bool is_alternative = fact.formula.kind() == Formula::Kind::any_of && fact.is_said();
        if (!is_alternative || fact.span.text().find(" or ") == std::string_view::npos) continue;
        for (const Formula& side : fact.formula.parts()) {
            if (!proves(it.facts, side, it.need)) continue;
            it.diagnostic.code = "E0209";
            it.diagnostic.message =
                fmt::format("{}; only one side of the `or` on line {} gives that", needs_words(it), line_of(fact.span));
            it.diagnostic.labels.push_back({fact.span, fmt::format("passes without {} as well", it.words)});
            return true;
        }
    }
    return false;
}

bool Report::explain_other_region(Case& it) {
    if (it.contradicted) return false;
    for (const Finished& other : it.elsewhere) {
        Facts both = it.facts;
        both.insert(both.end(), other.facts->begin(), other.facts->end());
        if (prover_.prove(*other.facts, it.need.given, it.need.formula) != Proof::proved) continue;
        if (prover_.prove(both, {}, Formula::never()) == Proof::proved) continue;
        it.diagnostic.code = "E0212";
        it.diagnostic.message = fmt::format("{}, which is known in {} and not in {}", needs_words(it),
                                            other.region->name, it.site.region->name);
        it.diagnostic.notes.push_back("a region knows its own cuts and those of the regions it inherits from");
        it.knows_it = other.region;
        return true;
    }
    return false;
}

void Report::explain_plainly(Case& it) {
    Diagnostic& d = it.diagnostic;
    const Need& need = it.need;
    if (!need.path.empty()) {
        d.code = need.path.front()->kind == Kind::call ? "E0206" : "E0205";
    } else if (need.comprehension && !is_extremum(*need.expr)) {
        d.code = "E0207";
    } else {
        d.code = is_extremum(*need.expr) ? "E0203" : need.expr->kind == Kind::at ? "E0201" : "E0202";
    }
    std::string each;
    if (d.code == "E0207")
        each = fmt::format("for each `{}` of `{}`, ", need.comprehension->front().name,
                           need.comprehension->front().collection->span.text());
    d.message = it.contradicted ? fmt::format("{}{}, which the cuts above exclude", each, needs_words(it))
                                : fmt::format("{}{}, which no cut above proves", each, needs_words(it));
}

void Report::add_notes(Case& it) {
    Diagnostic& d = it.diagnostic;
    constexpr std::size_t kMostFacts = 4;
    std::vector<const Fact*> known = prover_.related(it.facts, it.need.formula);
    if (known.size() > kMostFacts) known.erase(known.begin(), known.end() - kMostFacts);
    for (const Fact* fact : known)
        d.notes.push_back(
            fmt::format("known here: {} (line {})", symbols_.to_source(fact->formula), line_of(fact->span)));
    add_useless_cuts(it);
    if (it.too_large) return;
    examples_.show(d, it.need, it.site, it.facts);

    const Candidate* candidate = nullptr;
    for (const Symbol symbol : it.need.formula.symbols()) {
        const SymbolInfo& info = symbols_.info(symbol);
        if (info.kind == SymbolInfo::Kind::exists) candidate = &program_.candidates[info.candidate];
        const bool is_root = info.kind == SymbolInfo::Kind::set && symbols_.is_root(symbol);
        if (is_root && symbols_.root(symbol).kind == Root::Kind::combinations)
            candidate = &program_.candidates[symbols_.root(symbol).candidate];
    }
    if (candidate && !candidate->cuts.empty())
        d.notes.push_back(fmt::format("`{}` has cuts of its own, so no number of objects makes sure that {}",
                                      candidate->name,
                                      candidate->kind == Candidate::Kind::every ? "there is one" : "it exists"));
}

/// Cuts that speak of what is needed in a way that proves nothing: `size(jets) / 2 >= 1`.
void Report::add_useless_cuts(Case& it) {
    for (const Fact& fact : it.facts) {
        if (!fact.formula.is_always() || !fact.is_said()) continue;
        bool speaks_of_it = false;
        for (const Symbol symbol : it.need.formula.symbols()) {
            const std::string& source = symbols_.info(symbol).source;
            speaks_of_it |= !source.empty() && fact.span.text().find(source) != std::string_view::npos;
        }
        if (speaks_of_it)
            it.diagnostic.notes.push_back(
                fmt::format("line {} proves nothing of it: what counts is a sum of sizes compared with a whole number",
                            line_of(fact.span)));
    }
}

void Report::add_fixes(Case& it) {
    const Statement& statement = it.site.statement;
    if (it.contradicted && it.need.path.empty() && it.need.expr->kind == Kind::at && has_one_less(it))
        if (std::optional<Fix> fix = count_from_zero(*it.need.expr)) it.diagnostic.fixes.push_back(std::move(*fix));
    if (!statement.is_set() || it.contradicted) return;
    if (statement.is_cell()) {
        it.diagnostic.notes.push_back(
            fmt::format("a region above that selects {} proves it, if the table is taken `from` it", it.words));
        return;
    }
    auto& fixes = it.diagnostic.fixes;
    if (can_be_asked(it.need, symbols_)) add_cuts(it);
    if (!statement.ntuple) return;
    for (const Column& column : statement.ntuple->columns) {
        const Span span = column.value->span;
        const bool stands_here = it.use.begin >= span.begin && it.use.end <= span.end;
        const bool is_open = column.value->kind != Kind::conditional && column.value->kind != Kind::otherwise;
        if (stands_here && is_open && column.value->type.is_number()) fixes.push_back(fill_column(column));
    }
}

/// Whether there can be the object before the one that cannot be there.
bool Report::has_one_less(const Case& it) const {
    const std::vector<Symbol>& symbols = it.need.formula.symbols();
    if (symbols.size() != 1) return false;
    const Formula there = at_least(symbols.front(), it.need.expr->index);
    return prover_.prove(it.facts, it.need.given, negation(there)) != Proof::proved;
}

/// The edits that ask for what is missing.
void Report::add_cuts(Case& it) {
    const Statement& statement = it.site.statement;
    auto& fixes = it.diagnostic.fixes;
    if (it.site.region) fixes.push_back(require_above(statement, it.words));
    fixes.push_back(statement.weight ? weigh_only(*statement.weight, it.words) : guard_statement(statement, it.words));
    const Expr* guard = statement.guard();
    const bool in_guard = guard && it.use.begin >= guard->span.begin && it.use.end <= guard->span.end;
    if (statement.cut && !in_guard && (!statement.cut->reject || !it.site.region))
        fixes.push_back(require_inside(*statement.cut, it.words));
    if (it.knows_it && it.site.region->parents.empty() && !it.site.region->name.empty())
        fixes.push_back(inherit(*it.site.region, it.knows_it->name));
}

bool Report::has_error(const Cut& cut) const {
    return std::any_of(diagnostics_.all().begin(), diagnostics_.all().end(), [&](const Diagnostic& one) {
        const bool of_presence = one.code.starts_with("E02") && one.code != "E0210";
        return one.severity == diagnostics::Severity::error && !of_presence && one.primary.file == cut.span.file &&
               one.primary.begin >= cut.span.begin && one.primary.end <= cut.span.end;
    });
}

void Report::unfolds_too_far(const Site& site) {
    const Span span = site.criterion ? site.criterion->span : site.statement.span();
    Diagnostic& d =
        diagnostics_.error("E0211", "semantics", span,
                           "this statement uses defines and functions that use others too many times to prove");
    d.context = site.context;
    d.notes.push_back("write the cut with fewer levels of defines and functions");
}

// ---- cuts that decide nothing ----

namespace {

std::string lines(const std::vector<const Fact*>& facts) {
    std::vector<std::uint32_t> numbers;
    for (const Fact* fact : facts) numbers.push_back(line_of(fact->span));
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return fmt::format("line{} {}", numbers.size() == 1 ? "" : "s", fmt::join(numbers, ", "));
}

void add_labels(Diagnostic& diagnostic, const std::vector<const Fact*>& because, const Symbols& symbols) {
    for (const Fact* fact : because)
        diagnostic.labels.push_back({fact->span, fmt::format("gives {}", symbols.to_source(fact->formula))});
}

}  // namespace

void Report::cannot_fail(const Cut& cut, const Site& site, const std::vector<const Fact*>& because) {
    std::string why = because.empty() ? "it holds in every event" : lines(because) + " already gives it";
    if (because.size() > 1) why = lines(because) + " already give it";
    Diagnostic& d = diagnostics_.warning("W0801", "semantics", cut.span, fmt::format("this cut cannot fail: {}", why));
    d.context = site.context;
    add_labels(d, because, symbols_);
    d.fixes.push_back(remove_cut(cut));
}

void Report::cannot_pass(const Cut& cut, const Site& site, const std::vector<const Fact*>& because) {
    std::string why = because.empty() ? "no event has it" : "excluded by " + lines(because);
    Diagnostic& d = diagnostics_.warning("W0802", "semantics", cut.span, fmt::format("this cut cannot pass: {}", why));
    d.context = site.context;
    add_labels(d, because, symbols_);
    std::vector<const Cut*> cuts;
    for (const Fact* fact : because)
        if (fact->cut) cuts.push_back(fact->cut);
    if (cuts.size() == because.size()) d.fixes = fixes_of_impossible(cut, cuts);
}

}  // namespace collmc::semantics::presence
