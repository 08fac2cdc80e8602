// Thousands of diagnostics made of random bytes: whatever stands in a file, wherever the places are, all renderings are
// what they should be.
#include "tests/unit/diagnostics/renderings.h"

#include <random>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace collmc::diagnostics {
namespace {

/// Bytes among which the difficult ones are frequent: line ends, tabs, wide, combining and broken characters.
std::vector<std::uint8_t> difficult_bytes(std::mt19937& random) {
    static constexpr std::string_view pieces[] = {"\n",
                                                  "\r\n",
                                                  "\r",
                                                  "\t",
                                                  " ",
                                                  "select jets[0].pt > 30 GeV\n",
                                                  "\xE6\xBC\xA2",
                                                  "e\xCC\x81",
                                                  "\xC3",
                                                  "\xEF\xBB\xBF",
                                                  "\xE2\x80\xAE",
                                                  "\x1b",
                                                  "\xF0\x9F\x98\x80",
                                                  "    | ^^^ --> 3 +"};
    std::vector<std::uint8_t> bytes;
    const std::size_t length = random() % 700;
    while (bytes.size() < length) {
        const auto piece = random() % 40;
        if (piece < std::size(pieces)) {
            bytes.insert(bytes.end(), pieces[piece].begin(), pieces[piece].end());
        } else {
            bytes.push_back(static_cast<std::uint8_t>(piece % 3 == 0 ? random() : 32 + random() % 95));
        }
    }
    return bytes;
}

TEST(Renderings, OfAnythingAreWhatTheyShouldBe) {
    std::mt19937 random(20240607);
    for (int i = 0; i < 4'000; ++i) {
        const std::vector<std::uint8_t> bytes = difficult_bytes(random);
        ASSERT_EQ(wrong_in_renderings(bytes.data(), bytes.size()), "") << "case " << i;
    }
}

}  // namespace
}  // namespace collmc::diagnostics
