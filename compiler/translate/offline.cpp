#include "compiler/translate/offline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/diagnostics/nearest.h"
#include "compiler/syntax/format.h"
#include "compiler/translate/parser.h"
#include "compiler/translate/write.h"

namespace collmc::translate {

Parser::Parser(State& state, const RequestLine& line)
    : state_(state), line_(line), phrase_(line.span, Vocabulary::built_in()) {}

bool Parser::read() {
    const auto as = [&](bool (Parser::*rule)()) {
        const State before = state_;
        state_.statements = 0;
        state_.assumed.clear();
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

/// The parts of a line that the vocabulary does not have, neighbours as one.
std::vector<Span> unknown_words(Parser& parser) {
    const Phrase& phrase = parser.phrase();
    std::vector<bool> known = phrase.vocabulary().known(phrase.tokens());
    for (std::size_t i = 0; i < known.size(); ++i)
        known[i] = known[i] || (phrase.tokens()[i].kind == Token::Kind::word && parser.is_symbol(phrase.tokens()[i].text));
    std::vector<Span> spans;
    bool joined = false;
    for (std::size_t i = 0; i < known.size(); ++i) {
        const Token& token = phrase.tokens()[i];
        const bool open = !known[i] && token.kind != Token::Kind::number && token.text != "(" && token.text != ")" && token.text != "," &&
                          token.text != ":" && token.text != "|";
        if (open && joined) spans.back() = Span::cover(spans.back(), token.span);
        else if (open) spans.push_back(token.span);
        joined = open;
    }
    return spans;
}

std::string quoted(const std::vector<Span>& spans) {
    std::string text;
    for (const Span& it : spans) text += fmt::format("{}`{}`", text.empty() ? "" : ", ", it.text());
    return text;
}

/// Why a line was not read, reported at its words.
void report(Parser& parser, LineOutcome& outcome, diagnostics::Diagnostics& diagnostics) {
    const Phrase& phrase = parser.phrase();
    const std::vector<Token>& tokens = phrase.tokens();
    const std::vector<Span> unknown = unknown_words(parser);
    const auto line = static_cast<std::int64_t>(outcome.line.number);
    if (parser.refusal() && unknown.empty()) {
        const Refusal& refusal = *parser.refusal();
        const std::size_t first = std::min(refusal.first, tokens.size() - 1);
        const std::size_t last = std::clamp(refusal.last, first + 1, tokens.size());
        const Span span = Span::cover(tokens[first].span, tokens[last - 1].span);
        outcome.not_understood = {span};
        outcome.reason = refusal.message;
        diagnostics.error(refusal.code, "translate", span, refusal.message).with("request", line);
        return;
    }
    if (!unknown.empty()) {
        outcome.not_understood = unknown;
        outcome.reason = fmt::format("{} {} not understood", quoted(unknown), unknown.size() == 1 ? "is" : "are");
        auto& message = diagnostics.error("E1201", "translate", unknown.front(), outcome.reason).with("request", line);
        for (std::size_t i = 1; i < unknown.size(); ++i) message.labels.push_back({unknown[i], "nor is this"});
        if (unknown.size() == 1 && unknown.front().text().find(' ') == std::string_view::npos)
            message.candidates = diagnostics::nearest(tokens_of(unknown.front()).front().text, phrase.vocabulary().words());
        return;
    }
    const std::size_t first = tokens.empty() ? 0 : std::min(phrase.farthest(), tokens.size() - 1);
    const Span rest = tokens.empty() ? outcome.line.span : Span::cover(tokens[first].span, tokens.back().span);
    outcome.not_understood = {rest};
    outcome.reason = fmt::format("the line is understood up to here, and not what follows: `{}`", rest.text());
    diagnostics.error("E1202", "translate", rest, outcome.reason).with("request", line);
}

}  // namespace

Translation translate_offline(const Request& request, diagnostics::Diagnostics& diagnostics) {
    Translation translation;
    State state;
    for (const RequestLine& line : request.lines) {
        LineOutcome outcome;
        outcome.line = line;
        const std::size_t plots = state.plots.size(), tables = state.tables.size();
        const std::size_t cuts = state.draft.cuts().size();
        Parser parser(state, line);
        if (parser.read()) {
            outcome.assumptions = state.assumed;
            const bool block = std::any_of(state.draft.blocks().begin(), state.draft.blocks().end(), [&](const Block& it) {
                return it.head.request == line.number ||
                       std::any_of(it.lines.begin(), it.lines.end(), [&](const Written& w) { return w.request == line.number; });
            });
            const bool wrote = state.plots.size() > plots || state.tables.size() > tables || state.draft.cuts().size() > cuts || block;
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
        throw diagnostics::InternalError("translate", fmt::format("a translation that does not parse: {}\n{}", own.all().empty() ? "" : own.all().front().message, text));
    translation.program = *formatted;
    return translation;
}

}  // namespace collmc::translate
