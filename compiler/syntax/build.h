// Parse tree of ANTLR -> tree.h, one statement at a time. Internal to syntax: includes ANTLR.
//
// Reports the wrong forms that the grammar reads on purpose (chained comparisons, units inside intervals, ...), with
// the right form as an edit. Expects a parse tree without errors; keeps no reference to it.
#pragma once

#include "CutParser.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/flat.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

class ExpressionBuilder {
public:
    ExpressionBuilder(const Tokens& tokens, diagnostics::Diagnostics& diagnostics)
        : tokens_(tokens), diagnostics_(diagnostics) {}

    ExprPtr value(CutParser::ValueContext* context);
    ExprPtr expr(CutParser::ExprContext* context);
    ExprPtr sum(CutParser::SumContext* context);
    /// What stands right of a value: a comparison, `in` or `is`. Without a value on the left, that operand is missing.
    ExprPtr relation(ExprPtr left, CutParser::RelationContext* context);
    std::unique_ptr<For> comprehension(CutParser::ComprehensionContext* context);
    Interval interval(CutParser::IntervalContext* context);

    Name name(CutParser::NameContext* context);
    std::vector<Name> names(CutParser::NamesContext* context);
    std::vector<For::Group> groups(CutParser::GroupsContext* context);
    Bound bound(CutParser::BoundContext* context);
    Unit unit(CutParser::UnitContext* context);
    Power power(CutParser::PowerContext* context);
    /// The unit of a list whose unit may wrongly stand inside as well: reported, and the last one counts. `list_end` is
    /// the last token in front of the unit's right place. Two ends in units that differ are given in one.
    std::optional<Unit> list_unit(const std::vector<CutParser::UnitContext*>& written, const antlr4::Token* list_end,
                                  std::string_view what, std::vector<Bound*> ends = {});

private:
    std::optional<Unit> common_unit(diagnostics::Diagnostic& diagnostic,
                                    const std::vector<CutParser::UnitContext*>& written, const antlr4::Token* list_end,
                                    const std::vector<Bound*>& ends);
    ExprPtr node(Expr::Kind kind, Span span);
    ExprPtr binary(BinaryOp op, Span op_span, ExprPtr left, ExprPtr right);
    ExprPtr conjunction(CutParser::ConjunctionContext* context);
    ExprPtr negation(CutParser::NegationContext* context);
    ExprPtr chain(CutParser::NegationContext* context);
    ExprPtr term(CutParser::TermContext* context);
    ExprPtr factor(CutParser::FactorContext* context);
    ExprPtr literal(CutParser::LiteralContext* context);
    ExprPtr atom(CutParser::AtomContext* context);
    ExprPtr primary(CutParser::PrimaryContext* context);
    ExprPtr call(CutParser::CallContext* context);
    void value_without_else(const antlr4::Token* when, CutParser::ValueContext* context);
    ExprPtr argument(CutParser::ArgumentContext* context);
    ExprPtr kind(ExprPtr left, CutParser::RelationContext* context);

    diagnostics::Diagnostic& error(const char* code, Span span, std::string message);

    const Tokens& tokens_;
    diagnostics::Diagnostics& diagnostics_;
};

/// The statement that a parse tree without errors stands for.
FlatStatement build_statement(CutParser::StatementContext* context, const Tokens& tokens,
                              diagnostics::Diagnostics& diagnostics);

/// The number as the language writes it: `0.5` for `.5`, `5` for `5.`, `7` for `007`, `1000` for `1,000`.
std::string canonical_number(std::string_view written);

/// A string without its quotes, whatever their kind.
std::string without_quotes(std::string_view written);

}  // namespace collmc::syntax
