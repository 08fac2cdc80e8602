// The progress line on a terminal: events, rate, time left. Nothing where standard error is not a terminal.
#pragma once

#include <chrono>
#include <string>

#include "runtime/execution/event_loop.h"

namespace collmc::driver {

class ProgressLine {
public:
    explicit ProgressLine(bool wanted);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Shows the state, at most ten times a second.
    void show(const execution::Progress& progress);

private:
    using Clock = std::chrono::steady_clock;
    bool enabled_;
    bool shown_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point next_ = start_ + std::chrono::milliseconds(200);  // a short run shows nothing
};

}  // namespace collmc::driver
