// `collmc ANALYSIS EVENTS...`: compile, run, report.

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "compiler/driver/commands.h"
#include "compiler/driver/cores.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/explain_event.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/packed_copies.h"
#include "compiler/driver/progress_line.h"
#include "compiler/driver/run_summary.h"
#include "compiler/driver/text.h"
#include "compiler/driver/translation.h"
#include "compiler/driver/watch.h"
#include "runtime/execution/event_loop.h"
#include "runtime/kernels/math.h"
#include "runtime/lhco/dialect.h"
#include "runtime/lhco/source.h"
#include "runtime/packed/file.h"
#include "runtime/report/cutflow_table.h"
#include "runtime/report/file_names.h"
#include "runtime/report/output_directory.h"
#include "runtime/report/plots.h"
#include "runtime/report/write_json.h"
#include "runtime/results/ntuple_text.h"

namespace collmc::driver {

namespace {

int threads_of(const RunArguments& arguments) { return arguments.threads > 0 ? arguments.threads : usable_cores(); }

bool is_for_results(const RunArguments& arguments) {
    return arguments.emit == pipeline::Stage::none && arguments.explain == 0 && !arguments.events.empty();
}

std::unique_ptr<execution::InputReader> begin_to_read(const RunArguments& arguments,
                                                      execution::PackedCopies copies = {}) {
    return std::make_unique<execution::InputReader>(
        arguments.events,
        execution::InputOptions{
            .threads = threads_of(arguments), .copies = std::move(copies), .all_events = !arguments.range.has_value()});
}

std::string results_directory(const RunArguments& arguments) {
    if (!arguments.output.empty()) return arguments.output;
    std::filesystem::path path = arguments.analysis;
    return path.replace_extension(".results").string();
}

/// A run from the compiled analysis to the results on disk. Each step returns false when the run has to end;
/// `exit_code` then says how.
class Run {
public:
    /// `inputs`: null where copies of them have to be looked for.
    Run(const RunArguments& arguments, const std::vector<std::string>& command_line, const pipeline::Analysis& analysis,
        std::string analysis_text, std::unique_ptr<execution::InputReader> inputs, pipeline::Timings& timings,
        Interruption& interruption, Messages& messages)
        : messages_(messages),
          arguments_(arguments),
          command_line_(command_line),
          analysis_(analysis),
          analysis_text_(std::move(analysis_text)),
          inputs_(std::move(inputs)),
          timings_(timings),
          interruption_(interruption),
          directory_(results_directory(arguments)) {}

    int execute() {
        const bool done =
            open_inputs() && open_outputs() && find_copies() && run_events() && write_results() && draw() && commit();
        if (done) print_summary();
        return exit_code_;
    }

private:
    bool fail(int exit_code, const Notice& notice) {
        messages_.show(notice);
        exit_code_ = exit_code;
        return false;
    }
    bool fail(const report::OutputError& error) {
        return fail(kOutputUnwritable, {"E0904", error.message(), {{"file", error.path}}});
    }
    bool interrupted() {
        if (!interruption_.requested()) return false;
        exit_code_ = kInterrupted;
        messages_.show({"N1101", "interrupted; nothing was written"});
        return true;
    }
    void warn(const Notice& notice) {
        messages_.show(notice);
        warnings_.push_back(notice.text);
    }

    /// A file that is missing at the end of a long list should be told before the first event is read.
    bool open_inputs() {
        const std::string& wanted = analysis_.outputs.dialect;
        if (!wanted.empty() && !arguments_.dialect.empty() && wanted != arguments_.dialect) {
            return fail(
                kInputUnreadable,
                {"E0903",
                 fmt::format("the analysis is for files of {}, and --dialect says {}: b tags and muon isolation "
                             "mean something else there",
                             lhco::name_of(*lhco::dialect_named(wanted)),
                             lhco::name_of(*lhco::dialect_named(arguments_.dialect)))});
        }
        for (const std::string& path : arguments_.events) {
            std::error_code unknown;
            if (path == "-" || std::filesystem::is_fifo(path, unknown))
                continue;  // looking would take what is in the pipe
            const std::optional<lhco::InputError> error =
                packed::is_packed(path) ? packed::File::open(path).error : lhco::ByteSource::open(path).error;
            if (error) return fail(kInputUnreadable, {"E0902", error->message, {{"file", path}}});
        }
        return true;
    }

    bool open_outputs() {
        if (const auto error = directory_.begin()) return fail(*error);
        const results::OutputSpec& outputs = analysis_.outputs;
        if (!open_files(report::ntuple_file_names(outputs), ntuples_)) return false;
        if (!open_files(report::skim_file_names(outputs), skims_)) return false;
        for (std::size_t i = 0; i < outputs.ntuples.size(); ++i) {
            if (const auto error = ntuples_[i]->append(results::ntuple_header(outputs.ntuples[i]))) return fail(*error);
        }
        return true;
    }

