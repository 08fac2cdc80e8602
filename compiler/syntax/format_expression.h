// Parse tree of an expression -> document. Internal to syntax: includes ANTLR.
#pragma once

#include "CutParser.h"
#include "compiler/syntax/document.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// A comment of the file, as it is printed.
Comment comment_of(const antlr4::Token* token, const Tokens& tokens);

/// The comments between the tokens of a statement, each to be taken once, in their order.
class InnerComments {
public:
    InnerComments(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* last);

    /// Those in front of a token that were not taken yet; null: all that are left.
    std::vector<Comment> take_before(const antlr4::Token* token);
    bool any_between(const antlr4::Token* first, const antlr4::Token* last) const;

private:
    const Tokens& tokens_;
    std::vector<const antlr4::Token*> all_;
    std::size_t taken_ = 0;
};

/// Sums and conditions break behind every operator or behind none, products where they must; a call breaks behind its
/// bracket and between its arguments.
class ExpressionFormatter {
public:
    ExpressionFormatter(const Tokens& tokens, InnerComments& comments) : tokens_(tokens), comments_(comments) {}

    /// A value, a condition, a sum, a relation without its left side, an interval, a measure; words and commas.
    Document any(antlr4::ParserRuleContext* context);
    /// A value that may begin a line: its operands then stand below one another.
    Document value_below(CutParser::ValueContext* context) { return value(context, Document::Indent::none); }
    /// The tokens of a part without white space: `Energy^2`, `-pi`.
    Document glued(antlr4::ParserRuleContext* context) const;

    /// Whether the value is a call whose arguments may stand on lines of their own.
    static bool breaks_behind_its_bracket(CutParser::ValueContext* context);

private:
    using Indent = Document::Indent;

    Document value(CutParser::ValueContext* context, Indent indent = Indent::all);
    Document choice(const std::vector<antlr4::tree::ParseTree*>& words);
    Document expr(CutParser::ExprContext* context, Indent indent = Indent::all);
    Document conjunction(CutParser::ConjunctionContext* context, Indent indent = Indent::all);
    Document negation(CutParser::NegationContext* context, Indent indent = Indent::all);
    Document relation(CutParser::RelationContext* context);
    Document interval(CutParser::IntervalContext* context) const;
    Document measure(CutParser::MeasureContext* context) const;
    Document sum(CutParser::SumContext* context, Indent indent = Indent::all);
    Document term(CutParser::TermContext* context, Indent indent = Indent::all);
    Document factor(CutParser::FactorContext* context);
    Document literal(CutParser::LiteralContext* context) const;
    Document atom(CutParser::AtomContext* context);
    Document primary(CutParser::PrimaryContext* context);
    Document parentheses(CutParser::ParenthesesContext* context);
    Document call(CutParser::CallContext* context);
    Document comprehension(CutParser::CallContext* context);
    Document argument(CutParser::ArgumentContext* context);
    /// Operands and the signs between them, in turn.
    template <typename Operand, typename Format>
    std::vector<Document> chain(antlr4::ParserRuleContext* context, Format format);

    std::string spaced(antlr4::ParserRuleContext* context) const;

    const Tokens& tokens_;
    InnerComments& comments_;
};

}  // namespace collmc::syntax
