// The words, numbers and signs of a line of a request.
//
// Spellings of one thing become one: letters are small, LaTeX loses its markup (`$p_{\mathrm T}^{\gamma_1}$` is
// `p_t_gamma_1`, `\geq` and `≥` are the sign `>=`), Greek letters have their names, hyphens between words are gone, and
// `GeV/c^2` is the unit `gev`. Quotes, dollar signs and Markdown's emphasis are no tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/source.h"

namespace collmc::translate {

using diagnostics::Span;

struct Token {
    enum class Kind { word, number, sign };
    Kind kind = Kind::sign;
    std::string text;  ///< a number as the language writes it, `0.5` for `.5`
    Span span;
};

std::vector<Token> tokens_of(Span line);

/// The same of a phrase of the vocabulary; the spans are not set.
std::vector<Token> tokens_of(std::string_view phrase);

}  // namespace collmc::translate
