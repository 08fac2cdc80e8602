#include "tests/unit/diagnostics/renderings.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/edit.h"
#include "compiler/diagnostics/edited_lines.h"
#include "compiler/diagnostics/render_json.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/diagnostics/sarif_log.h"
#include "compiler/diagnostics/snippet.h"
#include "compiler/diagnostics/utf8.h"

namespace collmc::diagnostics {

namespace {

using Parsed = nlohmann::json;

/// Values out of bytes; zeros when there are no more.
class Bytes {
public:
    Bytes(const std::uint8_t* data, std::size_t size) : data_(data), end_(data + size) {}

    std::uint32_t below(std::uint32_t bound) {
        std::uint32_t value = byte();
        if (bound > 256) value = value << 8 | byte();
        return bound == 0 ? 0 : value % bound;
    }
    std::string text(std::size_t length) {
        std::string text;
        while (text.size() < length && data_ != end_) text += static_cast<char>(*data_++);
        return text;
    }
    bool flag() { return (byte() & 1) != 0; }

private:
    std::uint8_t byte() { return data_ == end_ ? 0 : *data_++; }

    const std::uint8_t *data_, *end_;
};

/// One or two files and what is said of them.
struct Case {
    std::vector<std::unique_ptr<SourceFile>> files;
    Diagnostics diagnostics;
    TextOptions options;

