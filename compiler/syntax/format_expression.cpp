#include "compiler/syntax/format_expression.h"

#include <algorithm>
#include <utility>

namespace collmc::syntax {

using antlr4::tree::ParseTree;
using antlr4::tree::TerminalNode;

namespace {

const antlr4::Token* token_of(ParseTree* node) {
    auto* terminal = dynamic_cast<TerminalNode*>(node);
    return terminal ? terminal->getSymbol() : nullptr;
}

template <typename... Parts>
Document together(Parts... parts) {
    std::vector<Document> all;
    (all.push_back(std::move(parts)), ...);
    return concat(std::move(all));
}

/// The only child of a context that is of a kind, or null.
template <typename Child>
Child* only(antlr4::ParserRuleContext* context) {
    return context && context->children.size() == 1 ? dynamic_cast<Child*>(context->children[0]) : nullptr;
}

/// The operand that a value consists of, or null.
CutParser::PrimaryContext* only_primary(CutParser::ValueContext* value) {
    auto* condition = only<CutParser::ExprContext>(value);
    auto* negation = only<CutParser::NegationContext>(only<CutParser::ConjunctionContext>(condition));
    auto* factor = only<CutParser::FactorContext>(only<CutParser::TermContext>(only<CutParser::SumContext>(negation)));
    return only<CutParser::PrimaryContext>(only<CutParser::AtomContext>(factor));
}

}  // namespace

// ---- comments ----

Comment comment_of(const antlr4::Token* token, const Tokens& tokens) {
    std::string_view text = tokens.text(token);
    text = text.substr(0, text.find_last_not_of(" \t\f\v") + 1);
    const std::size_t index = token->getTokenIndex();
    return {std::string(text), index == 0 || !tokens.same_line(tokens.all()[index - 1], token)};
}

InnerComments::InnerComments(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* last)
    : tokens_(tokens) {
    for (std::size_t i = first->getTokenIndex(); i < last->getTokenIndex(); ++i)
        if (tokens.all()[i]->getType() == CutLexer::COMMENT) all_.push_back(tokens.all()[i]);
}

std::vector<Comment> InnerComments::take_before(const antlr4::Token* token) {
    std::vector<Comment> taken;
    for (; taken_ < all_.size(); ++taken_) {
        if (token && all_[taken_]->getTokenIndex() > token->getTokenIndex()) break;
        taken.push_back(comment_of(all_[taken_], tokens_));
    }
    return taken;
}

bool InnerComments::any_between(const antlr4::Token* first, const antlr4::Token* last) const {
    return std::any_of(all_.begin(), all_.end(), [&](const antlr4::Token* comment) {
        return comment->getTokenIndex() > first->getTokenIndex() && comment->getTokenIndex() < last->getTokenIndex();
    });
}

// ---- expressions, loosest first ----

Document ExpressionFormatter::any(antlr4::ParserRuleContext* context) {
    if (auto* written = dynamic_cast<CutParser::ValueContext*>(context)) return value(written);
    if (auto* written = dynamic_cast<CutParser::ExprContext*>(context)) return expr(written);
    if (auto* written = dynamic_cast<CutParser::SumContext*>(context)) return sum(written);
    if (auto* written = dynamic_cast<CutParser::IntervalContext*>(context)) return interval(written);
    if (auto* written = dynamic_cast<CutParser::MeasureContext*>(context)) return measure(written);
    if (auto* written = dynamic_cast<CutParser::RelationContext*>(context)) return relation(written);
    return text(spaced(context));
}

Document ExpressionFormatter::value(CutParser::ValueContext* context, Indent indent) {
    if (context->children.size() == 1) return expr(context->expr(0), indent);
    // `a when c else`, `b when d else`, `e`: one below the other.
    std::vector<Document> parts;
    std::vector<ParseTree*> words;
    for (ParseTree* child : context->children) {
        if (words.empty() && !parts.empty())
            parts.push_back(line(comments_.take_before(static_cast<antlr4::ParserRuleContext*>(child)->start)));
        words.push_back(child);
        const antlr4::Token* word = token_of(child);
        if (!word || word->getType() != CutParser::ELSE) continue;
        parts.push_back(choice(words));
        words.clear();
    }
    parts.push_back(choice(words));
    return group(indent, std::move(parts));
}

/// `VALUE`, `VALUE else`, `VALUE when CONDITION else`.
Document ExpressionFormatter::choice(const std::vector<ParseTree*>& words) {
    std::vector<Document> parts;
    parts.push_back(expr(static_cast<CutParser::ExprContext*>(words[0])));
    for (std::size_t i = 1; i < words.size(); ++i) {
        const antlr4::Token* word = token_of(words[i]);
        if (word->getType() == CutParser::ELSE) {
            parts.back() = together(std::move(parts.back()), text(" else"));
            continue;
        }
        parts.push_back(line(comments_.take_before(word)));
        parts.push_back(together(text("when "), expr(static_cast<CutParser::ExprContext*>(words[++i]))));
    }
    return fill(Indent::lines, std::move(parts));
}

template <typename Operand, typename Format>
std::vector<Document> ExpressionFormatter::chain(antlr4::ParserRuleContext* context, Format format) {
    const auto& all = context->children;
    std::vector<Document> parts;
    for (std::size_t i = 0; i < all.size(); i += 2) {
        auto* operand = static_cast<Operand*>(all[i]);
        if (i > 0) parts.push_back(line(comments_.take_before(operand->start)));
        parts.push_back(format(operand));
        if (i + 1 == all.size()) break;
        const antlr4::Token* sign = token_of(all[i + 1]);
        if (!sign) sign = static_cast<antlr4::ParserRuleContext*>(all[i + 1])->start;
        parts.back() = together(std::move(parts.back()), text(" " + std::string(tokens_.text(sign))));
    }
    return parts;
}

Document ExpressionFormatter::expr(CutParser::ExprContext* context, Indent indent) {
    if (context->children.size() == 1) return conjunction(context->conjunction(0), indent);
    return group(indent, chain<CutParser::ConjunctionContext>(context, [this](auto* it) { return conjunction(it); }));
}

Document ExpressionFormatter::conjunction(CutParser::ConjunctionContext* context, Indent indent) {
    if (context->children.size() == 1) return negation(context->negation(0), indent);
    return group(indent, chain<CutParser::NegationContext>(context, [this](auto* it) { return negation(it); }));
}

Document ExpressionFormatter::negation(CutParser::NegationContext* context, Indent indent) {
    if (context->children.size() == 1) return sum(context->sum(), indent);
    std::string nots;
    for (auto* word : context->NOT()) nots += std::string(tokens_.text(word->getSymbol())) + " ";
    Document left = together(text(std::move(nots)), sum(context->sum()));
    if (context->relation().empty()) return left;
    auto* compared = context->relation(0);
    if (!compared->comparator()) return together(std::move(left), text(" "), relation(compared));
    std::vector<Document> parts;
    const std::string sign(tokens_.text(compared->comparator()->start));
    parts.push_back(together(std::move(left), text(" " + sign)));
    parts.push_back(line(comments_.take_before(compared->sum()->start)));
    parts.push_back(sum(compared->sum()));
    return fill(Indent::lines, std::move(parts));
}

Document ExpressionFormatter::relation(CutParser::RelationContext* context) {
    if (context->interval()) return together(text("in "), interval(context->interval()));
    if (context->name()) return text("is " + std::string(tokens_.text(context->name()->start)));
    const std::string sign(tokens_.text(context->comparator()->start));
    return together(text(sign + " "), sum(context->sum()));
}

Document ExpressionFormatter::interval(CutParser::IntervalContext* context) const {
    const bool closed = context->RBRACKET() != nullptr;
    std::string result(tokens_.text(context->start));
    result += glued(context->bound(0)).text + ", " + glued(context->bound(1)).text + (closed ? "]" : ")");
    for (auto* unit : context->unit()) result += " " + glued(unit).text;
    return text(std::move(result));
}

Document ExpressionFormatter::measure(CutParser::MeasureContext* context) const {
    std::string result = glued(context->bound()).text;
    auto* errors = context->errors();
    if (!errors) return text(std::move(result));
    const bool symmetric = errors->number().size() == 1;  // `+-` is two tokens
    for (ParseTree* child : errors->children) {
        const antlr4::Token* sign = token_of(child);
        const bool joined = symmetric && sign && sign->getType() == CutParser::MINUS;
        auto* number = static_cast<antlr4::ParserRuleContext*>(sign ? nullptr : child);
        result += (joined ? "" : " ") + std::string(tokens_.text(sign ? sign : number->start));
    }
    return text(std::move(result));
}

Document ExpressionFormatter::sum(CutParser::SumContext* context, Indent indent) {
    if (context->children.size() == 1) return term(context->term(0), indent);
    return group(indent, chain<CutParser::TermContext>(context, [this](auto* it) { return term(it); }));
}

Document ExpressionFormatter::term(CutParser::TermContext* context, Indent indent) {
    if (context->children.size() == 1) return factor(context->factor(0));
    return fill(indent, chain<CutParser::FactorContext>(context, [this](auto* it) { return factor(it); }));
}

Document ExpressionFormatter::factor(CutParser::FactorContext* context) {
    Document operand = context->literal() ? literal(context->literal()) : atom(context->atom());
    if (context->MINUS().empty()) return operand;
    return together(text(std::string(context->MINUS().size(), '-')), std::move(operand));
}

Document ExpressionFormatter::literal(CutParser::LiteralContext* context) const {
    std::string result(tokens_.text(context->start));
    if (context->unit()) result += " " + glued(context->unit()).text;
    if (context->power()) result += "^" + glued(context->power()).text;
    return text(std::move(result));
}

Document ExpressionFormatter::atom(CutParser::AtomContext* context) {
    Document base = primary(context->primary());
    if (context->power().empty()) return base;
    return together(std::move(base), text("^" + glued(context->power(0)).text));
}

Document ExpressionFormatter::primary(CutParser::PrimaryContext* context) {
    if (!context->BAR().empty()) return together(text("|"), sum(context->sum()), text("|"));
    std::vector<Document> parts;
    for (ParseTree* child : context->children) {
        if (auto* called = dynamic_cast<CutParser::CallContext*>(child))
            parts.push_back(call(called));
        else if (auto* inner = dynamic_cast<CutParser::ParenthesesContext*>(child))
            parts.push_back(parentheses(inner));
        else if (const antlr4::Token* word = token_of(child))
            parts.push_back(text(std::string(tokens_.text(word))));
        else
            parts.push_back(glued(static_cast<antlr4::ParserRuleContext*>(child)));
    }
    return concat(std::move(parts));
}

Document ExpressionFormatter::parentheses(CutParser::ParenthesesContext* context) {
    // Parentheses with nothing but parentheses in them are doubled.
    auto* inner = only<CutParser::ParenthesesContext>(only_primary(context->value()));
    if (inner) return parentheses(inner);
    return together(text("("), value(context->value()), text(")"));
}

Document ExpressionFormatter::call(CutParser::CallContext* context) {
    if (context->comprehension()) return comprehension(context);
    std::string opening = std::string(tokens_.text(context->name()->start)) + "(";
    const auto arguments = context->argument();
    if (arguments.size() == 1) return together(text(std::move(opening)), argument(arguments[0]), text(")"));
    std::vector<Document> inside;
    Document first_line = soft_line(comments_.take_before(arguments[0]->start));
    for (auto* written : arguments) {
        if (!inside.empty()) inside.push_back(line(comments_.take_before(written->start)));
        const bool last = written == arguments.back();
        inside.push_back(last ? argument(written) : together(argument(written), text(",")));
    }
    std::vector<Document> below;
    below.push_back(std::move(first_line));
    below.push_back(group(Indent::none, std::move(inside)));
    return together(text(std::move(opening)), group(Indent::all, std::move(below)), text(")"));
}

/// `min(VALUE for x in xs when CONDITION)`
Document ExpressionFormatter::comprehension(CutParser::CallContext* context) {
    auto* loop = context->comprehension();
    std::vector<Document> inside;
    inside.push_back(text(std::string(tokens_.text(context->name()->start)) + "("));
    inside.push_back(soft_line(comments_.take_before(context->argument(0)->start)));
    inside.push_back(argument(context->argument(0)));
    inside.push_back(line(comments_.take_before(loop->start)));
    inside.push_back(text("for " + spaced(loop->groups())));
    if (loop->expr()) {
        inside.push_back(line(comments_.take_before(loop->WHEN()->getSymbol())));
        inside.push_back(together(text("when "), expr(loop->expr())));
    }
    return together(fill(Indent::lines, std::move(inside)), text(")"));
}

Document ExpressionFormatter::argument(CutParser::ArgumentContext* context) {
    if (context->value()) return value(context->value());
    return text("bit " + std::string(tokens_.text(context->INT()->getSymbol())));
}

// ---- parts that stay on one line ----

Document ExpressionFormatter::glued(antlr4::ParserRuleContext* context) const {
    std::string result;
    const antlr4::Token* end = tokens_.after(context->stop);
    for (const antlr4::Token* token = context->start; token != end; token = tokens_.after(token))
        result += tokens_.text(token);
    return text(std::move(result));
}

/// Words and commas: `a, b in jets and l in leptons`.
std::string ExpressionFormatter::spaced(antlr4::ParserRuleContext* context) const {
    std::string result;
    const antlr4::Token* end = tokens_.after(context->stop);
    for (const antlr4::Token* token = context->start; token != end; token = tokens_.after(token)) {
        if (!result.empty() && token->getType() != CutParser::COMMA) result += " ";
        result += tokens_.text(token);
    }
    return result;
}

bool ExpressionFormatter::breaks_behind_its_bracket(CutParser::ValueContext* context) {
    auto* called = only<CutParser::CallContext>(only_primary(context));
    if (!called) return false;
    if (called->comprehension() || called->argument().size() > 1) return true;
    auto* inner = called->argument(0)->value();
    return inner && breaks_behind_its_bracket(inner);
}

}  // namespace collmc::syntax
