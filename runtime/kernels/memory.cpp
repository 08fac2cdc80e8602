#include "runtime/kernels/memory.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

namespace collmc::kernels {

namespace {

constexpr std::align_val_t kCacheLine{64};
constexpr std::int64_t kFewest = 256;

/// Moves the first `size` elements of `array` to memory for `capacity` and the padding.
template <class T>
void grow(T*& array, std::int64_t size, std::int64_t capacity) noexcept {
    const auto bytes = [](std::int64_t count) { return static_cast<std::size_t>(count) * sizeof(T); };
    auto* const grown = static_cast<T*>(collmc_allocate(static_cast<std::int64_t>(bytes(capacity + abi::kPadding))));
    if (size > 0) std::memcpy(grown, array, bytes(size));
    std::memset(grown + size, 0, bytes(capacity + abi::kPadding - size));
    collmc_release(array);
    array = grown;
}

}  // namespace

extern "C" void* collmc_allocate(std::int64_t bytes) noexcept {
    return ::operator new(static_cast<std::size_t>(bytes), kCacheLine);
}

extern "C" void collmc_release(void* memory) noexcept { ::operator delete(memory, kCacheLine); }

extern "C" void collmc_fill(double* to, std::int64_t count, std::uint64_t bits) noexcept {
    std::fill_n(to, count, std::bit_cast<double>(bits));
}

extern "C" void collmc_fill_at(double* to, const std::int32_t* numbers, std::int64_t count,
                               std::uint64_t bits) noexcept {
    for (std::int64_t i = 0; i < count; ++i) to[numbers[i]] = std::bit_cast<double>(bits);
}

extern "C" void collmc_reserve(abi::List* list, int columns, std::int64_t capacity) noexcept {
    if (capacity <= list->capacity) return;
    const std::int64_t grown = std::max({capacity, list->capacity + list->capacity / 2, kFewest});
    grow(list->events, list->size, grown);
    for (int column = 0; column < columns; ++column) grow(list->columns[column], list->size, grown);
    list->capacity = grown;
}

extern "C" void collmc_append(abi::List* list, int columns, std::uint64_t active, const std::int32_t* events,
                              const double* values, std::int64_t lanes) noexcept {
    collmc_reserve(list, columns, list->size + lanes);
    std::int64_t entry = list->size;
    for (; active != 0; active &= active - 1) {
        const int lane = std::countr_zero(active);
        list->events[entry] = events[lane];
        for (int column = 0; column < columns; ++column) list->columns[column][entry] = values[column * lanes + lane];
        ++entry;
    }
    list->size = entry;
}

void release(abi::List& list) noexcept {
    collmc_release(list.events);
    for (double* const column : list.columns) collmc_release(column);
    list = {};
}

}  // namespace collmc::kernels
