// The packed format: what stands where in a file. docs/packed-events.md describes it for people who write a reader of
// their own; a change here is a new version there.
//
//     header | block 0 | block 1 | ... | directory | trailer
//
// A block is some thousand events: a table of chunks, then the chunks. Each column of its events is one chunk: values
// as integers of 0, 1, 2 or 4 bytes, or bits, over a power of ten, or as doubles; with a CRC-32 of the stored bytes,
// and compressed with zstd where the table says so. The table has their places and forms, so a reader touches the
// chunks that it needs and no others. The directory lists the blocks.
//
// Everything is little-endian. Objects stand in the order of abi/block.h: grouped by type, by event, by pt.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/abi/decimals.h"

namespace collmc::packed {

static_assert(std::endian::native == std::endian::little, "integers are stored as they lie in memory");

inline constexpr std::string_view kMagic = "\x89LHCP\r\n\x1a";
inline constexpr std::string_view kEndMagic = "LHCPend\n";
inline constexpr std::uint32_t kVersion = 2;
inline constexpr std::uint32_t kOldestVersion = 1;  ///< that is read: it has no integers of less than a byte
inline constexpr std::size_t kHeaderSize = 64;
inline constexpr std::size_t kTrailerSize = 40;
/// Chunks begin at multiples of this.
inline constexpr std::size_t kAlignment = 8;

/// Events of a block that a writer fills: with what an analysis makes of them they fit the second cache, of a megabyte
/// or more. A reader takes any number up to abi::kMaxBlockEvents.
inline constexpr std::int32_t kBlockEvents = 2048;
/// A block has no more rows of MET, and no more of unassigned types.
inline constexpr std::uint32_t kMaxOtherRows = 1U << 20;

/// Kinds of object rows: the particles of abi::Particle, then MET, then the types that LHCO does not assign.
enum Segment : int { kMetRows = abi::kParticleCount, kOtherRows, kSegmentCount };
inline constexpr std::array<std::string_view, kSegmentCount> kSegmentNames = {"Photon", "Electron", "Muon",       "Tau",
                                                                              "Jet",    "MET",      "other types"};

/// The columns of a block's events that the file has beside MET, which is made of rows.
enum HeaderColumn : int { kNumberColumn, kTriggerColumn, kWeightColumn, kHeaderColumnCount };
inline constexpr std::array<std::string_view, kHeaderColumnCount> kHeaderColumnNames = {"event number", "trigger word",
                                                                                        "weight"};

/// The columns of object rows. typ is stored for kOtherRows only.
enum RowColumn : int {
    kRowNumber,
    kRowEta,
    kRowPhi,
    kRowPt,
    kRowJmass,
    kRowNtrk,
    kRowBtag,
    kRowHadem,
    kRowColumnCount
};
inline constexpr std::array<std::string_view, kRowColumnCount> kRowColumnNames = {"row",   "eta",  "phi",  "pt",
                                                                                  "jmass", "ntrk", "btag", "had/em"};

/// Chunks of a block, by their index in its directory entry: the header columns, how many rows of each kind an event
/// has, the columns of each kind, the typ of other rows.
inline constexpr int kSizesBegin = kHeaderColumnCount;
inline constexpr int kRowsBegin = kSizesBegin + kSegmentCount;
inline constexpr int kTypChunk = kRowsBegin + int{kSegmentCount} * int{kRowColumnCount};
inline constexpr int kChunkCount = kTypChunk + 1;
constexpr int sizes_chunk(int segment) { return kSizesBegin + segment; }
constexpr int row_chunk(int segment, int column) { return kRowsBegin + segment * kRowColumnCount + column; }
/// "pt of Jet", "event number", ..., for messages.
std::string chunk_name(int chunk);

/// How the values of a chunk are stored.
enum class Form : std::uint8_t {
    constant = 0,  ///< no bytes: every value is base / 10^decimals
    bytes1 = 1,    ///< unsigned integers u of so many bytes: (base + u) / 10^decimals
    bytes2 = 2,
    bytes4 = 4,
    doubles = 8,  ///< the values themselves, binary64
    bits1 =
        0x81,  ///< as bytes1, of so many bits, the first value in the lowest ones; the last byte is filled with zeros
    bits2 = 0x82,
    bits4 = 0x84,
};
constexpr bool is_of_bits(Form form) { return form >= Form::bits1; }
constexpr unsigned bits_of(Form form) {
    const auto number = static_cast<unsigned>(form);
    return is_of_bits(form) ? number & 0xf : 8 * number;
}
/// Of so many values, before compression.
constexpr std::uint64_t bytes_of(Form form, std::uint64_t values) { return (values * bits_of(form) + 7) / 8; }
/// The largest power of ten that values are stored over.
inline constexpr int kMaxDecimals = abi::kMostDecimals;
/// |base + u| is no larger: integers up to here are doubles.
inline constexpr std::int64_t kMaxInteger = std::int64_t{1} << 53;

struct ChunkEntry {
    std::uint32_t offset = 0;       ///< of its first byte, from the begin of the block
    std::uint32_t stored_size = 0;  ///< bytes in the file
    std::uint32_t crc = 0;          ///< CRC-32 (as gzip has it) of those bytes
    Form form = Form::constant;
    std::uint8_t decimals = 0;
    std::uint8_t compressed = 0;  ///< 1: the stored bytes are one zstd frame
    std::uint8_t reserved = 0;
    std::int64_t base = 0;
};
static_assert(sizeof(ChunkEntry) == 24);

/// What a block begins with.
using ChunkTable = std::array<ChunkEntry, kChunkCount>;

/// What the directory says of a block.
struct BlockEntry {
    std::uint64_t offset = 0;     ///< of its chunk table in the file
    std::uint32_t size = 0;       ///< bytes, with the table
    std::uint32_t table_crc = 0;  ///< CRC-32 of the table
    std::uint32_t events = 0;
    std::uint32_t flags = 0;  ///< of BlockFlag
    std::uint32_t events_without_met = 0;
    std::uint32_t events_with_many_mets = 0;
    std::array<std::uint32_t, kSegmentCount> rows{};  ///< of each kind, in all events
    std::uint32_t reserved = 0;