    /// A skim repeats the text, so it is read.
    bool find_copies() {
        if (inputs_) return true;
        execution::PackedCopies copies;
        if (analysis_.outputs.skims.empty()) {
            copies = timings_.measure("cache", [&] {
                return packed_copies(arguments_.events, cache_settings(), threads_, interruption_.stop(), messages_);
            });
        }
        inputs_ = begin_to_read(arguments_, std::move(copies));
        return !interrupted();
    }

    using OutputFiles = std::vector<std::unique_ptr<report::OutputFile>>;

    bool open_files(const std::vector<std::string>& names, OutputFiles& files) {
        for (const std::string& name : names) {
            std::optional<report::OutputError> error;
            files.push_back(directory_.open(name, error));
            if (error) return fail(*error);
        }
        return true;
    }

    bool run_events() {
        execution::LoopOptions options;
        options.threads = threads_;
        options.events = arguments_.range;
        options.on_bad_event = arguments_.on_bad_event;
        options.columns = analysis_.columns;
        options.trust_dialect = !arguments_.dialect.empty();
        options.stop = &interruption_.stop();
        ProgressLine progress(!arguments_.quiet && !messages_.for_programs());
        options.progress = [&](const execution::Progress& state) { progress.show(state); };
        std::optional<report::OutputError> sink_error;
        const auto append_to = [&sink_error](OutputFiles& files) {
            return [&sink_error, &files](std::size_t output, std::string_view rows) {
                sink_error = files[output]->append(rows);
                return !sink_error;
            };
        };
        const execution::Sinks sinks{append_to(ntuples_), append_to(skims_)};
        loop_ = timings_.measure("events", [&] {
            return execution::run_event_loop(*inputs_, analysis_.run, analysis_.layout, analysis_.outputs, sinks,
                                             options);
        });
        if (sink_error) return fail(*sink_error);
        if (interrupted()) return false;
        if (loop_.error) {
            const std::string read =
                loop_.events == 0 ? "" : fmt::format("\n{} read before that", counted(loop_.events, "event"));
            const bool is_copy = arguments_.cache && loop_.error->starts_with(cache_settings().folder);
            const std::string advice =
                is_copy ? "\nIt is a copy that --cache keeps: remove it, and it is made again." : "";
            return fail(kInputUnreadable, {loop_.other_dialect ? "E0903" : "E0902",
                                           *loop_.error + advice + read + "\nNothing was written."});
        }
        for (const execution::InputSummary& input : loop_.inputs) {
            for (const Notice& notice : input_warnings(input)) warn(notice);
        }
        for (const Notice& notice : weight_warnings(loop_.results)) warn(notice);
        if (arguments_.range && loop_.events == 0) warn({"W1107", "no event lies in the range that --events gives"});
        return close_files(ntuples_) && close_files(skims_);
    }

    bool close_files(const OutputFiles& files) {
        for (const std::unique_ptr<report::OutputFile>& file : files) {
            if (const auto error = file->close()) return fail(*error);
        }
        return true;
    }

    bool write_results() {
        return timings_.measure("write", [&] {
            if (const auto error =
                    directory_.write("cutflow.json", report::cutflow_json(analysis_.outputs, loop_.results)))
                return fail(*error);
            const std::string histograms = report::histograms_json(analysis_.outputs, loop_.results);
            if (const auto error = directory_.write("histograms.json", histograms)) return fail(*error);
            return true;
        });
    }

    bool draw() {
        if (arguments_.no_plots || analysis_.outputs.histograms.empty()) return true;
        return timings_.measure("plots", [&] {
            report::PlotOptions options = arguments_.plots;
            options.sample = sample_name(arguments_.events);
            options.processes = usable_cores();
            const report::PlotReport plots = report::draw_plots(analysis_.outputs, loop_.results, options, directory_);
            for (const std::string& text : plots.warnings) warn({"W1108", text});
            // Ctrl-C on the terminal reaches gnuplot too: its failure is then no news.
            if (interrupted()) return false;
            if (plots.error) return fail(*plots.error);
            return true;
        });
    }

    bool commit() {
        if (interrupted()) return false;
        const std::string cpu = analysis_.machine ? analysis_.machine->cpu() : "";
        report::RunRecord record =
            run_record(arguments_, command_line_, analysis_text_, analysis_.outputs, loop_, cpu, threads_, timings_);
        record.warnings = warnings_;
        record.files = directory_.files();
        if (const auto error = directory_.write(report::kManifestName, report::run_json(record))) return fail(*error);
        interruption_.protect();
        if (const auto error = directory_.commit()) return fail(*error);
        for (const auto& [name, kept_as] : directory_.kept()) {
            messages_.show({"W1109",
                            fmt::format("{} was not written by collmc; it is kept as {}", directory_.shown(name),
                                        directory_.shown(kept_as)),
                            {{"file", directory_.shown(name)}, {"kept_as", directory_.shown(kept_as)}}});
        }
        return true;
    }

