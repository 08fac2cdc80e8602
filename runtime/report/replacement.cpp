#include "runtime/report/replacement.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "runtime/report/output_directory.h"

namespace collmc::report {

namespace fs = std::filesystem;

namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// What stands at a path, links not followed.
fs::file_type kind_of(const fs::path& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored).type();
}

}  // namespace

std::optional<OutputError> Replacement::run(std::vector<std::string> files, const std::vector<std::string>& ours) {
    std::stable_partition(files.begin(), files.end(), [](const std::string& name) { return name != kManifestName; });
    auto error = put_all(files, ours);
    if (error) undo();
    return error;
}

std::optional<OutputError> Replacement::put_all(const std::vector<std::string>& files,
                                                const std::vector<std::string>& ours) {
    if (contains(ours, kManifestName)) {
        if (auto error = set_aside(std::string(kManifestName))) return error;
    }
    for (const std::string& name : ours) {
        if (contains(files, name) || name == kManifestName) continue;
        if (auto error = set_aside(name)) return error;
    }
    for (const std::string& name : files) {
        if (auto error = put(name, contains(ours, name))) return error;
    }
    // Folders that only held stale files; rmdir refuses the others.
    for (const std::string& name : ours) {
        const fs::path folder = fs::path(name).parent_path();
        if (!folder.empty()) ::rmdir((target_ / folder).c_str());
    }
    return std::nullopt;
}

std::optional<OutputError> Replacement::put(const std::string& name, bool replaceable) {
    if (auto error = make_folder(name)) return error;
    const fs::path place = target_ / name;
    const fs::file_type kind = kind_of(place);
    if (kind == fs::file_type::directory) return output_error(place.string(), EISDIR);
    if (kind != fs::file_type::not_found) {
        if (auto error = replaceable ? set_aside(name) : keep(name)) return error;
    }
    if (const int failure = move(temporary_ / name, place)) return output_error(place.string(), failure);
    return std::nullopt;
}

/// Moves an old file of ours out of sight; it goes with the temporary directory.
std::optional<OutputError> Replacement::set_aside(const std::string& name) {
    const fs::path place = target_ / name;
    const fs::file_type kind = kind_of(place);
    if (kind == fs::file_type::not_found || kind == fs::file_type::directory) return std::nullopt;
    const fs::path aside = temporary_ / ("replaced-" + std::to_string(moves_.size()));
    if (const int failure = move(place, aside)) return output_error(place.string(), failure);
    return std::nullopt;
}

/// Gives a file that is not ours the first free name with a ~ behind it.
std::optional<OutputError> Replacement::keep(const std::string& name) {
    std::string new_name = name + "~";
    for (int i = 2; kind_of(target_ / new_name) != fs::file_type::not_found; ++i) {
        new_name = name + "~" + std::to_string(i);
    }
    if (const int failure = move(target_ / name, target_ / new_name)) {
        return output_error((target_ / name).string(), failure);
    }
    kept_.emplace_back(name, new_name);
    return std::nullopt;
}

std::optional<OutputError> Replacement::make_folder(const std::string& name) {
    const fs::path folder = target_ / fs::path(name).parent_path();
    struct stat status;
    if (::stat(folder.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode)) return std::nullopt;
        return output_error(folder.string(), ENOTDIR);
    }
    if (::mkdir(folder.c_str(), 0777) != 0) return output_error(folder.string(), errno);
    made_folders_.push_back(folder);
    return std::nullopt;
}

/// Returns 0 or the errno of the failure.
int Replacement::move(const fs::path& from, const fs::path& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0) return errno;
    moves_.emplace_back(from, to);
    return 0;
}

void Replacement::undo() noexcept {
    for (auto it = moves_.rbegin(); it != moves_.rend(); ++it) std::rename(it->second.c_str(), it->first.c_str());
    for (auto it = made_folders_.rbegin(); it != made_folders_.rend(); ++it) ::rmdir(it->c_str());
    moves_.clear();
    made_folders_.clear();
    kept_.clear();
}

}  // namespace collmc::report
