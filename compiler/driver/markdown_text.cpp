#include "compiler/driver/markdown_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/driver/text.h"

namespace collmc::driver {

namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kGreen = "\x1b[1;32m";
constexpr std::string_view kPlain = "\x1b[0m";

class Page {
public:
    explicit Page(const MarkdownOptions& options) : options_(options) {}

    void add(std::string_view line) {
        if (line.starts_with("```")) {
            flush();
            program_ = !program_;
        } else if (program_) {
            text_ += line.empty() ? "\n" : fmt::format("    {}\n", line);
        } else if (line.starts_with("# ")) {
            text_ += painted(kBold, line.substr(2)) + "\n";
        } else if (line.empty()) {
            flush();
            text_ += '\n';
        } else {
            if (line.starts_with("* ")) flush();
            paragraph_ += fmt::format("{}\n", line);
        }
    }

    std::string take() {
        flush();
        return std::move(text_);
    }

private:
    std::string painted(std::string_view colour, std::string_view text) const {
        return options_.colour ? fmt::format("{}{}{}", colour, text, kPlain) : std::string(text);
    }

    /// Ends the paragraph or list item under way.
    void flush() {
        std::string_view text = paragraph_;
        if (text.starts_with("* ")) {
            text_ += wrapped(text.substr(2), options_.columns, "* ", "  ");
        } else {
            const std::string lines = wrapped(text, options_.columns);
            const std::string_view colour = lines.starts_with("Wrong")   ? kRed
                                            : lines.starts_with("Right") ? kGreen
                                                                         : std::string_view();
            const std::size_t word = colour.empty() ? 0 : std::string_view("Wrong").size();
            text_ += word == 0 ? lines : painted(colour, lines.substr(0, word)) + lines.substr(word);
        }
        paragraph_.clear();
    }

    const MarkdownOptions& options_;
    std::string text_;
    std::string paragraph_;
    bool program_ = false;
};

}  // namespace

std::string markdown_text(std::string_view markdown, const MarkdownOptions& options) {
    Page page(options);
    while (!markdown.empty()) {
        const std::size_t end = std::min(markdown.find('\n'), markdown.size());
        page.add(markdown.substr(0, end));
        markdown.remove_prefix(std::min(end + 1, markdown.size()));
    }
    return page.take();
}

}  // namespace collmc::driver