    Case(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {
        options.columns = bytes_.below(160);
        options.wrap = bytes_.flag();
        const bool two = bytes_.flag();
        std::string path = bytes_.text(bytes_.below(12));
        const bool is_broken = bytes_.flag();
        std::string source = bytes_.text(bytes_.below(1000));
        files.push_back(std::make_unique<SourceFile>(std::move(path), is_broken ? source : mended(source)));
        if (two)
            files.push_back(std::make_unique<SourceFile>("/lib/b.cut", bytes_.text(bytes_.below(100)) + "\nend\n"));
        const std::uint32_t number = 1 + bytes_.below(3);
        for (std::uint32_t i = 0; i < number; ++i) add();
    }

private:
    /// The text without what is not UTF-8 and without line ends that only some editors know.
    static std::string mended(const std::string& text) {
        std::string mended;
        for (std::size_t at = 0; at < text.size();) {
            const CodePoint point = first_code_point(std::string_view(text).substr(at));
            if (point.valid && point.value != '\r') mended += text.substr(at, point.length);
            at += point.length;
        }
        return mended;
    }

    Span span() {
        const SourceFile* file = files[bytes_.below(static_cast<std::uint32_t>(files.size()))].get();
        const auto size = static_cast<std::uint32_t>(file->text().size());
        const std::uint32_t begin = bytes_.below(size + 2), length = bytes_.below(bytes_.flag() ? size + 3 : 9);
        return {bytes_.below(20) == 19 ? nullptr : file, begin, begin + length};
    }

    void add() {
        const auto& codes = catalogue();
        const CodeEntry& entry = codes[bytes_.below(static_cast<std::uint32_t>(codes.size()))];
        Diagnostic d;
        d.code = entry.code;
        d.severity = entry.severity;
        d.phase = "test";
        d.primary = span();
        d.message = bytes_.text(bytes_.below(60));
        d.primary_label = bytes_.text(bytes_.below(20));
        for (auto n = bytes_.below(4); n > 0; --n) {
            const Span place = span();
            d.labels.push_back({place, bytes_.text(bytes_.below(20))});
        }
        for (auto n = bytes_.below(3); n > 0; --n) d.notes.push_back(bytes_.text(bytes_.below(60)));
        for (auto n = bytes_.below(3); n > 0; --n) add_fix(d);
        if (bytes_.flag()) {
            d.context = {bytes_.text(9), "select 1"};
            d.expected = bytes_.text(9);
            d.found = bytes_.text(9);
            d.candidates = {bytes_.text(5)};
            d.counterexample = {{bytes_.text(9), 1}};
            d.with("name", bytes_.text(5)).with("needed", 2).with("known", std::vector{bytes_.text(5)});
        }
        if (!diagnostics.all().empty() && bytes_.flag())
            d.caused_by = bytes_.below(static_cast<std::uint32_t>(diagnostics.all().size()));
        diagnostics.report(std::move(d));
    }

    void add_fix(Diagnostic& diagnostic) {
        const bool changes = bytes_.flag();
        Fix fix{bytes_.text(bytes_.below(20)), changes ? EditClass::changes_selection : EditClass::likely, {}, ""};
        const bool is_careful = bytes_.flag();  // edits of one file, one behind the other
        std::uint32_t at = bytes_.below(100);
        for (auto n = bytes_.below(4); n > 0; --n) {
            std::string insert = bytes_.text(bytes_.below(30));
            const std::uint32_t end = at + (bytes_.flag() ? bytes_.below(40) : 0);
            fix.edits.push_back({is_careful ? Span{files[0].get(), at, end} : span(), std::move(insert)});
            at = end + bytes_.below(60);
        }
        diagnostic.fixes.push_back(std::move(fix));
    }

    Bytes bytes_;
};

std::string without_escapes(std::string text) {
    for (std::size_t at; (at = text.find('\x1b')) != std::string::npos;) text.erase(at, text.find('m', at) - at + 1);
    return text;
}

std::vector<std::string> rows_of(const std::string& text) {
    std::vector<std::string> rows;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
        rows.push_back(text.substr(at, text.find('\n', at) - at));
    return rows;
}

/// Source lines, and the marks under them, end where the options say. Looks at the places and fixes alone, without
/// words.
std::string too_wide_row(const Diagnostic& diagnostic, const TextOptions& options) {
    Diagnostic places;
    places.code = diagnostic.code;
    places.primary = diagnostic.primary;
    for (const Label& label : diagnostic.labels) places.labels.push_back({label.span, ""});
    for (const Fix& fix : diagnostic.fixes) places.fixes.push_back({"", fix.applicability, fix.edits});
    for (const std::string& row : rows_of(render_text(places, options))) {
        const std::size_t bar = row.find_first_not_of(" 0123456789");
        const bool is_source = bar != std::string::npos && bar > 1 && std::string_view("|+-").find(row[bar]) < 3 &&
                               row.compare(bar, 3, "-->") != 0;
        if (is_source && columns_of(row) > std::max<std::size_t>(options.columns, 40)) return row;
    }
    return "";
}

std::string wrong_in_text(const Case& it) {
    const std::string text = render_text(it.diagnostics, it.options);
    TextOptions coloured = it.options;
    coloured.colour = true;
    if (!is_utf8(text)) return "the text is not UTF-8";
    if (printable(text).find("\xEF\xBF\xBD") != std::string::npos && text.find("\xEF\xBF\xBD") == std::string::npos)
        return "the text has control characters:\n" + text;
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return "a control character in the text:\n" + text;
    if (without_escapes(render_text(it.diagnostics, coloured)) != text) return "colours change the text:\n" + text;
    for (const Diagnostic& diagnostic : it.diagnostics.all())
        if (const std::string row = too_wide_row(diagnostic, it.options); !row.empty())
            return "a row is too wide:\n" + row;
    return "";
}

bool has_lone_return(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) return true;
    return false;
}

/// The lines that are shown for a fix are those of the edited text.
std::string wrong_in_fix(const Fix& fix) {
    const auto lines = edited_lines(fix);
    const bool in_one_file =
        !fix.edits.empty() && fix.edits[0].span.valid() &&
        std::ranges::all_of(fix.edits, [&](const Edit& edit) { return edit.span.file == fix.edits[0].span.file; });
    if (!in_one_file) return lines ? "lines of several files" : "";
    const SourceFile& file = *fix.edits[0].span.file;
    const auto edited = apply_edits(file.text(), fix.edits);
    if (edited.has_value() != lines.has_value()) return "edits that can be made and not shown, or the reverse";
    if (!lines || has_lone_return(*edited) || has_lone_return(std::string(file.text()))) return "";
    const SourceFile after("after", *edited);
    for (const EditedLine& line : *lines) {
        const SourceFile& shown = line.kind == EditedLine::Kind::removed ? file : after;
        if (line.number > shown.line_count() || shown.line(line.number) != line.text)
            return "a fix shows a line that is not there: " + std::to_string(line.number) + " " + line.text;
        for (const auto& piece : line.news)
            if (piece.mark.begin >= piece.mark.end || piece.mark.end > line.text.size())
                return "a mark outside of its line";
    }
    return "";
}

std::string wrong_in_json(const Case& it) {
    const std::string text = render_json(it.diagnostics);
    if (!is_utf8(text)) return "the JSON is not UTF-8";
    const std::vector<std::string> lines = rows_of(text);
    if (lines.size() != it.diagnostics.all().size() + 1) return "not one line a diagnostic:\n" + text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const Parsed json = Parsed::parse(lines[i], nullptr, false);
        if (json.is_discarded()) return "not JSON: " + lines[i];
        if (json["schema"] != "collmc.diagnostic/1") return "no schema: " + lines[i];
        if (i + 1 == lines.size()) break;
        const Diagnostic& diagnostic = it.diagnostics.all()[i];
        if (json["code"] != diagnostic.code || json["fixes"].size() != diagnostic.fixes.size())
            return "another diagnostic: " + lines[i];
        if (diagnostic.primary.valid() && is_utf8(diagnostic.primary.text()) &&
            json["primary"]["text"] != std::string(diagnostic.primary.text()))
            return "another text: " + lines[i];
    }
    return "";
}

/// The byte at which a character begins, in a text without byte order mark.
std::size_t byte_of(std::string_view text, std::size_t character) {
    std::size_t at = 0;
    for (; character > 0 && at < text.size(); --character) at += first_code_point(text.substr(at)).length;
    return at;
}

std::string wrong_in_region(const Parsed& region, const Parsed& uri, const Case& it) {
    const SourceFile& file = uri == "file:///lib/b.cut" ? *it.files.back() : *it.files.front();
    const std::size_t begin = region["byteOffset"], length = region["byteLength"];
    if (begin + length > file.text().size()) return "bytes outside of the file: " + region.dump();
    if (!region.contains("charOffset")) return "";
    const std::size_t mark = file.text().starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const std::string_view text = file.text().substr(mark);
    const std::size_t first = region["charOffset"], characters = region["charLength"];
    const std::size_t from = byte_of(text, first), to = byte_of(text, first + characters);
    if (begin >= mark && (from + mark != begin || to - from != length))
        return "characters and bytes differ: " + region.dump();
    return "";
}

std::string wrong_in_sarif(const Case& it) {
    SarifLog log("1.2.3", [](const std::string& page) { return "# " + page + "\n\nWhat it means.\n"; });
    log.add(it.diagnostics);
    const std::string text = log.text(1);
    if (!is_utf8(text)) return "the SARIF log is not UTF-8";
    const Parsed json = Parsed::parse(text, nullptr, false);
    if (json.is_discarded()) return "the SARIF log is not JSON:\n" + text;
    const Parsed& run = json["runs"][0];
    const Parsed& invocation = run["invocations"][0];
    const std::size_t notifications =
        invocation.contains("toolExecutionNotifications") ? invocation["toolExecutionNotifications"].size() : 0;
    if (run["results"].size() + notifications != it.diagnostics.all().size())
        return "a diagnostic is missing:\n" + text;
    for (const Parsed& result : run["results"]) {
        const Parsed& place = result["locations"][0]["physicalLocation"];
        const std::string wrong = wrong_in_region(place["region"], place["artifactLocation"]["uri"], it);
        if (!wrong.empty()) return wrong;
        if (run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"] != result["ruleId"])
            return "another rule:\n" + text;
    }
    return "";
}

}  // namespace

std::string wrong_in_renderings(const std::uint8_t* data, std::size_t size) {
    Case it(data, size);
    std::string wrong;
    for (const auto& diagnostic : it.diagnostics.all())
        for (const auto& fix : diagnostic.fixes)
            if (wrong.empty()) wrong = wrong_in_fix(fix);
    if (wrong.empty()) wrong = wrong_in_text(it);
    if (wrong.empty()) wrong = wrong_in_json(it);
    if (wrong.empty()) wrong = wrong_in_sarif(it);
    if (!wrong.empty()) return wrong;
    it.diagnostics.sort();
    return wrong_in_json(it);
}

}  // namespace collmc::diagnostics
