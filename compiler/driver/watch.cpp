#include "compiler/driver/watch.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <ctime>

#include "compiler/driver/exit_codes.h"
#include "compiler/driver/file_watch.h"
#include "compiler/driver/text.h"

namespace collmc::driver {

namespace {

constexpr const char* kClear = "\x1b[H\x1b[2J";

std::string time_of_day() { return fmt::format("{:%H:%M:%S}", fmt::localtime(std::time(nullptr))); }

std::string listed(const std::vector<std::string>& files) {
    constexpr std::size_t kMost = 4;
    std::string text = fmt::format("{}", fmt::join(files.begin(), files.begin() + std::min(files.size(), kMost), ", "));
    return files.size() > kMost ? fmt::format("{} and {} more", text, files.size() - kMost) : text;
}

}  // namespace

int watch(const Watched& watched, Interruption& interruption, const std::function<int()>& round) {
    const auto say = [&](const std::string& text) {
        if (watched.quiet) return;
        watched.for_programs ? print_message(text) : print_output(text);
        output_failure();  // flushes, and remembers where that fails
    };
    const bool clears = isatty(STDOUT_FILENO) == 1 && !watched.for_programs;
    FileWatch files(watched.files);
    std::string kept;  // when the results that lie there were made
    for (std::vector<std::string> saved; !interruption.requested();) {
        const std::string now = time_of_day();
        if (clears && !saved.empty()) say(kClear);
        say(saved.empty() ? fmt::format("[{}]\n", now) : fmt::format("[{}] {} saved\n", now, listed(saved)));
        interruption.unprotect();
        const int exit_code = round();
        if (exit_code == kInterrupted) return kInterrupted;
        if (watched.keeps_results && exit_code == kDone) kept = now;
        if (exit_code != kDone && !kept.empty()) say(fmt::format("the results of {} are kept\n", kept));
        say(fmt::format("[{}] watching {}; Ctrl-C ends\n", time_of_day(), listed(watched.files)));
        if (output_failure() != 0) return kDone;  // nobody reads; main tells what is to be told
        saved = files.wait(interruption.stop());
    }
    return kInterrupted;
}

}  // namespace collmc::driver
