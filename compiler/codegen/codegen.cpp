#include "compiler/codegen/codegen.h"

#include <fmt/format.h>
#include <llvm/Analysis/TargetTransformInfo.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/Transforms/Scalar.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>

#include "compiler/codegen/emit.h"
#include "compiler/diagnostics/internal_error.h"

namespace collmc::codegen {

namespace {

[[noreturn]] void fail(const std::string& what) { throw diagnostics::InternalError("codegen", what); }

// ---- the processor

const llvm::StringMap<bool>& host_features() {
    static const llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
    return features;
}

bool host_has(llvm::StringRef feature) { return host_features().lookup(feature); }

bool host_has_all(std::initializer_list<const char*> features) {
    return std::ranges::all_of(features, [](const char* feature) { return host_has(feature); });
}

/// A processor to compile for.
struct Processor {
    int width;
    std::string cpu;
    std::vector<std::string> features;  ///< "+avx2", ...
};

int widest(const Options& options) {
    if (options.vectorisation == Vectorisation::scalar) return 1;
    if (options.max_width >= 8 && host_has_all({"avx512f", "avx512dq", "avx512vl", "avx512bw"})) return 8;
    if (options.max_width >= 4 && host_has_all({"avx2", "fma"})) return 4;
    return 1;
}

Processor choose_processor(const Options& options) {
    Processor processor{widest(options), llvm::sys::getHostCPUName().str(), {}};
    if (processor.width == 4 && host_has("avx512f")) {
        // Narrower than it could be: as on a processor that has no more.
        processor.cpu = "x86-64-v3";
        return processor;
    }
    for (const auto& feature : host_features()) {
        processor.features.push_back((feature.second ? "+" : "-") + feature.first().str());
    }
    return processor;
}

/// The code is vector code as it is emitted, and calls of mathematical functions dominate it: the code generator's
/// optimisations take three times as long as the rest of it, and gain a twentieth of the run time. Inside of nested
/// loops they gain a quarter.
constexpr auto kPlain = llvm::CodeGenOptLevel::None, kOptimised = llvm::CodeGenOptLevel::Default;

std::unique_ptr<llvm::TargetMachine> target_machine(const Processor& processor) {
    const std::string triple = llvm::sys::getProcessTriple();
    std::string error;
    const llvm::Target* const target = llvm::TargetRegistry::lookupTarget(triple, error);
    if (target == nullptr) fail("choosing the processor: " + error);
    llvm::TargetOptions options;
    // A fused multiply-add where the plan has two operations would change results.
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
    return std::unique_ptr<llvm::TargetMachine>(
        target->createTargetMachine(triple, processor.cpu, fmt::format("{}", fmt::join(processor.features, ",")),
                                    options, llvm::Reloc::PIC_, llvm::CodeModel::Small, kPlain));
}

llvm::AttributeList function_attributes(llvm::LLVMContext& context, const Processor& processor) {
    llvm::AttrBuilder attributes(context);
    attributes.addAttribute(llvm::Attribute::NoUnwind);
    attributes.addAttribute("target-cpu", processor.cpu);
    if (!processor.features.empty()) {
        attributes.addAttribute("target-features", fmt::format("{}", fmt::join(processor.features, ",")));
    }
    if (processor.width == 8) {
        // Whole registers, in arguments too: the mathematical functions take them.
        attributes.addAttribute("min-legal-vector-width", "512");
        attributes.addAttribute("prefer-vector-width", "512");
    }
    return llvm::AttributeList::get(context, llvm::AttributeList::FunctionIndex, attributes);
}

// ---- from module to machine code

void initialise_llvm() {
    static std::once_flag once;
    std::call_once(once, [] {
        llvm::InitializeNativeTarget();
        llvm::InitializeNativeTargetAsmPrinter();
    });
}

void verify(const llvm::Module& module) {
    std::string violation;
    llvm::raw_string_ostream stream(violation);
    if (llvm::verifyModule(module, &stream)) fail("the generated LLVM IR is not valid: " + violation);
}

/// Sharing and hoisting were done when the code was emitted; what is left is local.
void optimise(llvm::Module& module, llvm::TargetMachine& machine) {
    llvm::legacy::FunctionPassManager passes(&module);
    passes.add(llvm::createTargetTransformInfoWrapperPass(machine.getTargetIRAnalysis()));
    passes.add(llvm::createEarlyCSEPass());
    passes.add(llvm::createCFGSimplificationPass());
    passes.add(llvm::createDeadCodeEliminationPass());
    passes.doInitialization();
    for (llvm::Function& function : module) {
        if (!function.isDeclaration()) passes.run(function);
    }
    passes.doFinalization();
}

/// Leaves optimisations to the functions that are worth it.
void choose_level(llvm::TargetMachine& machine, const Emitted& emitted) {
    if (emitted.nested.empty()) return;
    machine.setOptLevel(kOptimised);
    for (llvm::Function& function : *emitted.module) {
        if (function.isDeclaration() || std::ranges::find(emitted.nested, &function) != emitted.nested.end()) continue;
        function.addFnAttr(llvm::Attribute::NoInline);
        function.addFnAttr(llvm::Attribute::OptimizeNone);
    }
}

std::string print_ir(const llvm::Module& module) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    module.print(stream, nullptr);
    return text;
}

std::string emit_file(llvm::Module& module, llvm::TargetMachine& machine, llvm::CodeGenFileType type) {
    llvm::SmallString<0> bytes;
    llvm::raw_svector_ostream stream(bytes);
    llvm::legacy::PassManager passes;
    if (machine.addPassesToEmitFile(passes, stream, nullptr, type)) fail("this LLVM cannot emit code");
    passes.run(module);
    return bytes.str().str();
}

class Stopwatch {
public:
    /// Milliseconds since the last call.
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        const double passed = std::chrono::duration<double, std::milli>(now - last_).count();
        last_ = now;
        return passed;
    }

private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace

Generated generate(const plan::Plan& plan, const Options& options) {
    Stopwatch watch;
    initialise_llvm();
    const Processor processor = choose_processor(options);
    const auto target = target_machine(processor);
    const Slots slots = assign_slots(plan);
    Generated generated;
    generated.object.layout = slots.layout;
    generated.object.width = processor.width;
    generated.object.cpu = processor.cpu;

    llvm::LLVMContext context;
    context.setDiscardValueNames(!options.keep_ir);
    const Emitted emitted = emit_module(context, plan, slots, processor.width, function_attributes(context, processor));
    llvm::Module* const module = emitted.module.get();
    module->setTargetTriple(target->getTargetTriple().str());
    module->setDataLayout(target->createDataLayout());
    verify(*module);
    generated.generate_ms = watch.lap();

    optimise(*module, *target);
    choose_level(*target, emitted);
    generated.optimise_ms = watch.lap();

    if (options.keep_ir) generated.llvm_ir = print_ir(*module);
    if (options.keep_asm)
        generated.assembly = emit_file(*llvm::CloneModule(*module), *target, llvm::CodeGenFileType::AssemblyFile);
    watch.lap();
    generated.object.elf = emit_file(*module, *target, llvm::CodeGenFileType::ObjectFile);
    generated.emit_ms = watch.lap();
    return generated;
}

machine::Machine compile(const plan::Plan& plan, const Options& options) {
    std::string problem;
    std::optional<machine::Machine> machine = machine::load(generate(plan, options).object, problem);
    if (!machine) fail("loading the code: " + problem);
    return std::move(*machine);
}

}  // namespace collmc::codegen
