// The plans of the first examples and of programs for each construct, against tests/golden/plan/.
// COLLMC_UPDATE_GOLDEN=1 rewrites them.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/unit/plan/program.h"

namespace collmc::plan::testing {
namespace {

class Examples : public ::testing::TestWithParam<std::string> {
protected:
    static std::filesystem::path source_of(const std::string& name) {
        const auto own = std::filesystem::path(TESTS_DIR) / "golden/plan" / (name + ".cut");
        const auto example = std::filesystem::path(SOURCE_DIR) / "examples/collm" / (name + ".cut");
        return std::filesystem::exists(own) ? own : example;
    }
    const std::filesystem::path source_ = source_of(GetParam());
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

INSTANTIATE_TEST_SUITE_P(All, Examples,
                         ::testing::Values("ww", "ttbar", "hgg", "wz", "vbf", "combinations", "candidates", "worlds",
                                           "choices"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace collmc::plan::testing
