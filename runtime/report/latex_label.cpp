#include "runtime/report/latex_label.h"

#include <algorithm>
#include <cstdint>

#include "runtime/report/latex_symbols.h"

namespace collmc::report {

namespace {

constexpr int kDeepest = 24;          // nested groups; what lies deeper is shown as it stands
constexpr double kScriptScale = 0.7;  // as in TeX
// gnuplot's own scripts are 0.8 of the text. A superscript above a subscript is raised a little more, by way of a small
// empty script, or a descender would touch the letter below.
constexpr std::string_view kSubscript = "_{/*0.85 ", kSuperscript = "^{/*0.85 ", kRaised = "^{/*0.25 ^{/*4.25 ";
constexpr std::string_view kSpace = "\u00a0";  // does not break; SVG readers drop others at the ends of a piece of text
constexpr std::string_view kMacron = "\u0304", kOverline = "\u0305";
constexpr std::string_view kTallLetters = "bdfhkl";
constexpr std::string_view kParticleLetters = "jblqegtuvyxWZHhVXY";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Bytes of the UTF-8 character that begins at text[0].
std::size_t character_length(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) ++length;
    return length;
}

bool is_combining(std::string_view character) {
    return character.substr(0, 1) == "\xcc" || character.substr(0, 2) == "\xcd\x80" ||
           character.substr(0, 2) == "\xe2\x83";
}

/// Width of text in units of its size, about as in a sans serif font.
double width_of(std::string_view text) {
    double width = 0;
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        const char c = text[0];
        if (!is_combining(text.substr(0, length))) {
            width += std::string_view("ijlftI1',.|() ").find(c) != std::string_view::npos ? 0.3
                     : c >= 'A' && c <= 'Z'                                               ? 0.65
                                                                                          : 0.55;
        }
        text.remove_prefix(length);
    }
    return width;
}

bool is_special(char c) { return std::string_view("{}^_@&~\\").find(c) != std::string_view::npos; }

void append_escaped(std::string& markup, std::string_view text) {
    for (const char c : text) {
        if (is_special(c)) markup += '\\';
        if (static_cast<unsigned char>(c) <= ' ') {
            markup += kSpace;
        } else {
            markup += c;
        }
    }
}

/// gnuplot markup as it grows; neighbouring slanted letters share one group.
class Markup {
public:
    void slanted(std::string_view text) { add(text, true); }
    void upright(std::string_view text) { add(text, false); }
    void raw(std::string_view markup, double width) {
        close();
        text_ += markup;
        width_ += width;
    }
    void append(Markup other) {
        const double width = other.width_;
        raw(other.take(), width);
    }
    bool empty() const { return text_.empty(); }
    double width() const { return width_; }
    std::string take() {
        close();
        return std::move(text_);
    }

private:
    void add(std::string_view text, bool slanted) {
        if (slanted && !open_) text_ += "{/:Italic ";
        if (!slanted) close();
        open_ = slanted;
        append_escaped(text_, text);
        width_ += width_of(text);
    }
    void close() {
        if (open_) text_ += '}';
        open_ = false;
    }

    std::string text_;
    double width_ = 0;  ///< in units of the text's size, roughly
    bool open_ = false;
};

/// Reads LaTeX mathematics by recursive descent.
class MathReader {
public:
    MathReader(std::string_view text, std::vector<std::string>& unknown) : text_(text), unknown_(unknown) {}

    Markup read() {
        Markup out;
        while (!at_end()) {
            read_list(out, Style{});
            if (!at_end()) ++position_;  // a closing brace without its opening one
        }
        return out;
    }

private:
    struct Style {
        bool upright = false;
        bool script = false;
        int depth = 0;
    };

    bool at_end() const { return position_ >= text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[position_]; }
    std::string_view rest() const { return text_.substr(position_); }

    /// Atoms with their scripts, up to a closing brace or the end.
    void read_list(Markup& out, Style style) {
        bool after_atom = false;  // whether a sign would stand between two operands
        while (!at_end() && peek() != '}') {
            if (peek() == ' ' || peek() == '\t' || peek() == '\n') {
                ++position_;
                continue;
            }
            if (peek() == '_' || peek() == '^') {
                read_scripts(out, style);
                continue;
            }
            after_atom = read_atom(out, style, after_atom);
            read_scripts(out, style);
        }
    }

