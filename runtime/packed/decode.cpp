#include "runtime/packed/decode.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "runtime/abi/decimals.h"
#include "runtime/columns/phi.h"

namespace collmc::packed {
namespace {

#define COLLMC_INLINE [[gnu::always_inline]] inline
#define COLLMC_LAMBDA __attribute__((always_inline))

using abi::kPowersOfTen;

// The loops below are written for the compiler to turn into vector code: see CMakeLists.txt for its options.

/// Dividing is exact rounding, and slow.
template <class Integer>
COLLMC_INLINE void divided(const Integer* from, std::size_t count, double base, double power, double* to) {
    for (std::size_t i = 0; i < count; ++i) to[i] = (static_cast<double>(from[i]) + base) / power;
}

/// The same quotient, where abi::has_corrected_quotients() says so.
template <class Integer>
COLLMC_INLINE void corrected(const Integer* from, std::size_t count, double base, double power, double* to) {
    const double reciprocal = 1 / power;
    for (std::size_t i = 0; i < count; ++i) {
        const double x = static_cast<double>(from[i]) + base;
        const double q = x * reciprocal;
        to[i] = __builtin_fma(__builtin_fma(-q, power, x), reciprocal, q);
    }
}

template <class Integer>
COLLMC_INLINE void whole(const Integer* from, std::size_t count, double base, double* to) {
    for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<double>(from[i]) + base;
}

/// Calls decode(from, count, to) for all integers, some at once.
template <class Integer, class Decode>
COLLMC_INLINE void each_stretch(const Integer* from, std::size_t count, Ahead& ahead, double* to,
                                const Decode& decode) {
    constexpr std::size_t kAtOnce = 64;
    std::size_t i = 0;
    for (; i + kAtOnce <= count; i += kAtOnce) {
        ahead.fetch(1);
        decode(from + i, kAtOnce, to + i);
    }
    decode(from + i, count - i, to + i);
}

COLLMC_INLINE bool is_corrected(const ChunkEntry& entry) {
    return abi::has_corrected_quotients(entry.decimals, entry.base);
}

template <class Integer, bool kFused>
COLLMC_INLINE void decode_integers(const ChunkView& chunk, std::size_t first, std::size_t count, Ahead& ahead,
                                   double* to) {
    using Count = std::size_t;
    const Integer* const from = reinterpret_cast<const Integer*>(chunk.data) + first;
    const ChunkEntry& entry = *chunk.entry;
    const auto base = static_cast<double>(entry.base);
    const double power = kPowersOfTen[entry.decimals];
    const auto as_whole = [=](const Integer* u, Count n, double* x) COLLMC_LAMBDA { whole(u, n, base, x); };
    const auto as_corrected = [=](const Integer* u, Count n, double* x)
                                  COLLMC_LAMBDA { corrected(u, n, base, power, x); };
    const auto as_divided = [=](const Integer* u, Count n, double* x) COLLMC_LAMBDA { divided(u, n, base, power, x); };
    if (entry.decimals == 0)
        each_stretch(from, count, ahead, to, as_whole);
    else if (kFused && is_corrected(entry))
        each_stretch(from, count, ahead, to, as_corrected);
    else
        each_stretch(from, count, ahead, to, as_divided);
}

/// Calls decode(from, count, to) for the objects of each event, some at once.
template <class Integer, class Decode>
COLLMC_INLINE void each_run(const Integer* from, std::size_t rows, const EventRuns& runs, Ahead& ahead, double* to,
                            const Decode& decode) {
    constexpr std::size_t kAtOnce = 8;
    typedef Integer Integers __attribute__((vector_size(kAtOnce * sizeof(Integer))));
    // Doubles are made of integers of four bytes with a sign, or of eight.
    using Wide = std::conditional_t<sizeof(Integer) == 4, std::int64_t, std::int32_t>;
    typedef Wide Wides __attribute__((vector_size(kAtOnce * sizeof(Wide))));
    typedef double Doubles __attribute__((vector_size(kAtOnce * sizeof(double))));
    const std::int32_t *const events = runs.events, *const begins = runs.begin, *const sizes = runs.size;
    const std::int32_t segment = runs.segment;
    constexpr std::int64_t kRunsForALine = 4;
    std::int64_t i = 0;
    for (; i < runs.count; ++i) {
        auto at = static_cast<std::size_t>(begins[events[i]] - segment);
        const std::size_t end = at + static_cast<std::size_t>(sizes[events[i]]);
        if (end + kAtOnce > rows) break;
        if (i % kRunsForALine == 0) ahead.fetch(1);
        // Nearly always once: an event without objects is not worth a branch.
        do {
            Integers integers;
            double values[kAtOnce];
            std::memcpy(&integers, from + at, sizeof integers);
            const Doubles wide = __builtin_convertvector(__builtin_convertvector(integers, Wides), Doubles);
            std::memcpy(values, &wide, sizeof wide);
            decode(values, kAtOnce, to + at);
            at += kAtOnce;
        } while (at < end);
    }
    // Near the last row, one object after the other.
    for (; i < runs.count; ++i) {
        auto at = static_cast<std::size_t>(begins[events[i]] - segment);
        for (const std::size_t end = at + static_cast<std::size_t>(sizes[events[i]]); at < end; ++at) {
            const auto value = static_cast<double>(from[at]);
            decode(&value, 1, to + at);
        }
    }
}

template <class Integer, bool kFused>
COLLMC_INLINE void decode_runs(const ChunkView& chunk, std::size_t first, std::size_t rows, const EventRuns& runs,
                               Ahead& ahead, double* to) {
    using Count = std::size_t;
    const Integer* const from = reinterpret_cast<const Integer*>(chunk.data) + first;
    const ChunkEntry& entry = *chunk.entry;
    const auto base = static_cast<double>(entry.base);
    const double power = kPowersOfTen[entry.decimals];
    const auto as_whole = [=](const double* u, Count n, double* x) COLLMC_LAMBDA { whole(u, n, base, x); };
    const auto as_corrected = [=](const double* u, Count n, double* x)
                                  COLLMC_LAMBDA { corrected(u, n, base, power, x); };
    const auto as_divided = [=](const double* u, Count n, double* x) COLLMC_LAMBDA { divided(u, n, base, power, x); };
    if (entry.decimals == 0)
        each_run(from, rows, runs, ahead, to, as_whole);
    else if (kFused && is_corrected(entry))
        each_run(from, rows, runs, ahead, to, as_corrected);
    else
        each_run(from, rows, runs, ahead, to, as_divided);
}

template <bool kFused>
COLLMC_INLINE void decode_values_of(const ChunkView& chunk, std::size_t first, std::size_t rows, const EventRuns& runs,
                                    Ahead& ahead, double* to) {
    switch (chunk.entry->form) {
        case Form::bytes1: return decode_runs<std::uint8_t, kFused>(chunk, first, rows, runs, ahead, to);
        case Form::bytes2: return decode_runs<std::uint16_t, kFused>(chunk, first, rows, runs, ahead, to);
        default: return decode_runs<std::uint32_t, kFused>(chunk, first, rows, runs, ahead, to);
    }
}

template <bool kFused>
COLLMC_INLINE void decode_values(const ChunkView& chunk, std::size_t first, std::size_t count, Ahead& ahead,
                                 double* to) {
    switch (chunk.entry->form) {
        case Form::constant: {
            const double value = static_cast<double>(chunk.entry->base) / kPowersOfTen[chunk.entry->decimals];
            for (std::size_t i = 0; i < count; ++i) to[i] = value;
            break;
        }
        case Form::bytes1: decode_integers<std::uint8_t, kFused>(chunk, first, count, ahead, to); break;
        case Form::bytes2: decode_integers<std::uint16_t, kFused>(chunk, first, count, ahead, to); break;
        case Form::bytes4: decode_integers<std::uint32_t, kFused>(chunk, first, count, ahead, to); break;
        case Form::doubles:
            if (count > 0) std::memcpy(to, chunk.data + first * sizeof(double), count * sizeof(double));
            break;
        case Form::bits1:
        case Form::bits2:
        case Form::bits4: break;  // those are bytes by now
    }
}

/// Modulo 2^32: a count that is too large is found by whoever adds the counts up.
template <class Integer>
COLLMC_INLINE void widen(const ChunkView& chunk, std::size_t first, std::size_t count, std::int32_t* to) {
    const Integer* const from = reinterpret_cast<const Integer*>(chunk.data) + first;
    const auto base = static_cast<std::uint32_t>(chunk.entry->base);
    for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<std::int32_t>(from[i] + base);
}

COLLMC_INLINE void decode_whole(const ChunkView& chunk, std::size_t first, std::size_t count, std::int32_t* to) {
    switch (chunk.entry->form) {
        case Form::bytes1: widen<std::uint8_t>(chunk, first, count, to); break;
        case Form::bytes2: widen<std::uint16_t>(chunk, first, count, to); break;
        case Form::bytes4: widen<std::uint32_t>(chunk, first, count, to); break;
        default:
            for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<std::int32_t>(chunk.entry->base);
            break;
    }
}

using FourCounts = std::uint32_t __attribute__((vector_size(16)));
using EightCounts = std::uint32_t __attribute__((vector_size(32)));
using SixteenCounts = std::uint32_t __attribute__((vector_size(64)));

template <class Vector>
struct Counts {
    static constexpr int kLanes = sizeof(Vector) / sizeof(std::uint32_t);

