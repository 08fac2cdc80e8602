// The code generator as a module that the program loads when it is first needed.
#include "compiler/codegen/codegen.h"

extern "C" {
extern __attribute__((visibility("default"))) const collmc::codegen::Generate collmc_codegen_generate;
const collmc::codegen::Generate collmc_codegen_generate = collmc::codegen::generate;
}
