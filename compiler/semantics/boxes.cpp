#include "compiler/semantics/boxes.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace collmc::semantics {

namespace {

/// The places of one quantity, and each box's run of them as indices.
struct Steps {
    std::vector<Place> places;
    std::vector<std::pair<std::size_t, std::size_t>> runs;
};

Steps steps_of(const std::vector<Box>& boxes, std::size_t quantity) {
    Steps steps;
    for (const Box& box : boxes) {
        steps.places.push_back(box[quantity].begin);
        steps.places.push_back(box[quantity].end);
    }
    std::sort(steps.places.begin(), steps.places.end());
    steps.places.erase(std::unique(steps.places.begin(), steps.places.end()), steps.places.end());
    const auto index = [&](const Place& place) {
        return static_cast<std::size_t>(std::lower_bound(steps.places.begin(), steps.places.end(), place) -
                                        steps.places.begin());
    };
    for (const Box& box : boxes) steps.runs.emplace_back(index(box[quantity].begin), index(box[quantity].end));
    return steps;
}

class Cover {
public:
    explicit Cover(const std::vector<Box>& boxes) {
        for (std::size_t i = 0; i < boxes[0].size(); ++i) steps_.push_back(steps_of(boxes, i));
        for (std::size_t i = 0; i < boxes.size(); ++i) all_.push_back(i);
    }

    std::optional<Box> hole() {
        if (fills(all_, 0)) return std::nullopt;
        Box hole;
        find(all_, 0, hole);
        return hole;
    }

private:
    /// Whether the boxes fill everything in the quantities from this one on: counted, as they do not overlap. The
    /// numbers are exact in a long double for any table that a person writes.
    bool fills(const std::vector<std::size_t>& boxes, std::size_t quantity) const {
        long double all = 1, filled = 0;
        for (std::size_t i = quantity; i < steps_.size(); ++i)
            all *= static_cast<long double>(steps_[i].places.size() - 1);
        for (const std::size_t box : boxes) {
            long double cells = 1;
            for (std::size_t i = quantity; i < steps_.size(); ++i)
                cells *= static_cast<long double>(steps_[i].runs[box].second - steps_[i].runs[box].first);
            filled += cells;
        }
        return filled >= all;
    }

    void find(const std::vector<std::size_t>& boxes, std::size_t quantity, Box& hole) const {
        if (quantity == steps_.size()) return;
        const Steps& steps = steps_[quantity];
        for (std::size_t cell = 0; cell + 1 < steps.places.size(); ++cell) {
            std::vector<std::size_t> here;
            for (const std::size_t box : boxes)
                if (steps.runs[box].first <= cell && cell < steps.runs[box].second) here.push_back(box);
            if (fills(here, quantity + 1)) continue;
            hole.push_back({steps.places[cell], steps.places[cell + 1]});
            find(here, quantity + 1, hole);
            return;
        }
    }

    std::vector<Steps> steps_;
    std::vector<std::size_t> all_;
};

}  // namespace

Stretch stretch_of(const Table::Side& side, bool whole) {
    if (!whole) return {{side.low, !side.low_closed}, {side.high, side.high_closed}};
    const double first = side.low_closed ? std::ceil(side.low) : std::floor(side.low) + 1;
    const double after = side.high_closed ? std::floor(side.high) + 1 : std::ceil(side.high);
    return {{first, false}, {after, false}};
}

Stretch intersection(const Stretch& a, const Stretch& b) {
    return {std::max(a.begin, b.begin), std::min(a.end, b.end)};
}

std::optional<std::pair<std::size_t, std::size_t>> overlapping(const std::vector<Box>& boxes) {
    // In the order of their beginnings, a box can only meet those of which the first quantity has not ended yet.
    std::vector<std::size_t> order(boxes.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return boxes[a][0].begin < boxes[b][0].begin; });
    std::vector<std::size_t> open;
    for (const std::size_t box : order) {
        std::erase_if(open, [&](std::size_t other) { return !(boxes[box][0].begin < boxes[other][0].end); });
        for (const std::size_t other : open) {
            bool meet = true;
            for (std::size_t q = 1; q < boxes[box].size() && meet; ++q)
                meet = !intersection(boxes[other][q], boxes[box][q]).empty();
            if (meet) return std::pair(std::min(other, box), std::max(other, box));
        }
        open.push_back(box);
    }
    return std::nullopt;
}

std::optional<Box> uncovered(const std::vector<Box>& boxes) {
    if (boxes.empty()) return std::nullopt;
    return Cover(boxes).hole();
}

}  // namespace collmc::semantics
