#include "runtime/comparison/statistics.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace collmc::comparison {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kFewEntries = 10, kFewExpected = 5, kFewExpectedWeighted = 25;

double pull_of(double difference, double error) {
    if (difference == 0) return 0;
    return error > 0 ? difference / error : std::copysign(kInfinity, difference);
}

bool empty(const Binned& binned, std::size_t bin) { return binned.values[bin] == 0 && binned.variances[bin] == 0; }

/// The number of events of weight 1 with the relative error of a sum of weights.
double effective(double sum, double variance) { return variance > 0 ? sum * sum / variance : 0; }

double effective(const Binned& binned, std::size_t bin) { return effective(binned.values[bin], binned.variances[bin]); }

/// Adds the bin's share of chi2, as a pull.
void add(Chi2& test, std::size_t bin, double pull) {
    test.pulls.push_back(pull);
    test.starts.push_back(bin);
    if (!std::isnan(pull)) test.chi2 += pull * pull;
}

/// The two histograms of a test, with what it needs of the whole.
struct Whole {
    const Binned& binned;
    double total, total2;  ///< sums of weights and of their squares
    bool counted;

    explicit Whole(const Binned& histogram)
        : binned(histogram),
          total(histogram.total()),
          total2(std::accumulate(histogram.variances.begin(), histogram.variances.end(), 0.0)),
          counted(histogram.counted()) {}
    double value(std::size_t bin) const { return binned.values[bin]; }
    double variance(std::size_t bin) const { return binned.variances[bin]; }
};

/// The pull of a bin of a counted and a weighted histogram: positive where the weighted has more.
double mixed_pull(const Whole& counted, const Whole& weighted, std::size_t bin) {
    const double n = counted.value(bin), N = counted.total, w = weighted.value(bin), W = weighted.total;
    const double average = weighted.total2 / W;
    const double s2 = weighted.variance(bin) > 0 ? weighted.variance(bin) : average * average;
    if (s2 == 0) return pull_of(w / W - n / N, std::sqrt(n) / N);
    const double a = W * w - N * s2;
    const double p = (a + std::sqrt(a * a + 4 * W * W * s2 * n)) / (2 * W * W);
    double share = (w - W * p) * (w - W * p) / s2;
    if (p > 0) share += (n - N * p) * (n - N * p) / (N * p);
    return std::copysign(std::sqrt(share), w / W - n / N);
}

/// The first bins of groups of neighbours in which enough events are expected in both.
std::vector<std::size_t> groups(const Whole& first, const Whole& second) {
    const double events1 = effective(first.total, first.total2), events2 = effective(second.total, second.total2);
    const double share1 = events1 / (events1 + events2);  // of what is expected in both together
    const auto least = [](const Whole& whole) { return whole.counted ? kFewExpected : kFewExpectedWeighted; };
    std::vector<std::size_t> starts = {0};
    double w1 = 0, w2 = 0, s1 = 0, s2 = 0;
    for (std::size_t bin = 0; bin < first.binned.values.size(); ++bin) {
        w1 += first.value(bin);
        w2 += second.value(bin);
        s1 += first.variance(bin);
        s2 += second.variance(bin);
        const double events = effective(w1, s1) + effective(w2, s2);
        if (events * share1 < least(first) || events * (1 - share1) < least(second)) continue;
        starts.push_back(bin + 1);
        w1 = w2 = s1 = s2 = 0;
    }
    if (starts.size() > 1) starts.pop_back();  // what is left over goes to the last group
    return starts;
}

