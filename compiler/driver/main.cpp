// The command `collmc`. See arguments.h for its options and commands.h for its subcommands.

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/driver/arguments.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/interruption.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/reproducer.h"
#include "compiler/driver/text.h"

namespace collmc::driver {

namespace {

int dispatch(const Arguments& arguments, const std::vector<std::string>& command_line, Interruption& interruption,
             Messages& messages) {
    if (const auto* run = std::get_if<RunArguments>(&arguments))
        return run_command(*run, command_line, interruption, messages);
    if (const auto* check = std::get_if<CheckArguments>(&arguments))
        return check_command(*check, interruption, messages);
    if (const auto* fix = std::get_if<FixArguments>(&arguments)) return fix_command(*fix, interruption);
    if (const auto* translate = std::get_if<TranslateArguments>(&arguments))
        return translate_command(*translate, interruption);
    if (const auto* audit = std::get_if<AuditArguments>(&arguments)) return audit_command(*audit);
    if (const auto* format = std::get_if<FormatArguments>(&arguments)) return format_command(*format);
    if (const auto* diff = std::get_if<DiffArguments>(&arguments)) return diff_command(*diff);
    if (const auto* compare = std::get_if<CompareArguments>(&arguments)) return compare_command(*compare);
    if (const auto* pack = std::get_if<PackArguments>(&arguments)) return pack_command(*pack, interruption);
    if (const auto* unpack = std::get_if<UnpackArguments>(&arguments)) return unpack_command(*unpack, interruption);
    if (const auto* info = std::get_if<InfoArguments>(&arguments)) return info_command(*info, interruption);
    if (const auto* help = std::get_if<HelpArguments>(&arguments)) return help_command(*help);
    if (const auto* doc = std::get_if<DocArguments>(&arguments)) return doc_command(*doc);
    if (const auto* explain = std::get_if<ExplainArguments>(&arguments)) return explain_command(*explain);
    if (const auto* grammar = std::get_if<GrammarArguments>(&arguments)) return grammar_command(*grammar);
    if (const auto* prompt = std::get_if<PromptArguments>(&arguments)) return prompt_command(*prompt);
    if (const auto* eval = std::get_if<EvalArguments>(&arguments)) return eval_command(*eval, interruption);
    if (const auto* completion = std::get_if<CompletionArguments>(&arguments)) return completion_command(*completion);
    const Ended& ended = std::get<Ended>(arguments);
    ended.exit_code == kDone ? print_output(ended.text) : print_message(ended.text);
    return ended.exit_code;
}

/// The analyses a command works on, for the reproducer.
std::vector<std::string> analyses_of(const Arguments& arguments) {
    if (const auto* run = std::get_if<RunArguments>(&arguments)) return {run->analysis};
    if (const auto* check = std::get_if<CheckArguments>(&arguments)) return check->analyses;
    if (const auto* fix = std::get_if<FixArguments>(&arguments)) return fix->analyses;
    if (const auto* translate = std::get_if<TranslateArguments>(&arguments))
        return {translate->edit.empty() ? translate->request : translate->edit};
    if (const auto* audit = std::get_if<AuditArguments>(&arguments)) return {audit->request, audit->analysis};
    if (const auto* format = std::get_if<FormatArguments>(&arguments)) return format->files;
    if (const auto* diff = std::get_if<DiffArguments>(&arguments)) return {diff->before, diff->after};
    return {};
}

/// Where and how a command's messages go.
std::unique_ptr<Messages> messages_of(const Arguments& arguments) {
    if (const auto* run = std::get_if<RunArguments>(&arguments))
        return std::make_unique<Messages>(run->messages, Messages::Stream::error, run->warnings);
    if (const auto* check = std::get_if<CheckArguments>(&arguments))
        return std::make_unique<Messages>(check->messages, Messages::Stream::output, check->warnings);
    return std::make_unique<Messages>(MessageFormat::text, Messages::Stream::error);
}

int run_guarded(const Arguments& arguments, const std::vector<std::string>& command_line, Interruption& interruption) {
    const std::unique_ptr<Messages> messages = messages_of(arguments);
    std::string phase = "run", what;
    try {
        const int exit_code = dispatch(arguments, command_line, interruption, *messages);
        const std::string loss = lost_output();
        if (exit_code != kDone || loss.empty()) return exit_code;
        print_error(loss);
        return kOutputUnwritable;
    } catch (const diagnostics::InternalError& error) {
        phase = error.phase;
        what = error.what();
    } catch (const std::bad_alloc&) {
        what = "out of memory";
    } catch (const std::exception& error) {
        what = error.what();
    }
    report_internal_error(phase, what, command_line, analyses_of(arguments), *messages);
    messages->finish(kInternalError);
    return kInternalError;
}

/// Ends the program without taking apart what lives as long as it does, the parser's tables above all: that would cost
/// a short check a tenth of its time. A search for leaks waits for the usual end.
int leave(int exit_code) {
    std::fflush(nullptr);
#ifndef __SANITIZE_ADDRESS__
    std::_Exit(exit_code);
#endif
    return exit_code;
}

}  // namespace

}  // namespace collmc::driver

int main(int argc, char** argv) {
    using namespace collmc::driver;
    Interruption interruption;
    const std::vector<std::string> command_line(argv, argv + argc);
    const int exit_code = run_guarded(parse_arguments(argc, argv), command_line, interruption);
    return leave(exit_code);
}
