#include "compiler/codegen/codegen.h"

#include <fmt/format.h>
#include <llvm/Analysis/TargetTransformInfo.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/Transforms/Scalar.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <mutex>
#include <optional>
#include <vector>

#include "compiler/codegen/emit.h"
#include "compiler/codegen/pieces.h"
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

const llvm::Target& find_target(const std::string& triple) {
    std::string error;
    const llvm::Target* const target = llvm::TargetRegistry::lookupTarget(triple, error);
    if (target == nullptr) fail("choosing the processor: " + error);
    return *target;
}

/// In what this processor differs from others of its name: all others follow from the name. Each function carries the
/// list, and each pass over it looks the processor up by it, so it is worth being short.
std::vector<std::string> unusual_features(const std::string& cpu) {
    const std::string triple = llvm::sys::getProcessTriple();
    const std::unique_ptr<llvm::MCSubtargetInfo> named(find_target(triple).createMCSubtargetInfo(triple, cpu, ""));
    if (!named) fail("there is no processor " + cpu);
    std::vector<std::string> features;
    for (const llvm::SubtargetFeatureKV& feature : named->getAllProcessorFeatures()) {
        const auto here = host_features().find(feature.Key);
        if (here == host_features().end() || here->second == named->getFeatureBits().test(feature.Value)) continue;
        features.push_back((here->second ? "+" : "-") + here->first().str());
    }
    return features;
}

Processor choose_processor(const Options& options) {
    Processor processor{widest(options), llvm::sys::getHostCPUName().str(), {}};
    if (processor.width == 4 && host_has("avx512f")) {
        // Narrower than it could be: as on a processor that has no more.
        processor.cpu = "x86-64-v3";
        return processor;
    }
    processor.features = unusual_features(processor.cpu);
    return processor;
}

/// The code is vector code as it is emitted, and calls of mathematical functions dominate it: the code generator's
/// optimisations take three times as long as the rest of it, and gain a twentieth of the run time. Inside of nested
/// loops they gain a quarter, and of many cuts in one loop they keep the masks in registers.
constexpr auto kPlain = llvm::CodeGenOptLevel::None, kOptimised = llvm::CodeGenOptLevel::Less;

std::unique_ptr<llvm::TargetMachine> target_machine(const Processor& processor, llvm::CodeGenOptLevel level) {
    const std::string triple = llvm::sys::getProcessTriple();
    llvm::TargetOptions options;
    // A fused multiply-add where the plan has two operations would change results.
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
    return std::unique_ptr<llvm::TargetMachine>(find_target(triple).createTargetMachine(
        triple, processor.cpu, fmt::format("{}", fmt::join(processor.features, ",")), options, llvm::Reloc::PIC_,
        llvm::CodeModel::Small, level));
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

/// One part of the code, from the plan to the object.
struct Part {
    std::string elf, llvm_ir, assembly;
    double generate_ms = 0, optimise_ms = 0;

    Part(const plan::Plan& plan, const Slots& slots, const Pieces& pieces, std::size_t part, const Processor& processor,
         const Options& options) {
        Stopwatch watch;
        const auto target = target_machine(processor, pieces.is_optimised[part] ? kOptimised : kPlain);
        llvm::LLVMContext context;
        context.setDiscardValueNames(!options.keep_ir);
        const auto module =
            emit_module(context, plan, slots, pieces, part, processor.width, function_attributes(context, processor));
        module->setTargetTriple(target->getTargetTriple().str());
        module->setDataLayout(target->createDataLayout());
        verify(*module);
        generate_ms = watch.lap();

        optimise(*module, *target);
        optimise_ms = watch.lap();

        if (options.keep_ir) llvm_ir = print_ir(*module);
        if (options.keep_asm)
            assembly = emit_file(*llvm::CloneModule(*module), *target, llvm::CodeGenFileType::AssemblyFile);
        elf = emit_file(*module, *target, llvm::CodeGenFileType::ObjectFile);
    }
};

}  // namespace

Generated generate(const plan::Plan& plan, const Options& options) {
    Stopwatch watch;
    initialise_llvm();
    const Processor processor = choose_processor(options);
    const Slots slots = assign_slots(plan, processor.width);
    const Pieces pieces = pieces_of(plan, slots, options.one_thread);
    const auto generate_part = [&](std::size_t part) { return Part(plan, slots, pieces, part, processor, options); };
    // Each by a thread of its own, or here, if there is to be none or can be none.
    const auto launch = options.one_thread ? std::launch::deferred : std::launch::async | std::launch::deferred;
    std::vector<std::future<Part>> others;
    for (std::size_t part = 1; part < pieces.is_optimised.size(); ++part)
        others.push_back(std::async(launch, generate_part, part));
    std::vector<Part> parts = {generate_part(0)};
    for (std::future<Part>& other : others) parts.push_back(other.get());

    Generated generated;
    generated.object.layout = slots.layout;
    generated.object.width = processor.width;
    generated.object.cpu = processor.cpu;
    for (Part& part : parts) {
        generated.object.parts.push_back(std::move(part.elf));
        generated.llvm_ir += part.llvm_ir;
        generated.assembly += part.assembly;
    }
    generated.generate_ms = parts[0].generate_ms;
    generated.optimise_ms = parts[0].optimise_ms;
    generated.emit_ms = watch.lap() - generated.generate_ms - generated.optimise_ms;
    return generated;
}

machine::Machine compile(const plan::Plan& plan, const Options& options) {
    std::string problem;
    std::optional<machine::Machine> machine = machine::load(generate(plan, options).object, problem);
    if (!machine) fail("loading the code: " + problem);
    return std::move(*machine);
}

}  // namespace collmc::codegen
