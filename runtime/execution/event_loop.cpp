#include "runtime/execution/event_loop.h"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <span>

#include "runtime/columns/event_block.h"
#include "runtime/execution/event_hashes.h"
#include "runtime/execution/input_reader.h"
#include "runtime/execution/skims.h"
#include "runtime/execution/task.h"
#include "runtime/execution/workspace.h"
#include "runtime/lhco/chunker.h"
#include "runtime/lhco/crc64.h"
#include "runtime/lhco/dialect.h"
#include "runtime/lhco/text_file.h"
#include "runtime/packed/reader.h"
#include "runtime/results/accumulator.h"
#include "runtime/results/ntuple_text.h"
#include "runtime/threads/pipeline.h"

namespace collmc::execution {

namespace {

/// What one thread of the parsing and the analysing stage keeps.
struct Worker {
    Worker(const abi::WorkspaceLayout& layout, const results::OutputSpec& outputs) : workspace(layout), sums(outputs) {}
    lhco::LayoutTable layouts;
    columns::EventBlock block;  ///< of text whose events need not wait
    packed::BlockReader reader;
    packed::BlockDecoder decoder;
    packed::Rows rows;
    EventHashes hashes;
    WorkspaceStorage workspace;
    results::EventWeights weights;
    results::Accumulator sums;
    results::NtupleText ntuples;
};

/// What was read of a file of text.
struct RangesRead {
    std::uint64_t bytes = 0;
    lhco::Crc64 checksum;
    bool is_whole = false;
};

class EventLoop {
public:
    EventLoop(InputReader& inputs, const BlockFunction& analyse, const abi::WorkspaceLayout& layout,
              const results::OutputSpec& outputs, const Sinks& sinks, const LoopOptions& options)
        : inputs_(inputs),
          paths_(inputs.paths()),
          analyse_(analyse),
          layout_(layout),
          outputs_(outputs),
          sinks_(sinks),
          options_(options),
          numbers_first_(options.events.has_value()),
          columns_(columns_used()),
          chunks_(outputs.skims.empty() ? packed::chunks_for(columns_) : packed::Chunks().set()),
          lines_(paths_.size(), 0),
          ranges_(paths_.size()),
          workers_([&layout, &outputs] { return Worker(layout, outputs); }) {
        if (!options.trust_dialect) dialect_ = lhco::dialect_named(outputs.dialect);
        result_.inputs.resize(paths_.size());
        for (std::size_t i = 0; i < paths_.size(); ++i) result_.inputs[i].path = paths_[i];
    }

    LoopResult run() {
        const int threads = std::max(1, options_.threads);
        if (threads == 1) {
            for (Task task; read(task);) {
                parse(task);
                number(task);
                analyse(task);
                collect(task);
            }
        } else {
            threads::Pipeline<Task>([this](Task& task) { return read(task); })
                .at_once([this](Task& task) { parse(task); })
                .in_order([this](Task& task) { number(task); })
                .at_once([this](Task& task) { analyse(task); })
                .in_order([this](Task& task) { collect(task); })
                .run(threads);
        }
        finish(inputs_.end());
        return std::move(result_);
    }

private:
    bool stop_requested() const { return options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed); }

    /// False at the end of the inputs, or of the run.
    bool read(Task& task) {
        if (stop_requested()) interrupted_ = true;
        if (interrupted_ || ended_) return false;
        return inputs_.next(task.piece, task.input, task.fraction);
    }

    /// Analyses too what need not wait.
    void parse(Task& task) {
        task.used = 0;
        task.is_analysed = task.dropped = false;
        if (task.piece.file) {
            for (std::size_t block = task.piece.first_block; block < task.piece.last_block; ++block)
                add_packed(task, block);
            return;
        }
        if (task.piece.text_file) {
            task.text =
                task.reader.read(*task.piece.text_file, task.piece.begin, task.piece.end, way_of_reading()).text;
        } else {
            task.text = task.piece.chunk.text;
        }
        std::string_view text = task.text;
        Worker& worker = workers_.local();
        task.is_analysed = !numbers_first_;
        while (!text.empty()) {
            Part& part = add_part(task);
            columns::EventBlock& block = numbers_first_ ? part.block : worker.block;
            part.is_packed = false;
            part.text = lhco::first_events(text, inputs_.chunk_bytes());
            part.report =
                lhco::parse_chunk({part.text, lhco::Text::kReadableBehind, &worker.layouts, columns_},
                                  options_.on_bad_event, block, outputs_.skims.empty() ? nullptr : &part.spans);
            part.first = 0;
            part.last = block.n_events();
            if (task.is_analysed) analyse(part, block.view(), worker);
            text.remove_prefix(part.report.bytes);
            if (task.piece.text_file) task.reader.used_up_to(text.data());
            if (part.report.stopped) break;
        }
        if (task.piece.text_file) task.range = task.reader.close();
    }

