// `collmc diff`: what changed in meaning between two analyses.

#include <unistd.h>

#include "compiler/diff/render.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"
#include "compiler/pipeline/differences.h"

namespace collmc::driver {

int diff_command(const DiffArguments& arguments) {
    std::string error;
    std::optional<std::string> before = read_text_file(arguments.before, error);
    std::optional<std::string> after;
    if (before) after = read_text_file(arguments.after, error);
    if (!before || !after) {
        print_error(error);
        return kInputUnreadable;
    }
    diagnostics::SourceSet sources;
    diagnostics::Diagnostics diagnostics;
    const diagnostics::SourceFile& old = sources.add(arguments.before, std::move(*before));
    const diagnostics::SourceFile& now = sources.add(arguments.after, std::move(*after));
    const auto found = pipeline::differences(old, now, stdlib_folder(), sources, diagnostics);
    if (!found) {
        Messages messages(arguments.json ? MessageFormat::json : MessageFormat::text, Messages::Stream::output);
        messages.show(diagnostics);
        messages.finish(kInputUnreadable);
        return kInputUnreadable;  // 1 says that they differ
    }
    print_output(arguments.json ? diff::render_json(*found, arguments.before, arguments.after)
                                : diff::render_text(*found, {.colour = colour_wanted(STDOUT_FILENO)}));
    return found->same_meaning() ? kDone : kDifferent;
}

}  // namespace collmc::driver
