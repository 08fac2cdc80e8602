// What a plan makes of one event, for a person who asks why it passed or failed (`--explain-event`).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/plan/plan.h"

namespace collmc::plan {

struct Explanation {
    struct Object {
        std::int32_t object;  ///< in the block's object table
        std::int32_t row;     ///< in the event, as the file numbers it
    };
    struct Objects {
        std::string name;
        std::vector<Object> objects;
    };
    /// A candidate, or a combination that an index asks for.
    struct Choice {
        std::string name;
        bool found = false;
        std::vector<std::string> legs;  ///< their names
        std::vector<Object> objects;    ///< one per leg; of a split, those of the first group
        std::vector<Object> others;     ///< of a split, those of the second group
    };
    struct Part {
        std::string text;             ///< as written
        std::optional<double> value;  ///< of a condition 1 or 0; nothing where it reaches a missing object
        bool is_condition = false;
    };
    struct Row {
        enum class Outcome { passed, failed, undecided, not_reached };
        std::string label;
        Outcome outcome = Outcome::passed;
        bool is_weight = false;
        double weight = 1;        ///< the event's, with the region's weights up to here; where the row is reached
        std::vector<Part> parts;  ///< where the row is reached; empty unless the plan was lowered for explanation
    };
    struct Region {
        std::string name, variation;
        std::vector<Row> rows;
    };
    std::vector<Objects> collections;  ///< in the order of computation, like choices
    std::vector<Choice> choices;
    std::vector<Region> regions;
};

/// `event`: index in the block. Outputs are not computed.
Explanation explain(const Plan& plan, const abi::Block& block, std::int32_t event);

}  // namespace collmc::plan
