// The tokens of a file, and where each stands in it.
//
// Internal to syntax: includes ANTLR. ANTLR counts code points; spans count bytes.
#pragma once

#include <antlr4-runtime.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/diagnostics/source.h"
#include "compiler/syntax/lexer.h"

namespace collmc::syntax {

using diagnostics::SourceFile;
using diagnostics::Span;

class Tokens {
public:
    /// The file must be UTF-8 and must live as long as the tokens.
    explicit Tokens(const SourceFile& file);

    const SourceFile& file() const { return file_; }
    antlr4::CommonTokenStream& stream() { return stream_; }
    /// Every token, comments and semicolons included, the end of the file last; by index.
    const std::vector<antlr4::Token*>& all() const { return all_; }
    /// The visible token before an index, or null.
    const antlr4::Token* before(std::size_t index) const;
    /// The visible token at or after an index; past the end, the end of the file.
    const antlr4::Token* from(std::size_t index) const;
    const antlr4::Token* after(const antlr4::Token* token) const { return from(token->getTokenIndex() + 1); }

    Span span(const antlr4::Token* token) const;
    Span span(const antlr4::ParserRuleContext* context) const;
    Span span(const antlr4::Token* first, const antlr4::Token* last) const;
    /// What stands in the file, which is what the person wrote.
    std::string_view text(const antlr4::Token* token) const { return span(token).text(); }

    /// What a token says: what stands in the file, or what that is read as.
    std::string_view spelling(const antlr4::Token* token) const;
    /// Takes a token for one of another type from now on, and for another word where one is given. A token that does
    /// not stand in the file must live as long as it is asked for.
    void read_as(const antlr4::Token* token, std::size_t type);
    void spell(const antlr4::Token* token, std::string spelling) { spellings_[token] = std::move(spelling); }

    bool first_on_line(const antlr4::Token* token) const;
    /// Whether nothing, not even a space, stands between two tokens.
    bool touch(const antlr4::Token* left, const antlr4::Token* right) const;
    /// Whether no line ends between two tokens, of which `left` stands in front.
    bool same_line(const antlr4::Token* left, const antlr4::Token* right) const;

    /// Whether a statement, or a further line of one, may begin here: its word does, and `bins` is not that of an axis.
    bool begins_statement(const antlr4::Token* token) const;

private:
    std::uint32_t byte(std::size_t code_point) const;

    const SourceFile& file_;
    std::vector<std::uint32_t> bytes_;  // of each code point; empty when the file is ASCII, where they are equal
    antlr4::ANTLRInputStream input_;
    Lexer lexer_;
    antlr4::CommonTokenStream stream_;
    std::vector<antlr4::Token*> all_;
    std::unordered_map<const antlr4::Token*, std::string> spellings_;  // where they are not what stands in the file
};

/// Whether an operand ends with this token, so that a `|` behind it closes; `after_operand` says the same of the token
/// before.
bool ends_operand(const antlr4::Token* token, bool after_operand);

bool is_number(const antlr4::Token* token);

/// `row`, `outside` and `by` begin a further line of a statement.
bool begins_further_line(const antlr4::Token* token);
/// Whether such a line may stand below a line with this first word.
bool continues(const antlr4::Token* first, const antlr4::Token* further);

bool is_end(const antlr4::Token* token);

}  // namespace collmc::syntax
