#include "compiler/translate/request.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

#include "compiler/translate/tokens.h"

namespace collmc::translate {

const char* name_of(Section section) {
    switch (section) {
        case Section::text: return "text";
        case Section::selection: return "selection";
        case Section::plots: return "plots";
        case Section::output: return "output";
    }
    return "";
}

namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

struct Heading {
    std::string_view word;
    Section section;
};
// Words that a heading is made of, each with what stands below it.
constexpr std::array kHeadings = {
    Heading{"selection", Section::selection},
    Heading{"selections", Section::selection},
    Heading{"cuts", Section::selection},
    Heading{"cut", Section::selection},
    Heading{"objects", Section::selection},
    Heading{"object", Section::selection},
    Heading{"preselection", Section::selection},
    Heading{"requirements", Section::selection},
    Heading{"plots", Section::plots},
    Heading{"plot", Section::plots},
    Heading{"histograms", Section::plots},
    Heading{"figures", Section::plots},
    Heading{"distributions", Section::plots},
    Heading{"output", Section::output},
    Heading{"outputs", Section::output},
    Heading{"deliverables", Section::output},
};
// Words that may stand beside them.
constexpr std::array<std::string_view, 15> kBesideHeadings = {
    "event", "criteria", "for", "validation", "structure", "definitions", "definition", "the",
    "of",    "format",   "and", "analysis",   "files",     "baseline",    "required"};

/// Cuts the text into lines, headings and sentences.
class Reader {
public:
    explicit Reader(const diagnostics::SourceFile& file) : file_(file) { request_.file = &file; }

    Request run() {
        for (std::uint32_t i = 1; i <= file_.line_count(); ++i) read_line(file_.line_start(i), file_.line(i));
        return std::move(request_);
    }

private:
    void read_line(std::uint32_t start, std::string_view text) {
        std::size_t begin = 0, end = text.size();
        trim(text, begin, end);
        if (begin == end || is_rule(text.substr(begin, end - begin))) return;
        if (take_process(text, begin, end)) return;
        if (const std::optional<Section> section = heading(text.substr(begin, end - begin))) {
            section_ = *section;
            expected_ = 0;
            return;
        }
        if (text[begin] == '#' && take_title(text, begin, end)) return;
        const std::size_t written = begin;
        skip_bullet(text, begin, end);
        bullet_ = begin != written;
        if (const std::optional<std::size_t> behind = inline_heading(text.substr(begin, end - begin))) begin += *behind;
        trim(text, begin, end);
        if (begin == end) return;
        sentences(start, text, begin, end);
    }

    static void trim(std::string_view text, std::size_t& begin, std::size_t& end) {
        while (begin < end && is_space(text[begin])) ++begin;
        while (begin < end && is_space(text[end - 1])) --end;
        if (begin == 0 && text.starts_with("\xEF\xBB\xBF")) begin += 3;
    }

    /// `---`, `===`, a fence.
    static bool is_rule(std::string_view text) {
        return text.starts_with("```") || std::all_of(text.begin(), text.end(), [](char c) {
                   return c == '-' || c == '=' || c == '*' || c == '_';
               });
    }

    bool take_process(std::string_view text, std::size_t begin, std::size_t end) {
        std::string_view rest = text.substr(begin, end - begin);
        while (!rest.empty() && (rest.front() == '#' || rest.front() == '*' || is_space(rest.front())))
            rest.remove_prefix(1);
        for (const std::string_view word : {"Process:", "process:", "PROCESS:", "Process :"}) {
            if (!rest.starts_with(word) || !request_.process.empty()) continue;
            rest.remove_prefix(word.size());
            while (!rest.empty() && (is_space(rest.front()) || rest.front() == '*')) rest.remove_prefix(1);
            request_.process = std::string(rest);
            return true;
        }
        return false;
    }

