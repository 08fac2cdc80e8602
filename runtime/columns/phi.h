// Azimuthal angles in one convention, [-pi, pi).
#pragma once

#include <cmath>

namespace collmc::columns {

inline constexpr double kPi = 3.141592653589793;     ///< the double nearest to pi
inline constexpr double kTwoPi = 6.283185307179586;  ///< the double nearest to 2 pi
/// What is above was written as an angle of [0, 2pi): pi in three decimals, 3.142, is still one of (-pi, pi].
inline constexpr double kPhiAbovePi = 3.1425;

/// The integer nearest to x, ties to even: std::rint, without a call into the library for ordinary x.
inline double nearest_integer(double x) {
    constexpr double kShift = 6755399441055744.0;  // 1.5 * 2^52: adding it leaves no bits for a fraction
    constexpr double kSafe = 2251799813685248.0;   // 2^51: up to here the sum stays between 2^52 and 2^53
    return x > -kSafe && x < kSafe ? (x + kShift) - kShift : std::rint(x);
}

/// A value inside the range is kept exactly; any other becomes phi - 2pi*rint(phi/2pi), each operation rounded to a
/// double, and -pi where that is still outside.
inline double normalised_phi(double phi) {
    if (phi >= -kPi && phi < kPi) return phi;
    const double turned = phi - kTwoPi * nearest_integer(phi / kTwoPi);
    return turned >= -kPi && turned < kPi ? turned : -kPi;
}

}  // namespace collmc::columns
