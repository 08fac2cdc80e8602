#include "compiler/driver/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "compiler/driver/exit_codes.h"
#include "compiler/driver/packed_copies.h"

namespace collmc::driver {

namespace {

using execution::EventRange;

const std::map<std::string, pipeline::Backend> kBackends = {{"vector", pipeline::Backend::vector},
                                                            {"scalar", pipeline::Backend::scalar},
                                                            {"interpreter", pipeline::Backend::interpreter}};
const std::map<std::string, lhco::OnBadEvent> kOnBadEvent = {{"fail", lhco::OnBadEvent::kStop},
                                                             {"skip", lhco::OnBadEvent::kSkip}};
const std::map<std::string, pipeline::Stage> kStages = {
    {"tree", pipeline::Stage::tree}, {"typed", pipeline::Stage::typed},  {"plan", pipeline::Stage::plan},
    {"llvm", pipeline::Stage::llvm}, {"asm", pipeline::Stage::assembly}, {"timings", pipeline::Stage::none}};
const std::map<std::string, MessageFormat> kMessageFormats = {
    {"text", MessageFormat::text}, {"json", MessageFormat::json}, {"sarif", MessageFormat::sarif}};
const std::map<std::string, WarningOptions::Mode> kWarningModes = {{"default", WarningOptions::Mode::shown},
                                                                   {"error", WarningOptions::Mode::errors},
                                                                   {"none", WarningOptions::Mode::none}};
const std::map<std::string, report::PlotFormat> kPlotFormats = {
    {"png", report::PlotFormat::png}, {"pdf", report::PlotFormat::pdf}, {"svg", report::PlotFormat::svg}};

template <class Value>
std::vector<std::string> names(const std::map<std::string, Value>& choices) {
    std::vector<std::string> out;
    for (const auto& [name, value] : choices) out.push_back(name);
    return out;
}

template <class Value>
std::string name_of(const std::map<std::string, Value>& choices, Value value) {
    for (const auto& [name, choice] : choices) {
        if (choice == value) return name;
    }
    return {};
}

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

/// `format` holds the default.
void add_diagnostics_option(CLI::App& app, std::string& format, const char* where) {
    app.add_option("--diagnostics", format,
                   fmt::format("how messages are printed: for a person, as JSON lines, or as a SARIF log, {} "
                               "(default text)",
                               where))
        ->option_text("text|json|sarif")
        ->check(CLI::IsMember(names(kMessageFormats)));
}

/// `mode` holds the default.
void add_warning_options(CLI::App& app, WarningOptions& warnings, std::string& mode) {
    app.add_option("--ignore", warnings.ignored, "warnings and notes that are not shown, e.g. W0809,W0812")
        ->option_text("CODES")
        ->delimiter(',');
    app.add_option("--warnings", mode,
                   "warnings about the analysis count as errors (error), or are not shown (none); default: they are "
                   "shown")
        ->option_text("default|error|none")
        ->check(CLI::IsMember(names(kWarningModes)));
}

void add_threads_option(CLI::App& app, int& threads) {
    app.add_option("--threads", threads, "threads (default: one per core)")
        ->option_text("N")
        ->check(CLI::Range(1, 1024));
}

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

Ended usage_error(const std::string& message) {
    return {fmt::format("collmc: {}\nrun `collmc help` for the options\n", message), kUsage};
}

/// What CLI11 cannot check of `--ignore` and `--warnings`.
std::optional<Ended> finish_warnings(WarningOptions& warnings, const std::string& mode) {
    warnings.mode = kWarningModes.at(mode);
    for (std::string& code : warnings.ignored) {
        code = code_as_catalogued(std::move(code));
        if (const std::string why = why_not_ignored(code); !why.empty())
            return usage_error(fmt::format("--ignore: {}", why));
    }
    return std::nullopt;
}

bool ends_with_cut(const std::string& path) { return path.size() > 4 && path.ends_with(".cut"); }

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

template <class Finish>
Arguments parse_with(CLI::App& app, int argc, const char* const* argv, Finish finish) {
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return Ended{app.help(), kDone};
    } catch (const CLI::CallForVersion&) {
        return Ended{"collmc " COLLMC_VERSION "\n", kDone};
    } catch (const CLI::ParseError& error) {
        return usage_error(error.what());
    }
    return finish();
}

/// `may_be_request`: what is no .cut file is a request in words.
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

Arguments parse_check(int argc, const char* const* argv) {
    CLI::App app("Checks analyses without running them.", "collmc check");
    CheckArguments arguments;
    std::string format = "text", warnings = "default";
    app.add_option("ANALYSIS", arguments.analyses, ".cut files")->required();
    add_diagnostics_option(app, format, "which then is all that is printed");
    add_warning_options(app, arguments.warnings, warnings);
    app.add_flag("--cost", arguments.cost, "how often the bodies of loops are evaluated per event");
    app.add_flag("--disjoint", arguments.disjoint, "which regions can share an event");
    app.add_flag("--watch", arguments.watch, "check again whenever one of the analyses is saved, until Ctrl-C");
    return parse_with(app, argc, argv, [&]() -> Arguments {
        arguments.messages = kMessageFormats.at(format);
        if (std::optional<Ended> ended = finish_warnings(arguments.warnings, warnings)) return *ended;
        if (arguments.messages != MessageFormat::text && (arguments.cost || arguments.disjoint)) {
            return usage_error(
                fmt::format("--cost and --disjoint print tables, and with --diagnostics={} nothing but "
                            "messages is printed: give one of them",
                            format));
        }
        return arguments;
    });
}

Arguments parse_fix(int argc, const char* const* argv) {
    CLI::App app("Makes the edits that the diagnostics of analyses offer.", "collmc fix");
    FixArguments arguments;
    std::string format = "text", warnings = "default";
    std::vector<std::string> choices;
    app.add_option("ANALYSIS", arguments.analyses, ".cut files, edited in place; - is the standard input")->required();
    app.add_flag("--likely", arguments.likely, "make edits that are one good guess as well");
    app.add_option("--choose", choices, "make edit N of the message at LINE, whatever it changes, e.g. E0205:34:2")
        ->option_text("[CODE:]LINE[:COLUMN]:N")
        ->allow_extra_args(false);
    app.add_flag("--diff", arguments.diff, "only print what would change");
    app.add_flag("--check", arguments.check, "write nothing; end with 1 where there is an edit to make");
    app.add_option("--diagnostics", format, "how the account is printed (default text)")
        ->option_text("text|json")
        ->check(CLI::IsMember({"text", "json"}));
    add_warning_options(app, arguments.warnings, warnings);
    return parse_with(app, argc, argv, [&]() -> Arguments {
        arguments.json = format == "json";
        if (std::optional<Ended> ended = finish_warnings(arguments.warnings, warnings)) return *ended;
        for (const std::string& text : choices) {
            const std::optional<repair::Choice> choice = repair::parse_choice(text);
            if (!choice) {
                return usage_error(
                    fmt::format("--choose takes [CODE:]LINE[:COLUMN]:N, for instance E0205:34:2 for the second edit of "
                                "the E0205 at "
                                "line 34, not `{}`",
                                text));
            }
            arguments.choices.push_back(*choice);
        }
        if (!choices.empty() && arguments.analyses.size() > 1)
            return usage_error("--choose is for one analysis; several were given");
        return arguments;
    });
}

Arguments parse_audit(int argc, const char* const* argv) {
    CLI::App app("Tells whether an analysis does what a request says.", "collmc audit");
    AuditArguments arguments;
    std::string format = "text";
    app.add_option("REQUEST", arguments.request, "a text file")->required();
    app.add_option("ANALYSIS", arguments.analysis, "the analysis, a .cut file")->required();
    app.add_option("--format", format, "a table, or one JSON object of schema collmc.audit/1 (default text)")
        ->option_text("text|json")
        ->check(CLI::IsMember({"text", "json"}));
    return parse_with(app, argc, argv, [&]() -> Arguments {
        arguments.json = format == "json";
        return arguments;
    });
}

Arguments parse_format(int argc, const char* const* argv) {
    CLI::App app("Writes programs in canonical form, comments included.", "collmc fmt");
    FormatArguments arguments;
    app.add_option("FILE", arguments.files, ".cut files, formatted in place; - is the standard input")->required();
    app.add_flag("--check", arguments.check, "write nothing; name the files that would change and end with 1");
    app.add_flag("--diff", arguments.diff, "write nothing; print what would change");
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_diff(int argc, const char* const* argv) {
    CLI::App app("Tells what changed in meaning between two analyses.", "collmc diff");
    DiffArguments arguments;
    app.add_option("BEFORE", arguments.before, "the analysis as it was, a .cut file")->required();
    app.add_option("AFTER", arguments.after, "the analysis as it is")->required();
    app.add_flag("--json", arguments.json, "one JSON object, schema collmc.diff/1");
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_compare(int argc, const char* const* argv) {
    CLI::App app("Tells where the results of two runs differ, and by how much more than chance.", "collmc compare");
    CompareArguments arguments;
    comparison::Settings& settings = arguments.settings;
    bool same_events = false, independent = false;
    app.add_option("RESULTS1", arguments.first, "a results directory, or its cutflow.json or histograms.json")
        ->required();
    app.add_option("RESULTS2", arguments.second, "what it is compared with")->required();
    app.add_flag("--same-events", same_events, "both runs read the same events, whatever their records tell");
    app.add_flag("--independent", independent, "the runs read independent events, whatever their records tell");
    app.add_flag("--counts", settings.counts, "compare numbers of events, not efficiencies and shapes");
    app.add_option("--sigma", settings.sigma, "what counts as a difference, in standard deviations")->option_text("N");
    app.add_option("--tolerance", settings.tolerance, "differences below this part of the larger number do not count")
        ->option_text("X");
    app.add_flag("--exact", settings.exact, "every bit of every number counts");
    app.add_flag("--common", settings.common, "what only one side has does not count");
    app.add_flag("--json", arguments.json, "one JSON object, schema collmc.compare/1");
    return parse_with(app, argc, argv, [&]() -> Arguments {
        if (same_events && independent)
            return usage_error("events are the same or independent: give one of --same-events and --independent");
        if (settings.exact && (settings.tolerance || settings.sigma))
            return usage_error("--exact leaves no room for --tolerance or --sigma: give one of them");
        if (settings.tolerance && !(*settings.tolerance >= 0 && *settings.tolerance < 1))
            return usage_error("--tolerance takes a part from 0 to below 1, for instance 1e-12 or 0.02");
        if (settings.sigma && !(*settings.sigma > 0 && std::isfinite(*settings.sigma)))
            return usage_error("--sigma takes a number of standard deviations above 0, for instance 3");
        if (same_events || independent) settings.same_events = same_events;
        return arguments;
    });
}

Arguments parse_pack(int argc, const char* const* argv) {
    CLI::App app("Packs events into a file that is read many times faster than text.", "collmc pack");
    PackArguments arguments;
    std::string on_bad_event = "fail";
    app.add_option("EVENTS", arguments.events, "LHCO files, plain or gzip, or packed ones; - is the standard input")
        ->required();
    app.add_option("-o,--output", arguments.output, "the packed file, EVENTS.lhcp")->option_text("FILE")->required();
    app.add_flag("--compress", arguments.compress, "compress the columns: smaller, and slower to read");
    app.add_option("--on-bad-event", on_bad_event,
                   "an unreadable row ends the packing (fail) or drops its event (skip)")
        ->option_text("fail|skip")
        ->check(CLI::IsMember(names(kOnBadEvent)));
    add_threads_option(app, arguments.threads);
    app.add_flag("--quiet", arguments.quiet, "print nothing but warnings and errors");
    return parse_with(app, argc, argv, [&]() -> Arguments {
        arguments.on_bad_event = kOnBadEvent.at(on_bad_event);
        if (arguments.output == "-") return usage_error("a packed file is no stream: name a file with -o");
        return arguments;
    });
}

Arguments parse_unpack(int argc, const char* const* argv) {
    CLI::App app("Writes packed events as LHCO text.", "collmc unpack");
    UnpackArguments arguments;
    app.add_option("EVENTS", arguments.events, "a packed file")->required();
    app.add_option("-o,--output", arguments.output, "the LHCO file; - is the standard output")
        ->option_text("FILE")
        ->required();
    add_threads_option(app, arguments.threads);
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_info(int argc, const char* const* argv) {
    CLI::App app("Tells what a file of events holds.", "collmc info");
    InfoArguments arguments;
    app.add_option("EVENTS", arguments.events, "an LHCO file, plain or gzip, or a packed one")->required();
    app.add_flag("--json", arguments.json, "one JSON object, schema collmc.info/1");
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_help(int argc, const char* const* argv) {
    CLI::App app("Explains collmc.", "collmc help");
    HelpArguments arguments;
    app.add_option("TOPIC", arguments.topic,
                   "run, check, translate, eval, fix, fmt, diff, compare, pack, events, outputs, exit-codes");
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_doc(int argc, const char* const* argv) {
    CLI::App app("Explains the functions, constants and attributes that an analysis may use.", "collmc doc");
    DocArguments arguments;
    app.add_option("NAME", arguments.name, "what to explain (default: a list)");
    app.add_flag("--markdown", arguments.markdown, "everything, as Markdown");
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_explain(int argc, const char* const* argv) {
    CLI::App app("Explains diagnostics, with a wrong program and a right one; or an analysis, in sentences.",
                 "collmc explain");
    ExplainArguments arguments;
    app.add_option("CODE", arguments.codes, "codes such as E0201, or .cut files (default: a list of all codes)");
    app.add_flag("--markdown", arguments.markdown, "the page as it is written, as Markdown");
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_grammar(int argc, const char* const* argv) {
    CLI::App app("Prints the grammar that a language model's answer is held to.", "collmc grammar");
    GrammarArguments arguments{"gbnf"};
    app.add_option("--format", arguments.format, "for llama.cpp and its kin, for Lark, or a JSON schema (default gbnf)")
        ->option_text("gbnf|lark|json-schema")
        ->check(CLI::IsMember({"gbnf", "lark", "json-schema"}));
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

/// What all commands that ask a model have.
void add_model_options(CLI::App& app, ModelOptions& options) {
    app.add_option("--models", options.models_file,
                   "the file that describes the models (default ~/.config/collmc/models.json)")
        ->option_text("FILE");
    app.add_option("--rounds", options.limits.most_rounds, "rounds of repair after the first answer (default 3)")
        ->option_text("N")
        ->check(CLI::Range(0, 20));
    app.add_option("--most-tokens", options.limits.most_tokens,
                   "tokens of questions and answers together (default 200000)")
        ->option_text("N")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{100'000'000}));
    app.add_option("--most-cost", options.limits.most_cost,
                   "cost at which no more questions are put (default: no limit)")
        ->option_text("X")
        ->check(CLI::Range(0.0, 1e6));
}

Arguments parse_prompt(int argc, const char* const* argv) {
    CLI::App app("Prints what a language model would be sent.", "collmc prompt");
    PromptArguments arguments;
    app.add_option("KIND", arguments.kind, "translate, edit or fix")
        ->required()
        ->check(CLI::IsMember({"translate", "edit", "fix"}));
    app.add_option("REQUEST", arguments.request, "the request, a text file; - is the standard input");
    app.add_option("--program", arguments.program, "the program to change or to repair")->option_text("FILE");
    app.add_flag("--json", arguments.json, "the messages as a JSON list");
    app.add_option("--body", arguments.body_for, "the body of the HTTP request to this model's server")
        ->option_text("MODEL");
    app.add_option("--models", arguments.models.models_file, "the file that describes the models")->option_text("FILE");
    return parse_with(app, argc, argv, [&]() -> Arguments {
        if (arguments.kind != "translate" && arguments.program.empty())
            return usage_error(fmt::format("`prompt {}` needs the program: --program FILE", arguments.kind));
        return arguments;
    });
}

Arguments parse_translate(int argc, const char* const* argv) {
    CLI::App app("Translates a request in plain English to an analysis.", "collmc translate");
    TranslateArguments arguments;
    app.add_option("REQUEST", arguments.request,
                   "a text file, or - for the standard input; with --edit, the wish itself")
        ->required();
    app.add_option("-o,--output", arguments.output, "the analysis, a .cut file (default: the standard output)")
        ->option_text("FILE");
    app.add_option("--edit", arguments.edit, "change this analysis as REQUEST says")->option_text("ANALYSIS");
    auto* offline = app.add_flag("--offline", arguments.offline, "without a model, also where one is configured");
    auto* json = app.add_flag("--json", arguments.json, "one JSON object, schema collmc.translation/1; without a model");
    auto* model = app.add_option("--model", arguments.model,
                                 "which model of models.json is asked (default: its `default`; without, none is)")
                      ->option_text("NAME");
    app.add_flag("--draft", arguments.with_draft, "show the model what is translated without one")
        ->excludes(offline)
        ->excludes(json);
    app.add_option("--transcript", arguments.transcript,
                   "where the exchange is recorded (default: beside the analysis)")
        ->option_text("FILE")
        ->excludes(offline);
    auto* replay = app.add_option("--replay", arguments.replay, "answer from this transcript, without a network")
                       ->option_text("FILE");
    for (auto* option : {model, replay}) option->excludes(offline)->excludes(json);
    app.add_flag("--quiet", arguments.options.quiet, "print nothing but what went wrong");
    add_model_options(app, arguments.options);
    return parse_with(app, argc, argv, [&]() -> Arguments {
        if (!arguments.output.empty() && !ends_with_cut(arguments.output))
            return usage_error(fmt::format("an analysis is a .cut file, and `{}` is none", arguments.output));
        return arguments;
    });
}

Arguments parse_eval(int argc, const char* const* argv) {
    CLI::App app("Measures language models on a suite of questions.", "collmc eval");
    EvalArguments arguments;
    arguments.format = "text";
    arguments.options.quiet = true;
    app.add_option("SUITE", arguments.suite, "the questions, a .json file")->required();
    app.add_option("--model", arguments.models, "a model of models.json; may be given several times")
        ->option_text("NAME")
        ->required()
        ->allow_extra_args(false);
    app.add_option("--trials", arguments.trials, "how often each question is put (default 1)")
        ->option_text("N")
        ->check(CLI::Range(1, 1000));
    app.add_option("--only", arguments.only, "only these questions, by id")->option_text("IDS")->delimiter(',');
    app.add_option("--format", arguments.format, "how the table is printed (default text)")
        ->option_text("text|json|markdown")
        ->check(CLI::IsMember({"text", "json", "markdown"}));
    app.add_option("--transcripts", arguments.transcripts, "keep the transcripts and programs in this folder")
        ->option_text("DIR");
    add_model_options(app, arguments.options);
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

Arguments parse_completion(int argc, const char* const* argv) {
    CLI::App app("Prints a shell completion script.", "collmc completion");
    CompletionArguments arguments;
    app.add_option("SHELL", arguments.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

}  // namespace

Arguments parse_arguments(int argc, const char* const* argv) {
    if (argc < 2) return HelpArguments{};
    const std::string_view first = argv[1];
    if (first == "-h" || first == "--help") return HelpArguments{};
    if (first == "check") return parse_check(argc - 1, argv + 1);
    if (first == "fix") return parse_fix(argc - 1, argv + 1);
    if (first == "run") return parse_run(argc - 1, argv + 1, true);
    if (first == "translate") return parse_translate(argc - 1, argv + 1);
    if (first == "audit") return parse_audit(argc - 1, argv + 1);
    if (first == "fmt") return parse_format(argc - 1, argv + 1);
    if (first == "diff") return parse_diff(argc - 1, argv + 1);
    if (first == "compare") return parse_compare(argc - 1, argv + 1);
    if (first == "pack") return parse_pack(argc - 1, argv + 1);
    if (first == "unpack") return parse_unpack(argc - 1, argv + 1);
    if (first == "info") return parse_info(argc - 1, argv + 1);
    if (first == "help") return parse_help(argc - 1, argv + 1);
    if (first == "doc") return parse_doc(argc - 1, argv + 1);
    if (first == "explain") return parse_explain(argc - 1, argv + 1);
    if (first == "grammar") return parse_grammar(argc - 1, argv + 1);
    if (first == "prompt") return parse_prompt(argc - 1, argv + 1);
    if (first == "eval") return parse_eval(argc - 1, argv + 1);
    if (first == "completion") return parse_completion(argc - 1, argv + 1);
    return parse_run(argc, argv, false);
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
