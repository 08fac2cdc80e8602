#include "compiler/semantics/presence_fixes.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "compiler/semantics/reporter.h"
#include "fmt/format.h"

namespace collmc::semantics::presence {

using diagnostics::Edit;
using diagnostics::EditClass;

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

Edit insertion(Span at, std::uint32_t offset, std::string text) { return {{at.file, offset, offset}, std::move(text)}; }

/// The blanks at the start of the line on which a statement begins; those of a statement in a block if it stands behind
/// something else on its line.
std::string indentation(Span span) {
    const std::string_view text = span.file->text();
    std::uint32_t start = span.begin;
    while (start > 0 && is_blank(text[start - 1])) --start;
    const bool first_on_line = start == 0 || text[start - 1] == '\n';
    return first_on_line ? std::string(text.substr(start, span.begin - start)) : "    ";
}

/// From the keyword of an output to its name, given its name.
Span from_keyword(Span name) {
    const std::string_view text = name.file->text();
    std::uint32_t begin = name.begin;
    while (begin > 0 && std::isspace(static_cast<unsigned char>(text[begin - 1]))) --begin;
    while (begin > 0 && std::isalpha(static_cast<unsigned char>(text[begin - 1]))) --begin;
    return {name.file, begin, name.end};
}

/// A cut's text on a line of its own in front of a statement.
Edit line_above(const Statement& statement, std::string_view line) {
    const Span span = statement.span();
    return insertion(span, span.begin, fmt::format("{}\n{}", line, indentation(span)));
}

/// Where an expression ends, with the parentheses around it that were opened since `from`.
std::uint32_t closed_end(std::uint32_t from, Span expr) {
    const std::string_view text = expr.file->text();
    int open = 0;
    for (std::uint32_t i = from; i < expr.end; ++i) open += (text[i] == '(') - (text[i] == ')');
    std::uint32_t end = expr.end;
    for (std::uint32_t i = expr.end; open > 0 && i < text.size(); ++i) {
        if (text[i] != ')' && text[i] != '\n' && !is_blank(text[i])) break;
        if (text[i] == ')') --open, end = i + 1;
    }
    return end;
}

bool binds_weaker_than_and(const Expr& expr) {
    return expr.kind == Expr::Kind::logical_or || expr.kind == Expr::Kind::conditional;
}

/// `NEED and (...)` around an expression.
std::vector<Edit> in_front_of(const Expr& expr, const std::string& need) {
    if (!binds_weaker_than_and(expr)) return {insertion(expr.span, expr.span.begin, need + " and ")};
    return {insertion(expr.span, expr.span.begin, need + " and ("), insertion(expr.span, expr.span.end, ")")};
}

/// Parentheses where `or` would otherwise take the neighbour of an `and`.
std::string as_operand(const std::string& need) {
    return need.find(" or ") == std::string::npos ? need : "(" + need + ")";
}

bool stands_in_cell(const Cut& cut) {
    const std::string_view text = cut.span.text();
    return text.rfind("select", 0) != 0 && text.rfind("reject", 0) != 0;
}

}  // namespace

Span Statement::span() const {
    if (cut) return cut->span;
    if (weight) return from_keyword(weight->value->span);
    return from_keyword(histogram ? histogram->span : ntuple ? ntuple->span : bins ? bins->span : skim->span);
}

bool Statement::is_cell() const { return cut != nullptr && stands_in_cell(*cut); }

const Expr* Statement::guard() const {
    if (cut) return cut->guard.get();
    if (histogram) return histogram->guard.get();
    if (ntuple) return ntuple->guard.get();
    if (bins) return bins->guard.get();
    return skim ? skim->guard.get() : nullptr;
}

const char* Statement::noun() const {
    if (cut) return "this cut";
    if (weight) return "this weight";
    if (histogram) return histogram->mean ? "the profile" : "the histogram";
    return ntuple ? "the ntuple" : bins ? "the bins" : "the skim";
}

Fix require_above(const Statement& statement, const std::string& need) {
    return {fmt::format("require {} above", need),
            EditClass::changes_selection,
            {line_above(statement, "select " + need)},
            "events without it are dropped, the cutflow has one more row"};
}

Fix guard_statement(const Statement& statement, const std::string& need) {
    const bool fills = statement.histogram || statement.bins;
    const std::string effect = statement.cut ? "pass this cut" : fills ? "are not filled" : "are not written";
    Fix fix{fmt::format("guard {} with `when {}`", statement.noun(), need),
            EditClass::changes_selection,
            {},
            "events without it " + effect};
    const Span span = statement.span();
    if (const Expr* guard = statement.guard()) {
        fix.edits = in_front_of(*guard, as_operand(need));
        return fix;
    }
    if (statement.cut) {
        const Span condition = statement.cut->condition->span;
        fix.edits = {insertion(condition, closed_end(span.begin, condition), " when " + need)};
        return fix;
    }
    fix.edits = {insertion(span, span.end, " when " + need)};  // behind the name
    return fix;
}

