#include "compiler/diagnostics/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/diagnostics/snippet.h"

namespace collmc::diagnostics {

namespace {

using Lines = std::vector<std::string_view>;

/// The lines of a text, each with its line end.
Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

/// Lines [before, before_end) are replaced by lines [after, after_end).
struct Change {
    std::size_t before, before_end, after, after_end;
};

/// Myers, "An O(ND) difference algorithm and its variations" (1986), on what is left between the equal ends.
class Comparison {
public:
    Comparison(const Lines& before, const Lines& after) : before_(before), after_(after) {}

    std::vector<Change> changes() {
        while (first_ < std::min(before_.size(), after_.size()) && before_[first_] == after_[first_]) ++first_;
        before_end_ = before_.size(), after_end_ = after_.size();
        while (std::min(before_end_, after_end_) > first_ && before_[before_end_ - 1] == after_[after_end_ - 1])
            --before_end_, --after_end_;
        if (first_ == before_end_ && first_ == after_end_) return {};
        if (!search()) return {{first_, before_end_, first_, after_end_}};
        return trace_back();
    }

private:
    /// Beyond so many changed lines the table of the search is larger than the diff is worth.
    static constexpr std::ptrdiff_t kMostChanges = 1000;

    std::ptrdiff_t width() const { return static_cast<std::ptrdiff_t>(before_end_ - first_); }
    std::ptrdiff_t height() const { return static_cast<std::ptrdiff_t>(after_end_ - first_); }
    bool equal(std::ptrdiff_t x, std::ptrdiff_t y) const {
        return before_[first_ + static_cast<std::size_t>(x)] == after_[first_ + static_cast<std::size_t>(y)];
    }

    /// How far x comes on diagonal k = x - y with `step` changes, given the row of one change less.
    static std::ptrdiff_t start_of(const std::vector<std::ptrdiff_t>& row, std::ptrdiff_t step, std::ptrdiff_t k) {
        const auto at = [&](std::ptrdiff_t diagonal) { return row[static_cast<std::size_t>(diagonal + step - 1)]; };
        if (k == -step) return at(k + 1);
        if (k == step) return at(k - 1) + 1;
        return at(k - 1) < at(k + 1) ? at(k + 1) : at(k - 1) + 1;
    }

    /// Fills reached_: row d holds, for diagonals -d to d, how far d changes come. False: too many changes.
    bool search() {
        for (std::ptrdiff_t step = 0; step <= kMostChanges; ++step) {
            std::vector<std::ptrdiff_t> row(static_cast<std::size_t>(2 * step + 1), 0);
            for (std::ptrdiff_t k = -step; k <= step; k += 2) {
                std::ptrdiff_t x = step == 0 ? 0 : start_of(reached_.back(), step, k);
                while (x < width() && x - k < height() && x - k >= 0 && equal(x, x - k)) ++x;
                row[static_cast<std::size_t>(k + step)] = x;
                if (x >= width() && x - k >= height()) {
                    reached_.push_back(std::move(row));
                    return true;
                }
            }
            reached_.push_back(std::move(row));
        }
        return false;
    }

    std::vector<Change> trace_back() const {
        std::vector<Change> changes;
        std::ptrdiff_t x = width(), y = height();
        for (auto step = static_cast<std::ptrdiff_t>(reached_.size()) - 1; step > 0; --step) {
            const auto& row = reached_[static_cast<std::size_t>(step - 1)];
            const auto at = [&](std::ptrdiff_t diagonal) { return row[static_cast<std::size_t>(diagonal + step - 1)]; };
            const std::ptrdiff_t k = x - y;
            const bool adds = k == -step || (k != step && at(k - 1) < at(k + 1));
            const std::ptrdiff_t from_x = at(adds ? k + 1 : k - 1), from_y = from_x - (adds ? k + 1 : k - 1);
            add(changes, from_x, from_y, adds);
            x = from_x, y = from_y;
        }
        std::reverse(changes.begin(), changes.end());
        return changes;
    }

