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

std::string with_variation(const std::string& name, const results::RegionSpec& region) {
    return region.variation.empty() ? name : name + "__" + region.variation;
}

/// Of outputs with a name and a region, of which a program has few.
template <class Output>
std::vector<std::string> names_with(const std::string& ending, const std::vector<Output>& outputs,
                                    const std::vector<results::RegionSpec>& regions) {
    std::map<std::string, std::set<std::string>> regions_with_name;
    for (const Output& output : outputs) regions_with_name[output.name].insert(regions[output.region].name);
    std::set<std::string> taken;
    std::vector<std::string> names;
    for (const Output& output : outputs) {
        const results::RegionSpec& region = regions[output.region];
        const bool shared = regions_with_name[output.name].size() > 1;
        const std::string name = shared ? region.name + "_" + output.name : output.name;
        names.push_back(distinct(with_variation(name, region), taken) + ending);
    }
    return names;
}

}  // namespace

std::vector<std::string> ntuple_file_names(const results::OutputSpec& spec) {
    return names_with(".csv", spec.ntuples, spec.regions);
}

std::vector<std::string> skim_file_names(const results::OutputSpec& spec) {
    return names_with(".lhco", spec.skims, spec.regions);
}

std::vector<std::string> plot_names(const results::OutputSpec& spec) {
    std::set<std::string> taken;
    std::vector<std::string> names;
    for (const results::HistogramSpec& histogram : spec.histograms) {
        const results::RegionSpec& region = spec.regions[histogram.region];
        names.push_back(distinct(with_variation(region.name + "_" + histogram.name, region), taken));
    }
    return names;
}

}  // namespace collmc::report
