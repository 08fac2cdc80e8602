#include "runtime/lhco/text_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "runtime/lhco/chunker.h"
#include "runtime/lhco/cut.h"

namespace collmc::lhco {
namespace {

/// Bytes that are read behind a range at first: nearly always the next event begins in them.
constexpr std::size_t kTail = 2048;
constexpr std::size_t kNowhere = std::string_view::npos;
/// Bytes behind a range that are mapped with it: events are seldom longer, and rows are fetched that far ahead.
constexpr std::size_t kMappedTail = 16384;

}  // namespace

TextFile::~TextFile() { ::close(descriptor_); }

RangeText RangeReader::read(const TextFile& file, std::uint64_t begin, std::uint64_t end, Way way) {
    file_ = &file;
    begin_ = begin;
    end_ = end;
    error_.reset();
    checksum_ = {};
    summed_ = begin;
    offset_ = begin > 0 ? begin - 1 : 0;  // whether a row begins at `begin`, the byte before tells
    if (way == Way::kInPlace) {
        if (const auto range = read_in_place()) return *range;
    }
    return read_copy();
}

void RangeReader::used_up_to(const char* end) {
    // Events begin behind the range's begin, and the last one ends behind its end.
    const std::uint64_t to = std::min(offset_ + static_cast<std::uint64_t>(end - bytes_.data()), end_);
    if (to <= summed_) return;
    checksum_.update(bytes_.data() + (summed_ - offset_), to - summed_);
    summed_ = to;
}

RangeEnd RangeReader::close() {
    RangeEnd range;
    if (!error_) {
        used_up_to(bytes_.data() + (end_ - offset_));
        range.checksum = checksum_.value();
    }
    if (mapped_ && !mapped_.is_whole()) {
        mapped_.drop();
        // Copying finds what is wrong.
        read_copy();
        if (!error_) error_ = became_shorter(file_->size());
    }
    mapped_.drop();
    range.error = error_;
    return range;
}

/// Nothing where the range must be copied.
std::optional<RangeText> RangeReader::read_in_place() {
    const std::uint64_t mapped_end = end_ + kMappedTail;
    if (!file_->mapped_ || begin_ == 0 || mapped_end + Text::kReadableBehind > file_->size()) return std::nullopt;
    if (!mapped_.hold(*file_->mapped_, offset_, mapped_end)) return std::nullopt;
    bytes_ = mapped_.bytes();
    const std::size_t range_end = end_ - offset_;
    const std::size_t first = find_event_row(begin_ - offset_, range_end);
    const std::size_t last = first == kNowhere ? kNowhere : find_event_row(range_end, bytes_.size());
    if (last != kNowhere) return RangeText{bytes_.substr(first, last - first), offset_ + first};
    mapped_.drop();
    return std::nullopt;
}

RangeText RangeReader::read_copy() {
    const std::size_t range_begin = begin_ - offset_, range_end = end_ - offset_;
    copy_.clear_for(offset_, range_end + kTail);
    bytes_ = copy_;
    if (!fill(range_end + kTail)) return {};
    const std::size_t first = begin_ > 0 ? find_event_row(range_begin, range_end) : begin_of_file();
    std::size_t last = first;
    if (first != kNowhere) last = find_event_row(range_end, range_end + kMaxTextBetweenEvents);
    const bool is_rest = last == kNowhere && end_ + kMaxTextBetweenEvents >= file_->size();
    if (first != kNowhere && last == kNowhere && !is_rest && !error_) {
        const bool is_banner = begin_ == 0 && last_event_row(bytes_) == kNowhere;
        error_ = no_event_between(file_->path(), is_banner ? first : end_, end_ + kMaxTextBetweenEvents);
    }
    if (begin_ == 0 && is_extended(bytes_)) error_ = extended_error(file_->path());
    if (error_ || first == kNowhere) return {};
    return {bytes_.substr(first, is_rest ? kNowhere : last - first), offset_ + first};
}

/// Reads on until `bytes_` has `size` bytes, or the file ends. False at an error, and where no more is mapped.
bool RangeReader::fill(std::size_t size) {
    if (mapped_) return false;
    size = std::min<std::uint64_t>(size, file_->size() - offset_);
    std::size_t done = copy_.size();
    char* const begin = copy_.room(size) - done;
    while (done < size) {
        const ssize_t got = ::pread(file_->descriptor_, begin + done, size - done, static_cast<off_t>(offset_ + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            error_ = got == 0 ? became_shorter(offset_ + done)
                              : InputError{InputErrorKind::kSystem,
                                           fmt::format("Reading {} failed at byte {}: {}.", file_->path(),
                                                       offset_ + done, std::strerror(errno))};
            return false;
        }
        done += static_cast<std::size_t>(got);
    }
    copy_.set_size(size);
    bytes_ = copy_;
    return true;
}

InputError RangeReader::became_shorter(std::uint64_t size) const {
    return {InputErrorKind::kSystem,
            fmt::format("{} became shorter while it was read: it had {} bytes and ends at byte {} now. Run again when "
                        "the program that writes it has finished.",
                        file_->path(), file_->size(), size)};
}

/// The first newline at or behind `from`; kNowhere where the file ends before, or at `limit`.
std::size_t RangeReader::find_newline(std::size_t from, std::size_t limit) {
    while (true) {
        const std::size_t found = bytes_.find('\n', from);
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

/// Behind a byte-order mark.
std::size_t RangeReader::begin_of_file() const {
    return bytes_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
}

}  // namespace collmc::lhco
