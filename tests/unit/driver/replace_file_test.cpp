// A file gets its new content whole or not at all, and stays what it is.
#include "compiler/driver/replace_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "gtest/gtest.h"

namespace collmc::driver {
namespace {

namespace fs = std::filesystem;

class ReplaceFile : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "collmc-test-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        file_ = folder_ / "a.cut";
        write("old");
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write(std::string_view text) const { std::ofstream(file_, std::ios::binary) << text; }
    std::string content() const {
        std::ifstream stream(file_, std::ios::binary);
        std::stringstream text;
        text << stream.rdbuf();
        return text.str();
    }
    std::size_t files() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
    }

    fs::path folder_, file_;
};

TEST_F(ReplaceFile, KeepsPermissionsAndLeavesNothingBehind) {
    ::chmod(file_.c_str(), 0751);
    EXPECT_FALSE(replace_file(file_, "old", "new"));
    EXPECT_EQ(content(), "new");
    struct stat status;
    ASSERT_EQ(::stat(file_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0751u);
    EXPECT_EQ(files(), 1u);
}

TEST_F(ReplaceFile, FollowsLinksAndLeavesThem) {
    const fs::path link = folder_ / "link.cut", second = folder_ / "second.cut";
    fs::create_symlink("a.cut", link);
    fs::create_symlink(link, second);
    EXPECT_FALSE(replace_file(second, "old", "new"));
    EXPECT_EQ(content(), "new");
    EXPECT_TRUE(fs::is_symlink(link) && fs::is_symlink(second));
    EXPECT_FALSE(fs::is_symlink(file_));
}

TEST_F(ReplaceFile, ThatChangedMeanwhileIsLeftAlone) {
    write("saved by an editor");
    const auto error = replace_file(file_, "old", "new");
    ASSERT_TRUE(error);
    EXPECT_NE(error->message().find("it was changed while it was being worked on"), std::string::npos);
    EXPECT_EQ(content(), "saved by an editor");
    EXPECT_EQ(files(), 1u);
}

TEST_F(ReplaceFile, IsToldWhatItCannotReplace) {
    EXPECT_TRUE(replace_file(folder_ / "nowhere.cut", "", "new"));
    EXPECT_TRUE(replace_file(folder_, "", "new"));
    fs::create_symlink("nowhere", folder_ / "dangling.cut");
    EXPECT_TRUE(replace_file(folder_ / "dangling.cut", "", "new"));
    EXPECT_TRUE(replace_file("/dev/full", "", "new"));
}

}  // namespace
}  // namespace collmc::driver
