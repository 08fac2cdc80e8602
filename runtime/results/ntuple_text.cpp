#include "runtime/results/ntuple_text.h"

#include <charconv>
#include <cmath>

namespace collmc::results {

namespace {

constexpr std::size_t kLongestNumber = 32;
constexpr double kLargestExactInteger = 9007199254740992;  // 2^53

/// Appends the shortest decimal that reads back to x.
void append_number(std::string& text, double x) {
    if (std::isnan(x)) {
        text += "nan";
        return;
    }
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

void append_rows(const abi::WorkspaceLayout::Values& values, const abi::WorkspaceLayout::Selection& selection,
                 const abi::Block& block, const abi::Workspace& workspace, const Weights& weights, std::string& text) {
    const std::int64_t count = workspace.counters[selection.count];
    const std::int32_t* events = workspace.event_ints[selection.events];
    for (std::int64_t row = 0; row < count; ++row) {
        append_event_number(text, block.event_columns[abi::kNumber][events[row]]);
        text += ',';
        append_number(text, weights.of(events[row]));
        for (const int column : values.event_doubles) {
            text += ',';
            append_number(text, workspace.event_doubles[column][row]);
        }
        text += '\n';
    }
}

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
    for (std::size_t i = 0; i < spec.ntuples.size(); ++i) {
        const abi::WorkspaceLayout::Values& values = layout.ntuples[i];
        append_rows(values, layout.selections[values.selection], block, workspace, weights.of(values.weight), text[i]);
    }
}

}  // namespace collmc::results
