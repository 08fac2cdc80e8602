#include "runtime/packed/encode.h"

#include <zstd.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

#include "runtime/abi/decimals.h"
#include "runtime/columns/phi.h"
#include "runtime/packed/checksum.h"

namespace collmc::packed {
namespace {

constexpr int kZstdLevel = 6;

/// How kinds and their columns stand in the file: what analyses read most stands together, at the begin of the block.
constexpr std::array<int, kSegmentCount> kStoredKinds = {kMetRows,  abi::kPhoton, abi::kElectron, abi::kMuon,
                                                         abi::kTau, abi::kJet,    kOtherRows};
constexpr std::array<int, kRowColumnCount - 1> kStoredColumns = {kRowPt,   kRowEta,  kRowPhi,  kRowJmass,
                                                                 kRowBtag, kRowNtrk, kRowHadem};

const Rows::Kind& kind_of(const Rows& rows, int segment) { return rows.kinds[static_cast<std::size_t>(segment)]; }

/// By how much the row numbers of each kind differ from those that are expected.
std::array<std::vector<std::int32_t>, kSegmentCount> row_differences(const Rows& rows) {
    std::array<std::vector<std::int32_t>, kSegmentCount> differences;
    std::vector<std::int32_t> before(static_cast<std::size_t>(rows.n_events()));
    for (std::size_t k = 0; k < kSegmentCount; ++k) {
        differences[k] = expected_rows(rows.kinds[k].sizes, before);
        for (std::size_t i = 0; i < differences[k].size(); ++i)
            differences[k][i] = rows.kinds[k].row[i] - differences[k][i];
    }
    return differences;
}

using abi::kPowersOfTen;

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

using columns::nearest_integer;

/// Whether the value is an integer over this power of ten; then `integer` is that one.
bool is_over(double value, int decimals, double& integer) {
    const double power = kPowersOfTen[decimals];
    integer = nearest_integer(value * power);
    return std::abs(integer) <= static_cast<double>(kMaxInteger) && bits(integer / power) == bits(value) &&
           bits(value) != bits(-0.0);
}

/// The least and the greatest of some integers.
struct Extremes {
    double least = std::numeric_limits<double>::infinity(), greatest = -least;
    void add(double integer) {
        least = std::min(least, integer);
        greatest = std::max(greatest, integer);
    }
};

constexpr std::size_t kLanes = 8;
using Lanes = double __attribute__((vector_size(kLanes * sizeof(double))));
using LaneBits = std::int64_t __attribute__((vector_size(kLanes * sizeof(std::int64_t))));

/// is_over() for all values of a full vector, and what they are as integers; false also where they are so large that
/// rounding them is not two additions.
bool are_over(const double* values, int decimals, Lanes& integers) {
    using columns::kMostShifted, columns::kRoundingShift;
    const double power = kPowersOfTen[decimals];
    Lanes value;
    std::memcpy(&value, values, sizeof value);
    const Lanes scaled = value * power;
    integers = (scaled + kRoundingShift) - kRoundingShift;
    const LaneBits differ = LaneBits(integers / power) ^ LaneBits(value);
    const LaneBits wrong = differ | ~((scaled < kMostShifted) & (scaled > -kMostShifted));
    std::int64_t any = 0;
    for (std::size_t lane = 0; lane < kLanes; ++lane) any |= wrong[lane];
    return any == 0;
}

/// Whether all values are integers over this power of ten, and what is the least and the greatest of these.
bool are_over(std::span<const double> values, int decimals, Extremes& extremes) {
    Lanes least = Lanes{} + extremes.least, greatest = Lanes{} + extremes.greatest, integers;
    std::size_t i = 0;
    double integer = 0;
    for (; i + kLanes <= values.size(); i += kLanes) {
        if (are_over(&values[i], decimals, integers)) {
            least = integers < least ? integers : least;
            greatest = integers > greatest ? integers : greatest;
            continue;
        }
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            if (!is_over(values[i + lane], decimals, integer)) return false;
            extremes.add(integer);
        }
    }
    for (; i < values.size(); ++i) {
        if (!is_over(values[i], decimals, integer)) return false;
        extremes.add(integer);
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        extremes.least = std::min(extremes.least, least[lane]);
        extremes.greatest = std::max(extremes.greatest, greatest[lane]);
    }
    return true;
}

/// Integer u of the chunk for a value.
std::uint32_t stored_integer(const ChunkEntry& chunk, double value) {
    const double integer = nearest_integer(value * kPowersOfTen[chunk.decimals]);
    return static_cast<std::uint32_t>(static_cast<std::int64_t>(integer) - chunk.base);
}

template <class Integer>
void append_integers(const ChunkEntry& chunk, std::span<const double> values, std::string& bytes) {
    const std::size_t begin = bytes.size();
    bytes.resize(begin + values.size() * sizeof(Integer));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto integer = static_cast<Integer>(stored_integer(chunk, values[i]));
        std::memcpy(bytes.data() + begin + i * sizeof integer, &integer, sizeof integer);
    }
}

