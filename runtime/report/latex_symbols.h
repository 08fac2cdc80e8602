// The LaTeX commands of mathematics that labels may use, as one constant table.
#pragma once

#include <string_view>

namespace collmc::report {

struct LatexSymbol {
    enum class Kind {
        variable,  ///< slanted, like a letter
        upright,   ///< functions and symbols
        function,  ///< upright, set apart from the argument that follows
        relation,  ///< stands between spaces
        space,
        nothing,    ///< sizes and styles without effect here
        delimiter,  ///< \left, \right: says something about the next character, "." meaning none
    };
    std::string_view name;  ///< without the backslash
    std::string_view text;  ///< UTF-8
    Kind kind;
};

/// Null where the command is not known.
const LatexSymbol* find_latex_symbol(std::string_view name);

/// The combining character of an accent such as \bar or \hat; empty where the command is none.
std::string_view find_latex_accent(std::string_view name);

}  // namespace collmc::report
