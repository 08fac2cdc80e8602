// The event loop over packed events: what is wrong with them ends it, and the events before count.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "runtime/execution/event_loop.h"
#include "runtime/packed/pack.h"

namespace collmc::execution {
namespace {

constexpr int kEvents = 200000;

class PackedEventsTest : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("collmc-packed-events-" + std::to_string(getpid()));
        std::filesystem::create_directories(folder_);
        std::string text;
        for (int n = 1; n <= kEvents; ++n) {
            text += "0 " + std::to_string(n) + " 0\n";
            for (int jet = 1; jet <= n % 3; ++jet)
                text += "1 4 0.5 1.0 " + std::to_string(n % 89) + ".25 5 3 0 1 0 0\n";
            text += "9 6 0 0.3 " + std::to_string(n % 97) + ".00 0 0 0 0 0 0\n";
        }
        std::ofstream(folder_ / "events.lhco") << text;
        packed::NewFile file;
        ASSERT_EQ(file.create(path()), 0);
        ASSERT_TRUE(packed::pack({(folder_ / "events.lhco").string()}, file, {}).good());
        ASSERT_EQ(file.commit(), 0);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string path() const { return (folder_ / "events.lhcp").string(); }
    std::uint64_t size() const { return std::filesystem::file_size(path()); }

    LoopResult run(int threads, const BlockFunction& analyse) const {
        abi::WorkspaceLayout layout;
        layout.event_ints = 1;
        layout.counters = 2;
        layout.selections = {{0, 0, 1}};
        results::OutputSpec outputs;
        outputs.regions = {{"R", "", {{"all events", 0}}}};
        LoopOptions options;
        options.threads = threads;
        const auto ignore = [](std::size_t, std::string_view) { return true; };
        InputReader reader({path()}, {.threads = threads});
        return run_event_loop(reader, analyse, layout, outputs, {ignore, ignore}, options);
    }

    std::filesystem::path folder_;
};

void pass_all(const abi::Block& block, const abi::Workspace& workspace) {
    for (std::int32_t event = 0; event < block.n_events; ++event) workspace.event_ints[0][event] = event;
    workspace.counters[0] = block.n_events;
    workspace.counters[1] = 0;
}

TEST_F(PackedEventsTest, AllAreAnalysed) {
    for (const int threads : {1, 3}) {
        const LoopResult result = run(threads, pass_all);
        EXPECT_FALSE(result.error) << *result.error;
        EXPECT_EQ(result.events, kEvents);
        EXPECT_EQ(result.results.regions[0].rows[0].events, kEvents);
    }
}

TEST_F(PackedEventsTest, DamageEndsTheRunWhereItIs) {
    const auto opened = packed::File::open(path());
    ASSERT_FALSE(opened.error);
    const std::vector<packed::BlockEntry>& blocks = opened.file->directory().blocks;
    const std::size_t bad = blocks.size() / 2;
    {
        std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
        for (const std::size_t block : {bad, bad + 1}) {
            file.seekp(static_cast<std::streamoff>(blocks[block].offset + sizeof(packed::ChunkTable) + 100));
            file.write("damage", 6);
        }
    }
    for (const int threads : {1, 3}) {
        const LoopResult result = run(threads, pass_all);
        ASSERT_TRUE(result.error);
        EXPECT_NE(result.error->find("in block " + std::to_string(bad + 1) + ")"), std::string::npos) << *result.error;
        EXPECT_EQ(result.events, static_cast<std::int64_t>(bad) * blocks.front().events);
    }
}

TEST_F(PackedEventsTest, AFileThatIsCutOffMeanwhileIsAnError) {
    std::atomic<bool> is_cut = false;
    const auto cut_and_pass = [&](const abi::Block& block, const abi::Workspace& workspace) {
        if (!is_cut.exchange(true)) std::filesystem::resize_file(path(), size() / 2);
        pass_all(block, workspace);
    };
    const LoopResult result = run(1, cut_and_pass);
    ASSERT_TRUE(result.error);
    EXPECT_NE(result.error->find("ends too early"), std::string::npos) << *result.error;
    EXPECT_LT(result.events, kEvents);
}

}  // namespace
}  // namespace collmc::execution
