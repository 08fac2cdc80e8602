#include "runtime/results/ntuple_text.h"

#include <algorithm>
#include <array>

namespace collmc::results {

namespace {

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

}  // namespace

std::string ntuple_header(const NtupleSpec& ntuple) {
    std::string text = "event,weight";
    for (const std::string& variation : ntuple.variations) {
        text += ',';
        append_field(text, "weight__" + variation);
    }
    for (const NtupleSpec::Column& column : ntuple.columns) {
        text += ',';
        append_field(text, column.name);
    }
    text += '\n';
    return text;
}

void NtupleText::Rows::begin_block(std::int32_t n_events) {
    for (const Row& row : all) row_of[static_cast<std::size_t>(row.event)] = -1;
    row_of.resize(std::max(row_of.size(), static_cast<std::size_t>(n_events)), -1);
    all.clear();
    text.clear();
}

void NtupleText::Rows::add(const abi::WorkspaceLayout::Values& values, std::int64_t count, const std::int32_t* events,
                           const abi::Block& block, const abi::Workspace& workspace) {
    const ColumnVariant& variant = column_variants().front();
    const std::size_t longest = (values.event_doubles.size() + 1) * (kLongestNumber + 1) + 1;
    columns.resize(values.event_doubles.size());
    NumberTexts event_numbers;
    std::array<std::int32_t, NumberTexts::kMost> missing, events_of_missing;
    for (std::int64_t i = 0; i < count;) {
        std::size_t n = 0;
        for (; i < count && n < missing.size(); ++i) {
            if (row_of[static_cast<std::size_t>(events[i])] >= 0) continue;
            missing[n] = static_cast<std::int32_t>(i);
            events_of_missing[n++] = events[i];
        }
        variant.write_event_numbers(block.event_columns[abi::kNumber], events_of_missing.data(), n, event_numbers);
        for (std::size_t column = 0; column < columns.size(); ++column)
            variant.write(workspace.event_doubles[values.event_doubles[column]], missing.data(), n, columns[column]);
        for (std::size_t row = 0; row < n; ++row) {
            const std::int32_t event = events_of_missing[row];
            row_of[static_cast<std::size_t>(event)] = static_cast<std::int32_t>(all.size());
            char* to = text.room(longest);
            const auto place_of = [&](const char* at) { return static_cast<std::uint32_t>(at - text.data()); };
            Row& added = all.emplace_back(Row{event, place_of(to), 0, 0});
            to = event_numbers.copy(row, to);
            *to++ = ',';
            added.weight = place_of(to);
            for (const NumberTexts& column : columns) {
                *to++ = ',';
                to = column.copy(row, to);
            }
            *to++ = '\n';
            added.end = place_of(to);
            text.end_at(to);
        }
    }
}

/// Tables whose columns have the same values for an event are of one kind, and those of one selection that read the
/// same slots.
void NtupleText::find_kinds(const abi::WorkspaceLayout& layout) {
    const auto same = [](const abi::WorkspaceLayout::Values& a, const abi::WorkspaceLayout::Values& b) {
        return (a.selection == b.selection && a.event_doubles == b.event_doubles) ||
               (!a.values.empty() && a.values == b.values);
    };
    for (std::size_t i = 0; i < layout.ntuples.size(); ++i) {
        std::size_t model = 0;
        while (model < i && !same(layout.ntuples[model], layout.ntuples[i])) ++model;
        kinds_.push_back(model < i ? kinds_[model] : rows_.size());
        if (model == i) rows_.emplace_back();
    }
}

void NtupleText::append_rows(const abi::Block& block, const abi::Workspace& workspace,
                             const abi::WorkspaceLayout& layout, const EventWeights& weights,
                             std::vector<TextBuffer>& text) {
    text.resize(layout.ntuples.size());
    if (kinds_.empty()) find_kinds(layout);
    for (Rows& rows : rows_) rows.begin_block(block.n_events);
    for (std::size_t i = 0; i < layout.ntuples.size(); ++i) {
        const abi::WorkspaceLayout::Values& values = layout.ntuples[i];
        const abi::WorkspaceLayout::Selection& selection = layout.selections[values.selection];
        const std::int64_t count = workspace.counters[selection.count];
        if (count == 0) continue;
        const std::int32_t* const events = workspace.event_ints[selection.events];
        Rows& rows = rows_[kinds_[i]];
        rows.add(values, count, events, block, workspace);
        find_weights(values, weights);
        append(rows, count, events, text[i]);
    }
}

void NtupleText::find_weights(const abi::WorkspaceLayout::Values& values, const EventWeights& weights) {
    weights_.assign(1, &weights.of(values.weight));
    for (const int weight : values.variation_weights) weights_.push_back(&weights.of(weight));
    of_row_.resize(weights_.size());
}

RecurringNumbers& NtupleText::recurring(std::size_t count) {
    const auto known = std::ranges::find(recurring_, count, &RecurringNumbers::count);
    return known != recurring_.end() ? *known : recurring_.emplace_back(count);
}

void NtupleText::append(const Rows& rows, std::int64_t count, const std::int32_t* events, TextBuffer& text) {
    RecurringNumbers& numbers = recurring(weights_.size());
    for (std::int64_t i = 0; i < count; ++i) {
        const Rows::Row& row = rows.all[static_cast<std::size_t>(rows.row_of[static_cast<std::size_t>(events[i])])];
        for (std::size_t world = 0; world < weights_.size(); ++world) of_row_[world] = weights_[world]->of(events[i]);
        char* to = text.room(row.end - row.begin + numbers.longest());
        to = TextBuffer::copy(rows.text.data() + row.begin, row.weight - row.begin, to);
        to = numbers.write(of_row_.data(), to);
        to = TextBuffer::copy(rows.text.data() + row.weight, row.end - row.weight, to);
        text.end_at(to);
    }
}

}  // namespace collmc::results
