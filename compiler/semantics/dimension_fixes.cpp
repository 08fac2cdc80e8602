#include "compiler/semantics/dimension_fixes.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/semantics/literals.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using diagnostics::Edit;
using Kind = Expr::Kind;

constexpr int kAddUnit = 1, kTakeUnit = 2, kOtherUnit = 2, kRoot = 2, kSquare = 3, kHigherUnit = 3, kDivide = 4;
constexpr std::size_t kMost = 4;  ///< ways that are followed at each step

/// One way to give a value its dimension; no edits where it has it.
struct Way {
    int cost = 0;
    std::vector<Edit> edits;
    std::string title;
};

bool is_positive(Rational dimension) { return dimension.numerator > 0; }

Rational over(Rational dimension, Rational exponent) {
    return dimension * Rational::of(exponent.denominator, exponent.numerator);
}

bool needs_parentheses(const Expr& value, bool in_power) {
    switch (value.kind) {
        case Kind::add:
        case Kind::subtract:
        case Kind::conditional:
        case Kind::otherwise: return true;
        case Kind::negate:
        case Kind::multiply:
        case Kind::divide:
        case Kind::power: return in_power;
        default: return false;
    }
}

class Search {
public:
    Search(const Program& program, const Expr& root) : program_(program), file_(root.span.file) {}

    std::vector<Way> to(const Expr& value, Rational wanted, Reshaping reshaping) {
        if (!value.type.is_number() || !is_own(value.span) || ++steps_ > kMostSteps) return {};
        if (value.type.dimension == wanted) return {Way{}};
        std::vector<Way> ways = inside(value, wanted, reshaping);
        if (reshaping.roots) reshape(value, wanted, ways);
        if (reshaping.divides && wanted == Rational{} && is_positive(value.type.dimension)) {
            const std::string unit = unit_of(value.type.dimension);
            ways.push_back(wrapped(value, kDivide, needs_parentheses(value, false) ? "(" : "",
                                   (needs_parentheses(value, false) ? ") / 1 " : " / 1 ") + unit));
        }
        std::stable_sort(ways.begin(), ways.end(), [](const Way& a, const Way& b) { return a.cost < b.cost; });
        if (ways.size() > kMost) ways.resize(kMost);
        return ways;
    }

private:
    static constexpr int kMostSteps = 300;

    bool is_own(Span span) const { return span.file == file_ && span.valid() && span.end > span.begin; }

    Way wrapped(const Expr& value, int cost, const std::string& before, const std::string& behind) const {
        const std::string text = before + std::string(value.span.text()) + behind;
        return {cost, {{value.span, text}}, fmt::format("write `{}`", text)};
    }

    void reshape(const Expr& value, Rational wanted, std::vector<Way>& ways) const {
        const Rational has = value.type.dimension;
        if (value.kind == Kind::number) return;
        if (has == wanted + wanted) {
            // A square that is written is hardly the side that is wrong.
            if (value.kind != Kind::power) ways.push_back(wrapped(value, kRoot, "sqrt(", ")"));
        } else if (has + has == wanted && value.kind == Kind::intrinsic && value.intrinsic == Intrinsic::sqrt) {
            const Expr& square = *value.operands[0];
            const bool closed = needs_parentheses(square, true);
            const std::string text = fmt::format("{}{}{}", closed ? "(" : "", square.span.text(), closed ? ")" : "");
            ways.push_back({kSquare, {{value.span, text}}, fmt::format("write `{}`", text)});
        } else if (has + has == wanted) {
            const bool closed = needs_parentheses(value, true);
            ways.push_back(wrapped(value, kSquare, closed ? "(" : "", closed ? ")^2" : "^2"));
        }
    }

    std::vector<Way> inside(const Expr& value, Rational wanted, Reshaping reshaping) {
        const auto operand = [&](std::size_t i) -> const Expr& { return *value.operands[i]; };
        // Only the units: roots and squares are of the whole.
        const Reshaping units{false, false, reshaping.only_adds};
        switch (value.kind) {
            case Kind::number: return of_number(value, wanted, reshaping);
            case Kind::negate:
            case Kind::absolute: return to(operand(0), wanted, units);
            case Kind::add:
            case Kind::subtract: return of_all({&operand(0), &operand(1)}, wanted, units);
            case Kind::conditional: return of_all({&operand(0), &operand(2)}, wanted, units);
            case Kind::otherwise: return of_all({&operand(0), &operand(1)}, wanted, units);
            case Kind::multiply:
                return either(to(operand(0), wanted - operand(1).type.dimension, units),
                              to(operand(1), wanted - operand(0).type.dimension, units));
            case Kind::divide:
                return either(to(operand(1), operand(0).type.dimension - wanted, units),
                              to(operand(0), wanted + operand(1).type.dimension, units));
            case Kind::power: return of_power(value, wanted, units);
            case Kind::intrinsic: return of_intrinsic(value, wanted, units);
            case Kind::reduce:
                return value.reduce_op == ReduceOp::count || value.reduce_op == ReduceOp::product
                           ? std::vector<Way>{}
                           : to(operand(0), wanted, units);
            case Kind::define:
                return to(*program_.defines[static_cast<std::size_t>(value.define)].value, wanted, units);
            default: return {};
        }
    }

    static std::vector<Way> either(std::vector<Way> first, std::vector<Way> second) {
        first.insert(first.end(), std::make_move_iterator(second.begin()), std::make_move_iterator(second.end()));
        return first;
    }

