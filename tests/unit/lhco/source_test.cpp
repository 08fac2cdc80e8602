#include "runtime/lhco/source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <random>
#include <string>

#include "runtime/lhco/crc64.h"
#include "runtime/lhco/unpack.h"
#include "tests/unit/lhco/gzip_text.h"
#include "tests/unit/lhco/temporary_file.h"

namespace collmc::lhco {
namespace {

std::uint64_t crc64(std::string_view bytes) {
    Crc64 crc;
    crc.update(bytes.data(), bytes.size());
    return crc.value();
}

/// Text that packs about as well as events do.
std::string long_text(std::size_t size) {
    std::mt19937 random(1);
    std::string text;
    while (text.size() < size) text += "   1    4   -0." + std::to_string(random() % 1000) + "\n";
    return text;
}

std::string read_all(ByteSource& source, std::size_t piece = 100000) {
    std::string text, buffer(piece, '\0');
    while (const std::size_t got = source.read(buffer.data(), piece)) {
        text.append(buffer, 0, got);
        if (got < piece) {
            EXPECT_EQ(source.read(buffer.data(), piece), 0u);
        }
    }
    return text;
}

InputError open_error(const std::string& path) {
    ByteSource::Opened opened = ByteSource::open(path);
    EXPECT_FALSE(opened.source);
    return opened.error.value_or(InputError{});
}

TEST(Source, ReadsPlainText) {
    const std::string text = long_text(3000000);
    const TemporaryFile file(text);
    for (const std::size_t piece : {1000u, 4096u, 1u << 20, 5u << 20}) {
        ByteSource source = std::move(*ByteSource::open(file.path()).source);
        EXPECT_EQ(read_all(source, piece), text);
        EXPECT_EQ(source.error(), nullptr);
        EXPECT_FALSE(source.is_compressed());
        EXPECT_EQ(source.file_size(), text.size());
        EXPECT_EQ(source.file_position(), text.size());
        EXPECT_EQ(source.checksum(), crc64(text));
    }
}

class Packed : public testing::TestWithParam<std::string (*)(std::string_view)> {};
INSTANTIATE_TEST_SUITE_P(Source, Packed, testing::Values(gzip, zstd),
                         [](const auto& info) { return info.param == gzip ? "gzip" : "zstd"; });

TEST_P(Packed, SeveralMembersAreReadWhateverTheName) {
    const std::string text = long_text(2500000), more = long_text(10);
    const auto pack = GetParam();
    for (const std::string& padding : {std::string(), std::string(512, '\0')}) {
        if (!padding.empty() && pack != gzip) continue;
        const std::string packed = pack(text) + pack("") + pack(more) + pack(more) + padding;
        const TemporaryFile file(packed);
        for (const std::size_t piece : {1000u, 1u << 20, 5u << 20}) {
            ByteSource source = std::move(*ByteSource::open(file.path()).source);
            EXPECT_EQ(read_all(source, piece), text + more + more);
            EXPECT_EQ(source.error(), nullptr);
            EXPECT_TRUE(source.is_compressed());
            EXPECT_EQ(source.file_position(), packed.size());
            EXPECT_EQ(source.checksum(), crc64(packed));
        }
    }
}

TEST_P(Packed, UnpackingDoesNotDependOnThePieces) {
    const auto pack = GetParam();
    const std::string text = long_text(20000);
    const std::string packed = pack(text) + pack("x") + pack(text);
    for (const std::size_t in_piece : {1u, 2u, 7u, 1000u}) {
        for (const std::size_t out_piece : {1u, 13u, 5000u}) {
            const std::unique_ptr<Unpacker> unpacker = unpacker_for(packed);
            std::string result, buffer(out_piece, '\0');
            std::size_t fed = 0;
            std::string_view input;
            Unpacker::Step step;
            do {
                step = unpacker->unpack(input, buffer.data(), out_piece);
                result.append(buffer, 0, step.written);
                ASSERT_NE(step.status, Unpacker::Status::kCorrupt) << unpacker->cause();
                if (step.status == Unpacker::Status::kMoreOutput) continue;
                ASSERT_TRUE(input.empty());
                input = std::string_view(packed).substr(fed, in_piece);
                fed += input.size();
            } while (!input.empty() || step.status == Unpacker::Status::kMoreOutput);
            EXPECT_EQ(step.status, Unpacker::Status::kBetween);
            EXPECT_EQ(result, text + "x" + text);
        }
    }
}

TEST_P(Packed, TruncatedItNamesTheByteAfterDeliveringTheText) {
    const std::string text = long_text(300000);
    const std::string packed = GetParam()(text);
    for (const std::size_t size : {packed.size() - 1, packed.size() - 8, packed.size() / 2, std::size_t{4}}) {
        const TemporaryFile file(packed.substr(0, size));
        ByteSource source = std::move(*ByteSource::open(file.path()).source);
        const std::string read = read_all(source, 10000);
        EXPECT_EQ(read, text.substr(0, read.size()));
        // zstd delivers whole blocks of 128 KiB.
        const std::size_t late = GetParam() == gzip ? 5000 : 140000;
        EXPECT_GT(read.size() + late, text.size() * (size - 4) / packed.size());
        ASSERT_NE(source.error(), nullptr);
        EXPECT_EQ(source.error()->kind, InputErrorKind::kTruncated);
        EXPECT_NE(source.error()->message.find("breaks off at byte " + std::to_string(size)), std::string::npos);
    }
}

TEST(Source, ADamagedZstdIsAnError) {
    const std::string packed = zstd(long_text(300000));
    std::string wrong_sum = packed, in_the_middle = packed;
    wrong_sum[packed.size() - 2] ^= 1;
    for (int i = 0; i < 8; ++i) in_the_middle[packed.size() / 2 + i] = '\xff';
    for (const std::string& damaged : {wrong_sum, in_the_middle, packed + "rubbish"}) {
        const TemporaryFile file(damaged);
        ByteSource source = std::move(*ByteSource::open(file.path()).source);
        read_all(source);
        ASSERT_NE(source.error(), nullptr);
        EXPECT_EQ(source.error()->kind, InputErrorKind::kCorrupt) << source.error()->message;
        EXPECT_NE(source.error()->message.find("of the zstd file"), std::string::npos) << source.error()->message;
    }
}

TEST(Source, ADamagedGzipIsAnError) {
    const std::string text = long_text(300000);
    const std::string packed = gzip(text);
    std::string wrong_sum = packed, wrong_size = packed;
    wrong_sum[packed.size() - 8] ^= 1;
    wrong_size[packed.size() - 1] ^= 1;
    std::string in_the_middle = packed;
    for (int i = 0; i < 8; ++i) in_the_middle[packed.size() / 2 + i] = '\xff';
    for (const std::string& damaged :
         {wrong_sum, wrong_size, in_the_middle, packed + "rubbish", packed + "\x1f rubbish of some length"}) {
        const TemporaryFile file(damaged);
        ByteSource source = std::move(*ByteSource::open(file.path()).source);
        read_all(source);
        ASSERT_NE(source.error(), nullptr);
        EXPECT_EQ(source.error()->kind, InputErrorKind::kCorrupt) << source.error()->message;
        EXPECT_NE(source.error()->message.find("near byte "), std::string::npos);
    }
}

TEST(Source, TellsWhyAFileCannotBeOpened) {
    EXPECT_EQ(open_error("/nowhere/events.lhco").kind, InputErrorKind::kMissing);
    EXPECT_EQ(open_error("/nowhere/events.lhco").message,
              "There is no file /nowhere/events.lhco. Check the path; relative paths begin at the current folder.");
    EXPECT_EQ(open_error("/").kind, InputErrorKind::kDirectory);
    EXPECT_EQ(open_error(TESTS_DIR).kind, InputErrorKind::kDirectory);
    const TemporaryFile empty("");
    EXPECT_EQ(open_error(empty.path()).kind, InputErrorKind::kEmpty);
    EXPECT_NE(open_error(empty.path()).message.find("is empty (0 bytes)"), std::string::npos);
}

TEST(Source, TellsThatAFileMayNotBeRead) {
    if (::geteuid() == 0) GTEST_SKIP() << "the superuser may read everything";
    const TemporaryFile file("0 1 2\n");
    ::chmod(file.path().c_str(), 0);
    EXPECT_EQ(open_error(file.path()).kind, InputErrorKind::kPermission);
}

TEST(Source, NamesOtherFormats) {
    using namespace std::string_literals;
    const std::pair<std::string, std::string> cases[] = {
        {"root\0\0\xf6\0"s, "a ROOT file"},
        {"\x89HDF\r\n\x1a\n\0"s, "an HDF5 file"},
        {"PK\x03\x04 "s, "a ZIP archive"},
        {"%PDF-1.7"s, "a PDF document"},
        {"BZh91AY"s, "a bzip2-compressed file"},
        {"\xfd\x37zXZ\0"s, "an xz-compressed file"},
        {"<LesHouchesEvents version=\"1.0\">\n"s, "an LHE file"},
        {"<?xml version=\"1.0\"?>\n<LesHouchesEvents version=\"3.0\">\n"s, "an LHE file"},
        {"<?xml version=\"1.0\"?>\n<svg>\n"s, "an XML file"},
        {"\xef\xbb\xbf \n<?xml?>"s, "an XML file"},
        {"HepMC::Version 2.06.09\n"s, "a HepMC file"},
        {"\n\n<!DOCTYPE html>\n"s, "a web page"},
        {"\xff\xfe"
         "0\0 \0"s,
         "UTF-16 text"},
        {"0 1 2\0\n"s, "binary data"},
    };
    for (const auto& [bytes, name] : cases) {
        for (const std::string& stored : {bytes, gzip(bytes), zstd(bytes)}) {
            const TemporaryFile file(stored);
            const InputError error = open_error(file.path());
            EXPECT_EQ(error.kind, InputErrorKind::kForeignFormat) << name;
            EXPECT_EQ(error.message.rfind(file.path() + " is " + name + ", not LHCO text. ", 0), 0u) << error.message;
        }
    }
    const TemporaryFile twice(gzip(gzip("0 1 2\n")));
    EXPECT_NE(open_error(twice.path()).message.find("compressed data inside compressed data"), std::string::npos);
}

TEST(Source, ACommentedLheBannerIsLhco) {
    const TemporaryFile file("#<LesHouchesEvents version=\"1.0\">\n#<?xml\n0 1 2\n");
    EXPECT_TRUE(ByteSource::open(file.path()).source);
}

TEST(Source, ReadsTheStandardInput) {
    const TemporaryFile file(gzip("0 1 2\n"));
    const int kept = ::dup(STDIN_FILENO);
    ASSERT_NE(std::freopen(file.path().c_str(), "rb", stdin), nullptr);
    {
        ByteSource source = std::move(*ByteSource::open("-").source);
        EXPECT_EQ(read_all(source), "0 1 2\n");
        EXPECT_EQ(source.path(), "standard input");
    }
    EXPECT_GE(::fcntl(STDIN_FILENO, F_GETFD), 0) << "the source does not close it";
    ::dup2(kept, STDIN_FILENO);
    ::close(kept);
}

}  // namespace
}  // namespace collmc::lhco
