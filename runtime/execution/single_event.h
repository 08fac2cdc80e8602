// One event of the inputs, by its number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/columns/event_block.h"
#include "runtime/lhco/parser.h"

namespace collmc::execution {

struct SingleEvent {
    columns::EventBlock block;  ///< with this event alone, finished
    std::string input;          ///< the file it stands in
    std::string rows;           ///< its rows there, byte for byte; of packed events, the same values
    lhco::ParseCounts counts;   ///< of what was read of that file
    std::int64_t events = 0;    ///< read in all inputs before it, or in all if there is no such event
    bool found = false;
    std::optional<std::string> error;  ///< an input could not be read so far
};

/// Reads the inputs up to event `number`, counted from 1 over all of them in the order given, as EventRange counts.
SingleEvent find_event(const std::vector<std::string>& inputs, std::int64_t number, lhco::OnBadEvent on_bad_event);

}  // namespace collmc::execution
