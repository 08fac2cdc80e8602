#include "compiler/semantics/axis_fixes.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "compiler/semantics/literals.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using diagnostics::Edit;

/// The unit behind the axis, in GeV; nothing for units of other powers and for angles in degrees.
std::optional<double> scale_of(const Axis& axis) {
    const Span last = axis.numbers.back();
    const Span unit{last.file, last.end, axis.span.end};
    const std::string_view text = unit.text();
    if (text.find_first_not_of(" \t") == std::string_view::npos) return 1;
    if (text.find('^') != std::string_view::npos || text.find("deg") != std::string_view::npos) return std::nullopt;
    if (text.find("TeV") != std::string_view::npos) return 1000;
    if (text.find("MeV") != std::string_view::npos) return 0.001;
    return 1;
}

std::string text_of(double number) {
    if (number == pi_value()) return "pi";
    if (number == -pi_value()) return "-pi";
    return fmt::format("{}", number == 0 ? 0.0 : number);
}

/// The edges from the first that bounds a number that can come to the last such.
std::vector<Fix> without_empty_ends(const Axis& axis, const Numbers& numbers) {
    const std::size_t edges = axis.numbers.size();
    if (axis.edges.size() != edges) return {};
    std::size_t first = 0, last = edges - 1;
    const auto is_empty = [&](std::size_t bin) {
        return (numbers & Numbers::of({{axis.edges[bin], false}, {axis.edges[bin + 1], false}})).has_none();
    };
    while (first + 1 < edges && is_empty(first)) ++first;
    if (numbers.high() < Numbers::reals().high())
        while (last > first + 1 && is_empty(last - 1)) --last;
    if ((first == 0 && last == edges - 1) || first >= last) return {};
    const Span file = axis.span;
    Fix fix{fmt::format("leave out the bins that stay empty"), EditClass::likely, {}};
    if (first > 0) fix.edits.push_back({{file.file, axis.numbers[0].begin, axis.numbers[first].begin}, ""});
    if (last < edges - 1) fix.edits.push_back({{file.file, axis.numbers[last].end, axis.numbers.back().end}, ""});
    return {fix};
}

}  // namespace

std::vector<Fix> axis_fixes(const Axis& axis, const Numbers& numbers, bool grid) {
    if (axis.numbers.empty() || numbers.has_none()) return {};
    if (grid || axis.numbers.size() > 2) return without_empty_ends(axis, numbers);
    const std::optional<double> scale = scale_of(axis);
    const Numbers all = Numbers::reals();
    if (!scale) return {};
    const bool low = all.low() < numbers.low(), high = numbers.high() < all.high();
    std::string from = low ? text_of(numbers.low().value / *scale) : std::string(axis.numbers[0].text());
    std::string to = high ? text_of(numbers.high().value / *scale) : std::string(axis.numbers[1].text());
    const double first = low ? numbers.low().value : axis.low, last = high ? numbers.high().value : axis.high;
    if (!(first < last) || std::isinf(first) || std::isinf(last)) return {};
    Fix fix{fmt::format("let the axis go from {} to {}", from, to), EditClass::likely, {}};
    if (from != axis.numbers[0].text()) fix.edits.push_back({axis.numbers[0], std::move(from)});
    if (to != axis.numbers[1].text()) fix.edits.push_back({axis.numbers[1], std::move(to)});
    if (fix.edits.empty()) return {};
    return {fix};
}

}  // namespace collmc::semantics
