// What is said of random programs and random changes to them holds for random events: where the meaning is the same, so
// are all results, to the bit; where a region is said to keep fewer events, none passes that did not pass before.
//
// Fixed seeds, some seconds; COLLMC_DIFF_PROGRAMS asks for more programs, COLLMC_DIFF_SEED for others.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstdlib>

#include "compiler/plan/lower.h"
#include "support.h"
#include "tests/unit/plan/random_plan.h"
#include "tests/unit/property/mutate.h"
#include "tests/unit/property/program_generator.h"

namespace collmc::diff {
namespace {

long asked(const char* variable, long otherwise) {
    const char* value = std::getenv(variable);
    return value != nullptr ? std::atol(value) : otherwise;
}

/// What a program makes of some events, in all its worlds.
struct Results {
    plan::Plan plan;
    plan::testing::Outcome outcome;

    Results(const semantics::Program& program, const abi::Block& block) : plan(plan::lower(program)) {
        outcome = plan::testing::interpret(plan, block);
    }
    /// The events that pass a region of the nominal world.
    const std::vector<std::int32_t>* passing(const std::string& region) const {
        for (const plan::Region& it : plan.regions)
            if (it.name == region && it.variation.empty()) return &outcome.events[it.rows.back().selection];
        return nullptr;
    }
};

using Numbers = std::vector<std::vector<double>>;

bool same_bits(const Numbers& a, const Numbers& b) {
    const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x != x ? 0.0 / 0.0 : x); };
    return std::ranges::equal(a, b, [&](const auto& x, const auto& y) {
        return std::ranges::equal(x, y, [&](double p, double q) { return bits(p) == bits(q); });
    });
}

/// All numbers of each region, by its name and world: those of outputs by theirs.
std::map<std::string, Numbers> everything(const Results& results) {
    std::map<std::string, Numbers> all;
    std::vector<std::string> names;
    for (const plan::Region& region : results.plan.regions) {
        names.push_back(region.name + "__" + region.variation);
        Numbers& rows = all[names.back()];
        for (const plan::Row& row : region.rows) {
            rows.emplace_back();
            for (const std::int32_t event : results.outcome.events[row.selection]) rows.back().push_back(event);
            if (row.weight >= 0) rows.push_back(results.outcome.weights[row.weight]);
        }
    }
    for (std::size_t i = 0; i < results.plan.histograms.size(); ++i) {
        const auto& histogram = results.plan.histograms[i];
        all[names[static_cast<std::size_t>(histogram.region)] + "/" + histogram.name] = results.outcome.fills[i];
    }
    for (std::size_t i = 0; i < results.plan.ntuples.size(); ++i) {
        const auto& ntuple = results.plan.ntuples[i];
        all[names[static_cast<std::size_t>(ntuple.region)] + "/ntuple " + ntuple.name] = results.outcome.ntuples[i];
    }
    return all;
}

Effect effect_on(const Differences& found, const std::string& region) {
    const auto it = std::ranges::find(found.selections, region, &SelectionChange::region);
    return it == found.selections.end() ? Effect::none : it->effect;
}

/// The program with one of its energies another one.
std::string with_another_energy(const property::GeneratedProgram& program, property::Random& random) {
    std::string text = program.text();
    std::vector<std::size_t> places;
    for (std::size_t at = text.find(" GeV"); at != std::string::npos; at = text.find(" GeV", at + 1))
        if (std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0) places.push_back(at);
    if (places.empty()) return text;
    const std::size_t end = random.one_of(places);
    std::size_t begin = end;
    while (std::isdigit(static_cast<unsigned char>(text[begin - 1])) != 0 || text[begin - 1] == '.') --begin;
    return text.replace(begin, end - begin, fmt::format("{}", 5 * (1 + random.below(20))));
}

class Soundness : public ::testing::Test {
protected:
    const long programs_ = asked("COLLMC_DIFF_PROGRAMS", 30);
    const long first_ = asked("COLLMC_DIFF_SEED", 1);
};

TEST_F(Soundness, ProgramsAreThemselves) {
    for (long seed = first_; seed < first_ + programs_ && !HasFailure(); ++seed) {
        const std::string text = property::ProgramGenerator(static_cast<std::uint64_t>(seed)).generate().text();
        const Differences found = differences(text, text);
        EXPECT_TRUE(found.parts.empty()) << seed << "\n" << text << render_text(found);
    }
}

TEST_F(Soundness, WhatIsSaidOfChangesHolds) {
    long same = 0, fewer = 0, more = 0, which = 0, truly_other = 0;
    for (long seed = first_; seed < first_ + programs_ && !HasFailure(); ++seed) {
        const auto program = property::ProgramGenerator(static_cast<std::uint64_t>(seed)).generate();
        const Checked before(program.text());
        ASSERT_TRUE(before.program) << before.errors();
        const plan::testing::BlockOf block(plan::testing::random_events(static_cast<std::uint64_t>(seed), 150));
        const Results old(*before.program, block.view());
        property::Random random(static_cast<std::uint64_t>(seed) * 104729);
        for (int round = 0; round < 12 && !HasFailure(); ++round) {
            const bool number = round % 2 == 0;
            const std::string text =
                number ? with_another_energy(program, random) : property::mutate(program, random).text();
            const Checked after(text);
            if (!after.program) continue;
            const Differences found = compare(*before.program, *after.program);
            SCOPED_TRACE(fmt::format("seed {}\n{}\nbecame\n{}\n{}", seed, program.text(), text, render_text(found)));
            const Results now(*after.program, block.view());
            if (found.same_meaning()) {
                ++same;
                const auto a = everything(old), b = everything(now);
                ASSERT_EQ(a.size(), b.size());
                for (const auto& [name, numbers] : a) {
                    ASSERT_TRUE(b.contains(name)) << name;
                    EXPECT_TRUE(same_bits(numbers, b.at(name))) << name;
                }
            }
            for (const semantics::Region& region : after.program->regions) {
                const auto *a = old.passing(region.name), *b = now.passing(region.name);
                if (a == nullptr || b == nullptr) continue;
                switch (effect_on(found, region.name)) {
                    case Effect::none:
                    case Effect::rows: EXPECT_EQ(*a, *b) << region.name; break;
                    case Effect::fewer:
                        ++fewer;
                        EXPECT_TRUE(std::ranges::includes(*a, *b)) << region.name;
                        break;
                    case Effect::more:
                        ++more;
                        EXPECT_TRUE(std::ranges::includes(*b, *a)) << region.name;
                        break;
                    case Effect::which:
                        ++which;
                        truly_other += !std::ranges::includes(*a, *b) && !std::ranges::includes(*b, *a);
                        break;
                }
            }
        }
    }
    std::printf("%ld the same; of other selections %ld with fewer events, %ld with more, %ld undecided (%ld truly)\n",
                same, fewer, more, which, truly_other);
    EXPECT_GT(same, 5);
    EXPECT_GT(fewer, 5);
    EXPECT_GT(more, 5);
}

}  // namespace
}  // namespace collmc::diff
