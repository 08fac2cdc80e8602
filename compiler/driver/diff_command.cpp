// `collmc diff`: what changed in meaning between two analyses.

#include <unistd.h>

#include <utility>

#include "compiler/diff/render.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"
#include "compiler/pipeline/differences.h"

namespace collmc::driver {

namespace {

/// The text of an analysis; nothing, and told, where it cannot be read.
std::optional<std::string> read(const std::string& path, Messages& messages) {
    std::string error;
    std::optional<std::string> text = read_text_file(path, error);
    if (!text) messages.show({"E0902", error, {{"file", path}}});
    return text;
}

std::optional<diff::Differences> differences(const DiffArguments& arguments, Messages& messages) {
    std::optional<std::string> before = read(arguments.before, messages), after = read(arguments.after, messages);
    if (!before || !after) return std::nullopt;
    diagnostics::SourceSet sources;
    diagnostics::Diagnostics diagnostics;
    const diagnostics::SourceFile& old = sources.add(arguments.before, std::move(*before));
    const diagnostics::SourceFile& now = sources.add(arguments.after, std::move(*after));
    std::optional<diff::Differences> found = pipeline::differences(old, now, stdlib_folder(), sources, diagnostics);
    if (found) return found;  // warnings of programs without errors are not of the comparison
    for (const diagnostics::SourceFile* source : {&old, &now}) settle({}, *source, diagnostics);
    messages.show(diagnostics);
    return found;
}

}  // namespace

int diff_command(const DiffArguments& arguments) {
    Messages messages(arguments.json ? MessageFormat::json : MessageFormat::text, Messages::Stream::output);
    const std::optional<diff::Differences> found = differences(arguments, messages);
    if (!found) {
        messages.finish(kInputUnreadable);
        return kInputUnreadable;  // 1 says that they differ
    }
    print_output(arguments.json ? diff::render_json(*found, arguments.before, arguments.after)
                                : diff::render_text(*found, {.colour = colour_wanted(STDOUT_FILENO)}));
    return found->same_meaning() ? kDone : kDifferent;
}

}  // namespace collmc::driver
