// Runs another program and collects what it says on stderr.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace collmc::report {

/// A started program. Its stdin and stdout are empty; stderr goes to a file of ours; its locale is C.UTF-8.
class ChildProcess {
public:
    /// Searches `program` in PATH. start_error() is the errno of a failure, e.g. ENOENT.
    ChildProcess(const std::string& program, const std::vector<std::string>& arguments,
                 const std::filesystem::path& stderr_file);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ChildProcess(ChildProcess&& other) noexcept;
    /// Waits for the end.
    ~ChildProcess();

    int start_error() const { return start_error_; }
    /// Waits for the end; true if the program exited with status 0.
    bool wait();

private:
    pid_t process_ = -1;
    int start_error_ = 0;
};

}  // namespace collmc::report
