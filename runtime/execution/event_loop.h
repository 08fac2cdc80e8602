// The event loop: streams the inputs in chunks through a pipeline of threads,
//
//     read (in order) -> parse (parallel) -> number (in order) -> analyse (parallel) -> collect (in order)
//
// and sums up what the analysis finds. A single thread does one after the other. Files of text that are not compressed
// are read by the parsing stage, a range of bytes each (lhco/text_file.h), and the reading stage only counts on. Inputs
// that are compressed are read, and decompressed, by one more thread, which runs ahead of the others (input_reader.h).
// Text is analysed where it was parsed, some events at a time, unless a range of events was asked for, which must be
// numbered first. Blocks of packed events go the same way, some at a time: there is nothing to parse, and analysing
// begins with finding what is wrong with the bytes and decoding them, block by block, so that the values are in the
// cache when they are used. The results carry the same bits for any number of threads and any chunk size: sums are
// exact, and everything whose order matters (event numbers of a range, rows of ntuples and skims, the first error)
// passes an in-order stage. Memory is bounded by the number of pieces in flight, whatever the size of the inputs.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/abi/columns_read.h"
#include "runtime/execution/input_reader.h"
#include "runtime/lhco/parser.h"
#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::execution {

/// Events first … last of all inputs together, counted from 1 in the order given, both included.
struct EventRange {
    std::int64_t first = 1;
    std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

struct Progress {
    std::string input;        ///< the file being read
    std::int64_t events = 0;  ///< analysed so far
    double fraction = 0;      ///< of the bytes of all inputs; 0 where that is not known
};

struct LoopOptions {
    int threads = 1;
    std::optional<EventRange> events;
    lhco::OnBadEvent on_bad_event = lhco::OnBadEvent::kStop;
    /// Called by the collecting stage, never concurrently; may be empty.
    std::function<void(const Progress&)> progress;
    /// What the inputs are, whatever they look like; else each must show that it is of the dialect that the outputs ask
    /// for.
    bool trust_dialect = false;
    /// What `analyse` reads of a block: the rest is left out of it. Of packed events it is not even read from the file.
    abi::ColumnsRead columns = abi::ColumnsRead::all();
    /// Set from outside to end the loop soon; may be null.
    const std::atomic<bool>* stop = nullptr;
};

/// Executes the analysis on a block: fills the workspace. Called concurrently for distinct workspaces.
using BlockFunction = std::function<void(const abi::Block&, const abi::Workspace&)>;

/// Take the next rows of output number `output`, in the order of the events. False ends the loop (the caller knows
/// why).
using Sink = std::function<bool(std::size_t output, std::string_view rows)>;
struct Sinks {
    Sink ntuple;  ///< CSV text
    Sink skim;    ///< rows as they stand in the inputs (of packed events, with the same values); first, also where no
                  ///< event follows, the first input's comments
};

struct InputSummary {
    std::string path;
    std::uint64_t bytes = 0;  ///< as stored
    /// "crc64:..." of the stored bytes, of packed events "xxh64-directory:..."; empty where it was not read to its end
    std::string checksum;
    lhco::ParseCounts counts;             ///< of everything read from it
    std::string first_bad_row;            ///< description of the first event left out; empty if none was
    std::vector<packed::Source> sources;  ///< of packed events: what they were packed from
};

struct LoopResult {
    results::Results results;
    std::vector<InputSummary> inputs;
    std::int64_t events = 0;           ///< analysed
    std::optional<std::string> error;  ///< an input that cannot be used: the message; the results mean nothing then
    bool other_dialect = false;        ///< the error is that an input follows another program's conventions
    bool interrupted = false;          ///< `stop` was set, or a sink refused
};

/// Runs `analyse` over all events of the inputs, of which nothing has been fetched yet, and ends their reading.
/// Exceptions of `analyse` pass through.
LoopResult run_event_loop(InputReader& inputs, const BlockFunction& analyse, const abi::WorkspaceLayout& layout,
                          const results::OutputSpec& outputs, const Sinks& sinks, const LoopOptions& options);

}  // namespace collmc::execution
