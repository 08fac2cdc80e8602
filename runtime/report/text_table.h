// Aligned tables for the terminal, in Unicode and, if wanted, with ANSI escapes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace collmc::report {

/// Columns that UTF-8 text takes on a terminal: code points, without combining marks.
int display_width(std::string_view text);

/// A label without control characters, cut to what a table has room for.
std::string shown_label(std::string_view label);

struct TextColumn {
    std::string heading;
    std::vector<std::string> cells;
    bool left = false;  ///< aligned so

    /// Appends cells of a number and of its error (or nothing), each part aligned.
    void join(const std::vector<std::string>& numbers, const std::vector<std::string>& errors);
};

/// Appends "TITLE", the headings, a line, and the rows, indented by two. All columns have the same number of cells.
void append_table(std::string& text, std::string_view title, const std::vector<TextColumn>& columns, bool colour);
/// Appends a line of small print under a table.
void append_note(std::string& text, std::string_view note, bool colour);

/// Decimals that show two digits of the smallest of some errors, but `least` at least.
int decimals_for(double smallest_error, int least);

/// "± 0.12", or "+0.13 −0.12" where the two differ as they are printed.
std::string error_text(double down, double up, int decimals);

/// A column of sums with their errors: both with the decimals that the smallest error needs.
TextColumn sums_column(std::string heading, const std::vector<double>& sums, const std::vector<double>& errors);

}  // namespace collmc::report
