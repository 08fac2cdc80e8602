// Runs a plan as machine code in guarded memory and as the interpreter does, and demands equal results; also on a block
// that has nothing but the columns which the plan reads.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "compiler/codegen/codegen.h"
#include "compiler/plan/columns_read.h"
#include "tests/unit/codegen/guarded.h"
#include "tests/unit/plan/block_builder.h"

namespace collmc::codegen::testing {

inline Options lanes(int width) {
    Options options;
    options.vectorisation = width == 1 ? Vectorisation::scalar : Vectorisation::widest;
    options.max_width = width;
    return options;
}

/// `what` says in a failure's message which plan it was.
inline void expect_agreement(const plan::Plan& plan, const std::vector<std::vector<plan::testing::Event>>& blocks,
                             int width, const std::string& what) {
    Options options = lanes(width);
    options.one_thread = plan.nodes.size() % 2 == 0;  // some plans so, some so
    const machine::Machine machine = compile(plan, options);
    if (machine.width() != width) GTEST_SKIP() << "this processor has no vectors of " << width << " doubles";
    for (const auto& events : blocks) {
        const std::string where = fmt::format("{}, width {}, {} events", what, width, events.size());
        const plan::testing::BlockOf unguarded(events);
        const GuardedBlock block(unguarded.view());
        const GuardedWorkspace workspace(machine.layout(), block.view());
        machine.kernel()(&block.view(), &workspace.view());
        if (machine.layout().lists > 0) machine.kernel()(&block.view(), &workspace.view());  // into the same lists
        const auto expected = plan::testing::interpret(plan, block.view());
        const auto found = plan::testing::read_outcome(machine.layout(), workspace.view());
        ASSERT_EQ(plan::testing::difference(plan, expected, found), "") << where << "\n" << plan::print(plan);
        ASSERT_TRUE(workspace.padding_is_intact()) << where;

        // What columns_read() does not name may be left out.
        NarrowedBlock narrowed(block.view(), plan::columns_read(plan));
        machine.kernel()(&narrowed.view(), &workspace.view());
        const auto again = plan::testing::read_outcome(machine.layout(), workspace.view());
        ASSERT_EQ(plan::testing::difference(plan, expected, again), "") << where << ", narrowed\n" << plan::print(plan);
    }
}

}  // namespace collmc::codegen::testing
