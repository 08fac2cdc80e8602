#include "runtime/lhco/cut.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "runtime/lhco/row.h"

namespace collmc::lhco {

bool is_event_row(const char* begin, const char* end) {
    RowReader row(begin, end);
    if (!row.next()) return false;
    const Decimal index = row.number();
    if (!index.end || index.value != 0) return false;
    for (int follow = 0; follow < 2; ++follow) {
        if (!row.next()) return false;
        row.skip_token();
    }
    return true;
}

std::string_view first_events(std::string_view text, std::size_t size) {
    if (size >= text.size()) return text;
    std::size_t newline = text.find('\n', size == 0 ? 0 : size - 1);
    while (newline != std::string_view::npos) {
        const std::size_t begin = newline + 1;
        newline = text.find('\n', begin);
        const std::size_t end = std::min(newline, text.size());
        if (is_event_row(text.data() + begin, text.data() + end)) return text.substr(0, begin);
    }
    return text;
}

bool is_extended(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        RowReader row(text.data(), text.data() + end);
        if (row.next()) {
            const Decimal index = row.number();
            if (index.end) return std::isfinite(index.value) && index.value != std::floor(index.value);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

InputError extended_error(const std::string& path) {
    return {
        InputErrorKind::kForeignFormat,
        fmt::format("{} is in the extended LHCO format of AEACuS (row numbers with a fraction, signed types), not in "
                    "LHCO. Give the LHCO file it was made from.",
                    path)};
}

InputError no_event_between(const std::string& path, std::uint64_t begin, std::uint64_t end) {
    return {InputErrorKind::kNoEvents,
            fmt::format("{}: no event begins between byte {} and byte {}. An LHCO event begins with a row "
                        "`0 event_number trigger_word`; check that this is an LHCO file.",
                        path, begin, end)};
}

}  // namespace collmc::lhco
