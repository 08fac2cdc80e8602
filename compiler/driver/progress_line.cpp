#include "compiler/driver/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "compiler/driver/text.h"

namespace collmc::driver {

ProgressLine::ProgressLine(bool wanted) : enabled_(wanted && isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    if (shown_) print_message("\r\033[K");
}

void ProgressLine::show(const execution::Progress& progress) {
    if (!enabled_) return;
    const Clock::time_point now = Clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(100);
    const double seconds = std::chrono::duration<double>(now - start_).count();
    std::string line = fmt::format("{}  {} events  {:.2f} M events/s", progress.input, with_thousands(progress.events),
                                   static_cast<double>(progress.events) / seconds / 1e6);
    if (progress.fraction > 0) {
        const auto left = static_cast<long>(seconds * (1 - progress.fraction) / progress.fraction + 0.5);
        line += fmt::format("  {:.0f} %  {}:{:02} left", 100 * progress.fraction, left / 60, left % 60);
    }
    print_message(fmt::format("\r\033[K{}", line));
    std::fflush(stderr);
    shown_ = true;
}

}  // namespace collmc::driver
