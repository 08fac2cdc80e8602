#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "runtime/lhco/unpack.h"

namespace collmc::lhco {
namespace {

std::string_view cause_of(int code) {
    switch (code) {
        case ISAL_INVALID_WRAPPER: return "the header of a gzip member is damaged";
        case ISAL_UNSUPPORTED_METHOD: return "a gzip member is compressed by an unknown method";
        case ISAL_INCORRECT_CHECKSUM: return "the checksum does not agree with the contents";
        default: return "the compressed data is damaged";
    }
}

std::uint32_t at_most_32_bits(std::size_t size) {
    return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::numeric_limits<std::int32_t>::max()));
}

class GzipUnpacker : public Unpacker {
public:
    GzipUnpacker() {
        isal_inflate_init(&state_);
        state_.crc_flag = ISAL_GZIP;
    }
    Step unpack(std::string_view& input, char* to, std::size_t size) override;
    std::string_view name() const override { return "gzip"; }

private:
    inflate_state state_;
    bool between_members_ = true;
    bool first_member_ = true;
};

Unpacker::Step GzipUnpacker::unpack(std::string_view& input, char* to, std::size_t size) {
    std::size_t written = 0;
    while (written < size) {
        if (between_members_) {
            // Tapes and block devices pad with zeros after the last member.
            if (!first_member_) input.remove_prefix(std::min(input.find_first_not_of('\0'), input.size()));
            if (input.empty()) return {Status::kBetween, written};
            if (input.front() != '\x1f') {
                cause_ = "bytes that are no gzip data follow the compressed data";
                return {Status::kCorrupt, written};
            }
            between_members_ = first_member_ = false;
        }

        const std::uint32_t offered = at_most_32_bits(input.size());
        const std::uint32_t room = at_most_32_bits(size - written);
        state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(input.data()));  // only read from
        state_.avail_in = offered;
        state_.next_out = reinterpret_cast<std::uint8_t*>(to + written);
        state_.avail_out = room;
        const int code = isal_inflate(&state_);
        const std::size_t used = offered - state_.avail_in;
        const std::size_t produced = room - state_.avail_out;
        input.remove_prefix(used);
        written += produced;

        if (code < 0 || code == ISAL_NEED_DICT) {
            cause_ = cause_of(code);
            return {Status::kCorrupt, written};
        }
        if (state_.block_state == ISAL_BLOCK_FINISH) {
            isal_inflate_reset(&state_);
            between_members_ = true;
        } else if (used == 0 && produced == 0) {
            if (input.empty()) return {Status::kMoreInput, written};
            cause_ = cause_of(ISAL_INVALID_BLOCK);
            return {Status::kCorrupt, written};
        }
    }
    return {Status::kMoreOutput, written};
}

}  // namespace

std::unique_ptr<Unpacker> make_gzip_unpacker() { return std::make_unique<GzipUnpacker>(); }

}  // namespace collmc::lhco
