#include "compiler/machine/machine.h"

#include <string_view>
#include <vector>

#include "compiler/machine/load_object.h"
#include "compiler/machine/symbols.h"

namespace collmc::machine {

std::optional<Machine> load(const Object& object, std::string& problem) {
    const std::vector<std::string_view> parts(object.parts.begin(), object.parts.end());
    const LoadedObject loaded = load_objects(parts, kernel_symbols(object.width), kEntryPoint);
    problem = loaded.problem;
    if (!loaded.memory) return std::nullopt;
    auto code = std::make_shared<Machine::Code>();
    code->memory = loaded.memory;
    code->kernel = reinterpret_cast<abi::Kernel>(const_cast<void*>(loaded.entry));
    code->layout = object.layout;
    code->width = object.width;
    code->cpu = object.cpu;
    return Machine(std::move(code));
}

}  // namespace collmc::machine
