#include "runtime/kernels/object_masks_avx512.h"

namespace collmc::kernels {

const MaskCode kMasksAvx512Popcount = code_of<Avx512>("avx512 popcount");

}  // namespace collmc::kernels
