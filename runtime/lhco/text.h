// Text: the bytes of a chunk. Unlike a string it does not write zeros where the reader puts text at once; and behind
// its end it has kReadableBehind zeros, so that its last rows can be read as fast as the others.
#pragma once

#include <algorithm>
#include <cstddef>
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
    const char* data() const { return bytes_.data(); }
    operator std::string_view() const { return {bytes_.data(), size_}; }

    /// Makes room for the bytes from size() to `size` and returns where they belong; they count once size is set.
    char* room(std::size_t size) {
        bytes_.reserve(size + kReadableBehind, size_);
        return bytes_.data() + size_;
    }
    /// Precondition: so many bytes are there, or were written to room().
    void set_size(std::size_t size) {
        size_ = size;
        bytes_.reserve(size + kReadableBehind, size);
        std::memset(bytes_.data() + size, 0, kReadableBehind);
    }
    void assign(std::string_view text) {
        set_size(0);
        char* const to = room(text.size());
        if (!text.empty()) std::memcpy(to, text.data(), text.size());
        set_size(text.size());
    }
    void swap(Text& other) noexcept {
        std::swap(bytes_, other.bytes_);
        std::swap(size_, other.size_);
    }

private:
    columns::Buffer<char> bytes_;
    std::size_t size_ = 0;
};

}  // namespace collmc::lhco
