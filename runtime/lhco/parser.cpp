#include "runtime/lhco/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>
#include <string>

#include "runtime/columns/phi.h"
#include "runtime/lhco/bad_row.h"
#include "runtime/lhco/row.h"

namespace collmc::lhco {
namespace {

constexpr std::string_view kRowFieldNames[kRowFieldCount] = {"index", "typ",  "eta",  "phi",   "pt",
                                                             "jmass", "ntrk", "btag", "had/em"};
constexpr std::string_view kEventFieldNames[] = {"index", "event number", "trigger word", "weight"};
constexpr double kMetTyp = 6;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_integer(double value) { return value == std::floor(value); }

class ChunkParser {
public:
    ChunkParser(const ParseInput& input, OnBadEvent on_bad_event, columns::EventBlock& block,
                std::vector<EventSpan>* spans, ScanFunction scan)
        : begin_(input.text.data()),
          end_(begin_ + input.text.size()),
          readable_end_(end_ + input.readable_behind),
          at_(begin_),
          on_bad_event_(on_bad_event),
          block_(block),
          columns_(input.columns),
          spans_(spans),
          scan_(scan),
          layouts_(input.layouts ? *input.layouts : own_layouts_.emplace()) {
        block_.clear();
        if (spans_) spans_->clear();
    }

    ParseReport parse() {
        while (at_ < end_ && !done_) {
            scan_rows();
            if (at_ < end_) read_line();
        }
        if (!done_) end_event();
        report_.bytes = position();
        if (spans_) spans_->resize(static_cast<std::size_t>(block_.n_events()));
        block_.finish(columns_);
        count();
        return std::move(report_);
    }

private:
    enum class State {
        kNoEvent,  ///< no event row yet
        kInEvent,
        kInBadEvent,  ///< rows are passed over until the next event row
    };

    // --- lines ---

    /// The fast way: rows that look like those before.
    void scan_rows() {
        if (state_ != State::kInEvent || readable_end_ - at_ < RowLayout::kReach || !layouts_.is_worth_trying()) return;
        const std::int32_t objects = block_.n_objects();
        const std::int32_t most_rows = most_rows_left();
        const std::int32_t most_events = std::min(abi::kMaxBlockEvents - block_.n_events(), most_rows);
        if (objects >= abi::kMaxBlockEvents) return;
        Scan scan;
        scan.at = at_;
        scan.end = end_;
        scan.readable_end = readable_end_;
        scan.layouts = &layouts_;
        scan.rows_left = std::min(abi::kMaxBlockEvents - objects, most_rows);
        scan.rows = &block_.rows(most_events, scan.rows_left);
        scan.max_events = block_.n_events() + most_events;
        scan.row = row_;
        scan.lines = report_.lines;
        const std::int32_t events = block_.n_events();
        scan_(scan);
        if (spans_) add_spans(*scan.rows, events);
        at_ = scan.at;
        row_ = scan.row;
        report_.lines = scan.lines;
        if (scan.event_at) start_ = {scan.event_at, scan.event_lines, report_.counts.skipped_lines};
    }

    /// Of the events from `first` on, which were scanned.
    void add_spans(const columns::Rows& rows, std::int32_t first) {
        spans_->resize(static_cast<std::size_t>(rows.n_events));
        for (auto event = static_cast<std::size_t>(first); event < spans_->size(); ++event) {
            (*spans_)[event - 1].end = (*spans_)[event].begin = static_cast<std::size_t>(rows.text[event] - begin_);
        }
    }

    /// How many rows of known layouts the rest of the text may hold at most.
    std::int32_t most_rows_left() const {
        std::int32_t least_size = RowLayout::kReach;
        for (std::int32_t i = 0; i < layouts_.count; ++i) {
            least_size = std::min(least_size, layouts_.layouts[i].row_size);
        }
        return static_cast<std::int32_t>(std::min<std::ptrdiff_t>((end_ - at_) / least_size + 1, abi::kMaxBlockEvents));
    }

    void read_line() {
        const void* const newline = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
        line_begin_ = at_;
        line_end_ = newline ? static_cast<const char*>(newline) : end_;
        read_row();
        if (done_) return;  // the line is not consumed
        at_ = newline ? line_end_ + 1 : end_;
        ++report_.lines;
    }

