#include "runtime/comparison/wording.h"

#include <fmt/format.h>

#include <cmath>

namespace collmc::comparison {

namespace {

/// Whether the numbers are printed with exponents: they are too small or too large to be written out.
bool scientific(double largest) { return largest != 0 && (largest < 1e-3 || largest >= 1e12); }

/// Cells of values and of their errors, where there are some. `text(value, decimals)`.
template <class Values, class Text>
report::TextColumn column_of(std::string heading, const Values& values, double scale, int least, Text text) {
    double smallest = INFINITY, largest = 0;
    for (const auto& value : values) {
        if (!value || std::isnan(value->value)) continue;
        largest = std::max(largest, std::abs(scale * value->value));
        for (const double error : {value->down, value->up}) {
            if (error > 0) smallest = std::min(smallest, scale * error);
        }
    }
    const int decimals = report::decimals_for(smallest, least);
    std::vector<std::string> numbers, errors;
    for (const auto& value : values) {
        const bool none = !value || std::isnan(value->value);
        const bool exponent = !none && scientific(largest);
        numbers.push_back(!value     ? ""
                          : none     ? kNone
                          : exponent ? fmt::format("{:.4e}", scale * value->value)
                                     : text(scale * value->value, decimals));
        errors.push_back(none       ? ""
                         : exponent ? fmt::format("± {:.1e}", scale * std::max(value->down, value->up))
                                    : report::error_text(scale * value->down, scale * value->up, decimals));
    }
    report::TextColumn column{std::move(heading), {}};
    column.join(numbers, errors);
    return column;
}

}  // namespace

std::string signed_text(double value, int decimals) {
    if (std::isnan(value)) return kNone;
    if (std::isinf(value)) return value > 0 ? "+∞" : "−∞";
    const std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
    const bool zero = digits.find_first_not_of("0.") == std::string::npos;
    return (zero ? "" : value > 0 ? "+" : "−") + digits;
}

std::string counted(std::int64_t number, const std::string& singular) {
    std::string digits = std::to_string(number);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return fmt::format("{} {}{}", digits, singular, number == 1 ? "" : "s");
}

report::TextColumn values_column(std::string heading, const std::vector<std::optional<results::Efficiency>>& values,
                                 double scale, int least) {
    return column_of(std::move(heading), values, scale, least,
                     [](double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); });
}

report::TextColumn differences_column(std::string heading, const std::vector<std::optional<Difference>>& values,
                                      double scale, int least) {
    return column_of(std::move(heading), values, scale, least, signed_text);
}

std::string both_names(const std::string& first, const std::string& second) {
    const std::string one = report::shown_label(first), two = report::shown_label(second);
    return first == second ? one : fmt::format("{} → {}", one, two);
}

}  // namespace collmc::comparison
