// The command lines of requests in words and of language models.

#include <fmt/format.h>

#include "compiler/driver/command_options.h"
#include "compiler/driver/parse_commands.h"

namespace collmc::driver {

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
    auto* json =
        app.add_flag("--json", arguments.json, "one JSON object, schema collmc.translation/1; without a model");
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

Arguments parse_grammar(int argc, const char* const* argv) {
    CLI::App app("Prints the grammar that a language model's answer is held to.", "collmc grammar");
    GrammarArguments arguments{"gbnf"};
    app.add_option("--format", arguments.format, "for llama.cpp and its kin, for Lark, or a JSON schema (default gbnf)")
        ->option_text("gbnf|lark|json-schema")
        ->check(CLI::IsMember({"gbnf", "lark", "json-schema"}));
    return parse_with(app, argc, argv, [&]() -> Arguments { return arguments; });
}

}  // namespace collmc::driver
