// The parsers of the commands: each takes the command line from its command's name on.
//
// Internal to the parsers of the command line (parse_*.cpp).
#pragma once

#include "compiler/driver/arguments.h"

namespace collmc::driver {

/// `may_be_request`: what is no .cut file is a request in words.
Arguments parse_run(int argc, const char* const* argv, bool may_be_request);

Arguments parse_check(int argc, const char* const* argv);
Arguments parse_fix(int argc, const char* const* argv);
Arguments parse_format(int argc, const char* const* argv);
Arguments parse_diff(int argc, const char* const* argv);

Arguments parse_translate(int argc, const char* const* argv);
Arguments parse_audit(int argc, const char* const* argv);
Arguments parse_eval(int argc, const char* const* argv);
Arguments parse_prompt(int argc, const char* const* argv);
Arguments parse_grammar(int argc, const char* const* argv);

Arguments parse_pack(int argc, const char* const* argv);
Arguments parse_unpack(int argc, const char* const* argv);
Arguments parse_info(int argc, const char* const* argv);
Arguments parse_compare(int argc, const char* const* argv);

Arguments parse_help(int argc, const char* const* argv);
Arguments parse_doc(int argc, const char* const* argv);
Arguments parse_explain(int argc, const char* const* argv);
Arguments parse_completion(int argc, const char* const* argv);

}  // namespace collmc::driver
