// The command line as values. The only place that knows the spelling of options.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/driver/messages.h"
#include "compiler/driver/model_options.h"
#include "compiler/driver/warnings.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/repair/choice.h"
#include "runtime/comparison/comparison.h"
#include "runtime/execution/event_loop.h"
#include "runtime/lhco/parser.h"
#include "runtime/report/plots.h"

namespace collmc::driver {

struct RunArguments {
    std::string analysis;
    bool from_request = false;  ///< `analysis` is a request in words, to be translated first
    std::vector<std::string> events;
    std::string output;  ///< empty: beside the analysis
    int threads = 0;     ///< 0: one per core
    std::optional<execution::EventRange> range;
    lhco::OnBadEvent on_bad_event = lhco::OnBadEvent::kStop;
    std::string dialect;       ///< what the inputs are, said by hand: "delphes" or "pgs"; empty: as they show
    std::int64_t explain = 0;  ///< explain this event instead of running; 0: run
    bool nominal = false;      ///< no variations
    pipeline::Backend backend = pipeline::Backend::vector;
    pipeline::Stage emit = pipeline::Stage::none;
    bool emit_timings = false;
    bool quiet = false;
    MessageFormat messages = MessageFormat::text;
    WarningOptions warnings;
    bool no_plots = false;
    bool cache = false;          ///< read packed copies of text
    bool no_code_cache = false;  ///< neither take nor keep generated code
    bool watch = false;          ///< run again whenever a file is saved
    report::PlotOptions plots;
};

struct CheckArguments {
    std::vector<std::string> analyses;
    MessageFormat messages = MessageFormat::text;
    WarningOptions warnings;
    bool cost = false;
    bool disjoint = false;
    bool watch = false;  ///< check again whenever a file is saved
};

struct FixArguments {
    std::vector<std::string> analyses;  ///< "-": the standard input
    bool likely = false;
    bool diff = false;   ///< only show what would be done
    bool check = false;  ///< only tell whether there is something to do
    bool json = false;
    WarningOptions warnings;
    std::vector<repair::Choice> choices;
};

struct AuditArguments {
    std::string request, analysis;
    bool json = false;
};

struct FormatArguments {
    std::vector<std::string> files;  ///< "-": the standard input
    bool check = false;              ///< write nothing, and end with 1 where a file would change
    bool diff = false;               ///< write nothing, and print what would change
};

struct DiffArguments {
    std::string before, after;  ///< analyses
    bool json = false;
};

struct CompareArguments {
    std::string first, second;  ///< results directories, or files of them
    comparison::Settings settings;
    bool json = false;
};

struct PackArguments {
    std::vector<std::string> events;
    std::string output;
    bool compress = false;
    lhco::OnBadEvent on_bad_event = lhco::OnBadEvent::kStop;
    int threads = 0;  ///< 0: one per core
    bool quiet = false;
};

struct UnpackArguments {
    std::string events;
    std::string output;  ///< "-": the standard output
    int threads = 0;     ///< 0: one per core
};

struct InfoArguments {
    std::string events;
    bool json = false;
};

struct HelpArguments {
    std::string topic;  ///< empty: the overview
};

struct DocArguments {
    std::string name;  ///< empty: a list of everything
    bool markdown = false;
};

struct ExplainArguments {
    std::vector<std::string> codes;  ///< as typed; none: a list of all
    bool markdown = false;
};

struct GrammarArguments {
    std::string format;  ///< "gbnf", "lark", "json-schema"
};

struct PromptArguments {
    std::string kind;      ///< "translate", "edit", "fix"
    std::string request;   ///< a file, "-", or empty
    std::string program;   ///< a file, or empty
    std::string body_for;  ///< a model: print the body of the request to its server
    bool json = false;
    ModelOptions models;
};

struct TranslateArguments {
    std::string request;  ///< a file, or "-" for the standard input; with `edit`, the wish itself
    std::string edit;     ///< the analysis to change
    std::string output;   ///< empty: the standard output
    bool offline = false, json = false;
    bool with_draft = false;  ///< a model is shown what is translated without one
    std::string model, transcript, replay;
    ModelOptions options;
    bool names_model() const { return !model.empty() || !replay.empty(); }
};

struct EvalArguments {
    std::string suite;
    std::vector<std::string> models;
    int trials = 1;
    std::string format;             ///< "text", "json", "markdown"
    std::string transcripts;        ///< a folder for them; empty: none are kept
    std::vector<std::string> only;  ///< ids of questions; none: all
    ModelOptions options;
};

struct CompletionArguments {
    std::string shell;
};

/// The command line is wrong, or only asked for the version: `text` says what to print, `exit_code` how to end.
struct Ended {
    std::string text;
    int exit_code = 0;
};

using Arguments =
    std::variant<RunArguments, CheckArguments, FixArguments, TranslateArguments, AuditArguments, FormatArguments,
                 DiffArguments, CompareArguments, PackArguments, UnpackArguments, InfoArguments, HelpArguments,
                 DocArguments, ExplainArguments, GrammarArguments, PromptArguments, EvalArguments, CompletionArguments,
                 Ended>;

Arguments parse_arguments(int argc, const char* const* argv);

/// What was given on the command line for the options of a run, for run.json: name and value, defaults included.
std::vector<std::pair<std::string, std::string>> describe_options(const RunArguments& arguments);

/// The options of a run as `--help` lists them.
std::string run_usage();

}  // namespace collmc::driver
