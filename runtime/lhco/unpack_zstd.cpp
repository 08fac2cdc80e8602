#include <zstd.h>
#include <zstd_errors.h>

#include "runtime/lhco/unpack.h"

namespace collmc::lhco {
namespace {

std::string_view cause_of(std::size_t code) {
    switch (ZSTD_getErrorCode(code)) {
        case ZSTD_error_prefix_unknown: return "bytes that are no zstd data follow the compressed data";
        case ZSTD_error_checksum_wrong: return "the checksum does not agree with the contents";
        case ZSTD_error_frameParameter_windowTooLarge:
            return "it was packed with a longer window (zstd --long) than is unpacked";
        default: return "the compressed data is damaged";
    }
}

class ZstdUnpacker : public Unpacker {
public:
    ZstdUnpacker() : stream_(ZSTD_createDStream()) {}

    Step unpack(std::string_view& input, char* to, std::size_t size) override {
        std::size_t written = 0;
        while (written < size) {
            if (between_frames_ && input.empty()) return {Status::kBetween, written};
            ZSTD_inBuffer in = {input.data(), input.size(), 0};
            ZSTD_outBuffer out = {to + written, size - written, 0};
            const std::size_t code = ZSTD_decompressStream(stream_.get(), &out, &in);
            input.remove_prefix(in.pos);
            written += out.pos;
            if (ZSTD_isError(code) != 0) {
                cause_ = cause_of(code);
                return {Status::kCorrupt, written};
            }
            between_frames_ = code == 0;
            if (!between_frames_ && input.empty() && written < size) return {Status::kMoreInput, written};
        }
        return {Status::kMoreOutput, written};
    }
    std::string_view name() const override { return "zstd"; }

private:
    struct Free {
        void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
    };
    std::unique_ptr<ZSTD_DStream, Free> stream_;
    bool between_frames_ = true;
};

}  // namespace

std::unique_ptr<Unpacker> make_zstd_unpacker() { return std::make_unique<ZstdUnpacker>(); }

}  // namespace collmc::lhco
