// Edits for what declarations name: the sources of objects, collections that are not declared, names that are taken.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/vocabulary.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Calls `visit(word, begin)` with the words of a text outside of comments and strings until it returns true.
template <typename Visit>
void for_each_word(std::string_view text, Visit visit) {
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '#') {
            at = std::min(text.find('\n', at), text.size());
        } else if (text[at] == '"') {
            at = std::min(text.find_first_of("\"\n", at + 1), text.size() - 1) + 1;
        } else if (is_word(text[at])) {
            const std::size_t begin = at;
            while (at < text.size() && is_word(text[at])) ++at;
            if (visit(text.substr(begin, at - begin), begin)) return;
        } else {
            ++at;
        }
    }
}

Span span_of(const syntax::Declaration& declaration) {
    using Kind = syntax::Declaration::Kind;
    switch (declaration.kind) {
        case Kind::object: return declaration.object->span;
        case Kind::candidate: return declaration.candidate->span;
        case Kind::define: return declaration.define->span;
        case Kind::function: return declaration.function->span;
        case Kind::table: return declaration.table->span;
        case Kind::variation: return declaration.variation->span;
        case Kind::region: return declaration.region->span;
        case Kind::regions: return declaration.regions->span;
    }
    return {};
}

/// The begin of the line of a place, or of the comment directly above it.
std::uint32_t above(const diagnostics::SourceFile& file, std::uint32_t place) {
    std::uint32_t line = file.line_of(place);
    while (line > 1 && !file.line(line - 1).empty() && file.line(line - 1).front() == '#') --line;
    return file.line_start(line);
}

/// The end of the line of a place, without the line end.
Span end_of_line(Span at) {
    const std::size_t end = std::min(at.file->text().find('\n', at.end), at.file->text().size());
    return {at.file, static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(end)};
}

}  // namespace

std::vector<std::string> Checker::collections_with(std::string_view attribute) const {
    std::vector<std::string> names;
    if (tree_ == nullptr) return names;
    for (const syntax::Declaration& declaration : tree_->declarations) {
        if (declaration.kind != syntax::Declaration::Kind::object) continue;
        const Symbol* symbol = find(declaration.object->name.text);
        if (symbol == nullptr || symbol->state != Declared::State::done) continue;
        const ObjectType& element = program_.collections[symbol->id].element;
        if (attribute.empty() || schema_->attribute(element, attribute) != nullptr) names.push_back(symbol->name.text);
    }
    return names;
}

std::vector<const Symbol*> Checker::candidates_with(std::string_view member) const {
    std::vector<const Symbol*> found;
    for (const auto& [name, symbol] : values_) {
        if (symbol.kind != Symbol::Kind::candidate || symbol.state != Declared::State::done) continue;
        const Candidate& candidate = program_.candidates[symbol.id];
        const auto is = [&](const auto& part) { return part.name == member; };
        if (std::any_of(candidate.legs.begin(), candidate.legs.end(), is) ||
            std::any_of(candidate.defines.begin(), candidate.defines.end(), is))
            found.push_back(&symbol);
    }
    return found;
}

std::vector<Fix> Checker::source_fixes(const syntax::Name& name, const syntax::Object* object) {
    std::vector<Fix> fixes;
    const std::vector<SourceHabit> habits = sources_for_habit(name.text);
    for (const SourceHabit& habit : habits) {
        const bool fits = object != nullptr || (habit.kinds.size() == 1 && habit.cut.empty());
        if (!fits) continue;
        const std::string kinds = fmt::format("{}", fmt::join(habit.kinds, ", "));
        const bool certain = habits.size() == 1 && habit.cut.empty();
        Fix fix =
            replace(name.span, kinds, fmt::format("write `{}`", kinds), certain ? EditClass::safe : EditClass::likely);
        if (!habit.cut.empty()) {
            fix.title = fmt::format("take them from `{}`, with `{}`", kinds, habit.cut);
            fix.edits.push_back({end_of_line(name.span), fmt::format("\n    {}", habit.cut)});
        }
        fixes.push_back(std::move(fix));
    }
    return fixes;
}

/// Above the declaration in which the name stands first.
std::optional<std::uint32_t> Checker::place_for(const std::string& name) const {
    std::size_t first = std::string::npos;
    for_each_word(tree_->file->text(), [&](std::string_view word, std::size_t begin) {
        if (word == name) first = begin;
        return first != std::string::npos;
    });
    const syntax::Declaration* user = nullptr;
    for (const syntax::Declaration& declaration : tree_->declarations)
        if (span_of(declaration).begin <= first) user = &declaration;
    if (first == std::string::npos || user == nullptr) return std::nullopt;
    return above(*tree_->file, span_of(*user).begin);
}

