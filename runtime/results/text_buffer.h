// Text that grows at its end, written in place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace collmc::results {

class TextBuffer {
public:
    /// So many characters behind the last one may be read, and are written by copy().
    static constexpr std::size_t kPiece = 32;

    std::size_t size() const { return size_; }
    const char* data() const { return memory_.get(); }
    operator std::string_view() const { return {memory_.get(), size_}; }
    void clear() { size_ = 0; }

    /// Where the next `count` characters belong; holds until the next call.
    char* room(std::size_t count) {
        if (capacity_ - size_ < count + kPiece) grow(count + kPiece);
        return memory_.get() + size_;
    }
    /// They are there, up to `end`.
    void end_at(const char* end) { size_ = static_cast<std::size_t>(end - memory_.get()); }

    /// Copies text of a TextBuffer to the room of another, faster than a call could begin to, and gives where it ends.
    static char* copy(const char* from, std::size_t count, char* to) {
        for (std::size_t i = 0; i < count; i += kPiece) std::memcpy(to + i, from + i, kPiece);
        return to + count;
    }

private:
    void grow(std::size_t by) {
        const std::size_t capacity = std::max(2 * capacity_, size_ + by);
        auto memory = std::make_unique<char[]>(capacity);
        if (size_ > 0) std::memcpy(memory.get(), memory_.get(), size_);
        memory_ = std::move(memory);
        capacity_ = capacity;
    }

    std::unique_ptr<char[]> memory_;
    std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace collmc::results
