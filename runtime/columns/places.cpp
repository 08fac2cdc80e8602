#include "runtime/columns/places.h"

#include <cstring>

namespace collmc::columns {
namespace {

constexpr int kFour = 4;
using Four = std::int32_t __attribute__((vector_size(kFour * sizeof(std::int32_t))));

Four load(const std::int32_t* from) {
    Four four;
    std::memcpy(&four, from, sizeof four);
    return four;
}

void store(const Four& four, std::int32_t* to) {
    if (to) std::memcpy(to, &four, sizeof four);
}

/// Four lists of four events.
void turn(const std::int32_t (*first)[kListCount], int list, const Four& segment, std::int32_t event,
          std::int32_t* const (&begin)[kListCount]) {
    const Four a = load(first[event] + list) + segment, b = load(first[event + 1] + list) + segment;
    const Four c = load(first[event + 2] + list) + segment, d = load(first[event + 3] + list) + segment;
    const Four low_ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), high_ab = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const Four low_cd = __builtin_shufflevector(c, d, 0, 4, 1, 5), high_cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    const auto to = [&](int of) { return begin[list + of] ? begin[list + of] + event : nullptr; };
    store(__builtin_shufflevector(low_ab, low_cd, 0, 1, 4, 5), to(0));
    store(__builtin_shufflevector(low_ab, low_cd, 2, 3, 6, 7), to(1));
    store(__builtin_shufflevector(high_ab, high_cd, 0, 1, 4, 5), to(2));
    store(__builtin_shufflevector(high_ab, high_cd, 2, 3, 6, 7), to(3));
}

}  // namespace

void turn_firsts(const std::int32_t (*first)[kListCount], std::int32_t count, const std::int32_t (&segment)[kListCount],
                 std::int32_t* const (&begin)[kListCount]) {
    const Four low = load(segment), high = load(segment + kFour);
    const std::int32_t whole = count / kFour * kFour;
    for (std::int32_t event = 0; event < whole; event += kFour) {
        turn(first, 0, low, event, begin);
        turn(first, kFour, high, event, begin);
    }
    for (int list = 0; list < kListCount; ++list) {
        if (!begin[list]) continue;
        for (std::int32_t event = whole; event < count; ++event)
            begin[list][event] = first[event][list] + segment[list];
    }
}

void sizes_of(const std::int32_t* begin, std::int32_t count, std::int32_t* size) {
    for (std::int32_t i = 0; i < count; ++i) size[i] = begin[i + 1] - begin[i];
}

}  // namespace collmc::columns
