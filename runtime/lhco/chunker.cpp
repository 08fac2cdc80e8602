#include "runtime/lhco/chunker.h"

#include <algorithm>
#include <utility>

#include "runtime/lhco/cut.h"

namespace collmc::lhco {

std::size_t last_event_row(std::string_view text, std::size_t from) {
    std::size_t line_end = text.rfind('\n');
    while (line_end != std::string_view::npos && line_end > 0) {
        const std::size_t before = text.rfind('\n', line_end - 1);
        if (before == std::string_view::npos) break;  // the line at 0 does not count
        const std::size_t begin = before + 1;
        if (is_event_row(text.data() + begin, text.data() + line_end)) return begin;
        if (begin <= from) break;
        line_end = before;
    }
    return std::string_view::npos;
}

Chunker::Chunker(ByteSource& source, std::size_t chunk_size)
    : source_(source), chunk_size_(std::max<std::size_t>(chunk_size, 1)) {}

/// Reads on until `text` has `size` bytes. False once the input is at its end.
bool Chunker::fill(Text& text, std::size_t size) {
    const std::size_t had = text.size();
    if (size <= had) return true;
    const std::size_t got = source_.read(text.room(size), size - had);
    text.set_size(had + got);
    return had + got == size;
}

/// Drops a byte-order mark at the begin of the file.
void Chunker::begin_file(Text& text) {
    at_end_ = !fill(text, kByteOrderMark.size());
    if (std::string_view(text) != kByteOrderMark) return;
    text.set_size(0);
    offset_ = kByteOrderMark.size();
}

/// Reads until a later event row than the one at the text's begin is there, and returns where it stands; npos at the
/// end of the input, and when no event begins for too long.
std::size_t Chunker::find_cut(Text& text) {
    std::size_t looked_at = 0;  // no event row begins in text[1, looked_at)
    while (!at_end_) {
        at_end_ = !fill(text, looked_at + std::max(chunk_size_, looked_at));
        const std::size_t cut = last_event_row(text, looked_at);
        if (cut != std::string::npos) return cut;
        looked_at = text.size();
        if (!at_end_ && looked_at >= kMaxTextBetweenEvents) {
            fail(no_event_between(source_.path(), offset_, offset_ + looked_at));
        }
    }
    return std::string::npos;
}

void Chunker::fail(InputError error) {
    error_ = std::move(error);
    at_end_ = true;
}

bool Chunker::next(Chunk& chunk) {
    if (at_end_) return false;
    Text& text = chunk.text;
    text.swap(rest_);
    rest_.set_size(0);
    const bool is_first = offset_ == 0;
    if (is_first) begin_file(text);

    const std::size_t cut = find_cut(text);
    if (is_first && is_extended(text)) fail(extended_error(source_.path()));
    if (error_) return false;

    if (!at_end_) {
        rest_.assign(std::string_view(text).substr(cut));
        text.set_size(cut);
    } else if (source_.error()) {
        // The input broke off: the event that was being read is not whole.
        error_ = *source_.error();
        text.set_size(cut == std::string::npos ? 0 : cut);
    }
    chunk.offset = offset_;
    offset_ += text.size();
    return !text.empty();
}

}  // namespace collmc::lhco