    /// All of the values get the dimension; each in its best way.
    std::vector<Way> of_all(const std::vector<const Expr*>& values, Rational wanted, Reshaping units) {
        Way all;
        for (const Expr* value : values) {
            const std::vector<Way> ways = to(*value, wanted, units);
            if (ways.empty()) return {};
            all.cost += ways.front().cost;
            all.edits.insert(all.edits.end(), ways.front().edits.begin(), ways.front().edits.end());
            if (!ways.front().title.empty())
                all.title += (all.title.empty() ? "" : " and ") + ways.front().title.substr(all.title.empty() ? 0 : 6);
        }
        return {all};
    }

    std::vector<Way> of_power(const Expr& value, Rational wanted, Reshaping units) {
        const Expr& base = *value.operands[0];
        const Rational of_base = over(wanted, value.exponent);
        if (base.kind == Kind::number && base.type.dimension == Rational{} && is_positive(of_base) &&
            is_own(base.span)) {
            const std::string text = fmt::format("({} {})", base.span.text(), unit_of(of_base));
            return {{kAddUnit, {{base.span, text}}, fmt::format("write `{}`", text)}};
        }
        return to(base, of_base, units);
    }

    std::vector<Way> of_intrinsic(const Expr& value, Rational wanted, Reshaping units) {
        switch (value.intrinsic) {
            case Intrinsic::sqrt: return to(*value.operands[0], wanted + wanted, units);
            case Intrinsic::cbrt: return to(*value.operands[0], wanted + wanted + wanted, units);
            case Intrinsic::min2:
            case Intrinsic::max2:
            case Intrinsic::hypot: return of_all({value.operands[0].get(), value.operands[1].get()}, wanted, units);
            default: return {};
        }
    }

    /// A unit behind the number, another one, or none.
    static std::vector<Way> of_number(const Expr& value, Rational wanted, Reshaping reshaping) {
        const std::string text(value.span.text());
        const std::size_t letter = text.find_first_of("GMTdr");
        if (letter == std::string::npos) {
            if (!is_positive(wanted) || text.find("pi") != std::string::npos) return {};
            const std::string behind = " " + unit_of(wanted);
            return {{kAddUnit,
                     {{{value.span.file, value.span.end, value.span.end}, behind}},
                     fmt::format("write {}{}", text, behind)}};
        }
        if (reshaping.only_adds || value.type.dimension == Rational{}) return {};  // angles keep their unit
        const std::size_t behind_digits = text.find_last_not_of(" \t", letter - 1) + 1;
        const std::string digits = text.substr(0, behind_digits);
        if (wanted == Rational{})
            return {{kTakeUnit, {{value.span, digits}}, fmt::format("write {} without a unit", digits)}};
        if (!is_positive(wanted)) return {};
        const std::string with = digits + " " + text.substr(letter, 3) + unit_of(wanted).substr(3);
        const int cost = wanted.denominator == 1 && wanted.numerator > 1 ? kHigherUnit : kOtherUnit;
        return {{cost, {{value.span, with}}, fmt::format("write `{}`", with)}};
    }

    const Program& program_;
    const diagnostics::SourceFile* file_;
    int steps_ = 0;
};

bool same_edits(const std::vector<Edit>& a, const std::vector<Edit>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Edit& x, const Edit& y) {
        return x.span.begin == y.span.begin && x.span.end == y.span.end && x.insert == y.insert;
    });
}

}  // namespace

std::vector<DimensionFix> fixes_to(const Program& program, const Expr& value, Rational wanted, Reshaping reshaping) {
    std::vector<DimensionFix> fixes;
    for (Way& way : Search(program, value).to(value, wanted, reshaping)) {
        if (way.edits.empty()) continue;
        const bool zero = value.kind == Kind::number && value.value == 0;  // the same in every unit
        fixes.push_back(
            {way.cost, {std::move(way.title), zero ? EditClass::safe : EditClass::likely, std::move(way.edits)}});
    }
    return fixes;
}

Fix unit_of_list(Span list, const std::optional<syntax::Unit>& unit, Rational wanted, const char* what) {
    if (!unit) {
        const std::string name = unit_of(wanted);
        const std::string title = std::string_view(what) == "interval" ? "give the interval its unit"
                                                                       : fmt::format("give the {} in {}", what, name);
        return insert_after(list, " " + name, title, EditClass::likely);
    }
    if (wanted == Rational{}) {
        const std::string_view text = unit->span.file->text();
        std::uint32_t begin = unit->span.begin;
        while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
        return replace({unit->span.file, begin, unit->span.end}, "", fmt::format("give the {} without a unit", what),
                       EditClass::likely);
    }
    const bool energy = dimension_of(unit) != Rational{};
    const std::string name = (energy ? unit->name : "GeV") + unit_of(wanted).substr(3);
    return replace(unit->span, name, fmt::format("give the {} in {}", what, name), EditClass::likely);
}

void offer(Diagnostic& diagnostic, std::vector<DimensionFix> fixes, std::size_t most) {
    std::stable_sort(fixes.begin(), fixes.end(),
                     [](const DimensionFix& a, const DimensionFix& b) { return a.cost < b.cost; });
    for (DimensionFix& it : fixes) {
        if (most == 0) return;
        const bool known = std::any_of(diagnostic.fixes.begin(), diagnostic.fixes.end(),
                                       [&](const Fix& fix) { return same_edits(fix.edits, it.fix.edits); });
        if (known) continue;
        diagnostic.fixes.push_back(std::move(it.fix));
        --most;
    }
}

}  // namespace collmc::semantics
