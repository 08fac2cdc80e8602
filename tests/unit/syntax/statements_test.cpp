// Statements of several lines and their parts: what belongs to what, and where each part stands in the file.
#include <fmt/format.h>

#include <chrono>

#include "compiler/syntax/print.h"
#include "support.h"

namespace collmc::syntax {
namespace {

/// A text that parses without a message.
Parsed good(const std::string& text) {
    Parsed parsed(text);
    EXPECT_EQ(parsed.codes(), std::vector<std::string>{}) << text;
    return parsed;
}

std::vector<Declaration::Kind> kinds(const Tree& tree) {
    std::vector<Declaration::Kind> kinds;
    for (const auto& declaration : tree.declarations) kinds.push_back(declaration.kind);
    return kinds;
}

TEST(Head, StandsBelowTheTitleInAnyOrder) {
    const Parsed parsed = good(
        "analysis \"t\"\n    luminosity 35.9 /fb\n    experiment \"CMS\"\n    reference \"arXiv:1\"\ndefine a = 1");
    EXPECT_EQ(parsed.tree.experiment->text, "CMS");
    EXPECT_EQ(parsed.tree.reference->span.text(), "\"arXiv:1\"");
    EXPECT_EQ(parsed.tree.luminosity->digits, "35.9");
    EXPECT_EQ(parsed.tree.luminosity->unit.text, "fb");
    EXPECT_EQ(parsed.tree.luminosity->span.text(), "luminosity 35.9 /fb");
}

TEST(Head, NeedsATitle) {
    EXPECT_EQ(Parsed("experiment \"CMS\"").codes(), std::vector<std::string>{"E0004"});
    EXPECT_EQ(Parsed("analysis \"t\" region r reference \"x\"").codes(), std::vector<std::string>{"E0004"});
}

TEST(Objects, SourcesAreCollectionsOrCombinations) {
    const Parsed parsed = good(
        "object a from Jet, Tau as Jet excluding Z, W order by |eta| + 1, lowest first\n"
        "object b from p, q in Jet and r in Tau\n    select p.pt > q.pt");
    const Object& collections = *parsed.tree.declarations[0].object;
    ASSERT_EQ(collections.sources.size(), 2u);
    EXPECT_FALSE(collections.sources[0].as);
    EXPECT_EQ(collections.sources[1].name.text, "Tau");
    EXPECT_EQ(collections.sources[1].as->span.text(), "Jet");
    EXPECT_TRUE(collections.groups.empty());
    EXPECT_EQ(collections.excluding.size(), 2u);
    EXPECT_FALSE(collections.order->highest_first);
    EXPECT_EQ(collections.order->span.text(), "order by |eta| + 1, lowest first");
    EXPECT_EQ(collections.order->key->span.text(), "|eta| + 1");
    const Object& combinations = *parsed.tree.declarations[1].object;
    EXPECT_TRUE(combinations.sources.empty());
    ASSERT_EQ(combinations.groups.size(), 2u);
    EXPECT_EQ(combinations.groups[0].variables[1].text, "q");
    EXPECT_EQ(combinations.groups[1].collection.text, "Tau");
    EXPECT_EQ(combinations.cuts.size(), 1u);
}

TEST(Candidates, DefinesBeforeTheCriterionAreTheirOwn) {
    const Parsed parsed = good(
        "candidate t from a, b in Jet\n    define W = a + b\n    select W.pt > 1 GeV\n    define x = W.mass\n"
        "    closest x to 80 GeV\n    then lowest W.pt\n    then highest pt\ndefine y = t.x");
    EXPECT_EQ(kinds(parsed.tree),
              (std::vector<Declaration::Kind>{Declaration::Kind::candidate, Declaration::Kind::define}));
    const Candidate& candidate = *parsed.tree.declarations[0].candidate;
    ASSERT_EQ(candidate.defines.size(), 2u);
    EXPECT_EQ(candidate.defines[1].name.text, "x");
    EXPECT_EQ(candidate.cuts.size(), 1u);
    EXPECT_EQ(candidate.criterion_span.text(), "closest x to 80 GeV");
    ASSERT_EQ(candidate.then.size(), 2u);
    EXPECT_FALSE(candidate.then[0].highest);
    EXPECT_TRUE(candidate.then[1].highest);
    EXPECT_EQ(candidate.then[1].span.text(), "then highest pt");
    EXPECT_EQ(candidate.span.text().substr(candidate.span.text().size() - 7), "hest pt");
}

TEST(Candidates, WithoutACriterionTheDefinesBelowAreGlobal) {
    const auto candidate = Declaration::Kind::candidate;
    const auto define = Declaration::Kind::define;
    const std::string head =
        "candidate t from a, b in Jet\n    define x = 1\n    select pt > 1 GeV\n    define y = 2\n";
    EXPECT_EQ(kinds(good(head).tree), (std::vector{candidate, define, define}));
    const Parsed parsed = good(head + "candidate u from a, b in Jet\n    define z = 1\n    lowest pt\ndefine w = 1\n");
    EXPECT_EQ(kinds(parsed.tree), (std::vector{candidate, define, define, candidate, define}));
    EXPECT_EQ(parsed.tree.declarations[0].candidate->cuts.size(), 1u);
    EXPECT_EQ(parsed.tree.declarations[3].candidate->defines.size(), 1u);
}

TEST(Candidates, GroupsShareOutACollection) {
    const Parsed parsed = good("candidate mega from groups A, B of jets\n    lowest A.mass^2 + B.mass^2");
    const Candidate& candidate = *parsed.tree.declarations[0].candidate;
    EXPECT_TRUE(candidate.groups.empty());
    EXPECT_EQ(candidate.split->first.text, "A");
    EXPECT_EQ(candidate.split->second.text, "B");
    EXPECT_EQ(candidate.split->of.span.text(), "jets");
}

TEST(Tables, RowsAndTheirErrors) {
    const Parsed parsed = good(
        "# efficiency\ntable t(pt : Energy, eta : Real) -> Energy\n    row [20, 30) GeV, (-2.5, 2.5] : -0.62 +- 0.02 "
        "GeV\n"
        "    row [30, 40) GeV, (-pi, 2.5] : 3 + 2 - 1\n    row [40, 50) GeV, [0, 1) : 3\n    outside -1 GeV\n");
    const Table& table = *parsed.tree.declarations[0].table;
    EXPECT_EQ(table.documentation, "efficiency");
    EXPECT_EQ(table.parameters.size(), 2u);
    EXPECT_EQ(table.result.name.text, "Energy");
    ASSERT_EQ(table.rows.size(), 3u);
    EXPECT_EQ(table.rows[0].box[1].span.text(), "(-2.5, 2.5]");
    EXPECT_EQ(table.rows[0].value.span.text(), "-0.62 +- 0.02");
    EXPECT_TRUE(table.rows[0].value.value.negative);
    EXPECT_EQ(table.rows[0].value.up, "0.02");
    EXPECT_EQ(table.rows[0].value.down, "0.02");
    EXPECT_EQ(table.rows[0].unit->name, "GeV");
    EXPECT_TRUE(table.rows[1].box[1].low.is_pi);
    EXPECT_EQ(table.rows[1].value.up, "2");
    EXPECT_EQ(table.rows[1].value.down, "1");
    EXPECT_EQ(table.rows[1].span.text(), "row [30, 40) GeV, (-pi, 2.5] : 3 + 2 - 1");
    EXPECT_TRUE(table.rows[2].value.up.empty());
    EXPECT_FALSE(table.nearest);
    EXPECT_TRUE(table.outside.negative);
    EXPECT_EQ(table.outside_unit->name, "GeV");
    EXPECT_EQ(table.outside_span.text(), "outside -1 GeV");
    EXPECT_EQ(table.span.text().substr(table.span.text().size() - 6), "-1 GeV");
}

TEST(Tables, ABrokenRowCostsOneMessage) {
    const Parsed parsed(
        "table t(pt : Energy) -> Real\n    row [20, 30 GeV : 1\n    row [30, 40) GeV : x\n"
        "    row [40, 50) GeV : 3\n    outside 1\n");
    EXPECT_EQ(parsed.codes(), (std::vector<std::string>{"E0001", "E0001"}));
    EXPECT_EQ(parsed.tree.declarations.at(0).table->rows.size(), 1u);
    EXPECT_TRUE(parsed.tree.declarations.at(0).table->outside_span.valid());
}

TEST(Variations, ScaleAndUse) {
    const Parsed parsed = good("variation jes_up : scale Jet by 1.03\nvariation sf_down : use trigger down");
    const Variation& scale = *parsed.tree.declarations[0].variation;
    EXPECT_EQ(scale.kind, Variation::Kind::scale);
    EXPECT_EQ(scale.target.text, "Jet");
    EXPECT_EQ(scale.factor.digits, "1.03");
    const Variation& use = *parsed.tree.declarations[1].variation;
    EXPECT_EQ(use.kind, Variation::Kind::use);
    EXPECT_EQ(use.target.span.text(), "trigger");
    EXPECT_FALSE(use.up);
    EXPECT_EQ(use.span.text(), "variation sf_down : use trigger down");
}

TEST(Outputs, ALoopBelongsToTheHistogram) {
    const Parsed parsed = good(
        "region r\n    histo h : a.pt for a, b in jets and l in leptons when a.pt > b.pt, edges 0, 1, 2.5 GeV "
        "by b.pt, 3 bins from 0 to 1 TeV \"l\"\n    profile p when c : x for j in jets by j.pt, 3 bins from 0 to 1 "
        "TeV");
    const auto& statements = parsed.tree.declarations[0].region->statements;
    const Histogram& plane = *statements.at(0).histogram;
    EXPECT_FALSE(plane.profile);
    ASSERT_EQ(plane.dimensions.size(), 2u);
    EXPECT_EQ(plane.dimensions[0].axis.span.text(), "edges 0, 1, 2.5 GeV");
    EXPECT_EQ(plane.dimensions[0].axis.edges.size(), 3u);
    EXPECT_EQ(plane.dimensions[1].axis.bins, "3");
    EXPECT_EQ(plane.loop->groups.size(), 2u);
    EXPECT_EQ(plane.loop->span.text(), "for a, b in jets and l in leptons when a.pt > b.pt");
    EXPECT_EQ(plane.label->text, "l");
    const Histogram& profile = *statements.at(1).histogram;
    EXPECT_TRUE(profile.profile);
    EXPECT_EQ(profile.mean->span.text(), "x");
    EXPECT_EQ(profile.guard->span.text(), "c");
    ASSERT_EQ(profile.dimensions.size(), 1u);
    EXPECT_EQ(profile.dimensions[0].value->span.text(), "j.pt");
    EXPECT_EQ(profile.loop->span.text(), "for j in jets");
}

TEST(Outputs, PaddedColumns) {
    const Parsed parsed =
        good("region r\n    ntuple n : first 10 of jets (pt, eta) pad -1 GeV, jets[2].pt else 0 GeV as pt3, x");
    const Ntuple& ntuple = *parsed.tree.declarations[0].region->statements[0].ntuple;
    ASSERT_EQ(ntuple.columns.size(), 3u);
    const auto& padded = *ntuple.columns[0].padded;
    EXPECT_FALSE(ntuple.columns[0].value);
    EXPECT_EQ(padded.count, "10");
    EXPECT_EQ(padded.attributes.size(), 2u);
    EXPECT_TRUE(padded.pad.negative);
    EXPECT_EQ(padded.unit->name, "GeV");
    EXPECT_EQ(padded.span.text(), "first 10 of jets (pt, eta) pad -1 GeV");
    EXPECT_EQ(ntuple.columns[1].value->kind, Expr::Kind::otherwise);
    EXPECT_EQ(ntuple.columns[1].name->text, "pt3");
}

TEST(Results, BelongToTheBinsAboveThemElseToTheRegion) {
    const Parsed parsed = good(
        "region r\n    observed 7\n    bins b when c\n        by x : 1, 2, 5 GeV and above\n        by y : -1, 1\n"
        "        background 1 +- 2, 3, 4 + 5 - 6\n        observed 97, 52, 3\n    skim s when c\n    background 2 +- "
        "1\n");
    const auto& statements = parsed.tree.declarations[0].region->statements;
    ASSERT_EQ(statements.size(), 4u);
    EXPECT_EQ(statements[0].kind, Statement::Kind::observed);
    EXPECT_EQ(statements[0].observed->counts[0].span.text(), "7");
    const Bins& bins = *statements[1].bins;
    ASSERT_EQ(bins.by.size(), 2u);
    EXPECT_EQ(bins.by[0].span.text(), "by x : 1, 2, 5 GeV and above");
    EXPECT_TRUE(bins.by[0].above);
    EXPECT_EQ(bins.by[0].edges.size(), 3u);
    EXPECT_FALSE(bins.by[1].above);
    EXPECT_TRUE(bins.by[1].edges[0].negative);
    EXPECT_EQ(bins.background->expected[2].span.text(), "4 + 5 - 6");
    EXPECT_EQ(bins.observed->counts.size(), 3u);
    EXPECT_EQ(bins.span.text().substr(bins.span.text().size() - 9), "97, 52, 3");
    EXPECT_EQ(statements[2].skim->guard->span.text(), "c");
    EXPECT_EQ(statements[3].background->expected[0].up, "1");
}

// The expression of a column is built anew for each cell: what is found wrong in a cell is shown at the cell.
TEST(RegionTables, CellsAreWholeConditions) {
    const Parsed parsed = good(
        "regions from a, b with size(jets), sum(j.pt for j in jets when j.pt > 1), l\n"
        "    row SR1 : >= 2, in [1, 2] GeV, is Muon\n    row SR2 : -, -, != x");
    const RegionTable& table = *parsed.tree.declarations[0].regions;
    EXPECT_EQ(table.parents.size(), 2u);
    ASSERT_EQ(table.rows.size(), 2u);
    const auto& cells = table.rows[0].cells;
    ASSERT_EQ(cells.size(), 3u);
    EXPECT_EQ(to_source(*cells[0]), "size(jets) >= 2");
    EXPECT_EQ(to_source(*cells[1]), "sum(j.pt for j in jets when j.pt > 1) in [1, 2] GeV");
    EXPECT_EQ(to_source(*cells[2]), "l is Muon");
    EXPECT_EQ(cells[1]->span.text(), "in [1, 2] GeV");
    EXPECT_EQ(cells[1]->operands[0]->span.text(), "sum(j.pt for j in jets when j.pt > 1)");
    EXPECT_EQ(table.rows[0].spans[2].text(), "is Muon");
    EXPECT_FALSE(table.rows[1].cells[0]);
    EXPECT_EQ(to_source(*table.rows[1].cells[2]), "l != x");
    EXPECT_EQ(table.rows[1].span.text(), "row SR2 : -, -, != x");
}

TEST(RegionTables, ABrokenRowKeepsItsName) {
    const Parsed parsed("regions from a with x, y\n    row SR1 : >= , > 1\n    row SR2 : > 1, > 2\nregion r from SR1");
    EXPECT_EQ(parsed.codes(), std::vector<std::string>{"E0001"});
    ASSERT_EQ(parsed.tree.declarations.at(0).regions->rows.size(), 2u);
    EXPECT_EQ(parsed.tree.declarations[0].regions->rows[0].name.text, "SR1");
}

TEST(RegionTables, TheirSizeIsBounded) {
    std::string text = "regions from a with f(x";
    for (int i = 0; i < 2'000; ++i) text += ", x";
    text += ")\n";
    for (int i = 0; i < 2'000; ++i) text += fmt::format("row R{} : > 1\n", i);
    EXPECT_EQ(Parsed(text).codes(), std::vector<std::string>{"E0012"});
}

TEST(Words, OfAxesAndOrdersBeginNoStatement) {
    const Parsed parsed = good(
        "object a from Jet order by pt,\n    highest first\nregion r\n    histo h : x, 3\n    bins from 0 to 1\n"
        "    bins b\n    by x : 1, 2");
    EXPECT_EQ(parsed.tree.declarations[1].region->statements.size(), 2u);
}

TEST(Words, AreReserved) {
    for (const char* word :
         {"analysis", "experiment", "reference",  "luminosity", "object",    "candidate", "closest",   "lowest",
          "highest",  "then",       "define",     "function",   "intrinsic", "table",     "variation", "region",
          "regions",  "select",     "reject",     "weight",     "histo",     "profile",   "ntuple",    "skim",
          "bins",     "observed",   "background", "row",        "outside",   "by",        "from",      "excluding",
          "order",    "first",      "groups",     "of",         "to",        "when",      "else",      "for",
          "edges",    "as",         "pad",        "above",      "with",      "scale",     "use",       "up",
          "down",     "nearest",    "is",         "bit",        "this",      "and",       "or",        "not",
          "in",       "pi",         "GeV",        "MeV",        "TeV",       "rad",       "deg"}) {
        const Parsed parsed(fmt::format("define {} = 1\n", word));
        EXPECT_EQ(parsed.diagnostics.error_count(), 1u) << word;
        EXPECT_TRUE(good(fmt::format("define {}_ = 1\n", word)).tree.declarations.size() == 1) << word;
    }
}

// Twice the text takes about twice the time: the bound is far above that, and far below what a square would take.
TEST(Time, IsLinearInTheLengthOfTheText) {
    const std::string text = read_file(std::filesystem::path(TESTS_DIR) / "golden" / "syntax" / "language.cut");
    const std::string body = text.substr(text.find("object"));
    const auto milliseconds = [&](int copies) {
        std::string all;
        for (int i = 0; i < copies; ++i) all += body;
        double best = 1e9;
        for (int i = 0; i < 3; ++i) {
            const auto begin = std::chrono::steady_clock::now();
            EXPECT_TRUE(Parsed(all).diagnostics.all().empty());
            const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
            best = std::min(best, time.count());
        }
        return best;
    };
    const double one = milliseconds(4);
    EXPECT_LT(milliseconds(64), 64 * one);
}

}  // namespace
}  // namespace collmc::syntax
