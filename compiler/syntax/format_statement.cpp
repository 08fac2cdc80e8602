#include "compiler/syntax/format_statement.h"

#include <algorithm>
#include <utility>

#include "compiler/syntax/format_expression.h"

namespace collmc::syntax {

using antlr4::tree::ParseTree;
using antlr4::tree::TerminalNode;

namespace {

const antlr4::Token* token_of(ParseTree* node) {
    auto* terminal = dynamic_cast<TerminalNode*>(node);
    return terminal ? terminal->getSymbol() : nullptr;
}

bool is_glued(ParseTree* node) {
    return dynamic_cast<CutParser::TypeContext*>(node) || dynamic_cast<CutParser::BoundContext*>(node) ||
           dynamic_cast<CutParser::UnitContext*>(node);
}

/// `(pt, eta)` of a column.
bool is_list_of_attributes(ParseTree* node) {
    return dynamic_cast<CutParser::NamesContext*>(node) && dynamic_cast<CutParser::ColumnContext*>(node->parent);
}

bool is_expression(ParseTree* node) {
    return dynamic_cast<CutParser::ValueContext*>(node) || dynamic_cast<CutParser::ExprContext*>(node) ||
           dynamic_cast<CutParser::SumContext*>(node) || dynamic_cast<CutParser::RelationContext*>(node) ||
           dynamic_cast<CutParser::IntervalContext*>(node) || dynamic_cast<CutParser::MeasureContext*>(node) ||
           dynamic_cast<CutParser::GroupContext*>(node) || is_list_of_attributes(node);
}

class StatementFormatter {
public:
    StatementFormatter(CutParser::StatementContext* context, const Tokens& tokens)
        : tokens_(tokens), comments_(tokens, context->start, context->stop), expressions_(tokens, comments_) {}

    Document statement(CutParser::StatementContext* context) {
        auto* written = static_cast<antlr4::ParserRuleContext*>(context->children[0]);
        kind_ = written->start->getType();
        if (context->ntuple()) one_column_a_line_ = is_one_column_a_line(context->ntuple());
        if (context->histogram() || context->profile()) return by_axis(written);
        if (context->define() || context->function()) return assigned(written);
        return filled(written->children);
    }

    std::vector<Comment> left_over() { return comments_.take_before(nullptr); }

private:
    /// `define`, `function`: a head, and a value that may stand below it.
    Document assigned(antlr4::ParserRuleContext* written) {
        auto* value = dynamic_cast<CutParser::ValueContext*>(written->children.back());
        if (!value) return filled(written->children);
        std::vector<ParseTree*> head(written->children.begin(), written->children.end() - 1);
        Document first = filled(head);
        Document separator = line(comments_.take_before(value->start));
        const bool hugs = ExpressionFormatter::breaks_behind_its_bracket(value);
        std::vector<Document> parts;
        parts.push_back(std::move(first));
        parts.push_back(assignment(std::move(separator), expressions_.value_below(value), hugs));
        return concat(std::move(parts));
    }

    /// A histogram: where it needs more than a line, what stands behind `by` begins one.
    Document by_axis(antlr4::ParserRuleContext* written) {
        const auto& all = written->children;
        const auto is_by = [](ParseTree* node) { return token_of(node) && token_of(node)->getType() == CutParser::BY; };
        const auto by = std::find_if(all.begin(), all.end(), is_by);
        if (by == all.end()) return filled(all);
        std::vector<Document> parts;
        parts.push_back(filled({all.begin(), by}));
        parts.push_back(line(comments_.take_before(token_of(*by))));
        parts.push_back(filled({by, all.end()}));
        return group(Document::Indent::lines, std::move(parts));
    }

    /// An author who begins the first column on a line of its own, or writes comments between columns, wants to see
    /// one a line.
    bool is_one_column_a_line(CutParser::NtupleContext* written) const {
        const antlr4::Token* colon = written->COLON()->getSymbol();
        const antlr4::Token* first = written->column(0)->start;
        return !tokens_.same_line(colon, first) || comments_.any_between(colon, written->column().back()->stop);
    }

