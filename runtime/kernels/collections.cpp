#include "runtime/kernels/collections.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace collmc::kernels {
namespace {

struct Cursor {
    std::int32_t at, end;
};

std::int32_t row_at(const RowList& list, std::int32_t position) { return list.rows ? list.rows[position] : position; }

/// Whether object `a` stands before object `b` in a collection of their event.
struct Order {
    explicit Order(const abi::Block& block) : pt(block.object_columns[abi::kPt]), block(block) {}
    bool operator()(std::int32_t a, std::int32_t b) const {
        return pt[a] > pt[b] || (pt[a] == pt[b] && abi::row_of(block, a) < abi::row_of(block, b));
    }
    const double* pt;
    const abi::Block& block;
};

/// Merges an event's objects of two sources. Returns the place behind them.
[[gnu::noinline]] std::int32_t* merge_two(const Order& before, const RowList& a, const RowList& b, std::int32_t e,
                                          std::int32_t* out) {
    std::int32_t i = a.begin[e], j = b.begin[e];
    const std::int32_t i_end = i + a.size[e], j_end = j + b.size[e];
    while (i < i_end && j < j_end) {
        const std::int32_t from_a = row_at(a, i), from_b = row_at(b, j);
        const bool take_a = from_a == from_b || before(from_a, from_b);
        const bool take_b = from_a == from_b || !take_a;
        *out++ = take_a ? from_a : from_b;
        i += take_a;
        j += take_b;
    }
    while (i < i_end) *out++ = row_at(a, i++);
    while (j < j_end) *out++ = row_at(b, j++);
    return out;
}

/// The common case, two sources. Most events have objects in one of them at most, and few: four rows of that one are
/// written without a branch that depends on which or how many; the next event overwrites what is too much.
std::int64_t unite_two(const abi::Block& block, const RowList& a, const RowList& b,
                       std::span<const std::int32_t> events, std::int32_t* begin, std::int32_t* size,
                       std::int32_t* rows) {
    constexpr std::int32_t kAtOnce = 4;
    const Order before(block);
    const std::int32_t *const sizes_a = a.size, *const sizes_b = b.size;
    const std::int32_t *const lists[] = {b.rows, a.rows}, *const begins[] = {b.begin, a.begin};
    std::int32_t out = 0;
    for (const std::int32_t e : events) {
        begin[e] = out;
        const std::int32_t in_a = sizes_a[e], in_b = sizes_b[e], in_both = in_a + in_b;
        const bool is_mixed = (static_cast<int>(in_a != 0) & static_cast<int>(in_b != 0)) != 0;
        if (is_mixed || in_both > kAtOnce) [[unlikely]] {
            out = static_cast<std::int32_t>(merge_two(before, a, b, e, rows + out) - rows);
            size[e] = out - begin[e];
            continue;
        }
        const std::size_t only = in_a != 0 ? 1 : 0;
        const std::int32_t position = begins[only][e];
        if (lists[only] != nullptr) {
            std::memcpy(rows + out, lists[only] + position, kAtOnce * sizeof(std::int32_t));
        } else {
            for (std::int32_t i = 0; i < kAtOnce; ++i) rows[out + i] = position + i;
        }
        size[e] = in_both;
        out += in_both;
    }
    return out;
}

std::int64_t unite_many(const abi::Block& block, const RowList* sources, std::size_t n_sources,
                        std::span<const std::int32_t> events, std::int32_t* begin, std::int32_t* size,
                        std::int32_t* rows) {
    const Order before(block);
    std::vector<Cursor> cursors(n_sources);
    std::int32_t out = 0;
    for (const std::int32_t e : events) {
        begin[e] = out;
        for (std::size_t s = 0; s < n_sources; ++s) {
            cursors[s] = {sources[s].begin[e], sources[s].begin[e] + sources[s].size[e]};
        }
        while (true) {
            std::int32_t best = -1;
            for (std::size_t s = 0; s < n_sources; ++s) {
                if (cursors[s].at == cursors[s].end) continue;
                const std::int32_t row = row_at(sources[s], cursors[s].at);
                if (best < 0 || before(row, best)) best = row;
            }
            if (best < 0) break;
            rows[out++] = best;
            for (std::size_t s = 0; s < n_sources; ++s) {
                const bool same = cursors[s].at != cursors[s].end && row_at(sources[s], cursors[s].at) == best;
                cursors[s].at += same;
            }
        }
        size[e] = out - begin[e];
    }
    return out;
}

/// Writes an event's rows to `out`, by pt and each once; gives the place behind them. Leaves `from` in any order.
std::int32_t* write_by_pt(const Order& before, std::vector<std::int32_t>& from, std::int32_t* out) {
    // They are two or three, nearly always.
    constexpr std::size_t kFew = 16;
    if (from.size() > kFew) std::ranges::sort(from, before);
    for (std::size_t next = 1; next < from.size() && from.size() <= kFew; ++next) {
        const std::int32_t moved = from[next];
        std::size_t to = next;
        for (; to > 0 && before(moved, from[to - 1]); --to) from[to] = from[to - 1];
        from[to] = moved;
    }
    return std::unique_copy(from.begin(), from.end(), out);
}

/// The part of the object table that one type's objects have, where a lower row stands before a higher one.
class Segment {
public:
    explicit Segment(const abi::Block& block) : block_(block) {}
    /// Whether both rows are in it. It becomes the part that the first one is in.
    bool holds(std::int32_t first, std::int32_t last) {
        for (int particle = 0; particle < abi::kParticleCount && !(first >= begin_ && first < end_); ++particle) {
            begin_ = block_.segment_begin[particle];
            end_ = block_.segment_end[particle];
        }
        return first >= begin_ && last < end_;
    }

private:
    const abi::Block& block_;
    std::int32_t begin_ = 0, end_ = 0;
};

struct Keyed {
    double key;
    std::int32_t row;
};

}  // namespace

