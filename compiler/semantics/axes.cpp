// The binning of histograms and grids.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compiler/semantics/dimension_fixes.h"
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
    diagnostic.fixes.push_back(unit_of_list(last.span, unit, value.type.dimension, "range"));
    offer(diagnostic, fixes_to(checker.program(), value, dimension, {}), 1);
}

/// `from 200 to 2 TeV`: the lower end was meant in GeV.
std::optional<Fix> lower_end_in_smaller_unit(const syntax::Axis& tree) {
    if (!tree.unit || tree.low.is_pi) return std::nullopt;
    const char* smaller = tree.unit->name == "TeV" ? "GeV" : tree.unit->name == "GeV" ? "MeV" : nullptr;
    if (smaller == nullptr || tree.unit->power || tree.high.is_pi) return std::nullopt;
    const std::optional<double> low = literal_value(tree.low.digits, std::nullopt);
    const std::optional<double> high = literal_value(tree.high.digits, std::nullopt);
    if (!low || !high || tree.high.negative || (!tree.low.negative && *low >= *high * 1000)) return std::nullopt;
    const std::string larger = fmt::format("{} {}", *high * 1000, smaller);
    return Fix{fmt::format("give both ends in {}", smaller),
               EditClass::likely,
               {{Span::cover(tree.high.span, tree.unit->span), larger}}};
}

/// One of two equal edges goes; edges in disorder are sorted.
std::vector<Fix> put_in_order(const std::vector<syntax::Bound>& edges, const std::optional<syntax::Unit>& unit,
                              std::size_t at, bool same) {
    if (same)
        return {replace({edges[at].span.file, edges[at - 1].span.end, edges[at].span.end}, "",
                        fmt::format("write {} once", edges[at].span.text()), EditClass::safe)};
    std::vector<std::pair<double, std::string>> sorted;
    for (const syntax::Bound& edge : edges)
        sorted.emplace_back(bound_value(edge, unit).value_or(0), std::string(edge.span.text()));
    std::sort(sorted.begin(), sorted.end());
    Fix fix{"put the edges in order", EditClass::likely, {}};
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (i > 0 && sorted[i - 1].first == sorted[i].first) return {};
        if (sorted[i].second != edges[i].span.text()) fix.edits.push_back({edges[i].span, sorted[i].second});
    }
    return {fix};
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
    axis.span = Span::cover(tree.low.span, tree.unit ? tree.unit->span : tree.high.span);
    axis.numbers = {tree.low.span, tree.high.span};
    if (checker.reporter().is_misread(tree.span)) return axis;  // its units are in disorder
    const std::optional<std::vector<double>> edges = bin_edges(tree.low, tree.high, tree.unit, axis.bins);
    if (!edges) {
        Diagnostic& diagnostic = checker.reporter().error(
            "E0501", tree.span,
            fmt::format("the range from {} to {} {}", tree.low.span.text(), tree.high.span.text(),
                        axis.low < axis.high ? "is too narrow for its bins" : "is empty or reversed"));
        if (axis.low > axis.high) {
            if (std::optional<Fix> fix = lower_end_in_smaller_unit(tree)) diagnostic.fixes.push_back(std::move(*fix));
            diagnostic.fixes.push_back({"swap the ends",
                                        EditClass::likely,
                                        {{tree.low.span, std::string(tree.high.span.text())},
                                         {tree.high.span, std::string(tree.low.span.text())}}});
        }
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
            diagnostic.fixes = put_in_order(edges, unit, i, same);
            axis.edges.clear();
            return axis;
        }
        axis.edges.push_back(*edge);
        axis.numbers.push_back(edges[i].span);
    }
    if (edges.empty()) return axis;  // they did not parse, which is reported
    if (axis.edges.size() < (above ? 1U : 2U)) {
        Diagnostic& diagnostic = checker.reporter().error("E0501", span, "one edge makes no bin; give at least two");
        if (!edges.empty()) diagnostic.notes.push_back("in a grid of bins `and above` opens one more, without an end");
        return axis;
    }
    axis.span = Span::cover(edges.front().span, unit ? unit->span : edges.back().span);
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
