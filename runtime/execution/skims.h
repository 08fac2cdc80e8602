// Skims: the rows of the events of a selection, byte for byte as they stand in their file; of packed events, rows of
// the same values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/lhco/event_text.h"
#include "runtime/packed/rows.h"
#include "runtime/results/output_spec.h"

namespace collmc::execution {

/// Replaces rows[i] by the rows of the block's events that skim i keeps, in their order, each row with a line end.
/// `spans` has the place of each of the block's events in `text`.
void collect_skims(const std::vector<results::SkimSpec>& skims, const abi::Workspace& workspace,
                   const abi::WorkspaceLayout& layout, std::string_view text, const std::vector<lhco::EventSpan>& spans,
                   std::vector<std::string>& rows);

/// Likewise of packed events, as text of the same values. `packed` is the whole block, of which the workspace is about
/// the events from `first` on.
void collect_skims(const std::vector<results::SkimSpec>& skims, const abi::Workspace& workspace,
                   const abi::WorkspaceLayout& layout, const packed::Rows& packed, std::int32_t first,
                   std::vector<std::string>& rows);

}  // namespace collmc::execution
