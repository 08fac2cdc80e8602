#include "compiler/dialogue/extract.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "compiler/syntax/statement_words.h"

namespace collmc::dialogue {

namespace {

constexpr std::size_t kMostBytes = 256 << 10;

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// What a model thinks before it answers is no answer. Templates may open the thought for it, so an end alone counts.
/// A thought without an end was cut off.
std::string without_thoughts(std::string_view answer, bool& truncated) {
    std::string text(answer);
    for (const std::string_view word : {"think", "thinking", "reasoning", "thought"}) {
        const std::string open = "<" + std::string(word) + ">", close = "</" + std::string(word) + ">";
        if (const std::size_t end = text.rfind(close); end != std::string::npos) text.erase(0, end + close.size());
        if (const std::size_t begin = text.find(open); begin != std::string::npos) {
            text.erase(begin);
            truncated = true;
        }
    }
    return text;
}

/// Nested arrays of texts, as the JSON schema of the grammar asks for; any other JSON is left alone.
bool flatten(const nlohmann::json& json, std::string& out) {
    if (json.is_string()) {
        out += json.get_ref<const std::string&>();
        return true;
    }
    return json.is_array() && std::ranges::all_of(json, [&](const auto& part) { return flatten(part, out); });
}

enum class Kind { statement, comment, empty, other };

Kind kind_of(std::string_view line) {
    const std::string_view text = trimmed(line);
    if (text.empty()) return Kind::empty;
    // A heading of Markdown looks like a comment; a comment of a program says something to one.
    if (text.starts_with('#')) return text.starts_with("##") ? Kind::other : Kind::comment;
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    const std::vector<std::string>& words = syntax::statement_words();
    if (word == "intrinsic" || std::ranges::find(words, word) != words.end()) {  // the library's word for a function
        // "select the jets, then ..." is English: a sentence ends with its stop.
        return text.ends_with('.') && text.find('"') == std::string_view::npos ? Kind::other : Kind::statement;
    }
    return Kind::other;
}

std::size_t statements_in(std::string_view text) {
    std::size_t number = 0;
    for (const std::string_view line : lines_of(text)) number += kind_of(line) == Kind::statement ? 1 : 0;
    return number;
}

struct Block {
    std::string text;
    bool named = false;  ///< ```cut
    bool closed = false;
    std::size_t statements = 0;
};

std::vector<Block> fenced_blocks(const std::vector<std::string_view>& lines) {
    std::vector<Block> blocks;
    bool inside = false;
    for (const std::string_view line : lines) {
        const std::string_view text = trimmed(line);
        if (text.starts_with("```") || text.starts_with("~~~")) {
            if (inside)
                blocks.back().closed = true;
            else
                blocks.push_back({"", trimmed(text.substr(3)) == "cut", false, 0});
            inside = !inside;
        } else if (inside) {
            blocks.back().text.append(line).append("\n");
        }
    }
    for (Block& block : blocks) block.statements = statements_in(block.text);
    return blocks;
}

/// The block with the most of a program in it, the last of equals.
const Block* best_of(const std::vector<Block>& blocks) {
    const Block* best = nullptr;
    for (const Block& block : blocks) {
        if (!best || std::pair(block.statements, block.named) >= std::pair(best->statements, best->named))
            best = &block;
    }
    return best;
}

/// A line that touches a program and does not read like a sentence is a misspelt part of it.
bool may_belong(std::string_view line) {
    const std::string_view text = trimmed(line);
    return !text.empty() && std::string_view(".:!?").find(text.back()) == std::string_view::npos;
}

/// From the first statement to the last, with everything between them: what is no statement there is a mistake that
/// must be seen, and not a line to be lost. Comments belong to it, and lines that touch it.
std::string from_first_to_last(const std::vector<std::string_view>& lines) {
    const auto is_statement = [](std::string_view line) { return kind_of(line) == Kind::statement; };
    const auto first = std::ranges::find_if(lines, is_statement);
    if (first == lines.end()) return "";
    auto begin = static_cast<std::size_t>(first - lines.begin());
    std::size_t end = lines.size();
    while (!is_statement(lines[end - 1])) --end;
    const auto belongs = [&](std::size_t i, bool touches) {
        const Kind kind = kind_of(lines[i]);
        return kind == Kind::comment || kind == Kind::empty || (touches && may_belong(lines[i]));
    };
    const auto touches = [&](std::size_t i) { return kind_of(lines[i]) != Kind::empty; };
    while (begin > 0 && belongs(begin - 1, touches(begin))) --begin;
    while (end < lines.size() && belongs(end, touches(end - 1))) ++end;
    std::string text;
    for (std::size_t i = begin; i < end; ++i) text.append(lines[i]).append("\n");
    return text;
}

bool says_untranslated(const std::vector<std::string_view>& lines) {
    bool said = false;
    for (const std::string_view line : lines) {
        const Kind kind = kind_of(line);
        if (kind == Kind::statement) return false;
        said |= kind == Kind::comment && line.find("not translated") != std::string_view::npos;
    }
    return said;
}

/// Without the line that has no end.
std::string whole_lines(std::string text) {
    const std::size_t end = text.find_last_of('\n');
    return end == std::string::npos ? "" : text.substr(0, end + 1);
}

}  // namespace

Extracted extract_program(std::string_view answer, bool length) {
    Extracted result;
    result.truncated = length || answer.size() > kMostBytes;
    std::string text = without_thoughts(answer.substr(0, kMostBytes), result.truncated);
    if (const std::string_view whole = trimmed(text); whole.starts_with('[')) {
        std::string flat;
        const auto json = nlohmann::json::parse(whole, nullptr, false);
        if (!json.is_discarded() && flatten(json, flat)) text = flat;
    }
    const bool cut = result.truncated && !text.ends_with('\n');
    const std::string kept = cut ? whole_lines(text) : text;
    const std::vector<std::string_view> lines = lines_of(kept);

    const std::vector<Block> blocks = fenced_blocks(lines);
    std::string program;
    if (const Block* best = best_of(blocks);
        best && (best->statements > 0 || says_untranslated(lines_of(best->text)))) {
        program = best->text;
        result.truncated = result.truncated && !best->closed;
    } else if (blocks.empty()) {
        program = from_first_to_last(lines);
    }
    if (program.empty() && says_untranslated(lines)) {
        for (const std::string_view line : lines)
            if (kind_of(line) == Kind::comment) program.append(line).append("\n");
    }
    const std::size_t begin = program.find_first_not_of("\r\n");
    if (begin == std::string::npos) return result;
    program.erase(0, begin);
    while (program.ends_with("\n\n")) program.pop_back();
    result.refusal = says_untranslated(lines_of(program));
    result.program = std::move(program);
    return result;
}

}  // namespace collmc::dialogue
