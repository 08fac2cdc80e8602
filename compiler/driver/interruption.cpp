#include "compiler/driver/interruption.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <thread>

#include "compiler/driver/exit_codes.h"
#include "compiler/driver/scratch_folder.h"
#include "runtime/packed/writer.h"
#include "runtime/report/output_directory.h"

namespace collmc::driver {

namespace {

// The waiting thread outlives every object of main: its state is static.
std::atomic<bool> stop_requested = false;
std::atomic<bool> protected_from_force = false;

sigset_t interrupting_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

void wait_for_signals() {
    const sigset_t signals = interrupting_signals();
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) return;
    stop_requested = true;
    const timespec patience{0, 700'000'000};
    sigtimedwait(&signals, nullptr, &patience);
    if (protected_from_force) return;
    report::abandon_all_output();
    packed::abandon_new_files();
    abandon_scratch_folders();
    _exit(kInterrupted);
}

}  // namespace

Interruption::Interruption() {
    const sigset_t signals = interrupting_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    // A reader of our output that goes away must not end the run before the results are written.
    ::signal(SIGPIPE, SIG_IGN);
    std::thread(wait_for_signals).detach();
}

const std::atomic<bool>& Interruption::stop() const { return stop_requested; }

void Interruption::protect() { protected_from_force = true; }

void Interruption::unprotect() { protected_from_force = false; }

}  // namespace collmc::driver
