#define COLLMC_EVENTS 8
#define COLLMC_TRIOS collmc_trios_4
#include "runtime/kernels/trios_lanes.h"
