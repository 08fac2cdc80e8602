#include "compiler/syntax/parse.h"

#include <fmt/format.h>

#include "CutParser.h"
#include "compiler/syntax/build.h"
#include "compiler/syntax/check_nesting.h"
#include "compiler/syntax/check_text.h"
#include "compiler/syntax/flat.h"
#include "compiler/syntax/misspelt.h"
#include "compiler/syntax/statement_observer.h"
#include "compiler/syntax/syntax_error.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

namespace {

/// Makes the parser stop at its first error and remember it.
class StopAtFirstError : public antlr4::DefaultErrorStrategy {
public:
    const ParseFailure& failure() const { return failure_; }

    void recover(antlr4::Parser* parser, std::exception_ptr error) override {
        try {
            std::rethrow_exception(error);
        } catch (const antlr4::RecognitionException& recognition) {
            stop(parser, recognition.getOffendingToken());
        }
    }
    antlr4::Token* recoverInline(antlr4::Parser* parser) override { stop(parser, parser->getCurrentToken()); }
    void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override {}
    void sync(antlr4::Parser*) override {}

private:
    [[noreturn]] void stop(antlr4::Parser* parser, const antlr4::Token* offending) {
        failure_.offending = offending;
        failure_.expected = parser->getExpectedTokens();
        failure_.rule = parser->getRuleContext()->getRuleIndex();
        throw antlr4::ParseCancellationException();
    }

    ParseFailure failure_;
};

class FileParser {
public:
    FileParser(const SourceFile& file, diagnostics::Diagnostics& diagnostics, StatementObserver* observer = nullptr)
        : tokens_(file),
          diagnostics_(diagnostics),
          observer_(observer),
          parser_(&tokens_.stream()),
          stop_(std::make_shared<StopAtFirstError>()) {
        parser_.removeErrorListeners();
        parser_.setErrorHandler(stop_);
    }

    Tree file() {
        if (!check_nesting(tokens_, diagnostics_)) return assemble(tokens_.file(), {}, diagnostics_);
        report_misspelt(tokens_, diagnostics_);
        const antlr4::Token* next = tokens_.from(0);
        while (!is_end(next) && diagnostics_.error_count() < most_errors) next = statement(next);
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
            report_stray(tokens_, first, diagnostics_);
            return next_statement(first, tokens_.after(first));
        }
        parser_.reset();
        tokens_.stream().seek(first->getTokenIndex());
        try {
            auto* context = parser_.statement();
            statements_.push_back(build_statement(context, tokens_, diagnostics_));
            if (observer_ && !diagnostics_.has_errors()) observer_->statement(context, tokens_);
            const antlr4::Token* next = tokens_.after(context->stop);
            if (is_end(next) || can_follow(first, next)) return next;
            statements_.back().broken = true;
            report_leftover(tokens_, first, next, diagnostics_);
            return next_statement(first, next);
        } catch (const antlr4::ParseCancellationException&) {
            report_failure(tokens_, first, stop_->failure(), diagnostics_);
            if (auto rest = readable_part(tokens_, first)) statements_.push_back(std::move(*rest));
            const bool stuck = stop_->failure().offending == first;
            return next_statement(first, stuck ? tokens_.after(first) : stop_->failure().offending);
        }
    }

    /// Whether a line may begin behind a complete one: a further line of another statement is misplaced, but only where
    /// it is a line.
    bool can_follow(const antlr4::Token* first, const antlr4::Token* next) const {
        if (!tokens_.begins_statement(next)) return false;
        return !begins_further_line(next) || continues(first, next) || tokens_.first_on_line(next);
    }

    /// Where to go on after an error in the statement that begins at `first`: at the next statement word that is first
    /// on its line, at or after a token. The words of a broken statement must not be taken for new ones, nor its
    /// further lines for those of none.
    const antlr4::Token* next_statement(const antlr4::Token* first, const antlr4::Token* token) const {
        const auto resumes = [&](const antlr4::Token* at) {
            return tokens_.begins_statement(at) && tokens_.first_on_line(at) &&
                   (!begins_further_line(at) || continues(first, at));
        };
        while (!is_end(token) && !resumes(token)) token = tokens_.after(token);
        return token;
    }

    Tokens tokens_;
    diagnostics::Diagnostics& diagnostics_;
    StatementObserver* observer_;
    CutParser parser_;
    std::shared_ptr<StopAtFirstError> stop_;
    std::vector<FlatStatement> statements_;
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
