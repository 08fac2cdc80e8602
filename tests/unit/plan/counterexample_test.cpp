// The event that an error of presence shows: the interpreter of the plan, which knows nothing of how it was found, is
// to reach the missing object on it, after every cut above has passed and with the sizes that the message says.
#include <fmt/format.h>

#include <algorithm>
#include <array>
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

/// The program down to the line, of which no other line is refused: what is refused is taken out until that is so.
std::string only_refused(const GeneratedProgram& program, std::size_t line) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i <= line; ++i) lines.push_back(program.lines[i].text);
    while (true) {
        std::string text;
        for (const std::string& one : lines) text += one + "\n";
        const bool has_region = text.find("\nregion") != std::string::npos;
        const std::string some_region = "region R\n    select MET.pt > 0 GeV\n";
        const std::set<std::size_t> refused = refused_lines(Analysis(text + (has_region ? "" : some_region)));
        bool changed = false;
        for (auto it = refused.rbegin(); it != refused.rend(); ++it) {
            if (*it + 1 >= lines.size()) continue;
            lines.erase(lines.begin() + static_cast<long>(*it));
            changed = true;
        }
        if (!changed) return text;
    }
}

/// The plan has parts of a split where there is none as sets without objects.
bool is_of_split(const std::string& text, const std::string& missing) {
    const Analysis analysis(text);
    const auto& candidates = analysis.program().candidates;
    return std::any_of(candidates.begin(), candidates.end(), [&](const semantics::Candidate& one) {
        return one.kind == semantics::Candidate::Kind::split && (missing + ".").starts_with(one.name + ".");
    });
}

/// What the message says of the event, as cuts.
std::string claims_of(const diagnostics::Diagnostic& error) {
    std::string cuts;
    for (const auto& [quantity, value] : error.counterexample)
        cuts += quantity.starts_with("exists") ? fmt::format("    {} {}\n", value == 1 ? "select" : "reject", quantity)
                                               : fmt::format("    select {} == {}\n", quantity, value);
    return cuts;
}

constexpr std::array<std::string_view, 6> kChoices = {" and ", " or ", " when ", " else ", "all(", "any("};

/// Counts in `reached` the events that were taken to the missing object itself.
void expect_true(const GeneratedProgram& program, const Shown& shown, int& reached) {
    if (!shown.error.context.front().starts_with("region")) return;  // a block: without it the rest has no meaning
    const std::string text = only_refused(program, shown.line);
    SCOPED_TRACE(shown.error.message + "\n" + shown.error.notes.at(0) + "\n" + text + shown.event.to_string());
    const bool is_in_region = shown.error.context.front().starts_with("region");
    // The plan observes no more than it must: of `a and b` nothing of a where b is false.
    const std::string& line = program.lines[shown.line].text;
    const bool is_plain = std::none_of(kChoices.begin(), kChoices.end(),
                                       [&](std::string_view word) { return line.find(word) != std::string::npos; });
    if (is_in_region && is_plain && !is_of_split(text, std::get<std::string>(shown.error.args.back().second))) {
        EXPECT_THROW(run(text, shown.event), diagnostics::InternalError);
        ++reached;
    }
    const std::string above = text.substr(0, text.rfind('\n', text.size() - 2) + 1);
    const std::string claims = (is_in_region ? "" : "region observing\n") + claims_of(shown.error);
    if (claims_of(shown.error).empty()) return;
    const Analysis analysis(above + claims);
    const Plan plan = lower(analysis.program());
    const Outcome outcome = interpret(plan, BlockOf({as_row_file(shown.event)}).view());
    EXPECT_EQ(outcome.events[plan.regions.back().rows.back().selection].size(), 1u) << claims;
}

TEST(Counterexamples, AreTrueOfGeneratedPrograms) {
    const char* asked = std::getenv("COLLMC_PROPERTY_PROGRAMS");
    const unsigned long programs = asked ? std::strtoul(asked, nullptr, 10) : 30;
    int errors = 0, shown_errors = 0, reached = 0;
    for (unsigned long seed = 1; seed <= programs && !HasFailure(); ++seed) {
        semantics::presence::Random random(seed);
        const GeneratedProgram program = ProgramGenerator(random).make();
        SCOPED_TRACE(fmt::format("seed {}", seed));
        const Analysis analysis(program.text());
        errors += static_cast<int>(refused_lines(analysis).size());
        for (const Shown& shown : shown_by(analysis)) {
            ++shown_errors;
            expect_true(program, shown, reached);
        }
    }
    std::printf("%d refused lines, %d events shown, %d taken to what is missing\n", errors, shown_errors, reached);
    EXPECT_GT(reached, 10);
    EXPECT_GT(shown_errors, errors / 2);
}

}  // namespace
}  // namespace collmc::plan::testing
