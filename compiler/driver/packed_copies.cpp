#include "compiler/driver/packed_copies.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "runtime/packed/cache.h"
#include "runtime/report/output_error.h"

namespace collmc::driver {

namespace {

constexpr const char* kDefaultBound = "10G";

/// A variable of the environment; empty where it is not set.
std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

CacheSettings cache_settings() {
    CacheSettings settings;
    std::filesystem::path home = variable("XDG_CACHE_HOME");
    if (!home.is_absolute()) home = variable("HOME").empty() ? "" : std::filesystem::path(variable("HOME")) / ".cache";
    if (!home.empty()) settings.folder = (home / "collmc" / "events-" COLLMC_VERSION).string();
    const std::string wanted = variable("COLLMC_CACHE_SIZE");
    const std::optional<std::uint64_t> bound = packed::parse_size(wanted.empty() ? kDefaultBound : wanted);
    if (bound)
        settings.bound = *bound;
    else
        settings.error = fmt::format("COLLMC_CACHE_SIZE takes a size such as 500M or 10G, not `{}`", wanted);
    return settings;
}

execution::PackedCopies packed_copies(const std::vector<std::string>& inputs, const CacheSettings& settings,
                                      int threads, const std::atomic<bool>& stop, Messages& messages) {
    execution::PackedCopies copies(inputs.size());
    if (settings.folder.empty()) {
        messages.show({"W1110",
                       "no packed copies are kept: neither XDG_CACHE_HOME nor HOME says where; set one, or leave "
                       "--cache out"});
        return copies;
    }
    packed::Cache cache(settings.folder, settings.bound);
    for (std::size_t i = 0; i < inputs.size() && !stop; ++i) {
        if (!packed::is_cachable(inputs[i])) continue;
        copies[i] = cache.find(inputs[i]);
        if (copies[i]) continue;
        packed::Cache::Made made = cache.make(inputs[i], threads, &stop);
        copies[i] = std::move(made.file);
        if (made.write_failure == 0) continue;
        const report::OutputError error = report::output_error(settings.folder, made.write_failure);
        messages.show({"W1110",
                       fmt::format("no packed copy is kept of {}: cannot write {}: {}; free some space, or leave "
                                   "--cache out",
                                   inputs[i], error.path, error.cause),
                       {{"file", inputs[i]}}});
        break;  // the next one would fail alike
    }
    return copies;
}

}  // namespace collmc::driver
