// Which columns of a block an analysis reads, so that a reader may leave the others out.
//
// What is left out has null pointers in the block (columns, begin, size), and an empty segment where nothing of a type
// is read.
#pragma once

#include <array>
#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::abi {

struct ColumnsRead {
    /// Bits of `objects` behind those of the columns (1 << ObjectColumn).
    static constexpr std::uint32_t kRow = 1U << kObjectColumnCount;            ///< Block::object_row
    static constexpr std::uint32_t kPresent = 1U << (kObjectColumnCount + 1);  ///< begin, size, segment, object_event

    std::uint32_t events = 0;                             ///< 1 << EventColumn for each
    std::array<std::uint32_t, kParticleCount> objects{};  ///< [particle]

    bool event(EventColumn column) const { return (events >> column & 1) != 0; }
    bool object(int particle, ObjectColumn column) const {
        return (objects[static_cast<std::size_t>(particle)] >> column & 1) != 0;
    }
    bool row(int particle) const { return (objects[static_cast<std::size_t>(particle)] & kRow) != 0; }
    bool present(int particle) const { return objects[static_cast<std::size_t>(particle)] != 0; }

    static ColumnsRead all() {
        ColumnsRead all;
        all.events = (1U << kEventColumnCount) - 1;
        all.objects.fill((kPresent << 1) - 1);
        return all;
    }
    bool operator==(const ColumnsRead&) const = default;
};

}  // namespace collmc::abi
