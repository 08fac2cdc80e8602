#include "runtime/results/binning.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

#include "runtime/results/processor.h"

namespace collmc::results {

namespace {

/// Scale and range of even bins. The width as Binning has it.
struct Even {
    double lower, bins_per_unit, width;
    int bins;
};

[[gnu::always_inline]] inline void edges_of(const Even& even, std::span<const double> x, std::int32_t* edges) {
    // Added to a number below 2^51, the sum's last bits are the nearest integer.
    constexpr double kRound = 0x1.8p52;
    const double lower = even.lower, bins_per_unit = even.bins_per_unit, width = even.width, bins = even.bins;
    const std::int32_t none = even.bins + 2;
    for (std::size_t i = 0; i < x.size(); ++i) {
        double t = (x[i] - lower) * bins_per_unit;
        t = t > 0 ? t : 0;
        t = t < bins ? t : bins;
        const double rounded = t + kRound;
        const auto edge = static_cast<std::int32_t>(std::bit_cast<std::int64_t>(rounded));
        const std::int32_t behind = x[i] >= lower + (rounded - kRound) * width ? 1 : 0;
        edges[i] = x[i] == x[i] ? edge + behind : none;
    }
}

using EdgesOf = void (*)(const Even&, std::span<const double>, std::int32_t*);

#define COLLMC_EDGES(name, target)                                                               \
    target void edges_##name(const Even& even, std::span<const double> x, std::int32_t* edges) { \
        edges_of(even, x, edges);                                                                \
    }

COLLMC_EDGES(plain, )
COLLMC_EDGES(avx2, COLLMC_AVX2)
COLLMC_EDGES(avx512, COLLMC_AVX512)

EdgesOf choose() { return best_of<EdgesOf>(edges_plain, edges_avx2, edges_avx512); }

}  // namespace

Binning::Binning(std::vector<double> edges) : edges_(std::move(edges)), bins_(static_cast<int>(edges_.size()) - 1) {
    assert(!edges_.empty() && std::is_sorted(edges_.begin(), edges_.end()));
    lower_ = edges_.front();
    if (bins_ > 0) {
        bins_per_unit_ = bins_ / (edges_.back() - edges_.front());
        // edge_of() grows with x, so it is right everywhere in a bin if it is so at the bin's two ends, and for all of
        // the under- and overflow if it is so at theirs.
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        even_ = edge_of(-kInfinity) == 0 && edge_of(std::nextafter(edges_[0], -kInfinity)) == 0 &&
                edge_of(edges_.back()) == bins_ && edge_of(kInfinity) == bins_;
        for (int i = 0; i < bins_ && even_; ++i) {
            const double last_in_bin = std::nextafter(edges_[i + 1], -kInfinity);
            even_ = edges_[i] < edges_[i + 1] && edge_of(edges_[i]) >= i && edge_of(last_in_bin) <= i + 1;
        }
        const double width = (edges_.back() - edges_.front()) / bins_;
        bool are_computed = even_;
        for (int i = 0; i <= bins_; ++i) are_computed = are_computed && lower_ + i * width == edges_[i];
        if (are_computed) width_ = width;
    }
    edges_.insert(edges_.end(), 2, std::numeric_limits<double>::quiet_NaN());
}

void Binning::find_slots(std::span<const double> x, std::int32_t* slots) const {
    if (!even_) {
        std::ranges::transform(x, slots, [this](double value) { return slot_by_search(value); });
        return;
    }
    find_edges(x, slots);
    if (!std::isnan(width_)) return;
    for (std::size_t i = 0; i < x.size(); ++i) slots[i] += x[i] >= edges_[static_cast<std::size_t>(slots[i])] ? 1 : 0;
}

void Binning::find_edges(std::span<const double> x, std::int32_t* edges) const {
    static const EdgesOf chosen = choose();
    chosen({lower_, bins_per_unit_, width_, bins_}, x, edges);
}

std::int32_t Binning::edge_of(double x) const {
    std::int32_t edge = 0;
    find_edges({&x, 1}, &edge);
    return edge;
}

int Binning::slot_by_search(double x) const {
    if (std::isnan(x)) return bins_ + 2;
    return static_cast<int>(std::upper_bound(edges_.begin(), edges_.end() - 2, x) - edges_.begin());
}

}  // namespace collmc::results
