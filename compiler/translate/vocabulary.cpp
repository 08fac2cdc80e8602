#include "compiler/translate/vocabulary.h"

#include <algorithm>
#include <set>

#include "compiler/diagnostics/internal_error.h"

namespace collmc::translate {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// `jet` for `jets`, `mass` for `masses`; empty for what is no plural.
std::vector<std::string> singulars(const std::string& word) {
    std::vector<std::string> found;
    if (word.size() > 1 && word.ends_with("s")) found.push_back(word.substr(0, word.size() - 1));
    if (word.size() > 4 && word.ends_with("ses")) found.push_back(word.substr(0, word.size() - 2));
    return found;
}

/// Without those that are empty or comments.
std::vector<std::string_view> lines_of(std::string_view file) {
    std::vector<std::string_view> lines;
    while (!file.empty()) {
        const std::size_t end = file.find('\n');
        const std::string_view line = trimmed(file.substr(0, end));
        file.remove_prefix(end == std::string_view::npos ? file.size() : end + 1);
        if (!line.empty() && !line.starts_with("# ") && line != "#") lines.push_back(line);
    }
    return lines;
}

}  // namespace

const Vocabulary& Vocabulary::built_in() {
    static const Vocabulary vocabulary(vocabulary_files());
    return vocabulary;
}

Vocabulary::Vocabulary(const std::vector<std::string_view>& files) {
    for (const std::string_view file : files)
        for (const std::string_view line : lines_of(file))
            if (line.front() == '@') add_group(line);
    for (const std::string_view file : files) {
        Class* current = nullptr;
        for (const std::string_view line : lines_of(file)) {
            if (line.front() == '@') continue;
            if (line.front() == '[' && line.back() == ']')
                current = &classes_[std::string(line.substr(1, line.size() - 2))];
            else if (current != nullptr)
                add_line(*current, line);
        }
    }
}

/// `@modal = must/has to/should`: words that stand for one another in phrases with `{@modal}`.
void Vocabulary::add_group(std::string_view line) {
    const std::size_t sign = line.find(" = ");
    if (sign == std::string_view::npos)
        throw diagnostics::InternalError("translate", "a group of the vocabulary without ` = `");
    groups_[std::string(trimmed(line.substr(0, sign)))] = std::string(trimmed(line.substr(sign + 3)));
}

/// "{must/should} be" is "must be" and "should be"; "{really/} be" is "really be" and "be".
std::vector<std::vector<std::string>> Vocabulary::written_out(std::string_view phrase, Class& of_class) const {
    const auto words_of = [&](std::string_view part) {
        std::vector<std::string> words;
        for (Token& token : tokens_of(part)) {
            of_class.words.insert(token.text);
            words.push_back(std::move(token.text));
        }
        return words;
    };
    std::vector<std::vector<std::string>> all = {{}};
    const auto add = [&](const std::vector<std::vector<std::string>>& choices) {
        std::vector<std::vector<std::string>> longer;
        for (const std::vector<std::string>& begin : all)
            for (const std::vector<std::string>& choice : choices) {
                longer.push_back(begin);
                longer.back().insert(longer.back().end(), choice.begin(), choice.end());
            }
        all = std::move(longer);
    };
    while (!phrase.empty()) {
        const std::size_t open = std::min(phrase.find('{'), phrase.size());
        add({words_of(phrase.substr(0, open))});
        phrase.remove_prefix(open);
        if (phrase.empty()) break;
        const std::size_t close = phrase.find('}');
        if (close == std::string_view::npos)
            throw diagnostics::InternalError("translate", "a `{` without `}` in the vocabulary");
        std::vector<std::vector<std::string>> choices;
        std::vector<std::string> parts = {std::string(phrase.substr(1, close - 1))};
        while (!parts.empty()) {
            const std::string part = std::move(parts.back());
            parts.pop_back();
            const std::size_t bar = part.find('/');
            if (bar != std::string::npos) {
                parts.push_back(part.substr(bar + 1));
                parts.push_back(part.substr(0, bar));
            } else if (part.starts_with('@')) {
                const auto group = groups_.find(part);
                if (group == groups_.end()) throw diagnostics::InternalError("translate", "no group " + part);
                parts.push_back(group->second);
            } else {
                choices.push_back(words_of(part));
            }
        }
        add(choices);
        phrase.remove_prefix(close + 1);
    }
    return all;
}

