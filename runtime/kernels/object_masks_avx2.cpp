#include "runtime/kernels/object_masks_portable.h"

namespace collmc::kernels {

const MaskCode kMasksAvx2 = code_of<Portable>("avx2");

}  // namespace collmc::kernels
