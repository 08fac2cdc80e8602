// A request as a person writes it: plain text, cut into the lines that each ask for one thing.
//
// Headings (`[SELECTION_CUTS]`, `## Plots`, `Selection:`) say what a line is about; bullets and numbers in front of
// lines do not count; a paragraph is a line per sentence. Lines are numbered from 1 through the whole text, headings
// and the process left out: these are the numbers in `# request 5`.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/source.h"

namespace collmc::translate {

using diagnostics::Span;

enum class Section { text, selection, plots, output };
const char* name_of(Section section);

struct RequestLine {
    int number = 0;
    Section section = Section::text;  ///< `text`: under no heading; its words tell
    Span span;                        ///< without bullet and end of sentence
};

struct Request {
    const diagnostics::SourceFile* file = nullptr;
    std::string process;  ///< what follows `# Process:`, or a heading at the beginning; may be empty
    std::vector<RequestLine> lines;
};

/// The file must outlive the request. Any text can be read; what it means is not asked here.
Request read_request(const diagnostics::SourceFile& file);

/// The text as a model is shown it: a line each with its number in front, "5: - MET > 30 GeV", headings as they stand.
std::string numbered(const Request& request);

}  // namespace collmc::translate
