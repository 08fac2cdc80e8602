#include "runtime/kernels/memory.h"

#include <new>

namespace collmc::kernels {

namespace {
constexpr std::align_val_t kCacheLine{64};
}

extern "C" void* collmc_allocate(std::int64_t bytes) noexcept {
    return ::operator new(static_cast<std::size_t>(bytes), kCacheLine);
}

extern "C" void collmc_release(void* memory) noexcept { ::operator delete(memory, kCacheLine); }

}  // namespace collmc::kernels
