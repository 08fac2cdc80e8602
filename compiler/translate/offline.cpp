#include "compiler/translate/offline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/syntax/format.h"
#include "compiler/translate/parser.h"
#include "compiler/translate/refusal.h"
#include "compiler/translate/write.h"

namespace collmc::translate {

Parser::Parser(State& state, const RequestLine& line)
    : state_(state), line_(line), phrase_(line.span, Vocabulary::built_in()) {}

/// "MET is not required to exceed 30 GeV", "events need not have a jet": that asks for nothing, and is no opposite.
bool Parser::asks_for_nothing() const {
    const std::vector<Token>& tokens = phrase_.tokens();
    const auto word = [&](std::size_t i) -> std::string_view { return i < tokens.size() ? tokens[i].text : ""; };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool no = word(i) == "not" || (word(i) == "t" && i > 0);
        if (no && phrase_.vocabulary().longest("need", tokens, i + 1)) return true;
        if ((word(i) == "need" || word(i) == "needs") && word(i + 1) == "not") return true;
    }
    return false;
}

bool Parser::read() {
    constexpr std::size_t most_words = 1000;
    if (phrase_.tokens().size() > most_words) {
        refuse("E1202",
               fmt::format("the line has more than {} words and signs: write a line for each wish", most_words), 0);
        return false;
    }
    if (asks_for_nothing()) {
        refuse("E1204", "what is not required asks for nothing: say what is forbidden, or leave the line out", 0);
        return false;
    }
    const auto as = [&](bool (Parser::*rule)()) {
        const State before = state_;
        state_.statements = 0;
        state_.assumed = phrase_.assumed();
        open_event_ = false;
        phrase_.back_to(0);
        if ((this->*rule)() && state_.statements > 0 && phrase_.end()) return true;
        state_ = before;
        return false;
    };
    // What the heading says first; under none, and where a line is of another kind, what its words say.
    const bool plots = phrase_.sees("plot") || phrase_.sees("two dimensional");
    switch (line_.section) {
        case Section::selection:
            if (plots && as(&Parser::plot_line)) return true;
            return as(&Parser::selection_line);
        case Section::plots: return as(&Parser::plot_line) || as(&Parser::output_line);
        case Section::output: return as(&Parser::output_line) || as(&Parser::plot_settings);
        case Section::text:
            if (plots && as(&Parser::plot_line)) return true;
            return as(&Parser::output_line) || as(&Parser::plot_settings) || as(&Parser::selection_line);
    }
    return false;
}

namespace {

/// More than an analysis has; each line is read with all before in mind.
constexpr int most_lines = 300;

}  // namespace

Translation translate_offline(const Request& request, diagnostics::Diagnostics& diagnostics) {
    Translation translation;
    State state;
    for (const RequestLine& line : request.lines) {
        LineOutcome outcome;
        outcome.line = line;
        if (line.number > most_lines) {
            outcome.not_understood = {line.span};
            outcome.reason = fmt::format("a request has at most {} lines: this is line {}", most_lines, line.number);
            if (line.number == most_lines + 1)
                diagnostics.error("E1202", "translate", line.span, outcome.reason)
                    .with("request", std::int64_t{line.number});
            translation.lines.push_back(std::move(outcome));
            continue;
        }
        const std::size_t plots = state.plots.size(), tables = state.tables.size();
        const std::size_t cuts = state.draft.cuts().size();
        Parser parser(state, line);
        if (parser.read()) {
            outcome.assumptions = state.assumed;
            const bool block =
                std::any_of(state.draft.blocks().begin(), state.draft.blocks().end(), [&](const Block& it) {
                    return it.head.request == line.number ||
                           std::any_of(it.lines.begin(), it.lines.end(),
                                       [&](const Written& w) { return w.request == line.number; });
                });
            const bool wrote =
                state.plots.size() > plots || state.tables.size() > tables || state.draft.cuts().size() > cuts || block;
            outcome.kind = wrote ? LineOutcome::Kind::statements : LineOutcome::Kind::setting;
        } else {
            report(parser, outcome, diagnostics);
        }
        translation.lines.push_back(std::move(outcome));
        state.assumed.clear();
    }
    translation.run = state.settings.run;
    const std::string text = write_program(request, state, translation.lines);
    if (text.empty()) return translation;
    const diagnostics::SourceFile file("translation", text);
    diagnostics::Diagnostics own;
    const std::optional<std::string> formatted = syntax::format(file, own);
    if (!formatted)
        throw diagnostics::InternalError("translate",
                                         fmt::format("a translation that does not parse: {}\n{}",
                                                     own.all().empty() ? "" : own.all().front().message, text));
    translation.program = *formatted;
    return translation;
}

}  // namespace collmc::translate
