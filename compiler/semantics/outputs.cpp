// Regions: their cuts, histograms and ntuples.

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/literals.h"
#include "compiler/semantics/words.h"
#include "compiler/syntax/print.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;

constexpr int kMostBins = 100'000;

/// The name of a column without `as`: `mT_W` for `mT_W`, `MET_pt` for `MET.pt`. Empty for anything else.
std::string column_name(const syntax::Expr& tree) {
    if (tree.kind == SyntaxKind::name) return tree.name.text;
    if (tree.kind != SyntaxKind::attribute) return {};
    const std::string object = column_name(*tree.operands[0]);
    return object.empty() ? object : object + "_" + tree.name.text;
}

/// A name made of the letters and digits of an expression: `leptons_0_pt`.
std::string name_from(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const bool word = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (word)
            name += c;
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    return name;
}

}  // namespace

void Checker::check_region(const syntax::Region& tree) {
    const Reporter::Frame frame = reporter_.apart("region " + tree.name.text);
    in_block_ = true;
    Region region;
    region.name = tree.name.text;
    region.span = tree.name.span;
    region.parents = check_parents(tree);
    const Scope scope;
    const auto add_output = [&](Statement::Kind kind, auto& outputs, auto output) {
        for (const auto& other : outputs) {
            if (other.name != output.name) continue;
            Diagnostic& diagnostic = reporter_.error(
                "E0503", output.span, fmt::format("`{}` is defined twice in region `{}`", output.name, region.name));
            diagnostic.labels.push_back({other.span, "first here"});
            break;
        }
        region.order.push_back({kind, static_cast<int>(outputs.size())});
        outputs.push_back(std::move(output));
    };
    for (const syntax::Statement& statement : tree.statements) {
        switch (statement.kind) {
            case syntax::Statement::Kind::define: break;  // global and lazy
            case syntax::Statement::Kind::cut:
                region.order.push_back({Statement::Kind::cut, static_cast<int>(region.cuts.size())});
                region.cuts.push_back(check_cut(*statement.cut, scope, static_cast<int>(region.cuts.size()) + 1));
                break;
            case syntax::Statement::Kind::histogram:
                add_output(Statement::Kind::histogram, region.histograms, check_histogram(*statement.histogram));
                break;
            case syntax::Statement::Kind::ntuple:
                add_output(Statement::Kind::ntuple, region.ntuples, check_ntuple(*statement.ntuple));
                break;
        }
    }
    in_block_ = false;
    RegionSymbol& symbol = regions_[tree.name.text];
    if (symbol.id < 0) symbol.id = static_cast<int>(program_.regions.size());
    program_.regions.push_back(std::move(region));
}

std::vector<int> Checker::check_parents(const syntax::Region& tree) {
    std::vector<int> parents;
    for (const syntax::Name& name : tree.parents) {
        const auto found = regions_.find(name.text);
        if (found != regions_.end() && found->second.id >= 0) {
            parents.push_back(found->second.id);
            continue;
        }
        if (name.text == tree.name.text) {
            reporter_.error("E0104", name.span, fmt::format("region `{}` is defined by itself", name.text));
        } else if (found != regions_.end()) {
            Diagnostic& diagnostic = reporter_.error(
                "E0102", name.span,
                fmt::format("region `{}` is used before it is defined; move it above this one", name.text));
            diagnostic.labels.push_back({found->second.span, "defined here"});
        } else {
            std::vector<std::string> known;
            for (const auto& [region, symbol] : regions_) known.push_back(region);
            Diagnostic& diagnostic =
                reporter_.error("E0101", name.span, fmt::format("there is no region `{}`", name.text));
            diagnostic.candidates = diagnostics::nearest(name.text, known);
            if (!diagnostic.candidates.empty())
                diagnostic.fixes.push_back(replace(name.span, diagnostic.candidates.front(),
                                                   fmt::format("write `{}`", diagnostic.candidates.front()),
                                                   EditClass::likely));
        }
    }
    return parents;
}

ExprPtr Checker::check_guard(const syntax::ExprPtr& guard) {
    if (guard == nullptr) return nullptr;
    const Scope scope;
    return ExpressionChecker(*this, scope).check_condition(*guard, "when");
}

