// Results as JSON text (UTF-8, ends with a line end; numbers read back to the same double).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/report/run_record.h"
#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::report {

/// {"regions": [{"name", "cuts": [{"label", "events", "sumw", "sumw2", "of_previous", "of_all"} …]} …]}. Efficiencies
/// and published numbers are [value, error down, error up]; null where nothing was there to pass.
/// docs/output-formats.md has what else there may be.
std::string cutflow_json(const results::OutputSpec& spec, const results::Results& results);

/// A dictionary "REGION/NAME" -> histogram in the UHI serialisation, schema 1 (scikit-hep/uhi). Storage is weighted, of
/// a profile weighted_mean, with flow bins, which a grid has not. A regular axis where the edges are even, which they
/// are unless the program lists them.
std::string histograms_json(const results::OutputSpec& spec, const results::Results& results);

/// The record of the run, with the SHA-256 of the analysis text.
std::string run_json(const RunRecord& record);

/// The list "files" of a run.json; empty if the text is not one.
std::vector<std::string> files_in_run_json(std::string_view text);

}  // namespace collmc::report
