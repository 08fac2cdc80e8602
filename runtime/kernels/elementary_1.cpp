#define COLLMC_WIDTH 1
#include "runtime/kernels/elementary_lanes.h"