    /// To each lane all lanes before it.
    COLLMC_INLINE static void add_up(Vector& counts) { add_up(counts, std::make_integer_sequence<int, kLanes>()); }
    /// The last lane of `counts` to all lanes.
    COLLMC_INLINE static void add_last(const Vector& counts, Vector& to) {
        add_last(counts, to, std::make_integer_sequence<int, kLanes>());
    }

private:
    template <int... kLane>
    COLLMC_INLINE static void add_up(Vector& counts, std::integer_sequence<int, kLane...>) {
        constexpr Vector kNone = {};
        counts += __builtin_shufflevector(kNone, counts, kLanes - 1 + kLane...);
        counts += __builtin_shufflevector(kNone, counts, kLanes - 2 + kLane...);
        if constexpr (kLanes > 4) counts += __builtin_shufflevector(kNone, counts, kLanes - 4 + kLane...);
        if constexpr (kLanes > 8) counts += __builtin_shufflevector(kNone, counts, kLanes - 8 + kLane...);
    }
    template <int... kLane>
    COLLMC_INLINE static void add_last(const Vector& counts, Vector& to, std::integer_sequence<int, kLane...>) {
        to += __builtin_shufflevector(counts, counts, (static_cast<void>(kLane), kLanes - 1)...);
    }
};

template <class Vector>
COLLMC_INLINE std::int32_t decode_counts(const ChunkView& chunk, std::size_t first, std::size_t count,
                                         std::int32_t begin_at, Ahead& ahead, std::int32_t* begin, std::int32_t* size) {
    constexpr int kLanes = Counts<Vector>::kLanes;
    constexpr std::size_t kCountsForALine = 32;
    decode_whole(chunk, first, count, size);
    // In all lanes how many are before: as a number, each step would wait for its way out of the vector and back.
    Vector total = Vector{} + static_cast<std::uint32_t>(begin_at);
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        if (i % kCountsForALine == 0) ahead.fetch(1);
        Vector counts;
        std::memcpy(&counts, size + i, sizeof counts);
        Vector behind = counts;
        Counts<Vector>::add_up(behind);
        const Vector before = behind - counts + total;
        std::memcpy(begin + i, &before, sizeof before);
        Counts<Vector>::add_last(behind, total);
    }
    std::uint32_t at = total[0];
    for (; i < count; ++i) {
        begin[i] = static_cast<std::int32_t>(at);
        at += static_cast<std::uint32_t>(size[i]);
    }
    return static_cast<std::int32_t>(at);
}

/// Calls spread(byte) for each byte, for as many bytes as it has integers.
template <class Spread>
COLLMC_INLINE void spread_all(const char* from, std::size_t size, char* to, const Spread& spread) {
    for (std::size_t i = 0; i < size; ++i) {
        const auto bytes = spread(static_cast<std::uint8_t>(from[i]));
        std::memcpy(to + i * sizeof bytes, &bytes, sizeof bytes);
    }
}

COLLMC_INLINE void widen_bits(const char* from, std::size_t size, unsigned bits, char* to) {
    const auto ones = [](std::uint8_t byte) COLLMC_LAMBDA -> std::uint64_t {
        constexpr std::uint64_t kOnes = 0x0101010101010101, kOneOfEach = 0x8040201008040201;
        // In each byte its bit; what is not zero reaches the highest one.
        return ((byte * kOnes & kOneOfEach) + 0x7f * kOnes) >> 7 & kOnes;
    };
    const auto twos = [](std::uint32_t byte) COLLMC_LAMBDA -> std::uint32_t {
        return (byte | byte << 6 | byte << 12 | byte << 18) & 0x03030303;
    };
    const auto fours = [](std::uint16_t byte) COLLMC_LAMBDA -> std::uint16_t {
        return static_cast<std::uint16_t>((byte | byte << 4) & 0x0f0f);
    };
    switch (bits) {
        case 1: return spread_all(from, size, to, ones);
        case 2: return spread_all(from, size, to, twos);
        default: return spread_all(from, size, to, fours);
    }
}

COLLMC_INLINE void normalise(double* phi, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) phi[i] = columns::normalised_phi(phi[i]);
}