    /// What is skimmed is looked at again when the events have been analysed.
    lhco::RangeReader::Way way_of_reading() const {
        return outputs_.skims.empty() ? lhco::RangeReader::Way::kInPlace : lhco::RangeReader::Way::kCopied;
    }

    static Part& add_part(Task& task) {
        if (task.used == task.parts.size()) task.parts.emplace_back();
        return task.parts[task.used++];
    }

    static void add_packed(Task& task, std::size_t block) {
        Part& part = add_part(task);
        const packed::BlockEntry& entry = task.piece.file->directory().blocks[block];
        part.is_packed = true;
        part.packed = block;
        part.first = 0;
        part.last = static_cast<std::int32_t>(entry.events);
        part.report = {.counts = packed::counts_of(entry)};
        part.damage.reset();
    }

    /// What the analysis reads, and what is read to write its results.
    abi::ColumnsRead columns_used() const {
        if (layout_.event_hash) return abi::ColumnsRead::all();
        abi::ColumnsRead columns = options_.columns;
        columns.events |= 1U << abi::kWeight;
        if (!outputs_.ntuples.empty()) columns.events |= 1U << abi::kNumber;
        return columns;
    }

    /// Gives events and lines their place in the whole, and ends the run at the first error or the range's last event.
    void number(Task& task) {
        if (ended_) {
            task.dropped = true;
            return;
        }
        if (task.piece.text_file && task.range.error) return end_at(*task.range.error, task);
        InputSummary& input = result_.inputs[task.input];
        for (std::size_t i = 0; i < task.used; ++i) {
            Part& part = task.parts[i];
            note_bad_row(task.input, part.report);
            input.counts.add(part.report.counts);
            lines_[task.input] += part.report.lines;
            trim_to_range(part);
            refuse_other_dialect(task.input);
            if (part.report.stopped || result_.error || past_range()) {
                ended_ = true;
                task.used = i + 1;
            }
        }
        if (task.piece.text_file && !ended_) {
            RangesRead& ranges = ranges_[task.input];
            ranges.bytes += task.piece.end - task.piece.begin;
            ranges.checksum.append(task.range.checksum, task.piece.end - task.piece.begin);
            ranges.is_whole = ranges.bytes == task.piece.text_file->size();
        }
    }

    /// Ends the run before the task.
    void end_at(const lhco::InputError& damage, Task& task) {
        result_.error = damage.message;
        ended_ = true;
        task.used = 0;
    }

    void note_bad_row(std::size_t input, const lhco::ParseReport& report) {
        if (!report.bad_row) return;
        std::string text = lhco::describe(*report.bad_row, paths_[input], lines_[input] + report.bad_row->line);
        if (report.stopped) {
            result_.error = std::move(text);
            bad_input_ = input;
        } else if (result_.inputs[input].first_bad_row.empty()) {
            result_.inputs[input].first_bad_row = std::move(text);
        }
    }

    bool past_range() const { return options_.events && next_event_ > options_.events->last; }

    /// An analysis that is for files of one dialect refuses another as soon as it shows.
    void refuse_other_dialect(std::size_t input) {
        if (!dialect_ || result_.error) return;
        std::string refusal = lhco::refusal(*dialect_, result_.inputs[input].counts, paths_[input]);
        if (refusal.empty()) return;
        result_.error = std::move(refusal);
        result_.other_dialect = true;
    }

    void trim_to_range(Part& part) {
        const std::int64_t begin = next_event_;
        const std::int64_t count = part.n_events();
        next_event_ += count;
        if (!options_.events) return;
        const std::int64_t first = std::clamp<std::int64_t>(options_.events->first - begin, 0, count);
        const std::int64_t last = std::clamp<std::int64_t>(options_.events->last - begin + 1, first, count);
        if (first == 0 && last == count) return;
        part.first = static_cast<std::int32_t>(first);
        part.last = static_cast<std::int32_t>(last);
        if (part.is_packed) return;
        part.block.keep_events(part.first, part.last);
        part.block.finish(columns_);
        if (part.spans.empty()) return;
        part.spans.resize(static_cast<std::size_t>(last));
        part.spans.erase(part.spans.begin(), part.spans.begin() + first);
    }

