#include "runtime/files/mapped_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/lhco/temporary_file.h"

namespace collmc::files {
namespace {

/// In memory, without a name.
class OpenFile {
public:
    explicit OpenFile(const std::string& bytes) : descriptor_(::memfd_create("bytes", MFD_CLOEXEC)) {
        EXPECT_EQ(::write(descriptor_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }
    ~OpenFile() { ::close(descriptor_); }
    int descriptor() const { return descriptor_; }
    void cut(off_t size) { ASSERT_EQ(::ftruncate(descriptor_, size), 0); }

private:
    int descriptor_;
};

std::string some_bytes(std::size_t size) {
    std::string bytes(size, ' ');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + i % 23);
    return bytes;
}

TEST(MappedFile, HoldsTheBytesThatAreAskedFor) {
    const std::string bytes = some_bytes(100000);
    const OpenFile file(bytes);
    const auto mapped = MappedFile::map(file.descriptor(), bytes.size());
    ASSERT_TRUE(mapped);
    MappedBytes some;
    EXPECT_FALSE(some);
    for (const std::uint64_t begin : {0u, 1u, 4095u, 4096u, 50000u, 99999u}) {
        for (const std::uint64_t end : {1u, 4096u, 4097u, 60000u, 100000u}) {
            if (begin >= end) continue;
            ASSERT_TRUE(some.hold(*mapped, begin, end));
            EXPECT_EQ(some.bytes(), std::string_view(bytes).substr(begin, end - begin));
            EXPECT_TRUE(some.is_whole());
        }
    }
    some.drop();
    EXPECT_FALSE(some);
}

TEST(MappedFile, WhatIsCutOffReadsAsZeros) {
    const std::string bytes = some_bytes(100000);
    OpenFile file(bytes);
    const auto mapped = MappedFile::map(file.descriptor(), bytes.size());
    MappedBytes some, more;
    ASSERT_TRUE(some.hold(*mapped, 1000, 100000));
    file.cut(8192);
    EXPECT_EQ(some.bytes().substr(0, 7192), std::string_view(bytes).substr(1000, 7192));
    EXPECT_TRUE(mapped->is_whole());
    EXPECT_EQ(some.bytes().back(), '\0');
    EXPECT_FALSE(mapped->is_whole());
    EXPECT_FALSE(some.is_whole());
    EXPECT_EQ(std::count(some.bytes().begin() + 7192, some.bytes().end(), '\0'), 100000 - 8192);
    some.drop();
    EXPECT_FALSE(more.hold(*mapped, 0, 4096)) << "whoever reads it now shall learn why";
}

TEST(MappedFile, WhatWasCutOffBeforeIsNotHeld) {
    OpenFile file(some_bytes(100000));
    const auto mapped = MappedFile::map(file.descriptor(), 100000);
    file.cut(8192);
    MappedBytes some;
    EXPECT_FALSE(some.hold(*mapped, 50000, 60000));
    EXPECT_TRUE(some.hold(*mapped, 0, 8192));
    EXPECT_TRUE(mapped->is_whole());
}

TEST(MappedFile, MemoryIsThatOfTheHeldBytes) {
    constexpr std::uint64_t kSize = 256u << 20;
    const OpenFile file("");
    ASSERT_EQ(::ftruncate(file.descriptor(), kSize), 0);
    const auto mapped = MappedFile::map(file.descriptor(), kSize);
    const auto peak_kilobytes = [] {
        struct rusage usage;
        ::getrusage(RUSAGE_SELF, &usage);
        return usage.ru_maxrss;
    };
    const long before = peak_kilobytes();
    MappedBytes some;
    for (std::uint64_t begin = 0; begin < kSize; begin += 1u << 20) {
        ASSERT_TRUE(some.hold(*mapped, begin, begin + (1u << 20)));
        ASSERT_EQ(std::count(some.bytes().begin(), some.bytes().end(), '\0'), 1 << 20);
    }
    EXPECT_LT(peak_kilobytes() - before, 64 << 10);
}

/// How many of these pages are in the page table of this process.
std::int64_t entered_pages(const char* begin, std::size_t bytes) {
    constexpr std::size_t kPage = 4096;
    std::vector<std::uint64_t> entries(bytes / kPage);
    const int map = ::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    const auto size = static_cast<ssize_t>(entries.size() * sizeof entries[0]);
    const auto at = static_cast<off_t>(reinterpret_cast<std::uintptr_t>(begin) / kPage * sizeof entries[0]);
    EXPECT_EQ(::pread(map, entries.data(), static_cast<std::size_t>(size), at), size);
    ::close(map);
    return std::ranges::count_if(entries, [](std::uint64_t entry) { return (entry >> 63) != 0; });
}

/// Of a file on disk the system keeps longer or shorter pieces, depending on how it was written, and enters whole ones.
TEST(MappedFile, NothingStaysOfWhatWasGivenBack) {
    if (::sysconf(_SC_PAGESIZE) != 4096) GTEST_SKIP() << "pages of another size";
    constexpr std::size_t kPiece = 2296000, kPieces = 30, kSize = kPiece * kPieces;
    const TemporaryFile on_disk("");
    const int file = ::open(on_disk.path().c_str(), O_RDWR | O_CLOEXEC);
    const std::string piece = some_bytes(kPiece);
    for (std::size_t i = 0; i < kPieces; ++i)
        ASSERT_EQ(::write(file, piece.data(), kPiece), static_cast<ssize_t>(kPiece));
    const auto mapped = MappedFile::map(file, kSize);
    ::close(file);
    if (!mapped) GTEST_SKIP() << "temporary files are not on a disk of this machine";
    constexpr std::uint64_t kHeld = 300000, kBehind = 16384;
    const char* first = nullptr;
    std::uint64_t begin = 0;
    for (MappedBytes some; begin + kHeld + kBehind <= kSize; begin += kHeld) {
        ASSERT_TRUE(some.hold(*mapped, begin, begin + kHeld + kBehind));
        if (begin == 0) first = some.bytes().data();
    }
    EXPECT_EQ(entered_pages(first, kSize - 2 * MappedFile::kGivenBackAtOnce), 0);
}

TEST(MappedFile, ThreadsMayHoldTheSamePages) {
    const std::string bytes = some_bytes(1 << 20);
    const OpenFile file(bytes);
    const auto mapped = MappedFile::map(file.descriptor(), bytes.size());
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            MappedBytes some;
            for (std::uint64_t i = 0; i < 400; ++i) {
                const std::uint64_t begin = (i * 7919 + static_cast<std::uint64_t>(thread) * 100) % 1000000;
                ASSERT_TRUE(some.hold(*mapped, begin, begin + 5000));
                ASSERT_EQ(some.bytes(), std::string_view(bytes).substr(begin, 5000));
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

TEST(MappedFile, WhatIsNoFileOfThisMachineIsNotMapped) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    EXPECT_EQ(MappedFile::map(ends[0], 100), nullptr);
    ::close(ends[0]);
    ::close(ends[1]);
    const int process = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    EXPECT_EQ(MappedFile::map(process, 100), nullptr);
    ::close(process);
    const OpenFile empty("");
    EXPECT_EQ(MappedFile::map(empty.descriptor(), 0), nullptr);
}

TEST(MappedFile, ThereMayBeMoreThanCanBeMapped) {
    const OpenFile file("bytes");
    std::vector<std::unique_ptr<const MappedFile>> mapped;
    for (int i = 0; i < 200; ++i) mapped.push_back(MappedFile::map(file.descriptor(), 5));
    EXPECT_TRUE(mapped.front());
    EXPECT_FALSE(mapped.back());
    mapped.clear();
    EXPECT_TRUE(MappedFile::map(file.descriptor(), 5));
}

/// The handler is there for mapped files only. (A sanitizer tells of the fault and ends the process in its own way.)
TEST(MappedFileDeathTest, OtherFaultsEndTheProcessAsBefore) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            OpenFile file(some_bytes(100000));
            const auto mapped = MappedFile::map(file.descriptor(), 100000);
            void* const other = ::mmap(nullptr, 100000, PROT_READ, MAP_SHARED, file.descriptor(), 0);
            file.cut(0);
            const char byte = static_cast<volatile char*>(other)[50000];
            ::_exit(byte);  // 0, if that were zeros now
        },
        [](int status) { return WIFSIGNALED(status) ? WTERMSIG(status) == SIGBUS : WEXITSTATUS(status) != 0; }, "");
}

}  // namespace
}  // namespace collmc::files
