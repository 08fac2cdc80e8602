// Gunzip: inflates a gzip stream of any number of members, given piece by piece; checksums and lengths are verified.
// The only file of the project that knows isa-l is gunzip.cpp.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace collmc::lhco {

class Gunzip {
public:
    enum class Status {
        kMoreOutput,  ///< the output is full
        kMoreInput,   ///< the input is used up in the middle of a member
        kBetween,     ///< the input is used up where a stream may end
        kCorrupt,     ///< see cause()
    };
    struct Step {
        Status status;
        std::size_t written;
    };

    Gunzip();
    ~Gunzip();

    /// Inflates from `input`, taking what it uses off its front, into [to, to + size). Call again with fresh input or
    /// room as the status says. After kCorrupt only the destructor may be called.
    Step inflate(std::string_view& input, char* to, std::size_t size);

    /// Why the data is corrupt: "its checksum does not agree with its contents".
    std::string_view cause() const { return cause_; }

private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
    bool between_members_ = true;
    bool first_member_ = true;
    std::string_view cause_;
};

}  // namespace collmc::lhco
