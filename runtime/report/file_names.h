// Names of the result files. No two outputs of a program share one, also where REGION_NAME could be read in two ways.
#pragma once

#include <string>
#include <vector>

#include "runtime/results/output_spec.h"

namespace collmc::report {

/// "NAME.csv" for each ntuple; "REGION_NAME.csv" where several regions have one of that name. Of an ntuple that a
/// variation has to itself "__" and its name stand before the dot.
std::vector<std::string> ntuple_file_names(const results::OutputSpec& spec);

/// "NAME.lhco" for each skim, likewise.
std::vector<std::string> skim_file_names(const results::OutputSpec& spec);

/// "REGION_NAME" for each histogram, to which a plot adds its folder and format.
std::vector<std::string> plot_names(const results::OutputSpec& spec);

}  // namespace collmc::report
