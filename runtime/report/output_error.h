// Why a result could not be written: the place, the cause, and what to do about it.
#pragma once

#include <string>

namespace collmc::report {

struct OutputError {
    std::string path;
    std::string cause;   ///< e.g. "no space left on the device"
    std::string remedy;  ///< e.g. "free some space, or choose another directory with -o DIR"

    /// "cannot write PATH: CAUSE; REMEDY"
    std::string message() const;
};

/// The error for a failed system call, in plain words, from its errno.
OutputError output_error(std::string path, int error_number);

}  // namespace collmc::report
