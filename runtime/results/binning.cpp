#include "runtime/results/binning.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace collmc::results {

Binning::Binning(std::vector<double> edges) : edges_(std::move(edges)), bins_(static_cast<int>(edges_.size()) - 1) {
    assert(!edges_.empty() && std::is_sorted(edges_.begin(), edges_.end()));
    lower_ = edges_.front();
    if (bins_ == 0) return;
    bins_per_unit_ = bins_ / (edges_.back() - edges_.front());
    last_ = bins_ - 1;
    // guess() grows with x, so it is within one bin everywhere in a bin if it is so at the bin's two ends, and right
    // for all of the overflow if it is so at its two ends.
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    even_ = guess(edges_.back()) == bins_ - 1 && guess(kInfinity) == bins_ - 1;
    for (int i = 0; i < bins_ && even_; ++i) {
        const double last_in_bin = std::nextafter(edges_[i + 1], -kInfinity);
        even_ = edges_[i] < edges_[i + 1] && guess(edges_[i]) >= i - 1 && guess(last_in_bin) <= i + 1;
    }
}

int Binning::slot_by_search(double x) const {
    if (std::isnan(x)) return bins_ + 2;
    return static_cast<int>(std::upper_bound(edges_.begin(), edges_.end(), x) - edges_.begin());
}

}  // namespace collmc::results
