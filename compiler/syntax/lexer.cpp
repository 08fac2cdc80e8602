#include "compiler/syntax/lexer.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace collmc::syntax {

namespace {

bool is_digit(std::size_t c) { return c >= '0' && c <= '9'; }
bool is_letter(std::size_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_of_word(std::size_t c) { return is_letter(c) || is_digit(c) || c == '_'; }
bool is_exponent(std::size_t c) { return c == 'e' || c == 'E'; }
bool ends_line(std::size_t c) { return c == '\n' || c == '\r'; }
bool is_space(std::size_t c) { return c == ' ' || c == '\t' || c == '\f' || ends_line(c); }
bool is_end(std::size_t c) { return c == antlr4::Token::EOF; }
bool is_ascii(std::size_t c) { return c < 0x80; }

/// The words that are not names. Of tokens with several spellings the vocabulary has none.
std::unordered_map<std::string, std::size_t> make_words(const antlr4::dfa::Vocabulary& vocabulary) {
    std::unordered_map<std::string, std::size_t> words = {
        {"and", CutLexer::AND},  {"or", CutLexer::OR},    {"not", CutLexer::NOT},  {"in", CutLexer::IN},
        {"pi", CutLexer::PI},    {"GeV", CutLexer::UNIT}, {"MeV", CutLexer::UNIT}, {"TeV", CutLexer::UNIT},
        {"rad", CutLexer::UNIT}, {"deg", CutLexer::UNIT},
    };
    for (std::size_t type = 1; type <= vocabulary.getMaxTokenType(); ++type) {
        const std::string literal = vocabulary.getLiteralName(type);  // in quotes
        if (literal.size() > 2 && is_letter(static_cast<unsigned char>(literal[1])))
            words.emplace(literal.substr(1, literal.size() - 2), type);
    }
    return words;
}

}  // namespace

Lexer::Lexer(antlr4::CharStream* input)
    : CutLexer(input), place_(*static_cast<antlr4::atn::LexerATNSimulator*>(_interpreter)) {}

std::unique_ptr<antlr4::Token> Lexer::nextToken() {
    skip_space();
    if (is_end(at(0))) hitEOF = true;
    const Match match = hitEOF ? Match() : this->match();
    if (match.length == 0) return CutLexer::nextToken();
    token.reset();
    tokenStartCharIndex = _input->index();
    tokenStartLine = place_.getLine();
    tokenStartCharPositionInLine = place_.getCharPositionInLine();
    type = match.type;
    channel = match.channel;
    _text.clear();
    _input->seek(tokenStartCharIndex + match.length);
    place_.setCharPositionInLine(tokenStartCharPositionInLine + match.length);
    emit();
    return std::move(token);
}

void Lexer::skip_space() {
    std::size_t line = place_.getLine(), position = place_.getCharPositionInLine();
    for (std::size_t c = at(0); is_space(c); c = at(0)) {
        position = c == '\n' ? 0 : position + 1;
        if (c == '\n') ++line;
        _input->consume();
    }
    place_.setLine(line);
    place_.setCharPositionInLine(position);
}

template <class Predicate>
std::size_t Lexer::end_of(std::size_t offset, Predicate belongs) {
    while (belongs(at(offset))) ++offset;
    return offset;
}

Lexer::Match Lexer::match() {
    const std::size_t first = at(0);
    if (is_letter(first) || first == '_') return match_word();
    if (is_digit(first)) return match_number();
    const auto goes_on = [](std::size_t c) { return !ends_line(c) && !is_end(c); };
    if (first == '#') return {COMMENT, end_of(1, goes_on), HIDDEN};
    if (first == '"') {
        const std::size_t end = end_of(1, [&](std::size_t c) { return c != '"' && goes_on(c); });
        return {STRING, at(end) == '"' ? end + 1 : end};
    }
    return match_sign();
}

Lexer::Match Lexer::match_word() {
    const std::size_t length = end_of(1, is_of_word);
    if (!is_ascii(at(length)) && !is_end(at(length))) return {};
    static const auto words = make_words(getVocabulary());
    std::string word;
    for (std::size_t i = 0; i < length; ++i) word += static_cast<char>(at(i));
    const auto found = words.find(word);
    return {found == words.end() ? static_cast<std::size_t>(NAME) : found->second, length};
}

/// Digits, or digits with a fraction; other numbers are rare.
Lexer::Match Lexer::match_number() {
    const std::size_t whole = end_of(1, is_digit), behind = at(whole);
    if (is_exponent(behind) || (behind == ',' && is_digit(at(whole + 1)))) return {};
    if (behind != '.') return {INT, whole};
    const std::size_t length = end_of(whole + 1, is_digit);
    if (length == whole + 1 || is_exponent(at(length))) return {};
    return {NUMBER, length};
}

Lexer::Match Lexer::match_sign() {
    const std::size_t next = at(1);
    switch (at(0)) {
        case '(': return {LPAREN, 1};
        case ')': return {RPAREN, 1};
        case '[': return {LBRACKET, 1};
        case ']': return {RBRACKET, 1};
        case '|': return {BAR, 1};
        case ',': return {COMMA, 1};
        case '^': return {CARET, 1};
        case '.': return is_digit(next) ? Match() : Match{DOT, 1};
        case ':': return next == '=' ? Match{ASSIGN, 2} : Match{COLON, 1};
        case '+': return next == '/' ? Match() : Match{PLUS, 1};
        case '-': return next == '>' ? Match{ARROW, 2} : Match{MINUS, 1};
        case '*': return next == '*' ? Match{CARET, 2} : Match{STAR, 1};
        case '/': return next == '/' || next == '*' ? Match() : Match{SLASH, 1};
        case '<': return next == '=' ? Match{LESS_EQUAL, 2} : next == '>' ? Match() : Match{LESS, 1};
        case '>': return next == '=' ? Match{GREATER_EQUAL, 2} : Match{GREATER, 1};
        case '=':
            if (next == '<' || next == '>' || (next == '=' && at(2) == '=')) return {};
            return next == '=' ? Match{EQUAL, 2} : Match{ASSIGN, 1};
        case '!': return next == '=' && at(2) != '=' ? Match{NOT_EQUAL, 2} : Match();
        default: return {};
    }
}

}  // namespace collmc::syntax
