#include "tests/unit/property/scatter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

namespace collmc::property {

namespace {

using plan::testing::Random;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::size_t end_of_number(std::string_view text, std::size_t at) {
    const auto digits = [&] {
        while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0) ++at;
    };
    digits();
    if (at + 1 < text.size() && text[at] == '.' && std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0) {
        ++at;
        digits();
    }
    const bool exponent = at < text.size() && (text[at] == 'e' || text[at] == 'E');
    if (exponent) {
        at += at + 1 < text.size() && (text[at + 1] == '-' || text[at + 1] == '+') ? 2 : 1;
        digits();
    }
    return at;
}

std::size_t end_of_token(std::string_view text, std::size_t at) {
    if (text[at] == '"') return text.find('"', at + 1) + 1;
    if (text[at] == '#') return text.find('\n', at);
    if (std::isdigit(static_cast<unsigned char>(text[at])) != 0) return end_of_number(text, at);
    if (is_word(text[at]))
        return static_cast<std::size_t>(std::find_if_not(text.begin() + at, text.end(), is_word) - text.begin());
    for (const std::string_view sign : {"+-", "->", "==", "!=", "<=", ">="})
        if (text.substr(at, 2) == sign) return at + 2;
    return at + 1;
}

/// Whether the tokens may touch: they stay two.
bool may_touch(char left, char right) {
    const std::string_view loose = "()[],.:^\"";
    return !(is_word(left) && is_word(right)) && (loose.find(left) != loose.npos || loose.find(right) != loose.npos) &&
           !(left == '.' || right == '.');
}

std::string white_space(Random& random) {
    static const std::vector<std::string> all = {" ",        "\n",   "\t",         "\r\n",         "\n\n", "   ",
                                                 "\n\n\n\n", "\n\t", "\n        ", " \t\r\n \r\n", "\r",   "\xC2\xA0"};
    return random.one_of(all);
}

}  // namespace

std::string scatter(const std::string& program, Random& random, Scattering scattering) {
    std::string result;
    int comments = 0;
    for (std::size_t at = 0; at < program.size();) {
        const std::size_t begin = std::min(program.find_first_not_of(" \n", at), program.size());
        const bool touch = begin == program.size() || (!result.empty() && may_touch(program[at - 1], program[begin]));
        const bool after_comment = at > 0 && program[at - 1] != '\n' && begin > at && program[at] == '\n' &&
                                   program.rfind('#', at) != program.npos &&
                                   program.find('\n', program.rfind('#', at)) == at;
        std::string gap = program.substr(at, begin - at);
        if (random.chance(scattering.white_space)) {
            gap = touch && random.chance(30) ? "" : white_space(random);
            while (random.chance(scattering.comments))
                gap += fmt::format("{}#{}c{}{}", random.chance(50) ? "\n" : " ",
                                   random.one_of(std::vector<std::string>{"", " ", "#\t"}), ++comments,
                                   random.one_of(std::vector<std::string>{"\n", " \n", "\r\n\n", "\n    "}));
        }
        result += (after_comment ? "\n" : "") + gap;
        if (begin == program.size()) break;
        at = end_of_token(program, begin);
        result += program.substr(begin, at - begin);
    }
    return result;
}

}  // namespace collmc::property
