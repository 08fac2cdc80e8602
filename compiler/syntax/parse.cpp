#include "compiler/syntax/parse.h"

#include <fmt/format.h>

#include <algorithm>

#include "CutParser.h"
#include "compiler/syntax/build.h"
#include "compiler/syntax/check_nesting.h"
#include "compiler/syntax/check_text.h"
#include "compiler/syntax/describe.h"
#include "compiler/syntax/flat.h"
#include "compiler/syntax/foreign_statement.h"
#include "compiler/syntax/misspelt.h"
#include "compiler/syntax/readable_part.h"
#include "compiler/syntax/repair_statement.h"
#include "compiler/syntax/statement_observer.h"
#include "compiler/syntax/stop_at_first_error.h"
#include "compiler/syntax/syntax_error.h"
#include "compiler/syntax/tokens.h"
#include "compiler/syntax/trial.h"

namespace collmc::syntax {

namespace {

class FileParser {
public:
    FileParser(const SourceFile& file, diagnostics::Diagnostics& diagnostics, StatementObserver* observer = nullptr)
        : tokens_(file),
          diagnostics_(diagnostics),
          observer_(observer),
          parser_(&tokens_.stream()),
          stop_(std::make_shared<StopAtFirstError>()),
          trial_(tokens_) {
        parser_.removeErrorListeners();
        parser_.setErrorHandler(stop_);
    }

    Tree file() {
        if (!check_nesting(tokens_, diagnostics_)) return assemble(tokens_.file(), {}, diagnostics_);
        report_misspelt(tokens_, diagnostics_);
        const antlr4::Token* next = tokens_.from(0);
        while (!is_end(next) && diagnostics_.error_count() < most_errors) next = statement(next);
        drop_rewritten();
        Tree tree = assemble(tokens_.file(), std::move(statements_), diagnostics_);
        if (observer_ && !diagnostics_.has_errors()) observer_->end(tokens_);
        return tree;
    }

    ExprPtr formula() {
        if (!check_nesting(tokens_, diagnostics_)) return nullptr;
        report_misspelt(tokens_, diagnostics_);
        try {
            auto* context = parser_.formula();
            return ExpressionBuilder(tokens_, diagnostics_).value(context->value());
        } catch (const antlr4::ParseCancellationException&) {
            report_failure(tokens_, nullptr, stop_->failure(), diagnostics_);
            return nullptr;
        }
    }

private:
    /// Reads the statement that begins at a token and returns the token to go on at.
    const antlr4::Token* statement(const antlr4::Token* first) {
        if (!tokens_.begins_statement(first)) {
            if (const antlr4::Token* next = foreign_statement(first)) return next;
            if (read_as_meant(first)) return first;
            report_stray(tokens_, first, diagnostics_);
            return stray(first);
        }
        parser_.reset();
        tokens_.stream().seek(first->getTokenIndex());
        try {
            auto* context = parser_.statement();
            const antlr4::Token* next = tokens_.after(context->stop);
            const bool new_line = tokens_.first_on_line(next) && !tokens_.begins_statement(next);
            if (!is_end(next) && !can_follow(first, next) && !new_line) return leftover(first, context, next);
            statements_.push_back(build_statement(context, tokens_, diagnostics_));
            if (observer_ && !diagnostics_.has_errors()) observer_->statement(context, tokens_);
            if (is_end(next) || can_follow(first, next)) return next;
            if (const antlr4::Token* behind = foreign_statement(next)) return behind;
            if (read_as_meant(next)) return next;
            report_leftover(tokens_, first, next, diagnostics_);
            return stray(next);
        } catch (const antlr4::ParseCancellationException&) {
            const std::size_t before = diagnostics_.all().size();
            const ParseFailure& failure = stop_->failure();
            auto* diagnostic = report_failure(tokens_, first, failure, diagnostics_);
            if (const antlr4::Token* next = as_repaired(first, failure.offending, before)) return next;
            const bool stuck = failure.offending == first;
            const antlr4::Token* next = next_statement(first, stuck ? tokens_.after(first) : failure.offending);
            auto meant = repair(diagnostic, {first, next, failure.offending, failure.expected});
            statements_.push_back(meant ? std::move(*meant) : readable_part(tokens_, first, next));
            return next;
        }
    }

