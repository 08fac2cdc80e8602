// The subcommands, one file each. Every function returns the exit code.
#pragma once

#include "compiler/driver/arguments.h"
#include "compiler/driver/interruption.h"

namespace collmc::driver {

int run_command(const RunArguments& arguments, const std::vector<std::string>& command_line,
                Interruption& interruption);
int check_command(const CheckArguments& arguments, Interruption& interruption);
int fix_command(const FixArguments& arguments, Interruption& interruption);
int help_command(const HelpArguments& arguments);
int doc_command(const DocArguments& arguments);
int explain_command(const ExplainArguments& arguments);
int completion_command(const CompletionArguments& arguments);

}  // namespace collmc::driver
