// Machine code that can be called. It needs nothing of LLVM: the code of a run is loaded in one way, whether it was
// just generated or comes from the cache (code_cache.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "compiler/machine/object.h"
#include "runtime/abi/block.h"

namespace collmc::machine {

/// Machine code with the memory that it stands in, which is freed with the last copy.
class Machine {
public:
    abi::Kernel kernel() const { return code_->kernel; }
    const abi::WorkspaceLayout& layout() const { return code_->layout; }
    int width() const { return code_->width; }  ///< lanes of f64
    const std::string& cpu() const { return code_->cpu; }

private:
    friend std::optional<Machine> load(const Object& object, std::string& problem);
    struct Code {
        std::shared_ptr<const void> memory;  ///< owns the code
        abi::Kernel kernel = nullptr;
        abi::WorkspaceLayout layout;
        int width = 1;
        std::string cpu;
    };
    explicit Machine(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
    std::shared_ptr<const Code> code_;
};

/// Brings the object to memory (load_object.h), linked with the kernels of its width. Empty, and `problem` says why,
/// for an object that is damaged or calls something else.
std::optional<Machine> load(const Object& object, std::string& problem);

}  // namespace collmc::machine
