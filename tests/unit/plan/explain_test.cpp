// What a person is shown of one event.
#include "compiler/plan/explain.h"

#include <gtest/gtest.h>

#include "tests/unit/plan/program.h"
#include "tests/unit/plan/sketch.h"

namespace collmc::plan::testing {
namespace {

using Outcome = Explanation::Row::Outcome;

const std::string kProgram =
    "object jets from Jet\n    select pt > 25 GeV\n"
    "candidate Z from a, b in jets\n    closest mass to 91 GeV\n"
    "candidate mega from groups A, B of jets\n    lowest A.mass + B.mass\n"
    "region R\n    select size(jets) >= 1 and jets[0].pt < 100 GeV\n    weight MET.pt / 10 GeV\n"
    "    select size(jets) >= 2 and (jets[1].pt > 50 GeV or Z.mass in [0, 3] GeV)\n"
    "    select sqrt(5 - MET.pt / 1 GeV) < 3\n    select MET.pt > 1 GeV\n";

Explanation explained(const Event& event) {
    const Plan plan = lower_text(kProgram, {.explain = true});
    const BlockOf block({{.met_pt = 1}, event});
    return explain(plan, block.view(), 1);
}

TEST(Explain, ShowsObjectsAndChoices) {
    const Explanation shown = explained({.objects = {jet(20), jet(30), jet(40, 1)}});
    const auto jets = std::ranges::find(shown.collections, "jets", &Explanation::Objects::name);
    ASSERT_NE(jets, shown.collections.end());
    ASSERT_EQ(jets->objects.size(), 2u);
    EXPECT_EQ(jets->objects[0].row, 3);
    EXPECT_EQ(jets->objects[1].row, 2);
    const auto z = std::ranges::find(shown.choices, "Z", &Explanation::Choice::name);
    ASSERT_NE(z, shown.choices.end());
    EXPECT_TRUE(z->found);
    EXPECT_EQ(z->legs, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(z->objects[1].row, 2);
}

TEST(Explain, ShowsTheGroupsOfASplit) {
    const Plan plan = lower_text(
        "candidate mega from groups A, B of Jet\n    lowest |A.pt - B.pt|\n"
        "region R\n    select exists(mega)\n",
        {.explain = true});
    const BlockOf block({{.objects = {jet(70), jet(30), jet(40)}}});
    const Explanation shown = explain(plan, block.view(), 0);
    ASSERT_EQ(shown.choices.size(), 1u);
    ASSERT_EQ(shown.choices[0].objects.size(), 1u);
    EXPECT_EQ(shown.choices[0].objects[0].row, 1);
    EXPECT_EQ(shown.choices[0].others.size(), 2u);
}

TEST(Explain, ShowsWhereAnEventFails) {
    const Explanation shown = explained({.objects = {jet(60), jet(40, 2)}, .met_pt = 30});
    const std::vector<Explanation::Row>& rows = shown.regions.at(0).rows;
    ASSERT_EQ(rows.size(), 6u);
    EXPECT_EQ(rows[1].outcome, Outcome::passed);
    EXPECT_EQ(rows[2].outcome, Outcome::passed);
    EXPECT_TRUE(rows[2].is_weight);
    EXPECT_EQ(rows[2].weight, 3);
    EXPECT_EQ(rows[3].outcome, Outcome::failed);
    EXPECT_EQ(rows[4].outcome, Outcome::not_reached);
    const auto part = [&](std::size_t row, const std::string& text) {
        for (const Explanation::Part& it : rows[row].parts) {
            if (it.text == text) return it;
        }
        ADD_FAILURE() << "no part " << text;
        return Explanation::Part{};
    };
    EXPECT_EQ(part(1, "size(jets)").value, 2);
    EXPECT_EQ(part(1, "jets[0].pt").value, 60);
    EXPECT_EQ(part(3, "jets[1].pt > 50 GeV").value, 0);
    EXPECT_TRUE(part(3, "jets[1].pt > 50 GeV").is_condition);
    EXPECT_EQ(part(3, "jets[1].pt").value, 40);
    EXPECT_GT(part(3, "Z.mass").value, 3);
    EXPECT_TRUE(rows[4].parts.empty());
}

TEST(Explain, ShowsWhatIsMissingAndUndecided) {
    const Explanation missing = explained({.objects = {jet(60)}});
    const std::vector<Explanation::Row>& rows = missing.regions.at(0).rows;
    EXPECT_EQ(rows[3].outcome, Outcome::failed);
    const auto second = std::ranges::find(rows[3].parts, "jets[1].pt", &Explanation::Part::text);
    ASSERT_NE(second, rows[3].parts.end());
    EXPECT_FALSE(second->value);

    const Explanation undecided = explained({.objects = {jet(60), jet(55)}, .met_pt = 30});
    EXPECT_EQ(undecided.regions.at(0).rows[4].outcome, Outcome::undecided);
    EXPECT_EQ(undecided.regions.at(0).rows[5].outcome, Outcome::not_reached);
}

}  // namespace
}  // namespace collmc::plan::testing
