#define COLLMC_WIDTH 8
#include "runtime/kernels/elementary_lanes.h"
