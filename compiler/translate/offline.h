// Natural language -> program without a model: a parser for the English of such requests.
//
// Deterministic. A line is translated whole or not at all: each of its words is accounted for by the parse, or stands
// in the list of words that carry no meaning (vocabulary/silent.txt). What is not understood is a diagnostic with its
// place (E1201 and the others of the family), a comment `# request 7 not translated: ...` in the program, and an
// outcome here. What the request leaves open and the program needs is decided by a rule and told, as a comment `#
// assumed: ...` and here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/translate/request.h"

namespace collmc::translate {

/// What became of a line of the request.
struct LineOutcome {
    enum class Kind {
        statements,  ///< the program has statements for it
        setting,     ///< it sets something for other lines or for the run ("40 bins each", "png at 150 dpi")
        refused,     ///< not translated
    };
    RequestLine line;
    Kind kind = Kind::refused;
    std::vector<std::string> statements;   ///< as the program has them, one a line, without comments
    std::vector<std::string> assumptions;  ///< what was decided for it, "50 bins"
    std::vector<Span> not_understood;      ///< of a refused line, the words
    std::string reason;                    ///< of a refused line, one sentence
};

/// What the request says about the run and the program cannot say: options of `collmc`.
struct RunWishes {
    std::vector<std::string> plot_formats;  ///< "png", "pdf", "svg"; empty: not said
    std::optional<int> dpi;
    bool normalise = false;
};

struct Translation {
    std::string program;  ///< in the form of `collmc fmt`; it has all that was understood. Empty when nothing was.
    std::vector<LineOutcome> lines;
    RunWishes run;

    bool complete() const {
        for (const LineOutcome& it : lines)
            if (it.kind == LineOutcome::Kind::refused) return false;
        return !lines.empty();
    }
};

/// Translates a request; lines that are refused are reported as errors at their words.
Translation translate_offline(const Request& request, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::translate
