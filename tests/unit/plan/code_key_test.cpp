// The key of a plan's code: everything that the code depends on, and nothing else.
#include "compiler/plan/code_key.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/plan/sketch.h"

namespace collmc::plan::testing {
namespace {

/// A plan with one of everything.
Plan rich_plan() {
    Plan plan;
    plan.nodes = {{.op = Op::constant, .value = 1},
                  {.op = Op::at, .elem = Elem::ref, .index = 0, .collection = 0},
                  {.op = Op::add, .in = {0, 0}, .name = "sum"}};
    plan.binders = {{Binder::Kind::filter, 0, kNone, "j"}};
    plan.collections = {
        {.kind = Collection::Kind::base, .name = "jets", .particle = 4},
        {.kind = Collection::Kind::filter, .name = "hard", .sources = {0}, .binder = 0, .condition = 2}};
    plan.picks = {{"Z", {0}, kNone, {2}}};
    plan.selections = {{kNone, kNone, kNone, "all events"}, {0, 2, kNone, "R.cut1"}};
    plan.weights = {{1, 2}};
    plan.regions = {{.name = "R", .rows = {{"all events", 0}}}};
    plan.histograms = {{.name = "h", .axes = {{.edges = {0, 1}}}, .selection = 1, .values = {2}}};
    plan.ntuples = {{.name = "t", .columns = {"x"}, .selection = 1, .values = {2}}};
    plan.schedule = {{Step::Kind::collection, 0}};
    return plan;
}

using Change = std::function<void(Plan&)>;

TEST(CodeKey, ChangesWithWhatIsComputed) {
    const std::vector<Change> changes = {
        [](Plan& p) { p.nodes[2].op = Op::subtract; },
        [](Plan& p) { p.nodes[1].elem = Elem::f64; },
        [](Plan& p) { p.nodes[0].value = 2; },
        [](Plan& p) { p.nodes[0].value = -0.0; },
        [](Plan& p) { p.nodes[1].index = 1; },
        [](Plan& p) { p.nodes[1].binder = 0; },
        [](Plan& p) { p.nodes[1].collection = 1; },
        [](Plan& p) { p.nodes[1].pick = 0; },
        [](Plan& p) { p.nodes[2].in[1] = 1; },
        [](Plan& p) { p.nodes[2].in.pop_back(); },
        [](Plan& p) { p.nodes.pop_back(); },
        [](Plan& p) { p.binders[0].kind = Binder::Kind::leg; },
        [](Plan& p) { p.binders[0].after = 0; },
        [](Plan& p) { p.collections[0].particle = 3; },
        [](Plan& p) { p.collections[1].kind = Collection::Kind::ordered; },
        [](Plan& p) { p.collections[1].highest_first = false; },
        [](Plan& p) { p.collections[1].count = 1; },
        [](Plan& p) { p.collections[1].excluded = {0}; },
        [](Plan& p) { p.picks[0].condition = 2; },
        [](Plan& p) { p.picks[0].keys.clear(); },
        [](Plan& p) { p.selections[1].undecided = 2; },
        [](Plan& p) { p.weights[0].value = 0; },
        [](Plan& p) { p.histograms[0].selection = 0; },
        [](Plan& p) { p.histograms[0].weight = 0; },
        [](Plan& p) { p.histograms[0].values.push_back(0); },
        [](Plan& p) { p.histograms[0].loops = {0}; },
        [](Plan& p) { p.histograms[0].filter = 2; },
        [](Plan& p) { p.ntuples[0].values[0] = 0; },
        [](Plan& p) {
            p.ntuples[0].variations = {{"up", kNone}};
        },
        [](Plan& p) { p.schedule[0].kind = Step::Kind::pick; },
        [](Plan& p) {
            p.schedule.push_back({Step::Kind::selection, 1});
        },
    };
    std::vector<std::string> keys = {code_key(rich_plan())};
    for (const Change& change : changes) {
        Plan plan = rich_plan();
        change(plan);
        for (const std::string& other : keys) EXPECT_NE(code_key(plan), other) << "change " << keys.size();
        keys.push_back(code_key(plan));
    }
}

TEST(CodeKey, StaysWhereOnlyTheReportChanges) {
    Plan plan = rich_plan();
    plan.title = "another";
    plan.nodes[2].name = plan.collections[0].name = plan.binders[0].name = "renamed";
    plan.histograms[0].label = "$m$";
    plan.histograms[0].axes[0].edges = {0, 0.5, 1};
    plan.ntuples[0].columns[0] = "y";
    plan.regions[0].rows[0].label = "everything";
    plan.skims.push_back({"s", 0, 1});
    plan.luminosity = 20;
    EXPECT_EQ(code_key(plan), code_key(rich_plan()));
}

}  // namespace
}  // namespace collmc::plan::testing
