// What those who read lines of other languages share. Internal to syntax: includes ANTLR.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/describe.h"
#include "compiler/syntax/foreign_statement.h"
#include "compiler/syntax/walk.h"

namespace collmc::syntax {

/// A line that begins at `first_` and is no statement.
class ForeignLine {
public:
    using Token = antlr4::Token;
    using Diagnostic = diagnostics::Diagnostic;
    using EditClass = diagnostics::EditClass;

    ForeignLine(const Tokens& tokens, const Token* first, diagnostics::Diagnostics& diagnostics)
        : tokens_(tokens), walk_(tokens), diagnostics_(diagnostics), first_(first), last_(walk_.last_on_line(first)) {
        word_ = walk_.lower(first_);
    }

protected:
    Diagnostic& report(Span where, std::string message) {
        result_.last = last_;
        result_.replaced = walk_.span(walk_.begin(first_), walk_.end(last_));
        return diagnostics_.error("E0003", "syntax", where, std::move(message));
    }

    /// Replaces the whole line.
    void rewrite(Diagnostic& diagnostic, const std::string& statement, EditClass safety = EditClass::likely) {
        diagnostic.fixes.push_back({fmt::format("write `{}`", statement), safety, {{result_.replaced, statement}}});
    }

    /// Removes the line, with the line end in front of it.
    void remove(Diagnostic& diagnostic, EditClass safety = EditClass::likely) {
        const std::string_view all = tokens_.file().text();
        std::uint32_t begin = result_.replaced.begin;
        while (begin > 0 && (all[begin - 1] == ' ' || all[begin - 1] == '\t')) --begin;
        if (begin > 0 && all[begin - 1] == '\n') --begin;
        if (begin > 0 && all[begin - 1] == '\r') --begin;
        diagnostic.fixes.push_back({"remove the line", safety, {{walk_.span(begin, result_.replaced.end), ""}}});
    }

    void declare(FlatStatement statement) {
        statement.keyword = walk_.span(first_, first_);
        statement.broken = true;
        result_.declares = std::move(statement);
    }

    void declare_value(const Token* name) {
        Define define{{std::string(walk_.text(name)), tokens_.span(name)}, unreadable(), tokens_.span(name)};
        FlatStatement statement;
        statement.what = std::move(define);
        declare(std::move(statement));
    }

    void declare_function(const Token* name) {
        Function function;
        function.broken = true;
        function.name = {std::string(walk_.text(name)), tokens_.span(name)};
        function.span = tokens_.span(name);
        FlatStatement statement;
        statement.what = std::move(function);
        declare(std::move(statement));
    }

    void declare_cut() {
        Cut cut;
        cut.condition = unreadable();
        cut.keyword = cut.span = tokens_.span(first_);
        FlatStatement statement;
        statement.what = std::move(cut);
        declare(std::move(statement));
    }

    ExprPtr unreadable() const {
        auto expr = std::make_unique<Expr>();
        expr->kind = Expr::Kind::error;
        expr->span = tokens_.span(first_);
        return expr;
    }

    std::uint32_t end_without_semicolon() const {
        const std::string_view all = tokens_.file().text();
        std::uint32_t end = walk_.end(last_);
        // A semicolon is no visible token: it stands behind the last one.
        while (end < all.size() && (all[end] == ' ' || all[end] == ';')) ++end;
        return end;
    }
    void take_semicolon() { result_.replaced.end = end_without_semicolon(); }

    Span line_span() const { return walk_.span(walk_.begin(first_), walk_.end(last_)); }
    std::string_view line_text() const { return line_span().text(); }

    static std::string trimmed(std::string_view text) {
        const std::size_t begin = text.find_first_not_of(" \t");
        if (begin == std::string_view::npos) return "";
        return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
    }

    const Tokens& tokens_;
    Walk walk_;
    diagnostics::Diagnostics& diagnostics_;
    const Token* first_;
    const Token* last_;
    std::string word_;
    ForeignStatement result_;
};

}  // namespace collmc::syntax
