// ReadAhead: the pieces of an InputSequence, read by a thread of its own, in advance. For inputs whose reading is work:
// decompressing takes several times as long as analysing.
//
// Memory: kMostBytes, and one piece more, however long pieces are. So much is only there when nobody has fetched any
// for a while, as before the analysis is compiled; the memory of the piece that was given back last is filled next, so
// that of a reader that is waited for little is in use and stays in the caches.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
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
    static constexpr std::size_t kMostPieces = 128;
    static constexpr std::size_t kMostBytes = std::size_t{32} << 20;
    /// Who has to wait is woken for so many pieces at once: waking takes as long as reading a tenth of a piece.
    static constexpr std::size_t kWorthWaking = 4;

    struct Read {
        Piece piece;
        std::size_t input = 0;
        double fraction = 0;
    };

    void read_all();
    bool has_room() const { return read_.size() < kMostPieces && bytes_ < kMostBytes; }
    bool is_worth_waking() const { return at_end_ || read_.size() >= kWorthWaking || !has_room(); }
    Read take_spare();

    InputSequence& sequence_;
    std::mutex mutex_;  ///< of what follows
    std::condition_variable may_fetch_, may_read_;
    std::deque<Read> read_;    ///< not fetched yet
    std::size_t bytes_ = 0;    ///< of text in them
    std::vector<Read> spare_;  ///< memory to be used again, the last first
    bool at_end_ = false;
    bool stopped_ = false;
    std::thread thread_;  ///< last: it uses the others
};

}  // namespace collmc::execution
