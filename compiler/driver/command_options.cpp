#include "compiler/driver/command_options.h"

#include <fmt/format.h>

namespace collmc::driver {

Ended usage_error(const std::string& message) {
    return {fmt::format("collmc: {}\nrun `collmc help` for the options\n", message), kUsage};
}

bool ends_with_cut(const std::string& path) { return path.size() > 4 && path.ends_with(".cut"); }

void add_diagnostics_option(CLI::App& app, std::string& format, const char* where) {
    app.add_option("--diagnostics", format,
                   fmt::format("how messages are printed: for a person, as JSON lines, or as a SARIF log, {} "
                               "(default text)",
                               where))
        ->option_text("text|json|sarif")
        ->check(CLI::IsMember(names(kMessageFormats)));
}

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

std::optional<Ended> finish_warnings(WarningOptions& warnings, const std::string& mode) {
    warnings.mode = kWarningModes.at(mode);
    for (std::string& code : warnings.ignored) {
        code = code_as_catalogued(std::move(code));
        if (const std::string why = why_not_ignored(code); !why.empty())
            return usage_error(fmt::format("--ignore: {}", why));
    }
    return std::nullopt;
}

void add_threads_option(CLI::App& app, int& threads) {
    app.add_option("--threads", threads, "threads (default: one per core)")
        ->option_text("N")
        ->check(CLI::Range(1, 1024));
}

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

}  // namespace collmc::driver