void Vocabulary::add_line(Class& of_class, std::string_view line) {
    const std::size_t colon = line.find(" : ");
    if (colon == std::string_view::npos)
        throw diagnostics::InternalError("translate", "a vocabulary line without ` : `");
    const std::string value(trimmed(line.substr(0, colon)));
    std::string_view rest = line.substr(colon + 3);
    while (true) {
        const std::size_t bar = rest.find(" | ");
        const std::string_view phrase = trimmed(rest.substr(0, bar));
        for (std::vector<std::string>& words : written_out(phrase, of_class)) {
            if (words.empty()) continue;
            std::string first = words.front();
            of_class.by_first_word[first].push_back({std::move(words), value});
        }
        if (bar == std::string_view::npos) return;
        rest.remove_prefix(bar + 3);
    }
}

std::optional<Vocabulary::Match> Vocabulary::matches(const Entry& entry, const std::vector<Token>& tokens,
                                                     std::size_t at) {
    if (at + entry.words.size() > tokens.size()) return std::nullopt;
    bool plural = false;
    for (std::size_t i = 0; i < entry.words.size(); ++i) {
        const Token& token = tokens[at + i];
        if (token.text == entry.words[i]) continue;
        if (token.kind != Token::Kind::word) return std::nullopt;
        const std::vector<std::string> forms = singulars(token.text);
        if (std::find(forms.begin(), forms.end(), entry.words[i]) == forms.end()) return std::nullopt;
        plural = plural || i + 1 == entry.words.size() || entry.words.size() > 1;
    }
    return Match{entry.value, entry.words.size(), plural};
}

std::optional<Vocabulary::Match> Vocabulary::longest(const Class& of_class, const std::vector<Token>& tokens,
                                                     std::size_t at) const {
    std::optional<Match> best;
    std::vector<std::string> starts = singulars(tokens[at].text);
    starts.insert(starts.begin(), tokens[at].text);
    for (const std::string& word : starts) {
        const auto entries = of_class.by_first_word.find(word);
        if (entries == of_class.by_first_word.end()) continue;
        for (const Entry& entry : entries->second)
            if (const auto match = matches(entry, tokens, at); match && (!best || match->length > best->length))
                best = match;
    }
    return best;
}

std::optional<Vocabulary::Match> Vocabulary::longest(std::string_view of_class, const std::vector<Token>& tokens,
                                                     std::size_t at) const {
    const auto found = classes_.find(std::string(of_class));
    if (found == classes_.end()) throw diagnostics::InternalError("translate", "no class " + std::string(of_class));
    return at < tokens.size() ? longest(found->second, tokens, at) : std::nullopt;
}

std::vector<bool> Vocabulary::known(const std::vector<Token>& tokens) const {
    std::vector<bool> known(tokens.size(), false);
    for (std::size_t at = 0; at < tokens.size(); ++at)
        for (const auto& [name, of_class] : classes_)
            if (const auto match = longest(of_class, tokens, at))
                std::fill_n(known.begin() + static_cast<std::ptrdiff_t>(at), match->length, true);
    return known;
}

std::optional<std::string_view> Vocabulary::value_of(std::string_view of_class, std::string_view phrase) const {
    const std::vector<Token> tokens = tokens_of(phrase);
    const std::optional<Match> match = longest(of_class, tokens, 0);
    if (!match || match->length != tokens.size()) return std::nullopt;
    return match->value;
}

std::vector<std::string> Vocabulary::words() const {
    std::set<std::string> words;
    for (const auto& [name, of_class] : classes_) words.insert(of_class.words.begin(), of_class.words.end());
    return {words.begin(), words.end()};
}

std::vector<std::string> Vocabulary::words(std::string_view of_class) const {
    const std::unordered_set<std::string>& words = classes_.at(std::string(of_class)).words;
    return {words.begin(), words.end()};
}

}  // namespace collmc::translate
