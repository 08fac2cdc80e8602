#include "compiler/driver/file_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>

namespace collmc::driver {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kLook = 200;      ///< milliseconds after which the files are looked at without news of them
constexpr int kQuiet = 50;      ///< so long nothing must happen until a save is complete
constexpr int kLongest = 1000;  ///< but no longer is waited for quiet, or for a file that was taken away
constexpr int kMostLinks = 40;  ///< as the system follows

/// A path and what it leads to, link by link.
std::vector<fs::path> chain_of(const fs::path& path) {
    std::vector<fs::path> chain = {path};
    std::error_code failure;
    while (chain.size() < kMostLinks && fs::is_symlink(chain.back(), failure)) {
        const fs::path target = fs::read_symlink(chain.back(), failure);
        if (failure) break;
        chain.push_back(chain.back().parent_path() / target);  // an absolute target replaces the rest
    }
    return chain;
}

}  // namespace

FileWatch::FileWatch(std::vector<std::string> paths)
    : paths_(std::move(paths)), inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    watch_directories();
    for (const std::string& path : paths_) states_.push_back(state_of(path));
}

FileWatch::~FileWatch() {
    if (inotify_ >= 0) ::close(inotify_);
}

FileWatch::State FileWatch::state_of(const std::string& path) {
    struct stat status;
    if (::stat(path.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

void FileWatch::watch_directories() {
    if (inotify_ < 0) return;
    names_.clear();
    for (std::size_t i = 0; i < paths_.size(); ++i) {
        for (const fs::path& path : chain_of(paths_[i])) {
            const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
            const int watched = ::inotify_add_watch(inotify_, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO);
            if (watched >= 0) names_[watched].emplace(path.filename().string(), i);
        }
    }
}

void FileWatch::read_events(std::set<std::size_t>& changed) {
    alignas(inotify_event) char buffer[1 << 14];
    for (;;) {
        const ssize_t size = ::read(inotify_, buffer, sizeof buffer);
        if (size <= 0) return;
        for (ssize_t at = 0; at < size;) {
            inotify_event event;
            std::memcpy(&event, buffer + at, sizeof event);
            const std::string name = event.len > 0 ? buffer + at + sizeof event : "";
            at += static_cast<ssize_t>(sizeof event + event.len);
            const auto folder = names_.find(event.wd);
            if (folder == names_.end()) continue;
            const auto [first, last] = folder->second.equal_range(name);
            for (auto file = first; file != last; ++file) changed.insert(file->second);
        }
    }
}

void FileWatch::gather(int timeout, std::set<std::size_t>& changed) {
    if (inotify_ >= 0) {
        pollfd news{inotify_, POLLIN, 0};
        if (::poll(&news, 1, timeout) > 0) read_events(changed);
    } else {
        ::poll(nullptr, 0, timeout);
    }
    for (std::size_t i = 0; i < paths_.size(); ++i) {
        const State state = state_of(paths_[i]);
        if (state == states_[i]) continue;
        states_[i] = state;
        changed.insert(i);
    }
}

bool FileWatch::exist(const std::set<std::size_t>& files) const {
    return std::ranges::all_of(files, [this](std::size_t i) { return ::access(paths_[i].c_str(), F_OK) == 0; });
}

std::vector<std::string> FileWatch::wait(const std::atomic<bool>& stop) {
    watch_directories();  // links may lead elsewhere now, and directories may have been replaced
    std::set<std::size_t> changed;
    while (changed.empty()) {
        if (stop) return {};
        gather(kLook, changed);
    }
    const Clock::time_point end = Clock::now() + milliseconds(kLongest);
    for (bool quiet = false; (!quiet || !exist(changed)) && Clock::now() < end && !stop;) {
        std::set<std::size_t> more;
        gather(kQuiet, more);
        quiet = more.empty();
        changed.merge(more);
    }
    if (stop) return {};
    std::vector<std::string> saved;
    for (const std::size_t i : changed) saved.push_back(paths_[i]);
    return saved;
}

}  // namespace collmc::driver
