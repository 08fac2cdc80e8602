// InputSequence: the inputs one after the other as one stream of chunks of whole events.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/lhco/chunker.h"
#include "runtime/lhco/source.h"

namespace collmc::execution {

/// What is known of an input when its stream has ended, or was left.
struct InputEnd {
    std::uint64_t bytes = 0;
    std::string checksum;              ///< empty where the stream was not read to its end
    std::optional<std::string> error;  ///< why it ended early
};

class InputSequence {
public:
    InputSequence(const std::vector<std::string>& paths, std::size_t chunk_bytes);
    ~InputSequence();

    /// True if some input is a compressed file: then reading takes longer than analysing.
    static bool is_work_to_read(const std::vector<std::string>& paths);

    /// Replaces `chunk` by the next one and `input` by the index of its file. False when all inputs are at their end,
    /// or one cannot be read: then `failed_input` tells which, and its InputEnd holds the error.
    bool next(lhco::Chunk& chunk, std::size_t& input);

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
    void leave_current();

    const std::vector<std::string>& paths_;
    std::size_t chunk_bytes_;
    std::size_t current_ = 0;  ///< index of the open input, or of the next one to open
    std::optional<lhco::ByteSource> source_;
    std::optional<lhco::Chunker> chunker_;
    std::vector<InputEnd> ends_;
    std::optional<std::size_t> failed_;
    std::uint64_t total_bytes_ = 0, finished_bytes_ = 0;
};

}  // namespace collmc::execution
