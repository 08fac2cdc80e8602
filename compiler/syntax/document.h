// A text with places where a line may end, and how it is broken to lines of a width (after Wadler, "A prettier
// printer").
//
// Internal to syntax; knows nothing of the language. A line that ends goes on four spaces deeper than the line on which
// its group begins, so nothing is ever aligned.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace collmc::syntax {

/// Characters of a line, counted in code points. A comment may reach beyond.
constexpr int line_width = 120;
constexpr int indent_width = 4;
/// Between a statement and the comment behind it.
constexpr const char* comment_gap = "   ";

struct Comment {
    std::string text;       ///< with its `#`, without white space at its end
    bool own_line = false;  ///< nothing stands in front of it
};

struct Document {
    enum class Kind {
        text,
        line,        ///< ends the line, or is `text`
        concat,      ///< the parts, one after the other
        group,       ///< on one line if they fit there, else each of its lines ends
        fill,        ///< content, line, content, ..., content: a line ends where the content behind it does not fit,
                     ///< and behind content that takes several lines
        assignment,  ///< a line and a value: the line ends if that brings the value to one line, else as `hugs` says
    };
    /// What goes deeper where a group or fill does not fit: nothing, its own lines, or also the parts between them.
    enum class Indent { none, lines, all };

    Kind kind = Kind::concat;
    std::string text;
    int width = 0;                  ///< of `text`
    std::vector<Comment> comments;  ///< of a line, which then ends
    std::vector<Document> parts;
    Indent indent = Indent::none;
    bool hugs = false;    ///< of an assignment: the value may begin behind the line and break inside, as a call does
    bool stays = false;   ///< of a line in a fill: need not end behind content that takes several lines
    bool leads = false;   ///< of a line in a fill: where it ends, so do all behind it
    bool breaks = false;  ///< a line in it must end
};

Document text(std::string text);
Document concat(std::vector<Document> parts);
/// A space that may become the end of a line, and must where there are comments.
Document line(std::vector<Comment> comments = {});
/// The same for a place without a space.
Document soft_line(std::vector<Comment> comments = {});
Document group(Document::Indent indent, std::vector<Document> parts);
/// Parts are content and lines in turn.
Document fill(Document::Indent indent, std::vector<Document> parts);
Document assignment(Document line, Document value, bool hugs);

/// The document in lines without a line feed at the end; the first one begins with `indent` spaces.
std::string print(const Document& document, int indent);

}  // namespace collmc::syntax
