#include "compiler/syntax/foreign_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/syntax/foreign_line.h"
#include "compiler/syntax/foreign_types.h"

namespace collmc::syntax {

namespace {

constexpr auto declaring = {
    "auto", "const",    "constexpr", "static",         "double",        "float",
    "int",  "bool",     "long",      "unsigned",       "let",           "var",
    "val",  "double_t", "float_t",   "tlorentzvector", "lorentzvector", "math::xyztlorentzvector",
    "real", "vec4",     "p4"};

class CodeReader : public ForeignLine {
public:
    using ForeignLine::ForeignLine;

    std::optional<ForeignStatement> read() {
        const bool known = condition() || loop() || function() || python_function() || lambda() || declaration();
        if (!known) return {};
        return std::move(result_);
    }

private:
    /// `if CONDITION: continue`, `if (CONDITION) return;`, `if CONDITION:`
    bool condition() {
        if (word_ != "if" && word_ != "elif" && word_ != "while") return false;
        const Token* open = walk_.next(first_);
        const Token* after = nullptr;  // the condition
        Span asked;
        const Token* close = walk_.is(open, "(") ? walk_.closing(open) : nullptr;
        const bool whole = close && close->getTokenIndex() <= last_->getTokenIndex() &&
                           (close == last_ || ends_condition(walk_.next(close)));
        if (whole) {
            asked = walk_.span(walk_.end(open), walk_.begin(close));
            after = walk_.next(close);
        } else {
            const Token* token = open;
            while (walk_.before(token, last_) && !walk_.is(token, ":")) token = walk_.next(token);
            if (!walk_.is(token, ":")) return false;
            asked = walk_.span(walk_.begin(open), walk_.end(walk_.previous(token)));
            after = token;
        }
        if (walk_.is(after, ":") || walk_.is(after, "{")) after = walk_.next(after);
        const bool same_line = after->getTokenIndex() <= last_->getTokenIndex() && !is_end(after);
        const std::string then = walk_.lower(after);
        bool leaves = one_of(then, {"return", "continue", "break", "veto", "vetoevent", "skip", "fail"});
        if (!same_line && leaves) last_ = walk_.last_on_line(after);  // on a line of its own
        if (same_line && !leaves && after != last_) return false;     // a statement that depends on something
        const std::string condition = trimmed(asked.text());
        auto& diagnostic = report(walk_.span(first_, last_), "there is no `if`: a cut keeps or drops the event");
        take_semicolon();
        diagnostic.notes.push_back("`select` goes on with the events in which a condition holds, `reject` drops them");
        rewrite(diagnostic, fmt::format("{} {}", leaves ? "reject" : "select", condition));
        declare_cut();
        return true;
    }

    bool ends_condition(const Token* token) const {
        return is_end(token) || walk_.is(token, ":") || walk_.is(token, "{") || !tokens_.same_line(first_, token) ||
               one_of(walk_.lower(token), {"return", "continue", "break", "veto", "vetoevent", "skip"});
    }

    /// `for j in jets:` or `for (auto& j : jets)` above a cut.
    bool loop() {
        if (walk_.text(first_) != "for" && word_ != "foreach") return false;
        auto& diagnostic = report(walk_.span(first_, last_), "there are no loops: a condition is asked of objects");
        diagnostic.notes.push_back(
            "`all(CONDITION for j in jets)`, `any(...)`, `count(...)` and `sum(VALUE for j in jets)` run over objects");
        const Token* name = nullptr;
        const Token* collection = nullptr;
        for (const Token* token = first_; walk_.before(token, last_); token = walk_.next(token))
            if ((walk_.is(token, ":") || walk_.is(token, "in")) && walk_.is_name(walk_.previous(token)) &&
                walk_.is_name(walk_.next(token))) {
                name = walk_.previous(token);
                collection = walk_.next(token);
            }
        const Token* cut = walk_.next(last_);
        const bool below = cut->getType() == CutLexer::SELECT || cut->getType() == CutLexer::REJECT;
        if (!name || !below) return true;
        const Token* end = walk_.last_on_line(cut);
        const Token* label = end->getType() == CutLexer::STRING ? end : nullptr;
        const Token* condition_end = label ? walk_.previous(label) : end;
        const bool rejects = cut->getType() == CutLexer::REJECT;
        result_.last = last_ = end;
        result_.replaced = walk_.span(first_, end);
        rewrite(diagnostic,
                fmt::format("{} {}({} for {} in {}){}", rejects ? "reject" : "select", rejects ? "any" : "all",
                            walk_.text(walk_.next(cut), condition_end), walk_.text(name), walk_.text(collection),
                            label ? fmt::format(" {}", walk_.text(label)) : ""));
        declare_cut();
        return true;
    }

