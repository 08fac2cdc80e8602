#include "compiler/translate/spelling.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "compiler/translate/restating.h"

namespace collmc::translate {

namespace {

constexpr std::array<std::string_view, 20> kSmall = {
    "zero", "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
    "ten",  "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kTens = {"",      "",      "twenty",  "thirty", "forty",
                                                    "fifty", "sixty", "seventy", "eighty", "ninety"};

template <std::size_t N>
std::optional<int> place(const std::array<std::string_view, N>& list, const std::string& word) {
    if (word.empty()) return std::nullopt;
    const auto found = std::find(list.begin(), list.end(), word);
    return found == list.end() ? std::nullopt : std::optional(static_cast<int>(found - list.begin()));
}

struct Numeral {
    int value = 0;
    std::size_t length = 0;
};

/// "twenty five", "two hundred", "one hundred and fifty".
std::optional<Numeral> numeral(const std::vector<Token>& tokens, std::size_t at) {
    const auto word = [&](std::size_t i) { return i < tokens.size() ? tokens[i].text : std::string(); };
    const auto below_hundred = [&](std::size_t i) -> std::optional<Numeral> {
        if (const auto tens = place(kTens, word(i))) {
            const auto ones = place(kSmall, word(i + 1));
            if (ones && *ones > 0 && *ones < 10) return Numeral{10 * *tens + *ones, 2};
            return Numeral{10 * *tens, 1};
        }
        if (const auto small = place(kSmall, word(i))) return Numeral{*small, 1};
        return std::nullopt;
    };
    std::optional<Numeral> first = below_hundred(at);
    std::size_t behind = at + (first ? first->length : 0);
    if (word(behind) == "hundred" && (!first || first->value < 20)) {
        Numeral whole{(first ? first->value : 1) * 100, behind + 1 - at};
        const std::size_t rest = behind + (word(behind + 1) == "and" ? 2 : 1);
        if (const auto more = below_hundred(rest)) whole = {whole.value + more->value, rest + more->length - at};
        return whole;
    }
    return first;
}

/// Numbers from ten on are numbers; smaller ones stay words where no unit is behind them, as in "two jets".
std::vector<Token> with_digits(std::vector<Token> tokens, const Vocabulary& vocabulary) {
    std::vector<Token> all;
    for (std::size_t i = 0; i < tokens.size();) {
        const std::optional<Numeral> found = tokens[i].kind == Token::Kind::word ? numeral(tokens, i) : std::nullopt;
        const std::size_t behind = i + (found ? found->length : 1);
        const bool measured = behind < tokens.size() && (vocabulary.longest("unit", tokens, behind) ||
                                                         vocabulary.longest("bins", tokens, behind));
        if (!found || (found->value < 13 && !measured)) {
            all.push_back(std::move(tokens[i++]));
            continue;
        }
        Token number = tokens[i];
        number.kind = Token::Kind::number;
        number.text = std::to_string(found->value);
        if (number.span.valid()) number.span = Span::cover(tokens[i].span, tokens[behind - 1].span);
        all.push_back(std::move(number));
        i = behind;
    }
    return all;
}

/// Letters that are wrong, too many, missing, or in each other's place; more than `most` counts as `most + 1`.
int distance(std::string_view a, std::string_view b, int most) {
    const int lengths = static_cast<int>(a.size()) - static_cast<int>(b.size());
    if (std::abs(lengths) > most) return most + 1;
    std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = static_cast<int>(i);
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return std::min(d[a.size()][b.size()], most + 1);
}

bool is_plain(const std::string& word) {
    return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// The names of what is measured and of what it is measured of: a request that has one of them wrong means it.
constexpr std::array kNames = {"object",  "met",     "attribute", "relation",  "system",   "ordinal", "shape",
                               "scalar",  "plot",    "table",     "normalise", "yields",   "tagged",  "compare",
                               "or more", "between", "exactly",   "event",     "veto word"};

struct Words {
    std::set<std::string> all, names;
};

const Words& words_of(const Vocabulary& vocabulary) {
    static const Words words = [&] {
        Words found;
        for (std::string& it : vocabulary.words()) found.all.insert(std::move(it));
        for (const char* name : kNames)
            for (std::string& it : vocabulary.words(name))
                if (it.size() >= 5 && is_plain(it)) found.names.insert(std::move(it));
        return found;
    }();
    return words;
}

bool is_known(const Words& words, const std::string& word) {
    if (words.all.contains(word)) return true;
    return word.ends_with('s') && (words.all.contains(word.substr(0, word.size() - 1)) ||
                                   (word.ends_with("es") && words.all.contains(word.substr(0, word.size() - 2))));
}

std::optional<std::string> meant(const Words& words, const std::string& word) {
    if (word.size() < 5 || !is_plain(word) || is_known(words, word)) return std::nullopt;
    const int most = word.size() >= 9 ? 2 : 1;
    int least = most + 1;
    std::set<std::string> nearest;
    for (const std::string& name : words.names)
        for (const char* ending : {"", "s"}) {
            const std::string candidate = name + ending;
            if (candidate.front() != word.front()) continue;
            const int found = distance(word, candidate, most);
            if (found > most || found > least) continue;
            if (found < least) nearest.clear();
            least = found;
            nearest.insert(candidate);
        }
    return nearest.size() == 1 ? std::optional(*nearest.begin()) : std::nullopt;
}

}  // namespace

Spelled spelled(std::vector<Token> tokens, const Vocabulary& vocabulary) {
    Spelled result{with_digits(std::move(tokens), vocabulary), {}};
    const Words& words = words_of(vocabulary);
    for (Token& it : result.tokens) {
        if (it.kind != Token::Kind::word) continue;
        const std::optional<std::string> name = meant(words, it.text);
        if (!name) continue;
        result.assumed.push_back(fmt::format("\"{}\" is read as {}", it.text, *name));
        it.text = *name;
    }
    result.tokens = restated(std::move(result.tokens), vocabulary);
    return result;
}

}  // namespace collmc::translate
