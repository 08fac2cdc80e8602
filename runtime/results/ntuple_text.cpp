#include "runtime/results/ntuple_text.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

namespace collmc::results {

namespace {

constexpr std::size_t kLongestNumber = 32;
constexpr double kLargestExactInteger = 9007199254740992;  // 2^53

/// What an event file has, a number with few decimals, is its own shortest form; other numbers return false. Below 10^5
/// no exponent is shorter.
bool append_decimal(std::string& text, double x) {
    constexpr int kDecimals = 3;
    constexpr double kUnits = 1000, kMost = 1e5;
    const double units = std::nearbyint(x * kUnits);
    if (!(std::abs(x) < kMost) || units / kUnits != x || (units == 0 && std::signbit(x))) return false;
    char digits[kLongestNumber];
    char* const end = digits + sizeof digits;
    char* begin = end;
    auto rest = static_cast<std::uint64_t>(std::abs(units));
    bool is_needed = false;  // zeros at the end are not
    for (int decimal = 0; decimal < kDecimals; ++decimal, rest /= 10) {
        is_needed = is_needed || rest % 10 != 0;
        if (is_needed) *--begin = static_cast<char>('0' + rest % 10);
    }
    if (is_needed) *--begin = '.';
    do {
        *--begin = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (units < 0) *--begin = '-';
    text.append(begin, end);
    return true;
}

/// Appends the shortest decimal that reads back to x.
void append_number(std::string& text, double x) {
    if (std::isnan(x)) {
        text += "nan";
        return;
    }
    if (append_decimal(text, x)) return;
    char digits[kLongestNumber];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, x).ptr);
}

void append_event_number(std::string& text, double number) {
    if (std::abs(number) > kLargestExactInteger || number != std::trunc(number)) return append_number(text, number);
    char digits[kLongestNumber];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, static_cast<std::int64_t>(number)).ptr);
}

void append_field(std::string& text, const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
        text += field;
        return;
    }
    text += '"';
    for (const char c : field) {
        if (c == '"') text += '"';
        text += c;
    }
    text += '"';
}

/// The rows of a table without their weights, which are all that its variations differ in.
struct Rows {
    std::string text;  ///< row by row, what stands before the weight and what stands behind it
    std::vector<std::size_t> before_end, end;

    Rows(const abi::WorkspaceLayout::Values& values, std::int64_t count, const std::int32_t* events,
         const abi::Block& block, const abi::Workspace& workspace) {
        for (std::int64_t row = 0; row < count; ++row) {
            append_event_number(text, block.event_columns[abi::kNumber][events[row]]);
            text += ',';
            before_end.push_back(text.size());
            for (const int column : values.event_doubles) {
                text += ',';
                append_number(text, workspace.event_doubles[column][row]);
            }
            text += '\n';
            end.push_back(text.size());
        }
    }

    void append_to(std::string& rows, const std::int32_t* events, const Weights& weights) const {
        std::size_t begin = 0;
        for (std::size_t row = 0; row < end.size(); ++row) {
            rows.append(text, begin, before_end[row] - begin);
            append_number(rows, weights.of(events[row]));
            rows.append(text, before_end[row], end[row] - before_end[row]);
            begin = end[row];
        }
    }
};

}  // namespace

std::string ntuple_header(const NtupleSpec& ntuple) {
    std::string text = "event,weight";
    for (const NtupleSpec::Column& column : ntuple.columns) {
        text += ',';
        append_field(text, column.name);
    }
    text += '\n';
    return text;
}

void append_ntuple_rows(const OutputSpec& spec, const abi::Block& block, const abi::Workspace& workspace,
                        const abi::WorkspaceLayout& layout, const EventWeights& weights,
                        std::vector<std::string>& text) {
    text.resize(spec.ntuples.size());
    std::map<std::pair<int, std::vector<int>>, Rows> known;
    for (std::size_t i = 0; i < spec.ntuples.size(); ++i) {
        const abi::WorkspaceLayout::Values& values = layout.ntuples[i];
        const abi::WorkspaceLayout::Selection& selection = layout.selections[values.selection];
        const std::int64_t count = workspace.counters[selection.count];
        if (count == 0) continue;
        const std::int32_t* const events = workspace.event_ints[selection.events];
        const auto rows =
            known.try_emplace({values.selection, values.event_doubles}, values, count, events, block, workspace);
        rows.first->second.append_to(text[i], events, weights.of(values.weight));
    }
}

}  // namespace collmc::results
