// Repairs a program by the edits that its own diagnostics carry: text and a check in, text and an account out.
//
// A round applies every edit that may be applied and overlaps no earlier one, and checks again; rounds follow until
// none is left. What was misread makes errors of its own, so a round is of one stage of the check, the earliest that
// offers something. Which edits may be applied depends on their class (diagnostics::EditClass): safe ones always,
// likely ones on request and of errors only (a program with nothing but warnings means something already), those that
// change the selection only where the author chose them. Where a diagnostic has two of a class none of them is certain,
// and none is applied; one that follows from another waits for that one's repair.
//
// What is promised: the result has no more errors than the text had (see errors.h for what counts; a choice of the
// author's is taken as it is, and counts as his text). An edit that would break that, or that leaves its diagnostic
// where it was, is undone and told. Texts that come back end the repair. The result repaired again is the result.
//
// This folder knows diagnostics, and of the language only in which stages it is checked; it reads and writes no files.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"
#include "compiler/repair/choice.h"

namespace collmc::repair {

/// Reports what is wrong with a program. `sources` keeps what else the diagnostics point into.
using Check = std::function<void(const diagnostics::SourceFile& program, diagnostics::SourceSet& sources,
                                 diagnostics::Diagnostics& diagnostics)>;

struct Options {
    bool likely = false;          ///< apply likely edits of errors as well
    std::vector<Choice> choices;  ///< of what the text, or else the text repaired, is told; applied together
    int most_rounds = 30;
};

/// A text with what the check says of it, in the order of the file.
struct Version {
    diagnostics::SourceSet sources;
    const diagnostics::SourceFile* file = nullptr;  ///< in `sources`
    diagnostics::Diagnostics diagnostics;           ///< of this file and of others
};

/// One edit that was made, with places in the text of its round.
struct Step {
    struct Replacement {
        std::uint32_t begin = 0, end = 0;  ///< bytes
        std::string expect, insert;
    };
    int round = 1;
    std::string code, message;  ///< of the diagnostic
    std::string title, effect;  ///< of the edit: what was done, and what changes then
    diagnostics::EditClass applicability = diagnostics::EditClass::likely;
    bool chosen = false;            ///< by the author
    diagnostics::LineColumn place;  ///< of the diagnostic
    std::vector<Replacement> replacements;
};

/// An edit that was tried and not kept.
struct Undone {
    Step step;
    std::size_t errors = 0;  ///< that there would have been; no more than now: its message would have stayed
};

enum class End {
    nothing_left,  ///< no edit is left that may be applied, but for those undone
    circle,        ///< the edits lead back to an earlier text; the best of the circle was taken
    most_rounds,   ///< there seems to be no end of them; the earliest text with the fewest errors was taken
    refused,       ///< a choice means nothing, or two of them overlap; nothing was changed
};

struct Outcome {
    std::shared_ptr<const Version> before, after;
    std::vector<Step> steps;     ///< that lead from `before` to `after`
    std::vector<Undone> undone;  ///< tried on the last text, and not kept
    End end = End::nothing_left;
    std::string refusal;  ///< a sentence, where refused
    bool changed() const { return before->file->text() != after->file->text(); }
};

/// Whether a diagnostic offers a likely edit that would be made on request.
bool has_guess(const diagnostics::Diagnostic& diagnostic);

/// Repairs `text`; `path` is what its diagnostics call it.
Outcome repair(const std::string& path, std::string text, const Check& check, const Options& options = {});

}  // namespace collmc::repair
