#include "compiler/translate/audit_words.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "compiler/translate/vocabulary.h"

namespace collmc::translate {

std::vector<Quantity> quantities_in(std::string_view text) {
    const Vocabulary& vocabulary = Vocabulary::built_in();
    const std::vector<Token> tokens = tokens_of(text);
    std::vector<Quantity> found;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        Quantity quantity;
        if (tokens[i].kind == Token::Kind::number) {
            quantity.text = tokens[i].text;
        } else if (const auto word = vocabulary.longest("count", tokens, i); word && tokens[i].text.size() > 2) {
            quantity.text = std::string(word->value);
        } else {
            continue;
        }
        quantity.written = quantity.value = std::stod(quantity.text);
        quantity.is_measured = quantity.text.find('.') != std::string::npos;
        if (i + 1 < tokens.size())
            if (const auto unit = vocabulary.longest("unit", tokens, i + 1)) {
                quantity.is_measured = true;
                quantity.value *= unit->value == "TeV"   ? 1000
                                  : unit->value == "MeV" ? 0.001
                                  : unit->value == "deg" ? std::acos(-1.0) / 180
                                                         : 1;
                quantity.text += " " + std::string(unit->value);
            }
        found.push_back(std::move(quantity));
    }
    return found;
}

std::vector<Quantity> with_ends_and_middles(std::vector<Quantity> quantities) {
    const std::size_t size = quantities.size();
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t k = i + 1; k < size; ++k) {
            if (!quantities[i].is_measured || !quantities[k].is_measured) continue;
            const double a = quantities[i].value, b = quantities[k].value;
            for (const double it : {a - b, a + b, (a + b) / 2, (a - b) / 2})
                quantities.push_back({std::abs(it), std::abs(it), true, {}});
        }
    return quantities;
}

bool is_among(const Quantity& asked, const std::vector<Quantity>& there) {
    const auto same = [](double a, double b) {
        return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
    };
    return std::any_of(there.begin(), there.end(), [&](const Quantity& it) {
        return same(it.value, asked.value) || same(it.written, asked.written);
    });
}

int direction_in(std::string_view line) {
    const std::vector<Quantity> numbers = quantities_in(line);
    if (std::count_if(numbers.begin(), numbers.end(), [](const Quantity& it) { return it.is_measured; }) != 1) return 0;
    const Vocabulary& vocabulary = Vocabulary::built_in();
    const std::vector<Token> tokens = tokens_of(line);
    int direction = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (const auto word = vocabulary.longest("compare", tokens, i)) {
            if (direction != 0) return 0;
            direction = word->value.starts_with('>') ? 1 : word->value.starts_with('<') ? -1 : 0;
            if (direction == 0) return 0;
            i += word->length - 1;
            continue;
        }
        for (const char* turning : {"reject", "veto", "veto b", "drop", "none", "not", "not in", "unless", "outside",
                                    "excluding", "between", "within", "or more"})
            if (vocabulary.longest(turning, tokens, i)) return 0;
    }
    return direction;
}

int direction_of(std::string_view cut) {
    cut = cut.substr(0, cut.find('"'));
    for (const char* word : {" any(", " all(", " count(", "(not ", " not ", " and ", " or ", " when "})
        if (cut.find(word) != std::string_view::npos) return 0;
    const bool rejects = cut.find("reject ") != std::string_view::npos;
    if (!rejects && cut.find("select ") == std::string_view::npos) return 0;
    const std::size_t at = cut.find_first_of("<>");
    if (at == std::string_view::npos || cut.find_first_of("<>", at + 1) != std::string_view::npos) return 0;
    const std::size_t right = cut.find_first_not_of("= ", at + 1);
    if (right == std::string_view::npos || std::isdigit(static_cast<unsigned char>(cut[right])) == 0) return 0;
    return (cut[at] == '>') == rejects ? -1 : 1;
}

}  // namespace collmc::translate
