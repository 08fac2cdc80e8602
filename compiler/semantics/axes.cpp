// The binning of histograms and grids.

#include <fmt/format.h>

#include <charconv>

#include "compiler/semantics/literals.h"
#include "compiler/semantics/outputs.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

std::string in_units(Rational dimension) {
    return dimension == Rational{} ? "in bare numbers" : "in " + unit_of(dimension);
}

/// Reports a binning in other units than its value. `last` is the number that the unit stands behind.
void require_dimension(Checker& checker, const Expr& value, Rational dimension, Span span, const syntax::Bound& last,
                       const std::optional<syntax::Unit>& unit) {
    if (value.type.is_error() || value.type.dimension == dimension) return;
    const std::string wanted = unit_of(value.type.dimension);
    Diagnostic& diagnostic =
        checker.reporter().error("E0306", span,
                                 fmt::format("{} is {}, and this range is {}", quote(value.span),
                                             describe(value.type, checker.schema()), in_units(dimension)));
    diagnostic.labels.push_back({value.span, describe(value.type, checker.schema())});
    diagnostic.expected = to_string(value.type, checker.schema());
    diagnostic.found = to_string(Type::real(dimension), checker.schema());
    if (!unit) {
        diagnostic.fixes.push_back(
            insert_after(last.span, " " + wanted, fmt::format("give the range in {}", wanted), EditClass::likely));
    } else if (wanted.empty()) {
        diagnostic.fixes.push_back(replace({unit->span.file, last.span.end, unit->span.end}, "",
                                           "give the range without a unit", EditClass::likely));
    } else {
        diagnostic.fixes.push_back(
            replace(unit->span, wanted, fmt::format("give the range in {}", wanted), EditClass::likely));
    }
}

Axis check_uniform(Checker& checker, const syntax::Axis& tree, const Expr& value) {
    Axis axis;
    axis.dimension = dimension_of(tree.unit);
    const auto [end, failure] = std::from_chars(tree.bins.data(), tree.bins.data() + tree.bins.size(), axis.bins);
    if (failure != std::errc() || *end != '\0' || axis.bins < 1 || axis.bins > kMostBins) {
        checker.reporter().error("E0501", tree.span,
                                 fmt::format("a histogram has from 1 to {} bins, not {}", kMostBins, tree.bins));
        return axis;
    }
    axis.low = bound_value(tree.low, tree.unit).value_or(0);
    axis.high = bound_value(tree.high, tree.unit).value_or(0);
    const std::optional<std::vector<double>> edges = bin_edges(tree.low, tree.high, tree.unit, axis.bins);
    if (!edges) {
        Diagnostic& diagnostic = checker.reporter().error(
            "E0501", tree.span,
            fmt::format("the range from {} to {} {}", tree.low.span.text(), tree.high.span.text(),
                        axis.low < axis.high ? "is too narrow for its bins" : "is empty or reversed"));
        if (axis.low > axis.high)
            diagnostic.fixes.push_back({"swap the ends",
                                        EditClass::likely,
                                        {{tree.low.span, std::string(tree.high.span.text())},
                                         {tree.high.span, std::string(tree.low.span.text())}}});
        return axis;
    }
    axis.edges = *edges;
    require_dimension(checker, value, axis.dimension, tree.span, tree.high, tree.unit);
    return axis;
}

}  // namespace

Axis check_edges(Checker& checker, const std::vector<syntax::Bound>& edges, const std::optional<syntax::Unit>& unit,
                 Span span, bool above, const Expr& value) {
    Axis axis;
    axis.dimension = dimension_of(unit);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const std::optional<double> edge = bound_value(edges[i], unit);
        if (!edge) {
            checker.reporter().error("E0005", edges[i].span,
                                     fmt::format("{} is outside the range of numbers", quote(edges[i].span)));
            return axis;
        }
        if (i > 0 && !(axis.edges.back() < *edge)) {
            const bool same = axis.edges.back() == *edge;
            Diagnostic& diagnostic = checker.reporter().error(
                "E0501", edges[i].span,
                fmt::format(
                    fmt::runtime(same ? "edges ascend; {} stands twice" : "edges ascend; {} is below the {} before it"),
                    edges[i].span.text(), edges[i - 1].span.text()));
            diagnostic.labels.push_back({edges[i - 1].span, "the edge before it"});
            axis.edges.clear();
            return axis;
        }
        axis.edges.push_back(*edge);
    }
    if (edges.empty()) return axis;  // they did not parse, which is reported
    if (axis.edges.size() < (above ? 1U : 2U)) {
        Diagnostic& diagnostic = checker.reporter().error("E0501", span, "one edge makes no bin; give at least two");
        if (!edges.empty()) diagnostic.notes.push_back("in a grid of bins `and above` opens one more, without an end");
        return axis;
    }
    axis.bins = static_cast<int>(axis.edges.size()) - 1;
    axis.low = axis.edges.front();
    axis.high = axis.edges.back();
    require_dimension(checker, value, axis.dimension, span, edges.back(), unit);
    return axis;
}

Axis check_axis(Checker& checker, const syntax::Axis& tree, const Expr& value) {
    if (tree.edges.empty()) return check_uniform(checker, tree, value);
    return check_edges(checker, tree.edges, tree.unit, tree.span, false, value);
}

}  // namespace collmc::semantics
