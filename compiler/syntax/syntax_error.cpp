#include "compiler/syntax/syntax_error.h"

#include <fmt/format.h>

#include <algorithm>

#include "CutParser.h"
#include "compiler/diagnostics/nearest.h"
#include "compiler/syntax/describe.h"
#include "compiler/syntax/foreign_clause.h"
#include "compiler/syntax/foreign_expression.h"
#include "compiler/syntax/lines.h"
#include "compiler/syntax/walk.h"

namespace collmc::syntax {

using antlr4::Token;
using diagnostics::Diagnostic;
using diagnostics::Diagnostics;
using diagnostics::EditClass;

namespace {

constexpr const char* choice_of_values = "a choice of values is written with `or`: `x == 1 or x == 2 or x == 3`";

/// Explains why a token cannot stand where it does. Each `try_` looks for one kind of slip and reports it.
class Explainer {
public:
    /// `first` is the first word of the statement, or null for a formula.
    Explainer(const Tokens& tokens, const Token* first, const Token* found, Diagnostics& diagnostics)
        : tokens_(tokens),
          diagnostics_(diagnostics),
          first_(first),
          found_(found),
          previous_(tokens.before(found->getTokenIndex())),
          type_(found->getType()),
          span_(tokens.span(found)) {
        // What is missing at the end of a line is missing there, not where the next statement begins.
        broken_off_ = is_end(found) || (tokens.begins_statement(found) && tokens.first_on_line(found));
        if (broken_off_ && previous_) {
            const std::uint32_t end = tokens.span(previous_).end;
            span_ = {&tokens.file(), end, end};
        }
    }

    void failure(const ParseFailure& failure) {
        if (reported_foreign() || reported_already()) return;
        const bool name_only =
            failure.expected.size() == 1 && failure.expected.contains(static_cast<std::size_t>(CutLexer::NAME));
        const bool name_fits = failure.expected.contains(static_cast<std::size_t>(CutLexer::NAME));
        const bool unit_fits = failure.expected.contains(static_cast<std::size_t>(CutLexer::UNIT));
        if (try_bracket() || try_unknown_character() || try_index(failure.rule) || try_power(failure.rule) ||
            try_interval(failure.rule) || try_list(failure.expected) || try_colon_or_equals(failure.expected) ||
            try_direction() || try_reserved(name_only, name_fits) || try_conditional() || try_comprehension() ||
            try_grouped_digits() || (unit_fits && try_unit()) || try_lonely_unit(name_fits) || try_plus(name_fits) ||
            try_other_case() || try_lonely_bar(failure.rule) || try_missing_side() || try_define_with_parameters())
            return;
        const std::string after = !previous_            ? ""
                                  : previous_ == first_ ? fmt::format(" after `{}`", tokens_.text(previous_))
                                                        : fmt::format(" after {}", describe_found(tokens_, previous_));
        const std::string found = broken_off_ ? "" : fmt::format(", found {}", describe_found(tokens_, found_));
        auto& diagnostic =
            error("E0001", fmt::format("expected {}{}{}", describe_expected(failure.expected), after, found));
        label_bracket(diagnostic, failure.expected);
        if (type_ == CutLexer::NAME) suggest(diagnostic, meant_keyword(text(), failure.expected));
        if (name_only && is_number(found_)) diagnostic.notes.push_back("a name begins with a letter");
        note_form(diagnostic);
    }

    void leftover() {
        if (reported_foreign() || reported_already()) return;
        if (try_bracket() || try_unknown_character() || try_filler() || try_comma_before_label() || try_block_colon() ||
            try_conditional() || try_comprehension() || try_above() || try_second_axis() || try_grouped_digits() ||
            try_unit() || try_other_case() || try_power_chain() || try_reserved(false, true))
            return;
        auto& diagnostic = error("E0001", fmt::format("{} cannot follow {}", describe_found(tokens_, found_),
                                                      describe_found(tokens_, previous_)));
        if (begins_value(type_))
            diagnostic.primary_label = "is an operator or a new statement's first word missing in front?";
        note_form(diagnostic);
    }

