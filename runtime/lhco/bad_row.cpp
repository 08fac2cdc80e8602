#include "runtime/lhco/bad_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace collmc::lhco {
namespace {

constexpr std::size_t kMaxShownRow = 120;
constexpr std::size_t kMaxShownToken = 40;

std::string printable(std::string_view text, std::size_t limit) {
    const bool is_cut = text.size() > limit;
    std::string shown(text.substr(0, limit));
    for (char& c : shown) {
        if (c == '\t') c = ' ';
        if (!std::isprint(static_cast<unsigned char>(c))) c = '?';
    }
    return is_cut ? shown + "..." : shown;
}

/// Two columns without a blank between them: 12345.67-123.45 or 12345.67123.45.
bool are_two_numbers(std::string_view token) {
    const Decimal first = read_decimal(token.data(), token.data() + token.size());
    if (!first.end || !first.dot) return false;
    const Decimal second = read_decimal(first.end, token.data() + token.size());
    return second.end == token.data() + token.size();
}

}  // namespace

bool is_nan_or_infinity(std::string_view token) {
    std::string word(token.substr(0, 10));
    if (word.starts_with('-') || word.starts_with('+')) word.erase(0, 1);
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
    return word == "nan" || word == "inf" || word == "infinity";
}

std::string not_a_number(std::string_view token, std::string_view column) {
    const std::string shown = printable(token, kMaxShownToken);
    if (is_nan_or_infinity(token)) return fmt::format("`{}` in column {} is not a finite number.", shown, column);
    if (token.find_first_not_of('*') == std::string_view::npos) {
        return fmt::format("`{}` in column {} stands for a number that did not fit its writer's column.", shown,
                           column);
    }
    if (are_two_numbers(token)) {
        return fmt::format("`{}` in column {} looks like two numbers that touch.", shown, column);
    }
    return fmt::format("`{}` in column {} is not a number.", shown, column);
}

BadRow bad_row(std::int64_t line, std::string_view row, const char* at, std::string cause) {
    if (row.ends_with('\r')) row.remove_suffix(1);
    BadRow result;
    result.line = line;
    result.column = static_cast<int>(at - row.data()) + 1;
    result.text = printable(row, kMaxShownRow);
    result.cause = std::move(cause);
    result.remedy = "Correct the row, or leave events with such rows out with --on-bad-event=skip.";
    return result;
}

}  // namespace collmc::lhco
