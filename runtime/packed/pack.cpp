#include "runtime/packed/pack.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/packed/block.h"
#include "runtime/packed/inputs.h"
#include "runtime/threads/pipeline.h"

namespace collmc::packed {
namespace {

/// A piece of an input on its way.
struct Task : InputPiece {
    PieceReader reader;
    std::optional<lhco::InputError> error;
    std::vector<Part> parts;
    std::vector<Rows> full;  ///< blocks that are ready to be encoded
    std::vector<EncodedBlock> encoded;
};

/// Fills blocks with events in their order: a block ends where the next event would make it too large.
class BlockFiller {
public:
    /// False where an event is too large for any block.
    bool add(const Rows& rows, std::vector<Rows>& full) {
        RowPositions begin{};
        std::int32_t first = 0;
        while (first < rows.n_events()) {
            const std::int32_t last = first + fitting(rows, first);
            if (last > first) pending_.append(rows, first, last, begin);
            if (last == first && pending_.n_events() == 0) return false;
            first = last;
            if (first < rows.n_events() || pending_.n_events() == kBlockEvents) flush(full);
        }
        return true;
    }
    void flush(std::vector<Rows>& full) {
        if (pending_.n_events() > 0) full.push_back(std::move(pending_));
        pending_ = {};
    }

private:
    /// How many of the events from `first` on fit.
    std::int32_t fitting(const Rows& rows, std::int32_t first) const {
        std::int64_t objects = pending_.n_objects();
        std::size_t mets = pending_.kinds[kMetRows].size(), others = pending_.kinds[kOtherRows].size();
        std::int32_t event = first;
        for (; event < rows.n_events() && pending_.n_events() + event - first < kBlockEvents; ++event) {
            const auto e = static_cast<std::size_t>(event);
            for (std::size_t k = 0; k < abi::kParticleCount; ++k) objects += rows.kinds[k].sizes[e];
            mets += static_cast<std::size_t>(rows.kinds[kMetRows].sizes[e]);
            others += static_cast<std::size_t>(rows.kinds[kOtherRows].sizes[e]);
            if (objects > abi::kMaxBlockEvents || mets > kMaxOtherRows || others > kMaxOtherRows) break;
        }
        return event - first;
    }

    Rows pending_;
};

class Packer {
public:
    Packer(const std::vector<std::string>& paths, NewFile& file, const PackOptions& options)
        : paths_(paths),
          options_(options),
          file_(file),
          inputs_(paths),
          found_(paths.size()),
          lines_(paths.size()),
          writer_(file) {}

    Packed run() {
        note(writer_.begin());
        threads::Pipeline<Task>([this](Task& task) { return read(task); })
            .at_once([this](Task& task) { parse(task); })
            .in_order([this](Task& task) { fill(task); })
            .at_once([this](Task& task) { encode_blocks(task); })
            .in_order([this](Task& task) { write(task); })
            .run(std::max(1, options_.threads));
        finish();
        result_.directory = writer_.directory();
        result_.bytes = file_.size();
        return std::move(result_);
    }

private:
    bool read(Task& task) {
        if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) interrupted_ = true;
        task.error.reset();
        task.parts.clear();
        task.full.clear();
        task.encoded.clear();
        return !ended_ && !interrupted_ && inputs_.next(task);
    }

    void parse(Task& task) const { task.error = task.reader.read(task, options_.on_bad_event, task.parts); }

    void fill(Task& task) {
        if (ended_) return;
        if (task.error) return end(std::move(task.error->message));
        for (const Part& part : task.parts) {
            Source& source = found_[task.input];
            note_bad_row(task, part);
            const lhco::ParseCounts& counts = part.report.counts;
            source.events += counts.events;
            source.skipped_lines += counts.skipped_lines;
            source.bad_events += counts.bad_events;
            lines_[task.input] += part.report.lines;
            if (!filler_.add(part.rows, task.full)) {
                end(
                    fmt::format("{}: an event has more than {} rows of missing momentum or of types that LHCO does not "
                                "assign; packed events hold no such event.",
                                paths_[task.input], kMaxOtherRows));
            }
            if (ended_) break;
        }
    }

