// Finds the bin of a value: [low, high) by the given edges, exactly, at the speed of a multiplication.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace collmc::results {

/// Slots of a histogram with n bins: 0 underflow, 1 … n the bins, n + 1 overflow, n + 2 NaN.
class Binning {
public:
    /// `edges`: ascending, at least one. A single edge has no bin, only what lies below and what does not.
    explicit Binning(std::vector<double> edges);

    int bins() const { return bins_; }
    int slots() const { return bins_ + 3; }

    int slot(double x) const { return even_ ? slot_of_even(x) : slot_by_search(x); }
    /// Calls add(slot, i) for the slot of each of x[0 … count).
    template <class Add>
    void for_each_slot(const double* x, std::int64_t count, Add add) const {
        if (even_) {
            for (std::int64_t i = 0; i < count; ++i) add(slot_of_even(x[i]), i);
        } else {
            for (std::int64_t i = 0; i < count; ++i) add(slot_by_search(x[i]), i);
        }
    }

private:
    /// The bin by the distance from the first edge, into [0, bins); NaN gives 0.
    int guess(double x) const {
        double t = (x - lower_) * bins_per_unit_;
        t = t > 0 ? t : 0;
        t = t < last_ ? t : last_;
        return static_cast<int>(t);
    }
    /// The guess is within one bin of the truth (the constructor made sure); two comparisons with edges make it exact.
    int slot_of_even(double x) const {
        const int i = guess(x);
        const int bin = i - (x < edges_[i]) + (x >= edges_[i + 1]);
        return x == x ? bin + 1 : bins_ + 2;
    }
    int slot_by_search(double x) const;

    std::vector<double> edges_;
    int bins_;
    double lower_ = 0;
    double bins_per_unit_ = 0;
    double last_ = 0;  ///< bins - 1
    bool even_ = false;
};

}  // namespace collmc::results
