// pack: LHCO text, or packed events again, to one packed file. unpack: packed events to LHCO text.
//
// The bytes of a packed file depend on the events and on the compression only, neither on threads nor on how the text
// is cut. Memory does not grow with the inputs, but for the directory (64 bytes for each 2048 events).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/lhco/parser.h"
#include "runtime/packed/encode.h"
#include "runtime/packed/file.h"
#include "runtime/packed/writer.h"

namespace collmc::packed {

struct PackOptions {
    Compression compression = Compression::none;
    lhco::OnBadEvent on_bad_event = lhco::OnBadEvent::kStop;
    int threads = 1;
    /// Set from outside to end soon; may be null.
    const std::atomic<bool>* stop = nullptr;
};

struct Outcome {
    std::optional<std::string> error;  ///< an input that cannot be used: the message
    int write_failure = 0;             ///< the errno of what could not be written
    bool interrupted = false;          ///< `stop` was set
    bool good() const { return !error && write_failure == 0 && !interrupted; }
};

struct Packed : Outcome {
    Directory directory;      ///< of what was written
    std::uint64_t bytes = 0;  ///< size of the file
};

/// Writes to `file`, which has been created; committing it is left to the caller, who may find the outcome not good.
Packed pack(const std::vector<std::string>& inputs, NewFile& file, const PackOptions& options);

/// Likewise the events of `from` as LHCO text, behind its comments.
Outcome unpack(const File& from, NewFile& file, int threads, const std::atomic<bool>* stop);

}  // namespace collmc::packed
