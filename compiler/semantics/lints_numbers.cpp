// Warnings about numbers that a quantity cannot have, or hardly has.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>

#include "compiler/semantics/collections.h"
#include "compiler/semantics/comparisons.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/literals.h"
#include "compiler/semantics/object_fixes.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using Kind = Expr::Kind;

bool is_percentage(double value) { return value >= 2 && value <= 100; }

std::string as_fraction(double percent) { return fmt::format("{:.12g}", percent / 100); }

Diagnostic& report_probability(Checker& checker, Span span) {
    return checker.reporter().warning("W0829", span,
                                      fmt::format("a probability lies from 0 to 1; {} does not", quote(span)));
}

/// The first value of a table that is no probability; an edit for all that are percentages.
void warn_of_efficiencies(Checker& checker, const Expr& call, Span use) {
    const FunctionSymbol* symbol = checker.find_function(checker.program().functions[call.function].name);
    if (symbol == nullptr || symbol->table == nullptr) return;
    Fix fix{"write fractions", EditClass::likely, {}};
    Span first;
    bool percentages = true;
    for (const syntax::Table::Row& row : symbol->table->rows) {
        const std::optional<double> value = bound_value(row.value.value, row.unit);
        if (!value || (*value >= 0 && *value <= 1)) continue;
        if (!first.valid()) first = row.value.span;
        percentages = percentages && is_percentage(*value) && row.value.up.empty() && row.value.down.empty();
        fix.edits.push_back({row.value.value.span, as_fraction(*value)});
    }
    if (!first.valid() || first.file != use.file) return;
    Diagnostic& diagnostic = report_probability(checker, first);
    diagnostic.labels.push_back({use, "it is used as one here"});
    if (percentages) diagnostic.fixes.push_back(std::move(fix));
}

struct Numbered {
    std::string noun;
    int number;
};

/// `j2` among the words of a name: an object and its number, counted from 1 or, by some, from 0.
std::optional<Numbered> numbered_object(const std::string& name) {
    static const std::vector<std::string> nouns = {"j",      "jet",      "l",    "lep",   "lepton", "e",
                                                   "ele",    "electron", "mu",   "muon",  "y",      "ph",
                                                   "photon", "b",        "bjet", "gamma", "tau"};
    std::optional<Numbered> found;
    std::size_t begin = 0;
    while (begin <= name.size()) {
        const std::size_t end = std::min(name.find('_', begin), name.size());
        const std::string word = name.substr(begin, end - begin);
        begin = end + 1;
        if (word.size() < 2 || std::isdigit(static_cast<unsigned char>(word.back())) == 0) continue;
        const std::string noun = word.substr(0, word.size() - 1);
        if (std::find(nouns.begin(), nouns.end(), noun) == nouns.end()) continue;
        if (found) return std::nullopt;  // of two objects
        found = Numbered{noun, word.back() - '0'};
    }
    return found;
}

/// The one object that a value takes by its number; null where it takes none, or several.
const Expr* one_indexed(const Expr& value, const Expr* found, bool& several) {
    if (value.kind == Kind::at) {
        if (found != nullptr && found->index != value.index) several = true;
        return &value;
    }
    for (const ExprPtr& operand : value.operands)
        if (operand != nullptr) found = one_indexed(*operand, found, several);
    return found;
}

}  // namespace

void warn_of_probability(Checker& checker, const Expr& probability) {
    switch (probability.kind) {
        case Kind::conditional:
            warn_of_probability(checker, *probability.operands[0]);
            warn_of_probability(checker, *probability.operands[2]);
            return;
        case Kind::call: warn_of_efficiencies(checker, probability, probability.span); return;
        case Kind::number: {
            if (probability.value >= 0 && probability.value <= 1) return;
            Diagnostic& diagnostic = report_probability(checker, probability.span);
            if (is_percentage(probability.value))
                diagnostic.fixes.push_back(replace(probability.span, as_fraction(probability.value),
                                                   fmt::format("write {}", as_fraction(probability.value)),
                                                   EditClass::likely));
            return;
        }
        case Kind::negate: report_probability(checker, probability.span); return;
        default: return;
    }
}

bool warn_of_discriminant(Checker& checker, const Expr& comparison, const syntax::Expr& tree) {
    const Program& program = checker.program();
    const bool left = behind_defines(program, *comparison.operands[0]).attribute_name == "btag";
    const Expr& tag = behind_defines(program, *comparison.operands[left ? 0 : 1]);
    const Expr& other = *comparison.operands[left ? 1 : 0];
    if (tag.kind != Kind::attribute || tag.attribute_name != "btag" || other.kind != Kind::number) return false;
    if (!(other.value > 0 && other.value < 1) || other.value == 0.5) return false;  // a half is between the numbers
    Diagnostic& diagnostic = checker.reporter().warning(
        "W0830", tree.span,
        fmt::format("`btag` is a whole number, 0 without a tag, and no discriminant: {} only asks whether it is 0",
                    quote(tree.span)));
    const syntax::Expr& tag_tree = *tree.operands[left ? 0 : 1];
    const bool above =
        left == (comparison.compare_op == CompareOp::greater || comparison.compare_op == CompareOp::greater_equal);
    const std::string text(tag_tree.span.text());
    if (text.ends_with("btag")) {
        const std::string tagged = fmt::format("{}{}ged", above ? "" : "not ", text);
        diagnostic.fixes.push_back(replace(tree.span, tagged, fmt::format("write `{}`", tagged), EditClass::likely));
    }
    return true;
}

