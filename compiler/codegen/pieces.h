// The functions of an analysis, and the parts of its code that they go to.
//
// Each part is a module of its own, so that parts can be generated at the same time, and loops inside loops and loops
// with many cuts apart from the rest: their code is worth optimising. Functions of different parts call each other by
// their names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/codegen/layout.h"
#include "compiler/plan/columns_read.h"
#include "compiler/plan/plan.h"

namespace collmc::codegen {

/// What becomes one function.
struct Piece {
    enum class Kind { value, all_events, unite, forget, decode, collection, objects, pick, cuts, outputs, fill };
    Kind kind;
    /// Of the plan's node, collection (of objects, too: they are made for few events), ...; of unite, forget and
    /// decode: their selection; of cuts and outputs: their loop.
    std::int32_t id;
    std::string name;  ///< of the function: unique
    std::size_t part = 0;
    plan::ColumnsBelow::Columns columns{};  ///< of decode: what to decode of the selection's events
};

struct Pieces {
    std::vector<Piece> all;          ///< values first, by node, which others call; then the steps in order of execution
    std::vector<bool> is_optimised;  ///< by part: whether it has what is worth it, and nothing else
};

/// `one_thread`: no two parts that are alike, since each takes time of its own.
Pieces pieces_of(const plan::Plan& plan, const Slots& slots, bool one_thread);

}  // namespace collmc::codegen
