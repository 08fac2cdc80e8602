// What a run tells at its end, on the terminal and in run.json.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/arguments.h"
#include "compiler/driver/messages.h"
#include "compiler/pipeline/pipeline.h"
#include "runtime/execution/event_loop.h"
#include "runtime/report/run_record.h"

namespace collmc::driver {

/// One sentence for each thing in the inputs that a physicist should know of: missing MET rows, skipped events, ...
std::vector<Notice> input_warnings(const execution::InputSummary& input);

/// One sentence for each region whose weights are no number for some event, from where on.
std::vector<Notice> weight_warnings(const results::Results& results);

/// The worlds besides the nominal one, each once.
std::vector<std::string> variations_of(const results::OutputSpec& outputs);

/// "CMS, arXiv:1704.07781, 35.9/fb", as far as the analysis names them; else empty.
std::string provenance(const results::OutputSpec& outputs);

/// "ww: 10,000 events (Delphes)" for one input, a line each for several.
std::string input_lines(const execution::LoopResult& loop);

/// The list of what was written where.
std::string files_written(const std::string& directory, const std::vector<std::string>& files);

/// Names the events in the plots' legend: the file's name without its endings, or how many files.
std::string sample_name(const std::vector<std::string>& inputs);

report::RunRecord run_record(const RunArguments& arguments, const std::vector<std::string>& command_line,
                             const std::string& analysis_text, const results::OutputSpec& outputs,
                             const execution::LoopResult& loop, const std::string& cpu, int threads,
                             const pipeline::Timings& timings);

}  // namespace collmc::driver
