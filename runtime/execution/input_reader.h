// InputReader: the inputs of a run as pieces to be analysed. Compressed inputs are read by a thread of its own, which
// begins at once: what has to be done before there is an analysis (its program is compiled) goes beside it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/execution/input_sequence.h"
#include "runtime/execution/read_ahead.h"

namespace collmc::execution {

struct InputOptions {
    int threads = 1;  ///< that analyse; each gets some of a file that is long enough
    std::size_t chunk_bytes = lhco::kDefaultChunkSize;
    PackedCopies copies = {};  ///< that are read in the place of inputs
    /// False where a range of events was asked for. Then nothing is read ahead: such a run reads no further than it
    /// must, so that what it says of its inputs is always the same. And pieces are short: their events wait until they
    /// are numbered.
    bool all_events = true;
};

class InputReader {
public:
    InputReader(std::vector<std::string> paths, InputOptions options)
        : paths_(std::move(paths)),
          chunk_bytes_(options.chunk_bytes),
          sequence_(paths_, options.chunk_bytes, options.all_events ? TextPieces::kRanges : TextPieces::kShortRanges,
                    std::move(options.copies), options.threads) {
        if (options.all_events && InputSequence::is_work_to_read(paths_)) ahead_.emplace(sequence_);
    }

    const std::vector<std::string>& paths() const { return paths_; }
    std::size_t chunk_bytes() const { return chunk_bytes_; }

    /// As InputSequence::next(); `fraction` is that of the inputs that have been read with this piece. Of one thread at
    /// a time.
    bool next(Piece& piece, std::size_t& input, double& fraction) {
        if (ahead_) return ahead_->next(piece, input, fraction);
        const bool is_there = sequence_.next(piece, input);
        fraction = sequence_.fraction();
        return is_there;
    }

    /// Ends the reading. Returns what is known of the inputs then.
    InputSequence& end() {
        ahead_.reset();
        return sequence_;
    }

private:
    std::vector<std::string> paths_;
    std::size_t chunk_bytes_;
    InputSequence sequence_;
    std::optional<ReadAhead> ahead_;
};

}  // namespace collmc::execution
