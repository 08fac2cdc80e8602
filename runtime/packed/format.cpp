#include "runtime/packed/format.h"

#include <fmt/format.h>

#include <limits>
#include <type_traits>

namespace collmc::packed {
namespace {

/// Appends values as they lie in memory.
class Writer {
public:
    template <class Value>
    void add(const Value& value) {
        static_assert(std::is_trivially_copyable_v<Value>);
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void add_text(const std::string& text) { bytes_ += text; }
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// Reads them back. After a read that fails everything fails.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    template <class Value>
    bool get(Value& value) {
        static_assert(std::is_trivially_copyable_v<Value>);
        if (rest_.size() < sizeof value) return fail();
        std::memcpy(static_cast<void*>(&value), rest_.data(), sizeof value);
        rest_.remove_prefix(sizeof value);
        return good_;
    }
    bool get_text(std::string& text, std::uint32_t size) {
        if (rest_.size() < size) return fail();
        text = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return good_;
    }
    std::size_t left() const { return rest_.size(); }
    bool at_end() const { return good_ && rest_.empty(); }

private:
    bool fail() { return good_ = false; }
    std::string_view rest_;
    bool good_ = true;
};

struct DirectoryHead {
    std::uint64_t events = 0;
    std::uint32_t blocks = 0, sources = 0, comments = 0, reserved = 0;
};

struct SourceHead {
    std::uint64_t bytes = 0, checksum = 0, events = 0, skipped_lines = 0, bad_events = 0;
    std::uint32_t path = 0, first_bad_row = 0;
};

bool is_form(Form form, std::uint32_t version) {
    switch (form) {
        case Form::constant:
        case Form::bytes1:
        case Form::bytes2:
        case Form::bytes4:
        case Form::doubles: return true;
        case Form::bits1:
        case Form::bits2:
        case Form::bits4: return version >= 2;
    }
    return false;
}

bool is_possible(const ChunkEntry& chunk, std::uint64_t values, std::uint32_t block_size, std::uint32_t version) {
    if (!is_form(chunk.form, version) || chunk.decimals > kMaxDecimals || chunk.compressed > 1 || chunk.reserved != 0)
        return false;
    const std::int64_t largest = kMaxInteger - (std::int64_t{1} << 32);
    if (chunk.base < -kMaxInteger || chunk.base > (chunk.form == Form::constant ? kMaxInteger : largest)) return false;
    if (chunk.offset > block_size || chunk.stored_size > block_size - chunk.offset) return false;
    if (chunk.offset % kAlignment != 0) return false;
    if (chunk.compressed != 0 && is_of_bits(chunk.form)) return false;
    const std::uint64_t bytes = bytes_of(chunk.form, values);
    return chunk.compressed != 0 ? bytes > 0 : chunk.stored_size == bytes;
}

/// Counts, and numbers of rows, are whole and fit an int32.
bool is_whole(const ChunkEntry& chunk, std::int64_t smallest) {
    return chunk.form != Form::doubles && chunk.decimals == 0 && chunk.base >= smallest &&
           chunk.base <= std::numeric_limits<std::int32_t>::max();
}

bool is_possible(const BlockEntry& block, std::uint64_t end) {
    if (block.reserved != 0 || block.events == 0) return false;
    if (block.events > static_cast<std::uint32_t>(abi::kMaxBlockEvents) || block.objects() > abi::kMaxBlockEvents)
        return false;
    if (block.rows[kMetRows] > kMaxOtherRows || block.rows[kOtherRows] > kMaxOtherRows) return false;
    if (block.events_without_met > block.events || block.events_with_many_mets > block.events) return false;
    if (block.offset < kHeaderSize || block.offset % kAlignment != 0 || block.size < sizeof(ChunkTable)) return false;
    return block.offset <= end && block.size <= end - block.offset;
}

bool read_sources(Reader& reader, std::uint32_t count, std::vector<Source>& sources) {
    for (std::uint32_t i = 0; i < count; ++i) {
        SourceHead head;
        Source source;
        if (!reader.get(head) || !reader.get_text(source.path, head.path) ||
            !reader.get_text(source.first_bad_row, head.first_bad_row)) {
            return false;
        }
        source.bytes = head.bytes;
        source.checksum = head.checksum;
        source.events = static_cast<std::int64_t>(head.events);
        source.skipped_lines = static_cast<std::int64_t>(head.skipped_lines);
        source.bad_events = static_cast<std::int64_t>(head.bad_events);
        if (source.events < 0 || source.skipped_lines < 0 || source.bad_events < 0) return false;
        sources.push_back(std::move(source));
    }
    return true;
}

}  // namespace

std::string chunk_name(int chunk) {
    if (chunk < kSizesBegin) return std::string(kHeaderColumnNames[static_cast<std::size_t>(chunk)]);
    if (chunk < kRowsBegin)
        return fmt::format("number of {}", kSegmentNames[static_cast<std::size_t>(chunk - kSizesBegin)]);
    if (chunk == kTypChunk) return fmt::format("typ of {}", kSegmentNames[kOtherRows]);
    return fmt::format("{} of {}", kRowColumnNames[static_cast<std::size_t>((chunk - kRowsBegin) % kRowColumnCount)],
                       kSegmentNames[static_cast<std::size_t>((chunk - kRowsBegin) / kRowColumnCount)]);
}

std::uint32_t BlockEntry::values_of(int chunk) const {
    if (chunk < kRowsBegin) return events;
    if (chunk == kTypChunk) return rows[kOtherRows];
    return rows[static_cast<std::size_t>((chunk - kRowsBegin) / kRowColumnCount)];
}

std::int64_t BlockEntry::objects() const {
    std::int64_t objects = 0;
    for (std::size_t segment = 0; segment < abi::kParticleCount; ++segment) objects += rows[segment];
    return objects;
}

bool is_possible(const ChunkTable& table, const BlockEntry& block, std::uint32_t version) {
    for (int segment = 0; segment < kSegmentCount; ++segment) {
        if (!is_whole(table[static_cast<std::size_t>(sizes_chunk(segment))], 0)) return false;
        const ChunkEntry& number = table[static_cast<std::size_t>(row_chunk(segment, kRowNumber))];
        if (!is_whole(number, std::numeric_limits<std::int32_t>::min())) return false;
    }
    for (int chunk = 0; chunk < kChunkCount; ++chunk) {
        if (!is_possible(table[static_cast<std::size_t>(chunk)], block.values_of(chunk), block.size, version))
            return false;
    }
    return true;
}

std::string serialised(const Directory& directory) {
    Writer writer;
    DirectoryHead head;
    head.events = static_cast<std::uint64_t>(directory.events);
    head.blocks = static_cast<std::uint32_t>(directory.blocks.size());
    head.sources = static_cast<std::uint32_t>(directory.sources.size());
    head.comments = static_cast<std::uint32_t>(directory.comments.size());
    writer.add(head);
    writer.add_text(directory.comments);
    for (const Source& source : directory.sources) {
        writer.add(SourceHead{
            source.bytes, source.checksum, static_cast<std::uint64_t>(source.events),
            static_cast<std::uint64_t>(source.skipped_lines), static_cast<std::uint64_t>(source.bad_events),
            static_cast<std::uint32_t>(source.path.size()), static_cast<std::uint32_t>(source.first_bad_row.size())});
        writer.add_text(source.path);
        writer.add_text(source.first_bad_row);
    }
    for (const BlockEntry& block : directory.blocks) writer.add(block);
    return writer.take();
}

bool read_directory(std::string_view bytes, std::uint64_t end, Directory& directory) {
    Reader reader(bytes);
    DirectoryHead head;
    if (!reader.get(head) || head.reserved != 0 || !reader.get_text(directory.comments, head.comments)) return false;
    if (!read_sources(reader, head.sources, directory.sources)) return false;
    if (head.blocks != reader.left() / sizeof(BlockEntry)) return false;
    directory.blocks.resize(head.blocks);
    std::int64_t events = 0;
    for (BlockEntry& block : directory.blocks) {
        if (!reader.get(block) || !is_possible(block, end)) return false;
        events += block.events;
    }
    directory.events = events;
    return reader.at_end() && head.events == static_cast<std::uint64_t>(events);
}

}  // namespace collmc::packed
