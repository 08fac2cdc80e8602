// Pairs of analyses in tests/golden/diff and what is said of them. COLLMC_UPDATE_GOLDEN=1 rewrites the texts.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "support.h"

namespace collmc::diff {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

int widest_line(const std::string& text) {
    int widest = 0, width = 0;
    for (const char c : text) {
        if (c == '\n')
            width = 0;
        else if ((c & 0xc0) != 0x80)
            widest = std::max(widest, ++width);
    }
    return widest;
}

TEST(Golden, ReadsWell) {
    const fs::path folder = fs::path(TESTS_DIR) / "golden" / "diff";
    int found = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        const std::size_t stem = name.find(".before.cut");
        if (stem == std::string::npos) continue;
        SCOPED_TRACE(name);
        ++found;
        const fs::path golden = folder / (name.substr(0, stem) + ".txt");
        const Differences differences =
            diff::differences(read(entry.path()), read(folder / (name.substr(0, stem) + ".after.cut")));
        const std::string text = render_text(differences);
        EXPECT_LE(widest_line(text), 100) << text;
        if (std::getenv("COLLMC_UPDATE_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << text;
        EXPECT_EQ(read(golden), text) << "differs from " << golden << "; COLLMC_UPDATE_GOLDEN=1 rewrites it";
    }
    EXPECT_GE(found, 10);
}

}  // namespace
}  // namespace collmc::diff
