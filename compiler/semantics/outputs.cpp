// Histograms, profiles, grids of bins, weights and skims.

#include "compiler/semantics/outputs.h"

#include <fmt/format.h>

#include <charconv>

#include "compiler/semantics/dimension_fixes.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/literals.h"
#include "compiler/semantics/object_fixes.h"
#include "compiler/semantics/words.h"
#include "compiler/syntax/print.h"

namespace collmc::semantics {

namespace {

/// Reports more bins than a histogram may have.
void require_few_bins(Checker& checker, const std::vector<Dimension>& dimensions, Span span) {
    double bins = 1;
    for (const Dimension& it : dimensions) bins *= it.axis.bins + it.above;
    if (dimensions.size() > 1 && bins > static_cast<double>(kMostBins))
        checker.reporter().error(
            "E0501", span, fmt::format("this makes {:.0f} bins in all; there can be {} at most", bins, kMostBins));
}

Dimension check_dimension(Checker& checker, const syntax::Dimension& tree, const Scope& scope, Span statement) {
    Dimension dimension;
    if (tree.value == nullptr) {
        dimension.value = error_expr(statement);
        return dimension;
    }
    dimension.expression = syntax::to_source(*tree.value);
    dimension.value = ExpressionChecker(checker, scope).check_number(*tree.value);
    dimension.axis = check_axis(checker, tree.axis, *dimension.value);
    return dimension;
}

/// The tables that give a pure number for the value.
void look_up(Checker& checker, Diagnostic& diagnostic, const Expr& value, const syntax::Expr& tree) {
    for (const std::string& name : checker.function_names()) {
        const FunctionSymbol* function = checker.find_function(name);
        if (function == nullptr || function->table == nullptr || function->table->parameters.size() != 1) continue;
        const std::string& parameter = function->table->parameters[0].type.name.text;
        const bool takes = parameter == (value.type.dimension == Rational{1, 1} ? "Energy" : "Number");
        if (!takes || function->table->result.name.text != "Real") continue;
        const std::string text = fmt::format("{}({})", name, tree.span.text());
        diagnostic.fixes.push_back(
            replace(tree.span, text, fmt::format("look it up in the table, `{}`", text), EditClass::likely));
    }
}

/// `3,148,643`: one number with commas between its thousands.
std::optional<std::string> joined_thousands(const std::vector<syntax::Observed::Count>& counts) {
    std::string digits;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::size_t length = counts[i].digits.size();
        if (i == 0 ? length > 3 : length != 3) return std::nullopt;
        digits += counts[i].digits;
    }
    return digits;
}

}  // namespace

std::optional<Fix> without_commas(const std::vector<syntax::Observed::Count>& counts) {
    const std::optional<std::string> digits = joined_thousands(counts);
    if (!digits || counts.size() < 2) return std::nullopt;
    return replace(Span::cover(counts.front().span, counts.back().span), *digits,
                   fmt::format("write {}, without commas", *digits), EditClass::likely);
}

ExprPtr check_guard(Checker& checker, const syntax::ExprPtr& guard) {
    if (guard == nullptr) return nullptr;
    const Scope scope;
    return ExpressionChecker(checker, scope).check_condition(*guard, "when");
}

Histogram check_histogram(Checker& checker, const syntax::Histogram& tree) {
    const Reporter::Frame frame =
        checker.reporter().inside(fmt::format("{} {}", tree.profile ? "profile" : "histo", tree.name.text));
    Histogram histogram;
    histogram.name = tree.name.text;
    histogram.label = tree.label ? tree.label->text : "";
    histogram.span = tree.name.span;
    histogram.guard = check_guard(checker, tree.guard);
    const Scope scope;
    ExpressionChecker::Loop loop;
    if (tree.loop != nullptr && !ExpressionChecker(checker, scope).check_for(*tree.loop, loop)) return histogram;
    histogram.ranges = std::move(loop.ranges);
    histogram.filter = std::move(loop.filter);
    const Scope& inner = tree.loop != nullptr ? loop.scope : scope;
    if (tree.mean != nullptr) {
        histogram.mean_expression = syntax::to_source(*tree.mean);
        histogram.mean = ExpressionChecker(checker, inner).check_number(*tree.mean);
    }
    for (const syntax::Dimension& dimension : tree.dimensions)
        histogram.dimensions.push_back(check_dimension(checker, dimension, inner, tree.span));
    require_few_bins(checker, histogram.dimensions, tree.name.span);
    warn_of_mislabelled(checker, histogram);
    return histogram;
}

