// The event loop with a hand-written analysis: events with a MET above 30 GeV, their MET as histogram and ntuple.

#include "runtime/execution/event_loop.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "runtime/abi/random.h"
#include "runtime/execution/single_event.h"
#include "runtime/kernels/memory.h"
#include "tests/unit/lhco/gzip_text.h"

namespace collmc::execution {
namespace {

constexpr double kThreshold = 30;

abi::WorkspaceLayout layout() {
    abi::WorkspaceLayout layout;
    layout.event_ints = 2;
    layout.event_doubles = 2;
    layout.counters = 4;
    layout.selections = {{0, 0, 1}, {1, 2, 3}};
    layout.histograms.push_back({1, {0}});
    layout.ntuples.push_back({1, {1}});
    return layout;
}

results::OutputSpec outputs() {
    results::OutputSpec spec;
    spec.regions = {{"R", "", {{"all events", 0}, {"MET", 1}}}};
    results::HistogramSpec& histogram = spec.histograms.emplace_back();
    histogram.name = "met";
    histogram.axes = {{"MET.pt", "GeV", 0, 80, {0, 20, 40, 60, 80}}};
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

struct Options : LoopOptions {
    std::size_t chunk_bytes = lhco::kDefaultChunkSize;
};

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

    LoopResult run(const std::vector<std::string>& inputs, const Options& options,
                   const BlockFunction& function = analyse) {
        csv_.clear();
        skim_.clear();
        const auto append_to = [](std::string& text) {
            return [&text](std::size_t, std::string_view rows) {
                text += rows;
                return true;
            };
        };
        return run(inputs, function, {append_to(csv_), append_to(skim_)}, options);
    }

    LoopResult run(const std::vector<std::string>& inputs, const BlockFunction& function, const Sinks& sinks,
                   const Options& options) {
        InputReader reader(inputs, {.threads = options.threads,
                                    .chunk_bytes = options.chunk_bytes,
                                    .all_events = !options.events.has_value()});
        return run_event_loop(reader, function, layout_, outputs_, sinks, options);
    }

    std::filesystem::path folder_;
    abi::WorkspaceLayout layout_ = layout();
    results::OutputSpec outputs_ = outputs();
    std::string csv_, skim_;
};

int expected_passes(int first, int last) {
    int passed = 0;
    for (int n = first; n <= last; ++n) passed += n % 97 > kThreshold;
    return passed;
}

TEST_F(EventLoopTest, ThreadsAndChunksDoNotMatter) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 3000)),
                                             file("b.lhco", events_text(3001, 5000))};
    Options options;
    const LoopResult reference = run(inputs, options);
    const std::string reference_csv = csv_;
    ASSERT_FALSE(reference.error) << *reference.error;
    EXPECT_EQ(reference.events, 5000);
    EXPECT_EQ(reference.results.regions[0].rows[1].events, expected_passes(1, 5000));
    EXPECT_EQ(std::count(reference_csv.begin(), reference_csv.end(), '\n'), expected_passes(1, 5000));
    EXPECT_EQ(reference_csv.substr(0, 8), "31,1,31\n");
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

/// They are read ahead by a thread of their own.
TEST_F(EventLoopTest, CompressedInputsAreTheSame) {
    const std::string first = events_text(1, 3000), second = events_text(3001, 5000);
    const LoopResult reference = run({file("a.lhco", first), file("b.lhco", second)}, {});
    const std::string reference_csv = csv_;
    const std::vector<std::string> inputs = {file("a.lhco.gz", lhco::gzip(first)),
                                             file("b.lhco.zst", lhco::zstd(second))};
    Options options;
    std::string checksum;
    for (const int threads : {1, 2, 5}) {
        for (const std::size_t chunk : {1ul, 700ul, 20000ul, 1ul << 20}) {
            options.threads = threads;
            options.chunk_bytes = chunk;
            const LoopResult result = run(inputs, options);
            ASSERT_FALSE(result.error) << *result.error;
            EXPECT_EQ(csv_, reference_csv) << threads << " threads, chunks of " << chunk;
            EXPECT_EQ(result.results.histograms[0].values, reference.results.histograms[0].values);
            EXPECT_EQ(result.inputs[0].counts.events, 3000);
            EXPECT_EQ(result.inputs[1].counts.events, 2000);
            EXPECT_FALSE(result.inputs[1].checksum.empty());
            if (checksum.empty()) checksum = result.inputs[1].checksum;
            EXPECT_EQ(result.inputs[1].checksum, checksum);
        }
    }
}

