// Waits until one of some files is saved.
//
// Editors write a file in place, or write another one and rename it over the first, or take the file away for a moment;
// a file may be a symbolic link to what is saved. So the directories are watched (inotify), by the names of the files
// and of what they lead to, and the files themselves are looked at now and then, for file systems that tell nothing.
// What happens between two calls of wait() is not lost. Changes that follow each other closely are one.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace collmc::driver {

class FileWatch {
public:
    /// The files need not exist.
    explicit FileWatch(std::vector<std::string> paths);
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;
    ~FileWatch();

    /// The files saved since the last call, or since the construction, once they lie still; empty where `stop` was
    /// raised instead. A file that was taken away is waited for, but not for long.
    std::vector<std::string> wait(const std::atomic<bool>& stop);

private:
    /// What tells two states of a file apart; zero where there is none.
    struct State {
        dev_t device = 0;
        ino_t file = 0;
        off_t size = 0;
        std::int64_t seconds = 0, nanoseconds = 0;  ///< of the last change
        bool operator==(const State&) const = default;
    };

    static State state_of(const std::string& path);
    void watch_directories();
    /// Waits at most so long for news and adds the files they are about.
    void gather(int milliseconds, std::set<std::size_t>& changed);
    void read_events(std::set<std::size_t>& changed);
    bool exist(const std::set<std::size_t>& files) const;

    std::vector<std::string> paths_;
    std::vector<State> states_;
    int inotify_;  ///< negative: there is none, files are only looked at
    std::map<int, std::multimap<std::string, std::size_t>> names_;  ///< by directory watched: name, index of the file
};

}  // namespace collmc::driver