    void stray() {
        if (reported_already() || try_bracket() || try_unknown_character()) return;
        if (type_ == CutLexer::ORDER) {
            error("E0004", "`order by` stands on the first line of an object, in front of its cuts");
            return;
        }
        if (is_word(found_)) {
            auto& diagnostic = error("E0010", fmt::format("`{}` is a reserved word and begins no statement", text()));
            diagnostic.notes.push_back("the language keeps it for itself; it cannot be a name either");
            return;
        }
        const Token* next = tokens_.after(found_);
        if (type_ == CutLexer::NAME && next->getType() == CutLexer::ASSIGN) {
            auto& diagnostic = error("E0003", "a definition begins with `define`");
            suggest(diagnostic, "write `define`", EditClass::likely,
                    {{&tokens_.file(), span_.begin, span_.begin}, "define "});
            return;
        }
        auto& diagnostic = error("E0003", fmt::format("{} begins no statement", describe_found(tokens_, found_)));
        if (tokens_.first_on_line(found_) && (is_end(next) || tokens_.first_on_line(next)))
            suggest(diagnostic, "leave it out", EditClass::changes_selection, {whole_lines(span_), ""});
        diagnostic.notes.push_back(
            fmt::format("a statement begins with one of `{}`", fmt::join(statement_words(), "`, `")));
    }

    std::string meant() {
        MeantWord word = type_ == CutLexer::NAME ? meant_statement(text()) : MeantWord();
        const Token* next = tokens_.after(found_);
        if (word.word.empty() && !is_end(next) && !tokens_.first_on_line(next)) word.word = begun_statement(text());
        if (word.word.empty() || reported_already()) return "";
        suggest(error("E0003", fmt::format("{} begins no statement", describe_found(tokens_, found_))), word);
        return word.word;
    }

    Diagnostic* reported() const { return reported_; }

private:
    std::string_view text() const { return tokens_.text(found_); }

    Diagnostic& error(const char* code, std::string message) { return error(code, span_, std::move(message)); }
    Diagnostic& error(const char* code, Span span, std::string message) {
        reported_ = &diagnostics_.error(code, "syntax", span, std::move(message));
        return *reported_;
    }

    static void suggest(Diagnostic& diagnostic, std::string title, EditClass safety, diagnostics::Edit edit) {
        diagnostic.fixes.push_back({std::move(title), safety, {std::move(edit)}});
    }

    /// Offers a word in place of the one found, if there is one.
    bool suggest(Diagnostic& diagnostic, const MeantWord& meant) const {
        if (meant.word.empty()) return false;
        suggest(diagnostic, fmt::format("write `{}`", meant.word), meant.certain ? EditClass::safe : EditClass::likely,
                {span_, meant.word});
        return true;
    }

    void note_form(Diagnostic& diagnostic) const {
        const std::string form = first_ ? statement_form(first_) : "";
        if (!form.empty()) diagnostic.notes.push_back(form);
    }

    bool reported_foreign() {
        return report_foreign_clause(tokens_, first_, found_, diagnostics_) ||
               report_foreign_expression(tokens_, first_, found_, diagnostics_);
    }

    /// A malformed token has its message already, and so has a `;` in front.
    bool reported_already() const {
        for (std::size_t i = found_->getTokenIndex(); previous_ && i-- > previous_->getTokenIndex();)
            if (tokens_.all()[i]->getType() == CutLexer::SEMICOLON && !broken_off_) return true;
        return std::any_of(diagnostics_.all().begin(), diagnostics_.all().end(), [&](const Diagnostic& d) {
            return d.primary.begin <= span_.begin && span_.end <= d.primary.end && span_.begin != span_.end;
        });
    }

