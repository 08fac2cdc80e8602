#include "compiler/pipeline/machine_code.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/machine/code_cache.h"
#include "compiler/machine/processor.h"
#include "compiler/pipeline/code_generator.h"
#include "compiler/plan/code_key.h"

namespace collmc::pipeline {

namespace {

codegen::Options code_options(const CompileOptions& options) {
    codegen::Options code;
    code.vectorisation =
        options.backend == Backend::scalar ? codegen::Vectorisation::scalar : codegen::Vectorisation::widest;
    const bool is_shown = options.stop_after == Stage::llvm || options.stop_after == Stage::assembly;
    code.one_thread = options.one_thread && !is_shown;  // the text does not depend on it
    code.keep_ir = options.stop_after == Stage::llvm;
    code.keep_asm = options.stop_after == Stage::assembly;
    return code;
}

/// Which build a file is of: another one has another size, time or place on disk. Empty for a file that is not there.
std::string build_identity(const char* file) {
    struct stat status {};
    if (stat(file, &status) != 0) return {};
    return fmt::format("{} {}.{:09} {} {}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                       status.st_dev, status.st_ino);
}

/// What the code depends on: the plan, the processor, and the builds of the generator and of the program whose kernels
/// it calls. Empty where that cannot be told.
std::string cache_key(const plan::Plan& plan, const CompileOptions& options) {
    const std::string program = build_identity("/proc/self/exe");
    const std::string generator = build_identity(options.code_generator.c_str());
    if (program.empty() || generator.empty()) return {};
    return fmt::format("collmc {}\n{}\n{}\n{}\n", COLLMC_VERSION, program, generator,
                       options.backend == Backend::scalar ? "scalar" : "widest") +
           machine::processor_identity() + plan::code_key(plan);
}

/// Null for a broken installation.
std::optional<codegen::Generated> generate(const plan::Plan& plan, const CompileOptions& options,
                                           diagnostics::SourceSet& sources, diagnostics::Diagnostics& diagnostics,
                                           Timings& timings) {
    const codegen::Generate generate_code =
        timings.measure("load", [&] { return code_generator(options.code_generator, sources, diagnostics); });
    if (!generate_code) return std::nullopt;
    codegen::Generated generated = generate_code(plan, code_options(options));
    timings.add("generate", generated.generate_ms / 1e3);
    timings.add("optimise", generated.optimise_ms / 1e3);
    timings.add("emit", generated.emit_ms / 1e3);
    return generated;
}

/// Code from the cache that does not load is as if it were not there.
std::optional<machine::Machine> load_cached(const machine::CodeCache& cache, const std::string& key,
                                            const plan::Plan& plan) {
    const std::optional<machine::Object> object = cache.find(key, plan::output_layout(plan));
    std::string problem;
    return object ? machine::load(*object, problem) : std::nullopt;
}

}  // namespace

std::optional<machine::Machine> machine_code(const plan::Plan& plan, const CompileOptions& options,
                                             diagnostics::SourceSet& sources, diagnostics::Diagnostics& diagnostics,
                                             Timings& timings) {
    const std::string key = options.code_cache.empty() ? "" : cache_key(plan, options);
    const machine::CodeCache cache(key.empty() ? std::filesystem::path() : options.code_cache);
    if (!key.empty()) {
        if (auto found = timings.measure("cache", [&] { return load_cached(cache, key, plan); })) return found;
    }
    const std::optional<codegen::Generated> generated = generate(plan, options, sources, diagnostics, timings);
    if (!generated) return std::nullopt;
    std::string problem;
    std::optional<machine::Machine> machine =
        timings.measure("link", [&] { return machine::load(generated->object, problem); });
    if (!machine) throw diagnostics::InternalError("codegen", "the code cannot be loaded: " + problem);
    if (!key.empty()) timings.measure("keep", [&] { cache.keep(key, generated->object); });
    return machine;
}

std::string code_text(const plan::Plan& plan, const CompileOptions& options, diagnostics::SourceSet& sources,
                      diagnostics::Diagnostics& diagnostics, Timings& timings) {
    const std::optional<codegen::Generated> generated = generate(plan, options, sources, diagnostics, timings);
    if (!generated) return {};
    return options.stop_after == Stage::llvm ? generated->llvm_ir : generated->assembly;
}

}  // namespace collmc::pipeline
