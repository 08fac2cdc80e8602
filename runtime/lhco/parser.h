// parse_chunk: LHCO text -> one block of events. A pure function of the text: what layouts are known changes the speed
// alone (see scan.h).
//
// Rows (everything from `#` to the end of a line is a comment; blanks are space, tab, CR, VT, FF):
//   first number 0, two or more follow   an event: number, trigger word [weight, 1 if absent]; the rest is ignored
//   first number another integer         an object: index typ eta phi pt jmass ntrk btag had/em; the rest is ignored
//   a lone 0; a line that begins with a word (BeginEvent, EndReco ...)      skipped and counted
//   anything else                        a bad row
// A number is [sign] digits [. digits] [e [sign] digits] with the digits before or after the dot optional, read as the
// nearest double; -0 reads as +0. A bad row is also: fewer than nine numbers, a number that is NaN or beyond a double's
// range, a fraction in index or typ, pt < 0, an object row before the first event row, more objects in one event than a
// block holds. Index, order and event numbers are not trusted: order is the file's, see columns/event_block.h.
//
// typ 0-4 become objects; 6 is MET (the last row of an event counts); others are kept out. phi is brought to [-pi, pi):
// a value inside is kept exactly, any other becomes phi - 2pi*rint(phi/2pi) in doubles (pi and 2pi the nearest doubles,
// rint to even, each operation rounded), and -pi if that is still outside.
//
// Units: GeV, radians. Threads: reentrant; distinct blocks may be filled at the same time.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/columns/event_block.h"
#include "runtime/lhco/error.h"
#include "runtime/lhco/event_text.h"
#include "runtime/lhco/scan.h"

namespace collmc::lhco {

enum class OnBadEvent {
    kStop,  ///< the first bad row ends the parsing
    kSkip,  ///< an event with a bad row is left out and counted
};

/// What a text holds. Counts of several chunks are added; every field concerns the events that were kept, except the
/// two that say otherwise.
struct ParseCounts {
    std::int64_t events = 0;
    std::int64_t objects = 0;                ///< of types 0-4
    std::int64_t events_without_met = 0;     ///< MET is 0 there
    std::int64_t events_with_many_mets = 0;  ///< the last MET row counts there
    std::int64_t unknown_objects = 0;        ///< rows of a type that is not assigned, kept out
    std::int64_t skipped_lines = 0;          ///< keyword lines and lone zeros, anywhere in the text
    std::int64_t bad_events = 0;  ///< left out because of a bad row; object rows before the first event row are one
    bool phi_negative = false;    ///< a phi < 0 was read: not the [0, 2pi) of PGS
    bool phi_above_pi = false;    ///< a phi > 3.1425 was read (pi, as rounded in files): not the (-pi, pi] of Delphes
    bool half_btags = false;      ///< a jet has btag 0.5 or 2.5 (some PGS versions)

    void add(const ParseCounts& other);
    bool operator==(const ParseCounts&) const = default;
};

struct ParseReport {
    ParseCounts counts;
    std::size_t bytes = 0;  ///< how much of the text was read: less than all if the block is full, or up to the bad row
    std::int64_t lines = 0;         ///< lines in those bytes; a last one without newline counts
    std::optional<BadRow> bad_row;  ///< the first one
    /// True if a bad row ended the parsing (OnBadEvent::kStop). The block holds the events before the bad one.
    bool stopped = false;
};

/// Text to parse. Where more bytes behind it are readable (whatever they are) than a row has, its last rows are read as
/// fast as the others; and what was learned of the rows of one text helps with the next. Of the block are filled those
/// columns that are read; what is said of the text, and what is wrong with it, is the same.
struct ParseInput {
    std::string_view text;
    std::size_t readable_behind = 0;
    LayoutTable* layouts = nullptr;  ///< may be null; of one thread at a time
    abi::ColumnsRead columns = abi::ColumnsRead::all();
};

/// Replaces the contents of `block` by the events of `text` and finishes it. `text` is the begin of a file or begins at
/// an event row, and ends where an event does (see chunker.h). When the block is full (abi::kMaxBlockEvents events or
/// objects) parsing ends before the next event row: call again with text.substr(report.bytes). `spans`, if there,
/// receives the place of each of the block's events in `text`.
/// The code that reads the rows is the processor's best unless a test asks for another.
ParseReport parse_chunk(const ParseInput& input, OnBadEvent on_bad_event, columns::EventBlock& block,
                        std::vector<EventSpan>* spans = nullptr, ScanFunction scan = scan_variants().front().scan);
ParseReport parse_chunk(std::string_view text, OnBadEvent on_bad_event, columns::EventBlock& block,
                        std::vector<EventSpan>* spans = nullptr);

}  // namespace collmc::lhco
