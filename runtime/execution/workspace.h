// WorkspaceStorage: owns the memory behind an abi::Workspace, grown to fit the blocks it is used for.
#pragma once

#include <vector>

#include "runtime/abi/block.h"
#include "runtime/columns/buffer.h"

namespace collmc::execution {

/// One per thread; reused from block to block. Array contents are unspecified at each call.
class WorkspaceStorage {
public:
    explicit WorkspaceStorage(const abi::WorkspaceLayout& layout);
    WorkspaceStorage(WorkspaceStorage&&) = default;
    ~WorkspaceStorage();

    /// Memory for a block of this size, padding included. The view holds until the next call.
    const abi::Workspace& fit(std::int32_t n_events, std::int32_t n_objects);

private:
    /// `arrays` pointers into one buffer, each array with room for `elements` of T and the padding.
    template <class T>
    static void divide(columns::Buffer<T>& memory, std::vector<T*>& arrays, std::int32_t elements);

    std::int32_t events_ = -1, objects_ = -1;  ///< what the memory has room for
    columns::Buffer<std::int32_t> event_int_memory_, object_int_memory_;
    columns::Buffer<double> event_double_memory_, object_line_memory_;
    std::vector<std::int32_t*> event_ints_, object_ints_;
    std::vector<double*> event_doubles_, object_lines_;
    std::vector<std::int64_t> counters_;
    std::vector<abi::List> lists_;  ///< the analysis grows them, their memory is released here
    abi::Workspace view_;
};

}  // namespace collmc::execution
