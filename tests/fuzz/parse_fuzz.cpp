// Any bytes as a program: the parser must end, with a tree that can be printed and messages that can be rendered.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiler/diagnostics/edit.h"
#include "compiler/diagnostics/render_json.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/print.h"

using namespace collmc;

static void check(bool holds) {
    if (!holds) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const diagnostics::SourceFile file("fuzz.cut", std::string(reinterpret_cast<const char*>(data), size));
    diagnostics::Diagnostics found;
    const syntax::Tree tree = syntax::parse(file, found);
    check(found.all().size() <= syntax::most_errors + 1);
    syntax::outline(tree);
    diagnostics::render_text(found);
    diagnostics::render_json(found);
    for (const auto& diagnostic : found.all()) {
        check(diagnostic.primary.file == &file && diagnostic.primary.begin <= diagnostic.primary.end);
        check(diagnostic.primary.end <= size);
        for (const auto& fix : diagnostic.fixes) check(diagnostics::apply_edits(file.text(), fix.edits).has_value());
    }
    return 0;
}
