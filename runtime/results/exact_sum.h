// Sums of doubles without rounding: the value is exact until round(), so no order of adding or merging can change it.
//
// ExactSum is a fixed-point number in a cache line, for terms of the sizes that weights and their products have; what
// is larger or smaller adds up in a LongSum, which takes any double.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>

#include "runtime/results/long_sum.h"

namespace collmc::results {

class ExactSum {
public:
    ExactSum() = default;
    ExactSum(const ExactSum& other)
        : words_(other.words_), rest_(other.rest_ ? std::make_unique<LongSum>(*other.rest_) : nullptr) {}
    ExactSum(ExactSum&&) noexcept = default;
    ExactSum& operator=(ExactSum&&) noexcept = default;

    void add(double x) { add_few(x, 1); }
    /// Adds n times x, exactly; n >= 0.
    void add(double x, std::int64_t n);
    /// Adds x·y without rounding it; where the product is outside [2^-969, 2^1023] it is a rounded double.
    void add_product(double x, double y) {
        const double product = x * y;
        add(product);
        if (std::isfinite(product)) add(std::fma(x, y, -product));
    }
    void add_square(double x) { add_product(x, x); }
    void add_square(double x, std::int64_t n);

    void merge(const ExactSum& other);

    /// The sum, rounded once, to nearest even. NaN or infinite terms give what IEEE addition would.
    double round() const;

private:
    __extension__ using Wide = unsigned __int128;
    static constexpr std::uint64_t kFractionMask = (std::uint64_t{1} << 52) - 1;
    /// Word 0 counts units of 2^-200. Terms from 2^-148 to 2^64 add up here: 2^55 of them stay below 2^119.
    static constexpr int kUnit = -200;
    static constexpr int kFirstExponent = kUnit + 1075;  ///< as a double stores it: of 2^52 units
    static constexpr unsigned kExponents = 211;
    static constexpr std::size_t kWords = 5;
    static constexpr std::int64_t kFew = 2048;  ///< times 53 bits are 64

    /// Adds n times x, n <= kFew.
    void add_few(double x, std::uint64_t n) {
        const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
        const int exponent = static_cast<int>(bits >> 52) & 0x7ff;
        const auto position = static_cast<unsigned>(exponent - kFirstExponent);
        if (position > kExponents) return add_beyond(x, static_cast<std::int64_t>(n));
        const std::uint64_t units = ((bits & kFractionMask) | std::uint64_t{1} << 52) * n;
        std::uint64_t* const at = words_.data() + position / 64;
        // Signs are as good as random in what rounding a square leaves: no branch may depend on them.
        const Wide sign = bits >> 63 != 0 ? ~Wide{0} : Wide{0};
        const Wide term = ((Wide{units} << (position % 64)) ^ sign) - sign;
        const Wide sum = (Wide{at[1]} << 64 | at[0]) + term;
        at[0] = static_cast<std::uint64_t>(sum);
        at[1] = static_cast<std::uint64_t>(sum >> 64);
        const std::uint64_t carry = static_cast<std::uint64_t>(sum < term) + static_cast<std::uint64_t>(sign);
        if (carry != 0) propagate(position / 64 + 2, carry);
    }
    /// Adds a term that does not fit the words.
    void add_beyond(double x, std::int64_t n);
    /// Adds 1, or all ones for -1, to the number that begins with this word.
    void propagate(std::size_t word, std::uint64_t carry) {
        for (; word < kWords; ++word) {
            words_[word] += carry;
            if (words_[word] != (carry == 1 ? 0 : ~std::uint64_t{0})) return;
        }
    }

    std::array<std::uint64_t, kWords> words_{};  ///< two's complement
    std::unique_ptr<LongSum> rest_;              ///< of the other terms
};

struct Bounds;  // block_sum.h

/// Numbers that have, all together, the sum of some weights, and others that have the sum of their squares.
struct PartSums {
    double weights[2];
    double squares[4];
};

/// Sum of weights and sum of squared weights; a plain count as long as every weight is 1.
class WeightSum {
public:
    void add_units(std::int64_t n) { units_ += n; }
    void add(double weight) {
        if (weight == 1) return add_units(1);
        Sums& sums = rest();
        sums.weights.add(weight);
        sums.squares.add_square(weight);
    }
    void add(double weight, std::int64_t n);
    /// Adds the weights here and, if there is one, to `sum`.
    void add_all(std::span<const double> weights, const Bounds& bounds, ExactSum* sum);
    void add(const PartSums& sums);
    void merge(const WeightSum& other);
    /// Adds the weights, exactly, to another sum.
    void add_weights_to(ExactSum& sum) const {
        sum.add(1.0, units_);
        if (rest_) sum.merge(rest_->weights);
    }

    double sumw() const;
    double sumw2() const;

private:
    struct Sums {
        ExactSum weights, squares;
    };
    Sums& rest() {
        if (!rest_) rest_ = std::make_unique<Sums>();
        return *rest_;
    }

    std::int64_t units_ = 0;
    std::unique_ptr<Sums> rest_;  ///< weights other than 1
};

}  // namespace collmc::results
