#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "runtime/comparison/judge.h"

namespace collmc::comparison {

namespace {

void remark_on_programs(std::vector<Remark>& remarks, const Record& first, const Record& second) {
    if (first.analysis_text == second.analysis_text) return;
    const std::string one = first.analysis_path, two = second.analysis_path;
    remarks.push_back({"programs", one == two
                                       ? fmt::format("the programs differ: {} was changed between the runs; each "
                                                     "run.json has its text, for `collmc diff`",
                                                     one)
                                       : fmt::format("the programs differ: `collmc diff {} {}` tells what changed in "
                                                     "meaning",
                                                     one, two)});
}

void remark_on_options(std::vector<Remark>& remarks, const Record& first, const Record& second) {
    std::map<std::string, std::pair<std::string, std::string>> options;
    for (const auto& [name, value] : first.options) options[name].first = value;
    for (const auto& [name, value] : second.options) options[name].second = value;
    for (const auto& [name, values] : options) {
        const auto& [one, two] = values;
        if (one != two) {
            remarks.push_back(
                {"options", fmt::format("other options: {} {} and {}", name, one.empty() ? "not given" : one,
                                        two.empty() ? "not given" : two)});
        }
    }
}

void remark_on_missing(std::vector<Remark>& remarks, bool first, bool second, const std::string& what,
                       const char* name) {
    if (first == second) return;
    remarks.push_back(
        {what,
         fmt::format("{} has no {}; {} of {} not compared", first ? 2 : 1, name, what == "cutflow" ? "that" : "those",
                     what == "cutflow" ? fmt::format("{} is", first ? 1 : 2) : fmt::format("{} are", first ? 1 : 2))});
}

}  // namespace

std::vector<Remark> remarks_on(const RunResults& first, const RunResults& second) {
    std::vector<Remark> remarks;
    if (first.record && second.record) {
        remark_on_programs(remarks, *first.record, *second.record);
        if (first.record->version != second.record->version) {
            remarks.push_back({"versions", fmt::format("run by other versions: collmc {} and {}", first.record->version,
                                                       second.record->version)});
        }
        remark_on_options(remarks, *first.record, *second.record);
    }
    remark_on_missing(remarks, first.has_cutflow, second.has_cutflow, "cutflow", "cutflow");
    remark_on_missing(remarks, first.has_histograms, second.has_histograms, "histograms", "histograms");
    return remarks;
}

}  // namespace collmc::comparison
