// Texts with all that packing has to hold exactly.
#pragma once

#include <string>

#include "tests/unit/lhco/sample_text.h"

namespace collmc::packed::sample {

/// Events that are odd one by one: no rows, no MET or two, types that nobody assigns, values of many digits, tiny and
/// huge ones, rows out of order, ten thousand objects in one event, weights.
inline std::string odd_events() {
    std::string text =
        "# made by hand\n"
        "#  typ eta phi pt jmass ntrk btag had/em\n"
        "\n"
        "0 1 0\n"
        "0 2 7 0.25\n"
        "1 4 1 1 20 1 1 0 1 0 0\n"
        "0 3 7 -1.5e-3\n"
        "1 5 1 1 20 1 1 0 1 0 0\n"
        "2 4 1.25 -3.1 10.123456789012345 1 1 0 1 0 0\n"
        "3 6 0.7 1 20 0 0 0 0 0 0\n"
        "4 4 1 1 20 1 -0.0 0 1 0 0\n"
        "5 7.0 9 9 9 9 9 9 9 9 9\n"
        "6 6 0 2 21 0 0 0 0 0 0\n"
        "7 0 -1 3.1415 20 1 -0.00 0 999.9 0 0\n"
        "8 -3 0 0 1 0 0 0 0\n"
        "0 123456789 4294967296\n"
        "1 2 1e-7 6.283 1e300 1e-300 -1 3 12.34 0 0\n"
        "2 1 1e-7 0.1 900719925474099.3 0.11 1 3 12.34 0 0\n"
        "3 1 1e-7 0.1 9007199254740993 0.11 1 3 12.34 0 0\n"
        "4 3 5 0.1 0 0.11 1 2.5 12.34 0 0\n"
        "0 5 0\n";
    for (int row = 1; row <= 10000; ++row)
        text += std::to_string(row) + " " + std::to_string(row % 7) + " 1.5 -1 " + std::to_string(row % 977) +
                ".25 1 1 0 1 0 0\n";
    text += "0 0.5 1.25 1e10\n";
    return text;
}

inline constexpr int kTexts = 5;

/// A text of each style of writers, and the odd events.
inline std::string text(int which, int events) {
    using lhco::sample::Style;
    constexpr Style kStyles[] = {Style::kDelphes, Style::kPgs, Style::kFree, Style::kMixed};
    if (which == 0) return odd_events();
    return lhco::sample::Writer(kStyles[which - 1], static_cast<unsigned>(which)).events(events);
}

}  // namespace collmc::packed::sample
