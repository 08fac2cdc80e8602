// Nothing but the analysis and the events makes the results: for each example, and for variations, every backend,
// number of threads, size of chunks and kind of input gives the same cutflow, the same histograms and the same tables,
// byte by byte.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "compiler/pipeline/pipeline.h"
#include "runtime/execution/event_loop.h"
#include "runtime/lhco/source.h"
#include "runtime/packed/pack.h"
#include "runtime/report/write_json.h"
#include "runtime/results/ntuple_text.h"
#include "tests/unit/lhco/gzip_text.h"

namespace collmc::pipeline {
namespace {

namespace fs = std::filesystem;

/// Of each bundled sample. Enough that every example has events in its regions, and that there is more than one block.
constexpr int kEventsOfSample = 300;

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string unpacked(const fs::path& path) {
    constexpr std::size_t kAtOnce = 1 << 16;
    std::optional<lhco::ByteSource> source = lhco::ByteSource::open(path.string()).source;
    std::string text;
    std::size_t got = 1;
    while (source && got > 0) {
        const std::size_t size = text.size();
        text.resize(size + kAtOnce);
        got = source->read(text.data() + size, kAtOnce);
        text.resize(size + got);
    }
    return text;
}

/// The first events of every bundled sample, one after the other.
std::string mixed_events() {
    std::vector<fs::path> samples;
    for (const auto& entry : fs::directory_iterator(fs::path(SOURCE_DIR) / "examples/data")) {
        if (entry.path().extension() == ".gz") samples.push_back(entry.path());
    }
    std::ranges::sort(samples);
    std::string text;
    for (const fs::path& sample : samples) {
        const std::string all = unpacked(sample);
        int events = 0;
        for (std::size_t at = 0; at < all.size();) {
            const std::size_t end = std::min(all.find('\n', at), all.size() - 1) + 1;
            const std::size_t first = all.find_first_not_of(' ', at);
            events += all[first] == '0';
            if (events > kEventsOfSample) break;
            text.append(all, at, end - at);
            at = end;
        }
    }
    return text;
}

struct Outcome {
    std::string cutflow, histograms;
    std::vector<std::string> tables;
    bool operator==(const Outcome&) const = default;
};

class Identical : public testing::TestWithParam<std::string> {
protected:
    static void SetUpTestSuite() {
        folder_ = fs::temp_directory_path() / ("collmc-identical-" + std::to_string(getpid()));
        fs::create_directories(folder_);
        const std::string text = mixed_events();
        std::ofstream(folder_ / "events.lhco", std::ios::binary) << text;
        std::ofstream(folder_ / "events.lhco.gz", std::ios::binary) << lhco::gzip(text);
        pack(packed::Compression::none, "events.lhcp");
        pack(packed::Compression::zstd, "compressed.lhcp");
    }
    static void TearDownTestSuite() { fs::remove_all(folder_); }

    static void pack(packed::Compression compression, const std::string& name) {
        packed::NewFile file;
        ASSERT_EQ(file.create((folder_ / name).string()), 0);
        const packed::Packed packed =
            packed::pack({(folder_ / "events.lhco").string()}, file, {.compression = compression});
        ASSERT_TRUE(packed.good());
        ASSERT_EQ(file.commit(), 0);
    }

    std::unique_ptr<Analysis> compiled(Backend backend) {
        const fs::path path = fs::path(SOURCE_DIR) / GetParam();
        const fs::path program = fs::read_symlink("/proc/self/exe");
        CompileOptions options;
        options.backend = backend;
        options.stdlib = fs::path(SOURCE_DIR) / "stdlib";
        options.code_generator = program.parent_path().parent_path() / "lib/collmc/codegen.so";
        Timings timings;
        std::string emitted;
        return compile(sources_.add(path.string(), read_file(path)), options, sources_, diagnostics_, timings, emitted);
    }

    static Outcome run(const Analysis& analysis, const std::string& input, int threads, std::size_t chunk) {
        execution::LoopOptions options;
        options.threads = threads;
        options.columns = analysis.columns;
        options.trust_dialect = true;
        Outcome outcome;
        outcome.tables.resize(analysis.outputs.ntuples.size() + analysis.outputs.skims.size());
        const auto append_from = [&outcome](std::size_t first) {
            return [&outcome, first](std::size_t output, std::string_view rows) {
                outcome.tables[first + output] += rows;
                return true;
            };
        };
        const execution::Sinks sinks{append_from(0), append_from(analysis.outputs.ntuples.size())};
        execution::InputReader reader({(folder_ / input).string()}, {.threads = threads, .chunk_bytes = chunk});
        const execution::LoopResult result =
            execution::run_event_loop(reader, analysis.run, analysis.layout, analysis.outputs, sinks, options);
        EXPECT_FALSE(result.error) << *result.error;
        outcome.cutflow = report::cutflow_json(analysis.outputs, result.results);
        outcome.histograms = report::histograms_json(analysis.outputs, result.results);
        return outcome;
    }

    static fs::path folder_;
    diagnostics::SourceSet sources_;
    diagnostics::Diagnostics diagnostics_;
};

fs::path Identical::folder_;

constexpr std::size_t kSmall = 3000, kOdd = 40'001;

TEST_P(Identical, ForAllBackendsThreadsChunksAndInputs) {
    std::optional<Outcome> first;
    for (const Backend backend : {Backend::interpreter, Backend::scalar, Backend::vector}) {
        const std::unique_ptr<Analysis> analysis = compiled(backend);
        ASSERT_TRUE(analysis) << diagnostics_.all().front().message;
        const bool is_vector = backend == Backend::vector;
        const std::vector<int> threads = is_vector ? std::vector{1, 2, 3, 8} : std::vector{3};
        const std::vector<std::size_t> chunks =
            is_vector ? std::vector{kSmall, kOdd, lhco::kDefaultChunkSize} : std::vector{kOdd};
        const std::vector<std::string> inputs =
            backend == Backend::interpreter
                ? std::vector<std::string>{"events.lhco"}
                : std::vector<std::string>{"events.lhco", "events.lhco.gz", "events.lhcp", "compressed.lhcp"};
        for (const std::string& input : inputs) {
            for (const int n : threads) {
                for (const std::size_t chunk : chunks) {
                    const Outcome outcome = run(*analysis, input, n, chunk);
                    if (!first) first = outcome;
                    ASSERT_TRUE(outcome == *first) << "backend " << static_cast<int>(backend) << ", " << input << ", "
                                                   << n << " threads, chunks of " << chunk << "\n"
                                                   << outcome.cutflow << first->cutflow;
                }
            }
        }
    }
}

std::vector<std::string> examples() {
    const fs::path source = SOURCE_DIR;
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(source / "examples")) {
        if (entry.path().extension() == ".cut") names.push_back(entry.path().lexically_relative(source).string());
    }
    std::ranges::sort(names);
    return names;
}

/// The folder's name and the file's.
std::string name_of(const testing::TestParamInfo<std::string>& info) {
    const fs::path path = info.param;
    std::string name = (path.parent_path().filename() / path.stem()).string();
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Examples, Identical, testing::ValuesIn(examples()), name_of);
INSTANTIATE_TEST_SUITE_P(Variations, Identical, testing::Values("tests/unit/pipeline/worlds.cut"), name_of);

}  // namespace
}  // namespace collmc::pipeline
