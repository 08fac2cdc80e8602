#include "compiler/syntax/check_text.h"

#include <fmt/format.h>

#include "compiler/diagnostics/utf8.h"

namespace collmc::syntax {

bool check_text(const diagnostics::SourceFile& file, diagnostics::Diagnostics& diagnostics) {
    const std::string_view text = file.text();
    if (text.size() > most_bytes) {
        auto& diagnostic = diagnostics.error("E0017", "syntax", {&file, 0, 0},
                                             fmt::format("this file has {:.1f} MB; a program has at most {} MB",
                                                         text.size() / 1e6, most_bytes / 1'000'000));
        diagnostic.notes.push_back("is it an events file? The analysis is named first, the events after it");
        return false;
    }
    const std::size_t bad = diagnostics::first_bad_byte(text);
    if (bad == text.size()) return true;
    const auto at = static_cast<std::uint32_t>(bad);
    auto& diagnostic = diagnostics.error("E0011", "syntax", {&file, at, at + 1},
                                         fmt::format("this file is not UTF-8 text: byte {} has the value 0x{:02X}", bad,
                                                     static_cast<unsigned char>(text[bad])));
    diagnostic.notes.push_back("save the file as UTF-8; if it is compressed or an events file, it is not a program");
    return false;
}

}  // namespace collmc::syntax
