#include "runtime/lhco/chunker.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/lhco/block_invariants.h"
#include "tests/unit/lhco/gzip_text.h"
#include "tests/unit/lhco/reference_reader.h"
#include "tests/unit/lhco/sample_text.h"
#include "tests/unit/lhco/temporary_file.h"

namespace collmc::lhco {
namespace {

const std::string kData = std::string(TESTS_DIR) + "/data/lhco/";

struct Read {
    std::vector<Chunk> chunks;
    std::optional<InputError> error;

    std::string text() const {
        std::string joined;
        for (const Chunk& chunk : chunks) joined += chunk.text;
        return joined;
    }
};

Read read_chunks(const std::string& path, std::size_t chunk_size) {
    ByteSource source = std::move(*ByteSource::open(path).source);
    Chunker chunker(source, chunk_size);
    Read read;
    Chunk chunk;
    while (chunker.next(chunk)) read.chunks.push_back(chunk);
    if (chunker.error()) read.error = *chunker.error();
    return read;
}

/// All that a file holds, read in chunks of a size.
reference::Reading read_file(const std::string& path, std::size_t chunk_size) {
    reference::Reading sum;
    columns::EventBlock block;
    for (const Chunk& chunk : read_chunks(path, chunk_size).chunks) {
        reference::Reading part = reference::read_fast(chunk.text, OnBadEvent::kSkip, block);
        expect_well_formed(block.view());
        if (part.bad_line && !sum.bad_line) sum.bad_line = sum.lines + *part.bad_line;
        sum.events.insert(sum.events.end(), part.events.begin(), part.events.end());
        sum.counts.add(part.counts);
        sum.lines += part.lines;
    }
    return sum;
}

TEST(Chunker, AnyChunkSizeGivesTheSameEvents) {
    std::vector<std::string> texts = {"", "\n# only comments", "1 4 1 1 1 1 1 1 1\n0 1 2\n0 2\n0 3 1\n", "0 1 2",
                                      "0 1 2\n0 2 2"};

    for (const auto style : {sample::Style::kDelphes, sample::Style::kPgs, sample::Style::kMixed}) {
        texts.push_back(sample::Writer(style, 21).events(40));
    }
    for (std::string text : texts) {
        text = "#\n" + text;  // no file is empty
        const TemporaryFile file(text);
        const reference::Reading expected = reference::read(text, OnBadEvent::kSkip);
        for (const std::size_t size : {1u, 2u, 3u, 10u, 79u, 80u, 81u, 500u, 1000u, 4096u, 1u << 20}) {
            const Read read = read_chunks(file.path(), size);
            ASSERT_EQ(read.text(), text);
            ASSERT_FALSE(read.error);
            std::size_t offset = 0;
            for (const Chunk& chunk : read.chunks) {
                ASSERT_EQ(chunk.offset, offset);
                offset += chunk.text.size();
            }
            const reference::Reading reading = read_file(file.path(), size);
            ASSERT_EQ(reading.events, expected.events) << size;
            ASSERT_EQ(reading.counts, expected.counts) << size;
            ASSERT_EQ(reading.bad_line, expected.bad_line) << size;
            ASSERT_EQ(reading.lines, expected.lines) << size;
        }
    }
}

TEST(Chunker, KnowsAnEventRow) {
    std::string_view text =
        "0 1 2\n1 4 0 0 5 0 0 0 0\n  0   \nBeginEvent 0\n"
        "\t0 2 2\n1 6 0 0 5 0 0 0 0\n0 3 # 3\n#0 3 3\n1 0 3\n0x 3 3\n"
        "+0.0 3 # 3\n-0 4 3\n0 5 6";
    std::vector<std::string_view> begins;
    for (std::size_t at; (at = last_event_row(text)) != std::string_view::npos; text = text.substr(0, at)) {
        begins.push_back(text.substr(at, 6));
    }
    EXPECT_EQ(begins, (std::vector<std::string_view>{"-0 4 3", "\t0 2 2"}));
}

TEST(Chunker, ChunksAreAboutAsLargeAsAsked) {
    const TemporaryFile file(sample::Writer(sample::Style::kDelphes, 3).events(20000));
    const Read read = read_chunks(file.path(), 1 << 16);
    for (std::size_t i = 0; i + 1 < read.chunks.size(); ++i) {
        EXPECT_LE(read.chunks[i].text.size(), 1u << 16);
        EXPECT_GT(read.chunks[i].text.size(), (1u << 16) - 2000);
    }
}

TEST(Chunker, DropsAByteOrderMark) {
    for (const std::size_t size : {1u, 1000u}) {
        const Read read = read_chunks(kData + "crlf_bom.lhco", size);
        EXPECT_EQ(read.chunks[0].offset, 3u);
        EXPECT_EQ(read.text().substr(0, 6), "   #  ");
        EXPECT_EQ(read_file(kData + "crlf_bom.lhco", size).counts.events, 2);
        EXPECT_EQ(read_file(kData + "crlf_bom.lhco", size).events[1].weight, 0.5);
    }
}

TEST(Chunker, ReadsFilesOfSeveralWriters) {
    for (const std::size_t size : {1u, 700u, 1u << 20}) {
        EXPECT_EQ(read_file(kData + "delphes.lhco", size).counts.events, 40);
        const ParseCounts pgs = read_file(kData + "pgs_keywords.lhco", size).counts;
        EXPECT_EQ(pgs.events, 25);
        EXPECT_EQ(pgs.skipped_lines, 7 * 25);
        EXPECT_TRUE(pgs.half_btags && pgs.phi_above_pi && !pgs.phi_negative);
        EXPECT_EQ(read_file(kData + "free_format.lhco", size).counts.events, 5);
        EXPECT_EQ(read_file(kData + "bad_row.lhco", size).bad_line, 6);
        EXPECT_EQ(read_file(kData + "no_events.lhco", size).counts, ParseCounts{});
    }
}

TEST(Chunker, RefusesExtendedLhcoByName) {
    for (const std::size_t size : {1u, 100u, 1u << 20}) {
        const Read read = read_chunks(kData + "extended.lhco", size);
        EXPECT_TRUE(read.chunks.empty());
        ASSERT_TRUE(read.error);
        EXPECT_EQ(read.error->kind, InputErrorKind::kForeignFormat);
        EXPECT_NE(read.error->message.find("extended LHCO format of AEACuS"), std::string::npos);
    }
}

TEST(Chunker, TextWithoutEventsEndsSomewhere) {
    std::string text(kMaxTextBetweenEvents + (8u << 20), 'x');
    for (std::size_t at = 0; at < text.size(); at += 5000) text[at] = '\n';
    const TemporaryFile file(text + "0 1 2\n");
    const Read read = read_chunks(file.path(), kDefaultChunkSize);
    EXPECT_TRUE(read.chunks.empty());
    ASSERT_TRUE(read.error);
    EXPECT_EQ(read.error->kind, InputErrorKind::kNoEvents);
}

TEST(Chunker, ALongBannerIsNoObstacle) {
    std::string text;
    while (text.size() < (3u << 20)) text += "# banner\n";
    const TemporaryFile file(text + "0 1 2\n0 2 2\n");
    EXPECT_EQ(read_file(file.path(), kDefaultChunkSize).counts.events, 2);
}

TEST(Chunker, EventsBeforeADamagedPlaceAreDelivered) {
    const std::string text = sample::Writer(sample::Style::kDelphes, 5).events(2000);
    const std::string packed = gzip(text);
    const TemporaryFile file(packed.substr(0, packed.size() / 2));
    for (const std::size_t size : {1000u, 1u << 20}) {
        const Read read = read_chunks(file.path(), size);
        ASSERT_TRUE(read.error);
        EXPECT_EQ(read.error->kind, InputErrorKind::kTruncated);
        const std::string whole = read.text();
        EXPECT_GT(whole.size(), text.size() / 3);
        EXPECT_EQ(whole, text.substr(0, whole.size()));
        // The next thing in the text is an event row: no event was cut.
        EXPECT_EQ(text.substr(whole.size(), 4), "   0");
        EXPECT_FALSE(read_file(file.path(), size).bad_line);
    }
}

}  // namespace
}  // namespace collmc::lhco