    /// `double massGap(Momentum a, Momentum b) { return |a.mass - b.mass|; }`
    bool function() {
        const Token* name = walk_.next(first_);
        const Token* open = walk_.next(name);
        if (!walk_.is_name(first_) || !walk_.is_name(name) || !walk_.is(open, "(")) return false;
        const Token* close = walk_.closing(open);
        if (!close || !walk_.is(walk_.next(close), "{") || !walk_.is(walk_.next(walk_.next(close)), "return"))
            return false;
        const Token* body = walk_.next(walk_.next(walk_.next(close)));
        const Token* end = walk_.closing(walk_.next(close));
        if (!end) return false;
        std::vector<std::string> parameters;
        for (const std::string& parameter : walk_.arguments(open, close)) {
            const std::size_t space = parameter.find_last_of(" &");
            if (space == std::string::npos) return false;
            parameters.push_back(
                fmt::format("{} : {}", parameter.substr(space + 1),
                            type_for(parameter.substr(0, parameter.find_last_not_of(" &", space) + 1))));
        }
        last_ = end;
        auto& diagnostic = report(walk_.span(first_, name), "a function begins with `function`");
        take_semicolon();
        const std::string formula = walk_.text(body, walk_.previous(end));
        std::string result = type_for(walk_.text(first_));
        if (result == "Number") result = guessed_result(parameters, formula);
        rewrite(diagnostic, fmt::format("function {}({}) -> {} = {}", walk_.text(name), fmt::join(parameters, ", "),
                                        result, formula));
        declare_function(name);
        return true;
    }

    /// `def mjj(a, b): return (a + b).mass`, on one line or two.
    bool python_function() {
        const Token* name = walk_.next(first_);
        const Token* open = walk_.next(name);
        if (word_ != "def" || !walk_.is_name(name) || !walk_.is(open, "(")) return false;
        const Token* close = walk_.closing(open);
        const Token* colon = close ? walk_.next(close) : nullptr;
        while (colon && !is_end(colon) && !walk_.is(colon, ":") && tokens_.same_line(close, colon))
            colon = walk_.next(colon);
        if (!colon || !walk_.is(colon, ":")) return false;
        const Token* returns = walk_.next(colon);
        if (!walk_.is(returns, "return")) return false;
        const Token* body = walk_.next(returns);
        if (is_end(body)) return false;
        last_ = walk_.last_on_line(body);
        formula(name, walk_.arguments(open, close), body);
        return true;
    }

    /// `dphi = lambda a, b: |deltaPhi(a, b)|`
    bool lambda() {
        const Token* keyword = walk_.next(walk_.next(first_));
        if (!walk_.is_name(first_) || !walk_.is(walk_.next(first_), "=") || !walk_.is(keyword, "lambda")) return false;
        std::vector<std::string> parameters;
        const Token* token = walk_.next(keyword);
        for (; walk_.before(token, last_) && !walk_.is(token, ":"); token = walk_.next(token))
            if (walk_.is_name(token)) parameters.emplace_back(walk_.text(token));
        if (!walk_.is(token, ":")) return false;
        formula(first_, parameters, walk_.next(token));
        return true;
    }

