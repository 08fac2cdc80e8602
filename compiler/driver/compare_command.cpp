// `collmc compare`: where the results of two runs differ, and by how much more than chance.

#include <fmt/format.h>
#include <unistd.h>

#include <optional>
#include <utility>
#include <variant>

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"
#include "runtime/comparison/compare.h"
#include "runtime/comparison/read_results.h"
#include "runtime/comparison/render.h"

namespace collmc::driver {

namespace {

/// The results at a path; nothing, and told, where they cannot be read.
std::optional<comparison::RunResults> read(const std::string& path, Messages& messages) {
    auto read = comparison::read_results(path);
    if (const auto* error = std::get_if<comparison::ReadError>(&read)) {
        messages.show({"E0902", error->text, {{"file", error->file}}});
        return std::nullopt;
    }
    return std::get<comparison::RunResults>(std::move(read));
}

const char* contents(const comparison::RunResults& results) { return results.has_cutflow ? "a cutflow" : "histograms"; }

}  // namespace

int compare_command(const CompareArguments& arguments) {
    Messages messages(arguments.json ? MessageFormat::json : MessageFormat::text, Messages::Stream::output);
    const auto first = read(arguments.first, messages), second = read(arguments.second, messages);
    if (!first || !second) {
        messages.finish(kInputUnreadable);
        return kInputUnreadable;  // 1 says that they differ
    }
    const comparison::Comparison found = comparison::compare(*first, *second, arguments.settings);
    if (!found.compared) {
        messages.show(
            {"E0902",
             fmt::format("nothing to compare: {} has only {} and {} only {}; give results directories, or two "
                         "files of one kind",
                         first->path, contents(*first), second->path, contents(*second)),
             {{"file", second->path}}});
        messages.finish(kInputUnreadable);
        return kInputUnreadable;
    }
    print_output(arguments.json ? comparison::render_json(found, *first, *second)
                                : comparison::render_text(found, *first, *second, colour_wanted(STDOUT_FILENO)));
    return found.agree ? kDone : kDifferent;
}

}  // namespace collmc::driver
