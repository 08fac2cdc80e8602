#include "compiler/dialogue/prompts.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "compiler/diagnostics/json_record.h"

namespace collmc::dialogue {

namespace {

using diagnostics::Json;
using model::Message;

// Bounds of what a fixer reads: a broken program can have a hundred errors that say the same.
constexpr std::size_t kMostDiagnostics = 12;
constexpr std::size_t kMostHints = 5;

/// Comments of a page are for its authors.
std::string without_comments(std::string text) {
    for (std::size_t begin = text.find("<!--"); begin != std::string::npos; begin = text.find("<!--", begin)) {
        std::size_t end = text.find("-->", begin);
        if (end == std::string::npos) break;
        end += 3;
        if (end < text.size() && text[end] == '\n') ++end;
        text.erase(begin, end - begin);
    }
    while (text.ends_with("\n\n")) text.pop_back();
    return text;
}

std::optional<std::string> read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return without_comments({std::istreambuf_iterator<char>(file), {}});
}

/// So that no text can end the place where it stands.
std::string inert(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        const bool mark = rest.starts_with("<request>") || rest.starts_with("</request>") ||
                          rest.starts_with("<program>") || rest.starts_with("</program>");
        if (mark)
            out += "< ";
        else
            out += text[i];
    }
    return out;
}

std::string as_request(std::string_view numbered) {
    return fmt::format("<request>\n{}{}</request>\n", inert(numbered), numbered.ends_with('\n') ? "" : "\n");
}

std::string as_program(std::string_view program) {
    return fmt::format("<program>\n{}{}</program>\n", inert(program), program.ends_with('\n') ? "" : "\n");
}

/// What a fixer needs of a record: bytes, labels and files are for editors.
Json brief(const diagnostics::Diagnostic& diagnostic) {
    const Json record = diagnostics::json_record(diagnostic);
    Json out = {{"code", record["code"]},
                {"line", record["primary"].is_null() ? Json() : record["primary"]["line"]},
                {"message", record["message"]}};
    for (const char* name : {"context", "candidates", "notes", "counterexample"})
        if (record.contains(name) && !record[name].empty()) out[name] = record[name];
    Json edits = Json::array();
    for (const Json& fix : record["fixes"]) {
        Json edit = {{"title", fix["title"]}};
        if (!fix.value("effect", "").empty()) edit["effect"] = fix["effect"];
        for (const Json& change : fix["edits"]) edit["insert"].push_back(change["insert"]);
        edits.push_back(std::move(edit));
    }
    if (!edits.empty()) out["edits"] = std::move(edits);
    return out;
}

}  // namespace

std::optional<Pages> Pages::read(const std::filesystem::path& share, std::string& error) {
    Pages pages;
    pages.hints_ = share / "hints";
    const auto take = [&](const std::filesystem::path& path, std::string& text) {
        if (std::optional<std::string> found = dialogue::read(share / path))
            text = std::move(*found);
        else if (error.empty())
            error =
                fmt::format("{} cannot be read; install collmc again, or set COLLMC_SHARE", (share / path).string());
    };
    error.clear();
    take("prompts/translate.md", pages.translate);
    take("prompts/edit.md", pages.edit);
    take("prompts/fix.md", pages.fix);
    take("hints/language.md", pages.language);
    take("hints/events.md", pages.events);
    take("hints/requests.md", pages.requests);
    if (!error.empty()) return std::nullopt;
    return pages;
}

std::string Pages::hint(std::string_view code) const {
    const bool fits = code.size() == 5 && std::ranges::all_of(code, [](char c) { return std::isalnum(c); });
    return fits ? dialogue::read(hints_ / (std::string(code) + ".md")).value_or("") : "";
}

std::string number_lines(std::string_view request) {
    std::string out;
    for (std::size_t number = 1; !request.empty(); ++number) {
        const std::size_t end = std::min(request.find('\n'), request.size());
        std::string_view line = request.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out += line.empty() ? "\n" : fmt::format("{}: {}\n", number, line);
        request.remove_prefix(std::min(end + 1, request.size()));
    }
    return out;
}

std::vector<Message> translate_prompt(const Pages& pages, std::string_view numbered, std::string_view draft) {
    std::string question = as_request(numbered);
    if (!draft.empty()) {
        question +=
            "\nA draft by a simpler translator, which may lack what it did not understand:\n" + as_program(draft);
    }
    return {{"system", fmt::format("{}\n{}\n{}\n{}", pages.translate, pages.language, pages.events, pages.requests)},
            {"user", std::move(question)}};
}

std::vector<Message> edit_prompt(const Pages& pages, std::string_view program, std::string_view numbered_wish) {
    return {{"system", fmt::format("{}\n{}\n{}\n{}", pages.edit, pages.language, pages.events, pages.requests)},
            {"user", as_program(program) + as_request(numbered_wish)}};
}

std::vector<Message> fix_prompt(const Pages& pages, std::string_view numbered, std::string_view program,
                                const diagnostics::Diagnostics& diagnostics, std::string_view review, bool truncated) {
    std::string said, hints;
    std::vector<std::string> codes;
    std::size_t number = 0, left_out = 0;
    for (const diagnostics::Diagnostic& diagnostic : diagnostics.all()) {
        if (diagnostic.severity != diagnostics::Severity::error) continue;
        if (++number > kMostDiagnostics) {
            ++left_out;
            continue;
        }
        said += diagnostics::json_text(brief(diagnostic)) + "\n";
        if (std::ranges::find(codes, diagnostic.code) == codes.end()) codes.push_back(diagnostic.code);
    }
    if (left_out > 0) said += fmt::format("and {} more\n", left_out);
    if (!review.empty()) said += fmt::format("Compared with the request:\n{}\n", review);
    if (truncated) said += "The program was cut off at its end: write it again, whole, and shorter where it can be.\n";
    for (std::size_t i = 0; i < std::min(codes.size(), kMostHints); ++i) hints += pages.hint(codes[i]) + "\n";
    return {
        {"system", fmt::format("{}\n{}\n{}", pages.fix, pages.language, hints)},
        {"user", fmt::format("{}\n{}\nWhat the checker says:\n{}", as_request(numbered), as_program(program), said)}};
}

}  // namespace collmc::dialogue
