// Compares a text with a file under tests/golden/report; COLLMC_UPDATE_GOLDEN=1 rewrites the file instead.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace collmc::report {

inline void expect_golden(const std::string& name, const std::string& text) {
    const std::string path = std::string(TESTS_DIR) + "/golden/report/" + name;
    if (std::getenv("COLLMC_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    std::ifstream stream(path, std::ios::binary);
    const std::string expected{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_EQ(text, expected) << "see " << path << "; `make golden` rewrites it";
}

}  // namespace collmc::report
