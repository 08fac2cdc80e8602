// A transcript on disk: each line reaches the file as soon as it is known, so that a killed session leaves all before.
#pragma once

#include <memory>
#include <string>

#include "compiler/dialogue/transcript.h"

namespace collmc::driver {

class TranscriptFile {
public:
    /// An empty path keeps none. Only its owner may read the file: requests may be confidential.
    explicit TranscriptFile(const std::string& path);
    ~TranscriptFile();
    TranscriptFile(const TranscriptFile&) = delete;
    TranscriptFile& operator=(const TranscriptFile&) = delete;

    void write(const dialogue::Json& line);
    /// A sentence where the file could not be written; empty if all went well.
    const std::string& error() const { return error_; }

private:
    int descriptor_ = -1;
    std::string path_, error_;
};

}  // namespace collmc::driver