    void formula(const Token* name, const std::vector<std::string>& parameters, const Token* body) {
        std::vector<std::string> typed;
        for (const std::string& parameter : parameters) {
            const std::string bare = trimmed(parameter.substr(0, parameter.find_first_of("=:")));
            typed.push_back(fmt::format("{} : {}", bare, guessed_type(bare, body)));
        }
        auto& diagnostic = report(walk_.span(first_, name == first_ ? walk_.next(walk_.next(first_)) : name),
                                  "a function begins with `function` and gives the types of its parameters");
        const std::string written = walk_.text(body, last_);
        rewrite(diagnostic, fmt::format("function {}({}) -> {} = {}", walk_.text(name), fmt::join(typed, ", "),
                                        guessed_result(typed, written), written));
        declare_function(name);
    }

    /// What is asked for an attribute, given to a function, or added before an attribute is taken is an object.
    std::string guessed_type(std::string_view parameter, const Token* body) const {
        for (const Token* token = body; token->getTokenIndex() <= last_->getTokenIndex(); token = walk_.next(token)) {
            if (walk_.text(token) != parameter) continue;
            const Token* close = walk_.next(token);
            const Token* before = walk_.previous(token);
            if (walk_.is(close, ".")) return "Momentum";
            while (!is_end(close) && close != last_ && !walk_.is(close, ")")) close = walk_.next(close);
            if (walk_.is(walk_.next(close), ".")) return "Momentum";
            const bool argument = walk_.is(before, ",") || walk_.is(before, "(");
            if (argument && one_of(lower_case(callee(token)), {"deltar", "deltaphi", "deltaeta", "mt", "dr", "dphi"}))
                return "Momentum";
        }
        return "Number";
    }

    std::string_view callee(const Token* argument) const {
        const Token* token = argument;
        while (token && !walk_.is(token, "(")) token = walk_.previous(token);
        return token && walk_.previous(token) ? walk_.text(walk_.previous(token)) : "";
    }

    /// `auto m = ...`, `const double mZ = ...`, and `m = ...`
    bool declaration() {
        const Token* name = first_;
        while (name != last_ && is_declaring(name)) name = skip_template(walk_.next(name));
        const bool typed = name != first_;
        if (!walk_.is_name(name) || !walk_.is(walk_.next(name), "=")) return false;
        auto& diagnostic = report(typed ? walk_.span(first_, walk_.previous(name)) : walk_.span(name, name),
                                  "a definition begins with `define`");
        diagnostics::Fix fix{"write `define`", EditClass::likely, {}};
        if (typed)
            fix.edits.push_back({walk_.span(first_, walk_.previous(name)), "define"});
        else
            fix.edits.push_back({walk_.span(walk_.begin(first_), walk_.begin(first_)), "define "});
        result_.replaced = walk_.span(first_, walk_.previous(walk_.next(name)));
        if (end_without_semicolon() != walk_.end(last_)) {
            fix.edits.push_back({walk_.span(walk_.end(last_), end_without_semicolon()), ""});
            result_.replaced.end = end_without_semicolon();
        }
        diagnostic.fixes.push_back(std::move(fix));
        declare_value(name);
        return true;
    }

    bool is_declaring(const Token* token) const {
        if (!walk_.is_name(token)) return false;
        const std::string word = walk_.lower(token);
        return std::find(declaring.begin(), declaring.end(), word) != declaring.end();
    }

    /// `auto&`, `const auto &`, `vector<double>`
    const Token* skip_template(const Token* token) const {
        while (walk_.is(token, "&") || walk_.is(token, "*")) token = walk_.next(token);
        return token;
    }
};

}  // namespace

std::optional<ForeignStatement> read_foreign_code(const Tokens& tokens, const antlr4::Token* first,
                                                  diagnostics::Diagnostics& diagnostics) {
    return CodeReader(tokens, first, diagnostics).read();
}

}  // namespace collmc::syntax
