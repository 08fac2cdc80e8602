#include "compiler/diagnostics/edit.h"

#include <algorithm>

namespace collmc::diagnostics {

std::optional<std::string> apply_edits(std::string_view text, std::vector<Edit> edits) {
    std::stable_sort(edits.begin(), edits.end(),
                     [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
    std::string result;
    std::size_t done = 0;
    for (const auto& edit : edits) {
        if (edit.span.begin < done || edit.span.end < edit.span.begin || edit.span.end > text.size()) return {};
        result += text.substr(done, edit.span.begin - done);
        result += edit.insert;
        done = edit.span.end;
    }
    result += text.substr(done);
    return result;
}

}  // namespace collmc::diagnostics