    /// One line removed at (x, y) or added there, joined to the change that follows if they touch.
    void add(std::vector<Change>& changes, std::ptrdiff_t x, std::ptrdiff_t y, bool adds) const {
        const std::size_t before = first_ + static_cast<std::size_t>(x), after = first_ + static_cast<std::size_t>(y);
        const Change one{before, before + (adds ? 0 : 1), after, after + (adds ? 1 : 0)};
        if (!changes.empty() && changes.back().before == one.before_end && changes.back().after == one.after_end) {
            changes.back().before = one.before;
            changes.back().after = one.after;
        } else {
            changes.push_back(one);
        }
    }

    const Lines& before_;
    const Lines& after_;
    std::size_t first_ = 0, before_end_ = 0, after_end_ = 0;
    std::vector<std::vector<std::ptrdiff_t>> reached_;
};

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view cyan = "\x1b[36m";
constexpr std::string_view plain = "\x1b[0m";

class Writer {
public:
    Writer(const Lines& before, const Lines& after, const DiffOptions& options)
        : before_(before), after_(after), options_(options) {}

    std::string write(std::string_view path, const std::vector<Change>& changes) {
        const std::string name = options_.printable ? printable(path) : std::string(path);
        row(bold, "--- " + name);
        row(bold, "+++ " + name);
        for (auto first = changes.begin(); first != changes.end();) {
            auto last = first;
            while (std::next(last) != changes.end() &&
                   std::next(last)->before - last->before_end <= 2 * options_.context)
                ++last;
            hunk(first, std::next(last));
            first = std::next(last);
        }
        return std::move(text_);
    }

private:
    using Iterator = std::vector<Change>::const_iterator;

    void row(std::string_view colour, const std::string& content) {
        text_ += options_.colour && !colour.empty() ? fmt::format("{}{}{}", colour, content, plain) : content;
        text_ += '\n';
    }

    void line(char sign, std::string_view colour, std::string_view content) {
        const bool ended = !content.empty() && content.back() == '\n';
        if (ended) content.remove_suffix(1);
        row(colour, sign + (options_.printable ? printable(content) : std::string(content)));
        if (!ended) row("", "\\ No newline at end of file");
    }

    void equal(std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) line(' ', "", before_[i]);
    }

    static std::string range(std::size_t first, std::size_t count) {
        if (count == 1) return fmt::format("{}", first + 1);
        return fmt::format("{},{}", count == 0 ? first : first + 1, count);
    }

    void hunk(Iterator first, Iterator end) {
        const std::size_t context = options_.context;
        const Change& last = *std::prev(end);
        const std::size_t above = std::min(context, first->before);
        const std::size_t below = std::min(context, before_.size() - last.before_end);
        const std::size_t begin = first->before - above, stop = last.before_end + below;
        const std::size_t after_begin = first->after - above, after_stop = last.after_end + below;
        row(cyan,
            fmt::format("@@ -{} +{} @@", range(begin, stop - begin), range(after_begin, after_stop - after_begin)));
        std::size_t done = begin;
        for (auto change = first; change != end; ++change) {
            equal(done, change->before);
            for (std::size_t i = change->before; i < change->before_end; ++i) line('-', red, before_[i]);
            for (std::size_t i = change->after; i < change->after_end; ++i) line('+', green, after_[i]);
            done = change->before_end;
        }
        equal(done, stop);
    }

    const Lines& before_;
    const Lines& after_;
    const DiffOptions& options_;
    std::string text_;
};

}  // namespace

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after,
                         const DiffOptions& options) {
    const Lines old_lines = lines_of(before), new_lines = lines_of(after);
    const std::vector<Change> changes = Comparison(old_lines, new_lines).changes();
    if (changes.empty()) return "";
    return Writer(old_lines, new_lines, options).write(path, changes);
}

}  // namespace collmc::diagnostics
