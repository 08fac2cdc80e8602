// Random choices from a seed, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace collmc::plan::testing {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    /// 0 ... count - 1
    int below(std::size_t count) { return static_cast<int>(engine_() % count); }
    bool chance(int percent) { return below(100) < percent; }
    template <class Choices>
    auto one_of(const Choices& choices) {
        return choices[static_cast<std::size_t>(below(choices.size()))];
    }
    /// A number in [low, high).
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1p-53;
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace collmc::plan::testing