    /// Reads one atom; returns whether it is an operand, after which + and - are binary.
    bool read_atom(Markup& out, Style& style, bool after_atom) {
        const char c = peek();
        if (c == '{') {
            out.append(read_group(style));
            return true;
        }
        if (c == '\\') return read_command(out, style);
        if (is_letter(c)) {
            read_letters(out, style);
            return true;
        }
        const std::string_view character = rest().substr(0, character_length(rest()));
        position_ += character.size();
        switch (c) {
            case '-':
            case '+': spaced(out, c == '-' ? "−" : "+", after_atom && !style.script); return false;
            case '=':
            case '<':
            case '>': spaced(out, character, !style.script); return false;
            case ',': out.upright(style.script ? "," : ", "); return false;
            case '*': out.upright("∗"); return true;
            case '\'': out.upright("′"); return true;
            case '~': out.upright(" "); return after_atom;
            case '(':
            case '[': out.upright(character); return false;
            default: break;
        }
        // Greek letters that were typed as such are variables too.
        const bool greek = character >= "α" && character <= "ω";
        greek && !style.upright ? out.slanted(character) : out.upright(character);
        return true;
    }

    static void spaced(Markup& out, std::string_view text, bool spaces) {
        out.upright(spaces ? " " + std::string(text) + " " : std::string(text));
    }

    /// Letters are variables, but words (miss, lep, jets, CS) are upright; names of particles (jj, bjj, ee) are no
    /// words.
    void read_letters(Markup& out, const Style& style) {
        std::size_t length = 0;
        while (length < rest().size() && is_letter(rest()[length])) ++length;
        const std::string_view run = rest().substr(0, length);
        position_ += length;
        const bool particles =
            run.find_first_not_of(kParticleLetters) == std::string_view::npos && run != "jet" && run != "bjet";
        const bool word = !particles && length >= (style.script ? 2 : 3);
        const bool transverse = style.script && run == "T";
        style.upright || word || transverse ? out.upright(run) : out.slanted(run);
    }

    /// A command; returns whether it is an operand.
    bool read_command(Markup& out, Style& style) {
        ++position_;
        std::size_t length = 0;
        while (length < rest().size() && is_letter(rest()[length])) ++length;
        if (length == 0) length = rest().empty() ? 0 : character_length(rest());
        const std::string_view name = rest().substr(0, length);
        position_ += length;

        if (name == "rm" || name == "bf" || name == "sf") {
            style.upright = true;  // until the end of the group
            return false;
        }
        if (name == "it") {
            style.upright = false;
            return false;
        }
        if (name == "mathrm" || name == "operatorname" || name == "mathsf" || name == "mathcal") {
            out.append(read_argument({true, style.script, style.depth}));
            return true;
        }
        if (name == "mathit") {
            out.append(read_argument({false, style.script, style.depth}));
            return true;
        }
        if (name == "mathbf" || name == "boldsymbol" || name == "bm") {
            Markup bold = read_argument({true, style.script, style.depth});
            const double width = bold.width();
            out.raw("{/:Bold " + bold.take() + "}", width);
            return true;
        }
        if (name == "text" || name == "textrm" || name == "mbox" || name == "textsf" || name == "textnormal") {
            out.upright(read_argument_text());
            return true;
        }
        if (name == "frac" || name == "dfrac" || name == "tfrac") {
            out.append(read_argument(style));
            out.upright("/");
            out.append(read_argument(style));
            return true;
        }
        if (name == "sqrt") return read_root(out, style);
        if (const std::string_view accent = find_latex_accent(name); !accent.empty())
            return read_accented(out, style, accent);
        return append_symbol(out, style, name);
    }

