// The messages for unproved needs, with the smallest event and the edits, against tests/golden/semantics/presence.
#include <set>

#include "tests/unit/semantics/check_support.h"

namespace collmc::semantics {
namespace {

TEST(PresenceGolden, EveryMessage) {
    std::set<std::string> codes;
    for (const fs::path& path : files_in(kGolden / "presence", ".cut")) {
        SCOPED_TRACE(path.filename());
        const Checked checked(read_file(path), path.filename());
        const std::string code = path.stem().string().substr(0, 5);
        EXPECT_EQ(checked.codes(), std::vector<std::string>{code});
        expect_golden(kGolden / "presence" / (path.stem().string() + ".txt"), checked.text());
        codes.insert(code);
    }
    // E0210 is a matter of types; a proof that is too large (E0211) makes no readable example.
    EXPECT_EQ(codes, (std::set<std::string>{"E0201", "E0202", "E0203", "E0204", "E0205", "E0206", "E0207", "E0208",
                                            "E0209", "E0212"}));
}

}  // namespace
}  // namespace collmc::semantics
