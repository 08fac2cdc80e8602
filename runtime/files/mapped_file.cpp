#include "runtime/files/mapped_file.h"

#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

namespace collmc::files {
namespace {

/// Mappings that the handler knows. Whoever finds no place does without.
struct Slot {
    std::atomic<bool> is_taken = false;
    std::atomic<std::uintptr_t> begin = 0, end = 0;  ///< addresses; 0 while there is no mapping
    std::atomic<bool> is_broken = false;
};
std::array<Slot, 64> slots;
struct sigaction action_before;

std::uintptr_t page_size() {
    static const auto size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

/// Puts zeros where a mapping has no file any more. Calls nothing but the system: it may interrupt anything.
void on_missing_bytes(int signal, siginfo_t* info, void* context) {
    const int error = errno;
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    for (Slot& slot : slots) {
        const std::uintptr_t begin = slot.begin.load(), end = slot.end.load();
        if (begin == 0 || address < begin || address >= end) continue;
        slot.is_broken.store(true);
        const std::uintptr_t page = address / page_size() * page_size();
        void* const zeros = ::mmap(reinterpret_cast<void*>(page), end - page, PROT_READ,
                                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (zeros == MAP_FAILED) break;
        errno = error;
        return;
    }
    if ((action_before.sa_flags & SA_SIGINFO) != 0) return action_before.sa_sigaction(signal, info, context);
    if (action_before.sa_handler != SIG_DFL && action_before.sa_handler != SIG_IGN)
        return action_before.sa_handler(signal);
    // Back at the fault, it ends the process as if nobody had been here.
    ::signal(signal, SIG_DFL);
}

bool install_handler() {
    page_size();
    struct sigaction action {};
    action.sa_sigaction = on_missing_bytes;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    return ::sigaction(SIGBUS, nullptr, &action_before) == 0 && ::sigaction(SIGBUS, &action, nullptr) == 0;
}

/// Of a disk of this machine, with a file's bytes in the system's cache.
bool is_local_file(int descriptor) {
    struct stat info;
    struct statfs system;
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode) || ::fstatfs(descriptor, &system) != 0) return false;
    constexpr std::uint32_t kXfs = 0x58465342;
    switch (static_cast<std::uint32_t>(system.f_type)) {
        case EXT4_SUPER_MAGIC:  // and ext2, ext3
        case kXfs:
        case BTRFS_SUPER_MAGIC:
        case F2FS_SUPER_MAGIC:
        case OVERLAYFS_SUPER_MAGIC:
        case TMPFS_MAGIC: return true;
        default: return false;
    }
}

}  // namespace

std::unique_ptr<const MappedFile> MappedFile::map(int descriptor, std::uint64_t size) {
    static const bool has_handler = install_handler();
    if (!has_handler || size == 0 || !is_local_file(descriptor)) return nullptr;
    const auto slot =
        std::find_if(slots.begin(), slots.end(), [](Slot& each) { return !each.is_taken.exchange(true); });
    if (slot == slots.end()) return nullptr;
    void* const bytes = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    if (bytes == MAP_FAILED) {
        slot->is_taken.store(false);
        return nullptr;
    }
    ::madvise(bytes, size, MADV_SEQUENTIAL);  // read ahead from the disk
    const auto begin = reinterpret_cast<std::uintptr_t>(bytes);
    slot->is_broken.store(false);
    slot->end.store((begin + size + page_size() - 1) / page_size() * page_size());
    slot->begin.store(begin);
    return std::unique_ptr<const MappedFile>(
        new MappedFile(static_cast<char*>(bytes), size, static_cast<std::size_t>(slot - slots.begin())));
}

MappedFile::~MappedFile() {
    slots[slot_].begin.store(0);
    ::munmap(bytes_, size_);
    slots[slot_].is_taken.store(false);
}

bool MappedFile::is_whole() const { return !slots[slot_].is_broken.load(); }

bool MappedFile::take(std::uint64_t begin, std::uint64_t end) const {
    if (!is_whole()) return false;
    const std::uint64_t page = begin / page_size() * page_size();
    {
        const std::scoped_lock lock(mutex_);
        if (present_from_ == present_to_) present_from_ = present_to_ = page;
        present_from_ = std::min(present_from_, page);
        present_to_ = std::max(present_to_, end);
        held_.push_back(begin);
    }
    if (::madvise(bytes_ + page, end - page, MADV_POPULATE_READ) == 0) return true;
    give_back(begin);
    return false;
}

void MappedFile::give_back(std::uint64_t begin) const {
    std::uint64_t from, to;
    {
        const std::scoped_lock lock(mutex_);
        held_.erase(std::find(held_.begin(), held_.end(), begin));
        from = present_from_;
        to = held_.empty() ? present_to_ : *std::min_element(held_.begin(), held_.end());
        to = to / page_size() * page_size();
        if (to < from + kGivenBackAtOnce) return;
        present_from_ = to;
        present_to_ = std::max(present_to_, to);
    }
    // Where a page is entered, the whole of what the system keeps in one piece may be: also what is before, and was
    // given back. Where somebody takes pages again meanwhile, the system brings them back as they are looked at.
    constexpr std::uint64_t kLargestPiece = 2u << 20;
    from -= std::min(from, kLargestPiece);
    ::madvise(bytes_ + from, to - from, MADV_DONTNEED);
}

bool MappedBytes::hold(const MappedFile& file, std::uint64_t begin, std::uint64_t end) {
    drop();
    if (!file.take(begin, end)) return false;
    file_ = &file;
    begin_ = begin;
    bytes_ = {file.bytes_ + begin, end - begin};
    return true;
}

void MappedBytes::drop() {
    if (!file_) return;
    file_->give_back(begin_);
    file_ = nullptr;
    bytes_ = {};
}

}  // namespace collmc::files
