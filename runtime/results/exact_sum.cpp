#include "runtime/results/exact_sum.h"

#include <cassert>

#include "runtime/results/block_sum.h"

namespace collmc::results {

void ExactSum::add(double x, std::int64_t n) {
    assert(n >= 0);
    if (n <= kFew) return add_few(x, static_cast<std::uint64_t>(n));
    add_beyond(x, n);
}

void ExactSum::add_square(double x, std::int64_t n) {
    const double square = x * x;
    add(square, n);
    if (std::isfinite(square)) add(std::fma(x, x, -square), n);
}

void ExactSum::add_beyond(double x, std::int64_t n) {
    if (x == 0 || n == 0) return;
    if (!rest_) rest_ = std::make_unique<LongSum>();
    rest_->add(x, n);
}

void ExactSum::merge(const ExactSum& other) {
    bool carry = false;
    for (std::size_t word = 0; word < kWords; ++word) {
        const std::uint64_t addend = other.words_[word] + (carry ? 1 : 0);
        const bool overflow = carry && addend == 0;
        words_[word] += addend;
        carry = overflow || words_[word] < addend;
    }
    if (!other.rest_) return;
    if (!rest_) rest_ = std::make_unique<LongSum>();
    rest_->merge(*other.rest_);
}

double ExactSum::round() const {
    LongSum sum;
    if (rest_) sum = *rest_;
    sum.add_fixed(words_, kUnit);
    return sum.round();
}

void WeightSum::add(double weight, std::int64_t n) {
    if (weight == 1) return add_units(n);
    if (n == 0) return;
    rest().weights.add(weight, n);
    rest().squares.add_square(weight, n);
}

void WeightSum::add_all(std::span<const double> weights, const Bounds& bounds, ExactSum* sum) {
    if (weights.empty()) return;
    add_terms(weights, bounds, rest().weights, sum);
    add_products(weights, bounds, weights, bounds, rest().squares);
}

void WeightSum::add(const PartSums& sums) {
    for (const double term : sums.weights) rest().weights.add(term);
    for (const double term : sums.squares) rest().squares.add(term);
}

void WeightSum::merge(const WeightSum& other) {
    units_ += other.units_;
    if (!other.rest_) return;
    rest().weights.merge(other.rest_->weights);
    rest().squares.merge(other.rest_->squares);
}

double WeightSum::sumw() const {
    ExactSum sum = rest_ ? rest_->weights : ExactSum();
    sum.add(1.0, units_);
    return sum.round();
}

double WeightSum::sumw2() const {
    ExactSum sum = rest_ ? rest_->squares : ExactSum();
    sum.add(1.0, units_);
    return sum.round();
}

}  // namespace collmc::results
