#include "compiler/syntax/repair_statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "compiler/syntax/common_slips.h"
#include "compiler/syntax/lines.h"
#include "compiler/syntax/proposals.h"
#include "compiler/syntax/statement_search.h"

namespace collmc::syntax {

using antlr4::Token;
using diagnostics::EditClass;
using diagnostics::Fix;

namespace {

class Search : public StatementSearch {
public:
    using StatementSearch::StatementSearch;

    Repairs run() {
        if (stop_ == 0 || !on_few_lines()) return {};
        found_ = common_slips(tokens_, trial_, broken_);
        if (found_.empty()) brackets();
        if (found_.empty()) signs();
        if (found_.empty() && stop_ == trial_.size()) trailing();
        if (found_.empty()) propose();
        return result();
    }

private:
    /// A very long statement is not one: what follows it is missing its first words.
    bool on_few_lines() const {
        constexpr std::size_t most_tokens = 400;
        return trial_.size() <= most_tokens;
    }

    // ---- brackets ----

    /// The places of the brackets that are open where the parser stopped.
    std::vector<std::size_t> open_brackets() const {
        std::vector<std::size_t> open;
        bool after_operand = false;
        for (std::size_t i = 0; i < stop_; ++i) {
            const std::size_t t = type(i);
            const bool opens =
                t == CutLexer::LPAREN || t == CutLexer::LBRACKET || (t == CutLexer::BAR && !after_operand);
            const bool closes = t == CutLexer::RPAREN || t == CutLexer::RBRACKET || t == CutLexer::BAR;
            if (opens)
                open.push_back(i);
            else if (closes && !open.empty())
                open.pop_back();
            after_operand = ends_operand(trial_.at(i), after_operand);
        }
        return open;
    }

    void brackets() {
        const std::vector<std::size_t> open = open_brackets();
        if (open.empty()) return;
        if (open.size() > 1 && stop_ == trial_.size() && close_all(open)) return;
        const std::size_t bracket = open.back();
        const std::string closer = is(bracket, "(") ? ")" : is(bracket, "[") ? "]" : "|";
        for (const int wanted : {0, 1, 2}) {
            for (std::size_t gap = bracket + 2; gap <= stop_; ++gap)
                if (worth(bracket, gap) == wanted) attempt(fmt::format("close it: `{}`", closer), {{gap, 0, closer}});
            if (!found_.empty()) return;
        }
    }

    bool close_all(const std::vector<std::size_t>& open) {
        std::string closers;
        for (auto place = open.rbegin(); place != open.rend(); ++place)
            closers += is(*place, "(") ? ")" : is(*place, "[") ? "]" : "|";
        return attempt(fmt::format("close them: `{}`", closers), {{trial_.size(), 0, closers}});
    }

    /// How likely a bracket ends in front of a token: 0 most, 3 not.
    int worth(std::size_t bracket, std::size_t gap) const {
        const bool call = is(bracket, "(") && (type(bracket - 1) == CutLexer::NAME);
        const bool runs = call && one_of(text(bracket - 1), {"any", "all", "count", "sum", "min", "max", "mean"});
        const bool relation = is_comparison(type(gap)) || type(gap) == CutLexer::IN || type(gap) == CutLexer::IS;
        if (is(bracket, "(") && !call && is(gap, ".") && !is(bracket + 2, ".")) {
            for (std::size_t i = bracket; i < gap; ++i)
                if (is(i, "+")) return 0;
        }
        if (is(bracket, "[")) return type(gap) == CutLexer::UNIT || is(gap, ".") || relation ? 0 : gap == stop_ ? 1 : 2;
        if (relation && !runs) return is(bracket, "(") && !call ? 1 : 0;
        if (gap == trial_.size() || type(gap) == CutLexer::STRING) return 1;
        return gap == stop_ ? 1 : 3;
    }

    // ---- one word or sign ----

    void signs() {
        const std::size_t k = stop_;
        if (!broken_.expected) return leftover();
        if (type(k) == CutLexer::NAME && type(k - 1) == CutLexer::NAME && !expects(CutLexer::COMMA)) insert(k, ",");
        for (const auto& [token, word] : fixed_words)
            if (expects(token)) insert(k, std::string(word));
        if (!found_.empty() || k >= trial_.size()) return;
        propose();
        if (!found_.empty()) return;
        for (const auto& [token, word] : fixed_words)
            if (expects(token)) replace(k, 1, std::string(word));
        if (!found_.empty()) return;
        const bool value = begins_value(type(k)) || type(k) == CutLexer::STRING || is_comparison(type(k));
        if (!value && type(k) != CutLexer::UNKNOWN) erase(k, 1);
        if (found_.empty() && is_separator(type(k - 1)) && k >= 2) erase(k - 1, 1);
    }

    static bool is_separator(std::size_t type) {
        return type == CutLexer::COMMA || type == CutLexer::AND || type == CutLexer::OR || type == CutLexer::COLON;
    }

    /// The statement is complete in front of what was found.
    void leftover() {
        const std::size_t k = stop_;
        const std::size_t found = type(k);
        const bool cut = type(0) == CutLexer::SELECT || type(0) == CutLexer::REJECT;
        if (found == CutLexer::COMMA || found == CutLexer::AND) {
            replace(k, 1, cut && found == CutLexer::COMMA ? "and" : ",");
            if (found_.empty()) erase(k, 1);
            return;
        }
        if (number_at(k) && cut) {
            for (const char* sign : {">", "<", ">=", "=="}) insert(k, sign, false);
            return;
        }
        if (type(0) == CutLexer::NTUPLE && found == CutLexer::NAME) insert(k, "as");
        if (!found_.empty()) return;
        const bool unit = found == CutLexer::NAME && number_at(k - 1);  // one that does not exist
        if (cut && begins_value(found) && !unit && compares_before(k)) insert(k, "and");
        if (unit) return;
        if (!cut) insert(k, ",");
        for (const char* word : {"in", "from", "when", "by"})
            if (found_.empty() && (!cut || compares_before(k))) insert(k, word);
        if (found_.empty() && !begins_value(found) && found != CutLexer::STRING && found != CutLexer::UNKNOWN)
            erase(k, 1);
    }

