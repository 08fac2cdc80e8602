// Rows as LHCO text: see rows.h. The columns stand as Delphes writes them.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "runtime/packed/rows.h"

namespace collmc::packed {
namespace {

/// How Delphes prints a column.
struct Printed {
    int width, decimals;
};
constexpr std::array<Printed, kRowColumnCount> kPrinted = {
    {{4, 0}, {8, 3}, {8, 3}, {7, 2}, {7, 2}, {6, 1}, {6, 1}, {7, 2}}};

/// The value in that form if it reads back the same, else in the fewest digits that do.
void append_value(std::string& text, double value, Printed printed) {
    constexpr double kPowers[] = {1, 10, 100, 1000};
    constexpr double kMany = 1e15;
    const double integer = std::rint(value * kPowers[printed.decimals]);
    const bool is_over = std::abs(integer) < kMany && integer / kPowers[printed.decimals] == value;
    if (!is_over || (value == 0 && std::signbit(value))) {
        fmt::format_to(std::back_inserter(text), " {:>{}}", value, printed.width);
        return;
    }
    // From the last character to the first.
    char buffer[32];
    char* at = std::end(buffer);
    auto digits = static_cast<std::int64_t>(std::abs(integer));
    for (int place = 0; place <= printed.decimals || digits > 0; ++place) {
        if (place == printed.decimals && place > 0) *--at = '.';
        *--at = static_cast<char>('0' + digits % 10);
        digits /= 10;
    }
    if (integer < 0) *--at = '-';
    while (std::end(buffer) - at < printed.width) *--at = ' ';
    *--at = ' ';
    text.append(at, std::end(buffer));
}

void append_header(const Rows& rows, std::size_t event, std::string& text) {
    const auto value = [&](HeaderColumn column) { return rows.header[column][event]; };
    fmt::format_to(std::back_inserter(text), "{:>4}", 0);
    append_value(text, value(kNumberColumn), {13, 0});
    append_value(text, value(kTriggerColumn), {8, 0});
    if (value(kWeightColumn) != 1) append_value(text, value(kWeightColumn), {8, 0});
    text += '\n';
}

/// A row of some kind.
struct Place {
    std::size_t kind = 0, row = 0;
};

void append_row(const Rows& rows, Place place, std::string& text) {
    const Rows::Kind& kind = rows.kinds[place.kind];
    const double typ = place.kind == kOtherRows ? kind.typ[place.row]
                       : place.kind == kMetRows ? 6
                                                : static_cast<double>(place.kind);
    fmt::format_to(std::back_inserter(text), "{:>4}", kind.row[place.row]);
    append_value(text, typ, {4, 0});
    for (std::size_t column = kRowEta; column < kRowColumnCount; ++column)
        append_value(text, kind.columns[column][place.row], kPrinted[column]);
    text += "    0.0    0.0\n";
}

}  // namespace

void append_text(const Rows& rows, std::int32_t event, RowPositions& begin, std::string& text) {
    const auto e = static_cast<std::size_t>(event);
    append_header(rows, e, text);
    std::vector<Place> places;
    for (std::size_t k = 0; k < kSegmentCount; ++k) {
        const auto end = begin[k] + static_cast<std::size_t>(rows.kinds[k].sizes[e]);
        for (; begin[k] < end; ++begin[k]) places.push_back({k, begin[k]});
    }
    std::ranges::stable_sort(places, {}, [&](const Place& place) { return rows.kinds[place.kind].row[place.row]; });
    for (const Place& place : places) append_row(rows, place, text);
}

}  // namespace collmc::packed
