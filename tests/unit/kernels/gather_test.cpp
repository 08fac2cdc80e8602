#include "runtime/kernels/gather.h"

#include <gtest/gtest.h>
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "runtime/abi/block.h"

namespace collmc::kernels {
namespace {

constexpr int kRows = 1000;

template <class Function>
Function function(const void* address) {
    return reinterpret_cast<Function>(const_cast<void*>(address));
}

/// The lanes as 64 or 32 bits, so that a NaN is compared as it is.
__attribute__((target("avx2"))) std::array<std::uint64_t, 4> f64_4(const double* array, const std::int32_t* at) {
    std::array<std::uint64_t, 4> lanes;
    const __m256d gathered = function<__m256d (*)(const double*, __m128i)>(kGathers4.f64)(
        array, _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
    _mm256_storeu_pd(reinterpret_cast<double*>(lanes.data()), gathered);
    return lanes;
}

__attribute__((target("avx2"))) std::array<std::int32_t, 4> i32_4(const void* gather, const std::int32_t* array,
                                                                  const std::int32_t* at) {
    std::array<std::int32_t, 4> lanes;
    const __m128i gathered = function<__m128i (*)(const std::int32_t*, __m128i)>(gather)(
        array, _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(lanes.data()), gathered);
    return lanes;
}

__attribute__((target("avx512f"))) std::array<std::uint64_t, 8> f64_8(const double* array, const std::int32_t* at) {
    std::array<std::uint64_t, 8> lanes;
    const __m512d gathered = function<__m512d (*)(const double*, __m256i)>(kGathers8.f64)(
        array, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)));
    _mm512_storeu_pd(lanes.data(), gathered);
    return lanes;
}

__attribute__((target("avx512f"))) std::array<std::int32_t, 8> i32_8(const void* gather, const std::int32_t* array,
                                                                     const std::int32_t* at) {
    std::array<std::int32_t, 8> lanes;
    const __m256i gathered = function<__m256i (*)(const std::int32_t*, __m256i)>(gather)(
        array, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes.data()), gathered);
    return lanes;
}

/// Numbers of all bit patterns, signalling NaNs among them, and indices into them, from the first to the last.
struct Arrays {
    Arrays() : words(kRows), doubles(kRows), ints(kRows + abi::kPadding), indices(kRows) {
        std::mt19937_64 random(5);
        for (std::uint64_t& word : words) word = random();
        words[7] = 0x7ff0000000000001;
        for (std::size_t i = 0; i < words.size(); ++i) {
            doubles[i] = std::bit_cast<double>(words[i]);
            ints[i] = static_cast<std::int32_t>(words[i]);
        }
        std::iota(indices.begin(), indices.end(), 0);
        std::shuffle(indices.begin(), indices.end(), random);
    }
    std::vector<std::uint64_t> words;
    std::vector<double> doubles;
    std::vector<std::int32_t> ints, indices;
};

template <class F64, class I32>
void compare(const Gathers& gathers, F64 gather_f64, I32 gather_i32) {
    const Arrays arrays;
    for (std::size_t first = 0; first + 8 <= kRows; first += 8) {
        const std::int32_t* const indices = &arrays.indices[first];
        const auto doubles = gather_f64(arrays.doubles.data(), indices);
        const auto ints = gather_i32(gathers.i32, arrays.ints.data(), indices);
        EXPECT_EQ(gather_i32(gathers.near_i32, arrays.ints.data(), indices), ints);
        for (std::size_t lane = 0; lane < doubles.size(); ++lane) {
            const auto index = static_cast<std::size_t>(indices[lane]);
            ASSERT_EQ(doubles[lane], arrays.words[index]);
            ASSERT_EQ(ints[lane], arrays.ints[index]);
        }
    }
}

/// Indices that ascend, with and without gaps, and 0 behind the last: as of events that are selected.
template <class I32>
void compare_near(const Gathers& gathers, I32 gather_i32) {
    const Arrays arrays;
    std::mt19937_64 random(6);
    for (unsigned gap = 1; gap < 5; ++gap) {
        std::vector<std::int32_t> events;
        for (std::size_t e = random() % gap; e < kRows; e += 1 + random() % gap)
            events.push_back(static_cast<std::int32_t>(e));
        events.resize(events.size() + 8);
        for (std::size_t first = 0; first + 8 < events.size(); first += 3) {
            const auto near = gather_i32(gathers.near_i32, arrays.ints.data(), &events[first]);
            ASSERT_EQ(near, gather_i32(gathers.i32, arrays.ints.data(), &events[first]));
        }
    }
}

TEST(Gather, FourLanes) {
    if (!__builtin_cpu_supports("avx2")) GTEST_SKIP() << "no AVX2";
    compare(kGathers4, f64_4, i32_4);
    compare_near(kGathers4, i32_4);
}

TEST(Gather, EightLanes) {
    if (!__builtin_cpu_supports("avx512dq")) GTEST_SKIP() << "no AVX-512";
    compare(kGathers8, f64_8, i32_8);
    compare_near(kGathers8, i32_8);
}

}  // namespace
}  // namespace collmc::kernels
