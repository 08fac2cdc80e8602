#include "compiler/diff/statements.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace collmc::diff {

using semantics::Expr;
using semantics::Statement;

namespace {

/// Whether the text of a cut or weight has a label between quotes.
bool is_labelled(semantics::Span span) { return span.text().find('"') != std::string_view::npos; }

}  // namespace

std::string Item::name() const {
    switch (statement.kind) {
        case Statement::Kind::cut:
        case Statement::Kind::weight: return "";
        case Statement::Kind::histogram: return histogram().name;
        case Statement::Kind::ntuple: return ntuple().name;
        case Statement::Kind::bins: return bins().name;
        case Statement::Kind::skim: return skim().name;
    }
    return "";
}

std::string Item::label() const {
    switch (statement.kind) {
        case Statement::Kind::cut: return is_labelled(cut()->span) ? cut()->label : "";
        case Statement::Kind::weight: return is_labelled(weight().span) ? weight().label : "";
        case Statement::Kind::histogram: return histogram().label;
        default: return "";
    }
}

semantics::Span Item::span() const {
    switch (statement.kind) {
        case Statement::Kind::cut: return cut()->span;
        case Statement::Kind::weight: return weight().span;
        case Statement::Kind::histogram: return histogram().span;
        case Statement::Kind::ntuple: return ntuple().span;
        case Statement::Kind::bins: return bins().span;
        case Statement::Kind::skim: return skim().span;
    }
    return {};
}

std::vector<Item> items_of(const semantics::Region& region) {
    std::vector<Item> items;
    for (const Statement& statement : region.order) items.push_back({&region, statement});
    return items;
}

std::string value_of(Conditions& conditions, const Expr* value, const Conditions::Scope& scope) {
    return value == nullptr ? "-" : fmt::format("{}", conditions.value(*value, scope));
}

std::string edges_of(const semantics::Dimension& dimension) {
    return fmt::format("{}{}", fmt::join(dimension.axis.edges, ","), dimension.above ? "+" : "");
}

std::string loop_of(Conditions& conditions, const semantics::Histogram& histogram, Conditions::Scope& scope) {
    const std::vector<TermId> bound = conditions.terms().bind(histogram.ranges, scope);
    return fmt::format("{} {}", fmt::join(bound, ","), text_of(conditions.holds(histogram.filter.get(), scope)));
}

std::string content_of(Conditions& conditions, const Item& item) {
    const auto guard = [&](const semantics::ExprPtr& expr) { return text_of(conditions.holds(expr.get())); };
    switch (item.statement.kind) {
        case Statement::Kind::cut: return "cut " + text_of(conditions.passed(*item.cut()));
        case Statement::Kind::weight: return "weight " + value_of(conditions, item.weight().value.get());
        case Statement::Kind::histogram: {
            const semantics::Histogram& it = item.histogram();
            Conditions::Scope scope;
            std::string text = fmt::format("histo {}|{}", guard(it.guard), loop_of(conditions, it, scope));
            text += "|" + value_of(conditions, it.mean.get(), scope);
            for (const semantics::Dimension& axis : it.dimensions)
                text += fmt::format("|{}:{}", value_of(conditions, axis.value.get(), scope), edges_of(axis));
            return text;
        }
        case Statement::Kind::ntuple: {
            std::string text = "ntuple " + guard(item.ntuple().guard);
            for (const semantics::Column& column : item.ntuple().columns)
                text += fmt::format("|{}", value_of(conditions, column.value.get()));
            return text;
        }
        case Statement::Kind::bins: {
            std::string text = "bins " + guard(item.bins().guard);
            for (const semantics::Dimension& axis : item.bins().dimensions)
                text += fmt::format("|{}:{}", value_of(conditions, axis.value.get()), edges_of(axis));
            return text;
        }
        case Statement::Kind::skim: return "skim " + guard(item.skim().guard);
    }
    return "";
}

}  // namespace collmc::diff
