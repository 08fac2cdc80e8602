#include "runtime/packed/contents.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/lhco/source.h"
#include "runtime/packed/block.h"
#include "runtime/packed/inputs.h"

namespace collmc::packed {
namespace {

void add_rows(const Rows& rows, Contents& contents) {
    for (std::size_t column = 0; column < kHeaderColumnCount; ++column)
        contents.header[column].add(rows.header[column]);
    for (std::size_t k = 0; k < kSegmentCount; ++k) {
        const Rows::Kind& kind = rows.kinds[k];
        Contents::Kind& to = contents.kinds[k];
        to.rows += static_cast<std::int64_t>(kind.size());
        for (const std::int32_t size : kind.sizes) to.most = std::max(to.most, size);
        for (std::size_t column = kRowEta; column < kRowColumnCount; ++column)
            to.columns[column].add(kind.columns[column]);
    }
}

void describe_packed(const File& file, Contents& contents) {
    const Directory& directory = file.directory();
    contents.format = Contents::Format::packed;
    contents.bytes = file.size();
    contents.checksum = fmt::format("{}:{:016x}", kChecksumName, file.checksum());
    contents.version = file.version();
    contents.blocks = static_cast<std::int64_t>(directory.blocks.size());
    contents.sources = directory.sources;
    for (const Source& source : directory.sources) {
        contents.counts.skipped_lines += source.skipped_lines;
        contents.counts.bad_events += source.bad_events;
    }
}

bool is_compressed(const File& file, std::size_t block) {
    LoadedBlock loaded;
    if (loaded.load(file, block, {})) return false;
    return std::ranges::any_of(loaded.table(), [](const ChunkEntry& chunk) { return chunk.compressed != 0; });
}

}  // namespace

void Range::add(const std::vector<double>& values) {
    if (values.empty()) return;
    const auto [low, high] = std::ranges::minmax(values);
    least = std::min(least, low);
    greatest = std::max(greatest, high);
    for (const double value : values)
        if (decimals <= kMaxDecimals) decimals = std::max(decimals, decimals_of(value));
}

Outcome read_contents(const std::string& path, const std::atomic<bool>* stop, Contents& contents) {
    const std::vector<std::string> paths = {path};
    Inputs inputs(paths);
    Outcome outcome;
    InputPiece piece;
    PieceReader reader;
    std::int64_t lines = 0;
    while (!outcome.error && inputs.next(piece)) {
        if (stop != nullptr && stop->load()) {
            outcome.interrupted = true;
            return outcome;
        }
        std::vector<Part> parts;
        if (const auto damage = reader.read(piece, lhco::OnBadEvent::kStop, parts)) outcome.error = damage->message;
        for (const Part& part : parts) {
            if (part.report.stopped)
                outcome.error = lhco::describe(*part.report.bad_row, path, lines + part.report.bad_row->line);
            lines += part.report.lines;
            contents.counts.add(part.report.counts);
            add_rows(part.rows, contents);
        }
        if (piece.file) contents.compressed |= is_compressed(*piece.file, piece.block);
    }
    if (outcome.error) {
        if (const auto damage = inputs.damage_behind(0))
            outcome.error = *damage + "\nIt first shows here:\n" + *outcome.error;
        return outcome;
    }
    outcome.error = inputs.error();
    if (outcome.error) return outcome;
    contents.comments = inputs.comments();
    if (const File* const file = inputs.packed(0)) {
        describe_packed(*file, contents);
    } else {
        const Source source = inputs.sources({Source()}).front();
        contents.compression = inputs.compression(0);
        contents.bytes = source.bytes;
        contents.checksum = lhco::named_checksum(source.checksum);
    }
    if (contents.counts.events + contents.counts.bad_events == 0) outcome.error = lhco::no_events(path).message;
    return outcome;
}

}  // namespace collmc::packed
