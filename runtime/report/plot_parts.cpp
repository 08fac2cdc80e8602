#include "runtime/report/plot_parts.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <numbers>

namespace collmc::report {

namespace {

/// Axes from -π to π have ticks at halves of π.
bool spans_full_circle(const results::AxisSpec& axis) {
    return std::abs(axis.edges.front() + std::numbers::pi) < 1e-6 &&
           std::abs(axis.edges.back() - std::numbers::pi) < 1e-6;
}

}  // namespace

std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

std::string sized(const std::string& markup, double size) { return fmt::format("{{/*{} {}}}", size, markup); }

std::string shortened(const std::string& text, int width) {
    std::string out;
    for (const char c : text) {
        const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        if (begins && --width < 0) return out + "…";
        out += c;
    }
    return out;
}

double finite_or_zero(double x) { return std::isfinite(x) ? x : 0; }

int exponent_of_axis(double largest) {
    if (largest == 0 || (largest < 1e4 && largest >= 1e-3)) return 0;
    return 3 * static_cast<int>(std::floor(std::log10(largest) / 3));
}

std::string exponent_note(int exponent) {
    if (exponent == 0) return {};
    return fmt::format("\u00a0\u00a0[×\u00a010^{{{}{}}}]", exponent < 0 ? "−" : "", std::abs(exponent));
}

std::string with_unit(const std::string& label, const std::string& unit) {
    const bool has_unit = !unit.empty() && !label.ends_with(']');
    return has_unit ? label + "\u00a0[" + unit + "]" : label;
}

void append_range(std::string& script, char axis, const results::AxisSpec& spec) {
    auto out = std::back_inserter(script);
    fmt::format_to(out, "set {}range [{}:{}]\n", axis, spec.edges.front(), spec.edges.back());
    if (spans_full_circle(spec)) {
        fmt::format_to(out, "set {0}tics mirror ('−π' -pi, '−π/2' -pi/2, '0' 0, 'π/2' pi/2, 'π' pi)\nset m{0}tics 2\n",
                       axis);
    } else {
        fmt::format_to(out, "set {0}tics mirror autofreq\nset m{0}tics 5\n", axis);
    }
}

void append_frame(std::string& script, double left, double right, double bottom, double top) {
    fmt::format_to(
        std::back_inserter(script),
        "set lmargin at screen {}\nset rmargin at screen {}\nset bmargin at screen {}\nset tmargin at screen "
        "{}\n",
        left, right, bottom, top);
}

}  // namespace collmc::report
