// What those who read phrases of other languages share. Internal to syntax: includes ANTLR.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tokens.h"
#include "compiler/syntax/walk.h"

namespace collmc::syntax {

/// A statement that begins at `first_` and cannot go on with `found_`.
class ForeignReader {
public:
    using Token = antlr4::Token;
    using Diagnostic = diagnostics::Diagnostic;
    using Edit = diagnostics::Edit;

    ForeignReader(const Tokens& tokens, const Token* first, const Token* found, diagnostics::Diagnostics& diagnostics)
        : tokens_(tokens),
          walk_(tokens),
          diagnostics_(diagnostics),
          first_(first),
          found_(found),
          previous_(tokens.before(found->getTokenIndex())),
          type_(found->getType()) {}

protected:
    Diagnostic& error(const char* code, Span where, std::string message) {
        return diagnostics_.error(code, "syntax", where, std::move(message));
    }

    bool likely(Diagnostic& diagnostic, std::vector<Edit> edits, std::string title) {
        diagnostic.fixes.push_back({std::move(title), diagnostics::EditClass::likely, std::move(edits)});
        return true;
    }

    bool replace(Diagnostic& diagnostic, Span span, const std::string& text) {
        return likely(diagnostic, {{span, text}}, title_of(text));
    }

    /// For what means the same in every language.
    bool replace_safely(Diagnostic& diagnostic, Span span, const std::string& text) {
        diagnostic.fixes.push_back({title_of(text), diagnostics::EditClass::safe, {{span, text}}});
        return true;
    }

    static std::string title_of(const std::string& text) {
        const std::size_t shown = std::min(text.find_first_not_of(" \n"), text.size());
        return fmt::format("write `{}`", text.substr(shown));
    }

    Span empty_at(std::uint32_t place) const { return walk_.span(place, place); }
    std::size_t first_type() const { return first_->getType(); }

    const Tokens& tokens_;
    Walk walk_;
    diagnostics::Diagnostics& diagnostics_;
    const Token* first_;
    const Token* found_;
    const Token* previous_;
    std::size_t type_;
};

}  // namespace collmc::syntax