    bool append_symbol(Markup& out, const Style& style, std::string_view name) {
        const LatexSymbol* symbol = find_latex_symbol(name);
        if (symbol == nullptr) {
            if (!name.empty()) unknown_.push_back("\\" + std::string(name));
            out.upright(name);
            return true;
        }
        using enum LatexSymbol::Kind;
        switch (symbol->kind) {
            case variable: style.upright ? out.upright(symbol->text) : out.slanted(symbol->text); return true;
            case upright: out.upright(symbol->text); return true;
            case function:
                out.upright(symbol->text);
                read_scripts(out, style);
                skip_spaces();
                if (is_letter(peek()) || peek() == '\\' || is_digit(peek())) out.upright(" ");
                return false;
            case relation: spaced(out, symbol->text, !style.script); return false;
            case space: out.upright(symbol->text); return false;
            case nothing: return false;
            case delimiter:
                if (peek() == '.') ++position_;
                return false;
        }
        return true;
    }

    /// The letters of an argument like {s} or \ell as slanted or upright text; nothing where it has structure.
    bool plain_letters(std::string_view argument, std::string& letters) const {
        for (std::size_t i = 0; i < argument.size();) {
            if (argument[i] == ' ') {
                ++i;
                continue;
            }
            if (argument[i] != '\\') {
                const std::size_t length = character_length(argument.substr(i));
                if (is_special(argument[i])) return false;
                letters += argument.substr(i, length);
                i += length;
                continue;
            }
            std::size_t length = 1;
            while (i + length < argument.size() && is_letter(argument[i + length])) ++length;
            const LatexSymbol* symbol = find_latex_symbol(argument.substr(i + 1, length - 1));
            if (symbol == nullptr || symbol->kind != LatexSymbol::Kind::variable) return false;
            letters += symbol->text;
            i += length;
        }
        return !letters.empty();
    }

    /// Every letter with the combining accent; a bar lies higher on tall letters.
    static std::string accented(std::string_view letters, std::string_view accent) {
        std::string text;
        while (!letters.empty()) {
            const std::size_t length = character_length(letters);
            const char c = letters[0];
            const bool tall = (c >= 'A' && c <= 'Z') || kTallLetters.find(c) != std::string_view::npos;
            text += letters.substr(0, length);
            text += accent == kMacron && tall ? kOverline : accent;
            letters.remove_prefix(length);
        }
        return text;
    }

    bool read_accented(Markup& out, const Style& style, std::string_view accent) {
        const std::size_t before = position_;
        std::string letters;
        if (plain_letters(read_argument_text(), letters)) {
            const std::string text = accented(letters, accent);
            style.upright ? out.upright(text) : out.slanted(text);
            return true;
        }
        position_ = before;
        out.append(read_argument(style));
        return true;
    }

    /// The bar of a root is made of combining overlines; an argument with structure stands in parentheses instead.
    bool read_root(Markup& out, const Style& style) {
        std::string index, letters;
        if (peek() == '[') {
            const std::size_t end = rest().find(']');
            index = rest().substr(1, end == std::string_view::npos ? end : end - 1);
            position_ = end == std::string_view::npos ? text_.size() : position_ + end + 1;
        }
        if (!index.empty()) {
            std::string superscript = "^{/*0.7 ";
            append_escaped(superscript, index);
            out.raw(superscript + "}", 0.5);
        }
        out.upright("√");
        const std::size_t before = position_;
        if (plain_letters(read_argument_text(), letters)) {
            const std::string text = accented(letters, kOverline);
            style.upright || is_digit(letters[0]) ? out.upright(text) : out.slanted(text);
            return true;
        }
        position_ = before;
        out.upright("(");
        out.append(read_argument(style));
        out.upright(")");
        return true;
    }

    void skip_spaces() {
        while (peek() == ' ' || peek() == '\t') ++position_;
    }

    /// The argument of a command or script: a group, a command with its own arguments, or one character.
    Markup read_argument(Style style) {
        skip_spaces();
        Markup out;
        if (at_end() || peek() == '}') return out;
        if (peek() == '{') return read_group(style);
        if (is_letter(peek())) {
            // One letter only, however many follow: x_ab is x_{a}b.
            const std::string_view letter = rest().substr(0, 1);
            ++position_;
            const bool transverse = style.script && letter == "T";
            style.upright || transverse ? out.upright(letter) : out.slanted(letter);
            return out;
        }
        if (peek() == '_' || peek() == '^') return out;
        if (style.depth >= kDeepest) {
            out.upright(read_argument_text());
            return out;
        }
        ++style.depth;
        read_atom(out, style, false);
        return out;
    }

