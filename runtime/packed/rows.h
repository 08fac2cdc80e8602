// Rows: some events with all that their rows say, by kind and column, as they are packed and unpacked.
//
// Objects of each particle stand by event, inside an event by pt (highest first, ties in file order); MET rows and rows
// of other types by event, in file order. phi is as the file has it, not normalised. Units: GeV, radians.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/columns/event_block.h"
#include "runtime/lhco/parser.h"
#include "runtime/packed/format.h"

namespace collmc::packed {

/// A position among the rows of each kind.
using RowPositions = std::array<std::size_t, kSegmentCount>;

struct Rows {
    struct Kind {
        std::vector<std::int32_t> sizes;  ///< [event]
        std::vector<std::int32_t> row;    ///< position in the event, from 1, all kinds of rows counted
        std::array<std::vector<double>, kRowColumnCount> columns;  ///< [RowColumn from kRowEta on][row of this kind]
        std::vector<double> typ;                                   ///< of kOtherRows only
        std::size_t size() const { return row.size(); }
    };
    std::array<std::vector<double>, kHeaderColumnCount> header;  ///< [HeaderColumn][event]
    std::array<Kind, kSegmentCount> kinds;

    std::int32_t n_events() const { return static_cast<std::int32_t>(header[0].size()); }
    std::int64_t n_objects() const;  ///< of the particles, without MET and others
    void clear();
    /// Appends the events [first, last) of another one, and moves `begin`, where the rows of each kind of event `first`
    /// stand there, behind them.
    void append(const Rows& from, std::int32_t first, std::int32_t last, RowPositions& begin);
};

/// Appends the events of a block of which everything has been read. Precondition: none of its rows is of a type that is
/// not assigned: of those it has nothing but their number.
void add_events(const columns::EventBlock& block, Rows& rows);

/// Appends an event to `rows`. `text`: its rows as they stand in a file, every one of which parse_chunk() has read.
void add_event(std::string_view text, Rows& rows);

/// What the rows show, as parse_chunk() counts it of a text; lines and bad events are no matter of rows.
lhco::ParseCounts counts_of(const Rows& rows);

/// Appends the event's rows as LHCO text, in the order of the file, values in as many digits as read back the same.
/// `begin`: where its rows of each kind stand; moved behind them.
void append_text(const Rows& rows, std::int32_t event, RowPositions& begin, std::string& text);

/// Moves `begin`, where the rows of event `first` stand, to those of event `last`.
void advance(const Rows& rows, std::int32_t first, std::int32_t last, RowPositions& begin);

}  // namespace collmc::packed
