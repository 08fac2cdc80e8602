#include "compiler/machine/symbols.h"

#include <fmt/format.h>

#include "runtime/kernels/collections.h"
#include "runtime/kernels/event_lists.h"
#include "runtime/kernels/gather.h"
#include "runtime/kernels/math.h"
#include "runtime/kernels/memory.h"
#include "runtime/kernels/momenta.h"
#include "runtime/kernels/object_masks.h"
#include "runtime/kernels/solvers.h"
#include "runtime/kernels/trios.h"

namespace collmc::machine {

namespace {

template <class Function>
const void* address(Function* function) {
    return reinterpret_cast<const void*>(function);
}

Symbols collect(int width) {
    Symbols symbols = {
        {"collmc_unite", address(&kernels::collmc_unite)},
        {"collmc_unite_unordered", address(&kernels::collmc_unite_unordered)},
        {"collmc_members", address(&kernels::collmc_members)},
        {"collmc_order", address(&kernels::collmc_order)},
        {"collmc_unite_events", address(&kernels::collmc_unite_events)},
        {"collmc_subset", address(&kernels::collmc_subset)},
        {"collmc_all_events", address(&kernels::collmc_all_events)},
        {"collmc_by_size", address(&kernels::collmc_by_size)},
        {"collmc_mt2", address(&kernels::collmc_mt2)},
        {"collmc_eigenvalue3", address(&kernels::collmc_eigenvalue3)},
        {"collmc_append", address(&kernels::collmc_append)},
        {"collmc_compare", address(&kernels::collmc_compare)},
        {"collmc_combine", address(&kernels::collmc_combine)},
        {"collmc_take", address(&kernels::collmc_take)},
        {"collmc_take_at", address(&kernels::collmc_take_at)},
        {"collmc_decode", address(&kernels::collmc_decode)},
        {"collmc_fill_at", address(&kernels::collmc_fill_at)},
        {"collmc_fill", address(&kernels::collmc_fill)},
        {"collmc_allocate", address(&kernels::collmc_allocate)},
        {"collmc_release", address(&kernels::collmc_release)},
    };
    const auto variant = [&](const auto& function) {
        return width == 8 ? function.wide8 : width == 4 ? function.wide4 : function.scalar;
    };
    for (const kernels::MathFunction& function : kernels::math_functions())
        symbols.emplace(fmt::format("collmc_{}_{}", function.name, width), variant(function));
    for (const kernels::MathPair& pair : kernels::math_pairs())
        symbols.emplace(fmt::format("collmc_{}_{}_{}", pair.first, pair.second, width), variant(pair));
    if (width > 1) {
        const kernels::Gathers& gathers = width == 8 ? kernels::kGathers8 : kernels::kGathers4;
        symbols.emplace(fmt::format("collmc_gather_f64_{}", width), gathers.f64);
        symbols.emplace(fmt::format("collmc_gather_i32_{}", width), gathers.i32);
        symbols.emplace(fmt::format("collmc_gather_near_i32_{}", width), gathers.near_i32);
        symbols.emplace(fmt::format("collmc_momenta_{}", width),
                        width == 8 ? address(&kernels::collmc_momenta_8) : address(&kernels::collmc_momenta_4));
        symbols.emplace(fmt::format("collmc_trios_{}", width),
                        width == 8 ? address(&kernels::collmc_trios_8) : address(&kernels::collmc_trios_4));
    }
    return symbols;
}

}  // namespace

const Symbols& kernel_symbols(int width) {
    static const Symbols scalar = collect(1), wide4 = collect(4), wide8 = collect(8);
    return width == 8 ? wide8 : width == 4 ? wide4 : scalar;
}

}  // namespace collmc::machine
