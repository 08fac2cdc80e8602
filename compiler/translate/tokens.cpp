#include "compiler/translate/tokens.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace collmc::translate {

namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

struct Spelling {
    std::string_view written, means;
};

// Characters beyond ASCII, as they are typed for what the field writes.
constexpr std::array kLetters = {
    Spelling{"Δ", "delta"}, Spelling{"∆", "delta"}, Spelling{"η", "eta"}, Spelling{"φ", "phi"}, Spelling{"ϕ", "phi"},
    Spelling{"γ", "gamma"}, Spelling{"μ", "mu"},    Spelling{"µ", "mu"},  Spelling{"τ", "tau"}, Spelling{"θ", "theta"},
    Spelling{"ν", "nu"},    Spelling{"ℓ", "l"},     Spelling{"Σ", "sum"}, Spelling{"π", "pi"},  Spelling{"χ", "chi"},
};
constexpr std::array kSigns = {
    Spelling{"≥", ">="}, Spelling{"≤", "<="}, Spelling{"⩾", ">="}, Spelling{"⩽", "<="}, Spelling{"≠", "!="},
    Spelling{"–", "-"},  Spelling{"—", "-"},  Spelling{"−", "-"},  Spelling{"‑", "-"},  Spelling{"×", "*"},
    Spelling{"±", "+-"}, Spelling{"∈", "in"}, Spelling{"→", "->"}, Spelling{"≈", "~"},  Spelling{"∗", "*"},
    Spelling{"…", "-"},  Spelling{"·", "*"},  Spelling{"⋅", "*"},
};
constexpr std::array kDropped = {Spelling{"“", ""}, Spelling{"”", ""},      Spelling{"„", ""},
                                 Spelling{"‘", ""}, Spelling{"\u00a0", ""}, Spelling{"\u2009", ""}};
constexpr std::array kCommands = {
    Spelling{"ge", ">="},  Spelling{"geq", ">="},        Spelling{"geqslant", ">="}, Spelling{"le", "<="},
    Spelling{"leq", "<="}, Spelling{"leqslant", "<="},   Spelling{"ne", "!="},       Spelling{"neq", "!="},
    Spelling{"pm", "+-"},  Spelling{"times", "*"},       Spelling{"gt", ">"},        Spelling{"lt", "<"},
    Spelling{"vert", "|"}, Spelling{"lvert", "|"},       Spelling{"rvert", "|"},     Spelling{"mid", "|"},
    Spelling{"ast", "*"},  Spelling{"rightarrow", "->"}, Spelling{"cdot", "*"},      Spelling{"to", "->"},
    Spelling{"dots", "-"}, Spelling{"ldots", "-"},
};
constexpr std::array<std::string_view, 31> kMarkup = {
    "mathrm", "mathit", "mathbf", "mathsf",       "text",         "textrm",   "rm",         "it",
    "bf",     "left",   "right",  "quad",         "big",          "bigl",     "bigr",       "mbox",
    "vec",    "bar",    "hat",    "operatorname", "displaystyle", "overline", "boldsymbol", "textbf",
    "textit", "emph",   "textsf", "texttt",       "underline",    "item",     "ensuremath"};
// What strikes a letter through: `\slashed{E}_T` is missing momentum.
constexpr std::array<std::string_view, 3> kStruck = {"slashed", "cancel", "not"};
// Written with a full stop, which ends no sentence and means nothing.
constexpr std::array<std::string_view, 7> kAbbreviations = {"min", "max", "incl", "transv", "approx", "resp", "mult"};
constexpr std::array<std::string_view, 12> kLongSigns = {"...", "+-", "<=", ">=", "=<", "=>",
                                                         "==",  "!=", "&&", "->", "..", ":="};

class Tokeniser {
public:
    Tokeniser(std::string_view text, Span span) : text_(text), span_(span) {}

