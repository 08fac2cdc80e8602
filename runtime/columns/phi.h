// Azimuthal angles in one convention, [-pi, pi).
#pragma once

#include <cmath>

namespace collmc::columns {

inline constexpr double kPi = 3.141592653589793;     ///< the double nearest to pi
inline constexpr double kTwoPi = 6.283185307179586;  ///< the double nearest to 2 pi
/// What is above was written as an angle of [0, 2pi): pi in three decimals, 3.142, is still one of (-pi, pi].
inline constexpr double kPhiAbovePi = 3.1425;

inline constexpr double kRoundingShift = 0x1.8p52;  ///< adding it leaves no bits for a fraction, ...
inline constexpr double kMostShifted = 0x1p51;      ///< ... below this: the sum stays between 2^52 and 2^53

/// The integer nearest to x, ties to even: std::rint, without a call into the library for ordinary x.
inline double nearest_integer(double x) {
    return x > -kMostShifted && x < kMostShifted ? (x + kRoundingShift) - kRoundingShift : std::rint(x);
}

/// A value inside the range is kept exactly; any other becomes phi - 2pi*rint(phi/2pi), each operation rounded to a
/// double, and -pi where that is still outside.
inline double normalised_phi(double phi) {
    if (phi >= -kPi && phi < kPi) return phi;
    const double turned = phi - kTwoPi * nearest_integer(phi / kTwoPi);
    return turned >= -kPi && turned < kPi ? turned : -kPi;
}

}  // namespace collmc::columns
