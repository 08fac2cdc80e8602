// Which chunks are needed, and bringing them into memory.

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>

#include "runtime/packed/block.h"
#include "runtime/packed/checksum.h"

namespace collmc::packed {
namespace {

using lhco::InputError;

/// The column of the file for a column of a block's objects; none for typ, which the kind says.
int row_column(abi::ObjectColumn column) {
    switch (column) {
        case abi::kEta: return kRowEta;
        case abi::kPhi: return kRowPhi;
        case abi::kPt: return kRowPt;
        case abi::kJmass: return kRowJmass;
        case abi::kNtrk: return kRowNtrk;
        case abi::kBtag: return kRowBtag;
        case abi::kHadem: return kRowHadem;
        default: return -1;
    }
}

/// Bytes between two chunks that are cheaper to read along than to leave out.
constexpr std::size_t kGap = 16384;

}  // namespace

Chunks chunks_for(const abi::ColumnsRead& columns) {
    Chunks chunks;
    const auto need = [&chunks](int chunk) { chunks.set(static_cast<std::size_t>(chunk)); };
    if (columns.event(abi::kNumber)) need(kNumberColumn);
    if (columns.event(abi::kTrigger)) need(kTriggerColumn);
    if (columns.event(abi::kWeight)) need(kWeightColumn);
    for (const auto& [event, row] : {std::pair{abi::kMetPt, kRowPt}, {abi::kMetPhi, kRowPhi}}) {
        if (!columns.event(event)) continue;
        need(sizes_chunk(kMetRows));
        need(row_chunk(kMetRows, row));
    }
    int last_with_rows = -1;
    for (int particle = 0; particle < abi::kParticleCount; ++particle) {
        if (!columns.present(particle)) continue;
        need(sizes_chunk(particle));
        for (int c = 0; c < abi::kObjectColumnCount; ++c) {
            const auto column = static_cast<abi::ObjectColumn>(c);
            const bool is_read = columns.object(particle, column) || columns.is_late(particle, column);
            if (is_read && row_column(column) >= 0) need(row_chunk(particle, row_column(column)));
        }
        if (!columns.row(particle) && !columns.ties(particle)) continue;
        need(row_chunk(particle, kRowNumber));
        last_with_rows = particle;
    }
    // Row numbers are stored as differences to those that follow from how many rows stand before.
    for (int particle = 0; particle < last_with_rows; ++particle) need(sizes_chunk(particle));
    return chunks;
}

std::optional<InputError> LoadedBlock::load(const File& file, std::size_t block, const Chunks& chunks) {
    entry_ = &file.directory().blocks[block];
    block_ = block;
    if (auto error = copy_table(file)) return error;
    if (auto error = check_table(file)) return error;
    order_chunks(chunks);
    if (auto error = copy_chunks(file)) return error;
    Ahead nothing;
    if (auto error = check_chunks(file, stored_.data(), nothing)) return error;
    if (auto error = unpack(file, nullptr)) return error;
    return check_sizes(file);
}

std::optional<InputError> LoadedBlock::load_in_place(const File& file, std::size_t block, const Chunks& chunks,
                                                     const char* bytes, Ahead& ahead) {
    entry_ = &file.directory().blocks[block];
    block_ = block;
    std::memcpy(table_.data(), bytes, sizeof table_);
    if (auto error = check_table(file)) return error;
    order_chunks(chunks);
    if (auto error = check_chunks(file, bytes, ahead)) return error;
    if (auto error = unpack(file, bytes)) return error;
    return check_sizes(file);
}

InputError LoadedBlock::damaged(const File& file, int chunk, const std::string& what) const {
    return damage(file.path(), entry_->offset + table_[at(chunk)].offset,
                  fmt::format("{} ({} in block {})", what, chunk_name(chunk), block_ + 1));
}

/// From block to block chunks stand in the same order, nearly always.
void LoadedBlock::order_chunks(const Chunks& chunks) {
    if (chunks != chunks_ || order_.empty()) {
        chunks_ = chunks;
        order_.clear();
        for (int chunk = 0; chunk < kChunkCount; ++chunk)
            if (chunks.test(at(chunk))) order_.push_back(chunk);
    }
    const auto stands_before = [&](int a, int b) { return table_[at(a)].offset < table_[at(b)].offset; };
    if (!std::ranges::is_sorted(order_, stands_before)) std::ranges::sort(order_, stands_before);
}

/// Copies the table, and with it as much as was needed of the block before: nearly always that is all.
std::optional<InputError> LoadedBlock::copy_table(const File& file) {
    stored_.reserve(entry_->size);
    present_ = std::clamp<std::size_t>(reach_ + reach_ / 32, sizeof table_, entry_->size);
    if (auto error = file.read(entry_->offset, present_, stored_.data())) return error;
    std::memcpy(table_.data(), stored_.data(), sizeof table_);
    return std::nullopt;
}

std::optional<InputError> LoadedBlock::check_table(const File& file) const {
    if (crc32(reinterpret_cast<const char*>(table_.data()), sizeof table_) != entry_->table_crc)
        return damage(file.path(), entry_->offset,
                      fmt::format("the checksum of the table of block {} does not match", block_ + 1));
    if (!is_possible(table_, *entry_, file.version()))
        return damage(file.path(), entry_->offset, fmt::format("the table of block {} contradicts itself", block_ + 1));
    return std::nullopt;
}

/// Copies the chunks, neighbours together.
std::optional<InputError> LoadedBlock::copy_chunks(const File& file) {
    reach_ = 0;
    std::size_t begin = 0, end = 0;
    const auto copy = [&]() -> std::optional<InputError> {
        if (reach_ == 0 && begin <= sizeof table_ + kGap) reach_ = end;
        begin = std::max(begin, present_);
        if (begin >= end) return std::nullopt;
        return file.read(entry_->offset + begin, end - begin, stored_.data() + begin);
    };
    for (const int chunk : order_) {
        const ChunkEntry& entry = table_[at(chunk)];
        if (entry.stored_size == 0) continue;
        if (entry.offset > end + kGap || end == 0) {
            if (auto error = copy()) return error;
            begin = entry.offset;
        }
        end = std::max<std::size_t>(end, entry.offset + entry.stored_size);
    }
    return copy();
}

std::optional<InputError> LoadedBlock::check_chunks(const File& file, const char* bytes, Ahead& ahead) {
    for (const int chunk : order_) {
        const ChunkEntry& entry = table_[at(chunk)];
        data_[at(chunk)] = entry.stored_size > 0 ? bytes + entry.offset : nullptr;
        if (entry.stored_size > 0 && crc32(data_[at(chunk)], entry.stored_size, ahead) != entry.crc)
            return damaged(file, chunk, "the checksum does not match");
    }
    return std::nullopt;
}

/// What is compressed, integers of bits, and, of bytes in place, what must not change: how many rows there are.
std::optional<InputError> LoadedBlock::unpack(const File& file, const char* in_place) {
    const auto is_unpacked = [&](int chunk) {
        const ChunkEntry& entry = table_[at(chunk)];
        const bool is_size = chunk >= kSizesBegin && chunk < kRowsBegin;
        return data_[at(chunk)] != nullptr &&
               (entry.compressed != 0 || is_of_bits(entry.form) || (in_place != nullptr && is_size));
    };
    const auto size_of = [&](int chunk) {
        const Form form = table_[at(chunk)].form;
        const std::uint64_t size = bytes_of(is_of_bits(form) ? Form::bytes1 : form, entry_->values_of(chunk));
        return static_cast<std::size_t>((size + kAlignment - 1) / kAlignment * kAlignment);
    };
    std::size_t total = 0;
    for (const int chunk : order_)
        if (is_unpacked(chunk)) total += size_of(chunk);
    unpacked_.reserve(total);
    char* to = unpacked_.data();
    for (const int chunk : order_) {
        if (!is_unpacked(chunk)) continue;
        ChunkEntry& entry = table_[at(chunk)];
        const std::size_t size = bytes_of(entry.form, entry_->values_of(chunk));
        char* const end = to + size_of(chunk);
        if (is_of_bits(entry.form)) {
            decoders().front().bits(data_[at(chunk)], size, bits_of(entry.form), to);
            entry.form = Form::bytes1;
        } else if (entry.compressed == 0) {
            std::memcpy(to, data_[at(chunk)], size);
        } else {
            const std::size_t written = ZSTD_decompress(to, size, data_[at(chunk)], entry.stored_size);
            if (ZSTD_isError(written) != 0 || written != size)
                return damaged(file, chunk, "its compressed bytes cannot be unpacked");
        }
        data_[at(chunk)] = to;
        to = end;
    }
    return std::nullopt;
}

/// The events must have as many rows of a kind as there are.
std::optional<InputError> LoadedBlock::check_sizes(const File& file) const {
    for (int segment = 0; segment < kSegmentCount; ++segment) {
        const int chunk = sizes_chunk(segment);
        if (!chunks_.test(at(chunk))) continue;
        const std::uint64_t sum = decoders().front().sum(view(chunk), entry_->events);
        if (sum != entry_->rows[static_cast<std::size_t>(segment)])
            return damaged(file, chunk, "it does not fit the number of rows");
    }
    return std::nullopt;
}

}  // namespace collmc::packed
