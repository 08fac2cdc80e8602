#include "compiler/syntax/trial.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "compiler/syntax/build.h"
#include "compiler/syntax/stop_at_first_error.h"

namespace collmc::syntax {

using antlr4::Token;
using diagnostics::Edit;

/// Tokens of a list, the end of the file behind them.
class Trial::Stream : public antlr4::TokenStream {
public:
    Stream(std::vector<Token*> tokens, antlr4::TokenSource* source) : tokens_(std::move(tokens)), source_(source) {}

    void consume() override { ++next_; }
    std::size_t LA(ssize_t i) override { return LT(i)->getType(); }
    Token* LT(ssize_t k) override {
        const ssize_t place = static_cast<ssize_t>(next_) + (k > 0 ? k - 1 : k);
        if (place < 0) return nullptr;
        return get(static_cast<std::size_t>(place));
    }
    Token* get(std::size_t index) const override { return tokens_[std::min(index, tokens_.size() - 1)]; }
    ssize_t mark() override { return 0; }
    void release(ssize_t) override {}
    std::size_t index() override { return next_; }
    void seek(std::size_t index) override { next_ = index; }
    std::size_t size() override { return tokens_.size(); }
    std::string getSourceName() const override { return ""; }
    antlr4::TokenSource* getTokenSource() const override { return source_; }
    std::string getText(const antlr4::misc::Interval&) override { return ""; }
    std::string getText() override { return ""; }
    std::string getText(antlr4::RuleContext*) override { return ""; }
    std::string getText(Token*, Token*) override { return ""; }

private:
    std::vector<Token*> tokens_;  // the last is the end of the file
    antlr4::TokenSource* source_;
    std::size_t next_ = 0;
};

void Trial::take(const Token* first, const Token* end) {
    statement_.clear();
    for (const Token* token = first; token != end && !is_end(token); token = tokens_.after(token))
        statement_.push_back(tokens_.all()[token->getTokenIndex()]);
}

std::size_t Trial::place_of(const Token* token) const {
    return static_cast<std::size_t>(std::find(statement_.begin(), statement_.end(), token) - statement_.begin());
}

std::optional<FlatStatement> Trial::read(const std::vector<Change>& changes) {
    tokens_read_ += statement_.size() + 1;
    if (tokens_read_ > most_tokens) return {};
    std::vector<Token*> tokens;
    tokens.reserve(statement_.size() + 8);
    std::size_t place = 0;
    for (const Change& change : changes) {
        for (; place < change.at; ++place) tokens.push_back(statement_[place]);
        place += change.removed;
        insert(tokens, change);
    }
    for (; place < statement_.size(); ++place) tokens.push_back(statement_[place]);
    tokens.push_back(tokens_.all().back());
    Stream stream(std::move(tokens), tokens_.stream().getTokenSource());
    const auto stop = std::make_shared<StopAtFirstError>();
    if (!parser_) {
        parser_ = std::make_unique<CutParser>(&stream);
        parser_->removeErrorListeners();
    } else {
        parser_->setTokenStream(&stream);
    }
    parser_->setErrorHandler(stop);
    try {
        auto* context = parser_->statement();
        if (stream.LA(1) != Token::EOF) return {};
        diagnostics::Diagnostics complaints;
        FlatStatement statement = build_statement(context, tokens_, complaints);
        if (!complaints.all().empty()) return {};
        return statement;
    } catch (const antlr4::ParseCancellationException&) {
        return {};
    }
}

void Trial::insert(std::vector<Token*>& tokens, const Change& change) {
    if (change.inserted.empty()) return;
    antlr4::ANTLRInputStream input(change.inserted);
    Lexer lexer(&input);
    lexer.removeErrorListeners();
    for (auto token = lexer.nextToken(); !is_end(token.get()); token = lexer.nextToken())
        tokens.push_back(token_like(*token, token->getText(), change.at));
}

/// A token that stands at a place of the statement without taking room in the file.
Token* Trial::token_like(const Token& lexed, std::string spelling, std::size_t place) {
    const Token* before = place > 0 ? statement_[place - 1] : statement_[0];
    auto& made = made_.emplace_back(lexed.getType());
    made.setStartIndex(before->getStopIndex() + 1);
    made.setStopIndex(before->getStopIndex());
    made.setTokenIndex(before->getTokenIndex());
    tokens_.spell(&made, std::move(spelling));
    return &made;
}

/// What stands between the token at a place and the one before.
Span Trial::gap(std::size_t place) const {
    const std::uint32_t begin = place > 0 ? tokens_.span(statement_[place - 1]).end : 0;
    const std::uint32_t end = place < size() ? tokens_.span(statement_[place]).begin : begin;
    return {&tokens_.file(), begin, end};
}

std::vector<Edit> Trial::edits(const std::vector<Change>& changes) const {
    std::vector<Edit> edits;
    for (const Change& change : changes) edits.push_back(edit(change));
    return edits;
}

Edit Trial::edit(const Change& change) const {
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    const auto begins_with = [](std::string_view text, std::string_view one_of) {
        return !text.empty() && one_of.find(text.front()) != std::string_view::npos;
    };
    const std::string& text = change.inserted;
    const Span before = gap(change.at);
    const std::size_t next = change.at + change.removed;
    const std::uint32_t end = change.removed > 0 ? tokens_.span(statement_[next - 1]).end : before.begin;
    const Span behind = change.removed > 0 ? gap(next) : before;
    if (text.empty()) {  // of the spaces on both sides one is left
        const bool spaced = before.begin < before.end || next >= size();
        return {{before.file, spaced ? before.begin : before.end, spaced ? end : behind.end}, ""};
    }
    if (change.opens) return {{before.file, before.end, change.removed > 0 ? end : before.end}, text};
    const bool closes = begins_with(text, ",)].|(^");
    const std::string_view following = behind.file->text().substr(behind.end);
    const bool apart = text.back() == ',' || is_word(text.back()) || (!closes && text.back() != '.');
    const bool glued = next < size() && behind.begin == behind.end && !begins_with(following, ",)].|[");
    return {{before.file, before.begin, end}, (closes ? "" : " ") + text + (glued && apart ? " " : "")};
}

}  // namespace collmc::syntax
