// Machine code gives the interpreter's results, bit for bit, at every width, and stays inside its arrays.
#include <gtest/gtest.h>

#include "compiler/codegen/codegen.h"
#include "tests/unit/codegen/guarded.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::codegen::testing {
namespace {

using plan::testing::BlockOf;
using plan::testing::Outcome;
using plan::testing::random_events;
using plan::testing::random_plan;

Options lanes(int width) {
    Options options;
    options.vectorisation = width == 1 ? Vectorisation::scalar : Vectorisation::widest;
    options.max_width = width;
    return options;
}

void expect_agreement(const plan::Plan& plan, std::uint64_t seed, int width, std::initializer_list<int> sizes) {
    const Machine machine = compile(plan, lanes(width));
    if (machine.width() != width) GTEST_SKIP() << "this processor has no vectors of " << width << " doubles";
    for (const int n_events : sizes) {
        const BlockOf events(random_events(seed, n_events));
        const GuardedBlock block(events.view());
        const GuardedWorkspace workspace(machine.layout(), block.view());
        machine.kernel()(&block.view(), &workspace.view());
        const Outcome expected = plan::testing::interpret(plan, block.view());
        const Outcome found = plan::testing::read_outcome(machine.layout(), workspace.view());
        ASSERT_EQ(plan::testing::difference(plan, expected, found), "")
            << "seed " << seed << ", width " << width << ", " << n_events << " events\n" << plan::print(plan);
        ASSERT_TRUE(workspace.padding_is_intact()) << "seed " << seed << ", width " << width << ", " << n_events << " events";
    }
}

class Agreement : public ::testing::TestWithParam<int> {};

TEST_P(Agreement, OnRandomPlans) {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        expect_agreement(random_plan(seed), seed, GetParam(), {0, 1, 2, 7, 8, 9, 63});
        if (HasFatalFailure() || IsSkipped()) return;
    }
}

TEST_P(Agreement, OnALargeBlock) {
    for (std::uint64_t seed = 1000; seed < 1010; ++seed) {
        expect_agreement(random_plan(seed), seed, GetParam(), {1000});
        if (HasFatalFailure() || IsSkipped()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(Width, Agreement, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