/// As while the program is compiled: far more pieces are there than are read ahead.
TEST_F(EventLoopTest, CompressedInputsWaitToBeFetched) {
    const std::vector<std::string> inputs = {file("a.lhco.gz", lhco::gzip(events_text(1, 3000)))};
    InputReader left(inputs, {.chunk_bytes = 1}), waiting(inputs, {.chunk_bytes = 1});
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_FALSE(left.end().failed_input());
    const Sink ignore = [](std::size_t, std::string_view) { return true; };
    const LoopResult result = run_event_loop(waiting, analyse, layout_, outputs_, {ignore, ignore}, {});
    ASSERT_FALSE(result.error) << *result.error;
    EXPECT_EQ(result.events, 3000);
    EXPECT_EQ(result.results.regions[0].rows[1].events, expected_passes(1, 3000));
}

/// Each piece is as much as is read ahead: none waits for more of them.
TEST_F(EventLoopTest, CompressedInputsMayHaveLongPieces) {
    std::string text;
    for (int n = 1; n <= 3; ++n) text += events_text(n, n) + "#" + std::string(33 << 20, ' ') + "\n";
    const LoopResult result = run({file("a.lhco.gz", lhco::gzip(text))}, {});
    ASSERT_FALSE(result.error) << *result.error;
    EXPECT_EQ(result.events, 3);
}

TEST_F(EventLoopTest, WhatEndsARunEndsItInCompressedInputsToo) {
    const std::string good = events_text(1, 2000), bad = "0 501 0\n1 4 0.5 oops 40 5 3 0 1 0 0\n";
    const std::string packed = lhco::gzip(good);
    const std::string damaged = packed.substr(0, packed.size() / 2);
    Options options;
    options.chunk_bytes = 500;
    for (const int threads : {1, 2}) {
        options.threads = threads;
        const LoopResult at_row =
            run({file("a.lhco.gz", lhco::gzip(good + bad + good)), file("b.lhco.gz", packed)}, options);
        ASSERT_TRUE(at_row.error);
        EXPECT_NE(at_row.error->find("a.lhco.gz:"), std::string::npos) << *at_row.error;
        EXPECT_EQ(at_row.events, 2000);
        const LoopResult at_damage = run({file("a.lhco.gz", packed), file("c.lhco.gz", damaged)}, options);
        ASSERT_TRUE(at_damage.error);
        EXPECT_NE(at_damage.error->find("c.lhco.gz ends too early"), std::string::npos) << *at_damage.error;
        EXPECT_GT(at_damage.events, 2000);
    }
    const std::atomic<bool> stop = true;
    options.stop = &stop;
    EXPECT_TRUE(run({file("a.lhco.gz", packed)}, options).interrupted);
}

TEST_F(EventLoopTest, RangeCountsOverAllInputs) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 300)),
                                             file("b.lhco", events_text(301, 600))};
    for (const std::size_t chunk : {300ul, 1ul << 20}) {
        Options options;
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
        Options options;
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
    Options options;
    const std::string good = file("good.lhco", events_text(1, 10));
    EXPECT_TRUE(run({good, (folder_ / "missing.lhco").string()}, options).error);
    EXPECT_TRUE(run({file("comments.lhco", "# nothing here\n")}, options).error);
    EXPECT_TRUE(run({file("empty.lhco", "")}, options).error);
}

TEST_F(EventLoopTest, StopsWhenToldTo) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 20000))};
    std::atomic<bool> stop = false;
    Options options;
    options.chunk_bytes = 1000;
    options.stop = &stop;
    options.progress = [&](const Progress& progress) { stop = progress.events > 100; };
    const LoopResult result = run(inputs, options);
    EXPECT_TRUE(result.interrupted);
    EXPECT_LT(result.events, 2000);
}

TEST_F(EventLoopTest, RefusedNtupleEndsTheLoop) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 20000))};
    Options options;
    options.chunk_bytes = 1000;
    int calls = 0;
    const Sink refuse = [&](std::size_t, std::string_view) { return ++calls < 3; };
    const LoopResult result = run(inputs, analyse, {refuse, refuse}, options);
    EXPECT_TRUE(result.interrupted);
    EXPECT_EQ(calls, 3);
}

TEST_F(EventLoopTest, ErrorsOfTheAnalysisPassThrough) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 200))};
    Options options;
    options.threads = 2;
    EXPECT_THROW(run(inputs, options, [](const abi::Block&, const abi::Workspace&) { throw std::runtime_error("x"); }),
                 std::runtime_error);
}

