// The command line of a run.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compiler/driver/command_options.h"
#include "compiler/driver/packed_copies.h"
#include "compiler/driver/parse_commands.h"

namespace collmc::driver {

namespace {

using execution::EventRange;

const std::map<std::string, pipeline::Backend> kBackends = {{"vector", pipeline::Backend::vector},
                                                            {"scalar", pipeline::Backend::scalar},
                                                            {"interpreter", pipeline::Backend::interpreter}};
const std::map<std::string, pipeline::Stage> kStages = {
    {"tree", pipeline::Stage::tree}, {"typed", pipeline::Stage::typed},  {"plan", pipeline::Stage::plan},
    {"llvm", pipeline::Stage::llvm}, {"asm", pipeline::Stage::assembly}, {"timings", pipeline::Stage::none}};
const std::map<std::string, report::PlotFormat> kPlotFormats = {
    {"png", report::PlotFormat::png}, {"pdf", report::PlotFormat::pdf}, {"svg", report::PlotFormat::svg}};

/// FIRST:LAST, either side may be missing.
std::optional<EventRange> parse_range(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return std::nullopt;
    EventRange range;
    const auto read = [](std::string_view digits, std::int64_t& value) {
        if (digits.empty()) return true;
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return failure == std::errc() && end == digits.data() + digits.size();
    };
    const std::string_view view = text;
    if (!read(view.substr(0, colon), range.first) || !read(view.substr(colon + 1), range.last)) return std::nullopt;
    if (range.first < 1 || range.last < range.first) return std::nullopt;
    return range;
}

/// The words of the command line that CLI11 fills, before they become values.
struct RunWords {
    std::string range, backend = "vector", emit, on_bad_event = "fail", messages = "text";
    std::optional<std::int64_t> explain;
    std::vector<std::string> plot_formats = {"png"};
    std::string warnings = "default";
};

void add_run_options(CLI::App& app, RunArguments& arguments, RunWords& words) {
    app.add_option("ANALYSIS", arguments.analysis, "the analysis, a .cut file")->required();
    app.add_option("EVENTS", arguments.events, "LHCO files, plain, gzip or zstd, or packed; - is the standard input");
    app.add_option("-o,--output", arguments.output, "results directory (default: ANALYSIS without .cut, with .results)")
        ->option_text("DIR");
    add_threads_option(app, arguments.threads);
    app.add_option("--events", words.range, "only these events, counted from 1 over all files, e.g. 1:20000 or 5001:")
        ->option_text("FIRST:LAST");
    app.add_option("--on-bad-event", words.on_bad_event,
                   "an unreadable row ends the run (fail) or drops its event (skip)")
        ->option_text("fail|skip")
        ->check(CLI::IsMember(names(kOnBadEvent)));
    app.add_option("--dialect", arguments.dialect,
                   "which program's conventions the files follow, where the events do not show it")
        ->option_text("delphes|pgs")
        ->check(CLI::IsMember({"delphes", "pgs"}));
    app.add_flag("--cache", arguments.cache, "keep packed copies of text, and read them instead the next time");
    app.add_flag("--nominal", arguments.nominal, "leave out the analysis' variations");
    app.add_option("--explain-event", words.explain,
                   "show what the analysis sees in this event, counted from 1 over all files, and where it fails")
        ->option_text("N");
    app.add_flag("--quiet", arguments.quiet, "print nothing but warnings and errors");
    add_diagnostics_option(app, words.messages, "on the standard error");
    add_warning_options(app, arguments.warnings, words.warnings);
    app.add_flag("--no-plots", arguments.no_plots, "draw no plots");
    app.add_flag("--normalize", arguments.plots.normalize, "plots normalised to one");
    app.add_option("--dpi", arguments.plots.dpi, "resolution of PNG plots (default 150)")
        ->option_text("N")
        ->check(CLI::Range(30, 1200));
    app.add_option("--plot-format", words.plot_formats, "png, pdf, svg, or several joined by commas (default png)")
        ->option_text("FORMATS")
        ->delimiter(',')
        ->check(CLI::IsMember(names(kPlotFormats)));
    app.add_option("--backend", words.backend, "how events are executed; the results are the same (default vector)")
        ->option_text("vector|scalar|interpreter")
        ->check(CLI::IsMember(names(kBackends)));
    app.add_option("--emit", words.emit,
                   "print a stage of the compiler and stop; timings: run, then print where the time went")
        ->option_text("tree|typed|plan|llvm|asm|timings")
        ->check(CLI::IsMember(names(kStages)));
    app.add_flag("--no-code-cache", arguments.no_code_cache,
                 "generate machine code anew, and do not keep it for the next run");
    app.add_flag("--watch", arguments.watch, "run again whenever the analysis or an event file is saved, until Ctrl-C");
    app.set_help_flag("-h,--help", "print this help");
    app.set_version_flag("--version", std::string("collmc " COLLMC_VERSION), "print the version");
}

/// What CLI11 cannot check by itself.
std::optional<Ended> finish_run(RunArguments& arguments, const RunWords& words) {
    arguments.backend = kBackends.at(words.backend);
    arguments.on_bad_event = kOnBadEvent.at(words.on_bad_event);
    arguments.messages = kMessageFormats.at(words.messages);
    if (std::optional<Ended> ended = finish_warnings(arguments.warnings, words.warnings)) return ended;
    arguments.emit_timings = words.emit == "timings";
    if (!words.emit.empty()) arguments.emit = kStages.at(words.emit);
    arguments.plots.formats.clear();
    for (const std::string& format : words.plot_formats) arguments.plots.formats.push_back(kPlotFormats.at(format));
    if (!words.range.empty()) {
        arguments.range = parse_range(words.range);
        if (!arguments.range) {
            return usage_error(
                fmt::format("--events takes FIRST:LAST with 1 <= FIRST <= LAST, for instance 1:20000 or 5001:, "
                            "not `{}`",
                            words.range));
        }
    }
    if (!ends_with_cut(arguments.analysis) && !arguments.events.empty() && ends_with_cut(arguments.events.back())) {
        return usage_error(
            fmt::format("the analysis comes first: collmc {} {}", arguments.events.back(), arguments.analysis));
    }
    for (const std::string& path : arguments.events) {
        if (ends_with_cut(path)) {
            return usage_error(fmt::format("one analysis at a time: `{}` stands among the event files", path));
        }
    }
    if (const std::string error = cache_settings().error; arguments.cache && !error.empty()) return usage_error(error);
    if (words.explain && *words.explain < 1) {
        return usage_error(
            fmt::format("--explain-event takes the number of an event, counted from 1, not {}", *words.explain));
    }
    arguments.explain = words.explain.value_or(0);
    if (words.explain && !words.emit.empty()) {
        return usage_error("--explain-event shows an event and --emit a stage of the compiler: give one of them");
    }
    if (arguments.watch && std::ranges::find(arguments.events, "-") != arguments.events.end())
        return usage_error("--watch reads its files again and again, and the standard input can be read only once");
    const bool only_prints = arguments.emit != pipeline::Stage::none || arguments.emit_timings;
    if (arguments.events.empty() && !only_prints) {
        return usage_error(
            fmt::format("no event files given; say `collmc {} EVENTS.lhco`, or `collmc check {}` to check the "
                        "analysis alone",
                        arguments.analysis, arguments.analysis));
    }
    return std::nullopt;
}

}  // namespace

Arguments parse_run(int argc, const char* const* argv, bool may_be_request) {
    CLI::App app("Runs an analysis over events.", "collmc");
    RunArguments arguments;
    RunWords words;
    add_run_options(app, arguments, words);
    return parse_with(app, argc, argv, [&]() -> Arguments {
        if (std::optional<Ended> ended = finish_run(arguments, words)) return *ended;
        arguments.from_request = may_be_request && !ends_with_cut(arguments.analysis);
        if (arguments.from_request && (arguments.watch || arguments.analysis == "-"))
            return usage_error("a request is a file, and is translated once: `collmc translate` it first");
        return arguments;
    });
}

std::vector<std::pair<std::string, std::string>> describe_options(const RunArguments& arguments) {
    std::string formats;
    for (const report::PlotFormat format : arguments.plots.formats) {
        formats += (formats.empty() ? "" : ",") + name_of(kPlotFormats, format);
    }
    std::vector<std::pair<std::string, std::string>> options = {
        {"threads", arguments.threads == 0 ? "one per core" : std::to_string(arguments.threads)},
        {"backend", name_of(kBackends, arguments.backend)},
        {"on-bad-event", name_of(kOnBadEvent, arguments.on_bad_event)},
        {"plots", arguments.no_plots ? "no" : "yes"},
        {"plot-format", formats},
        {"dpi", std::to_string(arguments.plots.dpi)},
        {"normalize", arguments.plots.normalize ? "yes" : "no"},
    };
    if (!arguments.warnings.ignored.empty())
        options.emplace_back("ignore", fmt::format("{}", fmt::join(arguments.warnings.ignored, ",")));
    if (arguments.warnings.mode != WarningOptions::Mode::shown)
        options.emplace_back("warnings", name_of(kWarningModes, arguments.warnings.mode));
    if (!arguments.dialect.empty()) options.emplace_back("dialect", arguments.dialect);
    if (arguments.cache) options.emplace_back("cache", "yes");
    if (arguments.nominal) options.emplace_back("variations", "none");
    if (arguments.range) {
        const bool open = arguments.range->last == EventRange().last;
        options.emplace_back("events", open ? fmt::format("{}:", arguments.range->first)
                                            : fmt::format("{}:{}", arguments.range->first, arguments.range->last));
    }
    return options;
}

std::string run_usage() {
    CLI::App app("Runs an analysis over events.", "collmc");
    RunArguments arguments;
    RunWords words;
    add_run_options(app, arguments, words);
    return app.help();
}

}  // namespace collmc::driver
