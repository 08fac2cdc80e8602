// Blocks and workspaces at the edge of the world: every array ends, after its padding, at a page that must not be
// touched, so that code which reads or writes too far is stopped at once. What it writes into the padding is found too.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/abi/columns_read.h"
#include "runtime/kernels/memory.h"

namespace collmc::codegen::testing {

class GuardedPages {
public:
    GuardedPages() = default;
    GuardedPages(const GuardedPages&) = delete;
    ~GuardedPages() {
        for (const auto& [start, size] : maps_) munmap(start, size);
    }

    /// Room for `bytes` with an untouchable page directly behind.
    void* allocate(std::size_t bytes) {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        const std::size_t pages = (bytes + page - 1) / page * page;
        void* const start = mmap(nullptr, pages + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        auto* const guard = static_cast<std::byte*>(start) + pages;
        mprotect(guard, page, PROT_NONE);
        maps_.emplace_back(start, pages + page);
        return guard - bytes;
    }
    template <class T>
    const T* copy(const T* from, std::size_t count) {
        T* const to = static_cast<T*>(allocate(count * sizeof(T)));
        std::memcpy(to, from, count * sizeof(T));
        return to;
    }

private:
    std::vector<std::pair<void*, std::size_t>> maps_;
};

/// A copy of a block in guarded memory.
class GuardedBlock {
public:
    explicit GuardedBlock(const abi::Block& block) : view_(block) {
        const std::size_t events = static_cast<std::size_t>(block.n_events) + abi::kPadding;
        const std::size_t objects = static_cast<std::size_t>(block.n_objects) + 1 + abi::kPadding;
        for (const double*& column : view_.event_columns) column = pages_.copy(column, events);
        for (const double*& column : view_.object_columns) column = pages_.copy(column, objects);
        view_.object_event = pages_.copy(view_.object_event, objects);
        view_.object_row = pages_.copy(view_.object_row, objects);
        if (view_.event_hash) view_.event_hash = pages_.copy(view_.event_hash, events);
        for (const std::int32_t*& array : view_.begin) array = pages_.copy(array, events);
        for (const std::int32_t*& array : view_.size) array = pages_.copy(array, events);
    }
    const abi::Block& view() const { return view_; }

protected:
    GuardedPages pages_;
    abi::Block view_;
};

/// A copy of a block in which nothing is left of what is not read: null pointers, and nonsense where another type's
/// objects have values that are. Late columns of few decimals are stored as integers, and decoded where that is asked
/// for.
class NarrowedBlock : public GuardedBlock {
public:
    NarrowedBlock(const abi::Block& block, const abi::ColumnsRead& columns) : GuardedBlock(block), whole_(block) {
        std::uint32_t any = 0;
        for (int particle = 0; particle < abi::kParticleCount; ++particle)
            any |= columns.objects[index_of(particle)] | columns.late[index_of(particle)];
        for (int column = 0; column < abi::kEventColumnCount; ++column) {
            if (!columns.event(static_cast<abi::EventColumn>(column))) view_.event_columns[column] = nullptr;
        }
        for (int c = 0; c < abi::kObjectColumnCount; ++c) {
            const auto column = static_cast<abi::ObjectColumn>(c);
            if ((any >> c & 1) == 0) view_.object_columns[c] = nullptr;
            for (int particle = 0; particle < abi::kParticleCount && view_.object_columns[c]; ++particle) {
                if (columns.object(particle, column)) continue;
                if (columns.is_late(particle, column) && !store(particle, column)) continue;
                spoil(view_.object_columns[c], particle, 12345.5);
            }
        }
        view_.column_source = this;
        view_.decode = [](void* self, std::int32_t particle, std::uint32_t columns, const std::int32_t* events,
                          std::int64_t count) {
            static_cast<NarrowedBlock*>(self)->decode(particle, columns, events, count);
        };
        for (int particle = 0; particle < abi::kParticleCount; ++particle) {
            if (!columns.row(particle)) spoil(view_.object_row, particle, 12345);
            if (!columns.event_of(particle)) spoil(view_.object_event, particle, 0);
            if (!columns.present(particle)) view_.begin[particle] = view_.size[particle] = nullptr;
        }
        if ((any & abi::ColumnsRead::kEvent) == 0) view_.object_event = nullptr;
        if ((any & abi::ColumnsRead::kRow) != 0) return;
        view_.object_row = nullptr;
        if ((any & abi::ColumnsRead::kTies) == 0) return;
        view_.row_source = block.object_row;
        view_.row_at = [](const void* rows, std::int32_t object) {
            return static_cast<const std::int32_t*>(rows)[object];
        };
    }

private:
    static std::size_t index_of(int i) { return static_cast<std::size_t>(i); }

    template <class T, class Value>
    void spoil(const T* array, int particle, Value value) {
        T* const values = const_cast<T*>(array);  // of our own pages
        std::fill(values + view_.segment_begin[particle], values + view_.segment_end[particle], value);
    }

