// A block of a packed file on its way to an analysis: LoadedBlock has the chunks that are needed, in a copy or where
// they are, and finds all that can be wrong with them; BlockDecoder makes of it the arrays of abi/block.h, or rows.
// What has been loaded cannot fail to decode. (Of bytes in place that somebody changes afterwards come other values,
// but no more: what is used as an index is a copy.)
//
// Both keep their memory from block to block. Threads: one at a time each; a loaded block may be decoded elsewhere.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/abi/columns_read.h"
#include "runtime/columns/buffer.h"
#include "runtime/lhco/error.h"
#include "runtime/lhco/parser.h"
#include "runtime/packed/decode.h"
#include "runtime/packed/file.h"
#include "runtime/packed/rows.h"

namespace collmc::packed {

using Chunks = std::bitset<kChunkCount>;

/// The chunks that these columns of an abi::Block are made of.
Chunks chunks_for(const abi::ColumnsRead& columns);

class LoadedBlock {
public:
    /// Replaces the contents by block number `block` of the file: by a copy of it.
    std::optional<lhco::InputError> load(const File& file, std::size_t block, const Chunks& chunks);
    /// The same for a block whose bytes are at `bytes` as long as it is used. Meanwhile `ahead` may fetch.
    std::optional<lhco::InputError> load_in_place(const File& file, std::size_t block, const Chunks& chunks,
                                                  const char* bytes, Ahead& ahead);

    const BlockEntry& entry() const { return *entry_; }
    /// Precondition: the chunk was among those asked for. Integers of bits have become such of a byte.
    ChunkView view(int chunk) const { return {&table_[at(chunk)], data_[at(chunk)]}; }
    const ChunkTable& table() const { return table_; }

private:
    static constexpr std::size_t at(int chunk) { return static_cast<std::size_t>(chunk); }

    std::optional<lhco::InputError> check_table(const File& file) const;
    std::optional<lhco::InputError> copy_table(const File& file);
    std::optional<lhco::InputError> copy_chunks(const File& file);
    std::optional<lhco::InputError> check_chunks(const File& file, const char* bytes, Ahead& ahead);
    std::optional<lhco::InputError> unpack(const File& file, const char* in_place);
    std::optional<lhco::InputError> check_sizes(const File& file) const;
    void order_chunks(const Chunks& chunks);
    lhco::InputError damaged(const File& file, int chunk, const std::string& what) const;

    const BlockEntry* entry_ = nullptr;
    std::size_t block_ = 0;
    std::size_t reach_ = 0;    ///< where what was needed of the last block first ended, from its begin
    std::size_t present_ = 0;  ///< bytes of this block that were read with the table
    ChunkTable table_;
    std::array<const char*, kChunkCount> data_{};
    Chunks chunks_;
    std::vector<int> order_;  ///< those chunks, as they stand in the block
    columns::Buffer<char> stored_, unpacked_;
};

class BlockDecoder {
public:
    BlockDecoder() : BlockDecoder(decoders().front()) {}
    explicit BlockDecoder(const Decoders& code) : code_(code) {}

    /// Events [first, last) of the block. The view holds until the next call, and as long as the block does.
    /// Precondition: chunks_for(columns) were loaded.
    const abi::Block& decode(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first,
                             std::int32_t last) {
        return decode(block, columns, first, last, nothing_ahead_);
    }
    /// The same; until the next call whatever is decoded lets `ahead` fetch.
    const abi::Block& decode(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first,
                             std::int32_t last, Ahead& ahead);

    /// All of the block. Precondition: all chunks were loaded.
    void decode_rows(const LoadedBlock& block, Rows& rows) const;

private:
    struct Slice {
        std::size_t first = 0, count = 0;  ///< rows of a kind
    };
    void decode_sizes(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first, std::int32_t last);
    void decode_objects(const LoadedBlock& block, const abi::ColumnsRead& columns, int particle);
    void decode_late(int particle, std::uint32_t columns, const std::int32_t* events, std::int64_t count);
    void decode_row_numbers(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first);
    std::int32_t row_of(std::int32_t object) const;
    void add_differences(const LoadedBlock& block, int particle);
    void decode_header(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first,
                       std::int32_t last);
    void decode_met(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first, std::int32_t last);
    void reserve(const abi::ColumnsRead& columns);
    void close_columns(const abi::ColumnsRead& columns);

    Decoders code_;
    mutable Ahead nothing_ahead_;
    Ahead* ahead_ = nullptr;
    std::array<columns::Buffer<double>, abi::kEventColumnCount> event_columns_;
    std::array<columns::Buffer<double>, abi::kObjectColumnCount> object_columns_;
    columns::Buffer<std::int32_t> object_event_, object_row_;
    std::array<columns::Buffer<std::int32_t>, abi::kParticleCount> begin_, size_;
    columns::Buffer<std::int32_t> rows_before_, scratch_;
    columns::Buffer<double> met_;
    std::array<Slice, abi::kParticleCount> slices_{};
    std::array<std::uint32_t, abi::kParticleCount> decoded_{};  ///< late columns that are there for all events
    /// By event column: where its values are all the same, which they are, and of how many events.
    struct Constant {
        std::int64_t base = 0;
        int decimals = 0;
        std::size_t count = 0;
        bool operator==(const Constant&) const = default;
    };
    std::array<Constant, abi::kEventColumnCount> constants_{};
    const LoadedBlock* block_ = nullptr;  ///< that the view shows, from event number `first_` on
    std::int32_t first_ = 0;
    abi::Block view_;
};

/// What the events of a block add to the counts of its file.
lhco::ParseCounts counts_of(const BlockEntry& block);

}  // namespace collmc::packed
