#include "compiler/translate/audit_words.h"

#include <algorithm>
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

}  // namespace collmc::translate
