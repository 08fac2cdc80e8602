#include "compiler/syntax/misspelt.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/diagnostics/nearest.h"
#include "compiler/syntax/build.h"
#include "compiler/syntax/describe.h"
#include "compiler/syntax/foreign_clause.h"
#include "compiler/syntax/foreign_expression.h"
#include "compiler/syntax/parse.h"

namespace collmc::syntax {

using diagnostics::Diagnostics;
using diagnostics::EditClass;

namespace {

/// The one spelling of a token that has others in the grammar; empty for tokens without.
std::string_view spelling(std::size_t type) {
    switch (type) {
        case CutLexer::AND: return "and";
        case CutLexer::OR: return "or";
        case CutLexer::NOT: return "not";
        case CutLexer::IN: return "in";
        case CutLexer::PI: return "pi";
        case CutLexer::EQUAL: return "==";
        case CutLexer::NOT_EQUAL: return "!=";
        case CutLexer::LESS_EQUAL: return "<=";
        case CutLexer::GREATER_EQUAL: return ">=";
        case CutLexer::PLUS_MINUS: return "+-";
        case CutLexer::MINUS: return "-";
        case CutLexer::STAR: return "*";
        case CutLexer::SLASH: return "/";
        case CutLexer::CARET: return "^";
        case CutLexer::ARROW: return "->";
        case CutLexer::ASSIGN: return "=";
        default: return "";
    }
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

class Checker {
public:
    Checker(Tokens& tokens, Diagnostics& diagnostics) : tokens_(tokens), diagnostics_(diagnostics) {}

    void check(const antlr4::Token* token) {
        const Span span = tokens_.span(token);
        const std::string_view text = span.text();
        if (token->getType() == CutLexer::NAME && report_foreign_conversion(tokens_, token, diagnostics_)) return;
        if (token->getType() == CutLexer::ASSIGN && report_foreign_column(tokens_, token, diagnostics_)) return;
        switch (token->getType()) {
            case CutLexer::STRING: return string(span);
            case CutLexer::INT:
            case CutLexer::NUMBER: return number(span);
            case CutLexer::NAME:
                if (!unit(token, span)) name(span);
                return;
            case CutLexer::SEMICOLON: return semicolon(token, span);
            case CutLexer::FOREIGN_COMMENT: return comment(span);
            default: break;
        }
        const std::string_view right = spelling(token->getType());
        if (!right.empty() && text != right) sign(span, right);
    }

    /// `30..50`, `1.2.3`: numbers that touch, which no edit can be guessed for.
    void touching_numbers(Span span) {
        auto& diagnostic = diagnostics_.error("E0005", "syntax", span, fmt::format("`{}` is malformed", span.text()));
        if (span.text().find("..") != std::string_view::npos)
            diagnostic.notes.push_back("a range of values reads `in [30, 50] GeV`");
    }

private:
    void report(const char* code, Span span, std::string message, std::string fix, EditClass safety,
                std::string insert) {
        auto& diagnostic = diagnostics_.error(code, "syntax", span, std::move(message));
        diagnostic.fixes.push_back({std::move(fix), safety, {{span, std::move(insert)}}});
    }

    void sign(Span span, std::string_view right) {
        const std::string title = fmt::format("write `{}`", right);
        if (!is_ascii(span.text())) {
            report("E0002", span, fmt::format("`{}` is not plain ASCII", span.text()), title, EditClass::safe,
                   spaced(span, right));
        } else {
            report("E0008", span, fmt::format("`{}` is written `{}` here", span.text(), right), title, EditClass::safe,
                   spaced(span, right));
        }
    }

    bool glued_before(Span span) const {
        return span.begin > 0 && is_word_character(tokens_.file().text()[span.begin - 1]);
    }

    /// The replacement of a sign by a word, kept apart from the words beside it.
    std::string spaced(Span span, std::string_view right) const {
        if (!is_word_character(right.front())) return std::string(right);
        const std::string_view all = tokens_.file().text();
        const bool glued_after = span.end < all.size() && is_word_character(all[span.end]);
        return fmt::format("{}{}{}", glued_before(span) ? " " : "", right, glued_after ? " " : "");
    }

    void string(Span span) {
        const std::string_view text = span.text();
        if (text.front() == '"' && text.size() > 1 && text.back() == '"') return;
        const std::string right = fmt::format("\"{}\"", without_quotes(text));
        if (text.front() == '"') {
            std::string_view shown = text.substr(0, text.find_last_not_of(" \t") + 1);
            const Span written{span.file, span.begin, span.begin + static_cast<std::uint32_t>(shown.size())};
            auto& diagnostic =
                diagnostics_.error("E0009", "syntax", written, "this string has no closing quote on its line");
            diagnostic.fixes.push_back({"close it at the end of the line",
                                        EditClass::likely,
                                        {{{span.file, written.end, written.end}, "\""}}});
        } else if (text.front() == '\'') {
            report("E0008", span, "a string stands between double quotes", "use double quotes", EditClass::safe, right);
        } else {
            report("E0002", span, "these quotes are not plain ASCII", "use straight double quotes", EditClass::safe,
                   right);
        }
    }

    void number(Span span) {
        const std::string_view text = span.text();
        const std::string right = canonical_number(text);
        if (text == right) return;
        const char* rule = text.find(',') != text.npos ? "digits are not grouped by commas"
                           : text.front() == '.'       ? "a digit stands before the decimal point"
                           : text.front() == '0'       ? "a number does not begin with extra zeros"
                                                       : "a digit stands after the decimal point";
        const std::string message = fmt::format("`{}` is malformed: {}", text, rule);
        // In `MET1.5` the digit would become part of the name.
        if (glued_before(span))
            diagnostics_.error("E0005", "syntax", span, message);
        else
            report("E0005", span, message, fmt::format("write `{}`", right), EditClass::safe, right);
    }

    void name(Span span) {
        const std::string_view text = span.text();
        if (is_ascii(text) && text.front() != '_') return;
        auto& diagnostic = diagnostics_.error("E0018", "syntax", span, fmt::format("`{}` cannot be a name", text));
        diagnostic.notes.push_back(
            "a name is made of the letters a-z and A-Z, digits and `_`, and begins with a letter");
    }

    /// `30 Gev`: a unit of another spelling is read as the one that was meant.
    bool unit(const antlr4::Token* token, Span span) {
        const antlr4::Token* before = tokens_.before(token->getTokenIndex());
        if (!before || !tokens_.same_line(before, token)) return false;
        const bool list = before->getType() == CutLexer::RBRACKET || before->getType() == CutLexer::RPAREN;
        if (!is_number(before) && !list) return false;
        const antlr4::Token* counted = tokens_.before(before->getTokenIndex());
        const bool other = counted && (counted->getType() == CutLexer::FIRST ||
                                       counted->getType() == CutLexer::LUMINOSITY);  // `first 10 jets` lacks `of`
        const std::vector<std::string> units = other ? std::vector<std::string>() : meant_units(span.text(), list);
        if (units.empty()) return false;
        auto& diagnostic = diagnostics_.error("E0006", "syntax", span, fmt::format("`{}` is not a unit", span.text()));
        diagnostic.notes.push_back("the units are GeV, MeV, TeV for energies and rad, deg for angles");
        diagnostic.candidates = units;
        const bool certain = diagnostics::is_certain(span.text(), units);
        for (const std::string& unit : units)
            diagnostic.fixes.push_back(
                {fmt::format("write `{}`", unit), certain ? EditClass::safe : EditClass::likely, {{span, unit}}});
        tokens_.read_as(token, CutLexer::UNIT);
        tokens_.spell(token, units.front());
        return true;
    }

    /// One at the end of a statement is left out; one inside of it is a `,`.
    void semicolon(const antlr4::Token* token, Span span) {
        const antlr4::Token* next = tokens_.after(token);
        const bool inside = !is_end(next) && tokens_.same_line(token, next) && !tokens_.begins_statement(next) &&
                            next->getType() != CutLexer::UNKNOWN;
        if (inside)
            report("E0008", span, "parts of a statement are listed with `,`", "write `,`", EditClass::likely, ",");
        else
            report("E0008", span, "statements need no `;`", "remove `;`", EditClass::safe, "");
    }

    void comment(Span span) {
        auto& diagnostic =
            diagnostics_.error("E0008", "syntax", {span.file, span.begin, span.begin + 2}, "a comment begins with `#`");
        if (span.text()[1] == '/') {
            diagnostic.fixes.push_back({"write `#`", EditClass::safe, {{diagnostic.primary, "#"}}});
            return;
        }
        const std::string_view all = tokens_.file().text();
        const std::size_t behind = std::min(all.find_first_not_of(" \t", span.end), all.size());
        const bool one_line = span.text().find('\n') == std::string_view::npos;
        if (one_line && (behind == all.size() || all[behind] == '\n' || all[behind] == '\r'))
            diagnostic.fixes.push_back(
                {"write `#`", EditClass::safe, {{diagnostic.primary, "#"}, {{span.file, span.end - 2, span.end}, ""}}});
        else
            diagnostic.fixes.push_back({"remove the comment", EditClass::likely, {{span, ""}}});
    }

    Tokens& tokens_;
    Diagnostics& diagnostics_;
};

}  // namespace

void report_misspelt(Tokens& tokens, Diagnostics& diagnostics) {
    Checker checker(tokens, diagnostics);
    const auto& all = tokens.all();
    for (std::size_t i = 0; !is_end(all[i]) && diagnostics.error_count() < most_errors; ++i) {
        const std::size_t first = i;
        while (is_number(all[i]) && is_number(all[i + 1]) && tokens.touch(all[i], all[i + 1])) ++i;
        if (i > first)
            checker.touching_numbers(tokens.span(all[first], all[i]));
        else
            checker.check(all[i]);
    }
}

}  // namespace collmc::syntax
