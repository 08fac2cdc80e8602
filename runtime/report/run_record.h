// What run.json says about a run: enough to repeat it bit for bit.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace collmc::report {

/// A text that packed events were made of.
struct SourceRecord {
    std::string path;
    std::uint64_t bytes = 0;
    std::int64_t events = 0;
    std::string checksum;
};

struct InputRecord {
    std::string path;
    std::uint64_t bytes = 0;                                     ///< size of the file as it lies on disk
    std::int64_t events = 0;                                     ///< events read from it
    std::string checksum;                                        ///< with its kind, e.g. "sha256:…" or "crc32:…"
    std::string dialect;                                         ///< whose conventions it shows; may be empty
    std::vector<std::pair<std::string, std::int64_t>> warnings;  ///< what, how many times
    std::vector<SourceRecord> packed_from;                       ///< of packed events
};

struct HostRecord {
    std::string name;
    std::string system;  ///< e.g. "Linux 6.1.0 x86_64"
    std::string cpu;     ///< as LLVM names it
    int threads = 0;     ///< threads used
};

struct RunRecord {
    std::string version;
    std::string started;  ///< ISO 8601, UTC
    std::vector<std::string> command;
    std::string directory;  ///< where the command was given
    std::string analysis_path;
    std::string analysis_text;
    std::string title, experiment, reference;  ///< of the analysis, where it has them
    double luminosity = 0;                     ///< in 1/fb; 0 where none is given
    std::vector<std::string> variations;       ///< worlds that were computed besides the nominal one
    std::vector<std::pair<std::string, std::string>> options;
    std::vector<InputRecord> inputs;
    std::int64_t events = 0;                                  ///< in all inputs together
    std::vector<std::pair<std::string, std::int64_t>> skims;  ///< file, events in it
    HostRecord host;
    std::vector<std::pair<std::string, double>> seconds;  ///< phase, wall-clock time
    std::vector<std::string> warnings;
    std::vector<std::string> files;  ///< written by the run, relative to the directory; run.json itself is added
};

}  // namespace collmc::report
