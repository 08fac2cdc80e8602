// Source text and places in it.
//
// A SourceFile owns the bytes of one program text (an analysis, a file of the standard library, a formula of the
// schema). It is never moved or changed after construction, so a Span may point into it for as long as the SourceFile
// lives; SourceSet keeps every file of one compilation alive.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace collmc::diagnostics {

/// 1-based line and column; the column counts Unicode code points, as an editor shows them, without a byte order mark.
struct LineColumn {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

class SourceFile {
public:
    SourceFile(std::string path, std::string text);
    SourceFile(const SourceFile&) = delete;
    SourceFile& operator=(const SourceFile&) = delete;

    const std::string& path() const { return path_; }
    std::string_view text() const { return text_; }
    std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }

    // Of a byte offset; one past the end counts as the end. None of these reads the line that it stands in.
    LineColumn place(std::uint32_t offset) const;
    std::uint32_t line_of(std::uint32_t offset) const;
    /// The code points before it in the file, without a byte order mark.
    std::uint32_t characters_before(std::uint32_t offset) const;

    /// The text of a line (1-based) without its line end.
    std::string_view line(std::uint32_t number) const;
    /// The byte offset at which a line (1-based) begins.
    std::uint32_t line_start(std::uint32_t number) const;

private:
    std::string path_;
    std::string text_;
    std::vector<std::uint32_t> line_starts_;
    std::vector<std::uint32_t> characters_;  // before every so many bytes
};

/// Bytes [begin, end) of a source file. Byte offsets are the truth; lines and columns are derived.
struct Span {
    const SourceFile* file = nullptr;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    bool valid() const { return file != nullptr; }
    std::string_view text() const;
    /// The smallest span that covers both; both must lie in the same file.
    static Span cover(Span first, Span last);
};

/// Every source file of one compilation.
class SourceSet {
public:
    const SourceFile& add(std::string path, std::string text);

private:
    std::vector<std::unique_ptr<SourceFile>> files_;
};

}  // namespace collmc::diagnostics