    /// The innermost bracket that is open before the token, or null.
    const Token* open_bracket() const {
        std::vector<const Token*> open;
        bool after_operand = false;
        const Token* token = tokens_.from(first_ ? first_->getTokenIndex() : 0);
        for (; token != found_ && !is_end(token); token = tokens_.after(token)) {
            switch (token->getType()) {
                case CutLexer::LPAREN:
                case CutLexer::LBRACKET: open.push_back(token); break;
                case CutLexer::RPAREN:
                case CutLexer::RBRACKET:
                    if (!open.empty()) open.pop_back();
                    break;
                case CutLexer::BAR:
                    if (!after_operand)
                        open.push_back(token);
                    else if (!open.empty())
                        open.pop_back();
                    break;
                default: break;
            }
            after_operand = ends_operand(token, after_operand);
        }
        return open.empty() ? nullptr : open.back();
    }

    /// Shows the bracket whose end is expected, and what may be missing inside it.
    void label_bracket(Diagnostic& diagnostic, const antlr4::misc::IntervalSet& expected) const {
        const auto fits = [&](std::size_t type) { return expected.contains(type); };
        if (!fits(CutLexer::RPAREN) && !fits(CutLexer::RBRACKET) && !fits(CutLexer::BAR)) return;
        const Token* open = open_bracket();
        if (!open) return;
        diagnostic.labels.push_back({tokens_.span(open), "opened here"});
        if (begins_value(type_)) diagnostic.primary_label = "is an operator or a comma missing in front?";
    }

    bool try_bracket() {
        const Token* open = open_bracket();
        if (open && broken_off_ && previous_ != open) {
            auto& diagnostic =
                error("E0009", tokens_.span(open), fmt::format("this `{}` is not closed", tokens_.text(open)));
            diagnostic.labels.push_back({span_, "the statement ends here"});
            return true;
        }
        const bool closes = type_ == CutLexer::RPAREN || type_ == CutLexer::RBRACKET;
        if (closes && !open) {
            auto& diagnostic = error("E0009", fmt::format("`{}` closes no bracket", text()));
            suggest(diagnostic, fmt::format("remove `{}`", text()), EditClass::likely, {span_, ""});
            return true;
        }
        return false;
    }

    bool try_unknown_character() {
        if (type_ != CutLexer::UNKNOWN) return false;
        if (previous_ && previous_->getType() == CutLexer::IN) {
            error("E0001", describe_interval()).notes.push_back(choice_of_values);
        } else if (text() == "{" || text() == "}") {
            braces();
        } else if (text() == "?") {
            auto& diagnostic = error("E0008", "a choice between values is written `(VALUE when CONDITION else OTHER)`");
            diagnostic.primary_label = "not `CONDITION ? VALUE : OTHER`";
        } else if (text() == "²" || text() == "³") {
            const std::string power = text() == "²" ? "^2" : "^3";
            auto& diagnostic = error("E0002", fmt::format("`{}` is not plain ASCII", text()));
            suggest(diagnostic, fmt::format("write `{}`", power), EditClass::safe, {span_, power});
        } else if (text() == "°") {
            auto& diagnostic = error("E0002", "`°` is not plain ASCII");
            suggest(diagnostic, "write `deg`", EditClass::safe, {span_, " deg"});
        } else if (text() == "√") {
            error("E0002", "`√` is not plain ASCII").notes.push_back("a square root is written `sqrt(...)`");
        } else if (text() == "%") {
            error("E0001", "`%` has no meaning here").notes.push_back("write a percentage as a fraction: `0.05`");
        } else if (text() == "…") {
            error("E0002", "`…` is not plain ASCII");
        } else {
            error("E0001", fmt::format("{} has no meaning here", describe_found(tokens_, found_)));
        }
        return true;
    }

    static std::string describe_interval() { return "expected an interval such as `[40, 120] GeV` after `in`"; }