extern "C" std::int64_t collmc_unite(const abi::Block* block, const RowList* sources, std::int64_t n_sources,
                                     const std::int32_t* events, std::int64_t count, std::int32_t* begin,
                                     std::int32_t* size, std::int32_t* rows) {
    const std::span named(events, static_cast<std::size_t>(count));
    if (n_sources == 2) return unite_two(*block, sources[0], sources[1], named, begin, size, rows);
    return unite_many(*block, sources, static_cast<std::size_t>(n_sources), named, begin, size, rows);
}

extern "C" std::int64_t collmc_unite_unordered(const abi::Block* block, const RowList* sources, std::int64_t n_sources,
                                               const std::int32_t* events, std::int64_t count, std::int32_t* begin,
                                               std::int32_t* size, std::int32_t* rows) {
    const Order before(*block);
    std::vector<std::int32_t> event_rows;
    std::int32_t out = 0;
    for (const std::int32_t e : std::span(events, static_cast<std::size_t>(count))) {
        begin[e] = out;
        event_rows.clear();
        for (std::int64_t s = 0; s < n_sources; ++s) {
            for (std::int32_t i = 0; i < sources[s].size[e]; ++i)
                event_rows.push_back(row_at(sources[s], sources[s].begin[e] + i));
        }
        out = static_cast<std::int32_t>(write_by_pt(before, event_rows, rows + out) - rows);
        size[e] = out - begin[e];
    }
    return out;
}

extern "C" std::int64_t collmc_members(const abi::Block* block, const std::int32_t* found,
                                       const std::int32_t* const* legs, std::int64_t n_legs, std::int32_t* begin,
                                       std::int32_t* size, std::int32_t* rows) {
    const Order before(*block);
    Segment segment(*block);
    std::vector<std::int32_t> event_rows(static_cast<std::size_t>(n_legs));
    std::int32_t out = 0;
    for (std::int32_t e = 0; e < block->n_events; ++e) {
        begin[e] = out;
        if (found[e] != 0) {
            bool ascend = true;
            for (std::int64_t leg = 1; leg < n_legs; ++leg) ascend = ascend && legs[leg - 1][e] < legs[leg][e];
            if (ascend && segment.holds(legs[0][e], legs[n_legs - 1][e])) {
                // The common case, legs from one collection: they stand by pt already, and each once.
                for (std::int64_t leg = 0; leg < n_legs; ++leg) rows[out++] = legs[leg][e];
            } else {
                for (std::int64_t leg = 0; leg < n_legs; ++leg)
                    event_rows[static_cast<std::size_t>(leg)] = legs[leg][e];
                out = static_cast<std::int32_t>(write_by_pt(before, event_rows, rows + out) - rows);
            }
        }
        size[e] = out - begin[e];
    }
    return out;
}

extern "C" std::int64_t collmc_order(const abi::Block* block, const RowList* source, const double* keys,
                                     std::int64_t highest_first, std::int32_t* begin, std::int32_t* size,
                                     std::int32_t* rows) {
    const auto before = [&](const Keyed& a, const Keyed& b) {
        if (std::isnan(a.key) || std::isnan(b.key)) return !std::isnan(a.key);
        return highest_first != 0 ? a.key > b.key : a.key < b.key;
    };
    std::vector<Keyed> objects;
    std::int32_t out = 0;
    for (std::int32_t e = 0; e < block->n_events; ++e) {
        begin[e] = out;
        objects.clear();
        for (std::int32_t i = source->begin[e]; i < source->begin[e] + source->size[e]; ++i) {
            objects.push_back({keys[i], row_at(*source, i)});
        }
        std::ranges::stable_sort(objects, before);
        for (const Keyed& object : objects) rows[out++] = object.row;
        size[e] = out - begin[e];
    }
    return out;
}

extern "C" void collmc_subset(const abi::Block* block, const std::int32_t* source_begin,
                              const std::int32_t* source_size, const std::int32_t* kept_before, std::int32_t* begin,
                              std::int32_t* size) {
    // Objects stand without gaps, so an event's first is what the one before it has left.
    std::int32_t first = 0;
    for (std::int32_t e = 0; e < block->n_events; ++e) {
        const std::int32_t behind = kept_before[source_begin[e] + source_size[e]];
        begin[e] = first;
        size[e] = behind - first;
        first = behind;
    }
}

extern "C" void collmc_all_events(const abi::Block* block, std::int32_t* events) {
    std::iota(events, events + block->n_events, 0);
}

extern "C" void collmc_by_size(const abi::Block* block, const std::int32_t* begin, const std::int32_t* size,
                               std::int32_t* events, std::int32_t* begins, std::int32_t* sizes) {
    // A counting sort. Events with more objects than that are few: they stand at the end in any order of their sizes.
    constexpr std::int32_t kMost = 31;
    std::array<std::int32_t, kMost + 1> next{};
    for (std::int32_t e = 0; e < block->n_events; ++e) ++next[static_cast<std::size_t>(std::min(size[e], kMost))];
    std::int32_t before = 0;
    for (std::int32_t n = 0; n <= kMost; ++n) {
        const std::int32_t count = std::exchange(next[static_cast<std::size_t>(n)], before);
        std::fill_n(sizes + before, count, n);
        before += count;
    }
    for (std::int32_t e = 0; e < block->n_events; ++e) {
        const std::int32_t place = next[static_cast<std::size_t>(std::min(size[e], kMost))]++;
        events[place] = e;
        begins[place] = begin[e];
        if (size[e] > kMost) [[unlikely]]
            sizes[place] = size[e];
    }
}

}  // namespace collmc::kernels
