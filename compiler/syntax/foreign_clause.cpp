#include "compiler/syntax/foreign_clause.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/syntax/foreign_reader.h"

namespace collmc::syntax {

using antlr4::Token;
using diagnostics::Diagnostic;
using diagnostics::Edit;

namespace {

class Clauses : public ForeignReader {
public:
    using ForeignReader::ForeignReader;

    bool report() {
        if (!first_ || !previous_ || is_end(found_)) return false;
        return source() || heading() || particle_in_front() || weight() || axis() || grid_on_one_line() ||
               parameter() || quoted();
    }

    /// `ntuple t : pt=jets[0].pt`
    bool named_column() {
        if (type_ != CutLexer::ASSIGN || !walk_.is_name(previous_)) return false;
        const Token* before = walk_.previous(previous_);
        if (!walk_.is(before, ",") && !walk_.is(before, ":")) return false;
        const Token* statement = before;
        while (statement && !tokens_.begins_statement(statement)) statement = walk_.previous(statement);
        if (!statement || statement->getType() != CutLexer::NTUPLE) return false;
        const Token* end = walk_.expression_end(walk_.next(found_));
        auto& diagnostic = error("E0008", walk_.span(previous_, found_), "a column with a name reads `VALUE as NAME`");
        return replace(diagnostic, walk_.span(previous_, end),
                       fmt::format("{} as {}", walk_.text(walk_.next(found_), end), walk_.text(previous_)));
    }

private:
    /// `object x : Jet`, `object x take Jet`, `object x from union(a, b)`, `from a + b`, `from events.Jet`, `from
    /// COMB(a, a)`
    bool source() {
        if (first_type() != CutLexer::OBJECT && first_type() != CutLexer::CANDIDATE) return false;
        const Token* name = walk_.next(first_);
        if (previous_ == name) {
            const bool takes = one_of(walk_.lower(found_), {"take", "using", "is", "of", ":", "=", "<-", "select"});
            if (!takes || !walk_.is_name(walk_.next(found_)) || type_ == CutLexer::SELECT) return false;
            auto& diagnostic = error("E0008", walk_.span(found_, found_),
                                     fmt::format("`{}` is written `from` here", walk_.text(found_)));
            const bool glued = walk_.end(name) == walk_.begin(found_);
            return replace(diagnostic, walk_.span(found_, found_), glued ? " from" : "from");
        }
        if (first_type() == CutLexer::CANDIDATE) return false;
        if (walk_.is(found_, "(") && walk_.is_name(previous_)) return source_function();
        if (walk_.is(found_, "+") && walk_.is_name(previous_) && walk_.is_name(walk_.next(found_))) {
            auto& diagnostic = error("E0008", walk_.span(found_, found_), "the parts of a union are listed with `,`");
            std::vector<Edit> edits;
            for (const Token* token = found_; walk_.is(token, "+"); token = walk_.next(walk_.next(token)))
                edits.push_back({walk_.span(walk_.end(walk_.previous(token)), walk_.end(token)), ","});
            return likely(diagnostic, std::move(edits), "write `,`");
        }
        const Token* before = walk_.previous(previous_);
        const bool excludes = before && before->getType() == CutLexer::EXCLUDING;  // a member of a candidate
        if (walk_.is(found_, ".") && walk_.is_name(walk_.next(found_)) && !excludes) {
            auto& diagnostic =
                error("E0008", walk_.span(previous_, found_),
                      fmt::format("`{}` is said without `{}.`", walk_.text(walk_.next(found_)), walk_.text(previous_)));
            return likely(diagnostic, {{walk_.span(previous_, found_), ""}}, "leave it out");
        }
        return false;
    }

