// Any bytes as a packed file: an error or events, never a crash. The bytes as they are, and again with all checksums
// made right, so that what stands behind them is reached.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "runtime/packed/block.h"
#include "runtime/packed/checksum.h"
#include "runtime/packed/file.h"
#include "runtime/packed/reader.h"
#include "runtime/packed/rows.h"

using namespace collmc;

namespace {

constexpr std::size_t kOffsetAt = 0, kSizeAt = 8, kCrcAt = 16, kVersionAt = 20, kFileSizeAt = 24, kMagicAt = 32;

template <class Value>
Value get(const std::string& bytes, std::size_t at) {
    Value value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

template <class Value>
void put(std::string& bytes, std::size_t at, Value value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

void mend_block(std::string& bytes, std::size_t at) {
    packed::BlockEntry block = get<packed::BlockEntry>(bytes, at);
    if (block.offset > bytes.size() || bytes.size() - block.offset < sizeof(packed::ChunkTable)) return;
    auto table = get<packed::ChunkTable>(bytes, block.offset);
    for (packed::ChunkEntry& chunk : table) {
        const std::size_t begin = block.offset + chunk.offset;
        if (begin <= bytes.size() && chunk.stored_size <= bytes.size() - begin)
            chunk.crc = packed::crc32(bytes.data() + begin, chunk.stored_size);
    }
    put(bytes, block.offset, table);
    block.table_crc = packed::crc32(bytes.data() + block.offset, sizeof table);
    put(bytes, at, block);
}

/// Makes the checksums right, from the chunks to the directory, and the sizes in the trailer.
std::string mended(std::string bytes) {
    if (bytes.size() < packed::kHeaderSize + packed::kTrailerSize) return bytes;
    const std::size_t trailer = bytes.size() - packed::kTrailerSize;
    const auto size = get<std::uint64_t>(bytes, trailer + kSizeAt);
    if (size > trailer) return bytes;
    const std::size_t begin = trailer - size;
    // The blocks' entries end the directory.
    for (std::size_t at = trailer; at >= begin + sizeof(packed::BlockEntry) + 24;) {
        at -= sizeof(packed::BlockEntry);
        mend_block(bytes, at);
    }
    std::memcpy(bytes.data(), packed::kMagic.data(), packed::kMagic.size());
    put(bytes, packed::kMagic.size(), packed::kVersion);
    put(bytes, trailer + kOffsetAt, std::uint64_t{begin});
    put(bytes, trailer + kCrcAt, packed::crc32(bytes.data() + begin, size));
    put(bytes, trailer + kVersionAt, packed::kVersion);
    put(bytes, trailer + kFileSizeAt, std::uint64_t{bytes.size()});
    std::memcpy(bytes.data() + trailer + kMagicAt, packed::kEndMagic.data(), packed::kEndMagic.size());
    return bytes;
}

void read_block(const packed::File& file, std::size_t number) {
    packed::LoadedBlock block;
    if (block.load(file, number, packed::Chunks().set())) return;
    const auto events = static_cast<std::int32_t>(block.entry().events);
    for (const packed::Decoders& code : packed::decoders()) {
        packed::BlockDecoder decoder(code);
        decoder.decode(block, abi::ColumnsRead::all(), 0, events);
        decoder.decode(block, abi::ColumnsRead::all(), events / 3, events - events / 3);
    }
    packed::Rows rows;
    packed::BlockDecoder().decode_rows(block, rows);
    packed::RowPositions begin{};
    std::string text;
    for (std::int32_t event = 0; event < events && text.size() < (1U << 20); ++event)
        packed::append_text(rows, event, begin, text);
}

/// In place, with what is there and what is wrong as in copies.
void read_in_place(const packed::File& file, std::size_t blocks) {
    if (blocks == 0) return;
    packed::BlockReader reader;
    packed::BlockDecoder decoder;
    packed::LoadedBlock copy;
    reader.begin(file, 0, blocks, packed::Chunks().set());
    for (std::size_t block = 0; block < blocks; ++block) {
        const auto expected = copy.load(file, block, packed::Chunks().set());
        const auto found = reader.load(block);
        if (found.has_value() != expected.has_value() || (found && found->message != expected->message)) std::abort();
        if (found) continue;
        const auto events = static_cast<std::int32_t>(copy.entry().events);
        decoder.decode(reader.block(), abi::ColumnsRead::all(), 0, events, reader.ahead());
    }
    reader.end();
}

void read(const std::string& bytes) {
    const int memory = ::memfd_create("packed", MFD_CLOEXEC);
    if (memory < 0 || ::write(memory, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
    const std::string path = "/proc/self/fd/" + std::to_string(memory);
    const packed::File::Opened opened = packed::File::open(path);
    if (opened.file) {
        // Blocks may name the same bytes: a few are enough.
        const std::size_t blocks = std::min<std::size_t>(opened.file->directory().blocks.size(), 4);
        for (std::size_t block = 0; block < blocks; ++block) read_block(*opened.file, block);
        read_in_place(*opened.file, blocks);
    }
    ::close(memory);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    read(bytes);
    read(mended(bytes));
    return 0;
}