    /// `# H to gamma gamma` in front of everything else is a title.
    bool take_title(std::string_view text, std::size_t begin, std::size_t end) {
        const std::size_t word = text.find_first_not_of("# \t", begin);
        if (word == std::string_view::npos || word >= end) return true;
        if (request_.process.empty() && request_.lines.empty()) request_.process = text.substr(word, end - word);
        return true;
    }

    /// The section of a line that is a heading and nothing else.
    static std::optional<Section> heading(std::string_view text) {
        const bool marked = text.front() == '[' || text.front() == '#' || text.ends_with(':') || text.starts_with("**");
        std::string words(text);
        for (char& c : words)
            if (!std::isalpha(static_cast<unsigned char>(c))) c = ' ';
        std::optional<Section> section;
        int count = 0;
        for (const Token& token : tokens_of(words)) {
            ++count;
            if (const auto found = section_of(token.text)) {
                if (!section) section = found;
            } else if (std::find(kBesideHeadings.begin(), kBesideHeadings.end(), token.text) == kBesideHeadings.end()) {
                return std::nullopt;
            }
        }
        const bool digits = std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
        return section && !(digits && !marked) && (marked || count <= 2) ? section : std::nullopt;
    }

    static std::optional<Section> section_of(std::string_view word) {
        for (const Heading& it : kHeadings)
            if (word == it.word) return it.section;
        return std::nullopt;
    }

    /// `Selection: two photons` has a heading in front: how far it reaches.
    std::optional<std::size_t> inline_heading(std::string_view text) {
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        const std::optional<Section> section = heading(text.substr(0, colon + 1));
        if (!section) return std::nullopt;
        section_ = *section;
        return colon + 1;
    }

    /// `- `, `* `, `1 `, `1. `, `(a) `, `[ ] `.
    static void skip_bullet(std::string_view text, std::size_t& begin, std::size_t end) {
        const auto after = [&](std::size_t at) {
            while (at < end && is_space(text[at])) ++at;
            return at;
        };
        for (const std::string_view it : {"- ", "* ", "+ ", "• ", "· ", "– ", "— ", "◦ "})
            if (text.substr(begin).starts_with(it)) {
                begin = after(begin + it.size());
                break;
            }
        if (text.substr(begin).starts_with("[ ]") || text.substr(begin).starts_with("[x]")) begin = after(begin + 3);
        std::size_t at = begin;
        const bool bracket = at < end && text[at] == '(';
        if (bracket) ++at;
        const std::size_t first = at;
        while (at < end && std::isdigit(static_cast<unsigned char>(text[at]))) ++at;
        const bool letter =
            at == first && at + 1 < end && std::isalpha(static_cast<unsigned char>(text[at])) && text[at + 1] == ')';
        if (letter) ++at;
        if (at == first || at - first > 3 || at >= end) return;
        if (text[at] == ')' || (!bracket && !letter && text[at] == '.' && at + 1 < end && is_space(text[at + 1])))
            begin = after(at + 1);
    }

    void sentences(std::uint32_t start, std::string_view text, std::size_t begin, std::size_t end) {
        strip_list_number(text, begin, end);
        std::size_t from = begin;
        for (std::size_t i = begin; i < end; ++i) {
            const bool stop = text[i] == '.' && (i + 1 == end || is_space(text[i + 1])) &&
                              !(i > begin && text[i - 1] == '.') && !goes_on(text.substr(i + 1, end - i - 1));
            if (!stop || is_abbreviation(text.substr(from, i - from))) continue;
            add(start, text, from, i);
            from = i + 1;
        }
        add(start, text, from, end);
    }