    std::vector<Token> run() {
        while (at_ < text_.size()) step();
        return std::move(tokens_);
    }

private:
    template <std::size_t N>
    const Spelling* starts(const std::array<Spelling, N>& list) const {
        for (const Spelling& it : list)
            if (text_.substr(at_).starts_with(it.written)) return &it;
        return nullptr;
    }
    char here(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    void add(Token::Kind kind, std::string text, std::size_t begin) {
        const Span span = span_.valid() ? Span{span_.file, span_.begin + static_cast<std::uint32_t>(begin),
                                               span_.begin + static_cast<std::uint32_t>(at_)}
                                        : Span{};
        tokens_.push_back({kind, std::move(text), span});
    }

    void step() {
        const std::size_t begin = at_;
        const char c = here();
        if (is_space(c) || c == '"' || c == '`' || c == '$' || c == '{' || c == '}') return void(++at_);
        if (c == '*' && here(1) == '*') return void(at_ += 2);
        if (c == '~' && begin > 0 && !is_space(text_[begin - 1])) return void(++at_);  // LaTeX's space
        if (c == '.' && ends_abbreviation()) return void(++at_);
        if (text_.substr(at_).starts_with("w/") && !is_letter(here(2))) {
            at_ += 2;
            return add(Token::Kind::word, "with", begin);
        }
        // A dash with spaces around it is a pause, except between numbers.
        if (const std::string_view dash = "—"; text_.substr(at_).starts_with(dash) && begin > 0 &&
                                               is_space(text_[begin - 1]) && is_space(here(dash.size()))) {
            at_ += dash.size();
            const bool number_behind = !tokens_.empty() && tokens_.back().kind == Token::Kind::number;
            return sign(number_behind && is_digit(here(1)) ? "-" : ",", begin);
        }
        if (c == '\'' || text_.substr(at_).starts_with("’")) return apostrophe();
        if (const Spelling* it = starts(kDropped)) return void(at_ += it->written.size());
        if (is_digit(c) || (c == '.' && is_digit(here(1)))) return number();
        if (is_letter(c) || starts(kLetters)) return word();
        if (c == '\\') return command();
        if (c == '-' && begin > 0 && is_letter(text_[begin - 1]) && is_letter(here(1))) return void(++at_);
        if (const Spelling* it = starts(kSigns)) {
            at_ += it->written.size();
            // A typographic hyphen between words is one.
            if (it->written == "‑" && begin > 0 && is_letter(text_[begin - 1]) && is_letter(here())) return;
            return sign(std::string(it->means), begin);
        }
        for (const std::string_view it : kLongSigns)
            if (text_.substr(at_).starts_with(it)) {
                at_ += it.size();
                return sign(std::string(it), begin);
            }
        ++at_;
        while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0) == 0x80) ++at_;  // one character
        sign(std::string(text_.substr(begin, at_ - begin)), begin);
    }

    bool ends_abbreviation() const {
        if (tokens_.empty() || tokens_.back().kind != Token::Kind::word) return false;
        const std::string& before = tokens_.back().text;
        return at_ > 0 && is_letter(text_[at_ - 1]) &&
               std::find(kAbbreviations.begin(), kAbbreviations.end(), before) != kAbbreviations.end();
    }

    void sign(std::string text, std::size_t begin) {
        if (text == "in") return add(Token::Kind::word, text, begin);
        if (text == "&&" || text == "&") return add(Token::Kind::word, "and", begin);
        if (text == "=<") text = "<=";
        if (text == "=>") text = ">=";
        if (text == ".." || text == "...") text = "-";
        if (text == "=" || text == ":=") text = "==";
        add(Token::Kind::sign, text, begin);
    }

    /// `lepton's` and `jets'` own something; other apostrophes are quotes.
    void apostrophe() {
        const std::size_t begin = at_;
        const bool behind_word = begin > 0 && is_letter(text_[begin - 1]);
        at_ += here() == '\'' ? 1 : 3;
        if (!behind_word) return;
        if (here() == 's' && !is_letter(here(1))) ++at_;
        if (!is_letter(here())) add(Token::Kind::word, "'s", begin);
    }

    void number() {
        const std::size_t begin = at_;
        while (is_digit(here())) ++at_;
        if (here() == '.' && is_digit(here(1))) {
            ++at_;
            while (is_digit(here())) ++at_;
        }
        std::string digits(text_.substr(begin, at_ - begin));
        if (digits.front() == '.') digits = "0" + digits;
        while (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) digits.erase(0, 1);
        if ((here() == 'e' || here() == 'E') &&
            (is_digit(here(1)) || ((here(1) == '-' || here(1) == '+') && is_digit(here(2))))) {
            const std::size_t exponent = at_;
            ++at_;
            if (!is_digit(here())) ++at_;
            while (is_digit(here())) ++at_;
            digits += text_.substr(exponent, at_ - exponent);
        }
        // 1st, 2nd, 3rd, 4th
        for (const std::string_view it : {"st", "nd", "rd", "th"})
            if (text_.substr(at_).starts_with(it) && !is_letter(here(2)) && digits.size() < 3) {
                at_ += 2;
                return add(Token::Kind::word, digits + std::string(it), begin);
            }
        add(Token::Kind::number, digits, begin);
    }

    /// Letters and digits, or one letter that is not ASCII.
    std::string run_of_letters() {
        if (const Spelling* it = starts(kLetters)) {
            at_ += it->written.size();
            return std::string(it->means);
        }
        std::string text;
        for (; is_letter(here()) || is_digit(here()); ++at_) text += lower(here());
        return text;
    }
    static char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

    void word() {
        const std::size_t begin = at_;
        finish_word(run_of_letters(), begin);
    }

    /// What stands below and above a name belongs to it.
    void finish_word(std::string text, std::size_t begin) {
        if (text == "gev" && here() == '}' && here(1) == '^') ++at_;
        if (text == "gev" && swallow_root()) return add(Token::Kind::word, "gev_half", begin);
        while (here() == '}' && (here(1) == '_' || here(1) == '^')) ++at_;  // `\vec{p}_T`
        while (here() == '_' || here() == '^') {
            if (here(1) == '*' || text_.substr(at_ + 1).starts_with("{*}")) break;
            if (here() == '^' && (is_digit(here(1)) || here(1) == '+' || here(1) == '-')) break;
            const std::string part = script();
            if (part.empty()) break;
            text += "_" + part;
        }
        if (here() == '^' && (here(1) == '*' || text_.substr(at_ + 1).starts_with("{*}"))) {
            add(Token::Kind::word, text, begin);
            const std::size_t star = at_;
            at_ += here(1) == '*' ? 2 : 4;
            return add(Token::Kind::sign, "*", star);
        }
        if (text == "gev" || text == "mev" || text == "tev") swallow_speed_of_light();
        if (struck_) text += "_miss";
        struck_ = false;
        // `\Delta R_{\ell\ell}` is one name.
        if (!tokens_.empty() && tokens_.back().text == "delta" && tokens_.back().kind == Token::Kind::word &&
            text.find('_') != std::string::npos && is_delta_of(text)) {
            text = "delta" + text;
            tokens_.pop_back();
        }
        add(Token::Kind::word, text, begin);
    }

    static bool is_delta_of(std::string_view text) {
        return text.starts_with("r_") || text.starts_with("phi_") || text.starts_with("eta_") || text.starts_with("y_");
    }

    /// `^{1/2}` behind a unit.
    bool swallow_root() {
        for (const std::string_view it : {"^{1/2}", "^(1/2)", "^1/2", "^{0.5}", "^0.5", "½"})
            if (text_.substr(at_).starts_with(it)) return at_ += it.size(), true;
        return false;
    }

    /// `/c`, `/c^2`, `/c²` behind a unit.
    void swallow_speed_of_light() {
        if (here() != '/' || lower(here(1)) != 'c' || is_letter(here(2))) return;
        at_ += 2;
        for (const std::string_view it : {"^{2}", "^2", "²", "2", "**2"})
            if (text_.substr(at_).starts_with(it)) return void(at_ += it.size());
    }

    /// `_T`, `_{\mathrm{T}}`, `^{miss}` as small letters.
    std::string script() {
        const std::size_t begin = at_;
        ++at_;
        std::string text;
        if (here() == '\\') {
            text = markup_or_name();
            if (!text.empty() || here() != '{') return text.empty() ? (at_ = begin, text) : text;
        }
        if (here() == '{') {
            int depth = 0;
            do {
                if (here() == '{')
                    ++depth, ++at_;
                else if (here() == '}')
                    --depth, ++at_;
                else if (here() == '\\')
                    text += markup_or_name();
                else if (is_letter(here()) || is_digit(here()) || starts(kLetters))
                    text += run_of_letters();
                else if (here() == '_' || here() == '^')
                    text += '_', ++at_;
                else
                    ++at_;
            } while (depth > 0 && at_ < text_.size());
        } else if (is_letter(here()) || is_digit(here()) || starts(kLetters)) {
            text = run_of_letters();
            while (starts(kLetters)) text += run_of_letters();
        }
        if (text.empty()) at_ = begin;
        return text;
    }

    std::string command_name() {
        ++at_;
        std::string name;
        for (; is_letter(here()); ++at_) name += here();
        return name;
    }
    std::string markup_or_name() {
        std::string name = command_name();
        for (const std::string_view it : kMarkup)
            if (name == it) return "";
        if (name == "ell") return "l";
        for (char& c : name) c = lower(c);
        return name;
    }

    void command() {
        const std::size_t begin = at_;
        const std::string name = command_name();
        if (name == "notin") return add(Token::Kind::word, "not", begin), add(Token::Kind::word, "in", begin);
        if (name.empty()) return void(++at_);  // \, \; and an escaped sign
        for (const Spelling& it : kCommands)
            if (name == it.written) return add(Token::Kind::sign, std::string(it.means), begin);
        if (std::find(kStruck.begin(), kStruck.end(), name) != kStruck.end()) {
            while (here() == '{' || here() == '\\' || here() == '!' || is_space(here())) ++at_;
            if (!is_letter(here())) return;
            struck_ = true;
            std::string letter(1, lower(here()));
            ++at_;
            return finish_word(letter, begin);
        }
        at_ = begin;
        const std::string word = markup_or_name();
        if (!word.empty()) finish_word(word, begin);
    }

    std::string_view text_;
    Span span_;
    std::size_t at_ = 0;
    bool struck_ = false;  ///< the word that is read is struck through
    std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(Span line) { return Tokeniser(line.text(), line).run(); }

std::vector<Token> tokens_of(std::string_view phrase) { return Tokeniser(phrase, {}).run(); }

}  // namespace collmc::translate
