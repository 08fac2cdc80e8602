// UTF-8, as RFC 3629 has it.
#pragma once

#include <cstddef>
#include <string_view>

namespace collmc::diagnostics {

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 1;  ///< bytes; 1 where there is no code point
    bool valid = false;      ///< false: the byte belongs to none
};

/// The code point with which a text that is not empty begins.
CodePoint first_code_point(std::string_view text);

/// The offset of the first byte that is not UTF-8, or the size of the text.
std::size_t first_bad_byte(std::string_view text);

inline bool is_utf8(std::string_view text) { return first_bad_byte(text) == text.size(); }

/// Whether a byte continues a code point that began before it.
inline bool continues_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace collmc::diagnostics
