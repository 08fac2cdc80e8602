#include "runtime/packed/reader.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace collmc::packed {

void BlockReader::begin(const File& file, std::size_t first, std::size_t last, const Chunks& chunks) {
    file_ = &file;
    last_ = last;
    chunks_ = chunks;
    if (hold(first) && first + 1 < last) fetch_table(first + 1);
}

/// False where the blocks are to be copied.
bool BlockReader::hold(std::size_t first) {
    end();
    if (file_->mapped() == nullptr || !is_most(first)) return false;
    const std::vector<BlockEntry>& blocks = file_->directory().blocks;
    for (std::size_t block = first; block + 1 < last_; ++block)
        if (blocks[block + 1].offset != blocks[block].offset + blocks[block].size) return false;
    const std::uint64_t begin = blocks[first].offset, end = blocks[last_ - 1].offset + blocks[last_ - 1].size;
    if (!mapped_.hold(*file_->mapped(), begin, end)) return false;
    held_from_ = begin;
    held_ = mapped_.bytes().data();
    return true;
}

/// Whether at least half of a block are chunks that are asked for; its table is not checked yet.
bool BlockReader::is_most(std::size_t block) const {
    const BlockEntry& entry = file_->directory().blocks[block];
    ChunkTable table;
    if (file_->read(entry.offset, sizeof table, reinterpret_cast<char*>(table.data()))) return false;
    std::uint64_t asked = sizeof table;
    for (std::size_t chunk = 0; chunk < kChunkCount; ++chunk)
        if (chunks_.test(chunk)) asked += table[chunk].stored_size;
    return 2 * asked >= entry.size;
}

const char* BlockReader::bytes_of(std::size_t block) const {
    return held_ + (file_->directory().blocks[block].offset - held_from_);
}

void BlockReader::fetch_table(std::size_t block) {
    constexpr std::size_t kLine = 64;
    for (std::size_t at = 0; at < sizeof(ChunkTable); at += kLine) __builtin_prefetch(bytes_of(block) + at);
}

/// Has the chunks of a block fetched, whose table is there. What is wrong with it does not matter yet.
void BlockReader::fetch_soon(std::size_t block) {
    constexpr std::size_t kNear = 256;  // bytes between chunks that are not worth a span
    const char* const bytes = bytes_of(block);
    const std::size_t size = file_->directory().blocks[block].size;
    std::size_t count = 0;
    ChunkTable table;
    std::memcpy(table.data(), bytes, sizeof table);
    for (std::size_t chunk = 0; chunk < kChunkCount; ++chunk) {
        if (!chunks_.test(chunk)) continue;
        const ChunkEntry& entry = table[chunk];
        const char* const begin = bytes + std::min<std::size_t>(entry.offset, size);
        const char* const end = bytes + std::min<std::size_t>(std::size_t{entry.offset} + entry.stored_size, size);
        if (begin == end) continue;
        const bool is_near = count > 0 && begin >= spans_[count - 1].begin && begin <= spans_[count - 1].end + kNear;
        if (is_near)
            spans_[count - 1].end = std::max(spans_[count - 1].end, end);
        else
            spans_[count++] = {begin, end};
    }
    ahead_ = {nullptr, nullptr, spans_.data(), spans_.data() + count};
}

std::optional<lhco::InputError> BlockReader::load(std::size_t block) {
    if (held_ == nullptr) return block_.load(*file_, block, chunks_);
    ahead_ = {};
    if (block + 1 < last_) fetch_soon(block + 1);
    if (block + 2 < last_) fetch_table(block + 2);
    // Of bytes that are gone there may be zeros: a copy tells what is wrong.
    if (block_.load_in_place(*file_, block, chunks_, bytes_of(block), ahead_))
        return block_.load(*file_, block, chunks_);
    return std::nullopt;
}

void BlockReader::end() {
    ahead_ = {};
    held_ = nullptr;
    mapped_.drop();
}

}  // namespace collmc::packed
