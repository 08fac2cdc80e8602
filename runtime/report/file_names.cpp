#include "runtime/report/file_names.h"

#include <map>
#include <set>

namespace collmc::report {

namespace {

/// Makes a name unlike those before it by a number behind it. Case is ignored: some file systems do so too.
std::string distinct(const std::string& name, std::set<std::string>& taken) {
    const auto folded = [](std::string text) {
        for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return text;
    };
    std::string candidate = name;
    for (int i = 2; !taken.insert(folded(candidate)).second; ++i) candidate = name + "_" + std::to_string(i);
    return candidate;
}

}  // namespace

std::vector<std::string> ntuple_file_names(const results::OutputSpec& spec) {
    std::map<std::string, int> regions_with_name;
    for (const results::NtupleSpec& ntuple : spec.ntuples) ++regions_with_name[ntuple.name];
    std::set<std::string> taken;
    std::vector<std::string> names;
    for (const results::NtupleSpec& ntuple : spec.ntuples) {
        const bool shared = regions_with_name[ntuple.name] > 1;
        const std::string name = shared ? spec.regions[ntuple.region].name + "_" + ntuple.name : ntuple.name;
        names.push_back(distinct(name, taken) + ".csv");
    }
    return names;
}

std::vector<std::string> plot_names(const results::OutputSpec& spec) {
    std::set<std::string> taken;
    std::vector<std::string> names;
    for (const results::HistogramSpec& histogram : spec.histograms) {
        names.push_back(distinct(spec.regions[histogram.region].name + "_" + histogram.name, taken));
    }
    return names;
}

}  // namespace collmc::report
