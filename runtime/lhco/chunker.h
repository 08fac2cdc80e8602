// Chunker: cuts the text of one input into chunks of whole events, so that chunks can be parsed apart from each other.
//
// Every chunk but the first begins at an event row: a line whose first number is the integer 0, followed by at least
// two more (a lone `0` or `BeginEvent 0` is none). The first begins at the file's begin, after a byte-order mark. All
// chunks joined are the file's text; where the cuts fall depends on the chunk size, what the events are does not.
//
// Memory: one chunk, however long the file. Threads: one at a time; chunks may be used anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/lhco/cut.h"
#include "runtime/lhco/error.h"
#include "runtime/lhco/source.h"
#include "runtime/lhco/text.h"

namespace collmc::lhco {

/// Small enough that a chunk and what is made of it stay in a core's second cache.
inline constexpr std::size_t kDefaultChunkSize = std::size_t{1} << 18;

struct Chunk {
    Text text;                 ///< whole lines; only the last chunk may lack the final newline
    std::uint64_t offset = 0;  ///< of text[0] in the uncompressed file
};

class Chunker {
public:
    /// `source` must outlive the chunker. Chunks are about `chunk_size` bytes (at least 1), longer where an event is.
    explicit Chunker(ByteSource& source, std::size_t chunk_size = kDefaultChunkSize);

    /// Replaces `chunk` (its memory is used again) by the next one. False at the end of the input, early if error().
    /// Chunks delivered before an error hold whole events: the one in which a damaged gzip file breaks off is left out.
    bool next(Chunk& chunk);

    /// Why the stream ended early: the source's error, "extended LHCO", or no event row for kMaxTextBetweenEvents.
    const InputError* error() const { return error_ ? &*error_ : nullptr; }

private:
    bool fill(Text& text, std::size_t size);
    void begin_file(Text& text);
    std::size_t find_cut(Text& text);
    void fail(InputError error);

    ByteSource& source_;
    std::size_t chunk_size_;
    Text rest_;                 ///< text read already that belongs to the next chunk
    std::uint64_t offset_ = 0;  ///< of rest_ in the uncompressed file
    bool at_end_ = false;
    std::optional<InputError> error_;
};

/// Where the last event row of `text` at or after `from` begins, not counting one at 0; npos if there is none. Only
/// lines that end with a newline are looked at. `from` is the begin of a line or inside one (which is looked at).
std::size_t last_event_row(std::string_view text, std::size_t from = 0);

}  // namespace collmc::lhco
