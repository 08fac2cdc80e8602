// What a file of events holds: counts, and the range of each column.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "runtime/lhco/parser.h"
#include "runtime/packed/pack.h"

namespace collmc::packed {

struct Range {
    double least = std::numeric_limits<double>::infinity();
    double greatest = -std::numeric_limits<double>::infinity();
    int decimals = 0;  ///< that all values are written with, at most kMaxDecimals; more are beyond that
    bool empty() const { return least > greatest; }
    void add(const std::vector<double>& values);
};

struct Contents {
    enum class Format { text, packed };
    struct Kind {
        std::int64_t rows = 0;
        std::int32_t most = 0;  ///< in an event
        std::array<Range, kRowColumnCount> columns;
    };

    Format format = Format::text;
    std::string compression;  ///< of text: "gzip", "zstd" or empty
    std::uint64_t bytes = 0;  ///< as stored
    std::string checksum;     ///< with its kind, as a run records it
    lhco::ParseCounts counts;
    std::array<Range, kHeaderColumnCount> header;
    std::array<Kind, kSegmentCount> kinds;
    std::string comments;
    // Of packed events:
    std::uint32_t version = 0;
    std::int64_t blocks = 0;
    bool compressed = false;  ///< some chunk is
    std::vector<Source> sources;
};

/// Reads the whole of a file. `contents` is set unless the outcome is an error or an interruption.
Outcome read_contents(const std::string& path, const std::atomic<bool>* stop, Contents& contents);

}  // namespace collmc::packed
