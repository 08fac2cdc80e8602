#include "compiler/semantics/object_fixes.h"

#include <fmt/format.h>

#include "compiler/semantics/expressions.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;

constexpr const char* kMass = "take its mass";
constexpr const char* kPt = "take its transverse momentum";

bool is_sum(const Expr& value) { return value.type.object.kind == ObjectType::Kind::momentum; }

Fix attribute(const syntax::Expr& tree, const char* name, const char* title) {
    const std::string text = fmt::format("{}.{}", as_operand(tree), name);
    return replace(tree.span, text, fmt::format("{}, `{}`", title, text), EditClass::likely);
}

}  // namespace

std::string as_operand(const syntax::Expr& tree) {
    const std::string text(tree.span.text());
    switch (tree.kind) {
        case SyntaxKind::name:
        case SyntaxKind::self:
        case SyntaxKind::attribute:
        case SyntaxKind::index:
        case SyntaxKind::call:
        case SyntaxKind::absolute:
        case SyntaxKind::parentheses: return text;
        default: return "(" + text + ")";
    }
}

std::vector<Fix> number_instead(const Expr& value, const syntax::Expr& tree, const Schema& schema) {
    if (value.type.kind == Type::Kind::collection) {
        const std::string text = fmt::format("size({})", tree.span.text());
        return {replace(tree.span, text, fmt::format("take the number of objects, `{}`", text), EditClass::likely)};
    }
    if (value.type.kind == Type::Kind::boolean) {
        const std::string text = fmt::format("(1 when {} else 0)", tree.span.text());
        return {replace(tree.span, text, fmt::format("count it as 1 or 0, `{}`", text), EditClass::likely)};
    }
    if (value.type.kind != Type::Kind::object) return {};
    std::vector<Fix> fixes;
    if (is_sum(value)) fixes.push_back(attribute(tree, "mass", kMass));
    fixes.push_back(attribute(tree, "pt", kPt));
    const bool detector = value.type.object.kind == ObjectType::Kind::detector;
    if (detector && schema.attribute(value.type.object, "charge") != nullptr)
        fixes.push_back(attribute(tree, "charge", "take its charge"));
    return fixes;
}

std::vector<Fix> condition_alone(const syntax::Expr& condition, const syntax::Expr& comparison) {
    if (comparison.kind != SyntaxKind::binary) return {};
    const bool equal = comparison.op == syntax::BinaryOp::equal, differ = comparison.op == syntax::BinaryOp::not_equal;
    const bool left = comparison.operands[0].get() == &condition;
    const syntax::Expr& other = *comparison.operands[left ? 1 : 0];
    if ((!equal && !differ) || other.kind != SyntaxKind::number || other.unit) return {};
    if (other.digits != "0" && other.digits != "1") return {};
    const bool holds = (other.digits == "1") == equal;
    const std::string text = holds ? std::string(condition.span.text()) : "not " + as_operand(condition);
    return {replace(comparison.span, text, fmt::format("write `{}`", text), EditClass::safe)};
}

std::vector<Fix> condition_instead(const Expr& value, const syntax::Expr& tree, Span asked, bool negated) {
    std::vector<Fix> fixes;
    const std::string source(tree.span.text());
    const auto ask = [&](const std::string& text, EditClass applicability = EditClass::likely) {
        fixes.push_back(replace(asked, text, fmt::format("ask `{}`", text), applicability));
    };
    if (value.type.kind == Type::Kind::collection) {
        ask(fmt::format("size({}) {}", source, negated ? "== 0" : ">= 1"));
    } else if (value.kind == Expr::Kind::candidate || value.kind == Expr::Kind::leg) {
        ask(fmt::format("{}exists({})", negated ? "not " : "", source));
    } else if (value.kind == Expr::Kind::attribute && value.attribute_name == "btag" && source.ends_with("btag")) {
        ask(fmt::format("{}{}ged", negated ? "not " : "", source));
    } else if (value.kind == Expr::Kind::size) {
        ask(fmt::format("{} {}", source, negated ? "== 0" : ">= 1"));
    } else if (value.type.kind == Type::Kind::integer) {
        ask(fmt::format("{} {} 0", source, negated ? "==" : "!="));
    }
    return fixes;
}

std::vector<Fix> object_instead(const Expr& collection, const syntax::Expr& tree) {
    std::vector<Fix> fixes;
    if (collection.type.kind != Type::Kind::collection || tree.kind != SyntaxKind::name) return fixes;
    const std::string first = fmt::format("{}[0]", tree.span.text());
    fixes.push_back(
        replace(tree.span, first, fmt::format("take the leading object, `{}`", first), EditClass::changes_selection));
    const std::string all = fmt::format("sum(o for o in {})", tree.span.text());
    fixes.push_back(
        replace(tree.span, all, fmt::format("take the sum of all, `{}`", all), EditClass::changes_selection));
    return fixes;
}

}  // namespace collmc::semantics
