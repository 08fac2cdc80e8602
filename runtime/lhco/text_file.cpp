#include "runtime/lhco/text_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "runtime/lhco/chunker.h"
#include "runtime/lhco/crc64.h"
#include "runtime/lhco/cut.h"

namespace collmc::lhco {
namespace {

/// Bytes that are read behind a range at first: nearly always the next event begins in them.
constexpr std::size_t kTail = 2048;
constexpr std::size_t kNowhere = std::string_view::npos;

std::uint64_t checksum_of(std::string_view bytes) {
    Crc64 crc;
    crc.update(bytes.data(), bytes.size());
    return crc.value();
}

}  // namespace

TextFile::~TextFile() { ::close(descriptor_); }

/// Reads on until `bytes_` has `size` bytes, or the file ends. False at an error.
bool RangeReader::fill(std::size_t size) {
    size = std::min<std::uint64_t>(size, file_->size() - offset_);
    std::size_t done = bytes_.size();
    char* const begin = bytes_.room(size) - done;
    while (done < size) {
        const ssize_t got = ::pread(file_->descriptor_, begin + done, size - done, static_cast<off_t>(offset_ + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            error_ = {InputErrorKind::kSystem,
                      got < 0 ? fmt::format("Reading {} failed at byte {}: {}.", file_->path(), offset_ + done,
                                            std::strerror(errno))
                              : fmt::format("{} became shorter while it was read: it had {} bytes and ends at byte "
                                            "{} now. Run again when the program that writes it has finished.",
                                            file_->path(), file_->size(), offset_ + done)};
            return false;
        }
        done += static_cast<std::size_t>(got);
    }
    bytes_.set_size(size);
    return true;
}

/// The first newline at or behind `from`; kNowhere where the file ends before, or at `limit`.
std::size_t RangeReader::find_newline(std::size_t from, std::size_t limit) {
    while (true) {
        const std::size_t found = std::string_view(bytes_).find('\n', from);
        if (found != kNowhere) return found;
        const std::size_t had = bytes_.size();
        if (had >= limit || !fill(had + std::max(kTail, had)) || bytes_.size() == had) return kNowhere;
        from = had;
    }
}

/// The first event row that begins at or behind `from` (at least 1) and before `limit`; kNowhere if there is none. A
/// last line without newline is none.
std::size_t RangeReader::find_event_row(std::size_t from, std::size_t limit) {
    std::size_t newline = find_newline(from - 1, limit);
    while (newline != kNowhere && newline + 1 < limit) {
        const std::size_t begin = newline + 1;
        newline = find_newline(begin, limit + kMaxTextBetweenEvents);
        if (newline == kNowhere) break;
        if (is_event_row(bytes_.data() + begin, bytes_.data() + newline)) return begin;
    }
    return kNowhere;
}

RangeText RangeReader::read(const TextFile& file, std::uint64_t begin, std::uint64_t end) {
    file_ = &file;
    error_.reset();
    offset_ = begin > 0 ? begin - 1 : 0;  // whether a row begins at `begin`, the byte before tells
    RangeText range;
    const std::size_t range_begin = begin - offset_, range_end = end - offset_;
    bytes_.clear_for(offset_, range_end + kTail);
    if (!fill(range_end + kTail)) {
        range.error = error_;
        return range;
    }
    range.checksum = checksum_of({bytes_.data() + range_begin, range_end - range_begin});

    const std::size_t first = begin > 0 ? find_event_row(range_begin, range_end) : begin_of_file();
    std::size_t last = first;
    if (first != kNowhere) last = find_event_row(range_end, range_end + kMaxTextBetweenEvents);
    const bool is_rest = last == kNowhere && end + kMaxTextBetweenEvents >= file.size();
    if (first != kNowhere && last == kNowhere && !is_rest && !error_) {
        const bool is_banner = begin == 0 && last_event_row(bytes_) == kNowhere;
        error_ = no_event_between(file.path(), is_banner ? first : end, end + kMaxTextBetweenEvents);
    }
    if (begin == 0 && is_extended(bytes_)) error_ = extended_error(file.path());
    range.error = error_;
    if (error_ || first == kNowhere) return range;
    range.text = std::string_view(bytes_).substr(first, is_rest ? kNowhere : last - first);
    range.offset = offset_ + first;
    return range;
}

/// Behind a byte-order mark.
std::size_t RangeReader::begin_of_file() const {
    return std::string_view(bytes_).starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
}

}  // namespace collmc::lhco
