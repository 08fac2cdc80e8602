// Ctrl-C and SIGTERM: the run ends soon and leaves nothing behind.
//
// A thread of its own waits for the signals. The first one raises `stop`, which the event loop looks at between chunks;
// if the process is still there after 0.7 s (it waits for a pipe, say) or a second signal comes, temporary files are
// removed and the process ends with exit code 130. Construct it before any other thread is started.
#pragma once

#include <atomic>

namespace collmc::driver {

class Interruption {
public:
    Interruption();

    const std::atomic<bool>& stop() const;
    bool requested() const { return stop().load(); }

    /// From here on results are being put in place: the process is not ended by force any more.
    void protect();
    /// They are in place, and more is to be done.
    void unprotect();
};

}  // namespace collmc::driver
