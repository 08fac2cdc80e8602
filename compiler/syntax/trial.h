// A statement with some of its tokens changed, parsed on trial. Internal to syntax: includes ANTLR.
#pragma once

#include <antlr4-runtime.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "CutParser.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/flat.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// One change of a statement: in front of its token `at` (its number of tokens: at its end), `removed` tokens are left
/// out and `inserted` stands in their stead. The changes of a list are in the order of their places.
struct Change {
    std::size_t at = 0;
    std::size_t removed = 0;
    std::string inserted;
    bool opens = false;  ///< stands at the token behind it, as an opening `|` does
};

class Trial {
public:
    /// So many tokens are parsed on trial for a file at most; then nothing parses.
    static constexpr std::size_t most_tokens = 60'000;

    explicit Trial(Tokens& tokens) : tokens_(tokens) {}

    /// The statement that is tried from now on: from `first` up to `end`, which is no part of it.
    void take(const antlr4::Token* first, const antlr4::Token* end);

    std::size_t size() const { return statement_.size(); }
    /// The statement's token at a place, or null behind its end.
    const antlr4::Token* at(std::size_t place) const { return place < size() ? statement_[place] : nullptr; }
    std::size_t type(std::size_t place) const { return place < size() ? statement_[place]->getType() : 0; }
    std::string text(std::size_t place) const { return std::string(place < size() ? tokens_.spelling(at(place)) : ""); }
    /// The place of a token of the file; the statement's size where it is none of its tokens.
    std::size_t place_of(const antlr4::Token* token) const;

    /// What the statement reads as with these changes; nothing where it does not parse as a whole and without
    /// complaint.
    std::optional<FlatStatement> read(const std::vector<Change>& changes);
    /// The changes as edits of the file, with the spaces that they need.
    std::vector<diagnostics::Edit> edits(const std::vector<Change>& changes) const;

private:
    class Stream;

    antlr4::Token* token_like(const antlr4::Token& lexed, std::string spelling, std::size_t place);
    void insert(std::vector<antlr4::Token*>& tokens, const Change& change);
    diagnostics::Edit edit(const Change& change) const;
    Span gap(std::size_t place) const;

    Tokens& tokens_;
    std::vector<antlr4::Token*> statement_;
    std::deque<antlr4::CommonToken> made_;
    std::unique_ptr<CutParser> parser_;
    std::size_t tokens_read_ = 0;
};

}  // namespace collmc::syntax
