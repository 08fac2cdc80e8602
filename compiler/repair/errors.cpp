#include "compiler/repair/errors.h"

namespace collmc::repair {

using diagnostics::Diagnostic;
using diagnostics::Severity;

std::size_t stage_of(const Diagnostic& diagnostic) {
    if (diagnostic.phase == "syntax") return 0;
    if (diagnostic.code == "E0508") return 2;  // a missing region is told where nothing else is wrong
    // Of the family of presence, E0210 is a matter of types.
    return diagnostic.code.starts_with("E02") && diagnostic.code != "E0210" ? 3 : 1;
}

Errors count_errors(const diagnostics::Diagnostics& diagnostics) {
    Errors errors{};
    for (const Diagnostic& diagnostic : diagnostics.all())
        if (diagnostic.severity == Severity::error || diagnostic.severity == Severity::internal)
            ++errors[stage_of(diagnostic)];
    return errors;
}

}  // namespace collmc::repair
