#include "runtime/kernels/object_masks_avx512.h"

namespace collmc::kernels {

const MaskCode kMasksAvx512 = code_of<Avx512>("avx512");

}  // namespace collmc::kernels
