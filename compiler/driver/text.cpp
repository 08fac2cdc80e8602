#include "compiler/driver/text.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
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

std::string lost_output() {
    const int failure = output_failure();
    if (failure == 0 || failure == EPIPE) return "";
    return fmt::format("cannot write to the standard output: {}; free some space or send it elsewhere",
                       std::strerror(failure));
}

void print_message(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stderr) == text.size()) std::fflush(stderr);
}

namespace {

std::optional<std::string> read_all(std::FILE* file, const std::string& name, std::string& error,
                                    const TextKind& kind) {
    std::string text;
    char buffer[1 << 16];
    while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file)) {
        text.append(buffer, n);
        if (text.size() <= kind.most_bytes) continue;
        error = fmt::format("cannot read {} {}: it has more than {} bytes; give a shorter one", kind.what, name,
                            with_thousands(static_cast<std::int64_t>(kind.most_bytes)));
        return std::nullopt;
    }
    if (std::ferror(file) == 0) return text;
    error = fmt::format("cannot read {} {}: {}", kind.what, name, std::strerror(errno));
    return std::nullopt;
}

/// "an analysis"
std::string with_article(std::string_view what) {
    const std::string_view noun = what.substr(what.find(' ') + 1);
    return fmt::format("{} {}", std::string_view("aeiou").find(noun.front()) == std::string_view::npos ? "a" : "an",
                       noun);
}

}  // namespace

std::optional<std::string> read_text_file(const std::string& path, std::string& error, const TextKind& kind) {
    std::error_code failure;
    if (std::filesystem::is_directory(path, failure)) {
        error = fmt::format("{} is a directory, not {}; {}", path, with_article(kind.what), kind.remedy);
        return std::nullopt;
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (!file) {
        error = fmt::format("cannot read {} {}: {}; check the path", kind.what, path, std::strerror(errno));
        return std::nullopt;
    }
    return read_all(file.get(), path, error, kind);
}

std::optional<std::string> read_standard_input(std::string& error, const TextKind& kind) {
    return read_all(stdin, "from the standard input", error, kind);
}

namespace {

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_space(char c) { return c == ' ' || c == '\n'; }

/// Takes the next word off the front of `text`; empty at its end.
std::string_view next_word(std::string_view& text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    bool code = false;
    std::size_t end = 0;
    for (; end < text.size() && (code || !is_space(text[end])); ++end) code = code != (text[end] == '`');
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end);
    return word;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t columns, std::string_view first, std::string_view rest) {
    std::string lines, line(first);
    bool empty = true;
    for (std::string_view word = next_word(text); !word.empty(); word = next_word(text)) {
        if (!empty && code_points(line) + 1 + code_points(word) > columns) {
            lines += line + "\n";
            line = rest;
            empty = true;
        }
        if (!empty) line += ' ';
        line += word;
        empty = false;
    }
    return empty ? lines : lines + line + "\n";
}

std::size_t terminal_columns(int descriptor) {
    winsize size = {};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool colour_wanted(int descriptor) {
    const char* no_colour = std::getenv("NO_COLOR");
    return isatty(descriptor) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace collmc::driver
