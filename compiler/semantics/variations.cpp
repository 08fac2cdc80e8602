// Variations, and what an analysis says of itself.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/literals.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

void Checker::check_metadata(const syntax::Tree& tree) {
    const auto text = [](const std::optional<syntax::String>& string) { return string ? string->text : std::string(); };
    program_.title = text(tree.title);
    program_.experiment = text(tree.experiment);
    program_.reference = text(tree.reference);
    if (!tree.luminosity) return;
    const std::optional<double> luminosity = luminosity_value(*tree.luminosity);
    if (!luminosity || *luminosity <= 0)
        reporter_.error("E0005", tree.luminosity->span,
                        fmt::format("a luminosity is above 0; {} is not", quote(tree.luminosity->span)));
    program_.luminosity = luminosity.value_or(0);
}

void Checker::declare_variation(const syntax::Variation& variation) {
    if (variation.name.text.empty()) return;
    const auto [place, fresh] = variations_.emplace(variation.name.text, variation.name.span);
    if (fresh) return;
    Diagnostic& diagnostic = reporter_.error("E0103", variation.name.span,
                                             fmt::format("there is already a variation `{}`", variation.name.text));
    diagnostic.labels.push_back({place->second, "the variation of that name"});
    offer_free_name(diagnostic, variation.name);
}

void Checker::check_variation(const syntax::Variation& tree) {
    const Reporter::Frame frame = reporter_.apart("variation " + tree.name.text);
    Variation variation;
    variation.name = tree.name.text;
    variation.span = tree.name.span;
    if (tree.kind == syntax::Variation::Kind::scale)
        check_scale(tree, variation);
    else
        check_use(tree, variation);
    program_.variations.push_back(std::move(variation));
}

void Checker::check_scale(const syntax::Variation& tree, Variation& variation) {
    variation.kind = Variation::Kind::scale;
    variation.factor = bound_value(tree.factor, std::nullopt).value_or(0);
    if (variation.factor <= 0) {
        Diagnostic& diagnostic =
            reporter_.error("E0507", tree.factor.span,
                            fmt::format("momenta are scaled by a number above 0; {} is not", quote(tree.factor.span)));
        diagnostic.notes.push_back("three percent up is `by 1.03`, three percent down `by 0.97`");
    }
    std::vector<std::string> kinds;
    for (std::size_t i = 0; i < schema_->particles.size(); ++i) {
        if (schema_->particles[i].name == tree.target.text) variation.particle = static_cast<int>(i);
        kinds.push_back(schema_->particles[i].name);
    }
    if (variation.particle >= 0) {
        warn_of_scale(*this, variation, tree);
        return;
    }
    const Symbol* symbol = find(tree.target.text);
    Diagnostic& diagnostic =
        reporter_.error("E0507", tree.target.span,
                        fmt::format("`scale` takes a kind of object of the file; `{}` is none", tree.target.text));
    std::vector<std::string> near = diagnostics::nearest(tree.target.text, kinds);
    diagnostic.candidates = near;
    if (symbol != nullptr) {
        diagnostic.labels.push_back({symbol->name.span, "defined here"});
        diagnostic.notes.push_back("what is selected from the scaled objects follows from them by itself");
        for (const std::string& kind : kinds_behind(symbol->name.text))
            diagnostic.fixes.push_back(
                replace(tree.target.span, kind, fmt::format("scale `{}`", kind), EditClass::likely));
    } else if (tree.target.text == schema_->met.name) {
        diagnostic.notes.push_back("MET moves by itself when the objects of a kind are scaled");
    } else if (!near.empty()) {
        suggest_nearest(diagnostic, tree.target.span, std::move(near));
        return;
    }
    diagnostic.notes.push_back("the kinds are " + listed_quoted(kinds));
}

/// The kinds of objects that an object of the analysis is taken from.
std::vector<std::string> Checker::kinds_behind(const std::string& name, int depth) const {
    constexpr int kDeepest = 32;
    if (schema_->particle_named(name)) return {name};
    const Symbol* symbol = find(name);
    std::vector<std::string> kinds;
    if (symbol == nullptr || symbol->object == nullptr || depth > kDeepest) return kinds;
    for (const syntax::Source& source : symbol->object->sources)
        for (std::string& kind : kinds_behind(source.name.text, depth + 1))
            if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(std::move(kind));
    return kinds;
}

void Checker::check_use(const syntax::Variation& tree, Variation& variation) {
    variation.kind = Variation::Kind::use;
    variation.up = tree.up;
    const FunctionSymbol* symbol = use_function(tree.target);
    if (symbol == nullptr || symbol->table == nullptr) {
        std::vector<std::string> tables;
        for (const auto& [name, function] : functions_)
            if (function.table != nullptr) tables.push_back(name);
        Diagnostic& diagnostic = reporter_.error(
            "E0507", tree.target.span,
            fmt::format(
                fmt::runtime(symbol == nullptr ? "there is no table `{}`"
                                               : "`use` takes a table, whose errors it applies; `{}` is a function"),
                tree.target.text));
        suggest_nearest(diagnostic, tree.target.span, diagnostics::nearest(tree.target.text, tables));
        if (diagnostic.candidates.empty())
            for (const std::string& table : tables)
                diagnostic.fixes.push_back(
                    replace(tree.target.span, table, fmt::format("use the table `{}`", table), EditClass::likely));
        return;
    }
    if (symbol->state != Declared::State::done) return;
    variation.function = symbol->id;
    bool errors = false;
    for (const syntax::Table::Row& row : symbol->table->rows)
        errors |= !row.value.up.empty() || !row.value.down.empty();
    if (errors) return;
    Diagnostic& diagnostic =
        reporter_.error("E0507", tree.target.span,
                        fmt::format("no row of `{}` has an error, so there is nothing to vary", tree.target.text));
    diagnostic.labels.push_back({symbol->name.span, "the table"});
    diagnostic.notes.push_back("an error stands behind the value: `0.62 +- 0.02` or `0.62 + 0.03 - 0.02`");
}

}  // namespace collmc::semantics
