#include "compiler/semantics/range_verdicts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

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

std::string given_by(const std::vector<const Cut*>& cuts) {
    return fmt::format("{} already give{} it", lines_of(cuts), cuts.size() > 1 ? "" : "s");
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
        explain(diagnostic, *cut.condition, cut.guard != nullptr, ranges, asked, because);
        diagnostic.fixes = fixes_of_impossible(cut, because);
        return false;
    }
    if (!holds(Claim::cannot_fail, ranges, asked)) {
        if (!cut.reject && cut.guard == nullptr) judge_parts(cut, ranges, asked, ask, grounds, context);
        return true;
    }
    const std::vector<const Cut*> because = needed(Claim::cannot_fail, ask, grounds);
    if (is_row_of_its_own(cut, because)) return true;
    Diagnostic& diagnostic = diagnostics_.warning(
        "W0801", "semantics", cut.span,
        fmt::format("this cut cannot fail: {}", because.empty() ? "it holds in every event" : given_by(because)));
    diagnostic.context = context;
    explain(diagnostic, *cut.condition, cut.guard != nullptr, ranges, asked, because);
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

void Verdicts::explain(Diagnostic& diagnostic, const Expr& judged, bool is_guarded, Ranges& ranges,
                       const Question& asked, const std::vector<const Cut*>& because) const {
    for (const Cut* other : because)
        diagnostic.labels.push_back({other->span, diagnostic.code == "W0801" ? "gives it" : "excludes it"});
    const Expr* value = compared(program_, judged);
    if (value == nullptr || is_guarded) return;
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

// ---- parts of `and` ----

namespace {

/// A condition that is no `and` itself, in a cut that is one.
struct Part {
    const Expr* condition;
    const Expr* conjunction;         ///< of which it is a side
    std::vector<std::size_t> sides;  ///< that lead to it, from the whole condition down
};

void find_parts(const Expr& expr, std::vector<std::size_t>& sides, const Expr* conjunction, std::vector<Part>& found) {
    if (expr.kind != Expr::Kind::logical_and) {
        if (conjunction != nullptr) found.push_back({&expr, conjunction, sides});
        return;
    }
    for (const std::size_t side : {0U, 1U}) {
        sides.push_back(side);
        find_parts(*expr.operands[side], sides, &expr, found);
        sides.pop_back();
    }
}

/// The question whether a part holds, where those to the left of it do. Nothing if the terms are put together
/// differently.
std::optional<Question> question_of(const Part& part, Ranges& ranges, Question whole, bool with_left) {
    for (const std::size_t side : part.sides) {
        if (ranges.terms()[whole.condition].kind != Expr::Kind::logical_and) return std::nullopt;
        const std::vector<TermId> operands = ranges.terms()[whole.condition].operands;
        if (side == 1 && with_left) ranges.add(operands[0], whole.standing);
        whole.condition = operands[side];
    }
    return whole;
}

}  // namespace

/// At most one of them: what is said of one may rest on another.
void Verdicts::judge_parts(const Cut& cut, Ranges& ranges, const Question& asked, const Ask& ask,
                           const std::vector<const Cut*>& grounds, const std::vector<std::string>& context) {
    std::vector<Part> parts;
    std::vector<std::size_t> sides;
    find_parts(*cut.condition, sides, nullptr, parts);
    for (const Part& part : parts) {
        const std::optional<Question> question = question_of(part, ranges, asked, true);
        if (!question || !holds(Claim::cannot_fail, ranges, *question)) continue;
        const std::optional<Question> alone = question_of(part, ranges, asked, false);
        const bool needs_left = !alone || !holds(Claim::cannot_fail, ranges, *alone);
        const Ask ask_part = [&](Ranges& other, const Without& without) {
            return question_of(part, other, ask(other, without), needs_left).value_or(Question{});
        };
        const std::vector<const Cut*> because = needed(Claim::cannot_fail, ask_part, grounds);
        std::string why = because.empty() ? "it holds in every event" : given_by(because);
        if (needs_left)
            why = because.empty() ? "what stands left of it gives it" : why + ", with what stands left of it";
        Diagnostic& diagnostic = diagnostics_.warning("W0801", "semantics", part.condition->span,
                                                      fmt::format("this part of the cut cannot fail: {}", why));
        diagnostic.context = context;
        explain(diagnostic, *part.condition, false, ranges, *question, because);
        if (std::optional<presence::Fix> fix = without_part(*part.conjunction, *part.condition))
            diagnostic.fixes.push_back(std::move(*fix));
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
