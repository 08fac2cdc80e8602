#include "runtime/lhco/event_text.h"

#include "runtime/lhco/row.h"

namespace collmc::lhco {

namespace {

/// Whether a line is an event row or an object row: two numbers, at least.
bool is_row(std::string_view line) {
    RowReader row(line.data(), line.data() + line.size());
    return row.next() && row.number().end != nullptr && row.next();
}

}  // namespace

std::string_view event_rows(std::string_view text) {
    while (!text.empty()) {
        const std::size_t newline = text.size() < 2 ? text.npos : text.rfind('\n', text.size() - 2);
        const std::size_t begin = newline == text.npos ? 0 : newline + 1;
        if (is_row(text.substr(begin))) break;
        text = text.substr(0, begin);
    }
    return text;
}

std::string_view leading_comments(std::string_view text) {
    std::size_t end = 0, at = 0;
    while (at < text.size()) {
        const std::size_t newline = text.find('\n', at);
        const std::string_view line = text.substr(at, newline == text.npos ? text.npos : newline + 1 - at);
        at += line.size();
        const std::size_t first = line.find_first_not_of(" \t\r\v\f\n");
        if (first == line.npos) continue;
        if (line[first] != '#') break;
        end = at;
    }
    return text.substr(0, end);
}

}  // namespace collmc::lhco
