#include <fmt/format.h>

#include "runtime/comparison/render.h"
#include "runtime/comparison/wording.h"

namespace collmc::comparison {

namespace {

/// "1: a.results (ww.cut, collmc 0.1.0, 4,000 events)"
std::string side_line(int number, const RunResults& results) {
    std::string line = fmt::format("{}: {}", number, results.path);
    if (results.record) {
        const Record& record = *results.record;
        line +=
            fmt::format(" ({}, collmc {}, {})", record.analysis_path, record.version, counted(record.events, "event"));
    }
    return line + "\n";
}

std::string relation_line(const Comparison& comparison) {
    return fmt::format("{}: {}\n", comparison.relation.same_events ? "same events" : "independent samples",
                       comparison.relation.because);
}

/// How the numbers are to be read.
std::string meaning_line(const Comparison& comparison) {
    if (comparison.relation.same_events) {
        return "differences are 2 − 1 and exact; errors are those of independent samples, which is the most they can "
               "be\n";
    }
    if (comparison.quantity == Quantity::counts)
        return "differences are 2 − 1 of the numbers; errors are independent\n";
    return "differences are 2 − 1 of efficiencies and shapes; errors are independent\n";
}

}  // namespace

std::string render_text(const Comparison& comparison, const RunResults& first, const RunResults& second, bool colour) {
    std::string text =
        side_line(1, first) + side_line(2, second) + relation_line(comparison) + meaning_line(comparison);
    for (const Remark& remark : comparison.remarks) text += remark.text + "\n";
    append_cutflows(text, comparison, colour);
    append_histograms(text, comparison, colour);
    return text + "\n" + comparison.summary + "\n";
}

}  // namespace collmc::comparison
