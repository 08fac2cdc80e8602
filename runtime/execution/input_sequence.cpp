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

/// Pieces are short enough that each thread has some of a file, ...
constexpr std::size_t kPiecesOfThread = 8;
/// ... and that those under way, two of each thread, take little memory.
constexpr std::size_t kBytesOfPiece = std::size_t{4} << 20;
constexpr std::size_t kBytesOfPieces = std::size_t{32} << 20;
/// Beyond that long ones are better: where one begins, nothing has been fetched ahead.
constexpr std::size_t kChunksOfRange = kBytesOfPiece / lhco::kDefaultChunkSize;

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
    const std::uint64_t size = text_file_->size();
    if (range_ == size) return false;
    const std::size_t chunks = text_pieces_ == TextPieces::kShortRanges ? 1 : kChunksOfRange;
    const std::uint64_t most = std::min<std::uint64_t>(most_bytes(size), chunks * chunk_bytes_);
    piece.begin = range_;
    piece.end = range_ += std::min(std::max<std::uint64_t>(most, chunk_bytes_), size - range_);
    return true;
}

bool InputSequence::next_blocks(Piece& piece) {
    const std::vector<packed::BlockEntry>& blocks = file_->directory().blocks;
    if (block_ == blocks.size()) return false;
    const std::uint64_t most = most_bytes(file_->size());
    piece.first_block = block_;
    std::uint64_t bytes = 0;
    do bytes += blocks[block_++].size;
    while (block_ < blocks.size() && bytes + blocks[block_].size <= most);
    piece.last_block = block_;
    return true;
}

/// Of a piece of a file of `size` bytes.
std::uint64_t InputSequence::most_bytes(std::uint64_t size) const {
    return std::min<std::uint64_t>({size / (threads_ * kPiecesOfThread), kBytesOfPieces / threads_, kBytesOfPiece});
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
    if (text_pieces_ != TextPieces::kChunks) text_file_ = opened.source->as_file();
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