    Markup read_group(Style style) {
        Markup out;
        if (style.depth >= kDeepest) {
            out.upright(read_argument_text());
            return out;
        }
        ++style.depth;
        ++position_;  // {
        read_list(out, style);
        if (!at_end()) ++position_;  // }
        return out;
    }

    /// The argument as it is written, without its braces.
    std::string_view read_argument_text() {
        skip_spaces();
        const std::size_t begin = position_;
        if (peek() == '\\') {
            ++position_;
            while (is_letter(peek())) ++position_;
            return text_.substr(begin, position_ - begin);
        }
        if (peek() != '{') {
            position_ += at_end() ? 0 : character_length(rest());
            return text_.substr(begin, position_ - begin);
        }
        int depth = 0;
        while (!at_end()) {
            const char c = text_[position_++];
            if (c == '{') ++depth;
            if (c == '}' && --depth == 0) return text_.substr(begin + 1, position_ - begin - 2);
        }
        return text_.substr(begin + 1);
    }

    /// Subscript and superscript in either order. The narrower one is set without width (gnuplot's @), so that the
    /// other one begins at the same place and decides where the text goes on.
    void read_scripts(Markup& out, const Style& style) {
        Markup below, above;
        while (true) {
            const std::size_t before = position_;
            skip_spaces();
            const char c = peek();
            if (c != '_' && c != '^') {
                position_ = before;
                break;
            }
            ++position_;
            (c == '_' ? below : above).append(read_argument({style.upright, true, style.depth}));
        }
        const bool both = !below.empty() && !above.empty();
        const double width = std::max(below.width(), above.width()) * kScriptScale;
        const bool below_first = below.width() <= above.width();
        if (!both) {
            if (!below.empty()) out.raw(std::string(kSubscript) + below.take() + "}", width);
            if (!above.empty()) out.raw(std::string(kSuperscript) + above.take() + "}", width);
            return;
        }
        const std::string subscript = std::string(kSubscript) + below.take() + "}";
        const std::string superscript = std::string(kRaised) + above.take() + "}}";
        out.raw("@" + (below_first ? subscript + superscript : superscript + subscript), width);
    }

    std::string_view text_;
    std::vector<std::string>& unknown_;
    std::size_t position_ = 0;
};

/// Text outside of dollars: words that can only be meant as LaTeX are read as such, all others stand as they are.
void append_text(std::string& markup, std::string_view text, std::vector<std::string>& unknown) {
    while (!text.empty()) {
        const std::size_t space = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, space);
        const bool latex = word.find('\\') != std::string_view::npos || word.find("_{") != std::string_view::npos ||
                           word.find("^{") != std::string_view::npos;
        if (latex) {
            markup += MathReader(word, unknown).read().take();
        } else {
            append_escaped(markup, word);
        }
        text.remove_prefix(space);
        if (!text.empty()) {
            markup += kSpace;
            text.remove_prefix(1);
        }
    }
}

/// The next dollar that no backslash escapes, or the end.
std::size_t find_dollar(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '$') {
            return i;
        }
    }
    return text.size();
}

}  // namespace

GnuplotLabel gnuplot_label(std::string_view latex) {
    GnuplotLabel label;
    bool math = false;
    while (true) {
        const std::size_t dollar = find_dollar(latex);
        const std::string_view part = latex.substr(0, dollar);
        if (math) {
            label.text += MathReader(part, label.unknown).read().take();
        } else {
            append_text(label.text, part, label.unknown);
        }
        if (dollar == latex.size()) return label;
        latex.remove_prefix(dollar + 1);
        math = !math;
    }
}

std::string gnuplot_plain(std::string_view text) {
    std::string markup;
    append_escaped(markup, text);
    return markup;
}

}  // namespace collmc::report
