#include "compiler/repair/choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

namespace collmc::repair {

using diagnostics::Diagnostic;

namespace {

std::optional<std::uint32_t> positive(std::string_view digits) {
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (failure != std::errc() || end != digits.data() + digits.size() || number == 0) return std::nullopt;
    return number;
}

bool is_code(std::string_view text) {
    return text.size() == 5 && std::isupper(static_cast<unsigned char>(text.front())) &&
           std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return std::isdigit(c); });
}

bool stands_at(const Diagnostic& diagnostic, const Choice& choice) {
    if (diagnostic.fixes.empty() || !diagnostic.primary.valid()) return false;
    if (!choice.code.empty() && diagnostic.code != choice.code) return false;
    const auto place = diagnostic.primary.file->place(diagnostic.primary.begin);
    return place.line == choice.line && (choice.column == 0 || place.column == choice.column);
}

/// Edits of such diagnostics are counted on, from one to the next.
bool same_place(const Diagnostic& a, const Diagnostic& b) {
    return a.code == b.code && a.primary.file == b.primary.file && a.primary.begin == b.primary.begin;
}

/// The diagnostics of a file that a choice may mean.
std::vector<const Diagnostic*> meant(const Choice& choice, const diagnostics::Diagnostics& diagnostics) {
    std::vector<const Diagnostic*> all;
    for (const Diagnostic& diagnostic : diagnostics.all())
        if (stands_at(diagnostic, choice)) all.push_back(&diagnostic);
    return all;
}

/// "E0205:34:1 to 3, E0301:40:1"
std::string listed(const std::vector<const Diagnostic*>& diagnostics, const diagnostics::Diagnostics& all) {
    std::string text;
    for (const Diagnostic* diagnostic : diagnostics) {
        const Choice first = choice_of(*diagnostic, 1, all);
        text += fmt::format("{}{}", text.empty() ? "" : ", ", to_string(first));
        if (diagnostic->fixes.size() > 1) text += fmt::format(" to {}", first.number + diagnostic->fixes.size() - 1);
    }
    return text;
}

}  // namespace

std::optional<Choice> parse_choice(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':')) {
        parts.push_back(text.substr(0, colon));
        text.remove_prefix(colon + 1);
    }
    parts.push_back(text);
    Choice choice;
    if (is_code(parts.front())) {
        choice.code = parts.front();
        parts.erase(parts.begin());
    }
    if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
    std::vector<std::uint32_t> numbers;
    for (const std::string_view part : parts) {
        const auto number = positive(part);
        if (!number) return std::nullopt;
        numbers.push_back(*number);
    }
    choice.line = numbers.front();
    choice.column = numbers.size() == 3 ? numbers[1] : 0;
    choice.number = numbers.back();
    return choice;
}

std::string to_string(const Choice& choice) {
    return fmt::format("{}{}{}{}{}:{}", choice.code, choice.code.empty() ? "" : ":", choice.line,
                       choice.column == 0 ? "" : ":", choice.column == 0 ? "" : fmt::format("{}", choice.column),
                       choice.number);
}

std::variant<Chosen, std::string> find_choice(const Choice& choice, const diagnostics::Diagnostics& diagnostics,
                                              const diagnostics::SourceFile& file) {
    std::vector<const Diagnostic*> here = meant(choice, diagnostics);
    std::erase_if(here, [&](const Diagnostic* diagnostic) { return diagnostic->primary.file != &file; });
    if (here.empty()) {
        std::vector<const Diagnostic*> others;
        for (const Diagnostic& diagnostic : diagnostics.all())
            if (!diagnostic.fixes.empty() && diagnostic.primary.file == &file) others.push_back(&diagnostic);
        const std::string place = choice.column == 0 ? fmt::format("line {}", choice.line)
                                                     : fmt::format("line {}, column {}", choice.line, choice.column);
        return fmt::format("{}: no {} at {} offers an edit; {}", to_string(choice),
                           choice.code.empty() ? "message" : choice.code, place,
                           others.empty() ? "there is none to choose" : "there are " + listed(others, diagnostics));
    }
    if (!std::all_of(here.begin(), here.end(), [&](const Diagnostic* one) { return same_place(*one, *here.front()); }))
        return fmt::format("{}: more than one message there offers edits; say which: {}", to_string(choice),
                           listed(here, diagnostics));
    std::size_t before = 0;
    for (const Diagnostic* diagnostic : here) {
        if (choice.number <= before + diagnostic->fixes.size())
            return Chosen{diagnostic, &diagnostic->fixes[choice.number - before - 1]};
        before += diagnostic->fixes.size();
    }
    return fmt::format("{}: the message offers {} edit{}", to_string(choice), before, before == 1 ? "" : "s");
}

Choice choice_of(const Diagnostic& diagnostic, std::size_t number, const diagnostics::Diagnostics& diagnostics) {
    const auto place = diagnostic.primary.file->place(diagnostic.primary.begin);
    Choice choice{diagnostic.code, place.line, 0, number};
    bool reached = false;
    for (const Diagnostic* other : meant(choice, diagnostics)) {
        if (!same_place(*other, diagnostic)) choice.column = place.column;
        reached |= other == &diagnostic;
        if (same_place(*other, diagnostic) && !reached) choice.number += other->fixes.size();
    }
    return choice;
}

}  // namespace collmc::repair
