// Inputs: LHCO text and packed events, one after the other, piece by piece, as rows.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/columns/event_block.h"
#include "runtime/lhco/chunker.h"
#include "runtime/lhco/event_text.h"
#include "runtime/lhco/parser.h"
#include "runtime/lhco/source.h"
#include "runtime/packed/file.h"
#include "runtime/packed/rows.h"

namespace collmc::packed {

/// A chunk of text, or a block of packed events.
struct InputPiece {
    std::size_t input = 0;
    lhco::Chunk chunk;
    std::shared_ptr<const File> file;  ///< null: it is text
    std::size_t block = 0;
};

/// Events with how they were read.
struct Part {
    Rows rows;
    lhco::ParseReport report;
};

/// Reads pieces. Keeps its memory, and what it has learned of the layout of rows, from one to the next.
class PieceReader {
public:
    /// Appends the parts of a piece: several where a chunk of text has more events than a block holds. Of text, bad
    /// rows are told in the reports.
    std::optional<lhco::InputError> read(const InputPiece& piece, lhco::OnBadEvent on_bad_event,
                                         std::vector<Part>& parts);

private:
    void read_text(std::string_view text, lhco::OnBadEvent on_bad_event, std::vector<Part>& parts);

    lhco::LayoutTable layouts_;
    columns::EventBlock block_;
    std::vector<lhco::EventSpan> spans_;
};

class Inputs {
public:
    explicit Inputs(const std::vector<std::string>& paths);

    /// Replaces `piece` by the next one. False at the end of all inputs, or at an error.
    bool next(InputPiece& piece);

    /// What ended the inputs early.
    const std::optional<std::string>& error() const { return error_; }
    /// With which the first input begins.
    const std::string& comments() const { return comments_; }
    /// The sources, where `found` has what was read of each input that is text; those of packed events as they say.
    std::vector<Source> sources(const std::vector<Source>& found) const;
    /// The packed file that an input is, once it was opened; null for text.
    const File* packed(std::size_t input) const { return packed_[input].get(); }
    const std::string& compression(std::size_t input) const { return compression_[input]; }
    /// Reads a gzip input that is still open to its end: the error if it turns out to be damaged. Such a file may show
    /// itself as nonsense in a row long before its checksum is reached.
    std::optional<std::string> damage_behind(std::size_t input);

private:
    bool open();
    void leave();
    bool fail(std::string message);

    const std::vector<std::string>& paths_;
    std::size_t current_ = 0;
    std::optional<lhco::ByteSource> source_;
    std::optional<lhco::Chunker> chunker_;
    std::shared_ptr<const File> file_;
    std::size_t block_ = 0;
    std::vector<Source> sources_;                      ///< sizes and checksums of text
    std::vector<std::shared_ptr<const File>> packed_;  ///< by input
    std::vector<std::string> compression_;             ///< by input: "gzip", "zstd" or empty
    std::string comments_;
    std::optional<std::string> error_;
};

}  // namespace collmc::packed
