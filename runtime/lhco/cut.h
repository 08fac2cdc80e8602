// What cutting a text into events needs to know, for chunker.h and text_file.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/lhco/error.h"

namespace collmc::lhco {

/// Text without any event row for longer than this is no LHCO file (or one event of that size).
inline constexpr std::size_t kMaxTextBetweenEvents = std::size_t{64} << 20;
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// A line whose first number is the integer 0, followed by at least two more tokens.
bool is_event_row(const char* begin, const char* end);

/// The begin of a text of whole events that ends where an event does, at or behind `size` bytes: before the first event
/// row there; all of it if there is none.
std::string_view first_events(std::string_view text, std::size_t size);

/// Extended LHCO writes CLASS.TYPE where LHCO has the row's number; the file's first row shows it.
bool is_extended(std::string_view first_text);
InputError extended_error(const std::string& path);

/// No event row between two bytes of a file, kMaxTextBetweenEvents apart.
InputError no_event_between(const std::string& path, std::uint64_t begin, std::uint64_t end);

}  // namespace collmc::lhco
