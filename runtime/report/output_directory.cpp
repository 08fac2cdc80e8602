#include "runtime/report/output_directory.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mutex>

#include "runtime/report/replacement.h"
#include "runtime/report/write_json.h"

namespace collmc::report {

namespace fs = std::filesystem;

namespace {

/// What must be removed if the process leaves early: the temporary directories of this process.
struct Registry {
    std::mutex mutex;
    std::vector<fs::path> directories;

    static Registry& instance() {
        static Registry registry;
        return registry;
    }
    void add(const fs::path& directory) {
        const std::lock_guard lock(mutex);
        directories.push_back(directory);
    }
    void remove(const fs::path& directory) {
        const std::lock_guard lock(mutex);
        std::erase(directories, directory);
    }
};

std::string host_name() {
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) != 0) return "host";
    std::string host = name;
    std::replace(host.begin(), host.end(), '/', '_');
    return host;
}

/// Removes temporary directories whose process no longer lives: their names are prefix + process id [+ "." + number].
void remove_left_behind(const fs::path& folder, const std::string& prefix) {
    std::error_code error;
    std::vector<fs::path> dead;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.compare(0, prefix.size(), prefix) != 0) continue;
        pid_t process = 0;
        const char* const digits = name.data() + prefix.size();
        const auto [rest, failure] = std::from_chars(digits, name.data() + name.size(), process);
        const bool whole = failure == std::errc{} && process > 0 && (*rest == '\0' || *rest == '.');
        if (whole && ::kill(process, 0) != 0 && errno == ESRCH) dead.push_back(it->path());
    }
    for (const fs::path& path : dead) fs::remove_all(path, error);
}

bool directory_exists(const fs::path& path) {
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// The files an earlier run left in `target`, by its run.json; only names that stay inside the directory.
std::vector<std::string> files_of_earlier_run(const fs::path& target) {
    std::ifstream stream(target / kManifestName, std::ios::binary);
    if (!stream) return {};
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    std::vector<std::string> files = files_in_run_json(text);
    std::erase_if(files, [](const std::string& name) {
        const fs::path path(name);
        return name.empty() || path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
    });
    return files;
}

}  // namespace

OutputDirectory::OutputDirectory(const fs::path& target) : target_((target.empty() ? "." : target).lexically_normal()) {
    if (!target_.has_filename() && target_.has_parent_path()) target_ = target_.parent_path();  // a slash at the end
}

OutputDirectory::~OutputDirectory() { abandon(); }

std::string OutputDirectory::shown(std::string_view name) const { return (target_ / name).string(); }

std::optional<OutputError> OutputDirectory::begin() {
    assert(temporary_.empty());
    struct stat status;
    if (::stat(target_.c_str(), &status) == 0) {
        if (!S_ISDIR(status.st_mode)) {
            return OutputError{target_.string(), "a file of that name exists", "choose another directory with -o DIR"};
        }
    } else if (errno != ENOENT) {
        return output_error(target_.string(), errno);
    } else if (auto error = make_parents()) {
        abandon();
        return error;
    }
    auto error = make_temporary();
    if (error) abandon();
    return error;
}

std::optional<OutputError> OutputDirectory::make_parents() {
    fs::path parent;
    for (const fs::path& part : target_.parent_path()) {
        parent /= part;
        if (directory_exists(parent)) continue;
        if (::mkdir(parent.c_str(), 0777) != 0) return output_error(parent.string(), errno == EEXIST ? ENOTDIR : errno);
        made_parents_.push_back(parent);
    }
    return std::nullopt;
}

std::optional<OutputError> OutputDirectory::make_temporary() {
    const bool exists = directory_exists(target_);
    const fs::path folder = exists ? target_ : target_.has_parent_path() ? target_.parent_path() : fs::path(".");
    const std::string of = exists ? "collmc" : target_.filename().string();
    const std::string prefix = "." + of + ".partial-" + host_name() + "-";
    remove_left_behind(folder, prefix);
    const fs::path wanted = fs::absolute(folder / (prefix + std::to_string(::getpid())));
    fs::path path = wanted;
    for (int i = 2; ::mkdir(path.c_str(), 0777) != 0; ++i) {
        if (errno != EEXIST) return output_error(target_.string(), errno);
        path = wanted;
        path += "." + std::to_string(i);
    }
    temporary_ = path;
    Registry::instance().add(temporary_);
    return std::nullopt;
}

fs::path OutputDirectory::staging_path(std::string_view name, std::optional<OutputError>& error) {
    assert(!temporary_.empty());
    const fs::path path = temporary_ / name;
    const fs::path folder = path.parent_path();
    if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
        error = output_error(shown(name), errno);
        return path;
    }
    if (std::find(files_.begin(), files_.end(), name) == files_.end()) files_.emplace_back(name);
    return path;
}

std::unique_ptr<OutputFile> OutputDirectory::open(std::string_view name, std::optional<OutputError>& error) {
    const fs::path path = staging_path(name, error);
    if (error) return nullptr;
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        error = output_error(shown(name), errno);
        return nullptr;
    }
    return std::unique_ptr<OutputFile>(new OutputFile(descriptor, shown(name)));
}

std::optional<OutputError> OutputDirectory::write(std::string_view name, std::string_view text) {
    std::optional<OutputError> error;
    const auto file = open(name, error);
    if (!error) error = file->append(text);
    if (!error) error = file->close();
    return error;
}

void OutputDirectory::discard(std::string_view name) {
    std::erase(files_, name);
    const fs::path path = temporary_ / name;
    ::unlink(path.c_str());
    if (path.parent_path() != temporary_) ::rmdir(path.parent_path().c_str());  // if it was the last
}

std::optional<OutputError> OutputDirectory::commit() {
    assert(!temporary_.empty());
    // One rename where the directory is new; it fails if one has come into being meanwhile.
    if (!directory_exists(target_) && std::rename(temporary_.c_str(), target_.c_str()) == 0) {
        Registry::instance().remove(temporary_);
        temporary_.clear();
    } else if (!directory_exists(target_)) {
        return output_error(target_.string(), errno);
    } else {
        Replacement replacement(temporary_, target_);
        if (auto error = replacement.run(files_, files_of_earlier_run(target_))) return error;
        kept_ = replacement.kept();
    }
    made_parents_.clear();
    abandon();  // what is left: the versions that were replaced
    return std::nullopt;
}

void OutputDirectory::abandon() noexcept {
    std::error_code ignored;
    if (!temporary_.empty()) {
        fs::remove_all(temporary_, ignored);
        Registry::instance().remove(temporary_);
        temporary_.clear();
    }
    for (auto it = made_parents_.rbegin(); it != made_parents_.rend(); ++it) ::rmdir(it->c_str());
    made_parents_.clear();
}

void abandon_all_output() noexcept {
    Registry& registry = Registry::instance();
    const std::lock_guard lock(registry.mutex);
    std::error_code ignored;
    for (const fs::path& directory : registry.directories) fs::remove_all(directory, ignored);
    registry.directories.clear();
}

}  // namespace collmc::report
