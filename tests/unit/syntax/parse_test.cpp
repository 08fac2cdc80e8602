// What the tree holds: precedence, spans, units, blocks.
#include <fmt/format.h>

#include "compiler/syntax/print.h"
#include "support.h"

namespace collmc::syntax {
namespace {

/// The expression with every operation in brackets of its own, so that its shape can be read.
std::string shape(const Expr& expr) {
    std::string operands;
    for (const auto& operand : expr.operands) operands += " " + shape(*operand);
    switch (expr.kind) {
        case Expr::Kind::number:
        case Expr::Kind::pi:
        case Expr::Kind::name:
        case Expr::Kind::self: return to_source(expr);
        case Expr::Kind::parentheses: return shape(*expr.operands[0]);
        case Expr::Kind::attribute: return fmt::format("[.{}{}]", expr.name.text, operands);
        case Expr::Kind::index: return fmt::format("[@{}{}]", expr.digits, operands);
        case Expr::Kind::call: return fmt::format("[{}{}]", expr.name.text, operands);
        case Expr::Kind::absolute: return fmt::format("[abs{}]", operands);
        case Expr::Kind::negate: return fmt::format("[neg{}]", operands);
        case Expr::Kind::logical_not: return fmt::format("[not{}]", operands);
        case Expr::Kind::power:
            return fmt::format("[^{}/{}{}]", expr.exponent->numerator, expr.exponent->denominator, operands);
        case Expr::Kind::binary: return fmt::format("[{}{}]", expr.op_span.text(), operands);
        case Expr::Kind::in_interval: return fmt::format("[in{}]", operands);
        case Expr::Kind::conditional: return fmt::format("[when{}]", operands);
        case Expr::Kind::otherwise: return fmt::format("[else{}]", operands);
        case Expr::Kind::is_kind: return fmt::format("[is {}{}]", expr.name.text, operands);
        case Expr::Kind::bit: return fmt::format("[bit {}]", expr.digits);
        case Expr::Kind::error: return "error";
    }
    return "?";
}

std::string shape_of(const std::string& text) {
    diagnostics::SourceFile file("formula", text);
    diagnostics::Diagnostics diagnostics;
    const ExprPtr expr = parse_expression(file, diagnostics);
    return expr ? shape(*expr) : diagnostics.all().at(0).code;
}

TEST(Expressions, Precedence) {
    EXPECT_EQ(shape_of("a + b * c"), "[+ a [* b c]]");
    EXPECT_EQ(shape_of("a - b - c"), "[- [- a b] c]");
    EXPECT_EQ(shape_of("a / b * c"), "[* [/ a b] c]");
    EXPECT_EQ(shape_of("a / (b * c)"), "[/ a [* b c]]");
    EXPECT_EQ(shape_of("-a^2"), "[neg [^2/1 a]]");
    EXPECT_EQ(shape_of("- -a * b"), "[* [neg [neg a]] b]");
    EXPECT_EQ(shape_of("a or b and not c"), "[or a [and b [not c]]]");
    EXPECT_EQ(shape_of("not a < b"), "[not [< a b]]");
    EXPECT_EQ(shape_of("not not a"), "[not [not a]]");
    EXPECT_EQ(shape_of("a + 1 < b * 2"), "[< [+ a 1] [* b 2]]");
    EXPECT_EQ(shape_of("a in [1, 2] and b"), "[and [in a] b]");
    EXPECT_EQ(shape_of("a when b else c when d else e"), "[when a b [when c d e]]");
    EXPECT_EQ(shape_of("(a when b else c) when d else e"), "[when [when a b c] d e]");
    EXPECT_EQ(shape_of("f(a, b)[0].pt^2"), "[^2/1 [.pt [@0 [f a b]]]]");
    EXPECT_EQ(shape_of("a + 1 is Muon and b"), "[and [is Muon [+ a 1]] b]");
    EXPECT_EQ(shape_of("not a is Muon"), "[not [is Muon a]]");
    EXPECT_EQ(shape_of("f(a, bit 1)"), "[f a [bit 1]]");
}

TEST(Expressions, ElseTakesWhatFollows) {
    EXPECT_EQ(shape_of("a else b"), "[else a b]");
    EXPECT_EQ(shape_of("a else b else c"), "[else a [else b c]]");
    EXPECT_EQ(shape_of("a when b else c else d"), "[when a b [else c d]]");
    EXPECT_EQ(shape_of("a else b when c else d"), "[else a [when b c d]]");
    EXPECT_EQ(shape_of("(a else b) + 1"), "[+ [else a b] 1]");
    EXPECT_EQ(shape_of("a or b else c"), "[else [or a b] c]");
    EXPECT_EQ(shape_of("a when b"), "E0013");
    EXPECT_EQ(shape_of("a else b when c"), "E0013");
    EXPECT_EQ(shape_of("a when b when c else d"), "E0013");
}

TEST(Expressions, BarsOpenWhereAnOperandStands) {
    EXPECT_EQ(shape_of("|a|"), "[abs a]");
    EXPECT_EQ(shape_of("|a| - |b|"), "[- [abs a] [abs b]]");
    EXPECT_EQ(shape_of("||a| - b|"), "[abs [- [abs a] b]]");
    EXPECT_EQ(shape_of("|a - |b||"), "[abs [- a [abs b]]]");
    EXPECT_EQ(shape_of("|-a|^2"), "[^2/1 [abs [neg a]]]");
    EXPECT_EQ(shape_of("|a - b| < 2 and |c| > 1"), "[and [< [abs [- a b]] 2] [> [abs c] 1]]");
}

TEST(Expressions, PowersAreReducedFractions) {
    EXPECT_EQ(shape_of("x^-1"), "[^-1/1 x]");
    EXPECT_EQ(shape_of("x^0.5"), "[^1/2 x]");
    EXPECT_EQ(shape_of("x^(2/4)"), "[^1/2 x]");
    EXPECT_EQ(shape_of("x^(-3/2)"), "[^-3/2 x]");
    EXPECT_EQ(shape_of("2^3"), "[^3/1 2]");
    EXPECT_EQ(shape_of("x^0"), "[^0/1 x]");
    EXPECT_EQ(shape_of("x^1000000000000000000000"), "E0019");
    EXPECT_EQ(shape_of("x^1e9"), "E0019");
}

TEST(Expressions, ThePowerOfALiteralBelongsToItsUnit) {
    diagnostics::SourceFile file("formula", "8.5 GeV^(1/2)");
    diagnostics::Diagnostics diagnostics;
    const ExprPtr expr = parse_expression(file, diagnostics);
    ASSERT_TRUE(expr);
    EXPECT_EQ(expr->kind, Expr::Kind::number);
    EXPECT_EQ(expr->digits, "8.5");
    EXPECT_EQ(expr->unit->name, "GeV");
    EXPECT_EQ(expr->unit->power->denominator, 2);
}

TEST(Expressions, ACommaWithoutASpaceSeparates) {
    EXPECT_EQ(shape_of("a in [0,100]"), "[in a]");
    EXPECT_EQ(shape_of("a in [1,500.5]GeV"), "[in a]");
    EXPECT_EQ(shape_of("f(1,200,300)"), "[f 1 200 300]");
    EXPECT_EQ(shape_of("f(1,000)"), "E0005");
}

TEST(Expressions, AFormulaIsOneExpression) {
    EXPECT_EQ(shape_of("a b"), "E0001");
    EXPECT_EQ(shape_of(""), "E0001");
    EXPECT_EQ(shape_of("a < b < c"), "E0007");
    EXPECT_EQ(shape_of("(a"), "E0009");
}

// The text of a span is what the person wrote, to the byte.
TEST(Spans, CoverWhatWasWritten) {
    const Parsed parsed(
        "\xEF\xBB\xBF# é漢\r\nregion r\r\n\tselect |a.eta| + 2 GeV^2 in [0, 1) GeV^2 when b \"é\" # end\r\n");
    ASSERT_TRUE(parsed.diagnostics.all().empty());
    const Cut& cut = *parsed.tree.declarations.at(0).region->statements.at(0).cut;
    EXPECT_EQ(cut.span.text(), "select |a.eta| + 2 GeV^2 in [0, 1) GeV^2 when b \"é\"");
    EXPECT_EQ(cut.keyword.text(), "select");
    EXPECT_EQ(cut.label->text, "é");
    EXPECT_EQ(cut.label->span.text(), "\"é\"");
    EXPECT_EQ(cut.guard->span.text(), "b");
    const Expr& inside = *cut.condition;
    EXPECT_EQ(inside.span.text(), "|a.eta| + 2 GeV^2 in [0, 1) GeV^2");
    EXPECT_EQ(inside.op_span.text(), "in");
    EXPECT_EQ(inside.interval->span.text(), "[0, 1) GeV^2");
    EXPECT_TRUE(inside.interval->low_closed);
    EXPECT_FALSE(inside.interval->high_closed);
    const Expr& sum = *inside.operands[0];
    EXPECT_EQ(sum.operands[0]->span.text(), "|a.eta|");
    EXPECT_EQ(sum.operands[0]->operands[0]->name.span.text(), "eta");
    EXPECT_EQ(sum.operands[1]->span.text(), "2 GeV^2");
}

TEST(Blocks, DefineClosesAnObjectButNotARegion) {
    const Parsed parsed(
        "object o from Jet\nselect pt > 1 GeV\ndefine a = 1\nregion r\nselect a > 0\ndefine b = 2\nselect b > 0\n");
    ASSERT_TRUE(parsed.diagnostics.all().empty());
    ASSERT_EQ(parsed.tree.declarations.size(), 3u);
    EXPECT_EQ(parsed.tree.declarations[1].kind, Declaration::Kind::define);
    EXPECT_EQ(parsed.tree.declarations[2].region->statements.size(), 3u);
    EXPECT_EQ(parsed.tree.declarations[2].region->span.text().substr(0, 8), "region r");
}

TEST(Blocks, DocumentationIsTheCommentDirectlyAbove) {
    const Parsed parsed(
        "# far away\n\n# first\n#second\nfunction f(a : Real) -> Real = a\nfunction g(a : Real) -> Real = a\n");
    ASSERT_TRUE(parsed.diagnostics.all().empty());
    EXPECT_EQ(parsed.tree.declarations[0].function->documentation, "first\nsecond");
    EXPECT_EQ(parsed.tree.declarations[1].function->documentation, "");
}

TEST(Blocks, AnEmptyFileIsAnEmptyTree) {
    for (const char* text : {"", "\n\n", "# only a comment", "\xEF\xBB\xBF"}) {
        const Parsed parsed(text);
        EXPECT_TRUE(parsed.diagnostics.all().empty());
        EXPECT_TRUE(parsed.tree.declarations.empty());
        EXPECT_EQ(parsed.tree.file, parsed.file.get());
    }
}

TEST(Blocks, ABrokenHeaderKeepsItsBlock) {
    const Parsed parsed(
        "object jets form Jet\n    select pt > 30 GeV\n    select |eta| < 2.5\nregion r\n    select size(jets) > 1\n");
    EXPECT_EQ(parsed.codes(), std::vector<std::string>{"E0001"});
    ASSERT_EQ(parsed.tree.declarations.size(), 2u);
    EXPECT_EQ(parsed.tree.declarations[0].object->name.text, "jets");
    EXPECT_EQ(parsed.tree.declarations[0].object->cuts.size(), 2u);
}

TEST(Blocks, EveryKindOfLineEndSeparatesLines) {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        const Parsed parsed("region r" + end + "    select a > # comment" + end + "    select b > 1" + end);
        EXPECT_EQ(parsed.codes(), std::vector<std::string>{"E0001"});
        EXPECT_EQ(parsed.tree.declarations.at(0).region->statements.size(), 2u);
        EXPECT_EQ(parsed.file->place(parsed.diagnostics.all()[0].primary.begin).line, 2u);
    }
}

TEST(Blocks, EveryMistakeOfAFileIsReportedAtOnce) {
    const Parsed parsed(
        "region r\n    select a >\n    select b && c\n    select d > 1 GEV\n    histo m : d\n    select e > 1\n");
    EXPECT_EQ(parsed.codes(), (std::vector<std::string>{"E0001", "E0008", "E0006", "E0001"}));
    // The histogram has nothing to show; the cuts keep their places.
    EXPECT_EQ(parsed.tree.declarations[0].region->statements.size(), 4u);
}

// Printing what was parsed and parsing it again gives the same tree.
TEST(Print, SourceRoundTrips) {
    const char* expressions[] = {"a + b * (c - d)",
                                 "-(a + b)",
                                 "not (a and b) or c in (-pi, 2.5]",
                                 "|a - |b|| * 2 GeV^(1/2)",
                                 "sum(j.pt for j in jets when |j.eta| < 2.4)",
                                 "(a when b else c) + 1",
                                 "x^2 / y^(-1/3)",
                                 "f(a, b)[2].pt",
                                 "a when b else c when d else e",
                                 "a else b when c else d else 0 GeV",
                                 "not (a.b is Muon) or btagged(a, bit 1)",
                                 "any(a.pt > b.pt for a, b in jets and l in leptons when l is Muon)",
                                 "this"};
    for (const std::string text : expressions) {
        diagnostics::SourceFile file("formula", text);
        diagnostics::Diagnostics diagnostics;
        const ExprPtr expr = parse_expression(file, diagnostics);
        ASSERT_TRUE(expr) << text;
        EXPECT_EQ(to_source(*expr), text);
    }
}

// The label of a cut without one is its source text: it is the same before and after formatting.
TEST(Print, DoubledParenthesesOnce) {
    diagnostics::SourceFile file("formula", "((a)) > (((b) + ((c))))");
    diagnostics::Diagnostics diagnostics;
    const ExprPtr expr = parse_expression(file, diagnostics);
    ASSERT_TRUE(expr);
    EXPECT_EQ(to_source(*expr), "(a) > ((b) + (c))");
}

ExprPtr without_parentheses(ExprPtr expr) {
    while (expr->kind == Expr::Kind::parentheses) {
        ExprPtr inner = std::move(expr->operands[0]);
        expr = std::move(inner);
    }
    for (auto& operand : expr->operands) operand = without_parentheses(std::move(operand));
    return expr;
}

// A tree that was built, not parsed, has no parentheses of its own: the printer sets them where the tree needs them.
TEST(Print, ParenthesesWhereTheTreeNeedsThem) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"(a + b) * (c when d else e)", "(a + b) * (c when d else e)"},
        {"a - (b - c)", "a - (b - c)"},
        {"(a - b) - c", "a - b - c"},
        {"(a * b) / (c / d)", "a * b / (c / d)"},
        {"|(a < b)| + (2 GeV)^2", "|(a < b)| + (2 GeV)^2"},
        {"(-a)^2 + -(b^2)", "(-a)^2 + -b^2"},
        {"(a + b).pt + (c)[0]", "(a + b).pt + c[0]"},
        {"not (a or b) and (not c)", "not (a or b) and not c"},
        {"(a < b) == (c in [0, 1])", "(a < b) == (c in [0, 1])"},
        {"(a when b else c) when (d when e else f) else (g when h else i)",
         "(a when b else c) when (d when e else f) else g when h else i"},
        {"(a else b) else (c else d)", "(a else b) else c else d"},
        {"(a else b) when c else d", "(a else b) when c else d"},
    };
    for (const auto& [written, printed] : cases) {
        diagnostics::SourceFile file("formula", written);
        diagnostics::Diagnostics diagnostics;
        ExprPtr expr = parse_expression(file, diagnostics);
        ASSERT_TRUE(expr) << written;
        const std::string before = shape(*expr);
        EXPECT_EQ(to_source(*without_parentheses(std::move(expr))), printed);
        EXPECT_EQ(shape_of(printed), before);
    }
}

}  // namespace
}  // namespace collmc::syntax
