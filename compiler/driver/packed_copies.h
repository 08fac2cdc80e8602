// `--cache`: packed copies of a run's inputs, which are read in their place.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/messages.h"
#include "runtime/execution/input_sequence.h"

namespace collmc::driver {

/// Where copies are kept, and how many bytes of them.
struct CacheSettings {
    std::string folder;  ///< empty: there is no place, neither XDG_CACHE_HOME nor HOME is set
    std::uint64_t bound = 0;
    std::string error;  ///< COLLMC_CACHE_SIZE is no size: a sentence
};
CacheSettings cache_settings();

/// The copies of those inputs that can have one, made where they are missing. What stands in the way is a warning.
execution::PackedCopies packed_copies(const std::vector<std::string>& inputs, const CacheSettings& settings,
                                      int threads, const std::atomic<bool>& stop, Messages& messages);

}  // namespace collmc::driver
