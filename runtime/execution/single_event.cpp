#include "runtime/execution/single_event.h"

#include "runtime/execution/input_sequence.h"
#include "runtime/lhco/bad_row.h"
#include "runtime/packed/block.h"

namespace collmc::execution {

namespace {

class Search {
public:
    Search(const std::vector<std::string>& inputs, std::int64_t number, lhco::OnBadEvent on_bad_event)
        : inputs_(inputs),
          number_(number),
          on_bad_event_(on_bad_event),
          sequence_(inputs, lhco::kDefaultChunkSize, TextPieces::kChunks) {}

    SingleEvent run() {
        Piece piece;
        std::optional<std::size_t> current;
        std::size_t input = 0;
        while (!ended() && sequence_.next(piece, input)) {
            if (current != input) begin_input(inputs_[input]);
            current = input;
            if (piece.file) {
                for (std::size_t block = piece.first_block; block < piece.last_block && !ended(); ++block)
                    read_packed(*piece.file, block);
                continue;
            }
            std::string_view text = piece.chunk.text;
            while (!ended() && !text.empty()) text.remove_prefix(read(text));
        }
        if (!ended() && sequence_.failed_input()) result_.error = sequence_.end_of(*sequence_.failed_input()).error;
        return std::move(result_);
    }

private:
    bool ended() const { return result_.found || result_.error; }

    void begin_input(const std::string& path) {
        result_.input = path;
        result_.counts = {};
        lines_ = 0;
    }

    /// Reads one block; returns how much of the text it is.
    std::size_t read(std::string_view text) {
        const lhco::ParseReport report = lhco::parse_chunk(text, on_bad_event_, result_.block, &spans_);
        result_.counts.add(report.counts);
        const std::int64_t index = number_ - 1 - result_.events;
        if (index < result_.block.n_events()) {
            take(static_cast<std::int32_t>(index), text);
        } else {
            result_.events += result_.block.n_events();
            if (report.stopped)
                result_.error = lhco::describe(*report.bad_row, result_.input, lines_ + report.bad_row->line);
        }
        lines_ += report.lines;
        return report.bytes;
    }

    void read_packed(const packed::File& file, std::size_t block) {
        const packed::BlockEntry& entry = file.directory().blocks[block];
        result_.counts.add(packed::counts_of(entry));
        const std::int64_t index = number_ - 1 - result_.events;
        if (index >= entry.events) {
            result_.events += entry.events;
            return;
        }
        packed::LoadedBlock loaded;
        if (const auto error = loaded.load(file, block, packed::Chunks().set())) {
            result_.error = error->message;
            return;
        }
        packed::Rows rows;
        packed::BlockDecoder().decode_rows(loaded, rows);
        const auto event = static_cast<std::int32_t>(index);
        packed::RowPositions begin{};
        packed::advance(rows, 0, event, begin);
        packed::append_text(rows, event, begin, result_.rows);
        lhco::parse_chunk(result_.rows, on_bad_event_, result_.block);
        result_.events = number_ - 1;
        result_.found = true;
    }

    void take(std::int32_t index, std::string_view text) {
        const lhco::EventSpan& span = spans_[static_cast<std::size_t>(index)];
        result_.rows = lhco::event_rows(text.substr(span.begin, span.end - span.begin));
        result_.block.keep_events(index, index + 1);
        result_.block.finish();
        result_.events = number_ - 1;
        result_.found = true;
    }

    const std::vector<std::string>& inputs_;
    const std::int64_t number_;
    const lhco::OnBadEvent on_bad_event_;
    InputSequence sequence_;
    std::vector<lhco::EventSpan> spans_;
    std::int64_t lines_ = 0;  ///< of the input so far
    SingleEvent result_;
};

}  // namespace

SingleEvent find_event(const std::vector<std::string>& inputs, std::int64_t number, lhco::OnBadEvent on_bad_event) {
    return Search(inputs, number, on_bad_event).run();
}

}  // namespace collmc::execution
