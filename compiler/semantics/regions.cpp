// Regions, and tables of regions, which are regions that differ in one cut per column.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/outputs.h"
#include "compiler/semantics/words.h"
#include "compiler/syntax/print.h"

namespace collmc::semantics {

void Checker::check_region(const syntax::Region& tree) {
    const Reporter::Frame frame = reporter_.apart("region " + tree.name.text);
    in_block_ = true;
    const Open<syntax::Region> open(open_region_, &tree);
    Region region;
    region.name = tree.name.text;
    region.span = tree.name.span.valid() ? tree.name.span : tree.span;  // the name may not have been read
    region.parents =
        tree.broken ? parents_among(tree.parents) : check_parents(tree.parents, region.name, region.lacks_parent);
    region.lacks_parent |= tree.broken && region.parents.empty() && !tree.parents.empty();
    region.lacks_parent |= tree.name.text.empty();  // what else its line says was not read either
    for (const syntax::Statement& statement : tree.statements) check_statement(statement, region);
    in_block_ = false;
    add(std::move(region));
}

void Checker::add(Region region) {
    RegionSymbol& symbol = regions_[region.name];
    if (symbol.id < 0) symbol.id = static_cast<int>(program_.regions.size());
    program_.regions.push_back(std::move(region));
}

void Checker::check_statement(const syntax::Statement& statement, Region& region) {
    const auto report_second = [&](const std::string& name, Span span, Span first) {
        Diagnostic& diagnostic =
            reporter_.error("E0503", span, fmt::format("`{}` is defined twice in region `{}`", name, region.name));
        diagnostic.labels.push_back({first, "first here"});
        const auto is_taken = [&](const std::string& other) {
            const auto among = [&](const auto& list) {
                return std::any_of(list.begin(), list.end(), [&](const auto& it) { return it.name == other; });
            };
            return among(region.histograms) || among(region.bins) || among(region.ntuples) || among(region.skims);
        };
        int number = 2;
        while (is_taken(fmt::format("{}_{}", name, number))) ++number;
        const std::string other = fmt::format("{}_{}", name, number);
        diagnostic.fixes.push_back(replace(span, other, fmt::format("call it `{}`", other), EditClass::likely));
    };
    const auto append = [&](Statement::Kind kind, auto& list, auto item) {
        region.order.push_back({kind, static_cast<int>(list.size())});
        list.push_back(std::move(item));
    };
    // Outputs of one kind have names of their own; what is shown as a histogram is one kind.
    const auto require_new = [&](const auto& output, const auto&... lists) {
        bool reported = false;
        const auto search = [&](const auto& list) {
            for (const auto& other : list) {
                if (reported || other.name != output.name) continue;
                report_second(output.name, output.span, other.span);
                reported = true;
            }
        };
        (search(lists), ...);
    };
    switch (statement.kind) {
        case syntax::Statement::Kind::define: break;  // global and lazy
        case syntax::Statement::Kind::cut: {
            const Scope scope;
            append(Statement::Kind::cut, region.cuts,
                   check_cut(*statement.cut, scope, static_cast<int>(region.cuts.size()) + 1));
            break;
        }
        case syntax::Statement::Kind::weight:
            append(Statement::Kind::weight, region.weights, check_weight(*this, *statement.weight));
            break;
        case syntax::Statement::Kind::histogram: {
            Histogram histogram = check_histogram(*this, *statement.histogram);
            require_new(histogram, region.histograms, region.bins);
            append(Statement::Kind::histogram, region.histograms, std::move(histogram));
            break;
        }
        case syntax::Statement::Kind::bins: {
            Bins bins = check_bins(*this, *statement.bins);
            if (bins.name.empty()) break;  // its line did not parse: what guards it is not known either
            require_new(bins, region.histograms, region.bins);
            append(Statement::Kind::bins, region.bins, std::move(bins));
            break;
        }
        case syntax::Statement::Kind::ntuple: {
            Ntuple ntuple = check_ntuple(*this, *statement.ntuple);
            require_new(ntuple, region.ntuples);
            append(Statement::Kind::ntuple, region.ntuples, std::move(ntuple));
            break;
        }
        case syntax::Statement::Kind::skim: {
            Skim skim = check_skim(*this, *statement.skim);
            require_new(skim, region.skims);
            append(Statement::Kind::skim, region.skims, std::move(skim));
            break;
        }
        case syntax::Statement::Kind::observed: check_observed(*statement.observed, region); break;
        case syntax::Statement::Kind::background: check_background(*statement.background, region); break;
    }
}

void Checker::report_published(const char* word, std::size_t given, bool second, Span span, const std::string& region,
                               std::optional<Fix> fix) {
    if (second) {
        reporter_.error("E0503", span, fmt::format("region `{}` has its `{}` already", region, word));
        return;
    }
    Diagnostic& diagnostic =
        reporter_.error("E0510", span, fmt::format("a region has one number of events; here are {}", given));
    diagnostic.notes.push_back(fmt::format("`{}` of several bins stands in `bins`, below its last `by`", word));
    if (fix) diagnostic.fixes.push_back(std::move(*fix));
}

void Checker::check_observed(const syntax::Observed& tree, Region& region) {
    if (tree.counts.size() != 1 || region.observed)
        report_published("observed", tree.counts.size(), region.observed.has_value(), tree.span, region.name,
                         without_commas(tree.counts));
    else
        region.observed = observed_count(*this, tree.counts[0]);
}

void Checker::check_background(const syntax::Background& tree, Region& region) {
    if (tree.expected.size() != 1 || region.background)
        report_published("background", tree.expected.size(), region.background.has_value(), tree.span, region.name,
                         std::nullopt);
    else
        region.background = expected_events(*this, tree.expected[0]);
}

void Checker::check_region_table(const syntax::RegionTable& tree) {
    for (const syntax::RegionTable::Row& row : tree.rows) {
        const Reporter::Frame frame = reporter_.apart("region " + row.name.text);
        in_block_ = true;
        Region region;
        region.name = row.name.text;
        region.span = row.name.span;
        region.parents = check_parents(tree.parents, region.name, region.lacks_parent);
        region.lacks_parent |= tree.broken || row.broken;
        const bool complete = !reporter_.is_misread(row.span);  // else the cells are under other columns
        for (std::size_t i = 0; i < row.cells.size() && complete; ++i) {
            if (row.cells[i] == nullptr) continue;
            region.order.push_back({Statement::Kind::cut, static_cast<int>(region.cuts.size())});
            region.cuts.push_back(check_cell(*row.cells[i], row.spans[i], static_cast<int>(i) + 1));
        }
        in_block_ = false;
        add(std::move(region));
    }
}

Cut Checker::check_cell(const syntax::Expr& condition, Span span, int column) {
    const Reporter::Frame frame = reporter_.inside(fmt::format("column {}", column));
    const Scope scope;
    Cut cut;
    cut.span = span;
    cut.label = syntax::to_source(condition);
    cut.condition = ExpressionChecker(*this, scope).check_condition(condition, "row");
    return cut;
}

std::vector<int> Checker::parents_among(const std::vector<syntax::Name>& words) const {
    std::vector<int> parents;
    for (const syntax::Name& word : words) {
        const auto found = regions_.find(word.text);
        if (found != regions_.end() && found->second.id >= 0) parents.push_back(found->second.id);
    }
    return parents;
}

std::vector<int> Checker::check_parents(const std::vector<syntax::Name>& names, const std::string& own,
                                        bool& lacks_parent) {
    std::vector<int> parents;
    for (const syntax::Name& name : names) {
        const auto found = regions_.find(name.text);
        if (found != regions_.end() && found->second.id >= 0) {
            parents.push_back(found->second.id);
            continue;
        }
        if (name.text == own) {
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
            suggest_nearest(diagnostic, name.span, diagnostics::nearest(name.text, known));
            const auto meant =
                diagnostic.candidates.empty() ? regions_.end() : regions_.find(diagnostic.candidates.front());
            if (meant != regions_.end() && meant->second.id >= 0) {
                parents.push_back(meant->second.id);
                continue;
            }
        }
        lacks_parent = true;
    }
    return parents;
}

}  // namespace collmc::semantics
