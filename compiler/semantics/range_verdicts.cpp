#include "compiler/semantics/range_verdicts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "compiler/semantics/collections.h"
#include "compiler/semantics/presence_fixes.h"
#include "compiler/semantics/reporter.h"
#include "compiler/semantics/verdict_fixes.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

std::string lines_of(const std::vector<const Cut*>& cuts) {
    std::set<std::uint32_t> lines;
    for (const Cut* cut : cuts) lines.insert(cut->span.file->place(cut->span.begin).line);
    return fmt::format("line{} {}", lines.size() == 1 ? "" : "s", fmt::join(lines, ", "));
}

bool is_constant(const Expr& expr) {
    return expr.kind == Expr::Kind::number || (expr.kind == Expr::Kind::negate && is_constant(*expr.operands[0]));
}

/// What a condition compares with constants, or null.
const Expr* compared(const Program& program, const Expr& expr) {
    const Expr& condition = behind_defines(program, expr);
    if (condition.kind == Expr::Kind::interval) return condition.operands[0].get();
    if (condition.kind != Expr::Kind::compare) return nullptr;
    if (is_constant(*condition.operands[1])) return condition.operands[0].get();
    return is_constant(*condition.operands[0]) ? condition.operands[1].get() : nullptr;
}

}  // namespace

Verdicts::Verdicts(const Program& program, diagnostics::Diagnostics& diagnostics)
    : program_(program), diagnostics_(diagnostics) {
    for (const Collection& collection : program.collections)
        for (const Cut& cut : collection.cuts) block_cuts_.push_back(&cut);
    for (const Candidate& candidate : program.candidates)
        for (const Cut& cut : candidate.cuts) block_cuts_.push_back(&cut);
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        if (diagnostic.code == "W0802") impossible_.insert(diagnostic.primary.begin);
        if (diagnostic.code == "W0801" || diagnostic.code == "W0802") judged_.insert(diagnostic.primary.begin);
        warned_.push_back(diagnostic.primary);
        const bool clear = diagnostic.code == "E0301" || diagnostic.code.starts_with("E02");
        if (diagnostic.severity == diagnostics::Severity::error && !clear) wrong_.push_back(diagnostic.primary);
    }
}

namespace {

bool any_in(const std::vector<Span>& spans, Span whole) {
    return std::any_of(spans.begin(), spans.end(), [&](Span span) {
        return span.file == whole.file && span.begin >= whole.begin && span.end <= whole.end;
    });
}

}  // namespace

bool Verdicts::is_wrong(Span span) const { return any_in(wrong_, span); }

bool Verdicts::judge(const Cut& cut, Ranges& ranges, const Question& asked, const Ask& ask,
                     const std::vector<const Cut*>& grounds, const std::vector<std::string>& context) {
    if (judged_.count(cut.span.begin) > 0) return impossible_.count(cut.span.begin) == 0;
    if (asked.standing.facts.impossible) return false;
    if (any_in(warned_, cut.span)) return true;  // one remark at a time
    if (holds(Claim::cannot_pass, ranges, asked)) {
        const std::vector<const Cut*> because = needed(Claim::cannot_pass, ask, grounds);
        Diagnostic& diagnostic =
            diagnostics_.warning("W0802", "semantics", cut.span,
                                 fmt::format("this cut cannot pass: {}",
                                             because.empty() ? "no event has it" : "excluded by " + lines_of(because)));
        diagnostic.context = context;
        explain(diagnostic, cut, ranges, asked, because);
        diagnostic.fixes = fixes_of_impossible(cut, because);
        return false;
    }
    if (!holds(Claim::cannot_fail, ranges, asked)) return true;
    const std::vector<const Cut*> because = needed(Claim::cannot_fail, ask, grounds);
    if (is_row_of_its_own(cut, because)) return true;
    std::string why = "it holds in every event";
    if (!because.empty()) why = fmt::format("{} already give{} it", lines_of(because), because.size() > 1 ? "" : "s");
    Diagnostic& diagnostic =
        diagnostics_.warning("W0801", "semantics", cut.span, fmt::format("this cut cannot fail: {}", why));
    diagnostic.context = context;
    explain(diagnostic, cut, ranges, asked, because);
    diagnostic.fixes.push_back(presence::remove_cut(cut));
    for (presence::Fix& fix : exchanged_numbers(cut, because)) diagnostic.fixes.push_back(std::move(fix));
    return true;
}

bool Verdicts::holds(Claim claim, Ranges& ranges, const Question& asked) const {
    if (asked.standing.facts.impossible) return false;
    if (!ranges.is_refuted(asked.condition, claim == Claim::cannot_pass, asked.standing)) return false;
    Facts facts = asked.standing.facts;
    return claim == Claim::cannot_pass || !ranges.may_be_undecided(asked.condition, facts);
}

/// A person may want a row for what the objects already have, and says so with a label.
bool Verdicts::is_row_of_its_own(const Cut& cut, const std::vector<const Cut*>& because) const {
    const bool labelled = cut.span.text().find('"') != std::string_view::npos;
    return labelled && !because.empty() && std::all_of(because.begin(), because.end(), [&](const Cut* other) {
               return std::find(block_cuts_.begin(), block_cuts_.end(), other) != block_cuts_.end();
           });
}

void Verdicts::explain(Diagnostic& diagnostic, const Cut& cut, Ranges& ranges, const Question& asked,
                       const std::vector<const Cut*>& because) const {
    for (const Cut* other : because)
        diagnostic.labels.push_back({other->span, diagnostic.code == "W0801" ? "gives it" : "excludes it"});
    const Expr* value = compared(program_, *cut.condition);
    if (value == nullptr || cut.guard != nullptr) return;
    TermId condition = asked.condition;
    while (ranges.terms()[condition].kind == Expr::Kind::logical_not) condition = ranges.terms()[condition].operands[0];
    const std::vector<TermId> operands = ranges.terms()[condition].operands;
    for (const TermId operand : operands) {
        if (ranges.terms()[operand].kind == Expr::Kind::number) continue;
        Facts facts = asked.standing.facts;
        const Numbers numbers = ranges.numbers(operand, facts);
        if (!numbers.has_none())
            diagnostic.notes.push_back(
                fmt::format("{} is {} here", quote(value->span), describe(numbers, value->type.dimension)));
        return;
    }
}

/// Cuts without which the claim would not hold, as few as leaving out one after the other finds.
std::vector<const Cut*> Verdicts::needed(Claim claim, const Ask& ask, const std::vector<const Cut*>& grounds) const {
    constexpr std::size_t kMostGrounds = 80;
    if (grounds.size() > kMostGrounds) return {};
    const auto still_holds = [&](const Without& without) {
        Ranges ranges(program_, {without});
        return holds(claim, ranges, ask(ranges, without));
    };
    Without without(grounds.begin(), grounds.end());
    if (still_holds(without)) return {};
    without.clear();
    std::vector<const Cut*> because;
    for (const Cut* cut : grounds) {
        without.insert(cut);
        if (still_holds(without)) continue;
        without.erase(cut);
        because.push_back(cut);
    }
    return because;
}

}  // namespace collmc::semantics
