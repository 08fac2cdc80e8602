#include "runtime/results/profile.h"

#include <cmath>

namespace collmc::results {

Profile profile_of(const HistogramResult& contents) {
    Profile profile;
    for (std::size_t slot = 0; slot < contents.values.size(); ++slot) {
        const double w = contents.values[slot], w2 = contents.variances[slot];
        const double mean = w == 0 ? 0 : contents.sum_wy[slot] / w;
        const double freedom = w == 0 ? 0 : w - w2 / w;
        const double spread = contents.sum_wyy[slot] - mean * contents.sum_wy[slot];
        // A single entry, whatever its weight, leaves nothing but rounding; that, and negative weights, can make the
        // spread negative.
        const bool enough = std::abs(freedom) > 1e-12 * std::abs(w);
        const double variance = enough && spread / freedom > 0 ? spread / freedom : 0;
        profile.means.push_back(mean);
        profile.variances.push_back(variance);
        profile.errors.push_back(w == 0 ? 0 : std::sqrt(variance * w2) / std::abs(w));
    }
    return profile;
}

}  // namespace collmc::results
