// Puts the files of a temporary directory into an existing one, all or none as far as the file system allows.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/report/output_error.h"

namespace collmc::report {

class Replacement {
public:
    /// Both on one file system; `temporary` also holds what is replaced until the end.
    Replacement(std::filesystem::path temporary, std::filesystem::path target)
        : temporary_(std::move(temporary)), target_(std::move(target)) {}

    /// Puts `files` in place, run.json last, and removes those of `ours`, the files of an earlier run, that
    /// are not among them. A file that is neither is kept under a new name. On failure
    /// everything is as before.
    std::optional<OutputError> run(std::vector<std::string> files, const std::vector<std::string>& ours);

    const std::vector<std::pair<std::string, std::string>>& kept() const { return kept_; }

private:
    std::optional<OutputError> put_all(const std::vector<std::string>& files, const std::vector<std::string>& ours);
    std::optional<OutputError> put(const std::string& name, bool replaceable);
    std::optional<OutputError> set_aside(const std::string& name);
    std::optional<OutputError> keep(const std::string& name);
    std::optional<OutputError> make_folder(const std::string& name);
    int move(const std::filesystem::path& from, const std::filesystem::path& to);
    void undo() noexcept;

    std::filesystem::path temporary_, target_;
    std::vector<std::pair<std::filesystem::path, std::filesystem::path>> moves_;  ///< done, in order
    std::vector<std::filesystem::path> made_folders_;
    std::vector<std::pair<std::string, std::string>> kept_;
};

}  // namespace collmc::report
