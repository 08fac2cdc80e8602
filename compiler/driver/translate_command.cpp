// `collmc translate`: a request in words becomes an analysis.

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"
#include "compiler/translate/offline.h"

namespace collmc::driver {

int translate_command(const TranslateArguments& arguments) {
    std::string error;
    const std::optional<std::string> text = arguments.request == "-" ? read_standard_input(error) : read_text_file(arguments.request, error);
    if (!text) {
        print_error(error);
        return kInputUnreadable;
    }
    const diagnostics::SourceFile file(arguments.request == "-" ? "<stdin>" : arguments.request, *text);
    diagnostics::Diagnostics diagnostics;
    const translate::Translation translation = translate::translate_offline(translate::read_request(file), diagnostics);
    print_output(translation.program);
    print_diagnostics(diagnostics);
    return translation.complete() ? kDone : kProgramErrors;
}

}  // namespace collmc::driver
