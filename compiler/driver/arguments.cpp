#include "compiler/driver/arguments.h"

#include <string_view>

#include "compiler/driver/parse_commands.h"

namespace collmc::driver {

Arguments parse_arguments(int argc, const char* const* argv) {
    if (argc < 2) return HelpArguments{};
    const std::string_view first = argv[1];
    if (first == "-h" || first == "--help") return HelpArguments{};
    if (first == "check") return parse_check(argc - 1, argv + 1);
    if (first == "fix") return parse_fix(argc - 1, argv + 1);
    if (first == "run") return parse_run(argc - 1, argv + 1, true);
    if (first == "translate") return parse_translate(argc - 1, argv + 1);
    if (first == "audit") return parse_audit(argc - 1, argv + 1);
    if (first == "fmt") return parse_format(argc - 1, argv + 1);
    if (first == "diff") return parse_diff(argc - 1, argv + 1);
    if (first == "compare") return parse_compare(argc - 1, argv + 1);
    if (first == "pack") return parse_pack(argc - 1, argv + 1);
    if (first == "unpack") return parse_unpack(argc - 1, argv + 1);
    if (first == "info") return parse_info(argc - 1, argv + 1);
    if (first == "help") return parse_help(argc - 1, argv + 1);
    if (first == "doc") return parse_doc(argc - 1, argv + 1);
    if (first == "explain") return parse_explain(argc - 1, argv + 1);
    if (first == "grammar") return parse_grammar(argc - 1, argv + 1);
    if (first == "prompt") return parse_prompt(argc - 1, argv + 1);
    if (first == "eval") return parse_eval(argc - 1, argv + 1);
    if (first == "completion") return parse_completion(argc - 1, argv + 1);
    return parse_run(argc, argv, false);
}

}  // namespace collmc::driver
