#include "compiler/syntax/recovered.h"

#include <algorithm>
#include <array>

namespace collmc::syntax {

bool is_read_over(std::string_view code) {
    constexpr std::array<std::string_view, 6> codes = {"E0006", "E0007", "E0008", "E0009", "E0014", "E0015"};
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace collmc::syntax
