// Quantities that no formula gives, found by a numerical method: the stransverse mass and the eigenvalues of a
// symmetric matrix. Deterministic plain functions; the interpreter and compiled code call the very same ones, lane by
// lane.
#pragma once

#include <cstdint>

namespace collmc::kernels {

/// The stransverse mass mT2 of two visible systems (transverse momentum and mass each) that decay with one invisible
/// particle of mass `minvisible` each, the two of which make up the missing transverse momentum (pxmiss, pymiss):
///
///     mT2 = min over q + r = pmiss of max(mT(p1, q), mT(p2, r))
///
/// C.G. Lester, D.J. Summers, Phys. Lett. B 463 (1999) 99, arXiv:hep-ph/9906349. The visible masses may differ
/// (arXiv:0810.5178, arXiv:1411.4312). All in one unit, GeV; a mass below zero counts as its absolute value.
///
/// mT^2 is a convex function of q, so mT2 is the minimum of a convex function in two dimensions: in y it is where one
/// mass is least or both are equal, in x a bracket is narrowed until tangents enclose the minimum. The formulas for
/// transverse masses and their slopes do not cancel, so massless systems, no missing momentum and parallel momenta need
/// no special treatment. The error is about 1e-12 of mT2 and of the momenta; where mT2 vanishes or massless systems are
/// back to back, up to 1e-7 of the momenta. At least max(m1, m2) + minvisible. NaN if any argument is NaN or infinite.
/// Takes some five microseconds.
double mt2(double px1, double py1, double m1, double px2, double py2, double m2, double pxmiss, double pymiss,
           double minvisible);

/// The k-th smallest eigenvalue, k = 1, 2, 3, of the symmetric matrix (xx xy xz; xy yy yz; xz yz zz). Accurate to some
/// units in the last place of the largest one. NaN for any other k and if an element is NaN or infinite.
double eigenvalue3(double k, double xx, double yy, double zz, double xy, double xz, double yz);

/// The same for `lanes` sets of arguments at a time: arguments[operand * lanes + lane]. Only the lanes whose bit is set
/// in `active` are computed; the other results are 0.
extern "C" void collmc_mt2(const double* arguments, double* results, std::uint64_t active, std::int64_t lanes) noexcept;
extern "C" void collmc_eigenvalue3(const double* arguments, double* results, std::uint64_t active,
                                   std::int64_t lanes) noexcept;

}  // namespace collmc::kernels
