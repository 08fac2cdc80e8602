#include "compiler/syntax/region_row.h"

#include <fmt/format.h>

#include <string_view>

namespace collmc::syntax {

using diagnostics::EditClass;

namespace {

/// One `-` more, at each place where it may stand.
void missing_cell(diagnostics::Diagnostic& diagnostic, const RegionTable& regions, const RegionRow& row) {
    constexpr std::size_t most_places = 5;
    for (std::size_t i = 0; i < regions.columns.size() && i < most_places; ++i) {
        const bool last = i == row.cells.size();
        const std::uint32_t at = last ? row.spans.back().end : row.spans[i].begin;
        diagnostic.fixes.push_back({fmt::format("write `-` for `{}`", regions.columns[i]->span.text()),
                                    EditClass::changes_selection,
                                    {{{row.span.file, at, at}, last ? ", -" : "-, "}}});
    }
}

}  // namespace

void report_wrong_length(const RegionTable& regions, const RegionRow& row, diagnostics::Diagnostics& diagnostics) {
    const auto counted = [](std::size_t count, std::string_view what) {
        return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
    };
    const std::size_t cells = row.cells.size(), columns = regions.columns.size();
    const Span place = row.spans.empty() ? row.name.span
                       : cells > columns ? Span::cover(row.spans[columns], row.spans.back())
                                         : Span::cover(row.spans.front(), row.spans.back());
    auto& diagnostic = diagnostics.error(
        "E0021", "syntax", place,
        fmt::format("row `{}` has {} for {}", row.name.text, counted(cells, "cell"), counted(columns, "column")));
    diagnostic.labels.push_back(
        {Span::cover(regions.columns.front()->span, regions.columns.back()->span), "the columns"});
    diagnostic.notes.push_back("a cell that cuts nothing is `-`");
    if (cells > columns) {
        const Span surplus{place.file, row.spans[columns - 1].end, place.end};
        diagnostic.fixes.push_back({"leave out what is too much at the end",
                                    EditClass::changes_selection,
                                    {{surplus, ""}},
                                    "the region has fewer cuts"});
    } else if (cells + 1 == columns) {
        missing_cell(diagnostic, regions, row);
    }
}

}  // namespace collmc::syntax
