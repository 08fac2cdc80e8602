#include "runtime/kernels/object_masks_portable.h"

namespace collmc::kernels {

const MaskCode kMasksPortable = code_of<Portable>("portable");

}  // namespace collmc::kernels
