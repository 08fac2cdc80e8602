#include "runtime/lhco/error.h"

#include <fmt/format.h>

namespace collmc::lhco {

std::string describe(const BadRow& row, const std::string& file, std::int64_t line) {
    return fmt::format("{}:{}:{}: {}\n    {}\n{}", file, line, row.column, row.cause, row.text, row.remedy);
}

InputError no_events(const std::string& file) {
    return {InputErrorKind::kNoEvents,
            fmt::format("{} holds no events. An LHCO event begins with a row `0 event_number trigger_word`; check that "
                        "this is the right file and that it was written to the end.",
                        file)};
}

}  // namespace collmc::lhco
