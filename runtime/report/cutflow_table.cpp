#include "runtime/report/cutflow_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "runtime/results/efficiency.h"

namespace collmc::report {

namespace {

constexpr int kWidestLabel = 60;
constexpr std::string_view kBold = "\033[1m", kDim = "\033[2m", kReset = "\033[0m";

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;
};

/// The code point at the front of UTF-8 text; a stray byte counts as one of its own.
CodePoint first_code_point(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (bytes == 1 || bytes > text.size()) return {lead, 1};
    char32_t value = lead & (0xff >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return {lead, 1};
        value = value << 6 | (byte(i) & 0x3f);
    }
    return {value, bytes};
}

/// Columns of a character: combining marks none, East Asian ideographs two.
int columns(char32_t c) {
    if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || (c >= 0x20d0 && c <= 0x20ff) ||
        (c >= 0xfe00 && c <= 0xfe0f)) {
        return 0;
    }
    const bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
                      (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                      (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3ffff);
    return wide ? 2 : 1;
}

/// Without control characters, and cut to kWidestLabel columns.
std::string shown_label(std::string_view label) {
    std::string text;
    int width = 0;
    const bool fits = display_width(label) <= kWidestLabel;
    while (!label.empty()) {
        const auto [c, bytes] = first_code_point(label);
        width += columns(c);
        if (!fits && width > kWidestLabel - 1) return text + "…";
        text += c < ' ' || c == 0x7f ? std::string_view(" ") : label.substr(0, bytes);
        label.remove_prefix(bytes);
    }
    return text;
}

/// Decimals that show two digits of the smallest error.
int decimals_for(double smallest_error, int least) {
    if (!(smallest_error > 0) || !std::isfinite(smallest_error)) return least;
    return std::clamp(static_cast<int>(std::ceil(-std::log10(smallest_error))) + 1, least, 8);
}

struct Column {
    std::string heading;
    std::vector<std::string> cells;
    bool left = false;

    int width() const {
        int widest = display_width(heading);
        for (const std::string& cell : cells) widest = std::max(widest, display_width(cell));
        return widest;
    }
};

/// Puts the cells of a number and of its error into one column, each part aligned.
void join(Column& column, std::vector<std::string> numbers, const std::vector<std::string>& errors) {
    int widest = 0, widest_error = 0;
    for (const std::string& number : numbers) widest = std::max(widest, display_width(number));
    for (const std::string& error : errors) widest_error = std::max(widest_error, display_width(error));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        std::string cell(widest - display_width(numbers[i]), ' ');
        cell += numbers[i];
        if (!errors[i].empty()) cell += " " + errors[i];
        if (widest_error > 0) cell.append(widest + 1 + widest_error - display_width(cell), ' ');
        column.cells.push_back(std::move(cell));
    }
}

Column weights_column(const results::RegionResult& region) {
    double smallest = INFINITY, largest = 0;
    for (const results::CutflowRow& row : region.rows) {
        if (row.sumw2 > 0) smallest = std::min(smallest, std::sqrt(row.sumw2));
        largest = std::max(largest, std::abs(row.sumw));
    }
    const bool scientific = largest != 0 && (largest < 1e-3 || largest >= 1e12);
    const int decimals = decimals_for(smallest, 0);
    std::vector<std::string> numbers, errors;
    for (const results::CutflowRow& row : region.rows) {
        const double error = std::sqrt(row.sumw2);
        numbers.push_back(scientific ? fmt::format("{:.4e}", row.sumw) : fmt::format("{:.{}f}", row.sumw, decimals));
        errors.push_back("± " + (scientific ? fmt::format("{:.1e}", error) : fmt::format("{:.{}f}", error, decimals)));
    }
    Column column{"sum of weights", {}};
    join(column, numbers, errors);
    return column;
}