    bool source_function() {
        const Token* close = walk_.closing(found_);
        const std::string name = walk_.lower(previous_);
        if (!close) return false;
        const auto arguments = walk_.arguments(found_, close);
        if (one_of(name, {"union", "merge", "concatenate", "concat", "join", "add"})) {
            auto& diagnostic = error("E0008", walk_.span(previous_, close), "the parts of a union are listed with `,`");
            return replace(diagnostic, walk_.span(previous_, close), fmt::format("{}", fmt::join(arguments, ", ")));
        }
        if (one_of(name, {"comb", "combinations", "pairs", "cartesian", "disjoint"}) && !arguments.empty()) {
            auto& diagnostic =
                error("E0008", walk_.span(previous_, close), "all combinations are `a, b in COLLECTION`");
            return replace(diagnostic, walk_.span(previous_, close), combinations(arguments));
        }
        if (one_of(name, {"sort", "sorted", "order"}) && arguments.size() >= 2) {
            const bool lowest = arguments.size() >= 3 && lower_case(arguments[2]).starts_with("asc");
            auto& diagnostic =
                error("E0008", walk_.span(previous_, close), "an order reads `order by VALUE, highest first`");
            return replace(
                diagnostic, walk_.span(previous_, close),
                fmt::format("{} order by {}, {} first", arguments[0], arguments[1], lowest ? "lowest" : "highest"));
        }
        return false;
    }

    /// `m1, m2 in muons` for `muons, muons`, `a in muons and b in jets` for two collections.
    static std::string combinations(const std::vector<std::string>& arguments) {
        std::vector<std::string> groups;
        std::size_t number = 0;
        for (std::size_t i = 0; i < arguments.size();) {
            std::vector<std::string> names;
            std::size_t same = i;
            while (same < arguments.size() && arguments[same] == arguments[i]) {
                names.push_back(fmt::format("{}{}", static_cast<char>(std::tolower(arguments[i][0])), ++number));
                ++same;
            }
            groups.push_back(fmt::format("{} in {}", fmt::join(names, ", "), arguments[i]));
            i = same;
        }
        return fmt::format("{}", fmt::join(groups, " and "));
    }

    /// `region SR : presel`, `region "SR"`, `region SR-2j`, `region SR::low`
    bool heading() {
        if (first_type() != CutLexer::REGION) return false;
        if (previous_ == first_ && type_ == CutLexer::STRING) {
            std::string name(walk_.text(found_));
            std::erase_if(name, [](unsigned char c) { return std::isalnum(c) == 0 && c != '_'; });
            if (name.empty() || std::isalpha(static_cast<unsigned char>(name[0])) == 0) return false;
            return replace(error("E0001", walk_.span(found_, found_), "a name stands without quotes"),
                           walk_.span(found_, found_), name);
        }
        if (walk_.previous(previous_) != first_) return false;
        const bool scope = walk_.is(found_, ":") && walk_.is(walk_.next(found_), ":");
        if (scope || (walk_.is(found_, "-") && tokens_.touch(previous_, found_))) {
            const Token* end = walk_.last_on_line(found_);
            std::string name;
            for (const char c : walk_.text(previous_, end)) {
                const bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0;
                if (fits || name.empty() || name.back() != '_') name += fits ? c : '_';
            }
            return replace(error("E0001", walk_.span(previous_, end), "a name has letters, digits and `_` only"),
                           walk_.span(previous_, end), name);
        }
        if (!walk_.is(found_, ":") || !walk_.is_name(walk_.next(found_)) ||
            !tokens_.same_line(found_, walk_.next(found_)))
            return false;
        auto& diagnostic =
            error("E0008", walk_.span(found_, found_), "the cuts of another region are taken over with `from`");
        const bool glued = walk_.end(previous_) == walk_.begin(found_);
        return replace(diagnostic, walk_.span(found_, found_), glued ? " from" : "from");
    }

    /// `select (mu) PT > 20`
    bool particle_in_front() {
        if (!walk_.is(previous_, ")") || !walk_.is_name(found_)) return false;
        const Token* open = walk_.next(first_);
        if (!walk_.is(open, "(") || walk_.closing(open) != previous_ || walk_.next(walk_.next(open)) != previous_)
            return false;
        auto& diagnostic = error("E0008", walk_.span(open, previous_),
                                 "whose property it is follows from the block that the cut stands in");
        return likely(diagnostic, {{walk_.span(walk_.begin(open), walk_.begin(found_)), ""}}, "leave it out");
    }

