#include "runtime/execution/event_hashes.h"

#include <algorithm>

#include "runtime/abi/random.h"

namespace collmc::execution {

abi::Block EventHashes::add_to(const abi::Block& block) {
    hashes_.reserve(static_cast<std::size_t>(block.n_events) + abi::kPadding);
    for (std::int32_t event = 0; event < block.n_events; ++event) hashes_[event] = abi::hash_of_event(block, event);
    std::fill_n(hashes_.data() + block.n_events, abi::kPadding, 0);
    abi::Block hashed = block;
    hashed.event_hash = hashes_.data();
    return hashed;
}

}  // namespace collmc::execution
