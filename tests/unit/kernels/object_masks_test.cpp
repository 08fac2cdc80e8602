// Masks of objects, from columns of every form, by the code of every kind of processor, against a loop.
#include "runtime/kernels/object_masks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "runtime/kernels/object_masks_code.h"

namespace collmc::kernels {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr int kColumn = abi::kPt;

/// Events with jets behind some other objects, and one column of theirs.
struct Jets {
    Jets(std::uint64_t seed, std::int32_t events, int most_in_an_event) : random(seed) {
        std::int32_t at = kOthers;
        for (std::int32_t event = 0; event < events; ++event) {
            begin.push_back(at);
            size.push_back(static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(most_in_an_event + 1)));
            at += size.back();
        }
        block.n_events = events;
        block.n_objects = at;
        block.segment_begin[abi::kJet] = kOthers;
        block.segment_end[abi::kJet] = at;
        block.begin[abi::kJet] = begin.data();
        block.size[abi::kJet] = size.data();
        values.assign(static_cast<std::size_t>(at) + 1 + abi::kPadding, 0);
        block.object_columns[kColumn] = values.data();
        mask.assign(values.size(), ~std::uint64_t{0});
    }
    std::size_t count() const { return static_cast<std::size_t>(block.n_objects - kOthers); }
    double& value(std::size_t i) { return values[kOthers + i]; }

    /// Integers of so many bytes over 10^decimals, and the doubles that they are.
    void store(int bytes, int decimals, std::int64_t base, std::uint64_t below) {
        bytes_of_integers.resize(count() * static_cast<std::size_t>(bytes));
        for (std::size_t i = 0; i < count(); ++i) {
            const std::uint64_t u = random() % below;
            std::memcpy(bytes_of_integers.data() + i * static_cast<std::size_t>(bytes), &u,
                        static_cast<std::size_t>(bytes));
            value(i) = static_cast<double>(base + static_cast<std::int64_t>(u)) / std::pow(10, decimals);
        }
        block.stored[abi::kJet][kColumn] = {bytes_of_integers.data(), bytes, decimals, base};
    }
    bool bit(std::size_t i) const { return (mask[i / 64] >> (i % 64) & 1) != 0; }

    static constexpr std::int32_t kOthers = 3;
    std::mt19937_64 random;
    std::vector<std::int32_t> begin, size;
    std::vector<double> values;
    std::vector<char> bytes_of_integers;
    std::vector<std::uint64_t> mask;
    abi::Block block;
};

