// Random programs of the whole language: the checker accepts them, no event reaches a missing object, and interpreter,
// scalar and vector code agree to the bit. Random changes to them: the checker points at the change, or at what uses
// what was changed, or the program still means something, and the same holds for it.
//
// Fixed seeds, some seconds; COLLMC_PROPERTY_PROGRAMS asks for more programs, COLLMC_PROPERTY_SEED for others.
#include <gtest/gtest.h>

#include "compiler/diagnostics/render_text.h"
#include "compiler/plan/lower.h"
#include "compiler/repair/errors.h"
#include "compiler/repair/repair.h"
#include "compiler/semantics/check.h"
#include "compiler/syntax/parse.h"
#include "tests/unit/codegen/agreement.h"
#include "tests/unit/plan/random_plan.h"
#include "tests/unit/property/library.h"
#include "tests/unit/property/misspell.h"
#include "tests/unit/property/mutate.h"
#include "tests/unit/property/program_generator.h"

namespace collmc::property {
namespace {

struct Checked {
    explicit Checked(const std::string& text) : file("generated.cut", text) {
        const syntax::Tree tree = syntax::parse(file, diagnostics);
        program = semantics::check(tree, library(), diagnostics);
    }
    diagnostics::SourceFile file;
    diagnostics::Diagnostics diagnostics;
    std::optional<semantics::Program> program;
};

void check(const diagnostics::SourceFile& program, diagnostics::SourceSet&, diagnostics::Diagnostics& diagnostics) {
    const syntax::Tree tree = syntax::parse(program, diagnostics);
    semantics::check(tree, library(), diagnostics);
}

/// A repair that has no more errors at the end than at the beginning, and that is over: once more changes nothing.
repair::Outcome expect_sound_repair(const std::string& text, const repair::Options& options) {
    repair::Outcome once = repair::repair("generated.cut", text, check, options);
    EXPECT_EQ(once.end, repair::End::nothing_left);
    EXPECT_LE(repair::count_errors(once.after->diagnostics), repair::count_errors(once.before->diagnostics));
    const std::string repaired(once.after->file->text());
    const repair::Outcome twice = repair::repair("generated.cut", repaired, check, options);
    EXPECT_EQ(twice.after->file->text(), repaired);
    return once;
}

/// What the interpreter makes of the events; it throws where one of them reaches a missing object.
void expect_total(const plan::Plan& plan, std::uint64_t seed, int events) {
    const plan::testing::BlockOf block(plan::testing::random_events(seed, events));
    EXPECT_NO_THROW(plan::testing::interpret(plan, block.view()));
}

class Programs : public ::testing::Test {
protected:
    const long programs_ = asked("COLLMC_PROPERTY_PROGRAMS", 16);
    const long first_ = asked("COLLMC_PROPERTY_SEED", 1);
    bool done() const { return HasFailure() || IsSkipped(); }
};

TEST_F(Programs, AreAcceptedAndTheirPlansVerify) {
    for (long seed = first_; seed < first_ + 6 * programs_ && !done(); ++seed) {
        const std::string text = ProgramGenerator(seed).generate().text();
        SCOPED_TRACE(fmt::format("seed {}\n{}", seed, text));
        const Checked checked(text);
        ASSERT_FALSE(checked.diagnostics.has_errors()) << diagnostics::render_text(checked.diagnostics);
        ASSERT_TRUE(checked.program);
        const plan::Plan plan = plan::lower(*checked.program);
        ASSERT_EQ(plan::verify(plan), "");
        expect_total(plan, seed, 60);
    }
}

TEST_F(Programs, MeanTheSameForEveryBackend) {
    for (long seed = first_; seed < first_ + programs_ && !done(); ++seed) {
        const std::string text = ProgramGenerator(seed).generate().text();
        const Checked checked(text);
        ASSERT_TRUE(checked.program) << text;
        const plan::Plan plan = plan::lower(*checked.program);
        std::vector<std::vector<plan::testing::Event>> blocks;
        for (const int events : {0, 1, 7, 9, 100}) blocks.push_back(plan::testing::random_events(seed, events));
        for (const int width : {1, 8})
            codegen::testing::expect_agreement(plan, blocks, width, fmt::format("seed {}\n{}", seed, text));
    }
}

TEST_F(Programs, ChangedAreRefusedAtTheChangeOrStillMeanSomething) {
    long refused = 0, accepted = 0;
    for (long seed = first_; seed < first_ + programs_ && !done(); ++seed) {
        const GeneratedProgram program = ProgramGenerator(seed).generate();
        Random random(static_cast<std::uint64_t>(seed) * 7919);
        for (int round = 0; round < 20 && !done(); ++round) {
            const Mutation mutation = mutate(program, random);
            SCOPED_TRACE(fmt::format("seed {}, {}\n{}", seed, mutation.what, mutation.text()));
            const Checked checked(mutation.text());
            for (const auto& diagnostic : checked.diagnostics.all()) {
                if (diagnostic.severity != diagnostics::Severity::error) continue;
                const std::size_t line = checked.file.place(diagnostic.primary.begin).line - 1;
                EXPECT_TRUE(mutation.affected.contains(line)) << diagnostics::render_text(checked.diagnostics);
            }
            ++(checked.program ? accepted : refused);
            if (!checked.program) continue;
            const plan::Plan plan = plan::lower(*checked.program);
            ASSERT_EQ(plan::verify(plan), "");
            expect_total(plan, static_cast<std::uint64_t>(seed), 40);
            if (accepted % 12 == 0)
                codegen::testing::expect_agreement(plan, {plan::testing::random_events(seed, 20)}, 4, mutation.what);
        }
    }
    std::printf("%ld refused, %ld accepted\n", refused, accepted);
    EXPECT_GT(refused, accepted / 10);
    EXPECT_GT(accepted, refused / 10);
}

TEST_F(Programs, ChangedAreRepairedWithoutHarm) {
    std::size_t steps = 0;
    for (long seed = first_; seed < first_ + 2 * programs_ && !done(); ++seed) {
        const GeneratedProgram program = ProgramGenerator(seed).generate();
        Random random(static_cast<std::uint64_t>(seed) * 104729);
        for (int round = 0; round < 4 && !done(); ++round) {
            GeneratedProgram changed = program;
            for (int changes = 0; changes <= round; ++changes) changed.lines = mutate(changed, random).lines;
            if (round == 3) changed = misspell(changed, random);
            SCOPED_TRACE(fmt::format("seed {}\n{}", seed, changed.text()));
            for (const bool likely : {false, true})
                steps += expect_sound_repair(changed.text(), {.likely = likely}).steps.size();
        }
    }
    std::printf("%zu edits\n", steps);
    EXPECT_GT(steps, 10u * static_cast<std::size_t>(programs_));
}

TEST_F(Programs, MisspeltAreRepairedBySafeEdits) {
    for (long seed = first_; seed < first_ + 2 * programs_ && !done(); ++seed) {
        const GeneratedProgram program = ProgramGenerator(seed).generate();
        Random random(static_cast<std::uint64_t>(seed) * 15485863);
        const std::string text = misspell(program, random).text();
        SCOPED_TRACE(fmt::format("seed {}\n{}", seed, text));
        const repair::Outcome outcome = expect_sound_repair(text, {});
        EXPECT_FALSE(outcome.after->diagnostics.has_errors()) << diagnostics::render_text(outcome.after->diagnostics);
        const Checked original(program.text()), repaired(std::string(outcome.after->file->text()));
        ASSERT_TRUE(original.program && repaired.program);
        EXPECT_EQ(semantics::print(*original.program), semantics::print(*repaired.program));
    }
}

}  // namespace
}  // namespace collmc::property
