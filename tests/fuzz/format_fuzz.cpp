// Any bytes as a program: where it parses, formatting keeps its tree and its comments, and leaves alone what it made.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiler/syntax/format.h"
#include "compiler/syntax/parse.h"
#include "tests/unit/syntax/written.h"

using namespace collmc;

static void check(bool holds) {
    if (!holds) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const diagnostics::SourceFile before("fuzz.cut", std::string(reinterpret_cast<const char*>(data), size));
    diagnostics::Diagnostics found;
    const auto text = syntax::format(before, found);
    check(text.has_value() != found.has_errors());
    if (!text) return 0;

    const diagnostics::SourceFile after("fuzz.cut", *text);
    const syntax::Tree tree = syntax::parse(before, found), formatted = syntax::parse(after, found);
    check(!found.has_errors());
    check(syntax::testing::tree_of(formatted) == syntax::testing::tree_of(tree));
    check(syntax::testing::comments_of(*text) == syntax::testing::comments_of(before.text()));
    check(syntax::format(after, found) == text);
    return 0;
}
