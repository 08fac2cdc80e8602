#include "runtime/lhco/text_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "runtime/lhco/crc64.h"
#include "runtime/lhco/cut.h"
#include "runtime/lhco/parser.h"
#include "runtime/lhco/source.h"
#include "tests/unit/lhco/gzip_text.h"
#include "tests/unit/lhco/sample_text.h"
#include "tests/unit/lhco/temporary_file.h"

namespace collmc::lhco {
namespace {

std::shared_ptr<const TextFile> open(const std::string& path) { return ByteSource::open(path).source->as_file(); }

struct Read {
    std::string text;
    std::vector<std::string> pieces;
    std::uint64_t checksum = 0;
    std::optional<InputError> error;
};

bool begins_with_an_event(std::string_view text) {
    return is_event_row(text.data(), text.data() + std::min(text.find('\n'), text.size()));
}

/// Uses the text as the event loop does: some events at a time.
void use_in_portions(RangeReader& reader, std::string_view text, std::size_t size) {
    while (!text.empty()) {
        const std::string_view portion = first_events(text, size);
        EXPECT_GE(portion.size(), std::min(size, text.size()));
        text.remove_prefix(portion.size());
        EXPECT_TRUE(text.empty() || begins_with_an_event(text)) << text;
        reader.used_up_to(text.data());
    }
}

/// In ranges of a size.
Read read_ranges(const std::string& path, std::uint64_t size, RangeReader::Way way = RangeReader::Way::kInPlace) {
    const auto file = open(path);
    Read read;
    RangeReader reader;
    Crc64 checksum;
    for (std::uint64_t begin = 0; begin < file->size(); begin += size) {
        const std::uint64_t end = std::min(begin + size, file->size());
        const RangeText range = reader.read(*file, begin, end, way);
        if (!range.text.empty()) read.pieces.emplace_back(range.text);
        read.text += range.text;
        if (begin / size % 2 == 1) use_in_portions(reader, range.text, size / 3 + 1);
        const RangeEnd closed = reader.close();
        checksum.append(closed.checksum, end - begin);
        if (closed.error && !read.error) read.error = closed.error;
    }
    read.checksum = checksum.value();
    return read;
}

std::uint64_t crc64(std::string_view bytes) {
    Crc64 crc;
    crc.update(bytes.data(), bytes.size());
    return crc.value();
}

void expect_became_shorter(const RangeEnd& end) {
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, InputErrorKind::kSystem);
    EXPECT_NE(end.error->message.find("became shorter"), std::string::npos) << end.error->message;
}

TEST(TextFile, PortionsEndBeforeAnEvent) {
    const std::string_view text = "0 1 2\n1 4 0 0 5 0 0 0 0\n0\n#\n0 2 2\n0 3 2";
    const std::size_t second = text.find("0 2 2"), third = text.find("0 3 2");
    for (std::size_t size = 0; size <= text.size() + 1; ++size) {
        const std::size_t end = size <= second ? second : size <= third ? third : text.size();
        EXPECT_EQ(first_events(text, size).size(), end) << size;
    }
    EXPECT_EQ(first_events("", 1), "");
}

TEST(TextFile, RangesOfAnySizeHoldEachEventOnce) {
    std::vector<std::string> texts = {
        "\n# only comments", "1 4 1 1 1 1 1 1 1\n0 1 2\n0 2\n0 3 1\n", "0 1 2",
        "0 1 2\n0 2 2",      "0 1 2\n\n\n0 2 2\n1 4 0 0 5 0 0 0 0",    "#\n0 1 2 #\n# 0 1 2\n"};
    for (const auto style : {sample::Style::kDelphes, sample::Style::kPgs, sample::Style::kMixed})
        texts.push_back(sample::Writer(style, 21).events(style == sample::Style::kMixed ? 400 : 40));
    for (const std::string& text : texts) {
        const TemporaryFile file(text);
        for (const std::uint64_t size : {1u, 2u, 3u, 10u, 79u, 80u, 81u, 500u, 1000u, 4096u, 1u << 20}) {
            if (text.size() / size > 5000) continue;
            const Read read = read_ranges(file.path(), size);
            ASSERT_FALSE(read.error);
            ASSERT_EQ(read.text, text) << size;
            ASSERT_EQ(read.checksum, crc64(text)) << size;
            ASSERT_EQ(read_ranges(file.path(), size, RangeReader::Way::kCopied).pieces, read.pieces) << size;
            for (std::size_t i = 1; i < read.pieces.size(); ++i) {
                const std::string& piece = read.pieces[i];
                ASSERT_TRUE(begins_with_an_event(piece)) << piece;
            }
        }
    }
}

/// How fast it is copied must not be left to where its memory happens to lie.
TEST(Text, StandsInItsPageAsInTheFile) {
    const auto distance = [](const Text& text, std::uint64_t position) {
        return (reinterpret_cast<std::uintptr_t>(text.data()) - position) % 4096;
    };
    Text first;
    first.clear_for(0, 10);
    EXPECT_GE(distance(first, 0), 64u);
    for (const std::uint64_t position : {1u, 79u, 4095u, 4096u, 1048575u}) {
        for (const std::size_t size : {std::size_t{10}, std::size_t{1} << 20}) {
            Text text;
            text.clear_for(position, size);
            EXPECT_EQ(distance(text, position), distance(first, 0));
            const std::string bytes(size, '7');
            std::copy(bytes.begin(), bytes.end(), text.room(size));
            text.set_size(size);
            text.room(3 * size + 10000);  // which moves it
            EXPECT_EQ(std::string_view(text), bytes);
            EXPECT_EQ(std::string_view(Text(text)), bytes);
        }
    }
}

TEST(TextFile, RangesAreCutWhereTheyAreAsked) {
    const TemporaryFile file(sample::Writer(sample::Style::kDelphes, 3).events(20000));
    const Read read = read_ranges(file.path(), 1 << 16);
    EXPECT_EQ(read.pieces.size(), (open(file.path())->size() + 65535) / 65536);
    for (std::size_t i = 1; i + 1 < read.pieces.size(); ++i)
        EXPECT_NEAR(static_cast<double>(read.pieces[i].size()), 1 << 16, 2000);
}

TEST(TextFile, AByteOrderMarkIsNoText) {
    const std::string mark = "\xef\xbb\xbf", text = "0 1 2\n1 4 0 0 5 0 0 0 0\n0 2 2\n";
    const TemporaryFile file(mark + text);
    for (const std::uint64_t size : {5u, 1000u}) {
        EXPECT_EQ(read_ranges(file.path(), size).text, text);
        EXPECT_EQ(read_ranges(file.path(), size).checksum, crc64(mark + text));
    }
}

TEST(TextFile, EventsLongerThanTheirRange) {
    std::string text = "0 1 2\n";
    while (text.size() < 30000) text += "1 4 0 0 5 0 0 0 0\n";
    text += "0 2 2\n1 4 0 0 5 0 0 0 0\n";
    const TemporaryFile file(text);
    const Read read = read_ranges(file.path(), 1000);
    EXPECT_EQ(read.text, text);
    EXPECT_EQ(read.pieces.size(), 2u);
}

TEST(TextFile, TextWithoutEventsEndsSomewhere) {
    std::string text(kMaxTextBetweenEvents + (8u << 20), 'x');
    for (std::size_t at = 0; at < text.size(); at += 5000) text[at] = '\n';
    const TemporaryFile file(text + "0 1 2\n");
    RangeReader reader;
    const auto opened = open(file.path());
    EXPECT_TRUE(reader.read(*opened, 0, 1 << 20).text.empty());
    const RangeEnd end = reader.close();
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, InputErrorKind::kNoEvents);
    EXPECT_NE(end.error->message.find("between byte 0 and byte"), std::string::npos) << end.error->message;
    EXPECT_TRUE(reader.read(*opened, 1 << 20, 2 << 20).text.empty());
    EXPECT_FALSE(reader.close().error);
}