COLLMC_INLINE std::uint64_t sum_of(const ChunkView& chunk, std::size_t count) {
    const ChunkEntry& entry = *chunk.entry;
    constexpr std::int64_t kMostBase = 0xffff'ff00;  // with a byte more it is below 2^32
    if (entry.form == Form::bytes1 && entry.base >= 0 && entry.base <= kMostBase && count <= abi::kMaxBlockEvents) {
        // So many that their sum fits two bytes: the shorter the sums are, the more of them fit a vector.
        constexpr std::size_t kShort = 256;
        std::uint32_t bytes = 0;
        std::size_t i = 0;
        for (; i + kShort <= count; i += kShort) {
            std::uint16_t few = 0;
            for (std::size_t k = 0; k < kShort; ++k)
                few = static_cast<std::uint16_t>(few + static_cast<std::uint8_t>(chunk.data[i + k]));
            bytes += few;
        }
        for (; i < count; ++i) bytes += static_cast<std::uint8_t>(chunk.data[i]);
        return bytes + static_cast<std::uint64_t>(entry.base) * count;
    }
    constexpr std::size_t kAtOnce = 512;
    std::int32_t values[kAtOnce];
    std::uint64_t sum = 0;
    for (std::size_t first = 0; first < count; first += kAtOnce) {
        const std::size_t some = std::min(kAtOnce, count - first);
        decode_whole(chunk, first, some, values);
        for (std::size_t i = 0; i < some; ++i) sum += static_cast<std::uint32_t>(values[i]);
    }
    return sum;
}