    std::uint32_t values_of(int chunk) const;  ///< how many values a chunk has
    std::int64_t objects() const;              ///< of the particles, without MET and others
};
static_assert(sizeof(BlockEntry) == 64);

/// What the events of a block show of their writer, as lhco::ParseCounts has it; and whether some phi is outside
/// [-pi, pi), where a run has it.
enum BlockFlag : std::uint32_t { kPhiNegative = 1, kPhiAbovePi = 2, kHalfBtags = 4, kPhiOutside = 8 };

/// A file that was packed.
struct Source {
    std::string path;                ///< as given
    std::uint64_t bytes = 0;         ///< as stored
    std::uint64_t checksum = 0;      ///< CRC-64 of those
    std::int64_t events = 0;         ///< that were kept
    std::int64_t skipped_lines = 0;  ///< keyword lines and lone zeros
    std::int64_t bad_events = 0;     ///< left out because of an unreadable row
    std::string first_bad_row;       ///< the first of these, in words; empty if there was none
    bool operator==(const Source&) const = default;
};

struct Directory {
    std::int64_t events = 0;
    std::string comments;  ///< with which the text of the first source began
    std::vector<Source> sources;
    std::vector<BlockEntry> blocks;
};

std::string serialised(const Directory& directory);
/// False where the bytes are none, or promise what a block cannot hold, or blocks that do not lie before `end`.
bool read_directory(std::string_view bytes, std::uint64_t end, Directory& directory);
/// Whether the table of a block promises nothing that the block, of a file of this version, cannot hold.
bool is_possible(const ChunkTable& table, const BlockEntry& block, std::uint32_t version);

}  // namespace collmc::packed
