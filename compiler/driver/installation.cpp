#include "compiler/driver/installation.h"

#include <cstdlib>
#include <string_view>

namespace collmc::driver {

namespace {

std::filesystem::path prefix() {
    std::error_code failure;
    return std::filesystem::read_symlink("/proc/self/exe", failure).parent_path().parent_path();
}

/// The path that a variable names; a relative one counts as none.
std::filesystem::path absolute(const char* variable) {
    const char* const value = std::getenv(variable);
    const std::filesystem::path path = value ? value : "";
    return path.is_absolute() ? path : std::filesystem::path();
}

}  // namespace

std::filesystem::path share_folder() {
    if (const char* share = std::getenv("COLLMC_SHARE")) return share;
    return prefix() / "share" / "collmc";
}

std::filesystem::path stdlib_folder() { return share_folder() / "stdlib"; }

std::filesystem::path grammar_folder() { return share_folder() / "grammar" / "constrained"; }

std::filesystem::path settings_folder() {
    if (const auto settings = absolute("XDG_CONFIG_HOME"); !settings.empty()) return settings / "collmc";
    if (const auto home = absolute("HOME"); !home.empty()) return home / ".config" / "collmc";
    return {};
}

std::filesystem::path code_generator_file() { return prefix() / "lib" / "collmc" / "codegen.so"; }

std::filesystem::path network_file() { return prefix() / "lib" / "collmc" / "network.so"; }

std::filesystem::path code_cache_folder() {
    if (const char* named = std::getenv("COLLMC_CODE_CACHE")) {
        if (std::string_view(named) == "off") return {};
        return named;
    }
    if (const auto caches = absolute("XDG_CACHE_HOME"); !caches.empty()) return caches / "collmc" / "code";
    if (const auto home = absolute("HOME"); !home.empty()) return home / ".cache" / "collmc" / "code";
    return {};
}

}  // namespace collmc::driver
