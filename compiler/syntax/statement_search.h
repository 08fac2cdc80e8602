// Changes of a statement that did not parse, tried one by one. Internal to syntax: includes ANTLR.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/syntax/describe.h"
#include "compiler/syntax/repair_statement.h"
#include "compiler/syntax/walk.h"

namespace collmc::syntax {

/// Words and signs that are always written alike.
inline constexpr std::array<std::pair<std::size_t, std::string_view>, 29> fixed_words = {{
    {CutLexer::COMMA, ","},       {CutLexer::COLON, ":"},         {CutLexer::ASSIGN, "="},
    {CutLexer::TO, "to"},         {CutLexer::BY, "by"},           {CutLexer::BINS, "bins"},
    {CutLexer::FROM, "from"},     {CutLexer::IN, "in"},           {CutLexer::OF, "of"},
    {CutLexer::WITH, "with"},     {CutLexer::AS, "as"},           {CutLexer::RPAREN, ")"},
    {CutLexer::RBRACKET, "]"},    {CutLexer::LPAREN, "("},        {CutLexer::ARROW, "->"},
    {CutLexer::PAD, "pad"},       {CutLexer::NEAREST, "nearest"}, {CutLexer::UP, "up"},
    {CutLexer::DOWN, "down"},     {CutLexer::FIRST, "first"},     {CutLexer::HIGHEST, "highest"},
    {CutLexer::LOWEST, "lowest"}, {CutLexer::ABOVE, "above"},     {CutLexer::WHEN, "when"},
    {CutLexer::SCALE, "scale"},   {CutLexer::USE, "use"},         {CutLexer::ORDER, "order"},
    {CutLexer::FOR, "for"},       {CutLexer::EDGES, "edges"},
}};

inline bool is_comparison(std::size_t type) { return type >= CutLexer::EQUAL && type <= CutLexer::GREATER; }

/// A change after which the statement reads without complaint.
struct FoundRepair {
    diagnostics::Fix fix;
    std::optional<FlatStatement> statement;  ///< what it then reads as, where nothing in it was invented
    bool good = true;                        ///< a guess that is most likely right
};

/// For those who know what to try: each try that reads is found. Places count tokens from the beginning of the
/// statement.
class StatementSearch {
public:
    StatementSearch(const Tokens& tokens, Trial& trial, const BrokenStatement& broken)
        : tokens_(tokens), trial_(trial), broken_(broken) {
        trial_.take(broken.first, broken.end);
        stop_ = std::min(trial_.place_of(broken.found), trial_.size());
    }

protected:
    bool attempt(std::string title, const std::vector<Change>& changes, bool good = true) {
        constexpr std::size_t most = 6;
        const bool inside = std::all_of(changes.begin(), changes.end(), [&](const Change& change) {
            return change.at <= trial_.size() && change.removed <= trial_.size() - change.at;
        });
        if (found_.size() >= most || !inside) return false;
        auto statement = trial_.read(changes);
        if (!statement) return false;
        found_.push_back({{std::move(title), diagnostics::EditClass::likely, trial_.edits(changes)}, {}, good});
        if (invents(changes)) return true;
        found_.back().statement = std::move(statement);
        return true;
    }
    /// Whether a change says more than the language's own words and signs, or completes what is not all there: nothing
    /// is to be said of such a statement in other messages.
    bool invents(const std::vector<Change>& changes) const {
        return std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
            if (change.inserted.empty()) return stop_ == trial_.size();
            if (one_of(change.inserted, {")", "]", "|", "))", "all(", "any("})) return false;
            const bool word = std::any_of(fixed_words.begin(), fixed_words.end(),
                                          [&](const auto& pair) { return pair.second == change.inserted; });
            return stop_ == trial_.size() || !(word || one_of(change.inserted, {"and", "+-", "-", "(", ">"}));
        });
    }

    bool insert(std::size_t at, const std::string& text, bool good = true) {
        return attempt(fmt::format("write `{}`", text), {{at, 0, text}}, good);
    }
    bool replace(std::size_t at, std::size_t count, const std::string& text, bool good = true) {
        return attempt(fmt::format("write `{}`", text), {{at, count, text}}, good);
    }
    bool erase(std::size_t at, std::size_t count, bool good = true) {
        const Span place = tokens_.span(trial_.at(at), trial_.at(at + count - 1));
        return attempt(fmt::format("remove `{}`", place.text()), {{at, count, ""}}, good);
    }

    std::size_t type(std::size_t place) const { return trial_.type(place); }
    std::string text(std::size_t place) const { return trial_.text(place); }
    bool is(std::size_t place, std::string_view what) const {
        return place < trial_.size() && trial_.text(place) == what;
    }
    bool expects(std::size_t token) const { return broken_.expected && broken_.expected->contains(token); }
    bool number_at(std::size_t place) const { return place < trial_.size() && is_number(trial_.at(place)); }
    bool touch(std::size_t left) const {
        return left + 1 < trial_.size() && tokens_.touch(trial_.at(left), trial_.at(left + 1));
    }

    const Tokens& tokens_;
    Trial& trial_;
    const BrokenStatement& broken_;
    std::size_t stop_ = 0;  // the place of what was found
    std::vector<FoundRepair> found_;
};

}  // namespace collmc::syntax
