// Reproducible random numbers: functions of what an event holds, of an object's row and of a salt, and of nothing else.
// So threads, splitting, caching and the order of the files do not matter, and the same question asked of the same
// event in two places has the same answer.
//
// The mixing is the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). Compiled code has the same integer
// operations.
#pragma once

#include <bit>
#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::abi {

constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

/// A number in [0, 1) with 53 random bits.
constexpr double unit_interval(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

/// `salt`: a whole number below 2^53, which tells apart the questions that a program asks.
constexpr double event_random(std::uint64_t event_hash, std::uint64_t salt) {
    return unit_interval(mix(event_hash ^ mix(salt)));
}
/// `row`: Block::object_row of the object.
constexpr double object_random(std::uint64_t event_hash, std::uint64_t salt, std::int32_t row) {
    return unit_interval(mix(event_hash ^ mix(salt) ^ mix(~static_cast<std::uint64_t>(row))));
}

/// The hash of one event of a block, from all its values: those of its event columns and, each with its row, those of
/// its objects. The objects are summed up, so their order in the table does not matter.
inline std::uint64_t hash_of_event(const Block& block, std::int32_t event) {
    std::uint64_t hash = 0;
    for (const double* column : block.event_columns) hash = mix(hash ^ std::bit_cast<std::uint64_t>(column[event]));
    std::uint64_t objects = 0;
    for (int particle = 0; particle < kParticleCount; ++particle) {
        const std::int32_t begin = block.begin[particle][event];
        for (std::int32_t i = begin; i < begin + block.size[particle][event]; ++i) {
            std::uint64_t object = mix(static_cast<std::uint64_t>(block.object_row[i]));
            for (const double* column : block.object_columns)
                object = mix(object ^ std::bit_cast<std::uint64_t>(column[i]));
            objects += object;
        }
    }
    return mix(hash ^ objects);
}

}  // namespace collmc::abi