    /// A statement is complete, and more stands behind it on its line.
    const antlr4::Token* leftover(const antlr4::Token* first, CutParser::StatementContext* context,
                                  const antlr4::Token* next) {
        const std::size_t before = diagnostics_.all().size();
        auto* diagnostic = report_leftover(tokens_, first, next, diagnostics_);
        if (const antlr4::Token* behind = removed(next, before)) {
            statements_.push_back(build_statement(context, tokens_, diagnostics_));
            return behind;
        }
        if (is_cut_off(first)) {
            if (const antlr4::Token* behind = as_repaired(first, next, before)) return behind;
            const antlr4::Token* behind = next_statement(first, next);
            auto meant = repair(diagnostic, {first, behind, next, {}});
            statements_.push_back(meant ? std::move(*meant) : readable_part(tokens_, first, behind));
            return behind;
        }
        if (auto meant = repair(diagnostic, {first, next_statement(first, next), next, {}})) {
            statements_.push_back(std::move(*meant));
            return next_statement(first, next);
        }
        FlatStatement as_far = build_statement(context, tokens_, diagnostics_);
        if (const antlr4::Token* behind = as_repaired(first, next, before)) return behind;
        const antlr4::Token* behind = next_statement(first, next);
        as_far.broken = true;
        if (behind != next) {
            as_far.unread = span_up_to(next, behind);
            add_leftover(tokens_, next, behind, as_far);
        }
        statements_.push_back(std::move(as_far));
        return behind;
    }

    /// A line that begins with no word of a statement, which is reported.
    const antlr4::Token* stray(const antlr4::Token* first) {
        const antlr4::Token* next = next_statement(first, tokens_.after(first));
        push_stray(first, next);
        return next;
    }

    void push_stray(const antlr4::Token* first, const antlr4::Token* next) {
        FlatStatement line;
        line.keyword = tokens_.span(first);
        line.broken = true;
        line.unread = span_up_to(first, next);
        line.what = StrayLine{line.unread};
        statements_.push_back(std::move(line));
    }

    /// What the first sure or likely edit of a report made since `before` puts in the place of a token; null where it
    /// does something else.
    const std::string* replacement(const antlr4::Token* token, std::size_t before) const {
        if (diagnostics_.all().size() == before) return nullptr;
        const std::vector<diagnostics::Fix>& fixes = diagnostics_.all()[before].fixes;
        if (fixes.empty() || fixes.front().applicability == diagnostics::EditClass::changes_selection) return nullptr;
        const std::vector<diagnostics::Edit>& edits = fixes.front().edits;
        const Span span = tokens_.span(token);
        const bool whole = edits.size() == 1 && edits.front().span.begin == span.begin &&
                           edits.front().span.end == span.end && span.begin != span.end;
        return whole ? &edits.front().insert : nullptr;
    }

    /// Where to go on if the token is the last of its line and the report says to remove it.
    const antlr4::Token* removed(const antlr4::Token* token, std::size_t before) const {
        const std::string* meant = replacement(token, before);
        const antlr4::Token* behind = tokens_.after(token);
        const bool last = is_end(behind) || tokens_.first_on_line(behind);
        return meant != nullptr && meant->empty() && last ? behind : nullptr;
    }

    /// Reads a statement that broke off at a token once more, with that token as the report says it should be. The
    /// token after the statement, or null where that is not the end of it.
    const antlr4::Token* as_repaired(const antlr4::Token* first, const antlr4::Token* offending, std::size_t before) {
        const std::string* meant = replacement(offending, before);
        const std::size_t type = meant != nullptr ? type_of_literal(*meant) : 0;
        if (type == 0) return nullptr;
        const std::size_t old_type = offending->getType();
        tokens_.read_as(offending, type);
        parser_.reset();
        tokens_.stream().seek(first->getTokenIndex());
        try {
            auto* context = parser_.statement();
            const antlr4::Token* next = tokens_.after(context->stop);
            if (is_end(next) || can_follow(first, next)) {
                statements_.push_back(build_statement(context, tokens_, diagnostics_));
                return next;
            }
        } catch (const antlr4::ParseCancellationException&) {
        }
        tokens_.read_as(offending, old_type);
        return nullptr;
    }

