// Exact sums of many terms at once, at the speed of a few additions each.
//
// Where the terms of a block are known to lie in a range, they are split at a fixed bit into two parts (x + m) - m and
// the rest, m = 1.5·2^(52 + split); both parts then add up in doubles without rounding, because no sum of them needs
// more than 53 bits. (The first step of the reproducible sums of J. Demmel and H. D. Nguyen, "Fast reproducible
// floating-point summation", 2013.) What the doubles hold in the end goes to ExactSum, so that the sum is as exact as
// term by term. Terms of other ranges go there one by one.
#pragma once

#include <cstddef>
#include <span>

#include "runtime/results/exact_sum.h"

namespace collmc::results {

/// Every term is 0, or its magnitude is from 2^least to below 2^most. An infinity or a NaN has most > 1024.
struct Bounds {
    int least = 0, most = 0;
};
Bounds bounds_of(std::span<const double> terms);

/// Adds every term, to one more sum if there is one.
void add_terms(std::span<const double> terms, const Bounds& bounds, ExactSum& sum, ExactSum* also = nullptr);
/// Adds x[i]·y[i] for each i, as ExactSum::add_product does.
void add_products(std::span<const double> x, const Bounds& x_bounds, std::span<const double> y, const Bounds& y_bounds,
                  ExactSum& sum);

}  // namespace collmc::results