    void read_row() {
        RowReader row(line_begin_, line_end_);
        if (!row.next()) return;
        if (is_letter(*row.token()) && !is_nan_or_infinity({row.token(), row.token_end()})) {
            ++report_.counts.skipped_lines;
            return;
        }
        const char* const token = row.token();
        const Decimal index = row.number();
        if (!index.end || index.value != 0) {
            if (state_ != State::kInBadEvent) read_object(row, token, index);
        } else if (!row.next()) {
            ++report_.counts.skipped_lines;
        } else {
            read_event(row, index);
        }
    }

    /// An event row, from the second number on.
    void read_event(RowReader& row, const Decimal& index) {
        end_event();
        if (block_.n_events() == abi::kMaxBlockEvents) {
            done_ = true;
            return;
        }
        std::array<Decimal, 4> fields = {index};
        fields[3].value = 1;
        std::size_t count = 1;
        for (; count < fields.size(); ++count) {
            if (!row.next()) {
                if (count == 3) break;  // no weight
                return fail(line_begin_, "An event row needs the event number and the trigger word after the 0.");
            }
            const char* const token = row.token();
            fields[count] = row.number();
            if (!check_number(token, row, fields[count], kEventFieldNames[count])) return;
        }
        state_ = State::kInEvent;
        row_ = 0;
        start_ = {at_, report_.lines, report_.counts.skipped_lines};
        block_.begin_event({fields[1].value, fields[2].value, fields[3].value});
        if (line_end_ < end_) layouts_.learn_event(line_begin_, line_end_, std::span(fields).first(count));
        if (spans_) {
            const auto event = static_cast<std::size_t>(block_.n_events() - 1);
            if (spans_->size() == event) spans_->emplace_back();
            (*spans_)[event].begin = position();
        }
    }

    /// An object row, from the second number on.
    void read_object(RowReader& row, const char* token, const Decimal& index) {
        RowFields fields;
        fields[kRowIndex] = index;
        if (!check_number(token, row, index, kRowFieldNames[kRowIndex])) return;
        for (std::size_t f = kRowTyp; f < kRowFieldCount; ++f) {
            if (!row.next()) {
                return fail(line_begin_,
                            fmt::format("The row has {} number{}, an object row needs nine (index typ eta phi pt jmass "
                                        "ntrk btag had/em).",
                                        f, f == 1 ? "" : "s"));
            }
            const char* const at = row.token();
            fields[f] = row.number();
            if (!check_number(at, row, fields[f], kRowFieldNames[f])) return;
        }
        for (const auto f : {kRowIndex, kRowTyp}) {
            if (is_integer(fields[f].value)) continue;
            return fail(fields[f].begin, fmt::format("`{}` in column {} has a fraction.",
                                                     std::string(fields[f].begin, fields[f].end), kRowFieldNames[f]));
        }
        if (fields[kRowPt].value < 0) return fail(fields[kRowPt].begin, "A pt below zero.");
        if (state_ == State::kNoEvent) {
            return fail(line_begin_, "An object row before the first event row (`0 event_number trigger_word`).");
        }
        if (is_full() && is_object(fields[kRowTyp].value)) return overflow();
        const auto value = [&fields](RowField f) { return fields[f].value; };
        accept(value(kRowTyp), {value(kRowEta), value(kRowPhi), value(kRowPt), value(kRowJmass), value(kRowNtrk),
                                value(kRowBtag), value(kRowHadem)});
        if (line_end_ < end_) layouts_.learn_object(line_begin_, line_end_, fields);
    }

    bool check_number(const char* token, const RowReader& row, const Decimal& decimal, std::string_view column) {
        if (decimal.end && std::isfinite(decimal.value)) return true;
        const std::string_view text(token, decimal.end ? decimal.end : row.token_end());
        fail(token, decimal.end ? fmt::format("`{}` in column {} is beyond the range of a double.", text, column)
                                : not_a_number(text, column));
        return false;
    }

    // --- objects ---

    static bool is_object(double typ) { return typ >= 0 && typ < static_cast<int>(abi::kParticleCount); }

    bool is_full() const { return block_.n_objects() >= abi::kMaxBlockEvents; }