    Span span_up_to(const antlr4::Token* first, const antlr4::Token* next) const {
        return tokens_.span(first, tokens_.before(next->getTokenIndex()));
    }

    /// Completes the message on a broken statement by what may have been meant, and reads it so where that is clear.
    std::optional<FlatStatement> repair(diagnostics::Diagnostic* diagnostic, const BrokenStatement& broken) {
        if (!diagnostic || !diagnostic->fixes.empty()) return {};
        Repairs repairs = repair_statement(tokens_, trial_, broken);
        diagnostic->fixes = std::move(repairs.fixes);
        return std::move(repairs.statement);
    }

    /// Whether a value is what a statement ends with: one that goes on where it cannot is not the value that was meant,
    /// so nothing is said of its type.
    static bool is_cut_off(const antlr4::Token* first) {
        switch (first->getType()) {
            case CutLexer::OBJECT:
            case CutLexer::VARIATION:
            case CutLexer::SELECT:
            case CutLexer::REJECT:
            case CutLexer::DEFINE:
            case CutLexer::WEIGHT:
            case CutLexer::CLOSEST:
            case CutLexer::LOWEST:
            case CutLexer::HIGHEST:
            case CutLexer::HISTO:
            case CutLexer::PROFILE:
            case CutLexer::NTUPLE: return true;
            default: return false;
        }
    }

    /// Where the first word of a line was meant to begin a statement, says so and lets it: what the statement declares
    /// is declared, and the rest of it is read.
    bool read_as_meant(const antlr4::Token* first) {
        const std::string word = report_meant_statement(tokens_, first, diagnostics_);
        if (word.empty()) return false;
        antlr4::ANTLRInputStream input(word);
        Lexer lexer(&input);
        tokens_.read_as(first, lexer.nextToken()->getType());
        return tokens_.begins_statement(first);
    }

    /// Reads a line in the words of another language; the token behind it, or null where it is not known.
    const antlr4::Token* foreign_statement(const antlr4::Token* first) {
        auto foreign = read_foreign_statement(tokens_, first, diagnostics_);
        if (!foreign) return nullptr;
        rewritten_.push_back(foreign->replaced);
        const antlr4::Token* next = tokens_.after(foreign->last);
        if (foreign->declares) {
            foreign->declares->unread = span_up_to(first, next);
            statements_.push_back(std::move(*foreign->declares));
        } else {
            push_stray(first, next);
        }
        while (!is_end(next) && tokens_.text(next) == "}") next = tokens_.after(next);
        return next;
    }

    /// What is wrong inside of something that the edit of another message rewrites needs no message of its own.
    void drop_rewritten() {
        std::vector<Span> rewritten;
        for (const auto& diagnostic : diagnostics_.all())
            for (const auto& fix : diagnostic.fixes)
                for (const auto& edit : fix.edits)
                    if (edit.span.begin < edit.span.end && !edit.insert.empty()) rewritten.push_back(edit.span);
        rewritten.insert(rewritten.end(), rewritten_.begin(), rewritten_.end());
        std::sort(rewritten.begin(), rewritten.end(), [](Span a, Span b) { return a.begin < b.begin; });
        diagnostics::Diagnostics kept;
        for (const auto& diagnostic : diagnostics_.all())
            if (diagnostic.code == "E0003" || !lies_inside(diagnostic, rewritten)) kept.report(diagnostic);
        if (kept.all().size() < diagnostics_.all().size()) diagnostics_ = std::move(kept);
    }

