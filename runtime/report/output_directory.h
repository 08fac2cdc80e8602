// The results directory as a transaction: everything is written into a hidden temporary directory first and put in
// place only by commit(). Until then, and after any failure or abort, nothing visible has changed.
//
// - A directory that does not exist yet appears whole, by one rename.
// - In one that exists, each file written replaces its old version by a rename; files that an earlier run listed in its
//   run.json and this one does not write are removed. A file in the way that no run.json lists is not ours: it is kept
//   under another name (kept()). Nothing else is touched. The old run.json goes first and the new one comes last, so a
//   directory with a run.json is always whole. If a step fails, the earlier steps are undone.
// - The temporary directory lies beside a new directory or inside an existing one (same file system, so a rename works
//   and a full disk is noticed), is named after host and process, and one left behind by a killed process is removed by
//   the next run.
//
// Expected failures are values: every function that may fail returns the error or nothing. One thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/report/output_error.h"

namespace collmc::report {

/// The file whose presence says that a results directory is whole, and whose list "files" names what belongs to it.
inline constexpr std::string_view kManifestName = "run.json";

/// A file of an OutputDirectory that is written piece by piece.
class OutputFile {
public:
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile();

    std::optional<OutputError> append(std::string_view text);
    /// Must be called, once, and succeed before commit(): a write may fail as late as here.
    std::optional<OutputError> close();

private:
    friend class OutputDirectory;
    OutputFile(int descriptor, std::string shown_path);
    std::optional<OutputError> flush();

    int descriptor_;
    std::string shown_path_;  ///< where the file will stand in the end
    std::string buffer_;
};

class OutputDirectory {
public:
    explicit OutputDirectory(const std::filesystem::path& target);
    OutputDirectory(const OutputDirectory&) = delete;
    OutputDirectory& operator=(const OutputDirectory&) = delete;
    /// Abandons what was not committed.
    ~OutputDirectory();

    /// Makes the temporary directory. Call it before the event loop: a directory that cannot be written is told at
    /// once.
    std::optional<OutputError> begin();

    /// Writes a whole file. `name` is relative to the directory, e.g. "cutflow.json" or "plots/WW_met.png".
    std::optional<OutputError> write(std::string_view name, std::string_view text);

    /// Opens a file for writing piece by piece; null and `error` set where it cannot be opened.
    std::unique_ptr<OutputFile> open(std::string_view name, std::optional<OutputError>& error);

    /// Where another program has to write the file `name`, which then belongs to the results; its folder exists
    /// afterwards unless `error` is set.
    std::filesystem::path staging_path(std::string_view name, std::optional<OutputError>& error);
    /// Takes a file out of the results again and removes it.
    void discard(std::string_view name);

    /// Puts everything in place. Afterwards this object does nothing more.
    std::optional<OutputError> commit();
    /// Removes the temporary directory and the parents that begin() made; nothing visible has changed.
    void abandon() noexcept;

    const std::filesystem::path& target() const { return target_; }
    /// Names of the files written so far, in that order.
    const std::vector<std::string>& files() const { return files_; }
    /// After commit(): {name, new name} of files that stood in the way and were not ours.
    const std::vector<std::pair<std::string, std::string>>& kept() const { return kept_; }
    /// The path of a result for messages, e.g. "out/plots/WW_met.png".
    std::string shown(std::string_view name) const;

private:
    std::optional<OutputError> make_parents();
    std::optional<OutputError> make_temporary();

    std::filesystem::path target_;
    std::filesystem::path temporary_;                  ///< empty: none
    std::vector<std::filesystem::path> made_parents_;  ///< outermost first
    std::vector<std::string> files_;
    std::vector<std::pair<std::string, std::string>> kept_;
};

/// Removes the temporary directories of all OutputDirectories of this process. For a program that is about to leave
/// without unwinding (a second Ctrl-C); from any thread, but not from inside a signal handler.
void abandon_all_output() noexcept;

}  // namespace collmc::report
