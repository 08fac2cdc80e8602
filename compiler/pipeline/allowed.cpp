#include "compiler/pipeline/allowed.h"

#include "compiler/syntax/allowances.h"
#include "compiler/syntax/parse.h"

namespace collmc::pipeline {

std::vector<diagnostics::Allowed> take_allowed(const diagnostics::SourceFile& source,
                                               diagnostics::Diagnostics& diagnostics, bool complete) {
    if (!syntax::may_allow(source)) return {};
    diagnostics::Diagnostics told_already;
    const syntax::Tree tree = syntax::parse(source, told_already);
    return diagnostics::take_allowed(syntax::read_allowances(tree), diagnostics, complete);
}

}  // namespace collmc::pipeline