    void print_summary() const {
        if (!arguments_.quiet) {
            for (const std::string& line : {analysis_.outputs.analysis, provenance(analysis_.outputs)})
                if (!line.empty()) print_output(line + "\n");
            print_output(
                fmt::format("{}\n{}\n{}", input_lines(loop_),
                            report::cutflow_table(analysis_.outputs, loop_.results, colour_wanted(STDOUT_FILENO)),
                            files_written(directory_.target().string(), directory_.files())));
        }
        if (arguments_.emit_timings) {
            for (const auto& [phase, seconds] : timings_.phases())
                print_output(fmt::format("{:<10}{:>10.2f} ms\n", phase, seconds * 1e3));
        }
    }

    Messages& messages_;
    const RunArguments& arguments_;
    const std::vector<std::string>& command_line_;
    const pipeline::Analysis& analysis_;
    std::string analysis_text_;
    std::unique_ptr<execution::InputReader> inputs_;
    pipeline::Timings& timings_;
    Interruption& interruption_;
    report::OutputDirectory directory_;
    OutputFiles ntuples_, skims_;
    std::vector<std::string> warnings_;
    execution::LoopResult loop_;
    int threads_ = threads_of(arguments_);
    int exit_code_ = kDone;
};

int run_once(const RunArguments& arguments, const std::vector<std::string>& command_line, Interruption& interruption,
             Messages& messages) {
    std::string error;
    std::optional<std::string> text = read_text_file(arguments.analysis, error);
    if (!text) {
        messages.show({"E0902", error, {{"file", arguments.analysis}}});
        return kInputUnreadable;
    }
    if (const std::string missing = kernels::missing_cpu_features(); !missing.empty()) {
        messages.show({"E0905", missing});
        return kInternalError;
    }
    diagnostics::SourceSet sources;
    diagnostics::Diagnostics diagnostics;
    pipeline::Timings timings;
    const diagnostics::SourceFile& source = sources.add(arguments.analysis, *text);
    pipeline::CompileOptions options{arguments.backend, arguments.emit, stdlib_folder(), code_generator_file()};
    if (!arguments.no_code_cache) options.code_cache = code_cache_folder();
    options.one_thread = threads_of(arguments) == 1;
    options.explain = arguments.explain > 0;
    options.nominal = arguments.nominal || options.explain;
    std::unique_ptr<execution::InputReader> inputs;
    if (is_for_results(arguments) && !arguments.cache) inputs = begin_to_read(arguments);
    std::string emitted;
    const auto analysis = pipeline::compile(source, options, sources, diagnostics, timings, emitted);
    const bool is_checked = arguments.emit != pipeline::Stage::tree;
    messages.show(diagnostics, settle(arguments.warnings, source, diagnostics, is_checked));
    if (diagnostics.has_errors()) return exit_code_of(diagnostics);
    if (fail_as_errors(arguments.warnings, diagnostics)) return kProgramErrors;
    if (arguments.emit != pipeline::Stage::none) {
        print_output(emitted);
        return kDone;
    }
    if (arguments.explain > 0) return explain_event(arguments, *analysis, messages);
    if (arguments.events.empty()) {
        for (const auto& [phase, seconds] : timings.phases())
            print_output(fmt::format("{:<10}{:>10.2f} ms\n", phase, seconds * 1e3));
        return kDone;
    }
    return Run(arguments, command_line, *analysis, std::move(*text), std::move(inputs), timings, interruption, messages)
        .execute();
}

}  // namespace

int run_command(const RunArguments& given, const std::vector<std::string>& command_line, Interruption& interruption,
                Messages& messages) {
    RunArguments arguments = given;
    if (arguments.from_request) {
        if (const int exit_code = translate_to_run(arguments, messages); exit_code != kDone) {
            messages.finish(exit_code);
            return exit_code;
        }
    }
    const auto round = [&] {
        int exit_code = run_once(arguments, command_line, interruption, messages);
        if (const std::string loss = lost_output(); exit_code == kDone && !loss.empty()) {
            messages.show({"E0904", loss});
            exit_code = kOutputUnwritable;
        }
        messages.finish(exit_code);
        return exit_code;
    };
    if (!arguments.watch) return round();
    Watched watched{.files = {arguments.analysis}};
    watched.files.insert(watched.files.end(), arguments.events.begin(), arguments.events.end());
    watched.keeps_results = is_for_results(arguments);
    watched.quiet = arguments.quiet;
    return watch(watched, interruption, round);
}

}  // namespace collmc::driver