    // ---- a sequence of words, signs and expressions ----

    Document filled(const std::vector<ParseTree*>& nodes) {
        parts_.clear();
        content_.clear();
        previous_ = nullptr;
        for (ParseTree* node : nodes) add(node, false);
        parts_.push_back(concat(std::move(content_)));
        return fill(Document::Indent::lines, std::move(parts_));
    }

    void add(ParseTree* node, bool in_signature) {
        if (const antlr4::Token* token = token_of(node)) {
            separate(token, in_signature);
            content_.push_back(text(std::string(tokens_.text(token))));
            previous_ = token;
            return;
        }
        auto* context = static_cast<antlr4::ParserRuleContext*>(node);
        if (is_glued(node) || is_expression(node)) {
            separate(context->start, in_signature);
            content_.push_back(is_glued(node) ? expressions_.glued(context) : expressions_.any(context));
            previous_ = context->stop;
            return;
        }
        const bool signature = in_signature || dynamic_cast<CutParser::SignatureContext*>(node);
        for (ParseTree* child : context->children) add(child, signature);
    }

    /// What stands between two words: the end of a line where one may be, a space, or nothing.
    void separate(const antlr4::Token* next, bool in_signature) {
        if (!previous_) return;
        if (may_end_line(next)) {
            parts_.push_back(concat(std::move(content_)));
            content_.clear();
            parts_.push_back(line(comments_.take_before(next)));
            parts_.back().stays = next->getType() == CutParser::STRING;
            if (kind_ == CutParser::NTUPLE && previous_->getType() == CutParser::COLON) {
                parts_.back().leads = true;
                parts_.back().breaks = one_column_a_line_ || parts_.back().breaks;
            }
        } else if (is_spaced(next, in_signature)) {
            content_.push_back(text(" "));
        }
    }

    bool may_end_line(const antlr4::Token* next) const {
        switch (previous_->getType()) {
            case CutParser::COMMA:  // not in `order by pt, highest first`
                return next->getType() != CutParser::HIGHEST && next->getType() != CutParser::LOWEST;
            case CutParser::COLON:
                return kind_ != CutParser::FUNCTION && kind_ != CutParser::INTRINSIC && kind_ != CutParser::TABLE &&
                       kind_ != CutParser::VARIATION;
            case CutParser::AND: return next->getType() != CutParser::ABOVE;
            default: break;
        }
        switch (next->getType()) {
            case CutParser::WHEN:
            case CutParser::FOR:
            case CutParser::EXCLUDING:
            case CutParser::ORDER:
            case CutParser::WITH: return true;
            case CutParser::TO: return kind_ == CutParser::CLOSEST;
            case CutParser::STRING:
                return kind_ != CutParser::ANALYSIS && kind_ != CutParser::EXPERIMENT && kind_ != CutParser::REFERENCE;
            default: return false;
        }
    }

    bool is_spaced(const antlr4::Token* next, bool in_signature) const {
        switch (next->getType()) {
            case CutParser::COMMA:
            case CutParser::RPAREN: return false;
            case CutParser::LPAREN: return !in_signature;
            default: break;
        }
        if (previous_->getType() == CutParser::SLASH) return false;  // luminosity 139 /fb
        return previous_->getType() != CutParser::LPAREN;
    }

    const Tokens& tokens_;
    InnerComments comments_;
    ExpressionFormatter expressions_;
    std::size_t kind_ = 0;
    bool one_column_a_line_ = false;
    std::vector<Document> parts_;    // of the sequence that is being put together
    std::vector<Document> content_;  // since its last line
    const antlr4::Token* previous_ = nullptr;
};

}  // namespace

StatementDocument format_statement(CutParser::StatementContext* context, const Tokens& tokens) {
    StatementFormatter formatter(context, tokens);
    StatementDocument result;
    result.document = formatter.statement(context);
    result.left_over = formatter.left_over();
    return result;
}

}  // namespace collmc::syntax