Histogram Checker::check_histogram(const syntax::Histogram& tree) {
    const Reporter::Frame frame = reporter_.inside("histo " + tree.name.text);
    Histogram histogram;
    histogram.name = tree.name.text;
    histogram.label = tree.label ? tree.label->text : "";
    histogram.span = tree.name.span;
    histogram.guard = check_guard(tree.guard);
    const Scope scope;
    if (tree.value == nullptr) {
        histogram.value = error_expr(tree.span);
        return histogram;
    }
    histogram.expression = syntax::to_source(*tree.value);
    histogram.value = ExpressionChecker(*this, scope).check_number(*tree.value);
    histogram.axis = check_axis(tree.axis, *histogram.value);
    if (!histogram.value->type.is_error()) warn_of_mislabelled(*this, histogram);
    return histogram;
}

Axis Checker::check_axis(const syntax::Axis& tree, const Expr& value) {
    Axis axis;
    axis.dimension = dimension_of(tree.unit);
    const auto [end, failure] = std::from_chars(tree.bins.data(), tree.bins.data() + tree.bins.size(), axis.bins);
    if (failure != std::errc() || *end != '\0' || axis.bins < 1 || axis.bins > kMostBins) {
        reporter_.error("E0501", tree.span,
                        fmt::format("a histogram has from 1 to {} bins, not {}", kMostBins, tree.bins));
        return axis;
    }
    axis.low = bound_value(tree.low, tree.unit).value_or(0);
    axis.high = bound_value(tree.high, tree.unit).value_or(0);
    const std::optional<std::vector<double>> edges = bin_edges(tree.low, tree.high, tree.unit, axis.bins);
    if (!edges) {
        Diagnostic& diagnostic =
            reporter_.error("E0501", tree.span,
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
    if (value.type.is_error() || value.type.dimension == axis.dimension) return axis;
    const std::string wanted = unit_of(value.type.dimension);
    Diagnostic& diagnostic = reporter_.error(
        "E0306", tree.span,
        fmt::format("{} is {}, and this range is {}", quote(value.span), describe(value.type, *schema_),
                    axis.dimension == Rational{} ? "in bare numbers" : "in " + unit_of(axis.dimension)));
    diagnostic.labels.push_back({value.span, describe(value.type, *schema_)});
    diagnostic.expected = to_string(value.type, *schema_);
    diagnostic.found = to_string(Type::real(axis.dimension), *schema_);
    if (!tree.unit) {
        diagnostic.fixes.push_back(
            insert_after(tree.high.span, " " + wanted, fmt::format("give the range in {}", wanted), EditClass::likely));
    } else if (wanted.empty()) {
        diagnostic.fixes.push_back(replace({tree.unit->span.file, tree.high.span.end, tree.unit->span.end}, "",
                                           "give the range without a unit", EditClass::likely));
    } else {
        diagnostic.fixes.push_back(
            replace(tree.unit->span, wanted, fmt::format("give the range in {}", wanted), EditClass::likely));
    }
    return axis;
}

Ntuple Checker::check_ntuple(const syntax::Ntuple& tree) {
    const Reporter::Frame frame = reporter_.inside("ntuple " + tree.name.text);
    Ntuple ntuple;
    ntuple.name = tree.name.text;
    ntuple.span = tree.name.span;
    ntuple.guard = check_guard(tree.guard);
    const Scope scope;
    std::set<std::string> names;
    for (const syntax::Column& column : tree.columns) {
        if (column.value == nullptr) continue;
        ExprPtr value = ExpressionChecker(*this, scope).check_number(*column.value);
        const Span span = column.name ? column.name->span : column.value->span;
        std::string name = column.name ? column.name->text : column_name(*column.value);
        if (name.empty()) {
            name = name_from(column.value->span.text());
            if (!value->type.is_error()) {
                Diagnostic& diagnostic = reporter_.error(
                    "E0509", span, fmt::format("this column needs a name: {} as NAME", column.value->span.text()));
                diagnostic.fixes.push_back(insert_after(column.value->span, " as " + name,
                                                        fmt::format("call it `{}`", name), EditClass::safe));
            }
        }
        if (name == "event") {
            reporter_.error("E0503", span,
                            "`event` is the first column of every ntuple, the event's number; call this one otherwise");
        } else if (!names.insert(name).second) {
            reporter_.error("E0503", span, fmt::format("two columns of `{}` are called `{}`", ntuple.name, name));
        }
        ntuple.columns.push_back({std::move(name), std::move(value)});
    }
    return ntuple;
}

}  // namespace collmc::semantics
