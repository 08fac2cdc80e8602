#include "tests/unit/property/misspell.h"

#include <array>
#include <utility>

namespace collmc::property {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 13> kHabits = {{
    {" and ", " && "},
    {" or ", " || "},
    {" not ", " !"},
    {" >= ", " ≥ "},
    {" <= ", " ≤ "},
    {" != ", " ≠ "},
    {" - ", " − "},
    {" -> ", " → "},
    {" GeV", " gev"},
    {"    select ", "    Select "},
    {"object ", "OBJECT "},
    {"region ", "regoin "},
    {"^2", "**2"},
}};

/// Of a line, one habit that it has room for, and perhaps a semicolon.
std::string misspelt(std::string line, Random& random) {
    const auto& [right, wrong] = kHabits[static_cast<std::size_t>(random.below(kHabits.size()))];
    const bool in_text = line.find('"') != std::string::npos;  // where everything is allowed
    if (const std::size_t at = line.find(right); at != std::string::npos && !in_text)
        line.replace(at, std::char_traits<char>::length(right), wrong);
    if (random.below(8) == 0) line += ";";
    return line;
}

}  // namespace

GeneratedProgram misspell(const GeneratedProgram& program, Random& random) {
    GeneratedProgram result = program;
    for (std::string& line : result.lines) line = misspelt(std::move(line), random);
    return result;
}

}  // namespace collmc::property
