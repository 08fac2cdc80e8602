// Why an input file, or one of its rows, cannot be read: values, never exceptions. Messages are whole sentences in the
// user's words: the place, the cause, the remedy.
#pragma once

#include <cstdint>
#include <string>

namespace collmc::lhco {

enum class InputErrorKind {
    kMissing,        ///< no such file
    kDirectory,      ///< a folder, not a file
    kPermission,     ///< may not be read
    kEmpty,          ///< no bytes at all
    kForeignFormat,  ///< recognised as something else: ROOT, HDF5, XML, extended LHCO, binary data ...
    kTruncated,      ///< a gzip stream that ends too early
    kCorrupt,        ///< a gzip stream whose bytes contradict themselves
    kNoEvents,       ///< text without any event row where one is expected
    kSystem,         ///< the operating system reports a failure while reading
};

/// A failure of a whole file. `message` names the file.
struct InputError {
    InputErrorKind kind{};
    std::string message;
};

/// A row that cannot be read. Lines count from 1 and are relative to the text given to the parser.
struct BadRow {
    std::int64_t line = 0;
    int column = 0;      ///< 1-based byte in the line
    std::string text;    ///< the row, cut at 120 bytes, unprintable bytes shown as `?`
    std::string cause;   ///< "`12.3.4` in column pt is not a number"
    std::string remedy;  ///< "correct the row, or drop such events with --on-bad-event=skip"
};

/// "FILE:LINE:COLUMN: CAUSE", the row under it, and the remedy. `line` is counted in the whole file.
std::string describe(const BadRow& row, const std::string& file, std::int64_t line);

/// The error of a file that was read to its end and held no event.
InputError no_events(const std::string& file);

}  // namespace collmc::lhco
