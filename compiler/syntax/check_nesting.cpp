#include "compiler/syntax/check_nesting.h"

#include <fmt/format.h>

#include <algorithm>

namespace collmc::syntax {

namespace {

/// An open bracket, or the statement itself at the bottom. The pieces between commas stand side by side in the tree, so
/// only the longest counts.
struct Level {
    std::size_t operators = 0;  // of the piece that is being read, brackets and their contents included
    std::size_t longest = 0;    // of the pieces before it
    std::size_t depth() const { return std::max(operators, longest); }
};

bool is_operator(std::size_t type) {
    switch (type) {
        case CutLexer::AND:
        case CutLexer::OR:
        case CutLexer::NOT:
        case CutLexer::IN:
        case CutLexer::IS:
        case CutLexer::WHEN:
        case CutLexer::ELSE:
        case CutLexer::EQUAL:
        case CutLexer::NOT_EQUAL:
        case CutLexer::LESS:
        case CutLexer::LESS_EQUAL:
        case CutLexer::GREATER:
        case CutLexer::GREATER_EQUAL:
        case CutLexer::ASSIGN:
        case CutLexer::PLUS:
        case CutLexer::MINUS:
        case CutLexer::STAR:
        case CutLexer::SLASH:
        case CutLexer::CARET:
        case CutLexer::DOT: return true;
        default: return false;
    }
}

}  // namespace

bool check_nesting(const Tokens& tokens, diagnostics::Diagnostics& diagnostics) {
    std::vector<Level> levels(1);
    bool after_operand = false;
    const auto open = [&] {
        ++levels.back().operators;
        levels.emplace_back();
    };
    const auto close = [&] {
        if (levels.size() == 1) return;
        const std::size_t inside = levels.back().depth();
        levels.pop_back();
        levels.back().operators += inside;
    };
    for (const antlr4::Token* token : tokens.all()) {
        if (token->getChannel() != antlr4::Token::DEFAULT_CHANNEL) continue;
        const std::size_t type = token->getType();
        if (tokens.begins_statement(token)) {
            levels.assign(1, {});
        } else if (type == CutLexer::LPAREN || type == CutLexer::LBRACKET ||
                   (type == CutLexer::BAR && !after_operand)) {
            open();
        } else if (type == CutLexer::RPAREN || type == CutLexer::RBRACKET || type == CutLexer::BAR) {
            close();
        } else if (type == CutLexer::COMMA) {
            levels.back().longest = levels.back().depth();
            levels.back().operators = 0;
        } else if (is_operator(type)) {
            ++levels.back().operators;
        }
        after_operand = ends_operand(token, after_operand);

        if (levels.size() > most_brackets + 1) {
            auto& diagnostic = diagnostics.error("E0012", "syntax", tokens.span(token),
                                                 fmt::format("brackets are nested deeper than {}", most_brackets));
            diagnostic.notes.push_back("give parts of the expression names with `define`");
            return false;
        }
        if (levels.back().operators > most_operators) {
            auto& diagnostic =
                diagnostics.error("E0012", "syntax", tokens.span(token),
                                  fmt::format("this expression has more than {} operators", most_operators));
            diagnostic.notes.push_back(
                "give parts of it names with `define`, or use a comprehension such as `sum(j.pt for j in jets)`");
            return false;
        }
    }
    return true;
}

}  // namespace collmc::syntax
