// Any bytes as LHCO text: the fast reader finds what the reference reader finds, also when the text is cut at an event
// row.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

#include "runtime/lhco/chunker.h"
#include "tests/unit/lhco/reference_reader.h"

using namespace collmc;
using lhco::OnBadEvent;
using lhco::reference::Reading;

static void check(bool holds) {
    if (!holds) std::abort();
}

static void check_same(const Reading& fast, const Reading& slow, OnBadEvent mode) {
    check(fast.counts == slow.counts);
    check(fast.bad_line == slow.bad_line);
    check(fast.events == slow.events);
    check(fast.lines == slow.lines || (slow.bad_line && mode == OnBadEvent::kStop));
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Memory that ends with the text: a sanitizer sees a read beyond it.
    const std::unique_ptr<char[]> copy(new char[size]);
    std::memcpy(copy.get(), data, size);
    const std::string_view text(copy.get(), size);
    columns::EventBlock block;
    for (const OnBadEvent mode : {OnBadEvent::kStop, OnBadEvent::kSkip}) {
        check_same(lhco::reference::read_fast(text, mode, block), lhco::reference::read(text, mode), mode);
    }

    const std::size_t cut = lhco::last_event_row(text);
    if (cut == std::string_view::npos) return 0;
    Reading joined = lhco::reference::read_fast(text.substr(0, cut), OnBadEvent::kSkip, block);
    const Reading rest = lhco::reference::read_fast(text.substr(cut), OnBadEvent::kSkip, block);
    joined.events.insert(joined.events.end(), rest.events.begin(), rest.events.end());
    joined.counts.add(rest.counts);
    if (!joined.bad_line && rest.bad_line) joined.bad_line = joined.lines + *rest.bad_line;
    joined.lines += rest.lines;
    check_same(joined, lhco::reference::read(text, OnBadEvent::kSkip), OnBadEvent::kSkip);
    return 0;
}
