// Blocks in place: what copies of them hold, and the same errors.
#include "runtime/packed/reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "runtime/packed/pack.h"
#include "tests/unit/lhco/temporary_file.h"
#include "tests/unit/packed/samples.h"

namespace collmc::packed {
namespace {

/// Several blocks.
constexpr int kEvents = 10000;

class BlockReaderTest : public testing::Test {
protected:
    void SetUp() override {
        const TemporaryFile source(sample::text(1, kEvents));
        NewFile file;
        ASSERT_EQ(file.create(path_.path()), 0);
        ASSERT_TRUE(pack({source.path()}, file, {}).good());
        ASSERT_EQ(file.commit(), 0);
    }

    std::unique_ptr<File> open() const {
        File::Opened opened = File::open(path_.path());
        EXPECT_FALSE(opened.error) << opened.error->message;
        return std::move(opened.file);
    }
    /// Flips a bit.
    void damage(std::uint64_t at) const {
        std::fstream file(path_.path(), std::ios::in | std::ios::out | std::ios::binary);
        char byte;
        file.seekg(static_cast<std::streamoff>(at)).read(&byte, 1);
        byte = static_cast<char>(byte ^ 4);
        file.seekp(static_cast<std::streamoff>(at)).write(&byte, 1);
    }
    void cut(std::uint64_t size) const { std::filesystem::resize_file(path_.path(), size); }

    TemporaryFile path_{""};
};

void expect_same(const File& file, const LoadedBlock& found, std::size_t block, const Chunks& chunks) {
    LoadedBlock copy;
    ASSERT_FALSE(copy.load(file, block, chunks));
    for (int chunk = 0; chunk < kChunkCount; ++chunk) {
        if (!chunks.test(static_cast<std::size_t>(chunk))) continue;
        const ChunkView a = found.view(chunk), b = copy.view(chunk);
        ASSERT_EQ(std::memcmp(a.entry, b.entry, sizeof *a.entry), 0);
        ASSERT_EQ(a.data == nullptr, b.data == nullptr);
        const std::size_t size = bytes_of(a.entry->form, found.entry().values_of(chunk));
        EXPECT_TRUE(size == 0 || std::memcmp(a.data, b.data, size) == 0) << chunk_name(chunk);
    }
}

TEST_F(BlockReaderTest, BlocksAreThoseOfTheFile) {
    const auto file = open();
    ASSERT_TRUE(file->mapped());
    const std::size_t blocks = file->directory().blocks.size();
    ASSERT_GE(blocks, 4u);
    Chunks few;
    few.set(sizes_chunk(kMetRows)).set(row_chunk(kMetRows, kRowPt));
    BlockReader reader;
    for (const Chunks& chunks : {Chunks().set(), few}) {
        for (std::size_t first = 0; first < blocks; ++first) {
            for (std::size_t last = first + 1; last <= blocks; ++last) {
                reader.begin(*file, first, last, chunks);
                for (std::size_t block = first; block < last; block += 1 + first % 2) {
                    ASSERT_FALSE(reader.load(block));
                    expect_same(*file, reader.block(), block, chunks);
                }
                reader.end();
            }
        }
    }
    EXPECT_FALSE(file->loss());
}

TEST_F(BlockReaderTest, DamageIsToldAsOfCopies) {
    const auto intact = open();
    const BlockEntry& block = intact->directory().blocks[1];
    for (const std::uint64_t at :
         {block.offset + 5, block.offset + sizeof(ChunkTable) + 9, block.offset + block.size / 2}) {
        damage(at);
        const auto file = open();
        LoadedBlock copy;
        const auto expected = copy.load(*file, 1, Chunks().set());
        ASSERT_TRUE(expected);
        BlockReader reader;
        reader.begin(*file, 0, 3, Chunks().set());
        EXPECT_FALSE(reader.load(0));
        const auto found = reader.load(1);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->message, expected->message);
        EXPECT_FALSE(reader.load(2));
        EXPECT_FALSE(file->loss());
        damage(at);
    }
}

TEST_F(BlockReaderTest, WhatIsCutOffMeanwhileIsNoDamage) {
    const auto file = open();
    const BlockEntry& block = file->directory().blocks[2];
    BlockReader reader;
    reader.begin(*file, 0, 3, Chunks().set());
    ASSERT_FALSE(reader.load(0));
    cut(block.offset + block.size / 2);
    ASSERT_FALSE(reader.load(1));
    const auto error = reader.load(2);
    ASSERT_TRUE(error);
    EXPECT_NE(error->message.find("ends too early"), std::string::npos) << error->message;
    ASSERT_TRUE(file->loss());
    EXPECT_NE(file->loss()->message.find("ends too early"), std::string::npos) << file->loss()->message;
}

/// Where the bytes of a block go when it has been checked, its values do.
TEST_F(BlockReaderTest, LossOfWhatIsInUseShows) {
    const auto file = open();
    BlockReader reader;
    reader.begin(*file, 1, 2, Chunks().set());
    ASSERT_FALSE(reader.load(1));
    cut(64);
    BlockDecoder decoder;
    const auto events = static_cast<std::int32_t>(reader.block().entry().events);
    const abi::Block& view = decoder.decode(reader.block(), abi::ColumnsRead::all(), 0, events, reader.ahead());
    EXPECT_EQ(view.n_objects, reader.block().entry().objects()) << "how many there are is not read again";
    reader.end();
    EXPECT_TRUE(file->loss());
}

}  // namespace
}  // namespace collmc::packed
