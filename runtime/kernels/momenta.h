// Momenta of many objects at once: px, py, pz and the energy, as compiled code would compute them one after the other,
// to the bit, and in fewer instructions.
#pragma once

#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::kernels {

/// What an object's momentum is computed of.
struct MomentumColumns {
    std::int32_t pt, eta, phi;  ///< abi::ObjectColumn
    std::int32_t mass;          ///< abi::ObjectColumn, or -1: all have `mass_squared`
    double mass_squared;        ///< GeV^2
};

/// Fills the lines (abi::kLine) of objects and of the sentinel: pt cos phi, pt sin phi, pt sinh eta and
/// sqrt((pt cosh eta)^2 + mass^2). The objects are the rows from `begin` to before `end`, all of one type, whose
/// columns are read as they are stored (abi::Block::stored) if they are; or, if `rows` is not null, those that stand
/// there, whose columns are read from the block. The first needs AVX2 and FMA, the second AVX-512 F and DQ.
extern "C" void collmc_momenta_4(const abi::Block* block, const MomentumColumns* columns, const std::int32_t* rows,
                                 std::int64_t begin, std::int64_t end, double* lines);
extern "C" void collmc_momenta_8(const abi::Block* block, const MomentumColumns* columns, const std::int32_t* rows,
                                 std::int64_t begin, std::int64_t end, double* lines);

}  // namespace collmc::kernels
