#include "runtime/kernels/object_masks.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/abi/decimals.h"
#include "runtime/kernels/object_masks_code.h"

namespace collmc::kernels {
namespace {

constexpr std::size_t kWord = 64;

std::size_t objects_of(const abi::Block& block, std::int64_t particle) {
    return static_cast<std::size_t>(block.segment_end[particle] - block.segment_begin[particle]);
}

/// The values of a stored column ascend with its integers, so where they cross a limit shows at two neighbours.
class Quotients {
public:
    explicit Quotients(const abi::StoredColumn& column)
        : base_(column.base),
          last_(static_cast<std::int64_t>((std::uint64_t{1} << (8 * column.bytes)) - 1)),
          power_(abi::kPowersOfTen[column.decimals]) {}

    IntegerSpan between(double low, double high) const {
        if (!(low <= high)) return {};
        const std::int64_t begin = first([low](double value) { return value >= low; }, low);
        const std::int64_t end = first([high](double value) { return value > high; }, high);
        if (begin >= end) return {};
        return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - 1 - begin), false};
    }

private:
    /// The first integer whose value is beyond the limit; last_ + 1 if none is.
    template <class IsBeyond>
    std::int64_t first(const IsBeyond& is_beyond, double limit) const {
        const auto holds = [&](std::int64_t u) { return is_beyond(static_cast<double>(base_ + u) / power_); };
        const double near = limit * power_ - static_cast<double>(base_);
        auto u = static_cast<std::int64_t>(std::clamp(near, 0.0, static_cast<double>(last_)));
        while (u > 0 && holds(u - 1)) --u;
        while (u <= last_ && !holds(u)) ++u;
        return u;
    }

    std::int64_t base_, last_;
    double power_;
};

MaskTest test_of(const abi::StoredColumn& stored, double low, double high, std::int64_t how) {
    MaskTest test;
    test.is_absolute = (how & kAbsolute) != 0;
    test.is_inverted = (how & kInverted) != 0;
    test.into = (how & kAnd) != 0  ? MaskTest::Into::both
                : (how & kOr) != 0 ? MaskTest::Into::either
                                   : MaskTest::Into::overwrite;
    test.low = low;
    test.high = high;
    if (stored.data == nullptr) return test;
    test.bytes = stored.bytes;
    const Quotients quotients(stored);
    if (!test.is_absolute) {
        test.in = quotients.between(low, high);
    } else if (low <= high) {
        test.in = quotients.between(-high, high);
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        if (low > 0) test.out = quotients.between(std::nextafter(-low, kInfinity), std::nextafter(low, 0));
    }
    return test;
}

MaskTaking taking_of(const abi::Block& block, std::int64_t particle) {
    return {
        block.n_events,        block.segment_begin[particle], static_cast<std::int32_t>(objects_of(block, particle)),
        block.begin[particle], block.size[particle],          block.ahead};
}

std::vector<MaskCode> runnable_mask_code() {
    std::vector<MaskCode> runnable;
#ifdef __x86_64__
    const bool has_bits =
        __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
    const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    const bool has_bytes = __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx512bitalg") &&
                           __builtin_cpu_supports("avx512vbmi");
    if (has_bits && has_avx512 && has_bytes) runnable.push_back(kMasksAvx512Bytes);
    if (has_bits && has_avx512) runnable.push_back(kMasksAvx512);
    if (has_bits && __builtin_cpu_supports("avx2")) runnable.push_back(kMasksAvx2);
#endif
    runnable.push_back(kMasksPortable);
    return runnable;
}

}  // namespace

const std::vector<MaskCode>& mask_code() {
    static const std::vector<MaskCode> kCode = runnable_mask_code();
    return kCode;
}

extern "C" void collmc_compare(const abi::Block* block, std::int64_t particle, std::int64_t column, double low,
                               double high, std::int64_t how, std::uint64_t* mask) {
    const abi::StoredColumn& stored = block->stored[particle][column];
    const void* const data =
        stored.data != nullptr ? stored.data : block->object_columns[column] + block->segment_begin[particle];
    MaskTest test = test_of(stored, low, high, how);
    test.ahead = block->ahead;
    mask_code().front().compare(test, data, objects_of(*block, particle), mask);
}

extern "C" void collmc_combine(const abi::Block* block, std::int64_t particle, const std::uint64_t* other,
                               std::int64_t how, std::uint64_t* mask) {
    const std::size_t count = objects_of(*block, particle);
    for (std::size_t i = 0; i < count; i += kWord) {
        std::uint64_t& word = mask[i / kWord];
        std::uint64_t bits = other[i / kWord];
        if ((how & kInverted) != 0) bits = ~bits;
        if (count - i < kWord) bits &= (std::uint64_t{1} << (count - i)) - 1;
        word = (how & kAnd) != 0 ? word & bits : (how & kOr) != 0 ? word | bits : bits;
    }
}

extern "C" std::int64_t collmc_take(const abi::Block* block, std::int64_t particle, const std::uint64_t* mask,
                                    std::int32_t* begin, std::int32_t* size, std::int32_t* rows) {
    return mask_code().front().take(taking_of(*block, particle), mask, begin, size, rows);
}

extern "C" void collmc_take_at(const abi::Block* block, std::int64_t particle, const std::uint64_t* mask,
                               const std::int32_t* events, std::int64_t count, std::int32_t* begin,
                               std::int32_t* rows) {
    mask_code().front().take_at(taking_of(*block, particle), mask, events, static_cast<std::size_t>(count), begin,
                                rows);
}

extern "C" void collmc_decode(const abi::Block* block, std::int64_t particle, std::int64_t columns,
                              const std::int32_t* events, std::int64_t count) {
    if (block->decode == nullptr) return;
    block->decode(block->column_source, static_cast<std::int32_t>(particle), static_cast<std::uint32_t>(columns),
                  events, count);
}

}  // namespace collmc::kernels
