#include "compiler/syntax/check_text.h"

#include <fmt/format.h>

namespace collmc::syntax {

namespace {

/// The length of the UTF-8 sequence at the beginning of a text, or 0 where there is none (RFC 3629).
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool surrogate = first == 0xED && byte(1) >= 0xA0;
    const bool too_large = first == 0xF4 && byte(1) >= 0x90;
    return overlong || surrogate || too_large ? 0 : length;
}

/// The offset of the first byte that is not UTF-8, or the size of the text.
std::size_t first_bad_byte(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = sequence_length(text.substr(at));
        if (length == 0) break;
        at += length;
    }
    return at;
}

}  // namespace

bool check_text(const diagnostics::SourceFile& file, diagnostics::Diagnostics& diagnostics) {
    const std::string_view text = file.text();
    if (text.size() > most_bytes) {
        auto& diagnostic = diagnostics.error("E0017", "syntax", {&file, 0, 0},
                                             fmt::format("this file has {:.1f} MB; a program has at most {} MB",
                                                         text.size() / 1e6, most_bytes / 1'000'000));
        diagnostic.notes.push_back("is it an events file? The analysis is named first, the events after it");
        return false;
    }
    const std::size_t bad = first_bad_byte(text);
    if (bad == text.size()) return true;
    const auto at = static_cast<std::uint32_t>(bad);
    auto& diagnostic = diagnostics.error("E0011", "syntax", {&file, at, at + 1},
                                         fmt::format("this file is not UTF-8 text: byte {} has the value 0x{:02X}", bad,
                                                     static_cast<unsigned char>(text[bad])));
    diagnostic.notes.push_back("save the file as UTF-8; if it is compressed or an events file, it is not a program");
    return false;
}

}  // namespace collmc::syntax