    /// `1 diphoton mass`, `2 pT of ...` where plots are listed: the numbers go up by one.
    void strip_list_number(std::string_view text, std::size_t& begin, std::size_t end) {
        std::size_t at = begin;
        int number = 0;
        while (at < end && at - begin < 3 && std::isdigit(static_cast<unsigned char>(text[at])))
            number = number * 10 + (text[at++] - '0');
        const bool numbered = at > begin && at < end && is_space(text[at]);
        // A list may be told from its middle on: "4 leading jet: eta", but not "4 leading jets".
        const bool begins =
            expected_ == 0 && number > 0 && number <= 30 && !bullet_ && !counts(text.substr(at, end - at));
        const bool listed = numbered && (section_ == Section::plots || section_ == Section::output) &&
                            (number == expected_ + 1 || (numbered && begins));
        if (listed) {
            expected_ = number;
            begin = at;
            while (begin < end && is_space(text[begin])) ++begin;
        }
    }

    /// Whether a number in front of these words counts something: "40 bins", "2 leading jets", "2 D".
    static bool counts(std::string_view behind) {
        std::string word;
        for (int i = 0; i < 3; ++i) {
            while (!behind.empty() && is_space(behind.front())) behind.remove_prefix(1);
            word.clear();
            while (!behind.empty() &&
                   (std::isalpha(static_cast<unsigned char>(behind.front())) || behind.front() == '-')) {
                word += static_cast<char>(std::tolower(static_cast<unsigned char>(behind.front())));
                behind.remove_prefix(1);
            }
            if (word.empty())
                return !behind.empty() && behind.front() != '$' && behind.front() != '|' && i == 0 &&
                       behind.front() != '\\' && (static_cast<unsigned char>(behind.front()) & 0x80) == 0;
            for (const std::string_view it :
                 {"bin",     "bins",    "gev",   "tev",       "mev",     "d",          "dimensional", "equal",
                  "jets",    "leptons", "muons", "electrons", "photons", "taus",       "b-jets",      "bjets",
                  "objects", "columns", "rows",  "dpi",       "plots",   "histograms", "to",          "x"})
                if (word == it) return true;
            if (word != "leading" && word != "hardest" && word != "b" && word != "light") return false;
        }
        return false;
    }

    /// "A table, one row per event. Columns: ..." is one wish.
    static bool goes_on(std::string_view behind) {
        while (!behind.empty() && is_space(behind.front())) behind.remove_prefix(1);
        return behind.starts_with("Columns") || behind.starts_with("Variables") || behind.starts_with("The columns");
    }

    static bool is_abbreviation(std::string_view before) {
        for (const std::string_view it :
             {"i.e", "e.g", "vs", "resp", "approx", "min", "max", "inv", "incl", "cf", "no", "transv", "mult"})
            if (before.ends_with(it) && (before.size() == it.size() || !std::isalpha(static_cast<unsigned char>(
                                                                           before[before.size() - it.size() - 1]))))
                return true;
        return false;
    }

    void add(std::uint32_t start, std::string_view text, std::size_t begin, std::size_t end) {
        while (begin < end && is_space(text[begin])) ++begin;
        while (begin < end && is_space(text[end - 1])) --end;
        if (begin == end) return;
        request_.lines.push_back(
            {static_cast<int>(request_.lines.size()) + 1,
             section_,
             {&file_, start + static_cast<std::uint32_t>(begin), start + static_cast<std::uint32_t>(end)}});
    }

    const diagnostics::SourceFile& file_;
    Request request_;
    Section section_ = Section::text;
    bool bullet_ = false;  ///< the line that is read began with one
    int expected_ = 0;     ///< the last number of the list of plots
};

}  // namespace

Request read_request(const diagnostics::SourceFile& file) { return Reader(file).run(); }

std::string numbered(const Request& request) {
    std::string text;
    auto next = request.lines.begin();
    for (std::uint32_t i = 1; i <= request.file->line_count(); ++i) {
        const std::uint32_t end =
            request.file->line_start(i) + static_cast<std::uint32_t>(request.file->line(i).size());
        if (next == request.lines.end() || next->span.begin >= end) {
            text += request.file->line(i);
            text += '\n';
        }
        for (; next != request.lines.end() && next->span.begin < end; ++next)
            text += std::to_string(next->number) + ": " + std::string(next->span.text()) + "\n";
    }
    return text;
}

}  // namespace collmc::translate
