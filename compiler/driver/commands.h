// The subcommands, one file each. Every function returns the exit code.
#pragma once

#include "compiler/driver/arguments.h"
#include "compiler/driver/interruption.h"
#include "compiler/driver/messages.h"

namespace collmc::driver {

int run_command(const RunArguments& arguments, const std::vector<std::string>& command_line, Interruption& interruption,
                Messages& messages);
int check_command(const CheckArguments& arguments, Interruption& interruption, Messages& messages);
int fix_command(const FixArguments& arguments, Interruption& interruption);
int translate_command(const TranslateArguments& arguments, Interruption& interruption);
int audit_command(const AuditArguments& arguments);
int format_command(const FormatArguments& arguments);
int pack_command(const PackArguments& arguments, Interruption& interruption);
int unpack_command(const UnpackArguments& arguments, Interruption& interruption);
int info_command(const InfoArguments& arguments, Interruption& interruption);
int diff_command(const DiffArguments& arguments);
int compare_command(const CompareArguments& arguments);
int help_command(const HelpArguments& arguments);
int doc_command(const DocArguments& arguments);
int explain_command(const ExplainArguments& arguments);
int grammar_command(const GrammarArguments& arguments);
int prompt_command(const PromptArguments& arguments);
int eval_command(const EvalArguments& arguments, Interruption& interruption);
int completion_command(const CompletionArguments& arguments);

}  // namespace collmc::driver
