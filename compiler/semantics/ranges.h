// Sets of numbers that a value may have: what the range analysis knows.
//
// A set is a sorted list of stretches, with ends that belong to it or not, and whether the value may be NaN. Arithmetic
// on sets holds every result that the program's arithmetic on members can give, rounding included: +, -, *, / and sqrt
// are rounded to nearest, which keeps order, so the rounded ends bound the rounded results; other functions are bounded
// with a few units in the last place to spare. An end at infinity means "without bound" unless infinity itself belongs
// to the set; overflow and
// underflow of finite numbers are taken not to happen.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "compiler/semantics/boxes.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// A list of stretches, in place as long as it is short: nearly every set has one or two.
class Stretches {
public:
    Stretches() = default;
    Stretches(const Stretch* begin, const Stretch* end) : size_(static_cast<std::size_t>(end - begin)) {
        if (size_ <= kFew)
            std::copy(begin, end, few_.begin());
        else
            many_.assign(begin, end);
    }

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    const Stretch* begin() const { return size_ <= kFew ? few_.data() : many_.data(); }
    const Stretch* end() const { return begin() + size_; }
    const Stretch& operator[](std::size_t i) const { return begin()[i]; }
    const Stretch& front() const { return *begin(); }
    const Stretch& back() const { return *(end() - 1); }

    friend bool operator==(const Stretches& a, const Stretches& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

private:
    static constexpr std::size_t kFew = 2;
    std::size_t size_ = 0;
    std::array<Stretch, kFew> few_{};
    std::vector<Stretch> many_;
};

class Numbers {
public:
    static Numbers none() { return {}; }
    static Numbers reals();     ///< every finite number
    static Numbers anything();  ///< and the infinities, and NaN
    static Numbers one(double value) { return within(value, value); }
    static Numbers within(double low, double high) { return of({{low, false}, {high, true}}); }
    static Numbers at_least(double low);
    static Numbers at_most(double high);
    static Numbers of(Stretch stretch);
    /// Every whole number from `low` up.
    static Numbers counts(double low = 0);
    static Numbers truth(bool can_be_true, bool can_be_false);

    bool may_be_nan() const { return nan_; }
    bool is_whole() const { return whole_; }
    /// No number; it may still be NaN.
    bool has_none() const { return stretches_.empty(); }
    bool is_empty() const { return stretches_.empty() && !nan_; }
    bool is_one(double value) const;
    bool contains(double value) const;
    bool has_infinity() const;
    /// Of sets with a number.
    Place low() const { return stretches_.front().begin; }
    Place high() const { return stretches_.back().end; }
    const Stretches& stretches() const { return stretches_; }

    Numbers with_nan(bool nan = true) const;
    Numbers as_whole() const;
    Numbers as_real() const;  ///< with what lies between whole numbers of one stretch
    Numbers without(double value) const;

    friend Numbers operator&(const Numbers& a, const Numbers& b);
    friend Numbers operator|(const Numbers& a, const Numbers& b);
    friend bool operator==(const Numbers&, const Numbers&) = default;

private:
    static constexpr std::size_t kMostStretches = 8;
    using Buffer = std::array<Stretch, 2 * kMostStretches>;

    /// Takes the first `size` stretches of the buffer, in any order, which may overlap and be empty.
    void take(Buffer& buffer, std::size_t size);

    Stretches stretches_;
    bool nan_ = false;
    bool whole_ = false;  ///< only whole numbers
};

Numbers operator-(const Numbers& a);
Numbers operator+(const Numbers& a, const Numbers& b);
Numbers operator-(const Numbers& a, const Numbers& b);
Numbers operator*(const Numbers& a, const Numbers& b);
Numbers operator/(const Numbers& a, const Numbers& b);
Numbers absolute(const Numbers& a);
Numbers square_root(const Numbers& a);
/// a ^ exponent, as the language has it.
Numbers power(const Numbers& a, Rational exponent);
Numbers result_of(Intrinsic op, const std::vector<Numbers>& arguments);

/// A little more on both sides, for conclusions from a rounded result to its operands.
Numbers widened(const Numbers& a);

/// "in [76, 106] GeV", "above 30 GeV", "at most 2.5", "3".
std::string describe(const Numbers& numbers, Rational dimension);

}  // namespace collmc::semantics
