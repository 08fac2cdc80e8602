// The parser's way with errors. Internal to syntax: includes ANTLR.
#pragma once

#include <antlr4-runtime.h>

#include <exception>

#include "compiler/syntax/syntax_error.h"

namespace collmc::syntax {

/// Makes the parser stop at its first error, by a `ParseCancellationException`, and remember it.
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

}  // namespace collmc::syntax
