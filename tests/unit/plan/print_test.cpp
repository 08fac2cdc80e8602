// The plans of the example programs, against tests/golden/plan/. COLLMC_UPDATE_GOLDEN=1 rewrites them.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/unit/plan/program.h"

namespace collmc::plan::testing {
namespace {

class Examples : public ::testing::TestWithParam<std::string> {
protected:
    const std::filesystem::path source_ = std::filesystem::path(SOURCE_DIR) / "examples/collm" / (GetParam() + ".cut");
    const std::filesystem::path golden_ = std::filesystem::path(TESTS_DIR) / "golden/plan" / (GetParam() + ".plan");
};

TEST_P(Examples, PlanIsAsExpected) {
    const std::string text = print(lower_text(read_file(source_)));
    if (std::getenv("COLLMC_UPDATE_GOLDEN")) std::ofstream(golden_, std::ios::binary) << text;
    EXPECT_EQ(text, read_file(golden_)) << "make golden rewrites " << golden_;
}

TEST_P(Examples, LoweringIsDeterministic) {
    const std::string text = read_file(source_);
    EXPECT_EQ(print(lower_text(text)), print(lower_text(text)));
}

INSTANTIATE_TEST_SUITE_P(All, Examples, ::testing::Values("ww", "ttbar", "hgg", "wz", "vbf"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace collmc::plan::testing
