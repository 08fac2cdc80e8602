// Edits that take out whole lines.
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/diagnostics/source.h"

namespace collmc::syntax {

/// A place of one or more lines from the beginning of the first to that of the line behind, where nothing else stands
/// on them; else the place itself.
inline diagnostics::Span whole_lines(diagnostics::Span place) {
    const std::string_view text = place.file->text();
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    std::uint32_t begin = place.begin, end = place.end;
    while (begin > 0 && is_blank(text[begin - 1])) --begin;
    while (end < text.size() && is_blank(text[end])) ++end;
    const bool alone = (begin == 0 || text[begin - 1] == '\n') && (end == text.size() || text[end] == '\n');
    if (!alone) return place;
    return {place.file, begin, end < text.size() ? end + 1 : end};
}

}  // namespace collmc::syntax
