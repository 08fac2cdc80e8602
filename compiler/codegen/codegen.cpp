#include "compiler/codegen/codegen.h"

#include <fmt/format.h>
#include <llvm/Analysis/TargetTransformInfo.h>
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/ExecutionEngine/Orc/ObjectTransformLayer.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/Transforms/Scalar.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include <algorithm>
#include <chrono>
#include <mutex>

#include "compiler/codegen/emit.h"
#include "compiler/diagnostics/internal_error.h"
#include "runtime/kernels/collections.h"
#include "runtime/kernels/math.h"
#include "runtime/kernels/memory.h"
#include "runtime/kernels/solvers.h"

namespace collmc::codegen {

namespace {

[[noreturn]] void fail(const std::string& what) { throw diagnostics::InternalError("codegen", what); }

template <class T>
T value_or_fail(llvm::Expected<T> expected, const char* doing) {
    if (!expected) fail(fmt::format("{}: {}", doing, llvm::toString(expected.takeError())));
    return std::move(*expected);
}

void check(llvm::Error error, const char* doing) {
    if (error) fail(fmt::format("{}: {}", doing, llvm::toString(std::move(error))));
}

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

llvm::orc::JITTargetMachineBuilder machine_builder(const Processor& processor) {
    llvm::orc::JITTargetMachineBuilder builder{llvm::Triple(llvm::sys::getProcessTriple())};
    builder.setCPU(processor.cpu);
    builder.addFeatures(processor.features);
    // The code is vector code as it is emitted, and calls of mathematical functions dominate it: the code generator's
    // optimisations take three times as long as the rest of it and gain a twentieth of the run time.
    builder.setCodeGenOptLevel(llvm::CodeGenOptLevel::None);
    builder.setRelocationModel(llvm::Reloc::PIC_);
    builder.setCodeModel(llvm::CodeModel::Small);
    // A fused multiply-add where the plan has two operations would change results.
    builder.getOptions().AllowFPOpFusion = llvm::FPOpFusion::Strict;
    return builder;
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

std::string print_assembly(const llvm::Module& module, llvm::TargetMachine& machine) {
    llvm::SmallString<0> text;
    llvm::raw_svector_ostream stream(text);
    llvm::legacy::PassManager passes;
    if (machine.addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::AssemblyFile)) {
        fail("this LLVM cannot print assembly");
    }
    passes.run(*llvm::CloneModule(module));
    return text.str().str();
}

std::unique_ptr<llvm::orc::LLJIT> make_jit(const Processor& processor) {
    return value_or_fail(llvm::orc::LLJITBuilder()
                             .setJITTargetMachineBuilder(machine_builder(processor))
                             .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
                             .setLinkProcessSymbolsByDefault(false)
                             .create(),
                         "starting the JIT");
}

/// The functions that compiled code may call, all by address: nothing else of the process is visible to it.
void define_kernels(llvm::orc::LLJIT& jit, int width) {
    llvm::orc::SymbolMap symbols;
    const auto define = [&](const std::string& name, const void* address) {
        symbols[jit.mangleAndIntern(name)] = {llvm::orc::ExecutorAddr::fromPtr(address),
                                              llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable};
    };
    for (const kernels::MathFunction& function : kernels::math_functions()) {
        const void* const address = width == 8 ? function.wide8 : width == 4 ? function.wide4 : function.scalar;
        define(fmt::format("collmc_{}_{}", function.name, width), address);
    }
    const auto define_function = [&](const std::string& name, auto* function) {
        define(name, reinterpret_cast<const void*>(function));
    };
    define_function("collmc_unite", &kernels::collmc_unite);
    define_function("collmc_unite_unordered", &kernels::collmc_unite_unordered);
    define_function("collmc_members", &kernels::collmc_members);
    define_function("collmc_order", &kernels::collmc_order);
    define_function("collmc_mt2", &kernels::collmc_mt2);
    define_function("collmc_eigenvalue3", &kernels::collmc_eigenvalue3);
    define_function("collmc_append", &kernels::collmc_append);
    define_function("collmc_allocate", &kernels::collmc_allocate);
    define_function("collmc_release", &kernels::collmc_release);
    check(jit.getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(symbols))), "naming the kernels");
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

Machine compile(const plan::Plan& plan, const Options& options) {
    Stopwatch watch;
    initialise_llvm();
    const Processor processor = choose_processor(options);
    auto code = std::make_shared<Machine::Code>();
    code->width = processor.width;
    code->cpu = processor.cpu;
    const auto target = value_or_fail(machine_builder(processor).createTargetMachine(), "choosing the processor");

    const Slots slots = assign_slots(plan);
    code->layout = slots.layout;
    auto context = std::make_unique<llvm::LLVMContext>();
    context->setDiscardValueNames(!options.keep_ir);
    auto module = emit_module(*context, plan, slots, processor.width, function_attributes(*context, processor));
    module->setTargetTriple(target->getTargetTriple().str());
    module->setDataLayout(target->createDataLayout());
    verify(*module);
    code->generate_ms = watch.lap();

    optimise(*module, *target);
    code->optimise_ms = watch.lap();

    if (options.keep_ir) code->llvm_ir = print_ir(*module);
    if (options.keep_asm) code->assembly = print_assembly(*module, *target);
    watch.lap();
    const std::shared_ptr<llvm::orc::LLJIT> jit = make_jit(processor);
    define_kernels(*jit, processor.width);
    check(jit->addIRModule({std::move(module), std::move(context)}), "adding the module");
    code->kernel = value_or_fail(jit->lookup(kEntryPoint), "linking").toPtr<abi::Kernel>();
    code->memory = jit;
    code->emit_ms = watch.lap();
    return Machine(std::move(code));
}

}  // namespace collmc::codegen