Weight check_weight(Checker& checker, const syntax::Weight& tree) {
    const Reporter::Frame frame = checker.reporter().inside("weight");
    Weight weight;
    weight.span = tree.span;
    if (tree.value == nullptr) {
        weight.value = error_expr(tree.span);
        return weight;
    }
    weight.label = tree.label ? tree.label->text : syntax::to_source(*tree.value);
    const Scope scope;
    weight.value = ExpressionChecker(checker, scope).check(*tree.value);
    const Type& type = weight.value->type;
    if (type.is_error() || (type.is_number() && type.dimension == Rational{})) return weight;
    Diagnostic& diagnostic =
        checker.reporter().error("E0505", tree.value->span,
                                 fmt::format("a weight is one pure number per event; {} is {}", quote(tree.value->span),
                                             describe(type, checker.schema())));
    diagnostic.found = to_string(type, checker.schema());
    if (type.kind == Type::Kind::boolean) {
        diagnostic.fixes.push_back(
            replace(tree.keyword, "select", "drop the events in which it is false", EditClass::changes_selection));
    } else if (type.is_number()) {
        look_up(checker, diagnostic, *weight.value, *tree.value);
        offer(diagnostic, fixes_to(checker.program(), *weight.value, Rational{}, {}));
        if (diagnostic.fixes.empty())
            diagnostic.notes.push_back(fmt::format("divide it by a number in {}", unit_of(type.dimension)));
    } else {
        diagnostic.fixes = number_instead(*weight.value, *tree.value, checker.schema());
    }
    weight.value = error_expr(tree.span);
    return weight;
}

Skim check_skim(Checker& checker, const syntax::Skim& tree) {
    const Reporter::Frame frame = checker.reporter().inside("skim " + tree.name.text);
    return {tree.name.text, check_guard(checker, tree.guard), tree.name.span};
}

// ---- grids ----

long observed_count(Checker& checker, const syntax::Observed::Count& count) {
    long value = 0;
    const char* end = count.digits.data() + count.digits.size();
    const auto [stop, failure] = std::from_chars(count.digits.data(), end, value);
    if (failure == std::errc() && stop == end && value < 1'000'000'000'000) return value;
    checker.reporter().error("E0510", count.span, fmt::format("{} is no number of events", quote(count.span)));
    return 0;
}

Measure expected_events(Checker& checker, const syntax::Measure& measure) {
    Measure expected;
    const std::optional<double> value = bound_value(measure.value, std::nullopt);
    const auto error_of = [](const std::string& digits) {
        return digits.empty() ? std::optional(0.0) : literal_value(digits, std::nullopt);
    };
    const std::optional<double> up = error_of(measure.up), down = error_of(measure.down);
    if (!value || !up || !down || *value < 0 || measure.value.is_pi) {
        checker.reporter().error("E0510", measure.span,
                                 fmt::format("{} is no expected number of events", quote(measure.span)));
        return expected;
    }
    return {*value, *up, *down};
}

Bins check_bins(Checker& checker, const syntax::Bins& tree) {
    const Reporter::Frame frame = checker.reporter().inside("bins " + tree.name.text);
    Bins bins;
    bins.name = tree.name.text;
    bins.span = tree.name.span.valid() ? tree.name.span : tree.span;  // the name may not have been read
    bins.guard = check_guard(checker, tree.guard);
    const std::size_t errors = checker.reporter().error_count();
    const Scope scope;
    for (const syntax::Bins::By& by : tree.by) {
        Dimension dimension;
        dimension.above = by.above;
        if (by.value == nullptr) {
            dimension.value = error_expr(by.span);
        } else {
            dimension.expression = syntax::to_source(*by.value);
            dimension.value = ExpressionChecker(checker, scope).check_number(*by.value);
            dimension.axis = check_edges(checker, by.edges, by.unit, by.span, by.above, *dimension.value);
        }
        bins.dimensions.push_back(std::move(dimension));
    }
    require_few_bins(checker, bins.dimensions, tree.name.span);
    if (tree.observed)
        for (const syntax::Observed::Count& count : tree.observed->counts)
            bins.observed.push_back(observed_count(checker, count));
    if (tree.background)
        for (const syntax::Measure& measure : tree.background->expected)
            bins.background.push_back(expected_events(checker, measure));
    if (checker.reporter().error_count() > errors || bins.dimensions.empty()) return bins;

    const auto require_all = [&](const char* word, std::size_t given, Span span) {
        if (given == 0 || given == static_cast<std::size_t>(bins.bins())) return;
        std::string shape;
        for (const Dimension& it : bins.dimensions)
            shape += fmt::format("{}{}", shape.empty() ? "" : " x ", it.axis.bins + it.above);
        Diagnostic& diagnostic =
            checker.reporter().error("E0510", span,
                                     fmt::format("`{}` has {} for {}{}", word, counted(given, "number"),
                                                 counted(static_cast<std::size_t>(bins.bins()), "bin"),
                                                 bins.dimensions.size() > 1 ? fmt::format(" ({})", shape) : ""));
        diagnostic.labels.push_back({bins.span, "the bins"});
        diagnostic.notes.push_back("one number per bin, in the order in which the last `by` changes fastest");
    };
    if (tree.observed) require_all("observed", bins.observed.size(), tree.observed->span);
    if (tree.background) require_all("background", bins.background.size(), tree.background->span);
    return bins;
}

}  // namespace collmc::semantics
