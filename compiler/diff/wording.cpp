#include "compiler/diff/wording.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>

#include "compiler/semantics/words.h"

namespace collmc::diff {

using semantics::Expr;
using semantics::ExprPtr;
using semantics::Numbers;
using semantics::Statement;
using semantics::Stretch;

std::string written(semantics::Span span) {
    if (!span.valid()) return "";
    std::string text;
    bool comment = false, quoted = false, gap = false;
    for (const char c : span.text()) {
        if (comment) {
            comment = c != '\n';
            gap = true;
            continue;
        }
        if (c == '"') quoted = !quoted;
        if (c == '#' && !quoted) {
            comment = true;
        } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            gap = true;
        } else {
            if (gap && !text.empty()) text += ' ';
            gap = false;
            text += c;
        }
    }
    return text;
}

std::uint32_t line_of(semantics::Span span) { return span.valid() ? span.file->place(span.begin).line : 0; }

namespace {

std::string guarded(const ExprPtr& guard) { return guard == nullptr ? "" : " when " + written(guard->span); }

std::string axes_text(const std::vector<semantics::Dimension>& dimensions) {
    std::string text;
    for (const semantics::Dimension& it : dimensions)
        text += fmt::format("{}{}, {}", text.empty() ? "" : " by ", it.expression, semantics::describe_axis(it));
    return text;
}

std::string histogram_text(const semantics::Histogram& it) {
    std::string text = it.name + guarded(it.guard) + " : ";
    if (it.mean != nullptr) text += it.mean_expression + " by ";
    text += axes_text(it.dimensions);
    if (!it.ranges.empty()) text += " for " + text_of(it.ranges, it.filter.get());
    return text;
}

std::string number(double value) { return fmt::format("{:.10g}", value == 0 ? 0 : value); }

}  // namespace

std::string text_of(const semantics::Cut& cut) {
    const bool labelled = cut.span.valid() && cut.span.text().find('"') != std::string_view::npos;
    if (!labelled) return cut.label;  // then it is the condition in canonical spelling
    return (cut.reject ? "reject " : "") + written(cut.condition->span) + guarded(cut.guard);
}

std::string text_of(const semantics::Measure& measure) {
    if (measure.up == measure.down) return fmt::format("{} +- {}", number(measure.value), number(measure.up));
    return fmt::format("{} + {} - {}", number(measure.value), number(measure.up), number(measure.down));
}

std::string text_of(const std::vector<semantics::Range>& ranges, const Expr* filter) {
    std::string text;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const bool last = i + 1 == ranges.size() || ranges[i + 1].group != ranges[i].group;
        text += ranges[i].name;
        text += last ? " in " + written(ranges[i].collection->span) : ", ";
        if (last && i + 1 < ranges.size()) text += " and ";
    }
    if (filter != nullptr) text += " when " + written(filter->span);
    return text;
}

std::string text_of(const Item& item) {
    switch (item.statement.kind) {
        case Statement::Kind::cut: return text_of(*item.cut());
        case Statement::Kind::weight: return written(item.weight().value->span);
        case Statement::Kind::histogram: return histogram_text(item.histogram());
        case Statement::Kind::bins:
            return item.bins().name + guarded(item.bins().guard) + " by " + axes_text(item.bins().dimensions);
        case Statement::Kind::skim: return item.skim().name + guarded(item.skim().guard);
        case Statement::Kind::ntuple: {
            std::string columns;
            for (const semantics::Column& it : item.ntuple().columns)
                columns += (columns.empty() ? "" : ", ") + it.name;
            return item.ntuple().name + guarded(item.ntuple().guard) + " : " + columns;
        }
    }
    return "";
}

Place place_of(const Item& item) { return {text_of(item), line_of(item.span())}; }
Place place_of(const semantics::Cut& cut) { return {text_of(cut), line_of(cut.span)}; }

std::string text_of(const Numbers& numbers, semantics::Rational dimension) {
    const std::string unit = semantics::unit_of(dimension).empty() ? "" : " " + semantics::unit_of(dimension);
    if (numbers.stretches().size() != 1) return semantics::describe(numbers, dimension);
    const Stretch& it = numbers.stretches().front();
    const bool from = std::isfinite(it.begin.value), to = std::isfinite(it.end.value);
    if (from && to && it.begin.value == it.end.value) return "== " + number(it.begin.value) + unit;
    if (numbers.is_whole() && it.begin.value == 0 && to)
        return fmt::format("<= {}{}", number(it.end.value), unit);  // a count
    if (from && to)
        return fmt::format("in {}{}, {}{}{}", it.begin.behind ? '(' : '[', number(it.begin.value), number(it.end.value),
                           it.end.behind ? ']' : ')', unit);
    if (from) return fmt::format("{} {}{}", it.begin.behind ? ">" : ">=", number(it.begin.value), unit);
    if (to) return fmt::format("{} {}{}", it.end.behind ? "<=" : "<", number(it.end.value), unit);
    return "any number";
}

void add_subjects(Conditions& conditions, const Expr& condition, const Conditions::Scope& scope, Subjects& subjects) {
    const Expr& expr = condition;
    switch (expr.kind) {
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or:
        case Expr::Kind::logical_not:
            for (const ExprPtr& operand : expr.operands) add_subjects(conditions, *operand, scope, subjects);
            return;
        case Expr::Kind::define:
            add_subjects(conditions, *conditions.program().defines[static_cast<std::size_t>(expr.define)].value, scope,
                         subjects);
            return;
        case Expr::Kind::compare:
        case Expr::Kind::interval:
            for (const ExprPtr& operand : expr.operands)
                if (operand->kind != Expr::Kind::number)
                    subjects.emplace(conditions.value(*operand, scope), written(operand->span));
            return;
        default: subjects.emplace(conditions.value(expr, scope), written(expr.span)); return;
    }
}

std::string kind_of(const Item& item) {
    switch (item.statement.kind) {
        case Statement::Kind::cut: return "cut";
        case Statement::Kind::weight: return "weight";
        case Statement::Kind::histogram: return item.histogram().mean != nullptr ? "profile" : "histo";
        case Statement::Kind::ntuple: return "ntuple";
        case Statement::Kind::bins: return "bins";
        case Statement::Kind::skim: return "skim";
    }
    return "";
}

}  // namespace collmc::diff
