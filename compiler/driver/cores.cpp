#include "compiler/driver/cores.h"

#include <sched.h>

namespace collmc::driver {

int usable_cores() {
    cpu_set_t cores;
    if (sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
    return CPU_COUNT(&cores);
}

}  // namespace collmc::driver
