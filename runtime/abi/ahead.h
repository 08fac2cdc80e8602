// Ahead: bytes that will be read soon, fetched into the second cache while the processor is busy with what is there.
//
// Memory takes a hundred times as long to answer as the cache, and answers a dozen questions at a time. So loops over a
// block ask for a line of the block behind it now and then, and its bytes are there when it is their turn. A loop that
// asks as often as memory answers waits for it itself: half as often is good. Asking for what is not mapped does
// nothing.
#pragma once

#include <cstddef>

namespace collmc::abi {

struct Ahead {
    struct Span {
        const char *begin, *end;
    };
    const char *at = nullptr, *end = nullptr;     ///< what is left of a span
    const Span *next = nullptr, *last = nullptr;  ///< the spans behind it, [next, last)

    /// Asks for so many lines.
    [[gnu::always_inline]] void fetch(int lines) {
        for (int i = 0; i < lines; ++i) {
            if (at >= end) {
                if (next == last) return;
                at = next->begin;
                end = next->end;
                ++next;
            }
            __builtin_prefetch(at, 0, kToSecondCache);
            at += kLine;
        }
    }

private:
    static constexpr int kToSecondCache = 2;
    static constexpr std::ptrdiff_t kLine = 64;
};

}  // namespace collmc::abi