void expect_comparison(Jets& jets, double low, double high, std::int64_t how) {
    std::fill(jets.mask.begin(), jets.mask.end(), 0x5555'5555'5555'5555);
    collmc_compare(&jets.block, abi::kJet, kColumn, low, high, how, jets.mask.data());
    for (std::size_t i = 0; i < jets.count(); ++i) {
        const double x = (how & kAbsolute) != 0 ? std::abs(jets.value(i)) : jets.value(i);
        const bool is_in = (low <= x && x <= high) != ((how & kInverted) != 0), old = i % 2 == 0;
        const bool expected = (how & kAnd) != 0 ? old && is_in : (how & kOr) != 0 ? old || is_in : is_in;
        ASSERT_EQ(jets.bit(i), expected) << jets.value(i) << " in " << low << ", " << high << ", how " << how;
    }
    for (std::size_t i = jets.count(); i % 64 != 0 && (how & kOr) == 0 && (how & kAnd) == 0; ++i)
        ASSERT_FALSE(jets.bit(i)) << "behind the last";
}

void expect_comparisons(Jets& jets, std::initializer_list<double> limits) {
    for (const double low : limits) {
        for (const double high : limits) {
            for (std::int64_t how = 0; how < 12 && !::testing::Test::HasFatalFailure(); ++how)
                expect_comparison(jets, low, high, how);
        }
    }
}

TEST(ObjectMasks, CompareStoredIntegersAsTheirValues) {
    struct Form {
        int bytes, decimals;
        std::int64_t base;
        std::uint64_t below;
    };
    for (const Form& form : {Form{1, 0, 0, 4},
                             {1, 3, -128, 256},
                             {2, 2, 2001, 65536},
                             {2, 3, -4885, 9000},
                             {4, 2, -1000000, 4294967296},
                             {4, 15, -(std::int64_t{1} << 52), 4294967296}}) {
        for (const std::int32_t events : {0, 1, 5, 200}) {
            Jets jets(static_cast<std::uint64_t>(events), events, 9);
            jets.store(form.bytes, form.decimals, form.base, form.below);
            const double one = jets.count() > 0 ? jets.value(0) : 1;
            expect_comparisons(jets, {one, std::nextafter(one, kInfinity), std::nextafter(one, -kInfinity), -one, 0.0,
                                      30.0, 2.5, -2.5, 1e300, -1e300, kInfinity, -kInfinity, kNan});
        }
    }
}

TEST(ObjectMasks, CompareDoubles) {
    Jets jets(7, 100, 9);
    const double some[] = {0.0, -0.0, 30, -30, 2.5, 1e-320, kInfinity, -kInfinity, kNan, -kNan};
    for (std::size_t i = 0; i < jets.count(); ++i) jets.value(i) = some[jets.random() % std::size(some)];
    expect_comparisons(jets, {0.0, -0.0, 30, 2.5, -2.5, kInfinity, -kInfinity, kNan});
}

TEST(ObjectMasks, EveryCodeComparesAlike) {
    for (const int bytes : {1, 2, 4, 8}) {
        std::mt19937_64 random(static_cast<std::uint64_t>(bytes));
        for (const std::size_t count : {0, 1, 63, 64, 65, 200}) {
            std::vector<std::uint8_t> data(count * static_cast<std::size_t>(bytes));
            for (std::uint8_t& byte : data) byte = static_cast<std::uint8_t>(random());
            MaskTest test{.bytes = bytes,
                          .in = {30, 100, false},
                          .out = {40, 20, false},
                          .low = -1e100,
                          .high = 1e200,
                          .is_inverted = random() % 2 == 0};
            std::vector<std::uint64_t> expected(count / 64 + 1);
            mask_code().back().compare(test, data.data(), count, expected.data());
            for (const MaskCode& code : mask_code()) {
                std::vector<std::uint64_t> mask(count / 64 + 1);
                code.compare(test, data.data(), count, mask.data());
                EXPECT_EQ(mask, expected) << code.name << ", " << bytes << " bytes, " << count;
            }
        }
    }
}

TEST(ObjectMasks, TakeTheObjectsOfEachEvent) {
    for (const MaskCode& code : mask_code()) {
        for (const int most : {0, 1, 5, 9, 15, 16, 40, 300}) {
            Jets jets(static_cast<std::uint64_t>(most), 205, most);
            for (std::uint64_t& word : jets.mask) word = jets.random() & jets.random();
            for (std::size_t i = jets.count(); i % 64 != 0; ++i) jets.mask[i / 64] &= ~(std::uint64_t{1} << (i % 64));
            const auto events = static_cast<std::size_t>(jets.block.n_events);
            std::vector<std::int32_t> begin(events), size(events), sizes(events),
                rows(jets.count() + 2 + abi::kPadding, -77);
            const auto count = static_cast<std::int32_t>(jets.count());
            const MaskTaking taking = {jets.block.n_events, Jets::kOthers, count, jets.begin.data(), jets.size.data()};
            const std::int32_t total = code.take(taking, jets.mask.data(), begin.data(), size.data(), rows.data());
            EXPECT_EQ(code.take(taking, jets.mask.data(), nullptr, sizes.data(), nullptr), total);
            EXPECT_EQ(sizes, size);
            std::int32_t at = 0;
            for (std::size_t event = 0; event < events; ++event) {
                ASSERT_EQ(begin[event], at) << code.name << ", event " << event << ", most " << most;
                for (std::int32_t i = jets.begin[event]; i < jets.begin[event] + jets.size[event]; ++i) {
                    if (!jets.bit(static_cast<std::size_t>(i - Jets::kOthers))) continue;
                    ASSERT_EQ(rows[static_cast<std::size_t>(at++)], i);
                }
                ASSERT_EQ(size[event], at - begin[event]);
            }
            EXPECT_EQ(total, at);
            EXPECT_EQ(rows.back(), -77) << "behind the padding";
        }
    }
}

TEST(ObjectMasks, TakeTheObjectsOfSomeEvents) {
    for (const MaskCode& code : mask_code()) {
        for (const int most : {0, 1, 5, 9, 15, 16, 40, 300}) {
            Jets jets(static_cast<std::uint64_t>(most), 205, most);
            for (std::uint64_t& word : jets.mask) word = jets.random() | jets.random();
            std::vector<std::int32_t> events, begin(jets.begin.size(), -77),
                rows(jets.count() + 2 + abi::kPadding, -77);
            for (std::int32_t event = 0; event < jets.block.n_events; ++event) {
                if (most == 300 || jets.random() % 3 == 0) events.push_back(event);
            }
            const auto count = static_cast<std::int32_t>(jets.count());
            const MaskTaking taking = {jets.block.n_events, Jets::kOthers, count, jets.begin.data(), jets.size.data()};
            code.take_at(taking, jets.mask.data(), events.data(), events.size(), begin.data(), rows.data());
            std::vector<std::int32_t> expected_begin(begin.size(), -77), expected;
            for (const std::int32_t event : events) {
                const auto e = static_cast<std::size_t>(event);
                expected_begin[e] = static_cast<std::int32_t>(expected.size());
                for (std::int32_t i = jets.begin[e]; i < jets.begin[e] + jets.size[e]; ++i)
                    if (jets.bit(static_cast<std::size_t>(i - Jets::kOthers))) expected.push_back(i);
            }
            EXPECT_EQ(begin, expected_begin) << code.name << ", most " << most;
            EXPECT_EQ(rows.back(), -77) << "behind the padding";
            rows.resize(expected.size());
            EXPECT_EQ(rows, expected) << code.name << ", most " << most;
        }
    }
}

TEST(ObjectMasks, Combine) {
    Jets jets(3, 50, 5);
    std::vector<std::uint64_t> other(jets.mask.size());
    for (std::uint64_t& word : other) word = jets.random();
    for (const std::int64_t how : {std::int64_t{0}, std::int64_t{kAnd}, std::int64_t{kOr}}) {
        for (const std::int64_t inverted : {std::int64_t{0}, std::int64_t{kInverted}}) {
            std::vector<std::uint64_t> before(jets.mask.size());
            for (std::uint64_t& word : before) word = jets.random();
            jets.mask = before;
            collmc_combine(&jets.block, abi::kJet, other.data(), how | inverted, jets.mask.data());
            for (std::size_t i = 0; i < jets.count(); ++i) {
                const bool a = (before[i / 64] >> (i % 64) & 1) != 0;
                const bool b = ((other[i / 64] >> (i % 64) & 1) != 0) != (inverted != 0);
                ASSERT_EQ(jets.bit(i), how == kAnd ? a && b : how == kOr ? a || b : b);
            }
        }
    }
}

}  // namespace
}  // namespace collmc::kernels
