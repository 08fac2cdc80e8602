// Task: a piece of the inputs on its way through the stages of the event loop, with what came of it.
//
// Threads: a task belongs to one stage at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/columns/event_block.h"
#include "runtime/execution/input_sequence.h"
#include "runtime/lhco/error.h"
#include "runtime/lhco/event_text.h"
#include "runtime/lhco/parser.h"
#include "runtime/lhco/text_file.h"
#include "runtime/results/text_buffer.h"

namespace collmc::execution {

/// One block with what came of it. A piece with more events than a block holds becomes several parts.
struct Part {
    columns::EventBlock block;         ///< of text whose events wait for their numbers
    std::size_t packed = 0;            ///< of packed events: number of their block in the file
    std::int32_t first = 0, last = 0;  ///< these of the block's events
    bool is_packed = false;
    std::optional<lhco::InputError> damage;  ///< of packed events that cannot be read, as analysing finds
    lhco::ParseReport report;
    std::string_view text;               ///< what was parsed, and where each event of the block stands in it: ...
    std::vector<lhco::EventSpan> spans;  ///< ... only if there are skims
    std::vector<results::TextBuffer> ntuple_rows;
    std::vector<std::string> skim_rows;

    std::int32_t n_events() const { return last - first; }
};

/// Tasks are reused, with their memory.
struct Task {
    Piece piece;
    lhco::RangeReader reader;
    lhco::RangeEnd range;   ///< where the piece is one
    std::string_view text;  ///< where the piece is text
    std::size_t input = 0;
    double fraction = 0;      ///< of all inputs read when this piece had been
    std::vector<Part> parts;  ///< the first `used` ones
    std::size_t used = 0;
    bool is_analysed = false;
    bool dropped = false;  ///< stands behind the end of the run: an error, the range's last event, a stop
};

}  // namespace collmc::execution