bool warn_of_flavor(Checker& checker, const Expr& comparison, const syntax::Expr& tree) {
    const bool equal = comparison.compare_op == CompareOp::equal;
    if (!equal && comparison.compare_op != CompareOp::not_equal) return false;
    for (const std::size_t side : {0U, 1U}) {
        const Expr* value = &behind_defines(checker.program(), *comparison.operands[side]);
        const syntax::Expr* value_tree = &without_parentheses(*tree.operands[side]);
        const Expr& number = *comparison.operands[1 - side];
        const bool bars = value->kind == Kind::absolute && value_tree->kind == syntax::Expr::Kind::absolute;
        if (bars) {
            value = value->operands[0].get();
            value_tree = &without_parentheses(*value_tree->operands[0]);
        }
        if (value->kind != Kind::attribute || value->attribute_name != "flavor" || number.kind != Kind::number)
            continue;
        if (number.value == 1 || number.value == 2 || number.value == 3) return false;
        Diagnostic& diagnostic = checker.reporter().warning(
            "W0831", tree.span,
            fmt::format("a flavor is 1 for electrons, 2 for muons and 3 for taus, never {}", number.value));
        const char* kind = number.value == 11 ? "Electron" : number.value == 13 ? "Muon" : "Tau";
        const std::optional<int> particle = checker.schema().particle_named(kind);
        const bool known = number.value == 11 || number.value == 13 || number.value == 15;
        if (!known || !particle || (value->operands[0]->type.object.particles >> *particle & 1) == 0) return true;
        diagnostic.notes.push_back("the numbers of the Particle Data Group are not those of the file");
        std::string object = "this";
        if (value_tree->kind == syntax::Expr::Kind::attribute)
            object = value_tree->operands[0]->span.text();
        else if (value_tree->span.text() != "flavor")
            return true;
        const std::string text = fmt::format("{}{} is {}", equal ? "" : "not ", object, kind);
        diagnostic.fixes.push_back(replace(tree.span, text, fmt::format("ask `{}`", text), EditClass::likely));
        return true;
    }
    return false;
}

void warn_of_scale(Checker& checker, const Variation& variation, const syntax::Variation& tree) {
    constexpr double kLowest = 0.5, kHighest = 2;
    if (variation.factor <= 0 || (variation.factor >= kLowest && variation.factor <= kHighest)) return;
    const std::string_view by = tree.factor.span.text();
    Diagnostic& diagnostic = checker.reporter().warning(
        "W0832", tree.factor.span,
        fmt::format("momenta are multiplied by this: {} leaves {:.3g} % of them", by, 100 * variation.factor));
    const double change = variation.factor < kLowest ? variation.factor : variation.factor / 100;
    if (change >= kLowest) return;
    const bool down =
        variation.name.find("down") != std::string::npos || variation.name.find("Down") != std::string::npos;
    for (const double sign : {down ? -1.0 : 1.0, down ? 1.0 : -1.0}) {
        const std::string factor = fmt::format("{:.12g}", 1 + sign * change);
        diagnostic.fixes.push_back(replace(
            tree.factor.span, factor,
            fmt::format("{:.3g} % {}, `by {}`", 100 * change, sign > 0 ? "up" : "down", factor), EditClass::likely));
    }
}

void warn_of_misnumbered(Checker& checker, const std::string& name, Span name_span, const Expr& shown) {
    const std::optional<Numbered> said = numbered_object(name);
    if (!said) return;
    bool several = false;
    const Expr* object = one_indexed(shown, nullptr, several);
    if (object == nullptr || several || object->index == said->number || object->index == said->number - 1) return;
    Diagnostic& diagnostic =
        checker.reporter().warning("W0821", Span::cover(name_span, shown.span),
                                   fmt::format("`{}` is called after {} {}, and what it shows is {}", name, said->noun,
                                               said->number, quote(shown.span)));
    const std::string meant = fmt::format("{}[{}]", object->operands[0]->span.text(), said->number - 1);
    if (said->number > 0)
        diagnostic.fixes.push_back(
            replace(object->span, meant, fmt::format("show `{}`", meant), EditClass::changes_selection));
}

}  // namespace collmc::semantics
