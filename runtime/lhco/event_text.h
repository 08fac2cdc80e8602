// The text of single events, for output that repeats them byte for byte.
#pragma once

#include <cstddef>
#include <string_view>

namespace collmc::lhco {

/// Where an event stands in a text: from the begin of its header row to that of the next one, or to the text's end.
struct EventSpan {
    std::size_t begin = 0, end = 0;
};

/// The header row and the object rows of an event, without what stands behind the last of them: comments, blank lines,
/// keyword lines. `text`: what an EventSpan names.
std::string_view event_rows(std::string_view text);

/// The comments and blank lines with which the text of a file begins; empty where there is no comment among them.
std::string_view leading_comments(std::string_view text);

}  // namespace collmc::lhco
