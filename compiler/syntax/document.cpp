#include "compiler/syntax/document.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace collmc::syntax {

namespace {

using Kind = Document::Kind;
using Indent = Document::Indent;

int code_points(const std::string& text) {
    return static_cast<int>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Document with_parts(Kind kind, std::vector<Document> parts) {
    Document document;
    document.kind = kind;
    document.breaks = std::any_of(parts.begin(), parts.end(), [](const Document& part) { return part.breaks; });
    document.parts = std::move(parts);
    return document;
}

Document line_of(std::string text, std::vector<Comment> comments) {
    Document document;
    document.kind = Kind::line;
    document.width = static_cast<int>(text.size());
    document.text = std::move(text);
    document.breaks = !comments.empty();
    document.comments = std::move(comments);
    return document;
}

class Printer {
public:
    explicit Printer(int indent) : line_indent_(indent), column_(indent) {
        out_.append(static_cast<std::size_t>(indent), ' ');
    }

    std::string print(const Document& document) {
        stack_.push_back({&document, line_indent_, line_indent_, false});
        while (!stack_.empty()) {
            const Command command = stack_.back();
            stack_.pop_back();
            print(command);
        }
        return std::move(out_);
    }

private:
    struct Command {
        const Document* document;
        int indent;                ///< of what stands around it
        int lines;                 ///< of its lines, where it is a fill that has begun
        bool flat;                 ///< all on one line
        std::size_t next = 0;      ///< of a fill: the part to go on with
        bool after_lines = false;  ///< of a fill: the content before took several lines
        bool every = false;        ///< of a fill: all its lines end from here on
    };

    void print(const Command& command) {
        const Document& it = *command.document;
        switch (it.kind) {
            case Kind::text: put(it); break;
            case Kind::line:
                if (command.flat)
                    put(it);
                else
                    new_line(command.indent, it.comments);
                break;
            case Kind::concat: push(it, command.indent, command.indent, command.flat); break;
            case Kind::group: print_group(command); break;
            case Kind::fill: print_fill(command); break;
            case Kind::assignment: print_assignment(command); break;
        }
    }

    void print_group(const Command& command) {
        const Document& group = *command.document;
        if (command.flat || (!group.breaks && fits(group, true, column_))) {
            push(group, command.indent, command.indent, true);
            return;
        }
        const int lines = group.indent == Indent::none ? command.indent : deeper(command.indent);
        push(group, group.indent == Indent::all ? lines : command.indent, lines, false);
    }

    /// One content and the line in front of it; the rest goes back to the stack.
    void print_fill(Command command) {
        const Document& fill = *command.document;
        if (command.flat) {
            push(fill, command.indent, command.indent, true);
            return;
        }
        if (command.next == 0) command.lines = fill.indent == Indent::none ? command.indent : deeper(command.indent);
        const Document* separator = command.next == 0 ? nullptr : &fill.parts[command.next++];
        const Document& content = fill.parts[command.next++];
        bool ends = separator && (separator->breaks || command.every || (command.after_lines && !separator->stays));
        if (separator && !ends) ends = content.breaks || !fits_behind(content, separator->width, command);
        if (separator && ends) new_line(command.lines, separator->comments);
        if (separator && !ends) put(*separator);
        command.every = command.every || (ends && separator->leads);
        const bool flat = !content.breaks && fits_behind(content, 0, command);
        command.after_lines = !flat;
        if (command.next < fill.parts.size()) stack_.push_back(command);
        const int indent = fill.indent == Indent::all ? command.lines : command.indent;
        stack_.push_back({&content, indent, indent, flat});
    }

    /// Whether the content of a fill fits on the line, up to the line behind it.
    bool fits_behind(const Document& content, int width, const Command& fill) {
        const bool goes_on = fill.next < fill.document->parts.size();
        int left = line_width - column_ - width;
        return goes_on ? measure(content, true, 0, left) != Measured::too_long : fits(content, true, column_ + width);
    }

    void print_assignment(const Command& command) {
        const Document &line = command.document->parts[0], &value = command.document->parts[1];
        const int below = deeper(command.indent), behind = column_ + line.width;
        const auto fits_at = [&](int column) { return !value.breaks && fits(value, true, column); };
        const bool hugs = command.document->hugs && !line.breaks && !fits_at(below) && fits(value, false, behind);
        const bool flat = command.flat || (!line.breaks && fits_at(behind));
        if (flat || hugs)
            put(line);
        else
            new_line(below, line.comments);
        const int indent = flat || hugs ? command.indent : below;
        stack_.push_back({&value, indent, indent, flat});
    }

    int deeper(int indent) const { return std::max(indent, line_indent_) + indent_width; }

    void push(const Document& parent, int indent, int lines, bool flat) {
        for (auto part = parent.parts.rbegin(); part != parent.parts.rend(); ++part) {
            const int own = part->kind == Kind::line ? lines : indent;
            stack_.push_back({&*part, own, own, flat});
        }
    }

    void put(const Document& text) {
        out_ += text.text;
        column_ += text.width;
    }

    void new_line(int indent, const std::vector<Comment>& comments) {
        const std::string next = "\n" + std::string(static_cast<std::size_t>(indent), ' ');
        for (const Comment& comment : comments) {
            const bool behind = &comment == comments.data() && !comment.own_line;
            out_ += (behind ? comment_gap : next) + comment.text;
        }
        out_ += next;
        line_indent_ = column_ = indent;
    }

    /// Whether the document, with what follows, fits behind a column up to where the line may end; `flat`: not within
    /// the document.
    bool fits(const Document& document, bool flat, int column) const {
        int left = line_width - column;
        Measured measured = measure(document, flat, 0, left);
        for (auto rest = stack_.rbegin(); rest != stack_.rend() && measured == Measured::goes_on; ++rest)
            measured = measure(*rest->document, rest->flat, rest->next, left);
        return measured != Measured::too_long;
    }

    enum class Measured { too_long, goes_on, line_may_end };

    static Measured measure(const Document& document, bool flat, std::size_t from, int& left) {
        switch (document.kind) {
            case Kind::line:
                if (!flat || document.breaks) return Measured::line_may_end;
                [[fallthrough]];
            case Kind::text: left -= document.width; return left < 0 ? Measured::too_long : Measured::goes_on;
            default: break;
        }
        for (std::size_t i = from; i < document.parts.size(); ++i) {
            const Measured measured = measure(document.parts[i], flat, 0, left);
            if (measured != Measured::goes_on) return measured;
        }
        return Measured::goes_on;
    }

    std::string out_;
    std::vector<Command> stack_;
    int line_indent_;
    int column_;
};

}  // namespace

Document text(std::string text) {
    Document document;
    document.kind = Kind::text;
    document.width = code_points(text);
    document.text = std::move(text);
    return document;
}

Document concat(std::vector<Document> parts) {
    if (parts.size() == 1) return std::move(parts.front());
    return with_parts(Kind::concat, std::move(parts));
}

Document line(std::vector<Comment> comments) { return line_of(" ", std::move(comments)); }
Document soft_line(std::vector<Comment> comments) { return line_of("", std::move(comments)); }

Document group(Indent indent, std::vector<Document> parts) {
    Document document = with_parts(Kind::group, std::move(parts));
    document.indent = indent;
    return document;
}

Document fill(Indent indent, std::vector<Document> parts) {
    Document document = with_parts(Kind::fill, std::move(parts));
    document.indent = indent;
    return document;
}

Document assignment(Document line, Document value, bool hugs) {
    std::vector<Document> parts;
    parts.push_back(std::move(line));
    parts.push_back(std::move(value));
    Document document = with_parts(Kind::assignment, std::move(parts));
    document.hugs = hugs;
    return document;
}

std::string print(const Document& document, int indent) { return Printer(indent).print(document); }

}  // namespace collmc::syntax
