// Ntuple rows as CSV text: a header line, then one line per event; first columns `event`, the event's number in its
// file's header, and `weight`, what it counts with: the weight in that header times the region's. Behind it stands
// `weight__V` for each variation V that has the same rows. Numbers are the shortest decimals that read back to the same
// double; `nan`, `inf`, `-inf` are spelled so.
//
// A block is formatted where it was computed (any thread); the texts are then written in the order of the blocks. What
// an event has in several tables, of other regions or with other weights, is formatted once.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/event_weights.h"
#include "runtime/results/number_column.h"
#include "runtime/results/number_text.h"
#include "runtime/results/output_spec.h"
#include "runtime/results/text_buffer.h"

namespace collmc::results {

/// The first line of the file, with its line end. Names that hold commas or quotes are quoted as in RFC 4180.
std::string ntuple_header(const NtupleSpec& ntuple);

/// One per thread, used again from block to block of one analysis.
class NtupleText {
public:
    /// Appends the rows of every ntuple of the block: text[i] belongs to ntuple i and is resized to their number.
    void append_rows(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                     const EventWeights& weights, std::vector<TextBuffer>& text);

private:
    /// The rows of tables that have the same columns, without the weights.
    struct Rows {
        struct Row {
            std::int32_t event;
            std::uint32_t begin, weight, end;  ///< in the text: what stands before the weight, and behind it
        };
        TextBuffer text;
        std::vector<NumberTexts> columns;  ///< of the rows that are being made
        std::vector<Row> all;
        std::vector<std::int32_t> row_of;  ///< [event of the block]: index in `all`, or -1

        void begin_block(std::int32_t n_events);
        /// Makes the rows of the events that have none.
        void add(const abi::WorkspaceLayout::Values& values, std::int64_t count, const std::int32_t* events,
                 const abi::Block& block, const abi::Workspace& workspace);
    };

    void find_kinds(const abi::WorkspaceLayout& layout);
    void find_weights(const abi::WorkspaceLayout::Values& values, const EventWeights& weights);
    RecurringNumbers& recurring(std::size_t count);
    void append(const Rows& rows, std::int64_t count, const std::int32_t* events, TextBuffer& text);

    std::vector<std::size_t> kinds_;  ///< [ntuple]: index in rows_; known with the first block
    std::vector<Rows> rows_;
    std::vector<RecurringNumbers> recurring_;  ///< each for rows with another number of weights
    // Of the table whose rows are written.
    std::vector<const Weights*> weights_;  ///< nominal, then of the variations
    std::vector<double> of_row_;           ///< likewise, of one event
};

}  // namespace collmc::results
