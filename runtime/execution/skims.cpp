#include "runtime/execution/skims.h"

namespace collmc::execution {

void collect_skims(const std::vector<results::SkimSpec>& skims, const abi::Workspace& workspace,
                   const abi::WorkspaceLayout& layout, std::string_view text, const std::vector<lhco::EventSpan>& spans,
                   std::vector<std::string>& rows) {
    rows.resize(skims.size());
    for (std::size_t skim = 0; skim < skims.size(); ++skim) {
        const abi::WorkspaceLayout::Selection& selection = layout.selections[skims[skim].selection];
        const std::int32_t* events = workspace.event_ints[selection.events];
        rows[skim].clear();
        for (std::int64_t i = 0; i < workspace.counters[selection.count]; ++i) {
            const lhco::EventSpan& span = spans[events[i]];
            rows[skim] += lhco::event_rows(text.substr(span.begin, span.end - span.begin));
            if (rows[skim].back() != '\n') rows[skim] += '\n';  // the last row of a file may have none
        }
    }
}

void collect_skims(const std::vector<results::SkimSpec>& skims, const abi::Workspace& workspace,
                   const abi::WorkspaceLayout& layout, const packed::Rows& packed, std::int32_t first,
                   std::vector<std::string>& rows) {
    rows.resize(skims.size());
    for (std::size_t skim = 0; skim < skims.size(); ++skim) {
        const abi::WorkspaceLayout::Selection& selection = layout.selections[skims[skim].selection];
        const std::int32_t* events = workspace.event_ints[selection.events];
        rows[skim].clear();
        packed::RowPositions begin{};
        std::int32_t next = 0;  // the event whose rows `begin` names
        for (std::int64_t i = 0; i < workspace.counters[selection.count]; ++i) {
            const std::int32_t event = first + events[i];
            packed::advance(packed, next, event, begin);
            packed::append_text(packed, event, begin, rows[skim]);
            next = event + 1;
        }
    }
}

}  // namespace collmc::execution
