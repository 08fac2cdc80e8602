#include "compiler/driver/text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

namespace collmc::driver {

std::string with_thousands(std::int64_t number) {
    const std::string digits = std::to_string(number);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && digits[i - 1] != '-' && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

std::string counted(std::int64_t number, const std::string& singular) {
    return fmt::format("{} {}{}", with_thousands(number), singular, number == 1 ? "" : "s");
}

namespace {

int first_output_failure = 0;

void note_output(bool good) {
    if (!good && first_output_failure == 0) first_output_failure = errno;
}

}  // namespace

void print_output(std::string_view text) {
    note_output(std::fwrite(text.data(), 1, text.size(), stdout) == text.size());
}

int output_failure() {
    note_output(std::fflush(stdout) == 0);
    return first_output_failure;
}

void print_message(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stderr) == text.size()) std::fflush(stderr);
}

std::optional<std::string> read_text_file(const std::string& path, std::string& error) {
    std::error_code failure;
    if (std::filesystem::is_directory(path, failure)) {
        error = fmt::format("{} is a directory, not an analysis; give the .cut file in it", path);
        return std::nullopt;
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (!file) {
        error = fmt::format("cannot read the analysis {}: {}; check the path", path, std::strerror(errno));
        return std::nullopt;
    }
    std::string text;
    char buffer[1 << 16];
    while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file.get())) text.append(buffer, n);
    if (std::ferror(file.get()) != 0) {
        error = fmt::format("cannot read the analysis {}: {}", path, std::strerror(errno));
        return std::nullopt;
    }
    return text;
}

bool colour_wanted(int descriptor) {
    const char* no_colour = std::getenv("NO_COLOR");
    return isatty(descriptor) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace collmc::driver
