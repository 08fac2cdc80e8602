// `--watch`: a command runs again whenever one of its files is saved, until Ctrl-C.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compiler/driver/interruption.h"

namespace collmc::driver {

struct Watched {
    std::vector<std::string> files;
    bool keeps_results = false;  ///< a round that fails leaves the results of an earlier one
    bool quiet = false;          ///< nothing is said beside what the rounds say
    bool for_programs = false;  ///< the standard output is for programs: what is said beside goes to the standard error
};

/// Runs `round`, which returns an exit code, and again after each save. A terminal is cleared before, other output gets
/// a line with the time. Returns kInterrupted, or kDone when the reader of the output has gone.
int watch(const Watched& watched, Interruption& interruption, const std::function<int()>& round);

}  // namespace collmc::driver
