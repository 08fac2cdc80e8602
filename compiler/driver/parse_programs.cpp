// The command lines of what works on analyses without running them.

#include <fmt/format.h>

#include "compiler/driver/command_options.h"
#include "compiler/driver/parse_commands.h"

namespace collmc::driver {

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

}  // namespace collmc::driver
