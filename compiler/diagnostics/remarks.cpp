#include "compiler/diagnostics/remarks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace collmc::diagnostics {

std::vector<Remark> remarks_of(const Diagnostic& diagnostic) {
    std::vector<Remark> remarks;
    if (!diagnostic.context.empty()) remarks.push_back({"", fmt::format("in {}", fmt::join(diagnostic.context, ", "))});
    if (!diagnostic.expected.empty()) remarks.push_back({"expected: ", diagnostic.expected.words});
    if (!diagnostic.found.empty()) remarks.push_back({"found: ", diagnostic.found.words});
    for (const auto& note : diagnostic.notes) remarks.push_back({"note: ", note});
    if (!diagnostic.candidates.empty() && diagnostic.fixes.empty())
        remarks.push_back({"help: ", fmt::format("did you mean `{}`?", fmt::join(diagnostic.candidates, "`, `"))});
    return remarks;
}

std::string words_of(const Fix& fix) {
    const bool changes = fix.applicability == EditClass::changes_selection;
    return fmt::format("{}{}{}{}", fix.title, fix.effect.empty() ? "" : ": ", fix.effect,
                       changes ? " (this changes which events pass)" : "");
}

}  // namespace collmc::diagnostics
