// `collmc explain`: what a diagnostic means at length, with a wrong and a right program (the pages are hints/CODE.md),
// or what an analysis does, in sentences.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "compiler/diagnostics/allowance.h"
#include "compiler/diagnostics/catalogue.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/markdown_text.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"
#include "compiler/driver/warnings.h"
#include "compiler/syntax/parse.h"
#include "compiler/translate/read_back.h"

namespace collmc::driver {

namespace {

using diagnostics::CodeEntry;

struct Family {
    std::string_view begin;  ///< of its codes
    std::string_view title;
};

constexpr std::array kFamilies = {
    Family{"E00", "Syntax: how it is written"},
    Family{"E01", "Names: what there is"},
    Family{"E02", "Presence: objects that an event may lack"},
    Family{"E03", "Types and dimensions"},
    Family{"E04", "Objects and candidates"},
    Family{"E05", "Regions and their outputs"},
    Family{"E06", "Functions"},
    Family{"E09", "The installation, files and the machine"},
    Family{"E12", "Requests in words"},
    Family{"W08", "Warnings: it compiles, and is probably not what was meant"},
    Family{"W10", "Warnings: it takes long"},
    Family{"W11", "Warnings of a run"},
    Family{"N11", "Notes of a run"},
    Family{"I00", "Mistakes of collmc itself"},
};

/// The codes of a family, in their order.
std::vector<const CodeEntry*> codes_of(const Family& family) {
    std::vector<const CodeEntry*> codes;
    for (const CodeEntry& entry : diagnostics::catalogue())
        if (entry.code.starts_with(family.begin)) codes.push_back(&entry);
    return codes;
}

std::string list() {
    std::string text;
    for (const Family& family : kFamilies) {
        const std::vector<const CodeEntry*> codes = codes_of(family);
        if (codes.empty()) continue;
        text += fmt::format("{}{}\n", text.empty() ? "" : "\n", family.title);
        for (const CodeEntry* entry : codes) text += fmt::format("  {}  {}\n", entry->code, entry->title);
    }
    return text;
}

/// hints/README.md.
std::string index_page() {
    std::string text =
        "# What the diagnostics mean\n\n"
        "A page for each code: what it means, why the rule exists, a wrong program and a right one. `collmc explain "
        "CODE` prints\n"
        "it in a terminal. The tests check that each wrong program gives its code and nothing else, and each right one "
        "nothing at\n"
        "all. This page is what `collmc explain --markdown` prints.\n";
    for (const Family& family : kFamilies) {
        const std::vector<const CodeEntry*> codes = codes_of(family);
        if (codes.empty()) continue;
        text += fmt::format("\n## {}\n\n| code | |\n|---|---|\n", family.title);
        for (const CodeEntry* entry : codes)
            text += fmt::format("| [{0}]({0}.md) | {1} |\n", entry->code, entry->title);
    }
    return text;
}

/// How a warning or a note is switched off: the same for all, so it stands on no page. Empty for an error.
std::string switching_off(const CodeEntry& entry) {
    if (!why_not_ignored(std::string(entry.code)).empty()) return "";
    const std::string option = fmt::format("To switch it off: `--ignore {}`", entry.code);
    if (!diagnostics::can_be_allowed(entry.code)) return fmt::format("\n{}.\n", option);
    return fmt::format("\n{}, or a comment at its statement that says why:\n\n```cut\n# allows {}: REASON\n```\n",
                       option, entry.code);
}

/// An analysis as numbered sentences.
int explain_analysis(const std::string& path) {
    std::string error;
    const std::optional<std::string> text = read_text_file(path, error);
    if (!text) {
        print_error(error);
        return kInputUnreadable;
    }
    const diagnostics::SourceFile source(path, *text);
    diagnostics::Diagnostics diagnostics;
    const syntax::Tree tree = syntax::parse(source, diagnostics);
    if (diagnostics.has_errors()) {
        print_diagnostics(diagnostics);
        return kProgramErrors;
    }
    print_output(translate::read_back(tree));
    return kDone;
}

bool is_analysis(const std::string& name) { return name.ends_with(".cut"); }

}  // namespace

int explain_command(const ExplainArguments& arguments) {
    if (arguments.codes.empty()) {
        print_output(arguments.markdown ? index_page() : list());
        return kDone;
    }
    MarkdownOptions options;
    options.colour = colour_wanted(STDOUT_FILENO);
    const std::size_t columns = terminal_columns(STDOUT_FILENO);
    if (columns > 0) options.columns = std::min(options.columns, columns);

    int exit_code = kDone;
    bool first = true;
    for (const std::string& code : arguments.codes) {
        if (is_analysis(code)) {
            exit_code = std::max(exit_code, explain_analysis(code));
            continue;
        }
        const CodeEntry* entry = diagnostics::find_code(code_as_catalogued(code));
        if (entry == nullptr) {
            print_message(fmt::format("collmc: no diagnostic is called `{}`; {}\n", code,
                                      nearest_codes(code_as_catalogued(code))));
            exit_code = std::max<int>(exit_code, kUsage);
            continue;
        }
        std::string error;
        const auto file = share_folder() / "hints" / fmt::format("{}.md", entry->code);
        const std::optional<std::string> page = read_text_file(file.string(), error);
        if (!page) {
            print_error(fmt::format("collmc is not installed completely: {} cannot be read", file.string()));
            exit_code = std::max<int>(exit_code, kInputUnreadable);
            continue;
        }
        if (!first) print_output("\n");
        first = false;
        print_output(arguments.markdown ? *page : markdown_text(*page + switching_off(*entry), options));
    }
    return exit_code;
}

}  // namespace collmc::driver
