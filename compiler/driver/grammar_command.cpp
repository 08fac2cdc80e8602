// `collmc grammar`: the grammars that a model's answer is held to.

#include <array>
#include <utility>

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"

namespace collmc::driver {

int grammar_command(const GrammarArguments& arguments) {
    constexpr std::array<std::pair<std::string_view, const char*>, 3> files = {
        {{"gbnf", "cut.gbnf"}, {"lark", "cut.lark"}, {"json-schema", "cut.schema.json"}}};
    for (const auto& [format, file] : files) {
        if (format != arguments.format) continue;
        std::string error;
        const std::optional<std::string> text = read_text_file((grammar_folder() / file).string(), error);
        if (!text) {
            print_error(error);
            return kInputUnreadable;
        }
        print_output(*text);
    }
    return kDone;
}

}  // namespace collmc::driver
