// The event that an error of presence shows: the interpreter of the plan, which knows nothing of how it was found, is
// to reach the missing object on it, after every cut above has passed and with the sizes that the message says.
#include <fmt/format.h>

#include <cstdlib>
#include <set>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/lower.h"
#include "compiler/semantics/event_evaluator.h"
#include "tests/unit/plan/block_builder.h"
#include "tests/unit/semantics/presence_program_generator.h"
#include "tests/unit/semantics/presence_support.h"

namespace collmc::plan::testing {
namespace {

using semantics::presence::Analysis;
using semantics::presence::GeneratedProgram;
using semantics::presence::ProgramGenerator;

Event as_row_file(const semantics::Event& event) {
    Event rows{{}, event.met_pt, event.met_phi};
    for (const semantics::EventObject& object : event.objects) {
        const auto& column = object.columns;
        rows.objects.push_back({static_cast<abi::Particle>(object.particle), column[abi::kPt], column[abi::kEta],
                                column[abi::kPhi], column[abi::kJmass], column[abi::kNtrk], column[abi::kBtag],
                                column[abi::kHadem]});
    }
    return rows;
}

/// An error with its event.
struct Shown {
    diagnostics::Diagnostic error;
    std::size_t line;  ///< from 0
    semantics::Event event;
};

std::vector<Shown> shown_by(const Analysis& analysis) {
    diagnostics::Diagnostics found;
    std::vector<semantics::Event> events;
    semantics::presence::prove(analysis.program(), semantics::presence::Mutant::none, found, &events);
    std::vector<Shown> shown;
    for (const diagnostics::Diagnostic& one : found.all())
        if (!one.args.empty() && one.args.back().first == "missing")
            shown.push_back({one, one.primary.file->place(one.primary.begin).line - 1, events.at(shown.size())});
    EXPECT_EQ(shown.size(), events.size());
    return shown;
}

std::set<std::size_t> refused_lines(const Analysis& analysis) {
    std::set<std::size_t> lines;
    const diagnostics::Diagnostics found = analysis.prove();
    for (const diagnostics::Diagnostic& one : found.all())
        if (one.severity == diagnostics::Severity::error)
            lines.insert(one.primary.file->place(one.primary.begin).line - 1);
    return lines;
}

Outcome run(const std::string& text, const semantics::Event& event) {
    const Analysis analysis(text);
    const Plan plan = lower(analysis.program());
    return interpret(plan, BlockOf({as_row_file(event)}).view());
}

/// The program down to the line, which is the only one that is refused.
std::string only_refused(const GeneratedProgram& program, const std::set<std::size_t>& refused, std::size_t line) {
    std::string text;
    for (std::size_t i = 0; i <= line; ++i)
        if (i == line || !refused.contains(i)) text += program.lines[i].text + "\n";
    return text;
}

/// What the message says of the event, as cuts.
std::string claims_of(const diagnostics::Diagnostic& error) {
    std::string cuts;
    for (const auto& [quantity, value] : error.counterexample)
        cuts += quantity.starts_with("exists") ? fmt::format("    {} {}\n", value == 1 ? "select" : "reject", quantity)
                                               : fmt::format("    select {} == {}\n", quantity, value);
    return cuts;
}

/// A region that looks at the block, if the place is one.
std::string observing(const std::string& place) {
    if (place.starts_with("region")) return "";
    const std::string name = place.substr(place.find(' ') + 1);
    const bool is_candidate = place.starts_with("candidate");
    return "region observing\n    select " + (is_candidate ? "exists(" + name + ")" : "size(" + name + ") >= 0") + "\n";
}

void expect_true(const GeneratedProgram& program, const std::set<std::size_t>& refused, const Shown& shown) {
    const std::string text = only_refused(program, refused, shown.line);
    SCOPED_TRACE(shown.error.message + "\n" + shown.error.notes.at(0) + "\n" + text + shown.event.to_string());
    const std::string& place = shown.error.context.front();
    EXPECT_THROW(run(text + observing(place), shown.event), diagnostics::InternalError);
    if (place.starts_with("region")) {
        const std::string until = text.substr(0, text.rfind('\n', text.size() - 2) + 1) + claims_of(shown.error);
        const Analysis analysis(until);
        const Plan plan = lower(analysis.program());
        const Outcome outcome = interpret(plan, BlockOf({as_row_file(shown.event)}).view());
        EXPECT_EQ(outcome.events[plan.regions.back().rows.back().selection].size(), 1u) << until;
    }
}

TEST(Counterexamples, AreTrueOfGeneratedPrograms) {
    const char* asked = std::getenv("COLLMC_PROPERTY_PROGRAMS");
    const unsigned long programs = asked ? std::strtoul(asked, nullptr, 10) : 60;
    int errors = 0, shown_errors = 0;
    for (unsigned long seed = 1; seed <= programs && !HasFailure(); ++seed) {
        semantics::presence::Random random(seed);
        const GeneratedProgram program = ProgramGenerator(random).make();
        SCOPED_TRACE(fmt::format("seed {}", seed));
        const Analysis analysis(program.text());
        const std::set<std::size_t> refused = refused_lines(analysis);
        errors += static_cast<int>(refused.size());
        for (const Shown& shown : shown_by(analysis)) {
            ++shown_errors;
            expect_true(program, refused, shown);
        }
    }
    std::printf("%d refused lines, %d events shown\n", errors, shown_errors);
    EXPECT_GT(shown_errors, errors / 2);
}

}  // namespace
}  // namespace collmc::plan::testing