std::optional<Fix> Checker::declaring_fix(const std::string& name) {
    const std::vector<SourceHabit> habits = sources_for_habit(name);
    if (habits.empty() || name.back() != 's' || tree_ == nullptr || trying()) return std::nullopt;
    const std::optional<std::uint32_t> place = place_for(name);
    if (!place) return std::nullopt;
    // Of each kind the analysis's own selection goes before all objects of the file.
    std::vector<std::string> sources;
    for (const std::string& kind : habits.front().kinds) {
        std::string source = kind;
        for (const syntax::Declaration& declaration : tree_->declarations) {
            if (declaration.kind != syntax::Declaration::Kind::object || span_of(declaration).begin >= *place) continue;
            const syntax::Object& object = *declaration.object;
            if (object.sources.size() == 1 && object.sources[0].name.text == kind && !object.sources[0].as &&
                source == kind)
                source = object.name.text;
        }
        sources.push_back(std::move(source));
    }
    std::string text = fmt::format("object {} from {}\n", name, fmt::join(sources, ", "));
    if (!habits.front().cut.empty()) text += fmt::format("    {}\n", habits.front().cut);
    return replace({tree_->file, *place, *place}, text + "\n",
                   fmt::format("declare it: `object {} from {}`", name, fmt::join(sources, ", ")), EditClass::likely);
}

Fix Checker::insert_declaration(const std::string& name, const std::string& text, EditClass applicability) const {
    const std::uint32_t place = place_for(name).value_or(0);
    return replace({tree_->file, place, place}, text + "\n\n", fmt::format("declare it: `{}`", text), applicability);
}

Fix Checker::rename(const std::string& name, const std::string& other) const {
    Fix fix{fmt::format("write `{}`", other), EditClass::likely, {}};
    for_each_word(tree_->file->text(), [&](std::string_view word, std::size_t begin) {
        const auto place = static_cast<std::uint32_t>(begin);
        if (word == name)
            fix.edits.push_back({{tree_->file, place, place + static_cast<std::uint32_t>(word.size())}, other});
        return false;
    });
    return fix;
}

int Checker::count_of_word(const std::string& wanted) const {
    int count = 0;
    if (tree_ != nullptr)
        for_each_word(tree_->file->text(), [&](std::string_view word, std::size_t) {
            count += word == wanted ? 1 : 0;
            return false;
        });
    return count;
}

void Checker::offer_free_name(Diagnostic& diagnostic, const syntax::Name& name) {
    // What the program uses and nothing declares may be the name that was meant.
    std::vector<std::string> used;
    if (tree_ != nullptr)
        for_each_word(tree_->file->text(), [&](std::string_view word, std::size_t begin) {
            const std::string_view text = tree_->file->text();
            const std::string_view behind = text.substr(begin + word.size(), 1);
            const bool is_object = behind == "[" || behind == ")" || (begin > 3 && text.substr(begin - 3, 3) == "in ");
            if (is_object && word.size() > 2 && is_free(std::string(word))) used.emplace_back(word);
            return false;
        });
    std::vector<std::string> names = diagnostics::nearest(name.text, used, 1);
    if (names.empty())
        names.push_back(free_name_like(name.text));
    else
        note_offered(names.front());
    for (const std::string& other : names)
        diagnostic.fixes.push_back(replace(name.span, other, fmt::format("call it `{}`", other), EditClass::likely));
}

bool Checker::is_free(const std::string& name) const {
    return values_.find(name) == values_.end() && regions_.find(name) == regions_.end() &&
           variations_.find(name) == variations_.end() && functions_.find(name) == functions_.end() &&
           constants_.find(name) == constants_.end() && !schema_->is_kind(name) && !schema_->is_attribute(name);
}

std::string Checker::free_name_like(const std::string& name) const {
    for (const auto& [end, opposite] : {std::pair{"_up", "_down"}, {"_down", "_up"}, {"Up", "Down"}, {"Down", "Up"}}) {
        const std::string_view ending(end);
        if (name.size() <= ending.size() || name.compare(name.size() - ending.size(), ending.size(), ending) != 0)
            continue;
        const std::string other = name.substr(0, name.size() - ending.size()) + opposite;
        if (is_free(other)) return other;
    }
    std::size_t digits = name.size();
    while (digits > 0 && std::isdigit(static_cast<unsigned char>(name[digits - 1])) != 0) --digits;
    const bool numbered = digits < name.size() && name.size() - digits < 6;
    const std::string stem = numbered ? name.substr(0, digits) : name + "_";
    for (int number = numbered ? std::stoi(name.substr(digits)) + 1 : 2;; ++number)
        if (const std::string other = fmt::format("{}{}", stem, number); is_free(other)) return other;
}

}  // namespace collmc::semantics