Binned put_together(const Binned& binned, const std::vector<std::size_t>& starts) {
    Binned grouped;
    for (std::size_t group = 0; group < starts.size(); ++group) {
        const std::size_t end = group + 1 < starts.size() ? starts[group + 1] : binned.values.size();
        const auto sum = [&](const std::vector<double>& numbers) {
            return std::accumulate(numbers.begin() + static_cast<std::ptrdiff_t>(starts[group]),
                                   numbers.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
        };
        grouped.values.push_back(sum(binned.values));
        grouped.variances.push_back(sum(binned.variances));
    }
    return grouped;
}

double shape_pull(const Whole& first, const Whole& second, std::size_t bin) {
    if (first.counted != second.counted)
        return first.counted ? mixed_pull(first, second, bin) : -mixed_pull(second, first, bin);
    const double N = first.total, M = second.total;
    const double difference = N * second.value(bin) - M * first.value(bin);
    const double variance = first.counted ? N * M * (first.value(bin) + second.value(bin))
                                          : N * N * second.variance(bin) + M * M * first.variance(bin);
    return pull_of(difference, std::sqrt(variance));
}

void finish(Chi2& test, int ndf) {
    test.ndf = std::max(ndf, 0);
    test.probability = chi2_probability(test.chi2, test.ndf);
}

/// `pull(bin)` of the bins that are not empty in both, of which `fixed` follow from the others.
template <class Pull>
Chi2 test_bins(const Binned& first, const Binned& second, int fixed, Pull pull) {
    Chi2 test;
    int bins = 0;
    for (std::size_t bin = 0; bin < first.values.size(); ++bin) {
        if (empty(first, bin) && empty(second, bin)) {
            add(test, bin, 0);
            continue;
        }
        ++bins;
        if (std::min(effective(first, bin), effective(second, bin)) < kFewEntries) ++test.sparse;
        add(test, bin, pull(bin));
    }
    finish(test, bins - fixed);
    return test;
}

}  // namespace

Difference difference_of(double first, double first_error, double second, double second_error) {
    const double value = second - first, error = std::hypot(first_error, second_error);
    return {value, error, error, pull_of(value, error)};
}

Difference difference_of(const results::Efficiency& first, const results::Efficiency& second) {
    const double value = second.value - first.value;
    const double down = std::hypot(second.down, first.up), up = std::hypot(second.up, first.down);
    return {value, down, up, std::isnan(value) ? value : pull_of(value, value > 0 ? down : up)};
}

double chi2_probability(double chi2, int ndf) {
    if (ndf <= 0) return 1;
    if (std::isinf(chi2)) return 0;
    return boost::math::gamma_q(ndf / 2.0, chi2 / 2);
}

double two_sided_probability(double sigma) { return std::erfc(sigma / std::sqrt(2.0)); }

double Binned::total() const { return std::accumulate(values.begin(), values.end(), 0.0); }

bool Binned::counted() const {
    return values == variances && std::ranges::all_of(values, [](double n) { return n >= 0 && n == std::floor(n); });
}

Chi2 shape_test(const Binned& first, const Binned& second) {
    const Whole all1(first), all2(second);
    if (!(all1.total > 0) || !(all2.total > 0)) return {};
    const std::vector<std::size_t> starts = groups(all1, all2);
    const Binned grouped1 = put_together(first, starts), grouped2 = put_together(second, starts);
    const Whole one(grouped1), two(grouped2);
    Chi2 test = test_bins(grouped1, grouped2, 1, [&](std::size_t bin) { return shape_pull(one, two, bin); });
    test.starts = starts;
    test.sparse = 0;
    return test;
}

Chi2 contents_test(const Binned& first, const Binned& second) {
    return test_bins(first, second, 0, [&](std::size_t bin) {
        return pull_of(second.values[bin] - first.values[bin], std::sqrt(first.variances[bin] + second.variances[bin]));
    });
}

Chi2 means_test(const Means& first, const Means& second) {
    Chi2 test;
    int bins = 0;
    for (std::size_t bin = 0; bin < first.values.size(); ++bin) {
        const double error = std::hypot(first.errors[bin], second.errors[bin]);
        const double entries = std::min(first.entries[bin], second.entries[bin]);
        const bool known = error > 0 && entries >= kFewEntries;
        if (known) ++bins;
        if (!known && std::max(first.entries[bin], second.entries[bin]) > 0) ++test.sparse;
        add(test, bin, known ? (second.values[bin] - first.values[bin]) / error : 0);
    }
    finish(test, bins);
    return test;
}

}  // namespace collmc::comparison