TEST_F(EventLoopTest, ProgressEndsAtTheWhole) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 2000))};
    Options options;
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

TEST_F(EventLoopTest, SkimsAreTheRowsOfTheirEvents) {
    outputs_.skims = {{0, "s", 1}, {0, "all", 0}};
    const std::string first = "# the file's own\n  # column names\n" + events_text(1, 1500),
                      second = events_text(1501, 2200);
    std::string expected[2] = {"# the file's own\n  # column names\n# a comment\n", ""};
    expected[1] = expected[0];
    for (int n = 1; n <= 2200; ++n) {
        const std::string event = events_text(n, n).substr(12);
        if (n % 97 > kThreshold) expected[0] += event;
        expected[1] += event;
    }
    const std::vector<std::string> inputs = {file("a.lhco", first), file("b.lhco.gz", lhco::gzip(second))};
    std::vector<std::string> skims(2);
    const Sinks sinks{[](std::size_t, std::string_view) { return true; },
                      [&](std::size_t skim, std::string_view rows) {
                          skims[skim] += rows;
                          return true;
                      }};
    for (const int threads : {1, 3}) {
        for (const std::size_t chunk : {1ul, 700ul, 1ul << 20}) {
            Options options;
            options.threads = threads;
            options.chunk_bytes = chunk;
            skims.assign(2, "");
            const LoopResult result = run(inputs, analyse, sinks, options);
            ASSERT_FALSE(result.error) << *result.error;
            EXPECT_TRUE(skims[0] == expected[0] && skims[1] == expected[1]) << threads << " threads, chunk " << chunk;
            EXPECT_EQ(result.results.skim_events, (std::vector<std::int64_t>{expected_passes(1, 2200), 2200}));
        }
    }
    Options options;
    options.chunk_bytes = 5000;
    options.events = EventRange{1490, 1510};
    skims.assign(2, "");
    run(inputs, analyse, sinks, options);
    std::string of_range = expected[0].substr(0, expected[0].find("0 31"));
    for (int n = 1490; n <= 1510; ++n) of_range += events_text(n, n).substr(12);
    EXPECT_EQ(skims[1], of_range);
}

TEST_F(EventLoopTest, ASkimWithoutEventsHasTheCommentsAlone) {
    outputs_.skims = {{0, "s", 1}};
    run({file("a.lhco", "# one\n# two\n" + events_text(1, 3))}, {});
    EXPECT_EQ(skim_, "# one\n# two\n# a comment\n");
}

TEST_F(EventLoopTest, EventHashesAreOfTheEventAlone) {
    layout_.event_hash = true;
    outputs_.histograms.clear();
    layout_.histograms.clear();
    const BlockFunction hashes = [](const abi::Block& block, const abi::Workspace& workspace) {
        analyse(block, workspace);
        for (std::int64_t i = 0; i < workspace.counters[2]; ++i)
            workspace.event_doubles[1][i] = abi::event_random(block.event_hash[workspace.event_ints[1][i]], 7);
    };
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 3000))};
    run(inputs, {}, hashes);
    const std::string reference = csv_;
    Options options;
    options.threads = 3;
    options.chunk_bytes = 500;
    run(inputs, options, hashes);
    EXPECT_EQ(csv_, reference);
    // Spread over [0, 1): of about 2000 events no two alike.
    std::set<std::string> seen;
    std::istringstream lines(reference);
    for (std::string line; std::getline(lines, line);) seen.insert(line.substr(line.rfind(',')));
    EXPECT_EQ(static_cast<int>(seen.size()), expected_passes(1, 3000));
}

TEST_F(EventLoopTest, ListsGrowAsTheyMust) {
    // The MET histogram, filled n % 4 times: once per jet.
    layout_.histograms = {};
    abi::WorkspaceLayout::Values& values = layout_.histograms.emplace_back();
    values.selection = 0;
    values.list = 0;
    values.columns = 1;
    layout_.lists = 1;
    const BlockFunction looped = [](const abi::Block& block, const abi::Workspace& workspace) {
        analyse(block, workspace);
        abi::List& list = workspace.lists[0];
        list.size = 0;
        for (std::int32_t event = 0; event < block.n_events; ++event) {
            for (std::int32_t jet = 0; jet < block.size[abi::kJet][event]; ++jet) {
                kernels::collmc_reserve(&list, 1, list.size + 1);
                list.events[list.size] = event;
                list.columns[0][list.size++] = block.event_columns[abi::kMetPt][event];
            }
        }
    };
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 3000))};
    std::vector<double> expected(6);
    for (int n = 1; n <= 3000; ++n) expected[n % 97 >= 80 ? 5 : 1 + n % 97 / 20] += n % 4;
    for (const std::size_t chunk : {300ul, 1ul << 20}) {
        Options options;
        options.threads = 2;
        options.chunk_bytes = chunk;
        EXPECT_EQ(run(inputs, options, looped).results.histograms[0].values, expected);
    }
}

