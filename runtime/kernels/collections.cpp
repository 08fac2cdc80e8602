#include "runtime/kernels/collections.h"

#include <vector>

namespace collmc::kernels {
namespace {

struct Cursor {
    std::int32_t at, end;
};

std::int32_t row_at(const RowList& list, std::int32_t position) { return list.rows ? list.rows[position] : position; }

/// Whether object `a` stands before object `b` in a collection of their event.
struct Order {
    const double* pt;
    const std::int32_t* row;
    bool operator()(std::int32_t a, std::int32_t b) const {
        return pt[a] > pt[b] || (pt[a] == pt[b] && row[a] < row[b]);
    }
};

/// The common case, two sources, without a list of cursors. Most events have objects in one of them at most.
std::int64_t unite_two(const abi::Block& block, const RowList& a, const RowList& b, std::int32_t* begin,
                       std::int32_t* size, std::int32_t* rows) {
    const Order before{block.object_columns[abi::kPt], block.object_row};
    std::int32_t out = 0;
    for (std::int32_t e = 0; e < block.n_events; ++e) {
        begin[e] = out;
        std::int32_t i = a.begin[e], j = b.begin[e];
        const std::int32_t i_end = i + a.size[e], j_end = j + b.size[e];
        while (i < i_end && j < j_end) {
            const std::int32_t from_a = row_at(a, i), from_b = row_at(b, j);
            const bool take_a = from_a == from_b || before(from_a, from_b);
            const bool take_b = from_a == from_b || !take_a;
            rows[out++] = take_a ? from_a : from_b;
            i += take_a;
            j += take_b;
        }
        while (i < i_end) rows[out++] = row_at(a, i++);
        while (j < j_end) rows[out++] = row_at(b, j++);
        size[e] = out - begin[e];
    }
    return out;
}

std::int64_t unite_many(const abi::Block& block, const RowList* sources, std::size_t n_sources, std::int32_t* begin,
                        std::int32_t* size, std::int32_t* rows) {
    const Order before{block.object_columns[abi::kPt], block.object_row};
    std::vector<Cursor> cursors(n_sources);
    std::int32_t out = 0;
    for (std::int32_t e = 0; e < block.n_events; ++e) {
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

}  // namespace

extern "C" std::int64_t collmc_unite(const abi::Block* block, const RowList* sources, std::int64_t n_sources,
                                     std::int32_t* begin, std::int32_t* size, std::int32_t* rows) {
    if (n_sources == 2) return unite_two(*block, sources[0], sources[1], begin, size, rows);
    return unite_many(*block, sources, static_cast<std::size_t>(n_sources), begin, size, rows);
}

}  // namespace collmc::kernels
