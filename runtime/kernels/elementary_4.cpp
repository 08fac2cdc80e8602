#define COLLMC_WIDTH 4
#include "runtime/kernels/elementary_lanes.h"