    /// One message for all the braces of a file.
    void braces() {
        const std::string message = "blocks have no braces";
        const auto& earlier = diagnostics_.all();
        if (std::any_of(earlier.begin(), earlier.end(), [&](const Diagnostic& d) { return d.message == message; }))
            return;
        auto& diagnostic = error("E0001", message);
        diagnostic.notes.push_back("a block ends where the next one begins");
        diagnostics::Fix fix{"remove them all", EditClass::likely, {}};
        for (const Token* token : tokens_.all())
            if (tokens_.text(token) == "{" || tokens_.text(token) == "}")
                fix.edits.push_back({tokens_.span(token), ""});
        diagnostic.fixes.push_back(std::move(fix));
    }

    bool try_index(std::size_t rule) {
        if (rule != CutParser::RuleIndex || broken_off_) return false;
        if (previous_->getType() != CutLexer::LBRACKET) {
            error("E0404", "an index takes one object").notes.push_back("`jets[0]` is the jet with the highest pt");
            return true;
        }
        auto& diagnostic =
            error("E0404", fmt::format("an index is a whole number, found {}", describe_found(tokens_, found_)));
        diagnostic.notes.push_back(type_ == CutLexer::MINUS
                                       ? "objects are counted from the front: `jets[0]` has the highest pt"
                                       : "`jets[0]` is the jet with the highest pt, `jets[1]` the next");
        return true;
    }

    bool try_power(std::size_t rule) {
        if (rule != CutParser::RulePower || broken_off_) return false;
        auto& diagnostic =
            error("E0019", fmt::format("a power is a constant, found {}", describe_found(tokens_, found_)));
        diagnostic.notes.push_back("`x^2`, `x^-1`, `x^0.5` and `x^(1/2)` are powers; `exp` and `log` make others");
        return true;
    }

    bool try_power_chain() {
        if (type_ != CutLexer::CARET) return false;
        error("E0019", "powers do not chain").notes.push_back("write one power, or parentheses: `(x^2)^3`");
        return true;
    }

    bool try_interval(std::size_t rule) {
        if (rule == CutParser::RuleInterval && type_ == CutLexer::COLON) {
            suggest(error("E0001", "a `,` stands between the ends of an interval"), "write `,`", EditClass::likely,
                    {span_, ", "});
            return true;
        }
        if (rule != CutParser::RuleInterval || type_ != CutLexer::COMMA) return false;
        auto& diagnostic = error("E0001", "an interval has two ends");
        diagnostic.notes.push_back(choice_of_values);
        return true;
    }

    bool try_reserved(bool name_only, bool name_fits) {
        if (broken_off_ || !is_word(found_)) return false;
        const bool name_left_out = (type_ == CutLexer::FROM || type_ == CutLexer::BY) && previous_ == first_;
        if (name_left_out) return false;
        if (!name_only && !(name_fits && is_likely_name(found_))) return false;
        if (type_ == CutLexer::UNIT &&
            (previous_->getType() == CutLexer::ARROW || previous_->getType() == CutLexer::COLON)) {
            error("E0001", fmt::format("`{}` is a unit, not a type", text()))
                .notes.push_back("the type of an energy in any unit is `Energy`");
            return true;
        }
        auto& diagnostic = error("E0010", fmt::format("`{}` is a reserved word", text()));
        diagnostic.notes.push_back("choose another name");
        const std::string other = first_ && previous_ == first_ ? other_name() : "";
        if (!other.empty()) suggest(diagnostic, fmt::format("call it `{}`", other), EditClass::likely, {span_, other});
        return true;
    }