/// An event whose jet has this phi.
std::string event_with_phi(const std::string& phi) { return "0 1 0\n1 4 0.5 " + phi + " 40 5 3 0 1 0 0\n"; }

TEST_F(EventLoopTest, AnAnalysisForOneDialectRefusesTheOther) {
    const std::string either = events_text(1, 300);  // phi between 0 and pi
    const std::string delphes = file("delphes.lhco", either + event_with_phi("-1") + either);
    const std::string pgs = file("pgs.lhco", either + event_with_phi("5") + either);
    const std::string unclear = file("unclear.lhco", either);
    const std::string both = file("both.lhco", either + event_with_phi("-1") + either + event_with_phi("5"));
    for (const std::size_t chunk : {100ul, 1ul << 20}) {
        Options options;
        options.threads = 2;
        options.chunk_bytes = chunk;
        const auto refusal = [&](const std::string& wanted, const std::vector<std::string>& inputs) {
            outputs_.dialect = wanted;
            return run(inputs, options).error.value_or("");
        };
        const auto names = [](const std::string& error, const std::string& text) {
            return error.find(text) != std::string::npos;
        };
        EXPECT_EQ(refusal("delphes", {delphes}), "");
        EXPECT_EQ(refusal("pgs", {pgs, pgs}), "");
        EXPECT_EQ(refusal("", {pgs, delphes, unclear, both}), "");
        EXPECT_TRUE(names(refusal("pgs", {delphes}), "delphes.lhco: this is a file of Delphes"));
        EXPECT_TRUE(names(refusal("delphes", {delphes, pgs}), "pgs.lhco: this is a file of PGS"));
        EXPECT_TRUE(names(refusal("delphes", {delphes, unclear}), "unclear.lhco: the events do not show"));
        EXPECT_TRUE(names(refusal("delphes", {both}), "both.lhco: it is not clear"));
        options.trust_dialect = true;
        EXPECT_EQ(refusal("pgs", {delphes, unclear, both}), "");
    }
}

TEST_F(EventLoopTest, ASingleEventByItsNumber) {
    const std::vector<std::string> inputs = {file("a.lhco", events_text(1, 300)),
                                             file("b.lhco.gz", lhco::gzip(events_text(301, 600)))};
    for (const int n : {1, 2, 300, 301, 600}) {
        const SingleEvent event = find_event(inputs, n, lhco::OnBadEvent::kStop);
        ASSERT_TRUE(event.found && !event.error) << n;
        EXPECT_EQ(event.block.view().n_events, 1);
        EXPECT_EQ(event.block.view().event_columns[abi::kNumber][0], n);
        EXPECT_EQ(event.block.view().size[abi::kJet][0], n % 4);
        EXPECT_EQ(event.rows, events_text(n, n).substr(12));
        EXPECT_EQ(event.input, inputs[n > 300]);
    }
    const SingleEvent beyond = find_event(inputs, 601, lhco::OnBadEvent::kStop);
    EXPECT_FALSE(beyond.found || beyond.error);
    EXPECT_EQ(beyond.events, 600);
}

TEST_F(EventLoopTest, ASingleEventBehindABadOne) {
    const std::vector<std::string> inputs = {
        file("a.lhco", events_text(1, 5) + "0 6 0\n1 4 oops\n" + events_text(7, 9))};
    EXPECT_TRUE(find_event(inputs, 5, lhco::OnBadEvent::kStop).found);
    const SingleEvent stopped = find_event(inputs, 6, lhco::OnBadEvent::kStop);
    ASSERT_TRUE(stopped.error);
    EXPECT_NE(stopped.error->find("a.lhco:20:"), std::string::npos) << *stopped.error;
    const SingleEvent skipped = find_event(inputs, 6, lhco::OnBadEvent::kSkip);
    ASSERT_TRUE(skipped.found);
    EXPECT_EQ(skipped.block.view().event_columns[abi::kNumber][0], 7);
    EXPECT_TRUE(find_event({"/nowhere.lhco"}, 1, lhco::OnBadEvent::kStop).error);
}

}  // namespace
}  // namespace collmc::execution