    /// `weight *= 0.95`, `weight trigger 0.95`
    bool weight() {
        if (first_type() != CutLexer::WEIGHT) return false;
        if (previous_ == first_ && !walk_.is_name(found_)) {
            const Token* equals = walk_.is(found_, "=") ? found_ : walk_.next(found_);
            if (!walk_.is(equals, "=")) return false;
            auto& diagnostic = error("E0008", walk_.span(found_, equals), "a weight multiplies by itself");
            return likely(diagnostic, {{walk_.span(walk_.begin(found_), walk_.begin(walk_.next(equals))), ""}},
                          "leave it out");
        }
        if (walk_.previous(previous_) != first_ || !walk_.is_name(previous_)) return false;
        if (!is_number(found_) && !walk_.is_name(found_)) return false;
        const Token* end = walk_.last_on_line(found_);
        auto& diagnostic =
            error("E0008", walk_.span(previous_, previous_), "a weight has no name; its text is a label, behind it");
        return replace(diagnostic, walk_.span(previous_, end),
                       fmt::format("{} \"{}\"", walk_.text(found_, end), walk_.text(previous_)));
    }

    /// `histo h : x, 40, 0, 200 GeV`, `histo h : x, 40 0 200`, `50 bins range (0, 500)`, `histo h, "title", 40, 0, 200,
    /// x`
    bool axis() {
        if (first_type() != CutLexer::HISTO && first_type() != CutLexer::PROFILE) return false;
        if (previous_ == walk_.next(first_) && walk_.is(found_, ",")) return arguments_of_adl();
        if (previous_->getType() == CutLexer::BINS && walk_.is_name(found_) && walk_.is(walk_.next(found_), "(")) {
            const Token* close = walk_.closing(walk_.next(found_));
            const auto ends = close ? walk_.arguments(walk_.next(found_), close) : std::vector<std::string>();
            if (ends.size() != 2) return false;
            auto& diagnostic = error("E0001", walk_.span(found_, close), "a binning reads `40 bins from LOW to HIGH`");
            return replace(diagnostic, walk_.span(found_, close), fmt::format("from {} to {}", ends[0], ends[1]));
        }
        const bool counted = previous_->getType() == CutLexer::INT;
        if (!counted || (!walk_.is(found_, ",") && !is_number(found_) && !walk_.is(found_, "-"))) return false;
        const Token* low = walk_.is(found_, ",") ? walk_.next(found_) : found_;
        const Token* low_end = signed_bound(low);
        const Token* high = walk_.next(low_end);
        if (walk_.is(high, ",")) high = walk_.next(high);
        const Token* high_end = signed_bound(high);
        if (!is_bound(low_end) || !is_bound(high_end) || !tokens_.same_line(previous_, high_end)) return false;
        auto& diagnostic =
            error("E0001", walk_.span(previous_, high_end), "a binning reads `40 bins from LOW to HIGH`");
        return replace(diagnostic, walk_.span(previous_, high_end),
                       fmt::format("{} bins from {} to {}", walk_.text(previous_), walk_.text(low, low_end),
                                   walk_.text(high, high_end)));
    }

    bool is_bound(const Token* token) const { return is_number(token) || token->getType() == CutLexer::PI; }

    const Token* signed_bound(const Token* token) const { return walk_.is(token, "-") ? walk_.next(token) : token; }

    /// `histo hmet, "MET (GeV)", 40, 0, 1000, MET.pt`
    bool arguments_of_adl() {
        std::vector<std::pair<const Token*, const Token*>> parts;
        const Token* limit = walk_.last_on_line(found_);
        for (const Token* token = found_; walk_.is(token, ",");) {
            const Token* begin = walk_.next(token);
            const Token* end = begin;
            if (begin->getType() != CutLexer::STRING) end = walk_.expression_end(begin);
            parts.emplace_back(begin, end);
            if (end == limit || is_end(end)) break;
            token = walk_.next(end);
        }
        if (parts.size() != 5 || parts[0].first->getType() != CutLexer::STRING) return false;
        const auto part = [&](std::size_t i) { return walk_.text(parts[i].first, parts[i].second); };
        auto& diagnostic = error("E0001", walk_.span(found_, parts[4].second),
                                 "a histogram reads `histo NAME : VALUE, 40 bins from LOW to HIGH \"label\"`");
        return replace(diagnostic, walk_.span(walk_.end(previous_), walk_.end(parts[4].second)),
                       fmt::format(" : {}, {} bins from {} to {} {}", part(4), part(1), part(2), part(3), part(0)));
    }