    /// For a reserved word where the statement declares a name.
    std::string other_name() const {
        switch (first_->getType()) {
            case CutLexer::DEFINE: return fmt::format("{}_value", text());
            case CutLexer::NTUPLE: return "events";
            case CutLexer::OBJECT:
            case CutLexer::CANDIDATE:
            case CutLexer::FUNCTION:
            case CutLexer::TABLE:
            case CutLexer::VARIATION:
            case CutLexer::REGION:
            case CutLexer::HISTO:
            case CutLexer::PROFILE:
            case CutLexer::SKIM:
            case CutLexer::BINS:
                return text() == tokens_.text(first_) ? fmt::format("{}_1", text())
                                                      : fmt::format("{}_{}", text(), tokens_.text(first_));
            default: return "";
        }
    }

    bool try_conditional() {
        if (type_ == CutLexer::NAME && (text() == "if" || text() == "unless")) {
            auto& diagnostic = error("E0008", fmt::format("`{}` is written `when` here", text()));
            if (text() == "if") suggest(diagnostic, "write `when`", EditClass::likely, {span_, "when"});
            diagnostic.notes.push_back(
                "a cut reads `select CONDITION when CONDITION`, a value `(VALUE when CONDITION else OTHER)`");
            return true;
        }
        if (type_ == CutLexer::NAME && (text() == "otherwise" || text() == "default")) {
            auto& diagnostic = error("E0008", fmt::format("`{}` is written `else` here", text()));
            suggest(diagnostic, "write `else`", EditClass::likely, {span_, "else"});
            return true;
        }
        if (type_ != CutLexer::ELSE) return false;
        auto& diagnostic = error("E0013", "a value with `else` stands in parentheses here");
        diagnostic.notes.push_back(
            "it reads `(VALUE when CONDITION else OTHER)`, or `(VALUE else OTHER)` for a value that may be missing");
        return true;
    }

    bool try_comprehension() {
        if (type_ != CutLexer::FOR) return false;
        auto& diagnostic = error("E0001", "`for` stands inside a call");
        diagnostic.notes.push_back("as in `sum(j.pt for j in jets)`, `any(...)`, `all(...)`, `min(...)`, `max(...)`");
        return true;
    }

    /// `order by pt descending`
    bool try_direction() {
        const bool descending = text() == "descending" || text() == "desc";
        if (type_ != CutLexer::NAME || !(descending || text() == "ascending" || text() == "asc")) return false;
        const std::string_view order = descending ? ", highest first" : ", lowest first";
        auto& diagnostic = error("E0001", fmt::format("`{}` is written `{}` here", text(), order.substr(2)));
        const bool comma = previous_->getType() == CutLexer::COMMA;
        suggest(diagnostic, fmt::format("write `{}`", order.substr(2)), EditClass::safe,
                {{&tokens_.file(), comma ? span_.begin : tokens_.span(previous_).end, span_.end},
                 std::string(comma ? order.substr(2) : order)});
        return true;
    }

    /// `histo plane : x, AXIS, y, AXIS`
    bool try_second_axis() {
        if (!first_ || first_->getType() != CutLexer::HISTO || type_ != CutLexer::COMMA) return false;
        auto& diagnostic = error("E0001", "a second quantity stands behind `by`");
        suggest(diagnostic, "write `by`", EditClass::likely, {span_, " by"});
        note_form(diagnostic);
        return true;
    }

    bool try_above() {
        if (type_ != CutLexer::ABOVE) return false;
        suggest(error("E0001", "an open last bin is written `and above`"), "write `and above`", EditClass::safe,
                {span_, "and above"});
        return true;
    }

    bool try_list(const antlr4::misc::IntervalSet& expected) {
        const bool number_fits = expected.contains(static_cast<std::size_t>(CutLexer::NUMBER));
        const bool lists = first_ && (previous_->getType() == CutLexer::EDGES || first_->getType() == CutLexer::BY);
        if (!number_fits || !lists || (type_ != CutLexer::LBRACKET && type_ != CutLexer::LPAREN)) return false;
        error("E0001", "a list of edges has no brackets").notes.push_back("it reads `30, 60, 100 GeV`");
        return true;
    }

