// A second, independent way to say what programs mean: objects of an event as plain values, and loops over all
// combinations. Numbers are computed by the operations of the plan, so that results agree in every bit.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "compiler/plan/scalar.h"
#include "tests/unit/plan/block_builder.h"

namespace collmc::plan::testing::brute {

struct Momentum {
    double px = 0, py = 0, pz = 0, energy = 0;

    double pt() const { return std::sqrt(px * px + py * py); }
    double mass() const { return std::sqrt(maximum(0, energy * energy - ((px * px + py * py) + pz * pz))); }
};

inline Momentum operator+(const Momentum& a, const Momentum& b) {
    return {a.px + b.px, a.py + b.py, a.pz + b.pz, a.energy + b.energy};
}

struct Object {
    Row row;
    int number;  ///< place in the file

    double pt() const { return row.pt; }
    double charge() const { return row.ntrk > 0 ? 1 : row.ntrk < 0 ? -1 : 0; }
    double mass() const {
        switch (row.particle) {
            case abi::kPhoton: return 0;
            case abi::kElectron: return 0.00051099895;
            case abi::kMuon: return 0.1056583755;
            default: return row.jmass;
        }
    }
    Momentum momentum() const {
        const double p = row.pt * arithmetic(Op::cosh, row.eta, 0);
        return {row.pt * arithmetic(Op::cos, row.phi, 0), row.pt * arithmetic(Op::sin, row.phi, 0),
                row.pt * arithmetic(Op::sinh, row.eta, 0), std::sqrt(p * p + mass() * mass())};
    }
    friend bool operator==(const Object& a, const Object& b) { return a.number == b.number; }
};
using Objects = std::vector<Object>;

/// The event's objects for which `keep` holds, by pt, equals in file order.
inline Objects select(const Event& event, const std::function<bool(const Row&)>& keep) {
    Objects objects;
    for (std::size_t i = 0; i < event.objects.size(); ++i) {
        if (keep(event.objects[i])) objects.push_back({event.objects[i], static_cast<int>(i)});
    }
    std::ranges::stable_sort(objects, [](const Object& a, const Object& b) { return a.pt() > b.pt(); });
    return objects;
}

inline Objects all(const Event& event, abi::Particle particle) {
    return select(event, [&](const Row& row) { return row.particle == particle; });
}

inline Momentum sum(const Objects& objects) {
    Momentum total = objects.at(0).momentum();
    for (std::size_t i = 1; i < objects.size(); ++i) total = total + objects[i].momentum();
    return total;
}

inline bool share(const Objects& a, const Objects& b) {
    return std::ranges::any_of(a, [&](const Object& it) { return std::ranges::find(b, it) != b.end(); });
}

inline bool opposite_sign(const Object& a, const Object& b) { return a.charge() * b.charge() < 0; }
inline bool same_flavor(const Object& a, const Object& b) { return a.row.particle == b.row.particle; }

/// All pairs in lexicographic order for which `keep` holds.
inline std::vector<Objects> pairs(const Objects& objects,
                                  const std::function<bool(const Object&, const Object&)>& keep) {
    std::vector<Objects> result;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        for (std::size_t j = i + 1; j < objects.size(); ++j) {
            if (keep(objects[i], objects[j])) result.push_back({objects[i], objects[j]});
        }
    }
    return result;
}

/// By a number, lowest first, NaN last, equals in the order they had.
template <class T>
void sort_by(std::vector<T>& items, const std::function<double(const T&)>& key) {
    std::ranges::stable_sort(items, [&](const T& a, const T& b) {
        const double x = key(a), y = key(b);
        return x < y || (!std::isnan(x) && std::isnan(y));
    });
}

}  // namespace collmc::plan::testing::brute