Fix weigh_only(const Weight& weight, const std::string& need) {
    const Span value = weight.value->span;
    const Span keyword = from_keyword(value);
    return {fmt::format("weigh only where there is {}", need),
            EditClass::changes_selection,
            {insertion(value, closed_end(keyword.begin, value), fmt::format(" when {} else 1", need))},
            "other events keep their weight"};
}

Fix fill_column(const Column& column) {
    const Span value = column.value->span;
    const std::string unit = unit_of(column.value->type.dimension);
    const std::string number = unit.empty() ? "0" : "0 " + unit;
    return {fmt::format("write {} where something is missing", number),
            EditClass::changes_selection,
            {insertion(value, value.end, fmt::format(" else {}", number))}};
}

Fix require_inside(const Cut& cut, const std::string& need) {
    const char* effect = cut.reject ? "are kept" : "are dropped";
    return {fmt::format("make {} part of this cut", need), EditClass::changes_selection,
            in_front_of(*cut.condition, as_operand(need)), fmt::format("events without it {} here", effect)};
}

std::optional<Fix> count_from_zero(const Expr& at) {
    const std::string_view text = at.span.file->text(), written = at.span.text();
    const std::size_t bracket = written.rfind('[');
    if (bracket == std::string_view::npos || at.index < 1 ||
        written.substr(bracket) != fmt::format("[{}]", at.index))
        return std::nullopt;
    const std::string head(written.substr(0, bracket + 1));
    std::size_t begin = text.rfind('\n', at.span.begin), end = text.find('\n', at.span.begin);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    end = std::min(end, text.size());
    std::vector<std::pair<Span, int>> indices;  // of the same collection, in the order of the line
    bool from_one = true;
    for (std::size_t found = text.find(head, begin); found < end; found = text.find(head, found + 1)) {
        if (found > 0 && (std::isalnum(static_cast<unsigned char>(text[found - 1])) || text[found - 1] == '_')) continue;
        const auto from = static_cast<std::uint32_t>(found + head.size());
        std::uint32_t to = from;
        while (to < end && std::isdigit(static_cast<unsigned char>(text[to]))) ++to;
        if (to == from || to - from > 3) continue;
        const int index = std::stoi(std::string(text.substr(from, to - from)));
        from_one &= index > 0;
        indices.push_back({{at.span.file, from, to}, index});
    }
    Fix fix{"", EditClass::changes_selection, {}, "the first object is number 0, the last one number size - 1"};
    std::string names;
    for (const auto& [span, index] : indices) {
        if (!from_one && index != at.index) continue;
        fix.edits.push_back({span, fmt::format("{}", index - 1)});
        const std::string name = fmt::format("`{}{}]`", head, index - 1);
        if (names.find(name) == std::string::npos) names += (names.empty() ? "" : ", ") + name;
    }
    fix.title = "count from 0: write " + names;
    return fix;
}

Fix move_above(const Statement& statement, const Cut& later) {
    return {fmt::format("move that cut above {}", statement.noun()),
            EditClass::changes_selection,
            {line_above(statement, later.span.text()), Edit{whole_line(later.span), ""}},
            "the rows of the cutflow change their order"};
}

Fix swap_sides(const Expr& conjunction) {
    // The sides with their parentheses: from the start to `and`, and from behind it to the end.
    const Span whole = conjunction.span;
    const std::string_view text = whole.file->text();
    const Span left{whole.file, whole.begin, closed_end(whole.begin, conjunction.operands[0]->span)};
    std::uint32_t begin = conjunction.operands[1]->span.begin;
    while (begin > left.end && text.substr(begin, 4) != "and " && text.substr(begin, 4) != "and(") --begin;
    for (begin += 3; is_blank(text[begin]) || text[begin] == '\n';) ++begin;
    const Span right{whole.file, begin, whole.end};
    return {"swap the sides of `and`",
            EditClass::changes_selection,
            {Edit{left, std::string(right.text())}, Edit{right, std::string(left.text())}},
            "the left side is asked first, and protects the right one"};
}

Fix inherit(const Region& region, const std::string& parent) {
    Fix fix{fmt::format("let {} inherit the cuts of {}", region.name, parent), EditClass::changes_selection, {}};
    const std::string_view text = region.span.file->text();
    const std::size_t name = text.find(region.name, region.span.begin);
    if (name != std::string_view::npos)
        fix.edits = {insertion(region.span, static_cast<std::uint32_t>(name + region.name.size()), " from " + parent)};
    return fix;
}

Fix remove_cut(const Cut& cut) {
    if (stands_in_cell(cut))
        return {"leave the cell empty", EditClass::likely, {Edit{cut.span, "-"}}, "the same events pass"};
    return {"delete the cut",
            EditClass::likely,
            {Edit{whole_line(cut.span), ""}},
            "the same events pass, the cutflow has one row less"};
}

}  // namespace collmc::semantics::presence
