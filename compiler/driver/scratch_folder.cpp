#include "compiler/driver/scratch_folder.h"

#include <stdlib.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

namespace collmc::driver {

namespace fs = std::filesystem;

namespace {

struct Registry {
    std::mutex mutex;
    std::vector<fs::path> folders;
    bool closed = false;

    static Registry& instance() {
        static Registry registry;
        return registry;
    }
};

void remove_whole(const fs::path& folder) noexcept {
    std::error_code failure;
    fs::remove_all(folder, failure);
}

}  // namespace

ScratchFolder::ScratchFolder() {
    std::error_code failure;
    const fs::path parent = fs::temp_directory_path(failure);
    if (failure) return;
    std::string name = (parent / "collmc-XXXXXX").string();
    Registry& registry = Registry::instance();
    const std::lock_guard lock(registry.mutex);
    if (registry.closed || ::mkdtemp(name.data()) == nullptr) return;
    path_ = name;
    registry.folders.push_back(path_);
}

ScratchFolder::~ScratchFolder() {
    if (path_.empty()) return;
    Registry& registry = Registry::instance();
    const std::lock_guard lock(registry.mutex);
    remove_whole(path_);
    std::erase(registry.folders, path_);
}

void abandon_scratch_folders() noexcept {
    Registry& registry = Registry::instance();
    const std::lock_guard lock(registry.mutex);
    registry.closed = true;
    // Another thread may be writing to one: what it makes meanwhile goes the second time.
    for (int i = 0; i < 2; ++i)
        for (const fs::path& it : registry.folders) remove_whole(it);
}

}  // namespace collmc::driver