void append_bits(const ChunkEntry& chunk, std::span<const double> values, std::string& bytes) {
    const std::size_t begin = bytes.size(), bits = bits_of(chunk.form);
    bytes.resize(begin + bytes_of(chunk.form, values.size()), '\0');
    for (std::size_t i = 0; i < values.size(); ++i) {
        char& byte = bytes[begin + i * bits / 8];
        byte = static_cast<char>(byte | stored_integer(chunk, values[i]) << i * bits % 8);
    }
}

void append_values(const ChunkEntry& chunk, std::span<const double> values, std::string& bytes) {
    switch (chunk.form) {
        case Form::bits1:
        case Form::bits2:
        case Form::bits4: append_bits(chunk, values, bytes); break;
        case Form::constant: break;
        case Form::bytes1: append_integers<std::uint8_t>(chunk, values, bytes); break;
        case Form::bytes2: append_integers<std::uint16_t>(chunk, values, bytes); break;
        case Form::bytes4: append_integers<std::uint32_t>(chunk, values, bytes); break;
        case Form::doubles: bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes()); break;
    }
}

class BlockEncoder {
public:
    explicit BlockEncoder(Compression compression) : compression_(compression), bytes_(sizeof(ChunkTable), '\0') {}

    void add(int chunk, std::span<const double> values) {
        ChunkEntry entry = form_of(values);
        // Bytes are what zstd finds repetitions in.
        if (compression_ == Compression::zstd && is_of_bits(entry.form)) entry.form = Form::bytes1;
        const std::size_t begin = bytes_.size();
        append_values(entry, values, bytes_);
        if (compression_ == Compression::zstd) compress(entry, begin);
        const std::size_t size = bytes_.size() - begin;
        entry.offset = static_cast<std::uint32_t>(begin);
        entry.stored_size = static_cast<std::uint32_t>(size);
        entry.crc = crc32(bytes_.data() + begin, size);
        bytes_.resize((bytes_.size() + kAlignment - 1) / kAlignment * kAlignment, '\0');
        table_[static_cast<std::size_t>(chunk)] = entry;
    }
    void add(int chunk, std::span<const std::int32_t> values) {
        doubles_.assign(values.begin(), values.end());
        add(chunk, doubles_);
    }
    EncodedBlock finish(BlockEntry entry) {
        std::memcpy(bytes_.data(), table_.data(), sizeof table_);
        entry.table_crc = crc32(bytes_.data(), sizeof table_);
        entry.size = static_cast<std::uint32_t>(bytes_.size());
        return {entry, std::move(bytes_)};
    }

private:
    /// Puts the compressed bytes in the place of the chunk's, where they are fewer.
    void compress(ChunkEntry& entry, std::size_t begin) {
        const std::size_t size = bytes_.size() - begin;
        std::string packed(ZSTD_compressBound(size), '\0');
        const std::size_t written =
            ZSTD_compress(packed.data(), packed.size(), bytes_.data() + begin, size, kZstdLevel);
        if (ZSTD_isError(written) != 0 || written >= size) return;
        bytes_.replace(begin, size, packed, 0, written);
        entry.compressed = 1;
    }

