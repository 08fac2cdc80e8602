#include "compiler/diagnostics/source.h"

#include <algorithm>
#include <cassert>

namespace collmc::diagnostics {

namespace {

constexpr std::uint32_t stride = 1024;  // bytes from one entry of `characters_` to the next
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Every byte that does not continue a UTF-8 sequence begins a code point.
std::uint32_t count_characters(std::string_view text) {
    return static_cast<std::uint32_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

SourceFile::SourceFile(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i) {
        const bool lone_return = text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n');
        if (text_[i] == '\n' || lone_return) line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
    characters_.push_back(0);
    for (std::string_view rest = text_; rest.size() >= stride; rest.remove_prefix(stride))
        characters_.push_back(characters_.back() + count_characters(rest.substr(0, stride)));
}

std::uint32_t SourceFile::line_of(std::uint32_t offset) const {
    offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    return static_cast<std::uint32_t>(after - line_starts_.begin());
}

std::uint32_t SourceFile::characters_before(std::uint32_t offset) const {
    offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
    const std::uint32_t known = offset / stride;
    const std::uint32_t count =
        characters_[known] + count_characters(text().substr(known * stride, offset - known * stride));
    return offset > 0 && text_.starts_with(byte_order_mark) ? count - 1 : count;
}

LineColumn SourceFile::place(std::uint32_t offset) const {
    const std::uint32_t line = line_of(offset);
    return {line, characters_before(offset) - characters_before(line_starts_[line - 1]) + 1};
}

std::uint32_t SourceFile::line_start(std::uint32_t number) const {
    assert(number >= 1 && number <= line_starts_.size());
    return line_starts_[number - 1];
}

std::string_view SourceFile::line(std::uint32_t number) const {
    const std::uint32_t begin = line_start(number);
    std::size_t end = number < line_starts_.size() ? line_starts_[number] : text_.size();
    while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
    return std::string_view(text_).substr(begin, end - begin);
}

std::string_view Span::text() const {
    if (!valid()) return {};
    const auto all = file->text();
    const auto first = std::min<std::size_t>(begin, all.size());
    const auto last = std::clamp<std::size_t>(end, first, all.size());
    return all.substr(first, last - first);
}

Span Span::cover(Span first, Span last) {
    if (!first.valid()) return last;
    if (!last.valid()) return first;
    assert(first.file == last.file);
    return {first.file, std::min(first.begin, last.begin), std::max(first.end, last.end)};
}

const SourceFile& SourceSet::add(std::string path, std::string text) {
    files_.push_back(std::make_unique<SourceFile>(std::move(path), std::move(text)));
    return *files_.back();
}

}  // namespace collmc::diagnostics
