// Buffer<T>: an uninitialised, cache-line aligned array that only grows. std::vector would write zeros that are
// overwritten at once, and aligns too little for whole-line vector access.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

namespace collmc::columns {

template <class T>
class Buffer {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    std::size_t capacity() const { return capacity_; }
    T* data() { return data_.get(); }
    const T* data() const { return data_.get(); }
    T& operator[](std::size_t i) { return data_.get()[i]; }
    const T& operator[](std::size_t i) const { return data_.get()[i]; }

    /// Makes room for `count` elements and keeps the first `keep` of those there are. Grows by at least a half, so that
    /// appending is linear.
    void reserve(std::size_t count, std::size_t keep = 0) {
        if (count <= capacity_) return;
        count = std::max({count, capacity_ + capacity_ / 2, std::size_t{64}});
        std::unique_ptr<T[], Free> grown(static_cast<T*>(::operator new(count * sizeof(T), kAlignment)));
        if (keep > 0) std::memcpy(static_cast<void*>(grown.get()), data_.get(), keep * sizeof(T));
        data_ = std::move(grown);
        capacity_ = count;
    }

private:
    static constexpr std::align_val_t kAlignment{64};
    struct Free {
        void operator()(T* data) const { ::operator delete(data, kAlignment); }
    };
    std::unique_ptr<T[], Free> data_;
    std::size_t capacity_ = 0;
};

}  // namespace collmc::columns
