#include "runtime/execution/read_ahead.h"

#include <utility>

namespace collmc::execution {

ReadAhead::ReadAhead(InputSequence& sequence) : sequence_(sequence), thread_([this] { read_all(); }) {}

void ReadAhead::read_all() {
    while (true) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopped_ || read_ - fetched_ < kAhead; });
        if (stopped_) return;
        Slot& slot = slots_[read_ % kAhead];  // free, and the other thread's only after read_ has grown
        lock.unlock();
        const bool is_there = sequence_.next(slot.piece, slot.input);
        slot.fraction = sequence_.fraction();
        lock.lock();
        if (is_there) {
            ++read_;
        } else {
            at_end_ = true;
        }
        lock.unlock();
        changed_.notify_all();
        if (!is_there) return;
    }
}

bool ReadAhead::next(Piece& piece, std::size_t& input, double& fraction) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return at_end_ || stopped_ || fetched_ < read_; });
    if (stopped_ || fetched_ == read_) return false;
    Slot& slot = slots_[fetched_ % kAhead];
    std::swap(piece, slot.piece);
    input = slot.input;
    fraction = slot.fraction;
    ++fetched_;
    lock.unlock();
    changed_.notify_all();
    return true;
}

void ReadAhead::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

}  // namespace collmc::execution
