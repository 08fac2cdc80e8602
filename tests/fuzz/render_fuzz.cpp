// Any diagnostics of any file: text, JSON and SARIF are UTF-8 and can be read back, places and edits are where they
// should be.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/unit/diagnostics/renderings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string wrong = collmc::diagnostics::wrong_in_renderings(data, size);
    if (wrong.empty()) return 0;
    std::fprintf(stderr, "%s\n", wrong.c_str());
    std::abort();
}
