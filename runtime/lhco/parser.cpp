#include "runtime/lhco/parser.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <string>

#include "runtime/lhco/bad_row.h"
#include "runtime/lhco/layout.h"
#include "runtime/lhco/phi.h"
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
    ChunkParser(std::string_view text, OnBadEvent on_bad_event, columns::EventBlock& block,
                std::vector<EventSpan>* spans)
        : begin_(text.data()),
          end_(begin_ + text.size()),
          at_(begin_),
          on_bad_event_(on_bad_event),
          block_(block),
          spans_(spans) {
        block_.clear();
        if (spans_) spans_->clear();
    }

    ParseReport parse() {
        while (at_ < end_ && !done_) {
            if (!scan_object()) read_line();
        }
        if (!done_) end_event();
        report_.bytes = position();
        report_.counts.events = block_.n_events();
        report_.counts.objects = block_.n_objects();
        block_.finish();
        return std::move(report_);
    }

private:
    enum class State {
        kNoEvent,  ///< no event row yet
        kInEvent,
        kInBadEvent,  ///< rows are passed over until the next event row
    };

    /// What an event has added to the counts: given up with it.
    struct EventTally {
        std::int32_t rows = 0;
        std::int32_t mets = 0;
        std::int32_t unknown = 0;
        bool phi_negative = false;
        bool phi_above_pi = false;
        bool half_btags = false;
    };

    // --- lines ---

    /// The fast way: an object row that looks like the last one. False if it must be read the general way.
    bool scan_object() {
        if (state_ != State::kInEvent || layout_.row_size() == 0 || objects_ >= abi::kMaxBlockEvents) return false;
        if (static_cast<std::size_t>(at_ - begin_) < RowLayout::kBefore) return false;
        if (static_cast<std::size_t>(end_ - at_) < RowLayout::kReach) return false;
        ObjectRow row;
        if (!layout_.scan(at_, row) || row.index == 0 || row.pt < 0) return false;
        accept(row);
        at_ += layout_.row_size();
        ++report_.lines;
        return true;
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
            read_event(row);
        }
    }

    /// An event row, from the second number on.
    void read_event(RowReader& row) {
        end_event();
        if (block_.n_events() == abi::kMaxBlockEvents) {
            done_ = true;
            return;
        }
        double values[4] = {0, 0, 0, 1};
        for (int f = 1; f < 4; ++f) {
            if (!row.next()) {
                if (f == 3) break;  // no weight
                return fail(line_begin_, "An event row needs the event number and the trigger word after the 0.");
            }
            if (!read_number(row, kEventFieldNames[f], values[f])) return;
        }
        state_ = State::kInEvent;
        tally_ = {};
        start_ = {at_, report_.lines, report_.counts.skipped_lines, objects_};
        block_.begin_event({values[1], values[2], values[3]});
        if (spans_) spans_->push_back({position(), 0});
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
        if (objects_ >= abi::kMaxBlockEvents && is_object(fields[kRowTyp].value)) return overflow();
        const auto value = [&fields](RowField f) { return fields[f].value; };
        accept({value(kRowEta), value(kRowPhi), value(kRowPt), value(kRowJmass), value(kRowNtrk), value(kRowBtag),
                value(kRowHadem), value(kRowIndex), value(kRowTyp)});
        if (line_end_ < end_) layout_.learn(line_begin_, line_end_, fields);
    }

    bool read_number(RowReader& row, std::string_view column, double& value) {
        const char* const token = row.token();
        const Decimal decimal = row.number();
        value = decimal.value;
        return check_number(token, row, decimal, column);
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

    void accept(const ObjectRow& row) {
        ++tally_.rows;
        if (is_object(row.typ)) {
            const auto type = static_cast<abi::Particle>(static_cast<int>(row.typ));
            columns::Object& object = block_.add_object(type);
            object.eta = row.eta;
            object.phi = note_phi(row.phi);
            object.pt = row.pt;
            object.jmass = row.jmass;
            object.ntrk = row.ntrk;
            object.btag = row.btag;
            object.hadem = row.hadem;
            object.row = tally_.rows;
            ++objects_;
            tally_.half_btags |= type == abi::kJet && (row.btag == 0.5 || row.btag == 2.5);
        } else if (row.typ == kMetTyp) {
            block_.set_met(row.pt, note_phi(row.phi));
            ++tally_.mets;
        } else {
            ++tally_.unknown;
        }
    }

    double note_phi(double phi) {
        tally_.phi_negative |= phi < 0;
        tally_.phi_above_pi |= phi > kPhiAbovePi;
        return normalised_phi(phi);
    }

    // --- events ---

    /// Of the line that is being read, or of the text's end.
    std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }

    void end_event() {
        if (state_ != State::kInEvent) return;
        if (spans_) spans_->back().end = position();
        ParseCounts& counts = report_.counts;
        counts.events_without_met += tally_.mets == 0;
        counts.events_with_many_mets += tally_.mets > 1;
        counts.unknown_objects += tally_.unknown;
        counts.phi_negative |= tally_.phi_negative;
        counts.phi_above_pi |= tally_.phi_above_pi;
        counts.half_btags |= tally_.half_btags;
        state_ = State::kNoEvent;
    }

    void drop_event() {
        block_.drop_event();
        if (spans_) spans_->pop_back();
        objects_ = start_.objects;
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
        if (start_.objects == 0) {
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
    const char* at_;  ///< the begin of the next line
    const char* line_begin_ = nullptr;
    const char* line_end_ = nullptr;
    const OnBadEvent on_bad_event_;
    columns::EventBlock& block_;
    std::vector<EventSpan>* const spans_;  ///< may be null
    RowLayout layout_;
    State state_ = State::kNoEvent;
    std::int32_t objects_ = 0;  ///< in the block
    bool done_ = false;         ///< a bad row or a full block ends the parsing before the end of the text
    EventTally tally_;
    ParseReport report_;

    /// Where the current event began.
    struct {
        const char* at = nullptr;
        std::int64_t lines = 0;
        std::int64_t skipped_lines = 0;
        std::int32_t objects = 0;
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

ParseReport parse_chunk(std::string_view text, OnBadEvent on_bad_event, columns::EventBlock& block,
                        std::vector<EventSpan>* spans) {
    return ChunkParser(text, on_bad_event, block, spans).parse();
}

}  // namespace collmc::lhco