    Compression compression_;
    ChunkTable table_{};
    std::string bytes_;
    std::vector<double> doubles_;
};

bool has_phi_outside(const Rows& rows) {
    return std::ranges::any_of(rows.kinds, [](const Rows::Kind& kind) {
        return std::ranges::any_of(kind.columns[kRowPhi],
                                   [](double phi) { return !(phi >= -columns::kPi && phi < columns::kPi); });
    });
}

}  // namespace

int decimals_of(double value) {
    double integer = 0;
    int decimals = 0;
    while (decimals <= kMaxDecimals && !is_over(value, decimals, integer)) ++decimals;
    return decimals;
}

ChunkEntry form_of(std::span<const double> values) {
    ChunkEntry chunk;
    if (values.empty()) return chunk;
    const ChunkEntry as_doubles{.form = Form::doubles};
    // A value that is an integer over some power of ten is one over all higher ones, until it is too large.
    Extremes extremes;
    int decimals = 0;
    while (!are_over(values, decimals, extremes)) {
        if (++decimals > kMaxDecimals) return as_doubles;
        extremes = {};
    }
    const auto [least, greatest] = extremes;
    chunk.base = static_cast<std::int64_t>(least);
    chunk.decimals = static_cast<std::uint8_t>(decimals);
    const double range = greatest - least;
    if (range >= 0x1p32 || greatest > static_cast<double>(kMaxInteger) - 0x1p32) {
        if (range == 0) return chunk;
        return as_doubles;
    }
    chunk.form = range == 0       ? Form::constant
                 : range < 0x1p1  ? Form::bits1
                 : range < 0x1p2  ? Form::bits2
                 : range < 0x1p4  ? Form::bits4
                 : range < 0x1p8  ? Form::bytes1
                 : range < 0x1p16 ? Form::bytes2
                                  : Form::bytes4;
    return chunk;
}

std::vector<std::int32_t> expected_rows(std::span<const std::int32_t> sizes, std::span<std::int32_t> before) {
    std::vector<std::int32_t> rows;
    for (std::size_t event = 0; event < sizes.size(); ++event) {
        for (std::int32_t i = 0; i < sizes[event]; ++i) rows.push_back(++before[event]);
    }
    return rows;
}

EncodedBlock encode(const Rows& rows, Compression compression) {
    assert(rows.n_events() > 0 && rows.n_events() <= abi::kMaxBlockEvents && rows.n_objects() <= abi::kMaxBlockEvents);
    BlockEncoder encoder(compression);
    BlockEntry entry;
    entry.events = static_cast<std::uint32_t>(rows.n_events());
    const lhco::ParseCounts counts = counts_of(rows);
    entry.flags = (counts.phi_negative ? kPhiNegative : 0U) | (counts.phi_above_pi ? kPhiAbovePi : 0U) |
                  (counts.half_btags ? kHalfBtags : 0U) | (has_phi_outside(rows) ? kPhiOutside : 0U);
    entry.events_without_met = static_cast<std::uint32_t>(counts.events_without_met);
    entry.events_with_many_mets = static_cast<std::uint32_t>(counts.events_with_many_mets);

    for (int column = 0; column < kHeaderColumnCount; ++column)
        encoder.add(column, rows.header[static_cast<std::size_t>(column)]);
    for (int segment = 0; segment < kSegmentCount; ++segment)
        encoder.add(sizes_chunk(segment), kind_of(rows, segment).sizes);
    const auto numbers = row_differences(rows);
    for (const int segment : kStoredKinds) {
        const Rows::Kind& kind = kind_of(rows, segment);
        entry.rows[static_cast<std::size_t>(segment)] = static_cast<std::uint32_t>(kind.size());
        encoder.add(row_chunk(segment, kRowNumber), numbers[static_cast<std::size_t>(segment)]);
        for (const int column : kStoredColumns)
            encoder.add(row_chunk(segment, column), kind.columns[static_cast<std::size_t>(column)]);
    }
    encoder.add(kTypChunk, rows.kinds[kOtherRows].typ);
    return encoder.finish(entry);
}

}  // namespace collmc::packed
