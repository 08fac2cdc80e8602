// BlockReader: some blocks of a file in their order, for a run. They are read where the system keeps them, if the file
// is mapped and most of it is asked for: their pages are entered at once, and while a block is decoded the next one is
// fetched (ahead.h), so that memory answers while the processor is busy. Else the chunks that are asked for are copied,
// and no others are even read from the disk.
//
// Threads: one reader for each. Blocks in place hold until end(); whether the file still had its bytes all the while,
// File::loss() tells then.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "runtime/abi/ahead.h"
#include "runtime/files/mapped_file.h"
#include "runtime/packed/block.h"

namespace collmc::packed {

class BlockReader {
public:
    BlockReader() = default;
    BlockReader(const BlockReader&) = delete;
    BlockReader& operator=(const BlockReader&) = delete;

    /// What comes next are these chunks of blocks [first, last), `first` < `last`. The file must stay until end().
    void begin(const File& file, std::size_t first, std::size_t last, const Chunks& chunks);
    /// Loads one of these blocks in the place of the one before; they may be left out, not called for again.
    std::optional<lhco::InputError> load(std::size_t block);
    void end();

    const LoadedBlock& block() const { return block_; }
    /// Fetches the next block: for whoever decodes this one.
    Ahead& ahead() { return ahead_; }

private:
    bool hold(std::size_t first);
    bool is_most(std::size_t block) const;
    /// Where a block is mapped.
    const char* bytes_of(std::size_t block) const;
    void fetch_table(std::size_t block);
    void fetch_soon(std::size_t block);

    const File* file_ = nullptr;
    std::size_t last_ = 0;
    Chunks chunks_;
    std::uint64_t held_from_ = 0;  ///< place in the file of the first byte that is held
    const char* held_ = nullptr;   ///< that byte; null where blocks are copied
    files::MappedBytes mapped_;
    std::array<Ahead::Span, kChunkCount> spans_;  ///< that `ahead_` fetches
    Ahead ahead_;
    LoadedBlock block_;
};

}  // namespace collmc::packed
