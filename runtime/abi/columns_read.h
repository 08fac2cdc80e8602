// Which columns of a block an analysis reads, so that a reader may leave the others out.
//
// What is left out has null pointers in the block (columns, begin, size), and an empty segment where nothing of a type
// is read.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::abi {

struct ColumnsRead {
    /// Bits of `objects` behind those of the columns (1 << ObjectColumn).
    static constexpr std::uint32_t kRow = 1U << kObjectColumnCount;            ///< Block::object_row
    static constexpr std::uint32_t kTies = 1U << (kObjectColumnCount + 1);     ///< row_of(object) of few objects
    static constexpr std::uint32_t kEvent = 1U << (kObjectColumnCount + 2);    ///< Block::object_event
    static constexpr std::uint32_t kPresent = 1U << (kObjectColumnCount + 3);  ///< begin, size, segment

    std::uint32_t events = 0;                             ///< 1 << EventColumn for each
    std::array<std::uint32_t, kParticleCount> objects{};  ///< [particle]
    /// [particle]: columns that are read in the form in which they are stored (Block::stored), or of those objects
    /// alone for which the analysis has called Block::decode. None of those in `objects`.
    std::array<std::uint32_t, kParticleCount> late{};

    bool event(EventColumn column) const { return (events >> column & 1) != 0; }
    bool object(int particle, ObjectColumn column) const {
        return (objects[static_cast<std::size_t>(particle)] >> column & 1) != 0;
    }
    bool is_late(int particle, ObjectColumn column) const {
        return (late[static_cast<std::size_t>(particle)] >> column & 1) != 0;
    }
    bool row(int particle) const { return has(particle, kRow) || (has(particle, kTies) && rows()); }
    bool ties(int particle) const { return has(particle, kTies); }
    bool event_of(int particle) const { return has(particle, kEvent); }
    bool present(int particle) const { return objects[static_cast<std::size_t>(particle)] != 0; }
    /// What is read of some type.
    std::uint32_t any() const {
        std::uint32_t any = 0;
        for (const std::uint32_t of_type : objects) any |= of_type;
        return any;
    }
    /// Whether there is Block::object_row: ties are read from it, then.
    bool rows() const {
        return std::any_of(objects.begin(), objects.end(), [](std::uint32_t bits) { return (bits & kRow) != 0; });
    }

    /// For a reader that has nothing to decode later: its blocks have the late columns from the start.
    ColumnsRead at_once() const {
        ColumnsRead at_once = *this;
        for (std::size_t particle = 0; particle < late.size(); ++particle) at_once.objects[particle] |= late[particle];
        at_once.late.fill(0);
        return at_once;
    }

    static ColumnsRead all() {
        ColumnsRead all;
        all.events = (1U << kEventColumnCount) - 1;
        all.objects.fill((kPresent << 1) - 1);
        return all;
    }
    bool operator==(const ColumnsRead&) const = default;

private:
    bool has(int particle, std::uint32_t bit) const { return (objects[static_cast<std::size_t>(particle)] & bit) != 0; }
};

}  // namespace collmc::abi
