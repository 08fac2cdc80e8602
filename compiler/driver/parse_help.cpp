// The command lines of what explains collmc.

#include "compiler/driver/command_options.h"
#include "compiler/driver/parse_commands.h"

namespace collmc::driver {

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

Arguments parse_completion(int argc, const char* const* argv) {
    CLI::App app("Prints a shell completion script.", "collmc completion");
    CompletionArguments arguments;
    app.add_option("SHELL", arguments.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

}  // namespace collmc::driver
