// TextFile: LHCO text that lies in a file as it is, so that any part of it can be read without what is before.
//
// The events of a range of bytes are those whose event row begins in it; the text before the first event row of a file
// belongs to the range that begins at 0. Neighbours find the same border, each from the text alone: ranges that cover
// the file hold each event once, whatever their sizes.
//
// Text is read where the system keeps it (files/mapped_file.h) if that is possible, or copied: the begin and the end of
// a file always, events that are far longer than others, and whatever must hold on. A file that shrinks meanwhile is an
// error. Threads: one file may be read by many at a time, each with a reader of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/files/mapped_file.h"
#include "runtime/lhco/crc64.h"
#include "runtime/lhco/error.h"
#include "runtime/lhco/text.h"

namespace collmc::lhco {

class TextFile {
public:
    /// Takes the descriptor, of a file of `size` bytes that is LHCO text or has no other format, and closes it.
    TextFile(std::string path, int descriptor, std::uint64_t size)
        : path_(std::move(path)),
          descriptor_(descriptor),
          size_(size),
          mapped_(files::MappedFile::map(descriptor, size)) {}
    TextFile(const TextFile&) = delete;
    TextFile& operator=(const TextFile&) = delete;
    ~TextFile();

    const std::string& path() const { return path_; }
    std::uint64_t size() const { return size_; }

private:
    friend class RangeReader;
    const std::string path_;
    const int descriptor_;
    const std::uint64_t size_;  ///< when it was opened: what is written behind it later is not read
    const std::unique_ptr<const files::MappedFile> mapped_;  ///< null where it must be copied
};

/// The events of a range.
struct RangeText {
    std::string_view text;     ///< whole lines, Text::kReadableBehind readable bytes behind; may be empty
    std::uint64_t offset = 0;  ///< of text[0] in the file
};

/// What shows when a range has been used.
struct RangeEnd {
    std::uint64_t checksum = 0;       ///< CRC-64 of the bytes of the range
    std::optional<InputError> error;  ///< the text was empty, or nothing counts that was made of it
};

/// Keeps its memory from range to range: that of a range and of an event, at most.
class RangeReader {
public:
    enum class Way {
        kInPlace,  ///< where possible
        kCopied,   ///< the text holds until the next call, whatever becomes of the file
    };

    /// `begin` < `end` <= file.size().
    RangeText read(const TextFile& file, std::uint64_t begin, std::uint64_t end, Way way = Way::kInPlace);
    /// Some of the range's text, up to `end`, has been used. Its checksum is taken while the processor has it at hand.
    void used_up_to(const char* end);
    /// To be called for each range, when all of its text has been used. Copied text holds on.
    RangeEnd close();

private:
    std::optional<RangeText> read_in_place();
    RangeText read_copy();
    bool fill(std::size_t size);
    std::size_t find_newline(std::size_t from, std::size_t limit);
    std::size_t find_event_row(std::size_t from, std::size_t limit);
    std::size_t begin_of_file() const;
    InputError became_shorter(std::uint64_t size) const;

    const TextFile* file_ = nullptr;
    std::uint64_t begin_ = 0, end_ = 0;  ///< of the range
    std::uint64_t offset_ = 0;           ///< of bytes_ in the file
    std::string_view bytes_;             ///< in mapped_ or in copy_
    files::MappedBytes mapped_;
    Text copy_;
    Crc64 checksum_;            ///< of the range's bytes before ...
    std::uint64_t summed_ = 0;  ///< ... this place of the file
    std::optional<InputError> error_;
};

}  // namespace collmc::lhco
