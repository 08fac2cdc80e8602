// The event loop with a hand-written analysis: events with a MET above 30 GeV, their MET as histogram and ntuple.

#include "runtime/execution/event_loop.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace collmc::execution {
namespace {

constexpr double kThreshold = 30;

abi::WorkspaceLayout layout() {
    abi::WorkspaceLayout layout;
    layout.event_ints = 2;
    layout.event_doubles = 2;
    layout.counters = 4;
    layout.selections = {{0, 0, 1}, {1, 2, 3}};
    layout.histograms = {{1, {0}}};
    layout.ntuples = {{1, {1}}};
    return layout;
}

results::OutputSpec outputs() {
    results::OutputSpec spec;
    spec.regions = {{"R", {{"all events", 0}, {"MET", 1}}}};
    results::HistogramSpec& histogram = spec.histograms.emplace_back();
    histogram.name = "met";
    histogram.edges = {0, 20, 40, 60, 80};
    histogram.lower = 0;
    histogram.upper = 80;
    spec.ntuples = {{0, "t", {{"met", "GeV"}}}};
    return spec;
}

void analyse(const abi::Block& block, const abi::Workspace& workspace) {
    std::int64_t passed = 0;
    for (std::int32_t event = 0; event < block.n_events; ++event) {
        workspace.event_ints[0][event] = event;
        const double met = block.event_columns[abi::kMetPt][event];
        if (!(met > kThreshold)) continue;
        workspace.event_ints[1][passed] = event;
        workspace.event_doubles[0][passed] = workspace.event_doubles[1][passed] = met;
        ++passed;
    }
    workspace.counters[0] = block.n_events;
    workspace.counters[1] = workspace.counters[3] = 0;
    workspace.counters[2] = passed;
}

/// Event number n (from 1) has MET n % 97 and n % 4 jets.
std::string events_text(int first, int last) {
    std::string text = "# a comment\n";
    for (int n = first; n <= last; ++n) {
        text += "0 " + std::to_string(n) + " 0\n";
        for (int jet = 0; jet < n % 4; ++jet) text += "1 4 0.5 1.0 40.00 5.00 3 0 1.0 0 0\n";
        text += "9 6 0 0.3 " + std::to_string(n % 97) + ".00 0 0 0 0 0 0\n";
    }
    return text;
}

class EventLoopTest : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("collmc-event-loop-" + std::to_string(getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name, const std::string& text) {
        const std::string path = (folder_ / name).string();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    LoopResult run(const std::vector<std::string>& inputs, const LoopOptions& options,
                   const BlockFunction& function = analyse) {
        csv_.clear();
        const NtupleSink sink = [this](std::size_t, const std::string& rows) {
            csv_ += rows;
            return true;
        };
        return run_event_loop(inputs, function, layout_, outputs_, sink, options);
    }

    std::filesystem::path folder_;
    abi::WorkspaceLayout layout_ = layout();
    results::OutputSpec outputs_ = outputs();
    std::string csv_;
};

int expected_passes(int first, int last) {
    int passed = 0;
    for (int n = first; n <= last; ++n) passed += n % 97 > kThreshold;
    return passed;
}

TEST_F(EventLoopTest, ThreadsAndChunksDoNotMatter) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 3000)),
                                             file("b.lhco", events_text(3001, 5000))};
    LoopOptions options;
    const LoopResult reference = run(inputs, options);
    const std::string reference_csv = csv_;
    ASSERT_FALSE(reference.error) << *reference.error;
    EXPECT_EQ(reference.events, 5000);
    EXPECT_EQ(reference.results.regions[0].rows[1].events, expected_passes(1, 5000));
    EXPECT_EQ(std::count(reference_csv.begin(), reference_csv.end(), '\n'), expected_passes(1, 5000));
    EXPECT_EQ(reference_csv.substr(0, 6), "31,31\n");
    for (const int threads : {1, 2, 5}) {
        for (const std::size_t chunk : {1ul, 700ul, 20000ul, 1ul << 20}) {
            options.threads = threads;
            options.chunk_bytes = chunk;
            const LoopResult result = run(inputs, options);
            EXPECT_EQ(csv_, reference_csv) << threads << " threads, chunks of " << chunk;
            EXPECT_EQ(result.results.histograms[0].values, reference.results.histograms[0].values);
            EXPECT_EQ(result.inputs[1].checksum, reference.inputs[1].checksum);
            EXPECT_EQ(result.inputs[0].counts.events, 3000);
        }
    }
}

