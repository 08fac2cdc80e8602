// Random programs and events: what the proof accepts never reaches a missing object, and what it says of cuts is true.
// The same search must find an accepted program that fails for every deliberately wrong rule.
//
// A few seconds in the suite; COLLMC_FUZZ_SECONDS asks for longer.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <set>

#include "tests/unit/semantics/presence_oracle.h"
#include "tests/unit/semantics/presence_program_generator.h"
#include "tests/unit/semantics/presence_support.h"

namespace collmc::semantics::presence {
namespace {

double seconds_for_fuzzing() {
    const char* asked = std::getenv("COLLMC_FUZZ_SECONDS");
    return asked ? std::atof(asked) : 3;
}

/// A program that the proof, with its mutant, accepts: lines that it refuses are taken out until none is left.
struct Accepted {
    std::unique_ptr<Analysis> analysis;
    diagnostics::Diagnostics diagnostics;
    std::string text;
};

Accepted accepted_program(unsigned long seed, Mutant mutant) {
    Random random(seed);
    GeneratedProgram program = ProgramGenerator(random).make();
    while (true) {
        Accepted accepted;
        accepted.text = program.text();
        accepted.analysis = std::make_unique<Analysis>(accepted.text);
        accepted.diagnostics = accepted.analysis->prove(mutant);
        std::set<std::uint32_t> refused;
        for (const diagnostics::Diagnostic& d : accepted.diagnostics.all())
            if (d.severity == diagnostics::Severity::error) refused.insert(d.primary.file->place(d.primary.begin).line);
        if (refused.empty()) return accepted;
        for (auto line = refused.rbegin(); line != refused.rend(); ++line) {
            EXPECT_TRUE(program.lines[*line - 1].removable) << program.lines[*line - 1].text;
            program.lines.erase(program.lines.begin() + (*line - 1));
        }
    }
}

bool is_at(const diagnostics::Diagnostic& diagnostic, const Cut& cut) {
    return diagnostic.primary.begin == cut.span.begin;
}

TEST(PresenceFuzz, AcceptedProgramsReachNoMissingObject) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds_for_fuzzing());
    long programs = 0, statements = 0, events = 0, passed = 0, warnings = 0;
    constexpr long kFewest = 30;  // on however slow a machine
    for (unsigned long seed = 1; programs < kFewest || std::chrono::steady_clock::now() < end; ++seed) {
        const Accepted accepted = accepted_program(seed, Mutant::none);
        if (::testing::Test::HasFailure()) FAIL() << "seed " << seed;
        ++programs;
        warnings += static_cast<long>(accepted.diagnostics.warning_count());
        for (const Region& region : accepted.analysis->program().regions)
            statements += static_cast<long>(region.order.size());
        Random random(seed * 7919);
        for (int i = 0; i < 60; ++i) {
            const Event event = random_event(random);
            const Oracle::Outcome outcome = Oracle(accepted.analysis->program(), event).run();
            ASSERT_EQ(outcome.missing, "") << "seed " << seed << "\n" << accepted.text << event.to_string();
            ++events;
            passed += static_cast<long>(outcome.passed.size());
            for (const diagnostics::Diagnostic& d : accepted.diagnostics.all()) {
                const auto& contrary = d.code == "W0801" ? outcome.stopped : outcome.passed;
                for (const Cut* cut : contrary)
                    ASSERT_FALSE(is_at(d, *cut)) << d.code << " is wrong, seed " << seed << "\n"
                                                 << accepted.text << event.to_string();
            }
        }
    }
    std::printf("%ld programs, %ld accepted statements, %ld events, %ld cuts passed, %ld warnings\n", programs,
                statements, events, passed, warnings);
    EXPECT_GT(statements, 2 * programs);  // not everything is refused
}

class PresenceMutants : public ::testing::TestWithParam<std::pair<Mutant, const char*>> {};

TEST_P(PresenceMutants, AreFound) {
    const auto start = std::chrono::steady_clock::now();
    constexpr unsigned long kMostPrograms = 6000;
    for (unsigned long seed = 1; seed < kMostPrograms; ++seed) {
        const Accepted accepted = accepted_program(seed, GetParam().first);
        ASSERT_FALSE(::testing::Test::HasFailure());
        Random random(seed * 7919);
        for (int i = 0; i < 60; ++i) {
            const Event event = random_event(random);
            if (Oracle(accepted.analysis->program(), event).run().missing.empty()) continue;
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
            std::printf("%s: found in program %lu, %.2f s\n", GetParam().second, seed, took.count());
            return;
        }
    }
    FAIL() << GetParam().second << " was not found";
}

#define MUTANT(name) std::pair(Mutant::name, #name)
INSTANTIATE_TEST_SUITE_P(All, PresenceMutants,
                         ::testing::Values(MUTANT(unions_are_disjoint), MUTANT(excluding_always_removes),
                                           MUTANT(excluding_removes_nothing), MUTANT(candidate_exists_by_size),
                                           MUTANT(candidate_shares_members), MUTANT(define_checked_once),
                                           MUTANT(subset_reversed), MUTANT(reject_as_select), MUTANT(guard_facts_leak),
                                           MUTANT(guarded_cut_as_cut), MUTANT(or_as_and), MUTANT(right_before_left),
                                           MUTANT(index_off_by_one), MUTANT(empty_minimum), MUTANT(siblings_share),
                                           MUTANT(body_facts_escape), MUTANT(complement_of_any)),
                         [](const auto& info) { return std::string(info.param.second); });
#undef MUTANT

}  // namespace
}  // namespace collmc::semantics::presence
