#include "runtime/execution/read_ahead.h"

#include <utility>

namespace collmc::execution {

ReadAhead::ReadAhead(InputSequence& sequence) : sequence_(sequence), thread_([this] { read_all(); }) {}

ReadAhead::Read ReadAhead::take_spare() {
    if (spare_.empty()) return {};
    Read last = std::move(spare_.back());
    spare_.pop_back();
    return last;
}

void ReadAhead::read_all() {
    std::unique_lock lock(mutex_);
    while (true) {
        may_read_.wait(lock, [this] { return stopped_ || has_room(); });
        if (stopped_) return;
        Read next = take_spare();
        lock.unlock();
        const bool is_there = sequence_.next(next.piece, next.input);
        next.fraction = sequence_.fraction();
        lock.lock();
        if (is_there) {
            bytes_ += next.piece.chunk.text.size();
            read_.push_back(std::move(next));
        } else {
            at_end_ = true;
        }
        if (is_worth_waking()) may_fetch_.notify_one();
        if (at_end_) return;
    }
}

bool ReadAhead::next(Piece& piece, std::size_t& input, double& fraction) {
    std::unique_lock lock(mutex_);
    if (read_.empty()) may_fetch_.wait(lock, [this] { return stopped_ || is_worth_waking(); });
    if (stopped_ || read_.empty()) return false;
    const bool had_room = has_room();
    Read& first = read_.front();
    bytes_ -= first.piece.chunk.text.size();
    std::swap(piece, first.piece);
    input = first.input;
    fraction = first.fraction;
    spare_.push_back(std::move(first));
    read_.pop_front();
    if (!had_room && has_room()) may_read_.notify_one();
    return true;
}

void ReadAhead::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
    }
    may_fetch_.notify_one();
    may_read_.notify_one();
    if (thread_.joinable()) thread_.join();
}

}  // namespace collmc::execution