    /// `bins MET.pt 200 300 400 GeV`
    bool grid_on_one_line() {
        const Token* value = walk_.next(first_);
        if (first_type() != CutLexer::BINS || found_ == value) return false;
        const Token* end = walk_.operand_end(value);
        const Token* last = walk_.last_on_line(value);
        if (!end || end->getTokenIndex() >= last->getTokenIndex()) return false;
        const Token* edge = walk_.next(end);
        if (walk_.is(edge, ",") || walk_.is(edge, ":")) edge = walk_.next(edge);
        if (!is_number(edge)) return false;
        const std::string edges = walk_.numbers(walk_.next(end), last);
        if (edges.empty()) return false;
        auto& diagnostic =
            error("E0001", walk_.span(value, last), "bins read `bins NAME` and, below, `by VALUE : EDGES`");
        return replace(
            diagnostic, walk_.span(value, last),
            fmt::format("{}\n        by {} : {}", lower_case(walk_.text(value)), walk_.text(value, end), edges));
    }

    /// `function f(Momentum a)`, `function f(a, b)`
    bool parameter() {
        if (first_type() != CutLexer::FUNCTION && first_type() != CutLexer::TABLE) return false;
        if (!walk_.is_name(previous_) || !walk_.is_name(found_)) return false;
        const Token* open = walk_.previous(previous_);
        if (!walk_.is(open, "(") && !walk_.is(open, ",")) return false;
        const bool type = one_of(walk_.text(found_), {"Real", "Integer", "Bool", "Energy", "Number", "Momentum",
                                                      "Transverse", "Lepton", "Collection"});
        if (type) return false;  // only the `:` is missing
        auto& diagnostic = error("E0001", walk_.span(previous_, found_), "a parameter reads `NAME : TYPE`");
        std::vector<Edit> edits;
        // The other parameters are most likely written alike.
        for (const Token* type = previous_; walk_.is_name(type) && walk_.is_name(walk_.next(type));) {
            const Token* name = walk_.next(type);
            edits.push_back({walk_.span(type, name), fmt::format("{} : {}", walk_.text(name), walk_.text(type))});
            if (!walk_.is(walk_.next(name), ",")) break;
            type = walk_.next(walk_.next(name));
        }
        return likely(diagnostic, std::move(edits), "write `NAME : TYPE`");
    }

    /// `reference arXiv:2102.10874`, `analysis WW`
    bool quoted() {
        const bool text = first_type() == CutLexer::ANALYSIS || first_type() == CutLexer::REFERENCE ||
                          first_type() == CutLexer::EXPERIMENT;
        if (!text || previous_ != first_ || !tokens_.same_line(first_, found_) || type_ == CutLexer::STRING)
            return false;
        const Span words = walk_.span(found_, walk_.last_on_line(found_));
        auto& diagnostic =
            error("E0001", words, fmt::format("the text behind `{}` stands between double quotes", walk_.text(first_)));
        return replace(diagnostic, words, fmt::format("\"{}\"", words.text()));
    }
};

}  // namespace

bool report_foreign_clause(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* found,
                           diagnostics::Diagnostics& diagnostics) {
    return Clauses(tokens, first, found, diagnostics).report();
}

bool report_foreign_column(const Tokens& tokens, const antlr4::Token* token, diagnostics::Diagnostics& diagnostics) {
    return Clauses(tokens, token, token, diagnostics).named_column();
}

}  // namespace collmc::syntax
