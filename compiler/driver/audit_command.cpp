// `collmc audit`: whether an analysis does what a request says.

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"
#include "compiler/driver/translation.h"
#include "compiler/translate/audit.h"
#include "compiler/translate/offline.h"

namespace collmc::driver {

int audit_command(const AuditArguments& arguments) {
    std::string error;
    const std::optional<std::string> text = read_text_file(arguments.request, error, kRequestText);
    const std::optional<std::string> program = text ? read_text_file(arguments.analysis, error) : std::nullopt;
    if (!program) {
        print_error(error);
        return kInputUnreadable;
    }
    diagnostics::SourceSet sources;
    const translate::Request request = translate::read_request(sources.add(arguments.request, *text));
    diagnostics::Diagnostics of_request, of_program;  // what is not understood stands in the table
    const translate::Translation translation = translate::translate_offline(request, of_request);
    const diagnostics::SourceFile& source = sources.add(arguments.analysis, *program);
    const auto audit = audit_program(request, translation.program, source, sources, of_program);
    if (!audit) {
        print_diagnostics(of_program);
        return kInputUnreadable;  // 1 says that they differ
    }
    print_output(arguments.json ? translate::render_json(*audit, arguments.request, arguments.analysis)
                                : translate::render_text(*audit));
    return audit->clean() ? kDone : kDifferent;
}

}  // namespace collmc::driver