    void analyse(Task& task) {
        if (task.dropped || task.is_analysed) return;
        Worker& worker = workers_.local();
        const std::span<Part> parts(task.parts.data(), task.used);
        if (task.piece.file) {
            analyse_packed(*task.piece.file, parts, worker);
        } else {
            for (Part& part : parts) analyse(part, part.block.view(), worker);
        }
    }

    /// Up to the first block that is damaged. Those outside the range of events, at either end, are not read.
    void analyse_packed(const packed::File& file, std::span<Part> parts, Worker& worker) {
        const auto is_read = [](const Part& part) { return part.n_events() > 0; };
        const auto first = std::ranges::find_if(parts, is_read);
        if (first != parts.end()) {
            const auto last = std::find_if(parts.rbegin(), parts.rend(), is_read);
            worker.reader.begin(file, first->packed, last->packed + 1, chunks_);
        }
        for (Part& part : parts) {
            if (!is_read(part)) {
                clear_rows(part);
                continue;
            }
            part.damage = worker.reader.load(part.packed);
            if (part.damage) break;
            const abi::Block& block =
                worker.decoder.decode(worker.reader.block(), columns_, part.first, part.last, worker.reader.ahead());
            analyse(part, block, worker);
        }
        worker.reader.end();
    }

    void analyse(Part& part, const abi::Block& read, Worker& worker) {
        if (part.n_events() == 0) return clear_rows(part);
        const abi::Block block = layout_.event_hash ? worker.hashes.add_to(read) : read;
        const abi::Workspace& workspace = worker.workspace.fit(block.n_events, block.n_objects);
        analyse_(block, workspace);
        worker.weights.compute(block, workspace, layout_);
        worker.sums.add(block, workspace, layout_, worker.weights);
        part.ntuple_rows.resize(outputs_.ntuples.size());
        for (results::TextBuffer& rows : part.ntuple_rows) rows.clear();
        worker.ntuples.append_rows(block, workspace, layout_, worker.weights, part.ntuple_rows);
        collect_skims_of(part, workspace, worker);
    }

    void clear_rows(Part& part) const {
        part.ntuple_rows.clear();
        part.skim_rows.assign(outputs_.skims.size(), "");
    }

    void collect_skims_of(Part& part, const abi::Workspace& workspace, Worker& worker) const {
        if (!part.is_packed) {
            collect_skims(outputs_.skims, workspace, layout_, part.text, part.spans, part.skim_rows);
        } else if (!outputs_.skims.empty()) {
            worker.decoder.decode_rows(worker.reader.block(), worker.rows);
            collect_skims(outputs_.skims, workspace, layout_, worker.rows, part.first, part.skim_rows);
        } else {
            part.skim_rows.clear();
        }
    }

    void collect(Task& task) {
        if (!task.dropped && !sink_refused_ && !damage_) {
            begin_skims(task);
            if (task.piece.file) damage_ = task.piece.file->loss();
            for (std::size_t i = 0; i < task.used && !damage_; ++i) {
                damage_ = task.parts[i].damage;
                if (!damage_) collect(task.parts[i]);
            }
            if (damage_) ended_ = true;
            if (options_.progress) options_.progress({paths_[task.input], result_.events, task.fraction});
        }
    }

    void collect(const Part& part) {
        result_.events += part.n_events();
        write(sinks_.ntuple, part.ntuple_rows);
        write(sinks_.skim, part.skim_rows);
    }

    void begin_skims(const Task& task) {
        if (skims_begun_) return;
        skims_begun_ = true;
        const std::string comments =
            task.piece.file ? task.piece.file->directory().comments : std::string(lhco::leading_comments(task.text));
        write(sinks_.skim, std::vector<std::string>(outputs_.skims.size(), comments));
    }

    /// `rows`: of each output of that kind.
    template <class Text>
    void write(const Sink& sink, const std::vector<Text>& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::string_view text = rows[i];
            if (text.empty() || sink_refused_) continue;
            if (!sink(i, text)) sink_refused_ = interrupted_ = true;
        }
    }

