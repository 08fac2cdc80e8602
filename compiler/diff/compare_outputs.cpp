// What became of histograms, profiles, grids of bins, tables and skims.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "compiler/diff/comparison.h"
#include "compiler/diff/wording.h"
#include "compiler/semantics/words.h"

namespace collmc::diff {

using semantics::Dimension;
using semantics::ExprPtr;
using semantics::Statement;

namespace {

std::string shown(const ExprPtr& expr) { return expr == nullptr ? "" : written(expr->span); }

/// Collects what differs between two outputs.
class Output {
public:
    Output(Conditions& conditions, const Entry& before, const Entry& after)
        : conditions_(conditions), before_(before), after_(after) {}

    std::vector<Detail> run() {
        if (kind_of(before_.item) != kind_of(after_.item)) {
            add("kind", kind_of(before_.item), kind_of(after_.item));
            return std::move(details_);
        }
        switch (before_.item.statement.kind) {
            case Statement::Kind::histogram: histogram(); break;
            case Statement::Kind::bins: bins(); break;
            case Statement::Kind::ntuple: ntuple(); break;
            case Statement::Kind::skim:
                guard(before_.item.skim().guard, after_.item.skim().guard, before_.in_names.skim().guard,
                      after_.in_names.skim().guard);
                break;
            default: break;
        }
        return std::move(details_);
    }

private:
    void add(std::string what, std::string old, std::string now, std::string remark = {}) {
        details_.push_back({std::move(what), std::move(old), std::move(now), Sense::other, std::move(remark)});
    }

    void guard(const ExprPtr& old, const ExprPtr& now, const ExprPtr& old_named, const ExprPtr& now_named) {
        const Condition a = conditions_.holds(old_named.get()), b = conditions_.holds(now_named.get());
        if (a == b) return;
        add("when", shown(old), shown(now),
            conditions_.entails(b, a)   ? "tighter: is filled for fewer events"
            : conditions_.entails(a, b) ? "looser: is filled for more events"
                                        : "");
    }

    void axes(const std::vector<Dimension>& old, const std::vector<Dimension>& now,
              const std::vector<Dimension>& old_named, const std::vector<Dimension>& now_named,
              const Conditions::Scope& old_scope, const Conditions::Scope& now_scope) {
        if (old.size() != now.size()) {
            add("axes", fmt::format("{}", old.size()), fmt::format("{}", now.size()));
            return;
        }
        for (std::size_t i = 0; i < old.size(); ++i) {
            const std::string which = old.size() == 1 ? "" : fmt::format(" of axis {}", i + 1);
            const std::string a = value_of(conditions_, old_named[i].value.get(), old_scope);
            const std::string b = value_of(conditions_, now_named[i].value.get(), now_scope);
            if (a != b) add("value" + which, old[i].expression, now[i].expression);
            if (edges_of(old[i]) != edges_of(now[i]))
                add("binning" + which, semantics::describe_axis(old[i]), semantics::describe_axis(now[i]),
                    a == b ? binning_remark(old[i], now[i]) : "");
        }
    }

    static std::string binning_remark(const Dimension& old, const Dimension& now) {
        const std::vector<double>&a = old.axis.edges, &b = now.axis.edges;
        const bool same_range = a.front() == b.front() && a.back() == b.back() && old.above == now.above;
        const bool finer = std::includes(b.begin(), b.end(), a.begin(), a.end());
        const bool coarser = std::includes(a.begin(), a.end(), b.begin(), b.end());
        if (same_range) return finer ? "each bin is divided" : coarser ? "bins are put together" : "other bins";
        return a.size() == b.size() ? "another range" : "other bins and another range";
    }

    void histogram() {
        const semantics::Histogram &old = before_.item.histogram(), &now = after_.item.histogram();
        const semantics::Histogram &a = before_.in_names.histogram(), &b = after_.in_names.histogram();
        guard(old.guard, now.guard, a.guard, b.guard);
        Conditions::Scope first, second;
        if (loop_of(conditions_, a, first) != loop_of(conditions_, b, second))
            add("for", text_of(old.ranges, old.filter.get()), text_of(now.ranges, now.filter.get()));
        if (value_of(conditions_, a.mean.get(), first) != value_of(conditions_, b.mean.get(), second))
            add("mean", old.mean_expression, now.mean_expression);
        axes(old.dimensions, now.dimensions, a.dimensions, b.dimensions, first, second);
    }

