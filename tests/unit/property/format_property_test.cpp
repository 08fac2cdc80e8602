// Random programs in random white space, with comments anywhere: formatting keeps what they say, every comment and
// what they mean, and what it made it leaves alone.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compiler/diagnostics/render_text.h"
#include "compiler/semantics/check.h"
#include "compiler/syntax/format.h"
#include "compiler/syntax/parse.h"
#include "tests/unit/property/library.h"
#include "tests/unit/property/program_generator.h"
#include "tests/unit/property/scatter.h"
#include "tests/unit/syntax/written.h"

namespace collmc::property {
namespace {

using syntax::testing::comments_of;
using syntax::testing::tree_of;

struct Read {
    explicit Read(std::string text) : file("generated.cut", std::move(text)), tree(syntax::parse(file, diagnostics)) {}
    diagnostics::SourceFile file;
    diagnostics::Diagnostics diagnostics;
    syntax::Tree tree;

    std::optional<std::string> formatted() const {
        diagnostics::Diagnostics none;
        return syntax::format(file, none);
    }
    /// The typed program with its labels, and the codes of the diagnostics.
    std::string meaning() {
        const auto program = semantics::check(tree, library(), diagnostics);
        diagnostics.sort();
        std::string all = program ? semantics::print(*program) : "refused";
        for (const auto& diagnostic : diagnostics.all()) all += diagnostic.code + "\n";
        return all;
    }
};

TEST(Formatting, KeepsRandomPrograms) {
    const long programs = asked("COLLMC_PROPERTY_PROGRAMS", 16) * 3, first = asked("COLLMC_PROPERTY_SEED", 1);
    for (long seed = first; seed < first + programs && !HasFailure(); ++seed) {
        const std::string plain = ProgramGenerator(static_cast<std::uint64_t>(seed)).generate().text();
        Random random(static_cast<std::uint64_t>(seed) * 7919);
        const std::vector<Scattering> scatterings = {{0, 0}, {3, 90}, {20, 5}, {60, 20}, {100, 3}};
        std::string of_plain;
        for (const Scattering scattering : scatterings) {
            Read before(scatter(plain, random, scattering));
            SCOPED_TRACE(fmt::format("seed {}\n{}", seed, before.file.text()));
            ASSERT_FALSE(before.diagnostics.has_errors()) << diagnostics::render_text(before.diagnostics);
            const std::optional<std::string> text = before.formatted();
            ASSERT_TRUE(text);
            Read after(*text);
            ASSERT_EQ(diagnostics::render_text(after.diagnostics), "") << *text;
            ASSERT_EQ(tree_of(after.tree), tree_of(before.tree)) << *text;
            ASSERT_EQ(comments_of(*text), comments_of(before.file.text())) << *text;
            ASSERT_EQ(after.formatted(), *text);
            if (scattering.comments > 0 && scattering.white_space < 100 && seed % 8 == 0)
                ASSERT_EQ(after.meaning(), before.meaning()) << *text;
        }
    }
}

}  // namespace
}  // namespace collmc::property