    /// An input's end is known when everything before it has been collected; errors inside a chunk come before it.
    void finish(InputSequence& sequence) {
        result_.interrupted = interrupted_;
        if (damage_) {
            // It stands before whatever else ended the run.
            result_.error = damage_->message;
            result_.other_dialect = false;
        }
        if (bad_input_ && !damage_) blame_the_compression(sequence, *bad_input_);
        for (std::size_t i = 0; i < result_.inputs.size(); ++i) {
            const InputEnd& end = sequence.end_of(i);
            result_.inputs[i].bytes = end.bytes;
            result_.inputs[i].checksum = end.checksum;
            if (end.is_in_ranges) note_ranges(ranges_[i], result_.inputs[i]);
            note_sources(end.sources, result_.inputs[i]);
        }
        if (!result_.error && !interrupted_) result_.error = input_error(sequence);
        results::Accumulator sums(outputs_);
        for (const Worker& worker : workers_) sums.merge(worker.sums);
        result_.results = sums.finish();
    }

    static void note_ranges(const RangesRead& ranges, InputSummary& input) {
        input.bytes = ranges.is_whole ? ranges.bytes : 0;
        if (ranges.is_whole) input.checksum = lhco::named_checksum(ranges.checksum.value());
    }

    /// What was found when packed events were packed.
    static void note_sources(const std::vector<packed::Source>& sources, InputSummary& input) {
        input.sources = sources;
        for (const packed::Source& source : sources) {
            input.counts.skipped_lines += source.skipped_lines;
            input.counts.bad_events += source.bad_events;
            if (input.first_bad_row.empty()) input.first_bad_row = source.first_bad_row;
        }
    }

    /// A damaged gzip file may show itself as nonsense in a row long before its checksum is reached.
    void blame_the_compression(InputSequence& sequence, std::size_t input) {
        sequence.verify_rest(input, options_.stop);
        const std::optional<std::string>& damage = sequence.end_of(input).error;
        if (damage) result_.error = *damage + "\nIt first shows here:\n" + *result_.error;
    }

    std::optional<std::string> input_error(const InputSequence& sequence) {
        if (sequence.failed_input() && !ended_) return sequence.end_of(*sequence.failed_input()).error;
        for (std::size_t i = 0; i < paths_.size(); ++i) {
            const bool read_to_end = !result_.inputs[i].checksum.empty();
            const lhco::ParseCounts& counts = result_.inputs[i].counts;
            if (read_to_end && counts.events + counts.bad_events == 0) return lhco::no_events(paths_[i]).message;
            if (!dialect_ || counts.events == 0) continue;
            if (std::string refusal = lhco::refusal_at_end(*dialect_, counts, paths_[i]); !refusal.empty()) {
                result_.other_dialect = true;
                return refusal;
            }
        }
        return std::nullopt;
    }

    InputReader& inputs_;  ///< reading stage
    const std::vector<std::string>& paths_;
    const BlockFunction& analyse_;
    const abi::WorkspaceLayout& layout_;
    const results::OutputSpec& outputs_;
    const Sinks& sinks_;
    const LoopOptions& options_;

    /// Where a range of events was asked for, they are numbered before they are analysed. Else a chunk of text is
    /// analysed by the thread that parsed it, in that thread's memory: what another core has just written takes longer
    /// to fetch than it took to parse.
    const bool numbers_first_;
    const abi::ColumnsRead columns_;          ///< of the blocks
    const packed::Chunks chunks_;             ///< of packed events: what they are made of
    std::vector<std::int64_t> lines_;         ///< numbering stage: lines of each input so far
    std::vector<RangesRead> ranges_;          ///< numbering stage: likewise of files that are read in ranges
    std::int64_t next_event_ = 1;             ///< numbering stage
    std::optional<lhco::Dialect> dialect_;    ///< that every input must show
    bool skims_begun_ = false;                ///< collecting stage
    std::optional<std::size_t> bad_input_;    ///< numbering stage: the input with the row that ended the run
    std::optional<lhco::InputError> damage_;  ///< collecting stage: of packed events that cannot be read
    std::atomic<bool> ended_ = false;         ///< nothing behind the current event counts
    std::atomic<bool> interrupted_ = false;
    std::atomic<bool> sink_refused_ = false;
    tbb::enumerable_thread_specific<Worker> workers_;
    LoopResult result_;
};

}  // namespace

LoopResult run_event_loop(InputReader& inputs, const BlockFunction& analyse, const abi::WorkspaceLayout& layout,
                          const results::OutputSpec& outputs, const Sinks& sinks, const LoopOptions& options) {
    return EventLoop(inputs, analyse, layout, outputs, sinks, options).run();
}

}  // namespace collmc::execution
