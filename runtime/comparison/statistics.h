// Tests of whether two measurements, or two binned distributions, differ by more than chance.
#pragma once

#include <cstddef>
#include <vector>

#include "runtime/results/efficiency.h"

namespace collmc::comparison {

/// second - first, with the interval at 68.27 % value - down … value + up, and in standard deviations. The pull is 0
/// where the two are equal, infinite where they differ without any error.
struct Difference {
    double value = 0;
    double down = 0, up = 0;
    double pull = 0;
};

/// Of two numbers with independent errors.
Difference difference_of(double first, double first_error, double second, double second_error);

/// Of two independent efficiencies, whose errors are uneven: the errors that point to each other are added in
/// quadrature (R. G. Newcombe, Statistics in Medicine 17 (1998) 873, "square and add"); the pull takes those between
/// the two values. NaN where one of them is.
Difference difference_of(const results::Efficiency& first, const results::Efficiency& second);

/// Chance of a chi-squared this large or larger; 1 where ndf is 0.
double chi2_probability(double chi2, int ndf);

/// Chance that a normal variable is `sigma` standard deviations or more from its mean, on either side.
double two_sided_probability(double sigma);

/// Sums of weights and of their squares, bin by bin.
struct Binned {
    std::vector<double> values, variances;

    double total() const;
    /// Whether every entry counts with 1: the variances are the values.
    bool counted() const;
};

struct Chi2 {
    double chi2 = 0;
    int ndf = 0;
    double probability = 1;
    std::vector<double> pulls;        ///< positive where the second has more; the sum of their squares is chi2
    std::vector<std::size_t> starts;  ///< the first bin of each pull, which stands for those up to the next
    int sparse = 0;  ///< bins with fewer than 10 events in one of the two, which chi2 needs to be what it is called
};

/// Whether two independent histograms have the same shape, whatever their totals: the test of homogeneity (H. Cramér,
/// Mathematical Methods of Statistics (1946), 30.6), for weighted histograms as in N. D. Gagunashvili, Nucl. Instrum.
/// Meth. A 614 (2010) 287 and physics/0605123. With n, m the contents of counted histograms and N, M their totals; w,
/// s² and W contents, variances and total of weighted ones:
///   both counted        sum (N m - M n)² / (N M (n + m))
///   one counted         sum (n - N p)² / (N p) + (w - W p)² / s², where p is the most likely of its bin:
///                       p = [W w - N s² + sqrt((W w - N s²)² + 4 W² s² n)] / (2 W²)
///   both weighted       sum (W1 w2 - W2 w1)² / (W1² s2² + W2² s1²)
/// Neighbouring bins are put together until 5 events are expected in each counted histogram (W. G. Cochran, Biometrics
/// 10 (1954) 417) and 25 in each weighted one, events being those of weight 1 that would have the relative error: of
/// fewer, chi2 has a longer tail than its probability says, as the error of a sum of weights is taken from that sum. A
/// bin of the weighted histogram without an error counts with that of one entry of average weight, sum s² / W. One
/// degree of freedom is the total's. Nothing is compared, with ndf 0, where a total is not positive.
Chi2 shape_test(const Binned& first, const Binned& second);

/// Whether two independent histograms have the same contents: sum (w2 - w1)² / (s1² + s2²), a degree of freedom for
/// each bin that is not empty in both.
Chi2 contents_test(const Binned& first, const Binned& second);

/// Values with their errors, and the number of entries that they are from.
struct Means {
    std::vector<double> values, errors, entries;
};

/// Whether the means of two profiles are the same: sum (m2 - m1)² / (e1² + e2²) over the bins with 10 entries or more
/// in both; of fewer the error, which is taken from the spread, says too little. The others count as sparse.
Chi2 means_test(const Means& first, const Means& second);

}  // namespace collmc::comparison
