#include "runtime/execution/input_sequence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "runtime/lhco/format.h"

namespace collmc::execution {

namespace {

/// Stored size of all inputs, or 0 where one has none (a pipe).
std::uint64_t size_of_all(const std::vector<std::string>& paths) {
    std::uint64_t total = 0;
    for (const std::string& path : paths) {
        std::error_code failure;
        if (!std::filesystem::is_regular_file(path, failure)) return 0;
        total += std::filesystem::file_size(path, failure);
    }
    return total;
}

}  // namespace

InputSequence::InputSequence(const std::vector<std::string>& paths, std::size_t chunk_bytes, TextPieces text_pieces,
                             PackedCopies copies, int threads)
    : paths_(paths),
      chunk_bytes_(std::max<std::size_t>(chunk_bytes, 1)),
      text_pieces_(text_pieces),
      threads_(static_cast<std::size_t>(std::max(threads, 1))),
      copies_(std::move(copies)),
      ends_(paths.size()),
      total_bytes_(size_of_all(paths)) {}

InputSequence::~InputSequence() = default;

bool InputSequence::is_work_to_read(const std::vector<std::string>& paths) {
    return std::any_of(paths.begin(), paths.end(), [](const std::string& path) {
        std::error_code failure;
        if (!std::filesystem::is_regular_file(path, failure)) return false;
        std::array<char, 4> head{};
        std::ifstream(path, std::ios::binary).read(head.data(), head.size());
        const std::string_view begin(head.data(), head.size());
        return lhco::begins_as_gzip(begin) || lhco::begins_as_zstd(begin);
    });
}

bool InputSequence::next(Piece& piece, std::size_t& input) {
    while (!failed_) {
        if (!source_ && !text_file_ && !file_ && !open_next()) return false;
        input = current_;
        piece.file = file_;
        piece.text_file = text_file_;
        if (file_ ? next_blocks(piece) : text_file_ ? next_range(piece) : chunker_->next(piece.chunk)) return true;
        leave_current();
    }
    return false;
}

bool InputSequence::next_range(Piece& piece) {
    if (range_ == text_file_->size()) return false;
    piece.begin = range_;
    piece.end = range_ += std::min<std::uint64_t>(chunk_bytes_, text_file_->size() - range_);
    return true;
}

/// So many blocks that entering their pages at once pays, so few that each thread has its part of the file.
bool InputSequence::next_blocks(Piece& piece) {
    constexpr std::size_t kPiecesOfThread = 8;
    constexpr std::uint64_t kBytes = 4U << 20;
    const std::vector<packed::BlockEntry>& blocks = file_->directory().blocks;
    if (block_ == blocks.size()) return false;
    const std::size_t most = std::max<std::size_t>(blocks.size() / (threads_ * kPiecesOfThread), 1);
    piece.first_block = block_;
    for (std::uint64_t bytes = 0; block_ < blocks.size() && block_ - piece.first_block < most && bytes < kBytes;)
        bytes += blocks[block_++].size;
    piece.last_block = block_;
    return true;
}

bool InputSequence::open_next() {
    if (current_ == paths_.size()) return false;
    if (is_copy()) return open_packed(copies_[current_]);
    const std::string& path = paths_[current_];
    if (packed::is_packed(path)) {
        packed::File::Opened opened = packed::File::open(path);
        return opened.error ? fail(*opened.error) : open_packed(std::move(opened.file));
    }
    lhco::ByteSource::Opened opened = lhco::ByteSource::open(path);
    if (opened.error) return fail(*opened.error);
    if (text_pieces_ == TextPieces::kRanges) text_file_ = opened.source->as_file();
    if (text_file_) {
        range_ = 0;
        ends_[current_].is_in_ranges = true;
        return true;
    }
    source_.emplace(std::move(*opened.source));
    chunker_.emplace(*source_, chunk_bytes_);
    return true;
}

bool InputSequence::open_packed(std::shared_ptr<const packed::File> file) {
    file_ = std::move(file);
    block_ = 0;
    ends_[current_].sources = file_->directory().sources;
    return true;
}

bool InputSequence::fail(const lhco::InputError& error) {
    ends_[current_].error = error.message;
    failed_ = current_;
    return false;
}

void InputSequence::leave_current() {
    if (text_file_) {
        ends_[current_].bytes = text_file_->size();
        text_file_.reset();
    } else {
        file_ ? leave_packed() : leave_text();
    }
    finished_bytes_ += ends_[current_].bytes;
    ++current_;
}

void InputSequence::leave_text() {
    InputEnd& end = ends_[current_];
    end.bytes = source_->file_position();
    if (const lhco::InputError* error = chunker_->error()) {
        fail(*error);
    } else {
        end.checksum = lhco::named_checksum(source_->checksum());
    }
    chunker_.reset();
    source_.reset();
}

void InputSequence::leave_packed() {
    InputEnd& end = ends_[current_];
    if (is_copy()) {
        end.bytes = end.sources.front().bytes;
        end.checksum = lhco::named_checksum(end.sources.front().checksum);
    } else {
        end.bytes = file_->size();
        end.checksum = fmt::format("{}:{:016x}", packed::kChecksumName, file_->checksum());
    }
    file_.reset();
}

void InputSequence::verify_rest(std::size_t input, const std::atomic<bool>* stop) {
    if (!source_ || current_ != input || !source_->is_compressed()) return;
    lhco::Chunk ignored;
    while (chunker_->next(ignored)) {
        if (stop != nullptr && stop->load()) return;
    }
    leave_current();
}

/// In the open input, as stored.
std::uint64_t InputSequence::position() const {
    if (source_) return source_->file_position();
    if (text_file_) return range_;
    if (!file_) return 0;
    const double read = static_cast<double>(block_) / static_cast<double>(file_->directory().blocks.size());
    const std::uint64_t size = is_copy() ? file_->directory().sources.front().bytes : file_->size();
    return static_cast<std::uint64_t>(read * static_cast<double>(size));
}

double InputSequence::fraction() const {
    if (total_bytes_ == 0) return 0;
    return static_cast<double>(finished_bytes_ + position()) / static_cast<double>(total_bytes_);
}

}  // namespace collmc::execution
