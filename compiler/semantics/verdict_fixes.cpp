#include "compiler/semantics/verdict_fixes.h"

#include <fmt/format.h>

#include <cctype>
#include <optional>

namespace collmc::semantics {

namespace {

using diagnostics::EditClass;
using presence::Fix;

/// The constant that a cut compares with, or null. Intervals and conditions of several parts have none.
const Expr* number_of(const Cut& cut) {
    const Expr& condition = *cut.condition;
    if (condition.kind != Expr::Kind::compare) return nullptr;
    for (const std::size_t side : {1U, 0U})
        if (condition.operands[side]->kind == Expr::Kind::number) return condition.operands[side].get();
    return nullptr;
}

std::optional<Fix> closed_interval(const Cut& cut) {
    const Expr& condition = *cut.condition;
    if (condition.kind != Expr::Kind::interval || condition.operands[0]->type.kind != Type::Kind::integer)
        return std::nullopt;
    const std::string_view text = condition.span.file->text();
    std::uint32_t begin = condition.operands[1]->span.begin, end = condition.operands[2]->span.end;
    while (begin > condition.span.begin && text[begin] != '[' && text[begin] != '(') --begin;
    while (end < condition.span.end && text[end] != ']' && text[end] != ')') ++end;
    if (condition.low_closed && condition.high_closed) return std::nullopt;
    Fix fix{"let both ends belong to the interval", EditClass::changes_selection, {}};
    if (!condition.low_closed) fix.edits.push_back({{condition.span.file, begin, begin + 1}, "["});
    if (!condition.high_closed) fix.edits.push_back({{condition.span.file, end, end + 1}, "]"});
    return fix;
}

/// Deletes a cut that decides something.
Fix deleted(const Cut& cut, const std::string& title) {
    Fix fix = presence::remove_cut(cut);
    fix.title = title;
    fix.applicability = EditClass::changes_selection;
    fix.effect.clear();
    return fix;
}

}  // namespace

std::vector<Fix> exchanged_numbers(const Cut& cut, const std::vector<const Cut*>& because) {
    if (because.size() != 1) return {};
    const Expr* own = number_of(cut);
    const Expr* other = number_of(*because.front());
    if (own == nullptr || other == nullptr || own->type.dimension != other->type.dimension) return {};
    if (own->span.text() == other->span.text() || own->span.file != other->span.file) return {};
    return {{fmt::format("exchange {} and {}", other->span.text(), own->span.text()),
             EditClass::changes_selection,
             {{own->span, std::string(other->span.text())}, {other->span, std::string(own->span.text())}}}};
}

std::vector<Fix> fixes_of_impossible(const Cut& cut, const std::vector<const Cut*>& because) {
    std::vector<Fix> fixes;
    if (because.empty()) {
        if (std::optional<Fix> fix = closed_interval(cut)) fixes.push_back(std::move(*fix));
        return fixes;
    }
    fixes = exchanged_numbers(cut, because);
    fixes.push_back(deleted(cut, "delete this cut"));
    if (because.size() == 1) {
        const Cut& other = *because.front();
        const std::uint32_t line = other.span.file->line_of(other.span.begin);
        fixes.push_back(deleted(other, fmt::format("delete the cut of line {}", line)));
    }
    return fixes;
}

std::optional<Fix> without_part(const Expr& conjunction, const Expr& condition) {
    const Span left = conjunction.operands[0]->span, right = conjunction.operands[1]->span;
    if (left.file != right.file || left.end > right.begin) return std::nullopt;
    std::string between(left.file->text().substr(left.end, right.begin - left.end));
    std::erase_if(between, [](unsigned char c) { return std::isspace(c) != 0; });
    if (between != "and") return std::nullopt;
    const bool is_left = conjunction.operands[0].get() == &condition;
    const Span gone = is_left ? Span{left.file, left.begin, right.begin} : Span{left.file, left.end, right.end};
    return Fix{"delete this part", EditClass::likely, {{gone, ""}}, "the same events pass"};
}

std::vector<Fix> fixes_of_quotient(const Program& program, const Terms& terms, TermId denominator,
                                   const presence::Statement& statement) {
    const Term& term = terms[denominator];
    CollectionId id = -1;
    if (term.kind == Expr::Kind::size) id = term.id;
    if (term.kind == Expr::Kind::reduce && term.bound.size() == 1 && term.operands[1] < 0) id = terms[term.bound[0]].id;
    if (id < 0 || statement.is_cell()) return {};
    const std::string& name = program.collections[static_cast<std::size_t>(id)].name;
    if (name.empty() ||
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string::npos)
        return {};  // it has no name of its own
    const std::string need = fmt::format("size({}) >= 1", name);
    std::vector<Fix> fixes;
    if (statement.weight != nullptr)
        fixes.push_back(presence::weigh_only(*statement.weight, need));
    else
        fixes.push_back(presence::guard_statement(statement, need));
    fixes.push_back(presence::require_above(statement, need));
    return fixes;
}

}  // namespace collmc::semantics
