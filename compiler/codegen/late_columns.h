// When columns of objects that are not there from the start (plan::columns_read) are brought, and for which events.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "compiler/codegen/event_loops.h"
#include "compiler/codegen/events_asked.h"
#include "compiler/codegen/object_values.h"
#include "compiler/plan/columns_read.h"
#include "compiler/plan/plan.h"

namespace collmc::codegen {

/// Objects of a collection that are made right before a loop, for the events that any of the selections has.
struct LateObjects {
    plan::CollectionId collection;
    std::size_t loop;
    std::vector<plan::SelectionId> events;
};

/// Columns that are brought right before a loop, and before what is made there; likewise.
struct LateColumns {
    std::size_t loop;
    std::vector<plan::SelectionId> events;
    plan::ColumnsBelow::Columns columns;
};

/// In the order of the loops; what is made of all events before any cut is loop 0. A column is brought at once for all
/// selections that are known to ask for it by then, and not again where it is; nor for what only the values that are
/// kept by object need, where these are made of the stored column.
std::vector<LateColumns> late_columns(const plan::Plan& plan, std::span<const EventLoop> loops,
                                      const EventsAsked& asked, std::span<const LateObjects> objects,
                                      const ObjectValues& kept, int width);

}  // namespace collmc::codegen
