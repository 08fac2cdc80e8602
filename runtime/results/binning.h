// Finds the bin of a value: [low, high) by the given edges, exactly, at the speed of a multiplication.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace collmc::results {

/// Slots of a histogram with n bins: 0 underflow, 1 … n the bins, n + 1 overflow, n + 2 NaN.
class Binning {
public:
    /// `edges`: ascending, at least one. A single edge has no bin, only what lies below and what does not.
    explicit Binning(std::vector<double> edges);

    int bins() const { return bins_; }
    int slots() const { return bins_ + 3; }

    int slot(double x) const {
        std::int32_t slot = 0;
        find_slots({&x, 1}, &slot);
        return slot;
    }
    /// Calls add(slot, i) for the slot of each of x[0 … count).
    template <class Add>
    void for_each_slot(const double* x, std::int64_t count, Add add) const {
        for_each_piece(x, count, [&](const std::int32_t* slots, std::int64_t first, std::int64_t size) {
            for (std::int64_t i = 0; i < size; ++i) add(slots[i], first + i);
        });
    }
    /// Calls add_all(slots, first, size) for the slots of x[first … first + size), a piece at a time.
    template <class AddAll>
    void for_each_piece(const double* x, std::int64_t count, AddAll add_all) const {
        constexpr std::int64_t kPiece = 256;  // slots stay in the first cache until they are used
        std::int32_t slots[kPiece];
        for (std::int64_t first = 0; first < count; first += kPiece) {
            const std::int64_t size = std::min(kPiece, count - first);
            find_slots({x + first, static_cast<std::size_t>(size)}, slots);
            add_all(slots, first, size);
        }
    }

private:
    /// The slot of each of `x`.
    void find_slots(std::span<const double> x, std::int32_t* slots) const;
    /// Of even bins: the edge that is nearest by the distance from the first one, or one beside it. In a bin it is one
    /// of its two (the constructor made sure), so that a comparison with it makes the bin exact. NaN gives bins + 2,
    /// which compares with nothing. Where edges can be computed they have been compared with already.
    void find_edges(std::span<const double> x, std::int32_t* edges) const;
    std::int32_t edge_of(double x) const;
    int slot_by_search(double x) const;

    std::vector<double> edges_;  ///< bins + 1, and two NaN behind
    int bins_;
    double lower_ = 0;
    double bins_per_unit_ = 0;
    /// Of bins whose edges are lower_ + i * width_, to the bit; NaN of others.
    double width_ = std::numeric_limits<double>::quiet_NaN();
    bool even_ = false;
};

}  // namespace collmc::results