    void accept(double typ, const columns::Object& object) {
        ++row_;
        if (!is_object(typ) && typ != kMetTyp) return block_.add_unassigned();
        columns::Object& added =
            is_object(typ) ? block_.add_object(static_cast<abi::Particle>(static_cast<int>(typ))) : block_.add_met();
        const std::int32_t event = added.event;
        added = object;
        added.event = event;
        added.row = row_;
    }

    // --- events ---

    /// Of the line that is being read, or of the text's end.
    std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }

    void end_event() {
        if (state_ != State::kInEvent) return;
        if (spans_) (*spans_)[static_cast<std::size_t>(block_.n_events() - 1)].end = position();
        state_ = State::kNoEvent;
    }

    void drop_event() { block_.drop_event(); }

    /// What the finished block tells.
    void count() {
        ParseCounts& counts = report_.counts;
        const columns::BlockSummary& summary = block_.summary();
        counts.events = block_.n_events();
        counts.objects = block_.n_objects();
        counts.events_without_met = summary.events_without_met;
        counts.events_with_many_mets = summary.events_with_many_mets;
        counts.unknown_objects = block_.n_unassigned();
        counts.phi_negative = summary.least_phi < 0;
        counts.phi_above_pi = summary.greatest_phi > columns::kPhiAbovePi;
        counts.half_btags = summary.half_btags;
    }

    void fail(const char* at, std::string cause) {
        if (!report_.bad_row) {
            const std::string_view text(line_begin_, static_cast<std::size_t>(line_end_ - line_begin_));
            report_.bad_row = bad_row(report_.lines + 1, text, at, std::move(cause));
        }
        ++report_.counts.bad_events;
        if (state_ == State::kInEvent) drop_event();
        state_ = State::kInBadEvent;
        if (on_bad_event_ == OnBadEvent::kStop) done_ = report_.stopped = true;
    }

    /// The block is full in the middle of an event: it is left to the next block, or bad if it had this one for itself.
    void overflow() {
        if (block_.objects_before(block_.n_events() - 1) == 0) {
            return fail(line_begin_, fmt::format("The event has more than {} objects.", abi::kMaxBlockEvents));
        }
        drop_event();
        at_ = start_.at;
        report_.lines = start_.lines;
        report_.counts.skipped_lines = start_.skipped_lines;
        done_ = true;
    }

    const char* const begin_;
    const char* const end_;
    const char* const readable_end_;
    const char* at_;  ///< the begin of the next line
    const char* line_begin_ = nullptr;
    const char* line_end_ = nullptr;
    const OnBadEvent on_bad_event_;
    columns::EventBlock& block_;
    const abi::ColumnsRead columns_;
    std::vector<EventSpan>* const spans_;  ///< may be null; longer than the events where one was dropped
    const ScanFunction scan_;
    std::optional<LayoutTable> own_layouts_;
    LayoutTable& layouts_;
    State state_ = State::kNoEvent;
    std::int32_t row_ = 0;  ///< object rows of the current event so far
    bool done_ = false;     ///< a bad row or a full block ends the parsing before the end of the text
    ParseReport report_;

    /// Where the current event began.
    struct {
        const char* at = nullptr;
        std::int64_t lines = 0;
        std::int64_t skipped_lines = 0;
    } start_;
};

}  // namespace

void ParseCounts::add(const ParseCounts& other) {
    events += other.events;
    objects += other.objects;
    events_without_met += other.events_without_met;
    events_with_many_mets += other.events_with_many_mets;
    unknown_objects += other.unknown_objects;
    skipped_lines += other.skipped_lines;
    bad_events += other.bad_events;
    phi_negative |= other.phi_negative;
    phi_above_pi |= other.phi_above_pi;
    half_btags |= other.half_btags;
}

ParseReport parse_chunk(const ParseInput& input, OnBadEvent on_bad_event, columns::EventBlock& block,
                        std::vector<EventSpan>* spans, ScanFunction scan) {
    return ChunkParser(input, on_bad_event, block, spans, scan).parse();
}

ParseReport parse_chunk(std::string_view text, OnBadEvent on_bad_event, columns::EventBlock& block,
                        std::vector<EventSpan>* spans) {
    return parse_chunk(ParseInput{text}, on_bad_event, block, spans);
}

}  // namespace collmc::lhco
