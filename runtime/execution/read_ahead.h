// ReadAhead: the pieces of an InputSequence, read by a thread of its own, a few of them in advance. For inputs whose
// reading is work: decompressing takes several times as long as analysing.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "runtime/execution/input_sequence.h"

namespace collmc::execution {

class ReadAhead {
public:
    /// Begins to read. Until stop() the sequence is this object's alone.
    explicit ReadAhead(InputSequence& sequence);
    ~ReadAhead() { stop(); }
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// As InputSequence::next(); `fraction` is what the sequence's was when the piece had been read. Of one thread at a
    /// time.
    bool next(Piece& piece, std::size_t& input, double& fraction);

    /// Ends the reading, after the piece that is being read; those that were not fetched are lost.
    void stop();

private:
    static constexpr std::size_t kAhead = 8;  ///< pieces

    struct Slot {
        Piece piece;
        std::size_t input = 0;
        double fraction = 0;
    };

    void read_all();

    InputSequence& sequence_;
    std::vector<Slot> slots_{kAhead};  ///< piece number n stands in slot n modulo kAhead
    std::mutex mutex_;                 ///< of what follows
    std::condition_variable changed_;
    std::size_t read_ = 0, fetched_ = 0;  ///< pieces
    bool at_end_ = false;
    bool stopped_ = false;
    std::thread thread_;  ///< last: it uses the others
};

}  // namespace collmc::execution