    void note_bad_row(const Task& task, const Part& part) {
        if (!part.report.bad_row) return;
        std::string text =
            lhco::describe(*part.report.bad_row, paths_[task.input], lines_[task.input] + part.report.bad_row->line);
        if (part.report.stopped) {
            bad_input_ = task.input;
            end(std::move(text));
        } else if (found_[task.input].first_bad_row.empty()) {
            found_[task.input].first_bad_row = std::move(text);
        }
    }

    void encode_blocks(Task& task) const {
        for (const Rows& rows : task.full) task.encoded.push_back(encode(rows, options_.compression));
    }

    void write(Task& task) {
        for (EncodedBlock& block : task.encoded) note(writer_.add(std::move(block)));
    }

    void finish() {
        result_.interrupted = interrupted_;
        if (bad_input_) {
            if (const auto damage = inputs_.damage_behind(*bad_input_))
                result_.error = *damage + "\nIt first shows here:\n" + *result_.error;
        }
        if (!result_.error && inputs_.error()) result_.error = inputs_.error();
        if (!result_.good()) return;
        for (std::size_t i = 0; i < paths_.size(); ++i) {
            if (found_[i].events + found_[i].bad_events == 0) {
                result_.error = lhco::no_events(paths_[i]).message;
                return;
            }
        }
        std::vector<Rows> last;
        filler_.flush(last);
        for (const Rows& rows : last) note(writer_.add(encode(rows, options_.compression)));
        note(writer_.finish(inputs_.sources(found_), inputs_.comments()));
    }

    void end(std::string message) {
        result_.error = std::move(message);
        ended_ = true;
    }
    void note(int failure) {
        if (failure == 0 || result_.write_failure != 0) return;
        result_.write_failure = failure;
        ended_ = true;
    }

    const std::vector<std::string>& paths_;
    const PackOptions& options_;
    NewFile& file_;
    Inputs inputs_;                         ///< reading stage
    std::vector<Source> found_;             ///< filling stage
    std::vector<std::int64_t> lines_;       ///< filling stage
    std::optional<std::size_t> bad_input_;  ///< filling stage: with the row that ended the packing
    BlockFiller filler_;                    ///< filling stage
    Writer writer_;                         ///< writing stage
    std::atomic<bool> ended_ = false, interrupted_ = false;
    Packed result_;
};

}  // namespace

Packed pack(const std::vector<std::string>& inputs, NewFile& file, const PackOptions& options) {
    return Packer(inputs, file, options).run();
}

Outcome unpack(const File& from, NewFile& file, int threads, const std::atomic<bool>* stop) {
    struct Piece {
        std::size_t block = 0;
        std::string text;
        std::optional<lhco::InputError> error;
    };
    static const Chunks kAll = Chunks().set();
    Outcome outcome;
    std::atomic<bool> ended = false;
    std::size_t next = 0;
    outcome.write_failure = file.append(from.directory().comments);
    const auto next_piece = [&](Piece& piece) {
        if (stop != nullptr && stop->load()) ended = true;
        if (ended || next == from.directory().blocks.size()) return false;
        piece = {.block = next++};
        return true;
    };
    const auto print = [&](Piece& piece) {
        LoadedBlock block;
        piece.error = block.load(from, piece.block, kAll);
        if (piece.error) return;
        Rows rows;
        BlockDecoder().decode_rows(block, rows);
        RowPositions begin{};
        for (std::int32_t event = 0; event < rows.n_events(); ++event) append_text(rows, event, begin, piece.text);
    };
    const auto write = [&](const Piece& piece) {
        if (outcome.error || outcome.write_failure != 0) return;
        if (piece.error)
            outcome.error = piece.error->message;
        else
            outcome.write_failure = file.append(piece.text);
        if (outcome.error || outcome.write_failure != 0) ended = true;
    };
    threads::Pipeline<Piece>(next_piece).at_once(print).in_order(write).run(threads);
    outcome.interrupted = stop != nullptr && stop->load();
    return outcome;
}

}  // namespace collmc::packed
