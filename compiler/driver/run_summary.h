// What a run tells at its end, on the terminal and in run.json.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/arguments.h"
#include "compiler/pipeline/pipeline.h"
#include "runtime/execution/event_loop.h"
#include "runtime/report/run_record.h"

namespace collmc::driver {

/// One sentence for each thing in the inputs that a physicist should know of: missing MET rows, skipped events, ...
std::vector<std::string> input_warnings(const execution::InputSummary& input);

/// "Delphes", "PGS" or empty: which program's conventions the file shows.
std::string dialect(const lhco::ParseCounts& counts);

/// "ww: 10,000 events (Delphes)" for one input, a line each for several.
std::string input_lines(const execution::LoopResult& loop);

/// The list of what was written where.
std::string files_written(const std::string& directory, const std::vector<std::string>& files);

/// Names the events in the plots' legend: the file's name without its endings, or how many files.
std::string sample_name(const std::vector<std::string>& inputs);

report::RunRecord run_record(const RunArguments& arguments, const std::vector<std::string>& command_line,
                             const std::string& analysis_text, const execution::LoopResult& loop,
                             const std::string& cpu, int threads, const pipeline::Timings& timings);

}  // namespace collmc::driver
