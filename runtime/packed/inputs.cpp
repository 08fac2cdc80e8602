#include "runtime/packed/inputs.h"

#include "runtime/packed/block.h"

namespace collmc::packed {
namespace {

/// The first chunk of a text begins before this: behind a byte-order mark at most.
constexpr std::uint64_t kFirst = 4;

std::optional<lhco::InputError> read_packed(const File& file, std::size_t number, std::vector<Part>& parts) {
    LoadedBlock block;
    if (auto error = block.load(file, number, Chunks().set())) return error;
    Part& part = parts.emplace_back();
    BlockDecoder().decode_rows(block, part.rows);
    part.report.counts = counts_of(block.entry());
    return std::nullopt;
}

}  // namespace

void PieceReader::read_text(std::string_view text, lhco::OnBadEvent on_bad_event, std::vector<Part>& parts) {
    do {
        Part& part = parts.emplace_back();
        part.report = lhco::parse_chunk({text, lhco::Text::kReadableBehind, &layouts_}, on_bad_event, block_, &spans_);
        if (block_.n_unassigned() == 0) {
            add_events(block_, part.rows);
        } else {
            for (const auto& [begin, end] : spans_) add_event(text.substr(begin, end - begin), part.rows);
        }
        text.remove_prefix(part.report.bytes);
        if (part.report.stopped) break;
    } while (!text.empty());
}

std::optional<lhco::InputError> PieceReader::read(const InputPiece& piece, lhco::OnBadEvent on_bad_event,
                                                  std::vector<Part>& parts) {
    if (piece.file) return read_packed(*piece.file, piece.block, parts);
    read_text(piece.chunk.text, on_bad_event, parts);
    return std::nullopt;
}

Inputs::Inputs(const std::vector<std::string>& paths)
    : paths_(paths), sources_(paths.size()), packed_(paths.size()), compression_(paths.size()) {}

bool Inputs::next(InputPiece& piece) {
    while (!error_ && current_ < paths_.size()) {
        if (!file_ && !chunker_ && !open()) break;
        piece.input = current_;
        piece.file = file_;
        if (file_ && block_ < file_->directory().blocks.size()) {
            piece.block = block_++;
            return true;
        }
        if (chunker_ && chunker_->next(piece.chunk)) {
            if (current_ == 0 && piece.chunk.offset < kFirst) comments_ = lhco::leading_comments(piece.chunk.text);
            return true;
        }
        leave();
    }
    return false;
}

std::vector<Source> Inputs::sources(const std::vector<Source>& found) const {
    std::vector<Source> all;
    for (std::size_t i = 0; i < paths_.size(); ++i) {
        if (packed_[i]) {
            all.insert(all.end(), packed_[i]->directory().sources.begin(), packed_[i]->directory().sources.end());
            continue;
        }
        Source source = found[i];
        source.path = paths_[i];
        source.bytes = sources_[i].bytes;
        source.checksum = sources_[i].checksum;
        all.push_back(std::move(source));
    }
    return all;
}

std::optional<std::string> Inputs::damage_behind(std::size_t input) {
    lhco::Chunk ignored;
    if (!source_ || current_ != input || !source_->is_compressed()) return std::nullopt;
    while (chunker_->next(ignored)) {
    }
    if (const lhco::InputError* damage = chunker_->error()) return damage->message;
    return std::nullopt;
}

bool Inputs::open() {
    const std::string& path = paths_[current_];
    if (is_packed(path)) {
        File::Opened opened = File::open(path);
        if (opened.error) return fail(std::move(opened.error->message));
        file_ = std::move(opened.file);
        block_ = 0;
        packed_[current_] = file_;
        if (current_ == 0) comments_ = file_->directory().comments;
        return true;
    }
    lhco::ByteSource::Opened opened = lhco::ByteSource::open(path);
    if (opened.error) return fail(std::move(opened.error->message));
    source_.emplace(std::move(*opened.source));
    chunker_.emplace(*source_);
    compression_[current_] = source_->compression();
    return true;
}

void Inputs::leave() {
    if (chunker_ && chunker_->error() != nullptr) fail(chunker_->error()->message);
    if (source_) {
        sources_[current_].bytes = source_->file_position();
        sources_[current_].checksum = source_->checksum();
    }
    chunker_.reset();
    source_.reset();
    file_.reset();
    ++current_;
}

bool Inputs::fail(std::string message) {
    error_ = std::move(message);
    return false;
}

}  // namespace collmc::packed
