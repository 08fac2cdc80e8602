#include "compiler/pipeline/pipeline.h"

#include <chrono>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/pipeline/machine_code.h"
#include "compiler/plan/columns_read.h"
#include "compiler/plan/interpreter.h"
#include "compiler/plan/lower.h"
#include "compiler/semantics/check.h"
#include "compiler/semantics/cost.h"
#include "compiler/semantics/disjoint.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/print.h"

namespace collmc::pipeline {

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

void attach_interpreter(Analysis& analysis) {
    analysis.layout = plan::output_layout(analysis.plan);
    analysis.run = [interpreter = plan::Interpreter(analysis.plan)](
                       const abi::Block& block, const abi::Workspace& workspace) { interpreter.run(block, workspace); };
}

void attach_machine(Analysis& analysis, machine::Machine machine) {
    analysis.layout = machine.layout();
    analysis.columns = plan::columns_read(analysis.plan);
    analysis.run = [kernel = machine.kernel()](const abi::Block& block, const abi::Workspace& workspace) {
        kernel(&block, &workspace);
    };
    analysis.machine = std::move(machine);
}

}  // namespace

Timings::Stopwatch::Stopwatch(Timings& timings, std::string name)
    : timings_(timings), name_(std::move(name)), start_(now()) {}

Timings::Stopwatch::~Stopwatch() { timings_.add(std::move(name_), now() - start_); }

std::unique_ptr<Analysis> compile(const diagnostics::SourceFile& source, const CompileOptions& options,
                                  diagnostics::SourceSet& sources, diagnostics::Diagnostics& diagnostics,
                                  Timings& timings, std::string& emitted) {
    const auto tree = timings.measure("parse", [&] { return syntax::parse(source, diagnostics); });
    if (options.stop_after == Stage::tree) {
        emitted = syntax::outline(tree);
        return nullptr;
    }

    const auto library = timings.measure(
        "library", [&] { return semantics::load_library(options.stdlib, sources, diagnostics, &source); });
    if (!library) return nullptr;
    auto program = timings.measure("check", [&] { return semantics::check(tree, *library, diagnostics); });
    if (!program || diagnostics.has_errors()) return nullptr;
    if (options.nominal) program->variations.clear();
    if (options.stop_after == Stage::typed) {
        emitted = semantics::print(*program);
        return nullptr;
    }

    auto analysis = std::make_unique<Analysis>();
    analysis->plan = timings.measure("lower", [&] { return plan::lower(*program, {.explain = options.explain}); });
    if (const std::string violation = plan::verify(analysis->plan); !violation.empty()) {
        throw diagnostics::InternalError("plan", violation);
    }
    if (options.stop_after == Stage::plan) {
        emitted = plan::print(analysis->plan);
        return nullptr;
    }
    analysis->outputs = output_spec(analysis->plan);

    if ((options.backend == Backend::interpreter || options.explain) && options.stop_after == Stage::none) {
        attach_interpreter(*analysis);
        return analysis;
    }
    if (options.stop_after != Stage::none) {
        emitted = code_text(analysis->plan, options, sources, diagnostics, timings);
        return nullptr;
    }
    std::optional<machine::Machine> machine = machine_code(analysis->plan, options, sources, diagnostics, timings);
    if (!machine) return nullptr;
    attach_machine(*analysis, *std::move(machine));
    return analysis;
}

bool check(const diagnostics::SourceFile& source, const std::filesystem::path& stdlib, diagnostics::SourceSet& sources,
           diagnostics::Diagnostics& diagnostics, Reports& reports) {
    const auto tree = syntax::parse(source, diagnostics);
    const auto library = semantics::load_library(stdlib, sources, diagnostics, &source);
    if (!library) return false;
    const auto program = semantics::check(tree, *library, diagnostics);
    if (!program || diagnostics.has_errors()) return false;
    if (reports.cost) reports.text += semantics::cost_table(*program);
    if (reports.disjoint) reports.text += semantics::disjoint_table(*program);
    return true;
}

}  // namespace collmc::pipeline
