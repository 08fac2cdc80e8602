// The code generator as a module that the program loads when it is first needed.
#include "compiler/codegen/codegen.h"

extern "C" {
extern __attribute__((visibility("default"))) const collmc::codegen::Compile collmc_codegen_compile;
const collmc::codegen::Compile collmc_codegen_compile = collmc::codegen::compile;
}
