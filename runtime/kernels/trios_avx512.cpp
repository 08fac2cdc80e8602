#define COLLMC_EVENTS 16
#define COLLMC_TRIOS collmc_trios_8
#include "runtime/kernels/trios_lanes.h"
