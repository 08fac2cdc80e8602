// Working memory of compiled code beyond its workspace: sized by what a block holds, so unknown before.
#pragma once

#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::kernels {

/// At least `bytes` of memory, aligned to a cache line, contents unspecified. Ends the program where there is none:
/// compiled code has no way to fail.
extern "C" void* collmc_allocate(std::int64_t bytes) noexcept;
extern "C" void collmc_release(void* memory) noexcept;

/// The same 64 bits for each of `count` elements.
extern "C" void collmc_fill(double* to, std::int64_t count, std::uint64_t bits) noexcept;
/// Likewise for those of some numbers.
extern "C" void collmc_fill_at(double* to, const std::int32_t* numbers, std::int64_t count,
                               std::uint64_t bits) noexcept;

/// Makes room for `capacity` entries of `columns` columns in a list and abi::kPadding more behind them; its entries
/// keep their values. A list only grows, and by half at least. Ends the program where there is no memory.
extern "C" void collmc_reserve(abi::List* list, int columns, std::int64_t capacity) noexcept;

/// Appends an entry for each of `lanes` lanes whose bit is set in `active`: its event and values[column * lanes +
/// lane].
extern "C" void collmc_append(abi::List* list, int columns, std::uint64_t active, const std::int32_t* events,
                              const double* values, std::int64_t lanes) noexcept;

/// Frees the arrays of a list and leaves it empty: its owner calls this.
void release(abi::List& list) noexcept;

}  // namespace collmc::kernels