    /// `define x : 3`, `variation v = ...`
    bool try_colon_or_equals(const antlr4::misc::IntervalSet& expected) {
        if (expected.size() != 1) return false;
        const bool colon = expected.contains(static_cast<std::size_t>(CutLexer::COLON));
        const bool equals = expected.contains(static_cast<std::size_t>(CutLexer::ASSIGN));
        if (!(colon && type_ == CutLexer::ASSIGN) && !(equals && type_ == CutLexer::COLON)) return false;
        const std::string right = colon ? ":" : "=";
        auto& diagnostic = error("E0001", fmt::format("`{}` is written `{}` here", text(), right));
        suggest(diagnostic, fmt::format("write `{}`", right), EditClass::safe, {span_, right});
        return true;
    }

    /// `pt > 30 GeV and < 50 GeV`
    bool try_missing_side() {
        const bool after_word =
            previous_ && (previous_->getType() == CutLexer::AND || previous_->getType() == CutLexer::OR);
        const bool compares = type_ >= CutLexer::EQUAL && type_ <= CutLexer::GREATER;
        if (!after_word || !compares) return false;
        auto& diagnostic =
            error("E0001", fmt::format("a comparison has two sides; the left one of this `{}` is missing", text()));
        diagnostic.notes.push_back("write `x > 30 GeV and x < 50 GeV`, or `x in (30, 50) GeV`");
        return true;
    }

    bool try_define_with_parameters() {
        const bool parameters = first_ && first_->getType() == CutLexer::DEFINE && type_ == CutLexer::LPAREN &&
                                tokens_.before(previous_->getTokenIndex()) == first_;
        if (!parameters) return false;
        error("E0001", "a definition has no parameters")
            .notes.push_back("with parameters it is a function: `function NAME(a : TYPE, ...) -> TYPE = VALUE`");
        return true;
    }

    /// `from all Jet`
    bool try_filler() {
        if (!first_ || first_->getType() != CutLexer::OBJECT || type_ != CutLexer::NAME) return false;
        const Token* filler = previous_;
        if (!one_of(tokens_.text(filler), {"all", "the", "each", "every"})) return false;
        error("E0001", tokens_.span(filler), fmt::format("a collection is named without `{}`", tokens_.text(filler)));
        return true;
    }

    bool try_comma_before_label() {
        if (type_ != CutLexer::COMMA || tokens_.after(found_)->getType() != CutLexer::STRING) return false;
        suggest(error("E0001", "a label needs no `,` in front"), fmt::format("remove `{}`", text()), EditClass::safe,
                {span_, ""});
        return true;
    }

    bool try_block_colon() {
        if (!first_) return false;
        const std::size_t first = first_->getType();
        const bool block = first == CutLexer::REGION || first == CutLexer::OBJECT || first == CutLexer::CANDIDATE ||
                           first == CutLexer::TABLE || first == CutLexer::BINS || first == CutLexer::REGIONS;
        if (!block || type_ != CutLexer::COLON) return false;
        auto& diagnostic = error("E0001", "the first line of a block needs no `:`");
        suggest(diagnostic, fmt::format("remove `{}`", text()), EditClass::safe,
                {{span_.file, tokens_.span(previous_).end, span_.end}, ""});
        return true;
    }

    /// `1,500`: the comma reads as the end of the number.
    bool try_grouped_digits() {
        if (type_ != CutLexer::COMMA || !previous_ || previous_->getType() != CutLexer::INT) return false;
        const Token* next = tokens_.after(found_);
        const bool grouped = is_number(next) && tokens_.touch(previous_, found_) && tokens_.touch(found_, next) &&
                             tokens_.text(next).size() >= 3;
        if (!grouped) return false;
        span_ = tokens_.span(previous_, next);
        auto& diagnostic =
            error("E0005", fmt::format("`{}` is malformed: digits are not grouped by commas", span_.text()));
        const std::string joined = fmt::format("{}{}", tokens_.text(previous_), tokens_.text(next));
        suggest(diagnostic, fmt::format("write `{}`", joined), EditClass::likely, {span_, joined});
        return true;
    }

