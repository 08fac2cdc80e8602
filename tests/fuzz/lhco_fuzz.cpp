// Any bytes as LHCO text: the fast reader, as compiled for each kind of processor, finds what the reference reader
// finds, also when the text is cut at an event row, when layouts of rows are known from before, and when more text
// follows.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/lhco/chunker.h"
#include "runtime/lhco/crc64.h"
#include "runtime/lhco/cut.h"
#include "runtime/lhco/text_file.h"
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

/// Ranges of the text as a file, of any size, hold its events one after the other.
static void check_ranges(std::string_view text) {
    if (text.empty() || lhco::is_extended(text)) return;
    const int descriptor = ::memfd_create("text", 0);
    check(descriptor >= 0 && ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    const lhco::TextFile file("text", descriptor, text.size());
    const std::size_t mark = text.starts_with(lhco::kByteOrderMark) ? lhco::kByteOrderMark.size() : 0;
    lhco::RangeReader reader;
    for (const std::size_t size : {std::size_t{3}, std::size_t{100}, text.size()}) {
        std::size_t at = mark;
        lhco::Crc64 joined, whole;
        for (std::size_t begin = 0; begin < text.size(); begin += size) {
            const std::size_t end = std::min(begin + size, text.size());
            const lhco::RangeText range = reader.read(file, begin, end);
            check(text.substr(at, range.text.size()) == range.text);
            check(range.text.empty() || range.offset == at);
            check(range.text.empty() || begin == 0 || (begin <= at && at < end));
            at += range.text.size();
            for (std::string_view rest = range.text; !rest.empty();) {
                rest.remove_prefix(lhco::first_events(rest, size / 2).size());
                reader.used_up_to(rest.data());
            }
            const lhco::RangeEnd closed = reader.close();
            check(!closed.error);
            joined.append(closed.checksum, end - begin);
        }
        whole.update(text.data(), text.size());
        check(at == text.size() && joined.value() == whole.value());
    }
}

/// The text in two parts, the second of which begins with an event row.
static void check_cut(std::string_view text, std::size_t cut) {
    if (cut >= text.size()) return;
    columns::EventBlock block;
    Reading joined = lhco::reference::read_fast(text.substr(0, cut), OnBadEvent::kSkip, block);
    const Reading rest = lhco::reference::read_fast(text.substr(cut), OnBadEvent::kSkip, block);
    joined.events.insert(joined.events.end(), rest.events.begin(), rest.events.end());
    joined.counts.add(rest.counts);
    if (!joined.bad_line && rest.bad_line) joined.bad_line = joined.lines + *rest.bad_line;
    joined.lines += rest.lines;
    check_same(joined, lhco::reference::read(text, OnBadEvent::kSkip), OnBadEvent::kSkip);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Memory that ends with the text: a sanitizer sees a read beyond it.
    const std::unique_ptr<char[]> copy(new char[size]);
    std::memcpy(copy.get(), data, size);
    const std::string_view text(copy.get(), size);
    // The text once more, with itself behind it: what is behind must not matter.
    std::string twice(text);
    twice += text;
    twice.append(lhco::RowLayout::kReach, '1');
    const std::string_view first(twice.data(), size);
    lhco::LayoutTable layouts;
    columns::EventBlock block;
    for (const OnBadEvent mode : {OnBadEvent::kStop, OnBadEvent::kSkip}) {
        const Reading slow = lhco::reference::read(text, mode);
        for (const lhco::ScanVariant& variant : lhco::scan_variants()) {
            check_same(lhco::reference::read_fast(text, mode, block, {variant.scan}), slow, mode);
            const lhco::reference::Fast before_others = {variant.scan, twice.size() - size, &layouts};
            check_same(lhco::reference::read_fast(first, mode, block, before_others), slow, mode);
        }
    }

    check_ranges(text);
    check_cut(text, lhco::last_event_row(text));
    check_cut(text, lhco::first_events(text, size / 2).size());
    return 0;
}
