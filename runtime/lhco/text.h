// Text: the bytes of a chunk. Unlike a string it does not write zeros where the reader puts text at once; and behind
// its end it has kReadableBehind zeros, so that its last rows can be read as fast as the others.
//
// Where it is copied to matters for how fast the system copies a file from its cache: a copy that is a few bytes behind
// its original, counted within a page of memory, takes up to six times as long, because the processor takes each load
// for one of what has just been stored.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "runtime/columns/buffer.h"
#include "runtime/lhco/layout.h"

namespace collmc::lhco {

class Text {
public:
    static constexpr std::size_t kReadableBehind = RowLayout::kReach;

    Text() = default;
    Text(const Text& other) { assign(other); }
    Text& operator=(const Text& other) {
        if (this != &other) assign(other);
        return *this;
    }
    Text(Text&& other) noexcept { swap(other); }
    Text& operator=(Text&& other) noexcept {
        swap(other);
        return *this;
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const char* data() const { return bytes_.data() + begin_; }
    operator std::string_view() const { return {data(), size_}; }

    /// Empty again, and ready for `size` bytes that stand at this place of a file.
    void clear_for(std::uint64_t position, std::size_t size) {
        begin_ = size_ = 0;
        bytes_.reserve(kPage + size + kReadableBehind);
        begin_ = (position + kDistance - reinterpret_cast<std::uintptr_t>(bytes_.data())) % kPage;
        set_size(0);
    }
    /// Makes room for the bytes from size() to `size` and returns where they belong; they count once size is set.
    char* room(std::size_t size) {
        bytes_.reserve(begin_ + size + kReadableBehind, begin_ + size_);
        return bytes_.data() + begin_ + size_;
    }
    /// Precondition: so many bytes are there, or were written to room().
    void set_size(std::size_t size) {
        size_ = size;
        bytes_.reserve(begin_ + size + kReadableBehind, begin_ + size);
        std::memset(bytes_.data() + begin_ + size, 0, kReadableBehind);
    }
    void assign(std::string_view text) {
        set_size(0);
        char* const to = room(text.size());
        if (!text.empty()) std::memcpy(to, text.data(), text.size());
        set_size(text.size());
    }
    void swap(Text& other) noexcept {
        std::swap(bytes_, other.bytes_);
        std::swap(begin_, other.begin_);
        std::swap(size_, other.size_);
    }

private:
    static constexpr std::size_t kPage = 4096;
    static constexpr std::size_t kDistance = 80;  ///< from a byte's place in a page of the file: as fast as any other

    columns::Buffer<char> bytes_;
    std::size_t begin_ = 0;  ///< of the text, in bytes_
    std::size_t size_ = 0;
};

}  // namespace collmc::lhco
