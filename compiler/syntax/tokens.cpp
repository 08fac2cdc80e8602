#include "compiler/syntax/tokens.h"

#include <algorithm>

namespace collmc::syntax {

namespace {

std::vector<std::uint32_t> bytes_of_code_points(std::string_view text) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(text.begin(), text.end(), is_ascii)) return {};
    std::vector<std::uint32_t> bytes;
    bytes.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) bytes.push_back(static_cast<std::uint32_t>(i));
    bytes.push_back(static_cast<std::uint32_t>(text.size()));
    // ANTLR drops a byte order mark, so its code point 0 is ours 1.
    if (text.substr(0, 3) == "\xEF\xBB\xBF") bytes.erase(bytes.begin());
    return bytes;
}

}  // namespace

Tokens::Tokens(const SourceFile& file)
    : file_(file),
      bytes_(bytes_of_code_points(file.text())),
      input_(std::string(file.text())),
      lexer_(&input_),
      stream_(&lexer_) {
    lexer_.removeErrorListeners();  // the grammar's UNKNOWN takes what no other token takes
    stream_.fill();
    all_ = stream_.getTokens();
}

std::uint32_t Tokens::byte(std::size_t code_point) const {
    if (bytes_.empty()) return static_cast<std::uint32_t>(code_point);
    return bytes_[std::min(code_point, bytes_.size() - 1)];
}

const antlr4::Token* Tokens::before(std::size_t index) const {
    while (index-- > 0)
        if (all_[index]->getChannel() == antlr4::Token::DEFAULT_CHANNEL) return all_[index];
    return nullptr;
}

const antlr4::Token* Tokens::from(std::size_t index) const {
    while (index + 1 < all_.size() && all_[index]->getChannel() != antlr4::Token::DEFAULT_CHANNEL) ++index;
    return all_[std::min(index, all_.size() - 1)];
}

Span Tokens::span(const antlr4::Token* token) const {
    if (is_end(token)) {
        const auto end = static_cast<std::uint32_t>(file_.text().size());
        return {&file_, end, end};
    }
    return {&file_, byte(token->getStartIndex()), byte(token->getStopIndex() + 1)};
}

Span Tokens::span(const antlr4::Token* first, const antlr4::Token* last) const {
    return Span::cover(span(first), span(last));
}

Span Tokens::span(const antlr4::ParserRuleContext* context) const { return span(context->start, context->stop); }

std::string_view Tokens::spelling(const antlr4::Token* token) const {
    if (spellings_.empty()) return text(token);
    const auto found = spellings_.find(token);
    return found == spellings_.end() ? text(token) : std::string_view(found->second);
}

void Tokens::read_as(const antlr4::Token* token, std::size_t type) {
    if (auto* writable = dynamic_cast<antlr4::WritableToken*>(all_[token->getTokenIndex()])) writable->setType(type);
}

bool Tokens::first_on_line(const antlr4::Token* token) const {
    const antlr4::Token* previous = before(token->getTokenIndex());
    return !previous || !same_line(previous, token);
}

bool Tokens::touch(const antlr4::Token* left, const antlr4::Token* right) const {
    return span(left).end == span(right).begin;
}

bool Tokens::same_line(const antlr4::Token* left, const antlr4::Token* right) const {
    const std::uint32_t end = span(left).end;
    return file_.text().substr(end, span(right).begin - end).find_first_of("\n\r") == std::string_view::npos;
}

bool Tokens::begins_statement(const antlr4::Token* token) const {
    const std::size_t type = token->getType();
    if (type == CutLexer::BINS) {
        const std::size_t next = after(token)->getType();
        return next != CutLexer::FROM && next != CutLexer::IN;
    }
    // The grammar lists the words that begin a line one after the other.
    return type >= CutLexer::ANALYSIS && type <= CutLexer::BY;
}

bool begins_further_line(const antlr4::Token* token) {
    const std::size_t type = token->getType();
    return type == CutLexer::ROW || type == CutLexer::OUTSIDE || type == CutLexer::BY;
}

bool continues(const antlr4::Token* first, const antlr4::Token* further) {
    const std::size_t above = first->getType();
    switch (further->getType()) {
        case CutLexer::ROW:
            return above == CutLexer::TABLE || above == CutLexer::REGIONS || above == CutLexer::ROW ||
                   above == CutLexer::OUTSIDE;
        case CutLexer::OUTSIDE: return above == CutLexer::TABLE || above == CutLexer::ROW;
        case CutLexer::BY:
            return above == CutLexer::BINS || above == CutLexer::BY || above == CutLexer::OBSERVED ||
                   above == CutLexer::BACKGROUND;
        default: return false;
    }
}

bool ends_operand(const antlr4::Token* token, bool after_operand) {
    switch (token->getType()) {
        case CutLexer::NAME:
        case CutLexer::INT:
        case CutLexer::NUMBER:
        case CutLexer::UNIT:
        case CutLexer::THIS:
        case CutLexer::PI:
        case CutLexer::RPAREN:
        case CutLexer::RBRACKET: return true;
        case CutLexer::BAR: return after_operand;
        default: return false;
    }
}

bool is_number(const antlr4::Token* token) {
    return token->getType() == CutLexer::INT || token->getType() == CutLexer::NUMBER;
}

bool is_end(const antlr4::Token* token) { return token->getType() == antlr4::Token::EOF; }

}  // namespace collmc::syntax