    /// Whether a condition may end in front of a place.
    bool compares_before(std::size_t place) const {
        for (std::size_t i = place; i-- > 1;) {
            if (type(i) == CutLexer::AND || type(i) == CutLexer::OR) return false;
            if (is_comparison(type(i)) || type(i) == CutLexer::IN || type(i) == CutLexer::IS) return true;
        }
        return is(place - 1, ")") || is(place - 1, "btagged");
    }

    /// `pt > 30 GeV and`, `from electrons,`: what is listed goes on, or ends there.
    void trailing() {
        if (stop_ < 2 || !is_separator(type(stop_ - 1))) return;
        const bool list = type(stop_ - 1) == CutLexer::COMMA && type(0) == CutLexer::OBJECT;
        if (list)
            for (const std::string& text : proposals(tokens_, trial_, stop_)) {
                if (found_.size() < 2) insert(stop_, text, false);
            }
        erase(stop_ - 1, 1, found_.empty());
    }

    // ---- what is not written yet ----

    void propose() {
        const auto texts = proposals(tokens_, trial_, stop_);
        constexpr std::size_t most_proposals = 3;
        for (const std::string& text : texts)
            if (found_.size() < most_proposals)
                insert(stop_, text, texts.size() == 1 && type(stop_ - 1) != CutLexer::ELSE);
    }

    /// A statement that is only begun, or lacks a value that nobody can guess, may as well not be there yet.
    void leave_out(std::vector<Fix>& fixes) const {
        const bool begun = stop_ == trial_.size();
        const bool other = !begun && (type(stop_) == CutLexer::STRING || type(stop_) == CutLexer::UNKNOWN);
        const bool no_value = fixes.empty() && broken_.expected && !begun && !begins_value(type(stop_)) &&
                              (!other || is(stop_, "?")) && (expects(CutLexer::INT) || expects(CutLexer::NUMBER));
        const bool sure = fixes.size() == 1 && fixes[0].applicability != EditClass::changes_selection;
        const bool closed = trial_.size() == 1 || (sure && lacks_comparison());
        if ((!begun && !no_value) || (sure && !closed) || heads_lines() || is_used()) return;
        fixes.push_back({"leave the statement out",
                         EditClass::changes_selection,
                         {{whole_lines(tokens_.span(trial_.at(0), trial_.at(trial_.size() - 1))), ""}},
                         "it is not written yet"});
    }

    /// A cut that says nothing of its value.
    bool lacks_comparison() const {
        if (type(0) != CutLexer::SELECT && type(0) != CutLexer::REJECT) return false;
        for (std::size_t i = 1; i < trial_.size(); ++i)
            if (is_comparison(type(i)) || type(i) == CutLexer::IN || type(i) == CutLexer::IS ||
                one_of(text(i), {"any", "all", "exists", "btagged", "oppositeSign", "sameSign", "sameFlavor"}))
                return false;
        return true;
    }

    /// Whether lines of this statement's own block stand below it.
    bool heads_lines() const {
        switch (type(0)) {
            case CutLexer::OBJECT:
            case CutLexer::CANDIDATE:
            case CutLexer::REGION:
            case CutLexer::REGIONS:
            case CutLexer::TABLE:
            case CutLexer::BINS: break;
            default: return false;
        }
        if (is_end(broken_.end)) return false;
        switch (broken_.end->getType()) {
            case CutLexer::OBJECT:
            case CutLexer::CANDIDATE:
            case CutLexer::REGION:
            case CutLexer::REGIONS:
            case CutLexer::TABLE:
            case CutLexer::FUNCTION:
            case CutLexer::VARIATION: return false;
            default: return true;
        }
    }

    /// Whether the name that the statement declares is used below.
    bool is_used() const {
        const bool names = type(0) == CutLexer::OBJECT || type(0) == CutLexer::CANDIDATE ||
                           type(0) == CutLexer::DEFINE || type(0) == CutLexer::FUNCTION || type(0) == CutLexer::TABLE ||
                           type(0) == CutLexer::REGION;
        if (!names || type(1) != CutLexer::NAME) return false;
        const std::string_view name = tokens_.text(trial_.at(1));
        for (const Token* token = broken_.end; !is_end(token); token = tokens_.after(token))
            if (token->getType() == CutLexer::NAME && tokens_.text(token) == name) return true;
        return false;
    }

    Repairs result() {
        constexpr std::size_t most_fixes = 3;
        Repairs repairs;
        const bool one = std::count_if(found_.begin(), found_.end(), [](const FoundRepair& f) { return f.good; }) == 1;
        std::stable_sort(found_.begin(), found_.end(),
                         [](const FoundRepair& a, const FoundRepair& b) { return a.good > b.good; });
        for (FoundRepair& found : found_) {
            if (repairs.fixes.size() >= most_fixes) break;
            const bool guess = one && found.good;
            found.fix.applicability = guess ? EditClass::likely : EditClass::changes_selection;
            if (guess) repairs.statement = std::move(found.statement);
            repairs.fixes.push_back(std::move(found.fix));
        }
        leave_out(repairs.fixes);
        return repairs;
    }
};

}  // namespace

Repairs repair_statement(const Tokens& tokens, Trial& trial, const BrokenStatement& broken) {
    return Search(tokens, trial, broken).run();
}

}  // namespace collmc::syntax
