// The compiler on one page: text -> tree -> typed program -> plan -> machine code, with what each phase takes and
// gives.
//
//     syntax::parse            .cut text          -> syntax::Tree
//     semantics::check         tree + library     -> semantics::Program     (names, types, dimensions, presence)
//     plan::lower              program            -> plan::Plan
//     codegen::generate        plan               -> machine::Object         (or plan::Interpreter)
//     machine::load            object             -> machine::Machine
//
// The phases know nothing of each other; this folder is where they, and the compiler and the runtime, meet.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"
#include "compiler/machine/machine.h"
#include "compiler/plan/plan.h"
#include "runtime/abi/block.h"
#include "runtime/abi/columns_read.h"
#include "runtime/results/output_spec.h"

namespace collmc::pipeline {

enum class Backend { vector, scalar, interpreter };

/// What can be printed on the way; `none` goes through to machine code.
enum class Stage { none, tree, typed, plan, llvm, assembly };

/// Wall-clock seconds of each phase, in the order in which they ran.
class Timings {
public:
    /// Runs `phase` and notes how long it took.
    template <class Phase>
    decltype(auto) measure(std::string name, Phase&& phase) {
        const Stopwatch stopwatch(*this, std::move(name));
        return std::forward<Phase>(phase)();
    }
    void add(std::string name, double seconds) { phases_.emplace_back(std::move(name), seconds); }
    const std::vector<std::pair<std::string, double>>& phases() const { return phases_; }

private:
    class Stopwatch {
    public:
        Stopwatch(Timings& timings, std::string name);
        ~Stopwatch();

    private:
        Timings& timings_;
        std::string name_;
        double start_;
    };
    std::vector<std::pair<std::string, double>> phases_;
};

/// A compiled analysis: everything that the event loop and the writers of results need.
struct Analysis {
    plan::Plan plan;
    std::optional<machine::Machine> machine;  ///< absent with the interpreter
    abi::WorkspaceLayout layout;
    abi::ColumnsRead columns = abi::ColumnsRead::all();  ///< that `run` reads
    results::OutputSpec outputs;
    /// Executes the analysis on one block. Refers to this Analysis; thread-safe for distinct workspaces.
    std::function<void(const abi::Block&, const abi::Workspace&)> run;
};

struct CompileOptions {
    Backend backend = Backend::vector;
    Stage stop_after = Stage::none;
    std::filesystem::path stdlib;          ///< the folder with schema/ and *.cut
    std::filesystem::path code_generator;  ///< the module, see code_generator.h
    std::filesystem::path code_cache;      ///< the folder of generated code, see machine/code_cache.h; empty: none
    bool one_thread = false;               ///< generate all code by this one
    bool nominal = false;                  ///< leave the program's variations out
    bool explain = false;                  ///< lower for plan::explain(), to be interpreted
};

/// Compiles `source`. Null when there are errors (in `diagnostics`) or when `stop_after` was reached; then `emitted`
/// holds that stage's text. A `diagnostics::InternalError` that escapes is our fault, not the program's.
std::unique_ptr<Analysis> compile(const diagnostics::SourceFile& source, const CompileOptions& options,
                                  diagnostics::SourceSet& sources, diagnostics::Diagnostics& diagnostics,
                                  Timings& timings, std::string& emitted);

/// What else is told of an analysis that has no errors.
struct Reports {
    bool cost = false;      ///< evaluations per event
    bool disjoint = false;  ///< which regions can share an event
    std::string text;       ///< the reports asked for
};

/// Only the checks: true when the program has no errors.
bool check(const diagnostics::SourceFile& source, const std::filesystem::path& stdlib, diagnostics::SourceSet& sources,
           diagnostics::Diagnostics& diagnostics, Reports& reports);

/// What the plan puts out, in the runtime's terms.
results::OutputSpec output_spec(const plan::Plan& plan);

}  // namespace collmc::pipeline
