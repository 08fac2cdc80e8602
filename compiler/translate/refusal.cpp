#include "compiler/translate/refusal.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/nearest.h"

namespace collmc::translate {

namespace {

/// The parts of a line that the vocabulary does not have, neighbours as one.
std::vector<Span> unknown_words(Parser& parser) {
    const Phrase& phrase = parser.phrase();
    std::vector<bool> known = phrase.vocabulary().known(phrase.tokens());
    for (std::size_t i = 0; i < known.size(); ++i)
        known[i] =
            known[i] || (phrase.tokens()[i].kind == Token::Kind::word && parser.is_symbol(phrase.tokens()[i].text));
    std::vector<Span> spans;
    bool joined = false;
    for (std::size_t i = 0; i < known.size(); ++i) {
        const Token& token = phrase.tokens()[i];
        const bool open = !known[i] && token.kind != Token::Kind::number && token.text != "(" && token.text != ")" &&
                          token.text != "," && token.text != ":" && token.text != "|";
        if (open && joined)
            spans.back() = Span::cover(spans.back(), token.span);
        else if (open)
            spans.push_back(token.span);
        joined = open;
    }
    return spans;
}

std::string quoted(const std::vector<Span>& spans) {
    std::string text;
    for (const Span& it : spans) text += fmt::format("{}`{}`", text.empty() ? "" : ", ", it.text());
    return text;
}

}  // namespace

void report(Parser& parser, LineOutcome& outcome, diagnostics::Diagnostics& diagnostics) {
    const Phrase& phrase = parser.phrase();
    const std::vector<Token>& tokens = phrase.tokens();
    const std::vector<Span> unknown = unknown_words(parser);
    const diagnostics::Argument line = std::int64_t{outcome.line.number};
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
        if (unknown.size() == 1 && unknown.front().text().find(' ') == std::string_view::npos) {
            const std::string word = tokens_of(unknown.front()).front().text;
            message.candidates = diagnostics::nearest(word, phrase.vocabulary().words());
            std::erase(message.candidates, word);  // known in another place
        }
        return;
    }
    const std::size_t first = tokens.empty() ? 0 : std::min(phrase.farthest(), tokens.size() - 1);
    const Span rest = tokens.empty() ? outcome.line.span : Span::cover(tokens[first].span, tokens.back().span);
    outcome.not_understood = {rest};
    outcome.reason = fmt::format("the line is understood up to here, and not what follows: `{}`", rest.text());
    diagnostics.error("E1202", "translate", rest, outcome.reason).with("request", line);
}

}  // namespace collmc::translate
