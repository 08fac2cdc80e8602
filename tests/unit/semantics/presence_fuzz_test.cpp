// Random programs and events: what the proof accepts never reaches a missing object, and what it says of cuts is true.
//
// A few seconds in the suite; COLLMC_FUZZ_SECONDS asks for longer.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <set>

#include "compiler/semantics/event_evaluator.h"
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
            const EventEvaluator::Outcome outcome = EventEvaluator(accepted.analysis->program(), event).run();
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

/// The search above finds wrong rules too, in minutes: it runs where COLLMC_FUZZ_SECONDS asks for time.
TEST(PresenceFuzz, WrongRulesAreFoundBySearch) {
    if (std::getenv("COLLMC_FUZZ_SECONDS") == nullptr) GTEST_SKIP() << "COLLMC_FUZZ_SECONDS is not set";
    constexpr double kLeastFound = 0.5;
    int found = 0;
    for (int number = 1; number <= static_cast<int>(Mutant::last); ++number) {
        const auto end = std::chrono::steady_clock::now() +
                         std::chrono::duration<double>(seconds_for_fuzzing() / static_cast<int>(Mutant::last));
        bool survives = true;
        for (unsigned long seed = 1; survives && std::chrono::steady_clock::now() < end; ++seed) {
            const Accepted accepted = accepted_program(seed, static_cast<Mutant>(number));
            Random random(seed * 7919);
            for (int i = 0; i < 60 && survives; ++i)
                survives = EventEvaluator(accepted.analysis->program(), random_event(random)).run().missing.empty();
        }
        found += !survives;
        if (survives) std::printf("not found in this time: mutant %d\n", number);
    }
    EXPECT_GE(found, kLeastFound * static_cast<int>(Mutant::last));
}

}  // namespace
}  // namespace collmc::semantics::presence
