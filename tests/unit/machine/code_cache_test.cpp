// Kept code is found again, and only what this user kept whole.
#include "compiler/machine/code_cache.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "compiler/machine/code_entry.h"
#include "compiler/machine/processor.h"
#include "tests/unit/report/scratch_directory.h"

namespace collmc::machine::testing {
namespace {

namespace fs = std::filesystem;
using report::put_text;
using report::text_of;

Object some_object(const std::string& elf = "the code") {
    Object object;
    object.parts = {elf, "another part"};
    object.layout.event_ints = 12;
    object.layout.object_ints = 3;
    object.layout.event_doubles = 7;
    object.layout.object_lines = 2;
    object.layout.counters = 5;
    object.width = 4;
    object.cpu = "some-processor";
    return object;
}

/// The slots that the runtime reads: fewer than the code has.
abi::WorkspaceLayout outputs() {
    abi::WorkspaceLayout layout;
    layout.event_ints = 10;
    layout.event_doubles = 7;
    layout.selections.resize(3);
    layout.event_hash = true;
    return layout;
}

struct CodeCacheTest : ::testing::Test {
    report::ScratchDirectory scratch;
    fs::path folder = scratch / "caches" / "collmc";
    CodeCache cache{folder};

    fs::path file(std::string_view key = "key") const { return folder / CodeCache::file_name(key); }
    bool finds(std::string_view key = "key") const { return cache.find(key, outputs()).has_value(); }
};

TEST_F(CodeCacheTest, WhatWasKeptIsFound) {
    EXPECT_FALSE(finds());
    cache.keep("key", some_object());
    const std::optional<Object> found = cache.find("key", outputs());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->parts, (std::vector<std::string>{"the code", "another part"}));
    EXPECT_EQ(found->width, 4);
    EXPECT_EQ(found->cpu, "some-processor");
    EXPECT_EQ(found->layout.event_ints, 12);
    EXPECT_EQ(found->layout.object_ints, 3);
    EXPECT_EQ(found->layout.event_doubles, 7);
    EXPECT_EQ(found->layout.object_lines, 2);
    EXPECT_EQ(found->layout.counters, 5);
    EXPECT_EQ(found->layout.selections.size(), 3u);
    EXPECT_TRUE(found->layout.event_hash);
    EXPECT_FALSE(finds("another key"));
}

TEST_F(CodeCacheTest, OnlyTheUserMayLookIntoTheFolder) {
    cache.keep("key", some_object());
    EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1) << "nothing unfinished is left";
}

TEST_F(CodeCacheTest, TheKeyIsComparedWhole) {
    cache.keep("key", some_object());
    fs::rename(file(), file("another key"));
    EXPECT_FALSE(finds("another key"));
}

TEST_F(CodeCacheTest, DamageIsAsIfNothingWereThere) {
    cache.keep("key", some_object());
    const std::string whole = text_of(file());
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        put_text(file(), damaged);
        EXPECT_FALSE(finds()) << at;
        put_text(file(), whole.substr(0, at));
        EXPECT_FALSE(finds()) << at;
    }
    put_text(file(), whole + "more");
    EXPECT_FALSE(finds());
    cache.keep("key", some_object());
    EXPECT_TRUE(finds()) << "it is replaced";
}

TEST_F(CodeCacheTest, SlotsThatTheRuntimeReadsMustBeThere) {
    Object small = some_object();
    small.layout.event_ints = 9;
    cache.keep("key", small);
    EXPECT_FALSE(finds());
}

TEST_F(CodeCacheTest, WhatOthersMayWriteIsNotRun) {
    cache.keep("key", some_object());
    for (const fs::perms writable : {fs::perms::group_write, fs::perms::others_write}) {
        fs::permissions(file(), writable, fs::perm_options::add);
        EXPECT_FALSE(finds());
        fs::permissions(file(), writable, fs::perm_options::remove);
        fs::permissions(folder, writable, fs::perm_options::add);
        EXPECT_FALSE(finds());
        fs::permissions(folder, writable, fs::perm_options::remove);
        EXPECT_TRUE(finds());
    }
}