    static bool lies_inside(const diagnostics::Diagnostic& diagnostic, const std::vector<Span>& rewritten) {
        const Span place = diagnostic.primary;
        return std::any_of(rewritten.begin(), rewritten.end(), [&](Span line) {
            const bool own = std::any_of(diagnostic.fixes.begin(), diagnostic.fixes.end(), [&](const auto& fix) {
                return std::any_of(fix.edits.begin(), fix.edits.end(), [&](const auto& edit) {
                    return edit.span.begin <= line.begin && line.end <= edit.span.end;
                });
            });
            return !own && line.begin <= place.begin && place.end <= line.end &&
                   line.end - line.begin > place.end - place.begin;
        });
    }

    /// Whether a line may begin behind a complete one: a further line of another statement is misplaced, but only where
    /// it is a line.
    bool can_follow(const antlr4::Token* first, const antlr4::Token* next) const {
        if (!tokens_.begins_statement(next)) return false;
        return !begins_further_line(next) || continues(first, next) || tokens_.first_on_line(next);
    }

    /// Whether a line that begins with this word was meant as a statement: in front of it nothing is open.
    bool is_misspelt_statement(const antlr4::Token* word) const {
        if (word->getType() != CutLexer::NAME || meant_statement(tokens_.text(word)).word.empty()) return false;
        const antlr4::Token* before = tokens_.before(word->getTokenIndex());
        return before == nullptr || before->getType() == CutLexer::STRING || before->getType() == CutLexer::UNIT ||
               ends_operand(before, true);
    }

    /// Where to go on after an error in the statement that begins at `first`: at the next statement word that is first
    /// on its line, at or after a token. The words of a broken statement must not be taken for new ones, nor its
    /// further lines for those of none.
    const antlr4::Token* next_statement(const antlr4::Token* first, const antlr4::Token* token) const {
        const auto resumes = [&](const antlr4::Token* at) {
            if (!tokens_.first_on_line(at)) return false;
            if (!tokens_.begins_statement(at)) return at != first && is_misspelt_statement(at);
            return !begins_further_line(at) || continues(first, at);
        };
        while (!is_end(token) && !resumes(token)) token = tokens_.after(token);
        return token;
    }

    Tokens tokens_;
    diagnostics::Diagnostics& diagnostics_;
    StatementObserver* observer_;
    CutParser parser_;
    std::shared_ptr<StopAtFirstError> stop_;
    Trial trial_;
    std::vector<FlatStatement> statements_;
    std::vector<Span> rewritten_;  // lines of another language
};

/// Hands over what was found, in the order of the file, up to a bound.
void hand_over(const SourceFile& file, diagnostics::Diagnostics found, diagnostics::Diagnostics& diagnostics) {
    found.sort();
    std::uint32_t reached = 0;
    for (std::size_t i = 0; i < found.all().size() && i < most_errors; ++i) {
        reached = found.all()[i].primary.end;
        diagnostics.report(found.all()[i]);
    }
    if (found.error_count() >= most_errors)
        diagnostics.error("E0016", "syntax", {&file, reached, reached},
                          fmt::format("{} errors; the rest of the file was not read", most_errors));
}

}  // namespace

Tree parse(const SourceFile& file, diagnostics::Diagnostics& diagnostics) { return parse(file, diagnostics, nullptr); }

Tree parse(const SourceFile& file, diagnostics::Diagnostics& diagnostics, StatementObserver* observer) {
    Tree tree;
    tree.file = &file;
    diagnostics::Diagnostics found;
    if (check_text(file, found)) tree = FileParser(file, found, observer).file();
    hand_over(file, std::move(found), diagnostics);
    return tree;
}

ExprPtr parse_expression(const SourceFile& file, diagnostics::Diagnostics& diagnostics) {
    ExprPtr expr;
    diagnostics::Diagnostics found;
    if (check_text(file, found)) expr = FileParser(file, found).formula();
    if (found.has_errors()) expr = nullptr;
    hand_over(file, std::move(found), diagnostics);
    return expr;
}

}  // namespace collmc::syntax
