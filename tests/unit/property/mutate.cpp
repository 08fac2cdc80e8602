#include "tests/unit/property/mutate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace collmc::property {

namespace {

using Lines = std::vector<std::string>;

struct Token {
    std::size_t begin = 0, size = 0;
};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// Words, numbers, strings and signs; a close approximation to those of the language is enough.
std::vector<Token> tokens_of(const std::string& line) {
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < line.size();) {
        const std::size_t begin = i;
        if (line[i] == ' ') {
            ++i;
            continue;
        }
        if (line[i] == '"') {
            i = std::min(line.find('"', i + 1), line.size() - 1) + 1;
        } else if (is_word(line[i])) {
            const bool number = std::isdigit(static_cast<unsigned char>(line[i]));
            while (i < line.size() && (is_word(line[i]) || (number && line[i] == '.'))) ++i;
        } else {
            ++i;
            while (i < line.size() && line[i] == '=' && std::string("<>!=").find(line[begin]) != std::string::npos) ++i;
        }
        tokens.push_back({begin, i - begin});
    }
    return tokens;
}

std::string text(const std::string& line, const Token& token) { return line.substr(token.begin, token.size); }

bool is_in_block(const std::string& line) { return !line.empty() && line.front() == ' '; }

/// The first line of the block in which a line stands.
std::size_t head_of(const Lines& lines, std::size_t line) {
    while (line > 0 && is_in_block(lines[line])) --line;
    return line;
}

/// What a line declares: the name behind its first word, the members of a candidate and of combinations, and for bound
/// variables those as well, which does no harm.
std::set<std::string> declared_by(const std::string& line) {
    static const std::set<std::string> declaring = {"object", "candidate", "define",   "function", "table",
                                                    "region", "row",       "histo",    "profile",  "ntuple",
                                                    "bins",   "skim",      "variation"};
    std::set<std::string> names;
    const auto tokens = tokens_of(line);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const std::string word = text(line, tokens[i]), next = text(line, tokens[i + 1]);
        if (declaring.contains(word)) names.insert(next);
        const bool generated = next.size() > 1 && (next[0] == 'l' || next[0] == 'g' || next[0] == 'x') &&
                               std::isdigit(static_cast<unsigned char>(next[1]));
        if (generated) names.insert(next);
    }
    return names;
}

bool mentions(const std::string& line, const std::set<std::string>& names) {
    const auto tokens = tokens_of(line);
    return std::ranges::any_of(tokens, [&](const Token& token) { return names.contains(text(line, token)); });
}

/// Closes the set of lines over: what uses a name that an affected line declares, the first line of its block with its
/// names, and the lines below it in its block.
class Closure {
public:
    Closure(const Lines& lines, std::set<std::string> names) : lines_(lines), names_(std::move(names)) {}

    void add(std::size_t line) {
        if (line >= lines_.size() || !affected_.insert(line).second) return;
        grown_ = true;
        names_.merge(declared_by(lines_[line]));
        const std::size_t head = head_of(lines_, line);
        add(head);
        for (std::size_t below = line + 1; below < lines_.size() && is_in_block(lines_[below]); ++below) add(below);
    }

    std::set<std::size_t> close() {
        while (std::exchange(grown_, false))
            for (std::size_t i = 0; i < lines_.size(); ++i)
                if (mentions(lines_[i], names_)) add(i);
        return affected_;
    }

private:
    const Lines& lines_;
    std::set<std::string> names_;
    std::set<std::size_t> affected_;
    bool grown_ = true;
};

/// The lines that a change of lines `first` to `last` (of `after`) concerns; `before` were there.
std::set<std::size_t> affected(const Lines& after, const Lines& before, std::size_t first, std::size_t last) {
    std::set<std::string> names;
    for (const std::string& line : before) names.merge(declared_by(line));
    Closure closure(after, std::move(names));
    for (std::size_t i = first; i <= last; ++i) closure.add(i);
    // Where the first line of a block is gone or broken, its other lines are those of the block before.
    if (first > 0) closure.add(head_of(after, first - 1));
    if (first < after.size() && is_in_block(after[first])) closure.add(first);
    return closure.close();
}

std::string changed_token(const std::string& line, const Token& token, const std::string& other, Random& random,
                          std::string& what) {
    const std::string old = text(line, token);
    std::string changed = line;
    switch (random.below(3)) {
        case 0: what = fmt::format("`{}` taken out", old); return changed.erase(token.begin, token.size);
        case 1: what = fmt::format("`{}` doubled", old); return changed.insert(token.begin, old + " ");
        default:
            what = fmt::format("`{}` for `{}`", other, old);
            return changed.replace(token.begin, token.size, other);
    }
}

}  // namespace

Mutation mutate(const GeneratedProgram& program, Random& random) {
    Mutation mutation{"", program.lines, {}};
    Lines& lines = mutation.lines;
    const auto at = static_cast<std::size_t>(1 + random.below(lines.size() - 1));
    const std::string old = lines[at];
    std::string what;
    switch (random.below(6)) {
        case 0:
            what = "taken out";
            lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
            mutation.affected = affected(lines, {old}, at, at);
            break;
        case 1:
            what = "doubled";
            lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), old);
            mutation.affected = affected(lines, {}, at, at + 1);
            break;
        case 2:
            what = "exchanged with the line above";
            std::swap(lines[at - 1], lines[at]);
            mutation.affected = affected(lines, {}, at - 1, at);
            break;
        default: {
            const auto tokens = tokens_of(old);
            const std::string& other_line = random.one_of(program.lines);
            const auto others = tokens_of(other_line);
            lines[at] =
                changed_token(old, random.one_of(tokens), text(other_line, random.one_of(others)), random, what);
            mutation.affected = affected(lines, {old}, at, at);
        }
    }
    mutation.what = fmt::format("line {}, `{}`: {}", at + 1, old, what);
    return mutation;
}

}  // namespace collmc::property