/// An event has few objects of a type: one store is enough for nearly all, and the next event's overwrites what is too
/// much.
using Run = std::int32_t __attribute__((vector_size(64), aligned(4)));
static_assert(sizeof(Run) == kRunOverlap * sizeof(std::int32_t));
constexpr Run kSteps = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

COLLMC_INLINE void write_event_runs(const std::int32_t* begin, const std::int32_t* size, std::int32_t events,
                                    std::int32_t* to) {
    Run run = {};
    for (std::int32_t event = 0; event < events; ++event, run += 1) {
        std::memcpy(to + begin[event], &run, sizeof run);
        for (std::int32_t i = kRunOverlap; i < size[event]; i += kRunOverlap)
            std::memcpy(to + begin[event] + i, &run, sizeof run);
    }
}

COLLMC_INLINE void write_row_runs(const std::int32_t* begin, const std::int32_t* size, std::int32_t events,
                                  std::int32_t* before, std::int32_t* to) {
    for (std::int32_t event = 0; event < events; ++event) {
        Run run = kSteps + (before[event] + 1);
        std::memcpy(to + begin[event], &run, sizeof run);
        for (std::int32_t i = kRunOverlap; i < size[event]; i += kRunOverlap) {
            run += kRunOverlap;
            std::memcpy(to + begin[event] + i, &run, sizeof run);
        }
    }
    for (std::int32_t event = 0; event < events; ++event) before[event] += size[event];
}

