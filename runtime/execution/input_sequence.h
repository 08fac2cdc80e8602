// InputSequence: the inputs one after the other as one stream of pieces of whole events: chunks of LHCO text, ranges of
// files of text, and blocks of packed events. What an input is, its first bytes tell.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/lhco/chunker.h"
#include "runtime/lhco/source.h"
#include "runtime/packed/file.h"

namespace collmc::execution {

/// What is known of an input when its stream has ended, or was left.
struct InputEnd {
    std::uint64_t bytes = 0;
    std::string checksum;                 ///< empty where the stream was not read to its end
    std::optional<std::string> error;     ///< why it ended early
    std::vector<packed::Source> sources;  ///< of packed events: what they were packed from
    bool is_in_ranges = false;            ///< delivered in ranges: bytes and checksum are not known here
};

/// Packed copies of the inputs, by their index; null where there is none. A copy is read in the place of its input, and
/// its one source is what the input is.
using PackedCopies = std::vector<std::shared_ptr<const packed::File>>;

/// A chunk of text, a range of a file of text, or some blocks of packed events.
struct Piece {
    lhco::Chunk chunk;                                          ///< its memory is used again
    std::shared_ptr<const lhco::TextFile> text_file = nullptr;  ///< where not null, a range of it, ...
    std::uint64_t begin = 0, end = 0;                           ///< ... in bytes
    std::shared_ptr<const packed::File> file = nullptr;         ///< where not null, blocks of it: ...
    std::size_t first_block = 0, last_block = 0;                ///< ... [first, last)
};

/// How files of text are delivered that are not compressed.
enum class TextPieces {
    kChunks,       ///< as other text
    kRanges,       ///< unread: whoever reads them accounts for their checksums, and the InputEnd holds none
    kShortRanges,  ///< likewise, each as long as a chunk
};

class InputSequence {
public:
    /// `chunk_bytes`: about so long are chunks of text (lhco::kDefaultChunkSize); ranges are many times as long.
    /// `threads`: that read the pieces; each gets some of a file that is long enough.
    InputSequence(const std::vector<std::string>& paths, std::size_t chunk_bytes, TextPieces text_pieces,
                  PackedCopies copies = {}, int threads = 1);
    ~InputSequence();

    /// True if some input is a compressed file: then reading takes longer than analysing.
    static bool is_work_to_read(const std::vector<std::string>& paths);

    /// Replaces `piece` by the next one and `input` by the index of its file. False when all inputs are at their end,
    /// or one cannot be read: then `failed_input` tells which, and its InputEnd holds the error.
    bool next(Piece& piece, std::size_t& input);

    /// Reads a compressed input that is still open to its end without delivering it: only there does its checksum tell
    /// whether what was read before is what was written. The InputEnd then holds the error, if there is one. Ends early
    /// at `stop`.
    void verify_rest(std::size_t input, const std::atomic<bool>* stop);

    const InputEnd& end_of(std::size_t input) const { return ends_[input]; }
    std::optional<std::size_t> failed_input() const { return failed_; }
    /// Stored bytes consumed so far over those of all inputs; 0 where a size is not known.
    double fraction() const;

private:
    bool open_next();
    bool open_packed(std::shared_ptr<const packed::File> file);
    bool fail(const lhco::InputError& error);
    bool next_blocks(Piece& piece);
    bool next_range(Piece& piece);
    std::uint64_t most_bytes(std::uint64_t size) const;
    void leave_current();
    void leave_text();
    void leave_packed();
    bool is_copy() const { return current_ < copies_.size() && copies_[current_] != nullptr; }
    std::uint64_t position() const;

    const std::vector<std::string>& paths_;
    std::size_t chunk_bytes_;
    TextPieces text_pieces_;
    std::size_t threads_;
    std::size_t current_ = 0;  ///< index of the open input, or of the next one to open
    std::optional<lhco::ByteSource> source_;
    std::optional<lhco::Chunker> chunker_;
    std::shared_ptr<const lhco::TextFile> text_file_;  ///< the open input, if it is delivered in ranges
    std::uint64_t range_ = 0;                          ///< of it, where the next one begins
    PackedCopies copies_;
    std::shared_ptr<const packed::File> file_;  ///< the open input, if it is packed
    std::size_t block_ = 0;                     ///< of it, the next one
    std::vector<InputEnd> ends_;
    std::optional<std::size_t> failed_;
    std::uint64_t total_bytes_ = 0, finished_bytes_ = 0;
};

}  // namespace collmc::execution
