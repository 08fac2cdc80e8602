// How many threads a command uses where nobody says.
#pragma once

namespace collmc::driver {

/// The processors that this process may run on.
int usable_cores();

}  // namespace collmc::driver
