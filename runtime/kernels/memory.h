// Working memory of compiled code beyond its workspace: sized by what a block holds, so unknown before.
#pragma once

#include <cstdint>

namespace collmc::kernels {

/// At least `bytes` of memory, aligned to a cache line, contents unspecified. Ends the program where there is none:
/// compiled code has no way to fail.
extern "C" void* collmc_allocate(std::int64_t bytes) noexcept;
extern "C" void collmc_release(void* memory) noexcept;

}  // namespace collmc::kernels
