#define COLLMC_WIDTH 8
#include "runtime/kernels/elementary_lanes.h"
#include "runtime/kernels/momenta_lanes.h"