    /// Behind a number; a unit in a wrong spelling is read as the right one.
    bool try_unit() {
        if (type_ != CutLexer::NAME || !previous_ || !tokens_.same_line(previous_, found_)) return false;
        if (!is_number(previous_)) return false;
        const Token* counted = tokens_.before(previous_->getTokenIndex());
        if (counted && counted->getType() == CutLexer::FIRST) return false;  // `first 10 jets` lacks `of`
        if (!keyword_in_other_case(text()).empty() || one_of(text(), {"between", "if", "unless"})) return false;
        auto& diagnostic = error("E0006", fmt::format("{} is not a unit", describe_found(tokens_, found_)));
        diagnostic.notes.push_back("the units are GeV, MeV, TeV for energies and rad, deg for angles");
        return true;
    }

    bool try_lonely_unit(bool value_fits) {
        if (type_ != CutLexer::UNIT || !value_fits) return false;
        auto& diagnostic = error("E0001", fmt::format("the unit `{}` needs a number in front", text()));
        if (previous_ && previous_->getType() == CutLexer::SLASH)
            suggest(diagnostic, fmt::format("write `1 {}`", text()), EditClass::safe,
                    {{&tokens_.file(), span_.begin, span_.begin}, "1 "});
        return true;
    }

    /// `eta| < 2.5`: the bar was read as the beginning of `||`.
    bool try_lonely_bar(std::size_t rule) {
        if (rule != CutParser::RuleEither) return false;
        span_ = tokens_.span(previous_);
        error("E0009", "this `|` has no `|` in front that it closes")
            .notes.push_back("an absolute value reads `|eta|`");
        return true;
    }

    bool try_plus(bool value_fits) {
        if (type_ != CutLexer::PLUS || !value_fits) return false;
        auto& diagnostic = error("E0001", "a value needs no `+` in front");
        suggest(diagnostic, fmt::format("remove `{}`", text()), EditClass::safe, {span_, ""});
        return true;
    }

    bool try_other_case() {
        const std::string keyword = type_ == CutLexer::NAME ? keyword_in_other_case(text()) : "";
        if (keyword.empty()) return false;
        auto& diagnostic = error("E0001", fmt::format("`{}` is written `{}` here", text(), keyword));
        suggest(diagnostic, fmt::format("write `{}`", keyword), EditClass::safe, {span_, keyword});
        return true;
    }

    const Tokens& tokens_;
    Diagnostics& diagnostics_;
    const Token* first_;
    const Token* found_;
    const Token* previous_;
    std::size_t type_;
    Span span_;
    Diagnostic* reported_ = nullptr;
    bool broken_off_ = false;  // the statement or the file ends where something is missing
};

}  // namespace

Diagnostic* report_failure(const Tokens& tokens, const Token* first, const ParseFailure& failure,
                           Diagnostics& diagnostics) {
    Explainer explainer(tokens, first, failure.offending, diagnostics);
    explainer.failure(failure);
    return explainer.reported();
}

Diagnostic* report_leftover(const Tokens& tokens, const Token* first, const Token* next, Diagnostics& diagnostics) {
    Explainer explainer(tokens, first, next, diagnostics);
    if (tokens.first_on_line(next))
        explainer.stray();
    else
        explainer.leftover();
    return tokens.first_on_line(next) ? nullptr : explainer.reported();
}

std::string report_meant_statement(const Tokens& tokens, const Token* token, Diagnostics& diagnostics) {
    return Explainer(tokens, token, token, diagnostics).meant();
}

void report_stray(const Tokens& tokens, const Token* token, Diagnostics& diagnostics) {
    Explainer(tokens, token, token, diagnostics).stray();
}

}  // namespace collmc::syntax