/// Efficiencies in percent, of each row relative to `reference(row)`.
template <class Reference>
Column efficiency_column(std::string heading, const results::RegionResult& region, bool unit_weights,
                         Reference reference) {
    std::vector<results::Efficiency> efficiencies;
    double smallest = INFINITY;
    for (std::size_t i = 1; i < region.rows.size(); ++i) {
        const auto eff = results::efficiency(region.rows[i], region.rows[reference(i)], unit_weights);
        for (const double error : {eff.down, eff.up}) {
            if (error > 0) smallest = std::min(smallest, 100 * error);
        }
        efficiencies.push_back(eff);
    }
    const int decimals = decimals_for(smallest, 1);
    std::vector<std::string> numbers = {""}, errors = {""};
    for (const results::Efficiency& eff : efficiencies) {
        if (std::isnan(eff.value)) {
            numbers.push_back("–");
            errors.push_back("");
            continue;
        }
        const std::string down = fmt::format("{:.{}f}", 100 * eff.down, decimals);
        const std::string up = fmt::format("{:.{}f}", 100 * eff.up, decimals);
        numbers.push_back(fmt::format("{:.{}f}", 100 * eff.value, decimals));
        errors.push_back(down == up ? "± " + up : fmt::format("+{} −{}", up, down));
    }
    Column column{std::move(heading), {}};
    join(column, numbers, errors);
    return column;
}

std::vector<Column> columns_of(const results::RegionResult& region, bool unit_weights) {
    Column labels{"cut", {}, true}, events{"events", {}}, undecided{"undecided", {}};
    bool any_undecided = false;
    for (const results::CutflowRow& row : region.rows) {
        labels.cells.push_back(shown_label(row.label));
        events.cells.push_back(fmt::format("{}", row.events));
        undecided.cells.push_back(row.undecided > 0 ? fmt::format("{}", row.undecided) : "");
        any_undecided = any_undecided || row.undecided > 0;
    }
    std::vector<Column> table = {std::move(labels), std::move(events)};
    if (!unit_weights) table.push_back(weights_column(region));
    table.push_back(efficiency_column("of previous [%]", region, unit_weights, [](std::size_t i) { return i - 1; }));
    table.push_back(efficiency_column("of all [%]", region, unit_weights, [](std::size_t) { return std::size_t{0}; }));
    if (any_undecided) table.push_back(std::move(undecided));
    return table;
}

void append_line(std::string& text, const std::vector<Column>& table, const std::vector<int>& widths, auto cell) {
    std::string line;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const std::string_view content = cell(table[i]);
        const std::string padding(widths[i] - display_width(content), ' ');
        line += i == 0 ? "  " : "   ";
        line += table[i].left ? std::string(content) + padding : padding + std::string(content);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
}

void append_region(std::string& text, const results::RegionResult& region, bool unit_weights, bool colour) {
    const auto styled = [&](std::string_view style) { return colour ? style : std::string_view(); };
    const std::vector<Column> table = columns_of(region, unit_weights);
    std::vector<int> widths;
    int total = 0;
    for (const Column& column : table) {
        widths.push_back(column.width());
        total += widths.back() + 3;
    }
    text += fmt::format("{}region {}{}\n", styled(kBold), region.name, styled(kReset));
    text += styled(kDim);
    append_line(text, table, widths, [](const Column& column) -> std::string_view { return column.heading; });
    text += "  ";
    for (int i = 0; i < total - 3; ++i) text += "─";
    text += "\n";
    text += styled(kReset);
    for (std::size_t row = 0; row < region.rows.size(); ++row) {
        append_line(text, table, widths, [&](const Column& column) -> std::string_view { return column.cells[row]; });
    }
    if (table.back().heading == "undecided") {
        text += fmt::format(
            "{}  undecided: a comparison met a value that is not a number (NaN), so the event fails the cut{}\n",
            styled(kDim), styled(kReset));
    }
}

}  // namespace

int display_width(std::string_view text) {
    int width = 0;
    while (!text.empty()) {
        const auto [c, bytes] = first_code_point(text);
        width += columns(c);
        text.remove_prefix(bytes);
    }
    return width;
}

std::string cutflow_table(const results::Results& results, bool colour) {
    std::string text;
    for (const results::RegionResult& region : results.regions) {
        if (!text.empty()) text += "\n";
        append_region(text, region, results.unit_weights, colour);
    }
    return text;
}

}  // namespace collmc::report
