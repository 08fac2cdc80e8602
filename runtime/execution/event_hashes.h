// The hashes of a block's events, for analyses that read them.
#pragma once

#include <cstdint>

#include "runtime/abi/block.h"
#include "runtime/columns/buffer.h"

namespace collmc::execution {

class EventHashes {
public:
    /// The block with Block::event_hash filled in. Holds until the next call.
    abi::Block add_to(const abi::Block& block);

private:
    columns::Buffer<std::uint64_t> hashes_;
};

}  // namespace collmc::execution
