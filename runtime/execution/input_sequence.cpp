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

InputSequence::InputSequence(const std::vector<std::string>& paths, std::size_t chunk_bytes)
    : paths_(paths), chunk_bytes_(chunk_bytes), ends_(paths.size()), total_bytes_(size_of_all(paths)) {}

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

bool InputSequence::next(lhco::Chunk& chunk, std::size_t& input) {
    while (!failed_) {
        if (!source_ && !open_next()) return false;
        if (chunker_->next(chunk)) {
            input = current_;
            return true;
        }
        leave_current();
    }
    return false;
}

bool InputSequence::open_next() {
    if (current_ == paths_.size()) return false;
    lhco::ByteSource::Opened opened = lhco::ByteSource::open(paths_[current_]);
    if (opened.error) {
        ends_[current_].error = std::move(opened.error->message);
        failed_ = current_;
        return false;
    }
    source_.emplace(std::move(*opened.source));
    chunker_.emplace(*source_, chunk_bytes_);
    return true;
}

void InputSequence::leave_current() {
    InputEnd& end = ends_[current_];
    end.bytes = source_->file_position();
    if (const lhco::InputError* error = chunker_->error()) {
        end.error = error->message;
        failed_ = current_;
    } else {
        end.checksum = fmt::format("{}:{:016x}", lhco::kChecksumName, source_->checksum());
    }
    finished_bytes_ += end.bytes;
    chunker_.reset();
    source_.reset();
    ++current_;
}

void InputSequence::verify_rest(std::size_t input, const std::atomic<bool>* stop) {
    if (!source_ || current_ != input || !source_->is_compressed()) return;
    lhco::Chunk ignored;
    while (chunker_->next(ignored)) {
        if (stop != nullptr && stop->load()) return;
    }
    leave_current();
}

double InputSequence::fraction() const {
    if (total_bytes_ == 0) return 0;
    const std::uint64_t position = finished_bytes_ + (source_ ? source_->file_position() : 0);
    return static_cast<double>(position) / static_cast<double>(total_bytes_);
}

}  // namespace collmc::execution
