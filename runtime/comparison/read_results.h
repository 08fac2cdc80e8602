// Results read back: a directory that a run has written, or one of its files, or a file made by hand in the same form.
//
// A cutflow is {"regions": [{"name", "cuts": [{"label", "events" or "sumw", …} …]} …]}: this much is needed. Without
// "sumw" the events count with 1 each; the error of a "sumw" is that of "sumw2", or "error", or none. Histograms are a
// dictionary of histograms in the UHI serialisation, schema 1, with regular and variable axes and the storages int,
// double, weighted and weighted_mean. The record, run.json, may be missing.
#pragma once

#include <string>
#include <variant>

#include "runtime/comparison/run_results.h"

namespace collmc::comparison {

/// Why results cannot be read: one sentence with the file, the place in it, the cause and the remedy.
struct ReadError {
    std::string file, text;
};

/// What lies at `path`: of a directory, cutflow.json, histograms.json and run.json, of which one of the first two must
/// be there and each that run.json lists; of a file, it alone, with the run.json beside it that lists it.
std::variant<RunResults, ReadError> read_results(const std::string& path);

/// The same of texts. `file` is what errors call it.
std::variant<RunResults, ReadError> read_cutflow(const std::string& text, const std::string& file);
std::variant<RunResults, ReadError> read_histograms(const std::string& text, const std::string& file);

}  // namespace collmc::comparison
