// Our own mistakes, as opposed to a user's: a phase found a state that its contract excludes.
//
// Thrown only for bugs and caught only by the driver, which ends with exit code 70 and writes a file that reproduces
// the run. Everything that a user can cause is a diagnostic or an error value instead.
#pragma once

#include <stdexcept>
#include <string>

namespace collmc::diagnostics {

struct InternalError : std::logic_error {
    InternalError(std::string phase, const std::string& what) : std::logic_error(what), phase(std::move(phase)) {}
    std::string phase;
};

}  // namespace collmc::diagnostics
