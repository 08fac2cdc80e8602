// What the commands' parsers share: options that several have, and how a parse ends.
//
// Internal to the parsers of the command line (parse_*.cpp).
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/arguments.h"
#include "compiler/driver/exit_codes.h"

namespace collmc::driver {

/// The words of options, and what they mean.
inline const std::map<std::string, lhco::OnBadEvent> kOnBadEvent = {{"fail", lhco::OnBadEvent::kStop},
                                                                    {"skip", lhco::OnBadEvent::kSkip}};
inline const std::map<std::string, MessageFormat> kMessageFormats = {
    {"text", MessageFormat::text}, {"json", MessageFormat::json}, {"sarif", MessageFormat::sarif}};
inline const std::map<std::string, WarningOptions::Mode> kWarningModes = {{"default", WarningOptions::Mode::shown},
                                                                          {"error", WarningOptions::Mode::errors},
                                                                          {"none", WarningOptions::Mode::none}};

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

/// The command line is wrong: `message` says how, and what is right.
Ended usage_error(const std::string& message);

bool ends_with_cut(const std::string& path);

/// `format` holds the default.
void add_diagnostics_option(CLI::App& app, std::string& format, const char* where);
/// `mode` holds the default.
void add_warning_options(CLI::App& app, WarningOptions& warnings, std::string& mode);
/// What CLI11 cannot check of `--ignore` and `--warnings`.
std::optional<Ended> finish_warnings(WarningOptions& warnings, const std::string& mode);
void add_threads_option(CLI::App& app, int& threads);
/// What all commands that ask a model have.
void add_model_options(CLI::App& app, ModelOptions& options);

/// Parses, and makes of what was parsed what `finish` says.
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

}  // namespace collmc::driver