    /// Stores a column as integers, if its values are such over 1, 10, 100 or 1000.
    bool store(int particle, abi::ObjectColumn column) {
        const double* const begin = view_.object_columns[column] + view_.segment_begin[particle];
        const double* const end = view_.object_columns[column] + view_.segment_end[particle];
        constexpr double kPowers[] = {1, 10, 100, 1000};
        for (int decimals = 0; decimals < 4; ++decimals) {
            const double power = kPowers[decimals];
            const auto is_whole = [&](double x) {
                return std::abs(x) < 1e6 && std::rint(x * power) / power == x && !(x == 0 && std::signbit(x));
            };
            if (!std::all_of(begin, end, is_whole)) continue;
            std::vector<std::int64_t> integers;
            for (const double* x = begin; x < end; ++x) integers.push_back(std::llrint(*x * power));
            const auto [least, most] = std::ranges::minmax(integers.empty() ? std::vector<std::int64_t>{0} : integers);
            abi::StoredColumn& stored = view_.stored[particle][column];
            stored = {nullptr, most - least < 256 ? 1 : most - least < 65536 ? 2 : 4, decimals, least};
            const auto bytes = static_cast<std::size_t>(stored.bytes);
            auto* const to = static_cast<std::byte*>(pages_.allocate(integers.size() * bytes));
            stored.data = to;
            for (std::size_t i = 0; i < integers.size(); ++i) {
                const std::int64_t u = integers[i] - least;
                std::memcpy(to + i * bytes, &u, bytes);
            }
            return true;
        }
        return false;
    }

    void decode(std::int32_t particle, std::uint32_t columns, const std::int32_t* events, std::int64_t count) {
        for (int c = 0; c < abi::kObjectColumnCount; ++c) {
            if ((columns >> c & 1) == 0 || view_.stored[particle][c].data == nullptr) continue;
            for (std::int64_t i = 0; i < count; ++i) {
                const std::int32_t begin = view_.begin[particle][events[i]], size = view_.size[particle][events[i]];
                std::copy_n(whole_.object_columns[c] + begin, size,
                            const_cast<double*>(view_.object_columns[c]) + begin);
            }
        }
    }

    const abi::Block whole_;
};

/// A workspace in guarded memory, poisoned.
class GuardedWorkspace {
public:
    GuardedWorkspace(const abi::WorkspaceLayout& layout, const abi::Block& block)
        : n_events_(static_cast<std::size_t>(block.n_events)), n_objects_(static_cast<std::size_t>(block.n_objects)) {
        for (int i = 0; i < layout.event_ints; ++i) event_ints_.push_back(poisoned<std::int32_t>(n_events_));
        for (int i = 0; i < layout.object_ints; ++i) object_ints_.push_back(poisoned<std::int32_t>(n_objects_ + 1));
        for (int i = 0; i < layout.event_doubles; ++i) event_doubles_.push_back(poisoned<double>(n_events_));
        for (int i = 0; i < layout.object_lines; ++i)
            object_lines_.push_back(poisoned<double>((n_objects_ + 1) * abi::kLine));
        counters_ = static_cast<std::int64_t*>(
            pages_.allocate(sizeof(std::int64_t) * static_cast<std::size_t>(layout.counters)));
        std::fill_n(counters_, layout.counters, -77);
        lists_.resize(static_cast<std::size_t>(layout.lists));
        for (abi::List& list : lists_) list.size = -77;
        view_ = {event_ints_.data(), object_ints_.data(), event_doubles_.data(),
                 counters_,          lists_.data(),       object_lines_.data()};
    }
    GuardedWorkspace(const GuardedWorkspace&) = delete;
    ~GuardedWorkspace() {
        for (abi::List& list : lists_) kernels::release(list);
    }
    const abi::Workspace& view() const { return view_; }

    /// Whether nothing was written behind the last element of an array whose padding is not to be written. (Behind the
    /// padding is guarded.)
    bool padding_is_intact() const { return intact(object_lines_, (n_objects_ + 1) * abi::kLine); }

private:
    static constexpr int kPoison = 0xc5;

    template <class T>
    T* poisoned(std::size_t count) {
        // Arrays begin where 64 bits may.
        const std::size_t bytes = ((count + abi::kPadding) * sizeof(T) + 7) / 8 * 8;
        void* const memory = pages_.allocate(bytes);
        std::memset(memory, kPoison, bytes);
        return static_cast<T*>(memory);
    }
    template <class T>
    static bool intact(const std::vector<T*>& arrays, std::size_t count) {
        return std::ranges::all_of(arrays, [&](const T* array) {
            const auto* const bytes = reinterpret_cast<const unsigned char*>(array + count);
            return std::all_of(bytes, bytes + abi::kPadding * sizeof(T),
                               [](unsigned char byte) { return byte == kPoison; });
        });
    }

    std::size_t n_events_, n_objects_;
    GuardedPages pages_;
    std::vector<std::int32_t*> event_ints_, object_ints_;
    std::vector<double*> event_doubles_, object_lines_;
    std::int64_t* counters_ = nullptr;
    std::vector<abi::List> lists_;
    abi::Workspace view_;
};

}  // namespace collmc::codegen::testing
