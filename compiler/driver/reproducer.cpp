#include "compiler/driver/reproducer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "compiler/driver/text.h"

namespace collmc::driver {

namespace {

std::string reproducer_text(const std::string& phase, const std::string& what,
                            const std::vector<std::string>& command_line, const std::vector<std::string>& analyses) {
    std::string text = fmt::format("collmc {}\nphase: {}\nerror: {}\ncommand:", COLLMC_VERSION, phase, what);
    for (const std::string& word : command_line) text += " '" + word + "'";
    text += '\n';
    for (const std::string& path : analyses) {
        std::string error;
        const std::optional<std::string> analysis = read_text_file(path, error);
        text += fmt::format("---- {}\n{}\n", path, analysis ? *analysis : error);
    }
    return text;
}

}  // namespace

void report_internal_error(const std::string& phase, const std::string& what,
                           const std::vector<std::string>& command_line, const std::vector<std::string>& analyses,
                           Messages& messages) {
    std::error_code failure;
    const std::filesystem::path folder = std::filesystem::temp_directory_path(failure);
    const std::string path =
        ((failure ? std::filesystem::path(".") : folder) / fmt::format("collmc-reproducer-{}.txt", getpid())).string();
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"), &std::fclose);
    const std::string text = reproducer_text(phase, what, command_line, analyses);
    const bool written = file && std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
    const std::string request =
        written ? fmt::format("\nplease report it with the file {} and, if you can, the events", path) : "";
    Notice notice{"I0001", fmt::format("this is our fault, not yours: {} ({}){}", what, phase, request)};
    if (written) notice.args.emplace_back("file", path);
    messages.show(notice);
}

}  // namespace collmc::driver