TEST_F(CodeCacheTest, WhatBelongsToOthersIsNotRun) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    cache.keep("key", some_object());
    ASSERT_EQ(chown(file().c_str(), 12345, 0), 0);
    EXPECT_FALSE(finds());
    ASSERT_EQ(chown(file().c_str(), 0, 0), 0);
    EXPECT_TRUE(finds());
    ASSERT_EQ(chown(folder.c_str(), 12345, 0), 0);
    EXPECT_FALSE(finds());
    const report::ScratchDirectory home;
    ASSERT_EQ(chown(home.path().c_str(), 12345, 0), 0);
    CodeCache(home / "caches" / "collmc").keep("key", some_object());
    EXPECT_TRUE(fs::is_empty(home.path())) << "nothing is left in another's home";
}

TEST_F(CodeCacheTest, LinksAndOddFilesAreNotFollowed) {
    cache.keep("key", some_object());
    fs::rename(file(), scratch / "elsewhere");
    fs::create_symlink(scratch / "elsewhere", file());
    EXPECT_FALSE(finds());
    fs::remove(file());
    ASSERT_EQ(mkfifo(file().c_str(), S_IRUSR | S_IWUSR), 0);
    EXPECT_FALSE(finds());
}

TEST_F(CodeCacheTest, WithoutAPlaceThereIsNoCache) {
    put_text(scratch / "file", "not a folder");
    for (const fs::path& place :
         {fs::path(), scratch / "file" / "collmc", fs::path("/proc/collmc/code"), scratch / "file"}) {
        const CodeCache none(place);
        none.keep("key", some_object());
        EXPECT_FALSE(none.find("key", outputs())) << place;
    }
    EXPECT_EQ(text_of(scratch / "file"), "not a folder");
}

void used_hours_ago(const fs::path& file, int hours) {
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(hours));
}

TEST_F(CodeCacheTest, TheLimitHoldsAndTheLastUsedStay) {
    const CodeCache small(folder, 10000);
    for (const char* key : {"a", "b", "c"}) small.keep(key, some_object(std::string(3000, 'x')));
    used_hours_ago(file("a"), 3);
    used_hours_ago(file("b"), 5);
    used_hours_ago(file("c"), 4);
    EXPECT_TRUE(small.find("b", outputs())) << "which is a use";
    small.keep("d", some_object(std::string(3000, 'x')));
    EXPECT_FALSE(fs::exists(file("c"))) << "was used before the others";
    for (const char* key : {"a", "b", "d"}) EXPECT_TRUE(small.find(key, outputs())) << key;
    small.keep("e", some_object(std::string(20000, 'x')));
    EXPECT_FALSE(fs::exists(file("e"))) << "more than all that is kept";
}

TEST_F(CodeCacheTest, WhatWasAbandonedIsRemovedAndNothingElse) {
    cache.keep("key", some_object());
    put_text(folder / "old.1.unfinished", "half");
    used_hours_ago(folder / "old.1.unfinished", 2);
    put_text(folder / "new.1.unfinished", "half");
    put_text(folder / "notes", "of the user");
    used_hours_ago(folder / "notes", 2);
    cache.keep("another key", some_object());
    EXPECT_FALSE(fs::exists(folder / "old.1.unfinished"));
    EXPECT_TRUE(fs::exists(folder / "new.1.unfinished"));
    EXPECT_TRUE(fs::exists(folder / "notes"));
}

TEST_F(CodeCacheTest, ProcessesShareTheFolder) {
    constexpr int kProcesses = 4, kRounds = 200;
    const std::string code(50000, 'c');
    for (int process = 0; process < kProcesses; ++process) {
        if (fork() != 0) continue;
        bool is_whole = true;
        for (int round = 0; round < kRounds; ++round) {
            cache.keep("key", some_object(code));
            const std::optional<Object> found = cache.find("key", outputs());
            is_whole = is_whole && found && found->parts[0] == code;
        }
        _exit(is_whole ? 0 : 1);
    }
    for (int process = 0; process < kProcesses; ++process) {
        int status = 0;
        wait(&status);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
}

TEST(Processor, IsTheSameOnEveryCall) {
    const std::string identity = processor_identity();
    EXPECT_FALSE(identity.empty());
    for (int i = 0; i < 1000; ++i) ASSERT_EQ(processor_identity(), identity);
}

}  // namespace
}  // namespace collmc::machine::testing
