#include "runtime/execution/workspace.h"

#include <algorithm>

#include "runtime/kernels/memory.h"

namespace collmc::execution {

WorkspaceStorage::WorkspaceStorage(const abi::WorkspaceLayout& layout)
    : event_ints_(layout.event_ints),
      object_ints_(layout.object_ints),
      event_doubles_(layout.event_doubles),
      object_lines_(layout.object_lines),
      counters_(layout.counters),
      lists_(layout.lists) {}

WorkspaceStorage::~WorkspaceStorage() {
    for (abi::List& list : lists_) kernels::release(list);
}

template <class T>
void WorkspaceStorage::divide(columns::Buffer<T>& memory, std::vector<T*>& arrays, std::int32_t elements) {
    constexpr std::size_t kLine = 64 / sizeof(T);
    // Arrays that are walked through together must not lie at about the same place of their pages: the processor would
    // take what is written to one for what is read of another.
    constexpr std::size_t kPage = 4096 / sizeof(T), kApart = 41 * kLine;
    const std::size_t least = (static_cast<std::size_t>(elements) + abi::kPadding + kLine - 1) / kLine * kLine;
    const std::size_t stride = least + (kPage + kApart - least % kPage) % kPage;
    memory.reserve(stride * arrays.size());
    // Padding may be read before it was ever written: it must be initialised once, whatever it holds.
    std::fill_n(memory.data(), stride * arrays.size(), T{});
    for (std::size_t i = 0; i < arrays.size(); ++i) arrays[i] = memory.data() + i * stride;
}

const abi::Workspace& WorkspaceStorage::fit(std::int32_t n_events, std::int32_t n_objects) {
    if (n_events > events_ || n_objects > objects_) {
        events_ = std::max(n_events, events_);
        objects_ = std::max(n_objects, objects_);
        divide(event_int_memory_, event_ints_, events_);
        divide(object_int_memory_, object_ints_, objects_ + 1);
        divide(event_double_memory_, event_doubles_, events_);
        divide(object_line_memory_, object_lines_, (objects_ + 1) * abi::kLine);
        view_ = {event_ints_.data(), object_ints_.data(), event_doubles_.data(),
                 counters_.data(),   lists_.data(),       object_lines_.data()};
    }
    return view_;
}

}  // namespace collmc::execution
