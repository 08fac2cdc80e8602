#define COLLMC_WIDTH 4
#include "runtime/kernels/elementary_lanes.h"
#include "runtime/kernels/momenta_lanes.h"