#define COLLMC_DECODERS(name, fused, Vector, target)                                                                  \
    target void values_##name(const ChunkView& chunk, std::size_t first, std::size_t count, Ahead& ahead,             \
                              double* to) {                                                                           \
        decode_values<fused>(chunk, first, count, ahead, to);                                                         \
    }                                                                                                                 \
    target void values_of_##name(const ChunkView& chunk, std::size_t first, std::size_t rows, const EventRuns& runs,  \
                                 Ahead& ahead, double* to) {                                                          \
        decode_values_of<fused>(chunk, first, rows, runs, ahead, to);                                                 \
    }                                                                                                                 \
    target void integers_##name(const ChunkView& chunk, std::size_t first, std::size_t count, std::int32_t* to) {     \
        decode_whole(chunk, first, count, to);                                                                        \
    }                                                                                                                 \
    target std::int32_t counts_##name(const ChunkView& chunk, std::size_t first, std::size_t count,                   \
                                      std::int32_t begin_at, Ahead& ahead, std::int32_t* begin, std::int32_t* size) { \
        return decode_counts<Vector>(chunk, first, count, begin_at, ahead, begin, size);                              \
    }                                                                                                                 \
    target std::uint64_t sum_##name(const ChunkView& chunk, std::size_t count) { return sum_of(chunk, count); }       \
    target void event_runs_##name(const std::int32_t* begin, const std::int32_t* size, std::int32_t events,           \
                                  std::int32_t* to) {                                                                 \
        write_event_runs(begin, size, events, to);                                                                    \
    }                                                                                                                 \
    target void row_runs_##name(const std::int32_t* begin, const std::int32_t* size, std::int32_t events,             \
                                std::int32_t* before, std::int32_t* to) {                                             \
        write_row_runs(begin, size, events, before, to);                                                              \
    }                                                                                                                 \
    target void bits_##name(const char* from, std::size_t size, unsigned bits, char* to) {                            \
        widen_bits(from, size, bits, to);                                                                             \
    }                                                                                                                 \
    target void normalise_##name(double* phi, std::size_t count) { normalise(phi, count); }                           \
    constexpr Decoders k_##name = {#name,      values_##name,     values_of_##name, integers_##name, counts_##name,   \
                                   sum_##name, event_runs_##name, row_runs_##name,  bits_##name,     normalise_##name}

COLLMC_DECODERS(plain, false, FourCounts, );
#ifdef __x86_64__
COLLMC_DECODERS(avx2, true, EightCounts, [[gnu::target("avx2,fma")]]);
COLLMC_DECODERS(avx512, true, SixteenCounts,
                [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,fma,prefer-vector-width=512")]]);
#endif

std::vector<Decoders> runnable_decoders() {
    std::vector<Decoders> runnable;
#ifdef __x86_64__
    const bool has_fma = __builtin_cpu_supports("fma");
    const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (has_fma && has_avx512) runnable.push_back(k_avx512);
    if (has_fma && __builtin_cpu_supports("avx2")) runnable.push_back(k_avx2);
#endif
    runnable.push_back(k_plain);
    return runnable;
}

}  // namespace

const std::vector<Decoders>& decoders() {
    static const std::vector<Decoders> kDecoders = runnable_decoders();
    return kDecoders;
}

}  // namespace collmc::packed
