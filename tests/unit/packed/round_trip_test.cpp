// Text, packed and read back: every value and every array as the text's own reader gives them.

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "runtime/lhco/parser.h"
#include "runtime/packed/block.h"
#include "runtime/packed/contents.h"
#include "runtime/packed/pack.h"
#include "tests/unit/lhco/block_invariants.h"
#include "tests/unit/lhco/temporary_file.h"
#include "tests/unit/packed/samples.h"

namespace collmc::packed {
namespace {

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Some of the sample events have numbers that touch.
constexpr auto kSkip = lhco::OnBadEvent::kSkip;

Packed pack_text(const std::string& text, const std::string& target, Compression compression = Compression::none) {
    const PackOptions options{.compression = compression, .on_bad_event = kSkip};
    const TemporaryFile source(text);
    NewFile file;
    EXPECT_EQ(file.create(target), 0);
    Packed packed = pack({source.path()}, file, options);
    EXPECT_TRUE(packed.good()) << packed.error.value_or("");
    EXPECT_EQ(file.commit(), 0);
    return packed;
}

/// Events one by one, as the bits of all that a block says of them.
class EventBits {
public:
    void add(const abi::Block& block) {
        for (std::int32_t event = 0; event < block.n_events; ++event) {
            std::vector<std::uint64_t>& bits = events.emplace_back();
            for (const double* column : block.event_columns)
                bits.push_back(std::bit_cast<std::uint64_t>(column[event]));
            for (int p = 0; p < abi::kParticleCount; ++p) {
                for (std::int32_t i = 0; i < block.size[p][event]; ++i) {
                    const std::int32_t object = block.begin[p][event] + i;
                    bits.push_back(static_cast<std::uint64_t>(block.object_row[object]));
                    for (const double* column : block.object_columns)
                        bits.push_back(std::bit_cast<std::uint64_t>(column[object]));
                }
            }
        }
    }
    std::vector<std::vector<std::uint64_t>> events;
};

struct Read {
    EventBits bits;
    lhco::ParseCounts counts;
};

Read read_text(std::string_view text) {
    Read read;
    columns::EventBlock block;
    while (!text.empty()) {
        const lhco::ParseReport report = lhco::parse_chunk(text, kSkip, block);
        read.bits.add(block.view());
        read.counts.add(report.counts);
        text.remove_prefix(report.bytes);
    }
    return read;
}

Read read_packed(const File& file, const Decoders& code) {
    Read read;
    BlockDecoder decoder(code);
    LoadedBlock block;
    for (std::size_t i = 0; i < file.directory().blocks.size(); ++i) {
        const auto error = block.load(file, i, Chunks().set());
        EXPECT_FALSE(error) << error->message;
        if (error) break;
        const auto events = static_cast<std::int32_t>(block.entry().events);
        const abi::Block& view = decoder.decode(block, abi::ColumnsRead::all(), 0, events);
        expect_well_formed(view);
        read.bits.add(view);
        read.counts.add(counts_of(block.entry()));
    }
    for (const Source& source : file.directory().sources) {
        read.counts.skipped_lines += source.skipped_lines;
        read.counts.bad_events += source.bad_events;
    }
    return read;
}

class RoundTrip : public testing::TestWithParam<int> {
protected:
    std::string text() const { return sample::text(GetParam(), 2500); }
    std::string path(const std::string& name) const { return folder_.path() + "." + name; }
    void TearDown() override {
        for (const char* name : {"lhcp", "lhco", "again.lhcp"}) std::remove(path(name).c_str());
    }
    TemporaryFile folder_{""};  ///< its name, with endings, is ours
};

TEST_P(RoundTrip, GivesTheSameBits) {
    for (const Compression compression : {Compression::none, Compression::zstd}) {
        pack_text(text(), path("lhcp"), compression);
        const File::Opened opened = File::open(path("lhcp"));
        ASSERT_FALSE(opened.error) << opened.error->message;
        const Read expected = read_text(text());
        for (const Decoders& code : decoders()) {
            const Read found = read_packed(*opened.file, code);
            EXPECT_EQ(found.counts, expected.counts);
            EXPECT_TRUE(found.bits.events == expected.bits.events) << code.name;
        }
    }
}

TEST_P(RoundTrip, UnpackedTextHasTheSameValues) {
    pack_text(text(), path("lhcp"));
    const File::Opened opened = File::open(path("lhcp"));
    NewFile file;
    ASSERT_EQ(file.create(path("lhco")), 0);
    const Outcome outcome = unpack(*opened.file, file, 2, nullptr);
    ASSERT_TRUE(outcome.good());
    ASSERT_EQ(file.commit(), 0);
    const std::string unpacked = read_file(path("lhco"));
    const Read expected = read_text(text()), found = read_text(unpacked);
    EXPECT_TRUE(found.bits.events == expected.bits.events);
    lhco::ParseCounts counts = expected.counts;
    counts.skipped_lines = counts.bad_events = 0;
    EXPECT_EQ(found.counts, counts);

    // Packed again it is the same, but for what the directory says of the source.
    pack_text(unpacked, path("again.lhcp"));
    const File::Opened again = File::open(path("again.lhcp"));
    ASSERT_FALSE(again.error);
    ASSERT_EQ(again.file->directory().blocks.size(), opened.file->directory().blocks.size());
    EXPECT_EQ(again.file->directory().comments, opened.file->directory().comments);
    const BlockEntry& last = opened.file->directory().blocks.back();
    const std::size_t end = last.offset + last.size;
    EXPECT_TRUE(read_file(path("again.lhcp")).substr(0, end) == read_file(path("lhcp")).substr(0, end));
}

TEST_P(RoundTrip, ThreadsMakeNoDifference) {
    const TemporaryFile source(text());
    std::string bytes[2];
    for (int threads : {1, 3}) {
        NewFile file;
        ASSERT_EQ(file.create(path("lhcp")), 0);
        ASSERT_TRUE(pack({source.path()}, file, {.on_bad_event = kSkip, .threads = threads}).good());
        ASSERT_EQ(file.commit(), 0);
        bytes[threads == 1] = read_file(path("lhcp"));
    }
    EXPECT_TRUE(bytes[0] == bytes[1]);
}

TEST_P(RoundTrip, AnyEventsOfABlockMayBeDecodedAlone) {
    pack_text(text(), path("lhcp"));
    const File::Opened opened = File::open(path("lhcp"));
    LoadedBlock block;
    ASSERT_FALSE(block.load(*opened.file, 0, Chunks().set()));
    const auto events = static_cast<std::int32_t>(block.entry().events);
    BlockDecoder decoder;
    EventBits all;
    all.add(decoder.decode(block, abi::ColumnsRead::all(), 0, events));
    for (const auto& [first, last] :
         {std::pair{0, 1}, {1, 3}, {events / 3, events / 2}, {events - 1, events}, {2, 2}}) {
        EventBits some;
        const abi::Block& view = decoder.decode(block, abi::ColumnsRead::all(), first, last);
        expect_well_formed(view);
        some.add(view);
        const std::vector<std::vector<std::uint64_t>> expected(all.events.begin() + first, all.events.begin() + last);
        EXPECT_TRUE(some.events == expected) << first << ":" << last;
    }
}

/// Columns that are left out change nothing in the others.
TEST_P(RoundTrip, ColumnsMayBeLeftOut) {
    pack_text(text(), path("lhcp"));
    const File::Opened opened = File::open(path("lhcp"));
    LoadedBlock whole, part;
    ASSERT_FALSE(whole.load(*opened.file, 0, Chunks().set()));
    const auto events = static_cast<std::int32_t>(whole.entry().events);
    BlockDecoder all_decoder, part_decoder;
    const abi::Block& all = all_decoder.decode(whole, abi::ColumnsRead::all(), 0, events);
    for (unsigned seed = 0; seed < 40; ++seed) {
        std::mt19937 random(seed);
        abi::ColumnsRead columns;
        columns.events = random() & random() & 31;
        for (std::uint32_t& of_particle : columns.objects) {
            if (random() % 2 == 0) continue;
            of_particle = (random() & random() & (abi::ColumnsRead::kPresent - 1)) | abi::ColumnsRead::kPresent;
        }
        ASSERT_FALSE(part.load(*opened.file, 0, chunks_for(columns)));
        const abi::Block& some = part_decoder.decode(part, columns, 0, events);
        for (int column = 0; column < abi::kEventColumnCount; ++column) {
            if (!columns.event(static_cast<abi::EventColumn>(column))) continue;
            EXPECT_TRUE(
                std::equal(all.event_columns[column], all.event_columns[column] + events, some.event_columns[column]));
        }
        for (int p = 0; p < abi::kParticleCount; ++p) {
            const int count = all.segment_end[p] - all.segment_begin[p];
            EXPECT_EQ(some.segment_end[p] - some.segment_begin[p], columns.present(p) ? count : 0);
            if (!columns.present(p)) continue;
            EXPECT_TRUE(std::equal(all.size[p], all.size[p] + events, some.size[p]));
            const auto same = [&](const auto* a, const auto* b) {
                return std::equal(a + all.segment_begin[p], a + all.segment_end[p], b + some.segment_begin[p]);
            };
            if (columns.event_of(p)) {
                EXPECT_TRUE(same(all.object_event, some.object_event));
            }
            for (std::int32_t i = 0; i < count && (columns.row(p) || columns.ties(p)); ++i) {
                EXPECT_EQ(abi::row_of(some, some.segment_begin[p] + i), all.object_row[all.segment_begin[p] + i]);
            }
            for (int c = 0; c < abi::kObjectColumnCount; ++c) {
                if (!columns.object(p, static_cast<abi::ObjectColumn>(c))) continue;
                EXPECT_TRUE(same(all.object_columns[c], some.object_columns[c])) << p << " " << c;
                EXPECT_EQ(some.object_columns[c][some.n_objects], 0);
            }
        }
    }
}

/// Late columns are there as integers, or as doubles at once; and then, for the events that are asked for, as doubles.
TEST_P(RoundTrip, LateColumnsAreDecodedForSomeEvents) {
    pack_text(text(), path("lhcp"));
    const File::Opened opened = File::open(path("lhcp"));
    LoadedBlock whole, part;
    ASSERT_FALSE(whole.load(*opened.file, 0, Chunks().set()));
    const auto events = static_cast<std::int32_t>(whole.entry().events);
    const std::int32_t first = events / 5, last = events - events / 7;
    BlockDecoder all_decoder;
    const abi::Block& all = all_decoder.decode(whole, abi::ColumnsRead::all(), first, last);
    for (const Decoders& code : decoders()) {
        BlockDecoder part_decoder(code);
        for (unsigned seed = 0; seed < 20; ++seed) {
            std::mt19937 random(seed);
            abi::ColumnsRead columns;
            for (int p = 0; p < abi::kParticleCount; ++p) {
                columns.objects[p] = (random() & random() & ((1U << abi::kObjectColumnCount) - 1)) | columns.kPresent;
                columns.late[p] = random() & ~columns.objects[p] & ((1U << abi::kObjectColumnCount) - 2);
            }
            ASSERT_FALSE(part.load(*opened.file, 0, chunks_for(columns)));
            const abi::Block& some = part_decoder.decode(part, columns, first, last);
            std::vector<std::int32_t> asked;
            for (std::int32_t event = 0; event < last - first; ++event) {
                if (random() % 3 == 0 || event > last - first - 3) asked.push_back(event);
            }
            for (int p = 0; p < abi::kParticleCount; ++p) {
                some.decode(some.column_source, p, columns.late[p], asked.data(),
                            static_cast<std::int64_t>(asked.size()));
            }
            for (int p = 0; p < abi::kParticleCount; ++p) {
                for (int c = 0; c < abi::kObjectColumnCount; ++c) {
                    const double* const expected = all.object_columns[c] + all.segment_begin[p];
                    const std::int32_t count = all.segment_end[p] - all.segment_begin[p];
                    if (columns.object(p, static_cast<abi::ObjectColumn>(c))) {
                        EXPECT_TRUE(
                            std::equal(expected, expected + count, some.object_columns[c] + some.segment_begin[p]));
                    }
                    if (!columns.is_late(p, static_cast<abi::ObjectColumn>(c))) continue;
                    EXPECT_EQ(some.object_columns[c][some.n_objects], 0);
                    for (const std::int32_t event : asked) {
                        const std::int32_t begin = all.begin[p][event];
                        EXPECT_TRUE(std::equal(all.object_columns[c] + begin,
                                               all.object_columns[c] + begin + all.size[p][event],
                                               some.object_columns[c] + some.begin[p][event]))
                            << code.name << " " << p << " " << c;
                    }
                    const abi::StoredColumn& stored = some.stored[p][c];
                    for (std::int32_t i = 0; i < count && stored.data != nullptr; ++i) {
                        std::uint32_t u = 0;
                        std::memcpy(&u, static_cast<const char*>(stored.data) + i * stored.bytes,
                                    static_cast<std::size_t>(stored.bytes));
                        EXPECT_EQ(static_cast<double>(stored.base + u) / std::pow(10, stored.decimals), expected[i]);
                    }
                }
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, RoundTrip, testing::Range(0, sample::kTexts));

}  // namespace
}  // namespace collmc::packed