TEST_F(EventLoopTest, RangeCountsOverAllInputs) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 300)),
                                             file("b.lhco", events_text(301, 600))};
    for (const std::size_t chunk : {300ul, 1ul << 20}) {
        LoopOptions options;
        options.threads = 2;
        options.chunk_bytes = chunk;
        options.events = EventRange{290, 420};
        const LoopResult result = run(inputs, options);
        ASSERT_FALSE(result.error);
        EXPECT_EQ(result.events, 131);
        EXPECT_EQ(result.results.regions[0].rows[1].events, expected_passes(290, 420));
        options.events = EventRange{601, 700};
        EXPECT_EQ(run(inputs, options).events, 0);
    }
}

TEST_F(EventLoopTest, BadRowIsToldWithItsLineInTheFile) {
    std::string text = events_text(1, 500);
    const auto good_lines = std::count(text.begin(), text.end(), '\n');
    text += "0 501 0\n1 4 0.5 oops 40 5 3 0 1 0 0\n" + events_text(502, 900);
    const std::vector<std::string> inputs = {file("bad.lhco", text)};
    for (const std::size_t chunk : {200ul, 1ul << 20}) {
        LoopOptions options;
        options.threads = 2;
        options.chunk_bytes = chunk;
        const LoopResult stopped = run(inputs, options);
        ASSERT_TRUE(stopped.error);
        EXPECT_NE(stopped.error->find("bad.lhco:" + std::to_string(good_lines + 2) + ":"), std::string::npos)
            << *stopped.error;
        EXPECT_EQ(stopped.events, 500);
        options.on_bad_event = lhco::OnBadEvent::kSkip;
        const LoopResult skipped = run(inputs, options);
        ASSERT_FALSE(skipped.error);
        EXPECT_EQ(skipped.events, 899);
        EXPECT_EQ(skipped.inputs[0].counts.bad_events, 1);
        EXPECT_NE(skipped.inputs[0].first_bad_row.find("oops"), std::string::npos);
    }
}

TEST_F(EventLoopTest, UnreadableInputs) {
    LoopOptions options;
    const std::string good = file("good.lhco", events_text(1, 10));
    EXPECT_TRUE(run({good, (folder_ / "missing.lhco").string()}, options).error);
    EXPECT_TRUE(run({file("comments.lhco", "# nothing here\n")}, options).error);
    EXPECT_TRUE(run({file("empty.lhco", "")}, options).error);
}

TEST_F(EventLoopTest, StopsWhenToldTo) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 20000))};
    std::atomic<bool> stop = false;
    LoopOptions options;
    options.chunk_bytes = 1000;
    options.stop = &stop;
    options.progress = [&](const Progress& progress) { stop = progress.events > 100; };
    const LoopResult result = run(inputs, options);
    EXPECT_TRUE(result.interrupted);
    EXPECT_LT(result.events, 2000);
}

TEST_F(EventLoopTest, RefusedNtupleEndsTheLoop) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 20000))};
    LoopOptions options;
    options.chunk_bytes = 1000;
    int calls = 0;
    const NtupleSink sink = [&](std::size_t, const std::string&) { return ++calls < 3; };
    const LoopResult result = run_event_loop(inputs, analyse, layout_, outputs_, sink, options);
    EXPECT_TRUE(result.interrupted);
    EXPECT_EQ(calls, 3);
}

TEST_F(EventLoopTest, ErrorsOfTheAnalysisPassThrough) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 200))};
    LoopOptions options;
    options.threads = 2;
    EXPECT_THROW(run(inputs, options, [](const abi::Block&, const abi::Workspace&) { throw std::runtime_error("x"); }),
                 std::runtime_error);
}

TEST_F(EventLoopTest, ProgressEndsAtTheWhole) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 2000))};
    LoopOptions options;
    options.chunk_bytes = 1000;
    Progress last;
    options.progress = [&](const Progress& progress) {
        EXPECT_GE(progress.events, last.events);
        EXPECT_GE(progress.fraction, last.fraction);
        last = progress;
    };
    run(inputs, options);
    EXPECT_EQ(last.events, 2000);
    EXPECT_DOUBLE_EQ(last.fraction, 1);
}

}  // namespace
}  // namespace collmc::execution
