#include <fmt/format.h>

#include <algorithm>

#include "compiler/syntax/build.h"
#include "compiler/syntax/print.h"

namespace collmc::syntax {

using antlr4::tree::TerminalNode;
using diagnostics::Diagnostic;
using diagnostics::EditClass;
using diagnostics::Fix;

namespace {

/// The symbol of a child that is a token, or null.
const antlr4::Token* token_of(antlr4::tree::ParseTree* child) {
    const auto* terminal = dynamic_cast<TerminalNode*>(child);
    return terminal ? const_cast<TerminalNode*>(terminal)->getSymbol() : nullptr;
}

BinaryOp comparison(std::size_t token_type) {
    switch (token_type) {
        case CutParser::LESS: return BinaryOp::less;
        case CutParser::LESS_EQUAL: return BinaryOp::less_equal;
        case CutParser::GREATER: return BinaryOp::greater;
        case CutParser::GREATER_EQUAL: return BinaryOp::greater_equal;
        case CutParser::NOT_EQUAL: return BinaryOp::not_equal;
        default: return BinaryOp::equal;
    }
}

/// A number, a negated number or pi: what may bound an interval.
bool is_bound(const Expr& expr) {
    if (expr.kind == Expr::Kind::negate)
        return expr.operands[0]->kind == Expr::Kind::number || expr.operands[0]->kind == Expr::Kind::pi;
    return expr.kind == Expr::Kind::number || expr.kind == Expr::Kind::pi;
}

const Expr& number_of(const Expr& bound) { return bound.kind == Expr::Kind::negate ? *bound.operands[0] : bound; }

std::string bound_text(const Expr& bound) {
    const Expr& number = number_of(bound);
    const std::string sign = bound.kind == Expr::Kind::negate ? "-" : "";
    return sign + (number.kind == Expr::Kind::pi ? "pi" : number.digits);
}

std::string unit_text(const Expr& bound) {
    const auto& unit = number_of(bound).unit;
    return unit ? std::string(unit->span.text()) : "";
}

/// `x in (60, 120] GeV` for `60 GeV < x <= 120 GeV`; empty where no interval says the same.
std::string as_interval(const Expr& low, BinaryOp first, const Expr& middle, BinaryOp second, const Expr& high) {
    const auto is_less = [](BinaryOp op) { return op == BinaryOp::less || op == BinaryOp::less_equal; };
    const auto is_greater = [](BinaryOp op) { return op == BinaryOp::greater || op == BinaryOp::greater_equal; };
    if (is_greater(first) && is_greater(second)) {
        const auto turned = [](BinaryOp op) { return op == BinaryOp::greater ? BinaryOp::less : BinaryOp::less_equal; };
        return as_interval(high, turned(second), middle, turned(first), low);
    }
    if (!is_less(first) || !is_less(second) || !is_bound(low) || !is_bound(high)) return "";
    const std::string low_unit = unit_text(low), high_unit = unit_text(high);
    if (!low_unit.empty() && !high_unit.empty() && low_unit != high_unit) return "";
    const std::string unit = low_unit.empty() ? high_unit : low_unit;
    return fmt::format("{} in {}{}, {}{}{}{}", middle.span.text(), first == BinaryOp::less_equal ? '[' : '(',
                       bound_text(low), bound_text(high), second == BinaryOp::less_equal ? ']' : ')',
                       unit.empty() ? "" : " ", unit);
}

}  // namespace

Diagnostic& ExpressionBuilder::error(const char* code, Span span, std::string message) {
    return diagnostics_.error(code, "syntax", span, std::move(message));
}

ExprPtr ExpressionBuilder::node(Expr::Kind kind, Span span) {
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->span = span;
    return expr;
}

ExprPtr ExpressionBuilder::binary(BinaryOp op, Span op_span, ExprPtr left, ExprPtr right) {
    auto expr = node(Expr::Kind::binary, Span::cover(left->span, right->span));
    expr->op = op;
    expr->op_span = op_span;
    expr->operands.push_back(std::move(left));
    expr->operands.push_back(std::move(right));
    return expr;
}

ExprPtr ExpressionBuilder::value(CutParser::ValueContext* context) {
    // Operands and the words between them, in the order written.
    std::vector<ExprPtr> parts;
    std::vector<const antlr4::Token*> words;
    for (auto* child : context->children) {
        if (const antlr4::Token* word = token_of(child))
            words.push_back(word);
        else
            parts.push_back(expr(static_cast<CutParser::ExprContext*>(child)));
    }
    const auto is_when = [&](std::size_t i) { return words[i]->getType() == CutParser::WHEN; };
    for (std::size_t i = 0; i < words.size(); i += is_when(i) ? 2 : 1) {
        if (!is_when(i) || (i + 1 < words.size() && !is_when(i + 1))) continue;
        value_without_else(words[i], context);
        return node(Expr::Kind::error, tokens_.span(context));
    }
    // `a when c else b when d else e` is `a when c else (b when d else e)`, and the same with a bare `else`.
    ExprPtr result = std::move(parts.back());
    for (std::size_t i = words.size(); i > 0;) {
        const bool conditional = i >= 2 && is_when(i - 2);
        i -= conditional ? 2 : 1;
        ExprPtr first = std::move(parts[i]);
        auto choice =
            node(conditional ? Expr::Kind::conditional : Expr::Kind::otherwise, Span::cover(first->span, result->span));
        choice->op_span = tokens_.span(words[i]);
        choice->operands.push_back(std::move(first));
        if (conditional) choice->operands.push_back(std::move(parts[i + 1]));
        choice->operands.push_back(std::move(result));
        result = std::move(choice);
    }
    return result;
}

void ExpressionBuilder::value_without_else(const antlr4::Token* when, CutParser::ValueContext* context) {
    auto& diagnostic = error("E0013", tokens_.span(when), "this value has a `when` but no `else`");
    diagnostic.primary_label = "what is the value where the condition is false?";
    diagnostic.notes.push_back("a conditional value reads `VALUE when CONDITION else OTHER`");
    if (dynamic_cast<CutParser::HistogramContext*>(context->parent))
        diagnostic.notes.push_back(
            "a histogram that is filled only sometimes reads `histo NAME when CONDITION : VALUE, ...`");
    if (dynamic_cast<CutParser::ColumnContext*>(context->parent))
        diagnostic.notes.push_back(
            "an ntuple that is filled only sometimes reads `ntuple NAME when CONDITION : VALUE, ...`");
    if (context->expr().size() != 2) return;
    const Span behind{&tokens_.file(), tokens_.span(context->expr(0)).end, tokens_.span(context->expr(1)).end};
    auto* histogram = dynamic_cast<CutParser::HistogramContext*>(context->parent);
    if (histogram && !histogram->guard() && histogram->value(0) == context) {
        const std::uint32_t place = tokens_.span(histogram->name()).end;
        diagnostic.fixes.push_back({"fill it only then",
                                    EditClass::likely,
                                    {{{&tokens_.file(), place, place}, std::string(behind.text())}, {behind, ""}}});
        return;
    }
    const antlr4::Token* last = context->expr(0)->stop;
    const std::string unit =
        last->getType() == CutParser::UNIT ? fmt::format(" {}", tokens_.spelling(last)) : std::string();
    diagnostic.fixes.push_back({fmt::format("write `else 0{}`", unit),
                                EditClass::changes_selection,
                                {{{&tokens_.file(), behind.end, behind.end}, fmt::format(" else 0{}", unit)}},
                                "the value is 0 where the condition is false"});
}

ExprPtr ExpressionBuilder::expr(CutParser::ExprContext* context) {
    ExprPtr result = conjunction(context->conjunction(0));
    for (std::size_t i = 1; i < context->conjunction().size(); ++i) {
        const Span word = tokens_.span(context->either(i - 1));
        if (context->either(i - 1)->OR() == nullptr) {
            auto& diagnostic = error("E0008", word, "`||` is written `or` here");
            diagnostic.fixes.push_back({"write `or`", EditClass::safe, {{word, "or"}}});
        }
        result = binary(BinaryOp::logical_or, word, std::move(result), conjunction(context->conjunction(i)));
    }
    return result;
}

ExprPtr ExpressionBuilder::conjunction(CutParser::ConjunctionContext* context) {
    ExprPtr result = negation(context->negation(0));
    for (std::size_t i = 1; i < context->negation().size(); ++i)
        result = binary(BinaryOp::logical_and, tokens_.span(context->AND(i - 1)->getSymbol()), std::move(result),
                        negation(context->negation(i)));
    return result;
}

ExprPtr ExpressionBuilder::negation(CutParser::NegationContext* context) {
    ExprPtr result;
    const auto relations = context->relation();
    if (relations.size() > 1)
        result = chain(context);
    else if (relations.size() == 1)
        result = relation(sum(context->sum()), relations[0]);
    else
        result = sum(context->sum());
    const auto nots = context->NOT();
    for (std::size_t i = nots.size(); i-- > 0;) {
        const Span word = tokens_.span(nots[i]->getSymbol());
        auto negated = node(Expr::Kind::logical_not, Span::cover(word, result->span));
        negated->op_span = word;
        negated->operands.push_back(std::move(result));
        result = std::move(negated);
    }
    return result;
}

ExprPtr ExpressionBuilder::relation(ExprPtr left, CutParser::RelationContext* context) {
    if (auto* comparator = context->comparator()) {
        const Span sign = tokens_.span(comparator);
        if (comparator->ASSIGN()) {
            auto& diagnostic =
                error("E0008", sign, fmt::format("equality is written `==` here, not `{}`", sign.text()));
            diagnostic.fixes.push_back({"compare with `==`", EditClass::safe, {{sign, "=="}}});
        }
        const BinaryOp op = comparison(comparator->start->getType());
        ExprPtr right = sum(context->sum());
        if (left) return binary(op, sign, std::move(left), std::move(right));
        auto half = node(Expr::Kind::binary, tokens_.span(context));
        half->op = op;
        half->op_span = sign;
        half->operands.push_back(std::move(right));
        return half;
    }
    if (context->IS()) return kind(std::move(left), context);
    const Span word = tokens_.span(context->IN()->getSymbol());
    const Span own = tokens_.span(context);
    auto inside = node(Expr::Kind::in_interval, left ? Span::cover(left->span, own) : own);
    inside->op_span = word;
    inside->interval = interval(context->interval());
    if (context->NOT()) {
        const Span negation = tokens_.span(context->NOT()->getSymbol());
        auto& diagnostic = error("E0015", Span::cover(negation, word), "`not` stands in front of what it negates");
        if (left) {
            const Span front{&tokens_.file(), left->span.begin, left->span.begin};
            const Span dropped{&tokens_.file(), negation.begin, word.begin};
            diagnostic.fixes.push_back({fmt::format("write `not {} in ...`", left->span.text()),
                                        EditClass::safe,
                                        {{front, "not "}, {dropped, ""}}});
        }
    }
    if (left) inside->operands.push_back(std::move(left));
    return inside;
}

ExprPtr ExpressionBuilder::kind(ExprPtr left, CutParser::RelationContext* context) {
    const Span own = tokens_.span(context);
    auto result = node(Expr::Kind::is_kind, left ? Span::cover(left->span, own) : own);
    result->op_span = tokens_.span(context->IS()->getSymbol());
    result->name = name(context->name());
    if (context->NOT()) {
        const Span negation = tokens_.span(context->NOT()->getSymbol());
        auto& diagnostic =
            error("E0015", Span::cover(result->op_span, negation), "`not` stands in front of what it negates");
        if (left) {
            const Span front{&tokens_.file(), left->span.begin, left->span.begin};
            const Span dropped{&tokens_.file(), result->op_span.end, negation.end};
            diagnostic.fixes.push_back({fmt::format("write `not {} is {}`", left->span.text(), result->name.text),
                                        EditClass::safe,
                                        {{front, "not "}, {dropped, ""}}});
        }
    }
    if (left) result->operands.push_back(std::move(left));
    return result;
}

namespace {

/// Whether a chain is the usual shorthand: `a < b <= c`. `a < b > c` is none, and often the brackets of a template.
bool run_one_way(const std::vector<BinaryOp>& signs) {
    const auto all_of = [&](BinaryOp one, BinaryOp other) {
        return std::all_of(signs.begin(), signs.end(), [&](BinaryOp sign) { return sign == one || sign == other; });
    };
    return all_of(BinaryOp::less, BinaryOp::less_equal) || all_of(BinaryOp::greater, BinaryOp::greater_equal) ||
           all_of(BinaryOp::equal, BinaryOp::equal);
}

}  // namespace

ExprPtr ExpressionBuilder::chain(CutParser::NegationContext* context) {
    std::vector<ExprPtr> operands;
    std::vector<BinaryOp> signs;
    std::vector<std::string> pairs;
    operands.push_back(sum(context->sum()));
    const Span all{&tokens_.file(), operands[0]->span.begin, tokens_.span(context).end};
    bool only_comparisons = true;
    for (auto* next : context->relation()) {
        if (!next->comparator()) {
            only_comparisons = false;
            break;
        }
        const Span sign = tokens_.span(next->comparator());
        operands.push_back(sum(next->sum()));
        signs.push_back(comparison(next->comparator()->start->getType()));
        const auto& left = *operands[operands.size() - 2];
        pairs.push_back(fmt::format("{} {} {}", left.span.text(), sign.text(), operands.back()->span.text()));
    }
    const bool is_shorthand = only_comparisons && run_one_way(signs);
    const auto lies_inside = [&](const Diagnostic& other) {
        return other.primary.begin >= all.begin && other.primary.end <= all.end;
    };
    // What is none has its own message already where it is a conversion of another language.
    if (!is_shorthand && std::any_of(diagnostics_.all().begin(), diagnostics_.all().end(), lies_inside))
        return node(Expr::Kind::error, all);
    auto& diagnostic = error("E0007", all, "comparisons do not chain");
    diagnostic.primary_label = "a comparison has two sides";
    if (is_shorthand) {
        std::string interval;
        if (signs.size() == 2) interval = as_interval(*operands[0], signs[0], *operands[1], signs[1], *operands[2]);
        if (!interval.empty()) {
            diagnostic.fixes.push_back({"write an interval", EditClass::safe, {{all, interval}}});
        } else {
            std::string text = fmt::format("{}", fmt::join(pairs, " and "));
            if (!context->NOT().empty()) text = "(" + text + ")";
            diagnostic.fixes.push_back({"write each comparison", EditClass::safe, {{all, text}}});
        }
    }
    return node(Expr::Kind::error, all);
}

ExprPtr ExpressionBuilder::sum(CutParser::SumContext* context) {
    ExprPtr result = term(context->term(0));
    for (std::size_t i = 2; i < context->children.size(); i += 2) {
        const antlr4::Token* sign = token_of(context->children[i - 1]);
        const BinaryOp op = sign->getType() == CutParser::PLUS ? BinaryOp::add : BinaryOp::subtract;
        result = binary(op, tokens_.span(sign), std::move(result),
                        term(static_cast<CutParser::TermContext*>(context->children[i])));
    }
    return result;
}

ExprPtr ExpressionBuilder::term(CutParser::TermContext* context) {
    ExprPtr result = factor(context->factor(0));
    for (std::size_t i = 2; i < context->children.size(); i += 2) {
        const antlr4::Token* sign = token_of(context->children[i - 1]);
        const BinaryOp op = sign->getType() == CutParser::STAR ? BinaryOp::multiply : BinaryOp::divide;
        result = binary(op, tokens_.span(sign), std::move(result),
                        factor(static_cast<CutParser::FactorContext*>(context->children[i])));
    }
    return result;
}

ExprPtr ExpressionBuilder::factor(CutParser::FactorContext* context) {
    ExprPtr result = context->literal() ? literal(context->literal()) : atom(context->atom());
    const auto signs = context->MINUS();
    for (std::size_t i = signs.size(); i-- > 0;) {
        const Span sign = tokens_.span(signs[i]->getSymbol());
        auto negated = node(Expr::Kind::negate, Span::cover(sign, result->span));
        negated->op_span = sign;
        negated->operands.push_back(std::move(result));
        result = std::move(negated);
    }
    return result;
}

ExprPtr ExpressionBuilder::literal(CutParser::LiteralContext* context) {
    const Span digits = tokens_.span(context->start);
    auto number = node(Expr::Kind::number, digits);
    number->digits = canonical_number(tokens_.spelling(context->start));
    if (context->unit()) {
        number->unit = unit(context->unit());
        number->span = tokens_.span(context);
    }
    if (!context->power()) return number;
    auto raised = node(Expr::Kind::power, tokens_.span(context));
    raised->op_span = tokens_.span(context->CARET()->getSymbol());
    raised->exponent = power(context->power());
    raised->operands.push_back(std::move(number));
    return raised;
}

ExprPtr ExpressionBuilder::atom(CutParser::AtomContext* context) {
    ExprPtr base = primary(context->primary());
    const auto powers = context->power();
    if (powers.empty()) return base;
    if (powers.size() > 1) {
        auto& diagnostic =
            error("E0019", Span::cover(tokens_.span(context->CARET(1)->getSymbol()), tokens_.span(powers[1])),
                  "powers do not chain");
        diagnostic.notes.push_back("write one power, or parentheses: `(x^2)^3`");
    }
    auto raised = node(Expr::Kind::power, tokens_.span(context));
    raised->op_span = tokens_.span(context->CARET(0)->getSymbol());
    raised->exponent = power(powers[0]);
    raised->operands.push_back(std::move(base));
    return raised;
}

ExprPtr ExpressionBuilder::primary(CutParser::PrimaryContext* context) {
    if (!context->BAR().empty()) {
        auto absolute = node(Expr::Kind::absolute, tokens_.span(context));
        absolute->operands.push_back(sum(context->sum()));
        return absolute;
    }
    ExprPtr result;
    for (auto* child : context->children) {
        if (auto* called = dynamic_cast<CutParser::CallContext*>(child)) {
            result = call(called);
        } else if (auto* written = dynamic_cast<CutParser::NameContext*>(child)) {
            result = node(Expr::Kind::name, tokens_.span(written));
            result->name = name(written);
        } else if (auto* inner = dynamic_cast<CutParser::ParenthesesContext*>(child)) {
            result = node(Expr::Kind::parentheses, tokens_.span(inner));
            result->operands.push_back(value(inner->value()));
        } else if (const antlr4::Token* word = token_of(child)) {
            result = node(word->getType() == CutParser::PI ? Expr::Kind::pi : Expr::Kind::self, tokens_.span(word));
        } else if (auto* attribute = dynamic_cast<CutParser::AttributeContext*>(child)) {
            auto access = node(Expr::Kind::attribute, Span::cover(result->span, tokens_.span(attribute)));
            access->op_span = tokens_.span(attribute->DOT()->getSymbol());
            access->name = name(attribute->name());
            access->operands.push_back(std::move(result));
            result = std::move(access);
        } else if (auto* index = dynamic_cast<CutParser::IndexContext*>(child)) {
            auto access = node(Expr::Kind::index, Span::cover(result->span, tokens_.span(index)));
            access->op_span = tokens_.span(index);
            access->digits = canonical_number(tokens_.spelling(index->INT()->getSymbol()));
            access->operands.push_back(std::move(result));
            result = std::move(access);
        }
    }
    return result;
}

ExprPtr ExpressionBuilder::call(CutParser::CallContext* context) {
    auto result = node(Expr::Kind::call, tokens_.span(context));
    result->name = name(context->name());
    for (auto* written : context->argument()) result->operands.push_back(argument(written));
    if (auto* written = context->comprehension()) result->comprehension = comprehension(written);
    return result;
}

ExprPtr ExpressionBuilder::argument(CutParser::ArgumentContext* context) {
    if (!context->BIT()) return value(context->value());
    auto bit = node(Expr::Kind::bit, tokens_.span(context));
    bit->digits = canonical_number(tokens_.spelling(context->INT()->getSymbol()));
    return bit;
}

std::unique_ptr<For> ExpressionBuilder::comprehension(CutParser::ComprehensionContext* context) {
    auto result = std::make_unique<For>();
    result->groups = groups(context->groups());
    if (context->expr()) result->filter = expr(context->expr());
    result->span = tokens_.span(context);
    return result;
}

Interval ExpressionBuilder::interval(CutParser::IntervalContext* context) {
    Interval interval;
    interval.low = bound(context->bound(0));
    interval.high = bound(context->bound(1));
    interval.low_closed = context->start->getType() == CutParser::LBRACKET;
    interval.high_closed = context->RBRACKET() != nullptr;
    interval.span = tokens_.span(context);
    const antlr4::Token* close = (context->RBRACKET() ? context->RBRACKET() : context->RPAREN())->getSymbol();
    interval.unit = list_unit(context->unit(), close, "an interval", {&interval.low, &interval.high});
    return interval;
}

std::optional<Unit> ExpressionBuilder::list_unit(const std::vector<CutParser::UnitContext*>& written,
                                                 const antlr4::Token* list_end, std::string_view what,
                                                 std::vector<Bound*> ends) {
    std::optional<Unit> result;
    std::vector<CutParser::UnitContext*> inside;
    bool same = true;
    for (auto* one : written) {
        if (one->start->getTokenIndex() < list_end->getTokenIndex()) inside.push_back(one);
        const Unit read = unit(one);
        same = same && (!result || result->span.text() == read.span.text());
        result = read;
    }
    if (inside.empty()) return result;
    auto& diagnostic =
        error("E0014", tokens_.span(inside.front()), fmt::format("the unit of {} stands once, at the end", what));
    if (!same) {
        diagnostic.notes.push_back("give both ends in the same unit");
        if (auto common = common_unit(diagnostic, written, list_end, ends)) return common;
        return result;
    }
    Fix fix{"write the unit once, at the end", EditClass::safe, {}};
    for (auto* one : inside) {
        const Span space_before = tokens_.span(tokens_.before(one->start->getTokenIndex()));
        fix.edits.push_back({{&tokens_.file(), space_before.end, tokens_.span(one).end}, ""});
    }
    if (inside.size() == written.size()) {
        const std::uint32_t end = tokens_.span(list_end).end;
        fix.edits.push_back({{&tokens_.file(), end, end}, fmt::format(" {}", result->span.text())});
    }
    diagnostic.fixes.push_back(std::move(fix));
    return result;
}

Name ExpressionBuilder::name(CutParser::NameContext* context) {
    return {std::string(tokens_.spelling(context->start)), tokens_.span(context)};
}

std::vector<Name> ExpressionBuilder::names(CutParser::NamesContext* context) {
    std::vector<Name> result;
    for (auto* written : context->name()) result.push_back(name(written));
    return result;
}

std::vector<For::Group> ExpressionBuilder::groups(CutParser::GroupsContext* context) {
    std::vector<For::Group> result;
    for (auto* written : context->group()) {
        result.push_back({names(written->names()), name(written->name(0))});
        if (written->DOT().empty()) continue;
        const Span member = Span::cover(result.back().collection.span, tokens_.span(written->stop));
        auto& diagnostic = error("E0001", member, "`in` takes a name");
        diagnostic.notes.push_back(
            fmt::format("name it first: `define {} = {}`", tokens_.text(written->stop), member.text()));
    }
    if (!context->name().empty()) {
        auto& diagnostic = error("E0001", tokens_.span(context->name(0)), "objects are taken from one collection");
        diagnostic.notes.push_back(fmt::format("unite the collections first: `object NAME from {}, {}`",
                                               result.back().collection.text, tokens_.text(context->name(0)->start)));
    } else if (!context->COMMA().empty()) {
        const Span comma = tokens_.span(context->COMMA(0)->getSymbol());
        auto& diagnostic = error("E0001", comma, "`and` stands between what is taken from several collections");
        Fix fix{"write `and`", EditClass::safe, {}};
        for (auto* one : context->COMMA()) fix.edits.push_back({tokens_.span(one->getSymbol()), " and"});
        diagnostic.fixes.push_back(std::move(fix));
    }
    return result;
}

}  // namespace collmc::syntax