    void bins() {
        const semantics::Bins &old = before_.item.bins(), &now = after_.item.bins();
        const semantics::Bins &a = before_.in_names.bins(), &b = after_.in_names.bins();
        guard(old.guard, now.guard, a.guard, b.guard);
        axes(old.dimensions, now.dimensions, a.dimensions, b.dimensions, {}, {});
        if (old.observed != now.observed)
            add("observed", fmt::format("{}", fmt::join(old.observed, ", ")),
                fmt::format("{}", fmt::join(now.observed, ", ")));
        const auto list = [](const std::vector<semantics::Measure>& measures) {
            std::string text;
            for (const semantics::Measure& it : measures) text += (text.empty() ? "" : ", ") + text_of(it);
            return text;
        };
        if (list(old.background) != list(now.background)) add("background", list(old.background), list(now.background));
    }

    void ntuple() {
        const semantics::Ntuple &old = before_.item.ntuple(), &now = after_.item.ntuple();
        const semantics::Ntuple &a = before_.in_names.ntuple(), &b = after_.in_names.ntuple();
        guard(old.guard, now.guard, a.guard, b.guard);
        const auto content = [&](const semantics::Column& column) { return value_of(conditions_, column.value.get()); };
        std::vector<bool> taken(old.columns.size(), false);
        std::vector<std::size_t> order;
        const auto find = [&](auto rule) {
            std::size_t i = 0;
            while (i < old.columns.size() && (taken[i] || !rule(i))) ++i;
            return i;
        };
        const auto in_new = [&](const std::string& name) {
            return std::any_of(now.columns.begin(), now.columns.end(), [&](const auto& it) { return it.name == name; });
        };
        for (std::size_t j = 0; j < now.columns.size(); ++j) {
            const std::string& name = now.columns[j].name;
            std::size_t i = find([&](std::size_t at) { return old.columns[at].name == name; });
            if (i < old.columns.size()) {
                taken[i] = true;
                order.push_back(i);
                if (content(a.columns[i]) != content(b.columns[j]))
                    add("column " + name, shown(old.columns[i].value), shown(now.columns[j].value));
                continue;
            }
            i = find([&](std::size_t at) {
                return !in_new(old.columns[at].name) && content(a.columns[at]) == content(b.columns[j]);
            });
            if (i < old.columns.size()) {
                taken[i] = true;
                order.push_back(i);
                add("column name", old.columns[i].name, name);
            } else {
                add("column " + name, "", shown(now.columns[j].value));
            }
        }
        for (std::size_t i = 0; i < old.columns.size(); ++i)
            if (!taken[i]) add("column " + old.columns[i].name, shown(old.columns[i].value), "");
        if (!std::is_sorted(order.begin(), order.end())) {
            const auto names = [](const auto& columns) {
                std::string text;
                for (const auto& it : columns) text += (text.empty() ? "" : ", ") + it.name;
                return text;
            };
            add("order of columns", names(old.columns), names(now.columns));
        }
    }

    Conditions& conditions_;
    const Entry &before_, &after_;
    std::vector<Detail> details_;
};

bool is_name_only(const Detail& detail) { return detail.what == "column name" || detail.what == "order of columns"; }

}  // namespace

std::optional<Change> compare_outputs(Conditions& conditions, const Entry& before, const Entry& after) {
    Change change;
    change.what = kind_of(after.item);
    change.name = after.item.name();
    change.before = place_of(before.item);
    change.after = place_of(after.item);
    change.details = Output(conditions, before, after).run();
    change.results = Results::same;
    for (const Detail& detail : change.details)
        change.results = std::max(change.results, is_name_only(detail) ? Results::names : Results::outputs);
    if (before.item.name() != after.item.name()) {
        change.results = std::max(change.results, Results::names);
        if (change.details.empty()) change.action = Action::renamed;
        change.details.push_back({"name", before.item.name(), after.item.name()});
    }
    if (before.item.label() != after.item.label()) {
        change.results = std::max(change.results, Results::labels);
        change.details.push_back({"label", before.item.label(), after.item.label()});
    }
    if (change.details.empty()) return std::nullopt;
    return change;
}

}  // namespace collmc::diff