TEST(TextFile, ManyMayReadAtATime) {
    const std::string text = sample::Writer(sample::Style::kMixed, 9).events(4000);
    const TemporaryFile file(text);
    const auto opened = open(file.path());
    constexpr std::uint64_t kSize = 10000;
    std::vector<std::string> pieces((text.size() + kSize - 1) / kSize);
    std::vector<std::thread> threads;
    for (std::size_t first = 0; first < 4; ++first) {
        threads.emplace_back([&, first] {
            RangeReader reader;
            for (std::size_t i = first; i < pieces.size(); i += 4) {
                pieces[i] = reader.read(*opened, i * kSize, std::min((i + 1) * kSize, opened->size())).text;
                reader.close();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    std::string joined;
    for (const std::string& piece : pieces) joined += piece;
    EXPECT_EQ(joined, text);
}

TEST(TextFile, RefusesExtendedLhcoByName) {
    const std::string path = std::string(TESTS_DIR) + "/data/lhco/extended.lhco";
    for (const std::uint64_t size : {100u, 1u << 20}) {
        const Read read = read_ranges(path, size);
        ASSERT_TRUE(read.error);
        EXPECT_EQ(read.error->kind, InputErrorKind::kForeignFormat);
    }
}

TEST(TextFile, AFileThatShrinksIsAnError) {
    const TemporaryFile file(sample::Writer(sample::Style::kDelphes, 3).events(100));
    const auto opened = open(file.path());
    ASSERT_EQ(::truncate(file.path().c_str(), 1000), 0);
    RangeReader reader;
    EXPECT_TRUE(reader.read(*opened, 0, opened->size()).text.empty());
    expect_became_shorter(reader.close());
}

/// Cut off between being mapped and being looked at.
TEST(TextFile, AFileThatShrinksUnderItsReaderIsAnError) {
    const TemporaryFile file(sample::Writer(sample::Style::kDelphes, 3).events(1000));
    const auto opened = open(file.path());
    RangeReader reader;
    const std::string_view text = reader.read(*opened, 100000, 200000).text;
    ASSERT_GT(text.size(), 90000u);
    ASSERT_EQ(::truncate(file.path().c_str(), 50000), 0);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\0'), static_cast<std::ptrdiff_t>(text.size()));
    expect_became_shorter(reader.close());
    EXPECT_TRUE(reader.read(*opened, 200000, 300000).text.empty());
    expect_became_shorter(reader.close());
    EXPECT_FALSE(reader.read(*opened, 10000, 20000).text.empty());
    EXPECT_FALSE(reader.close().error);
}

TEST(TextFile, CopiedTextOutlivesItsFile) {
    const std::string all = sample::Writer(sample::Style::kDelphes, 3).events(1000);
    const TemporaryFile file(all);
    const auto opened = open(file.path());
    RangeReader reader;
    const RangeText range = reader.read(*opened, 100000, 200000, RangeReader::Way::kCopied);
    EXPECT_FALSE(reader.close().error);
    ASSERT_EQ(::truncate(file.path().c_str(), 50000), 0);
    EXPECT_EQ(range.text, all.substr(range.offset, range.text.size()));
}

TEST(TextFile, CompressedTextIsNone) {
    const TemporaryFile file(gzip("0 1 2\n"));
    EXPECT_EQ(open(file.path()), nullptr);
}

}  // namespace
}  // namespace collmc::lhco
