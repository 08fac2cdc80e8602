#include "compiler/diagnostics/sarif_log.h"

#include <fmt/format.h>

#include <cctype>
#include <map>
#include <string_view>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/json_record.h"
#include "compiler/diagnostics/remarks.h"
#include "compiler/diagnostics/utf8.h"

namespace collmc::diagnostics {

namespace {

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

const char* level_of(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::perf: return "warning";
        case Severity::note: return "note";
        case Severity::internal: return "error";
    }
    return "error";
}

/// A relative or absolute path as a URI reference (RFC 3986).
std::string uri_of(std::string_view path) {
    std::string uri = path.starts_with('/') ? "file://" : "";
    // A first part with a colon would read as a scheme.
    if (path.substr(0, path.find('/')).find(':') != std::string_view::npos) uri = "./";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = std::isalnum(byte) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos;
        uri += is_plain && byte < 0x80 ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return uri;
}

Json message(const std::string& text) { return {{"text", text}}; }

/// A page without its title, up to the first empty line; without a last sentence that only announces a list.
std::string first_paragraph(std::string_view page) {
    if (page.starts_with('#')) page.remove_prefix(std::min(page.find('\n'), page.size() - 1) + 1);
    page.remove_prefix(std::min(page.find_first_not_of('\n'), page.size()));
    std::string paragraph(page.substr(0, page.find("\n\n")));
    for (char& c : paragraph)
        if (c == '\n') c = ' ';
    const std::size_t last = paragraph.rfind(". ");
    if (paragraph.ends_with(':') && last != std::string::npos) paragraph.resize(last + 1);
    return paragraph;
}

/// Whether an offset lies between two characters of a UTF-8 text.
bool is_boundary(std::string_view text, std::uint32_t offset) {
    return offset <= text.size() && (offset == text.size() || !continues_code_point(text[offset]));
}

/// A place in characters; nothing where it cuts one.
Json text_region(Span span) {
    const SourceFile& file = *span.file;
    if (span.end < span.begin || !is_boundary(file.text(), span.begin) || !is_boundary(file.text(), span.end))
        return nullptr;
    const LineColumn begin = file.place(span.begin), end = file.place(span.end);
    const std::uint32_t offset = file.characters_before(span.begin);
    return {{"startLine", begin.line}, {"startColumn", begin.column},
            {"endLine", end.line},     {"endColumn", end.column},
            {"charOffset", offset},    {"charLength", file.characters_before(span.end) - offset}};
}

}  // namespace

struct SarifLog::Parts {
    std::string version;
    ReadPage read_page;
    Json rules = Json::array(), notification_rules = Json::array();
    Json artifacts = Json::array(), results = Json::array(), notifications = Json::array();
    std::map<std::string, std::size_t> rule_index, notification_index, artifact_index;
    bool broken = false;                        ///< the tool itself failed
    std::map<const SourceFile*, bool> is_text;  // of the compilation that is being added

    std::size_t rule(Json& list, std::map<std::string, std::size_t>& index, const Diagnostic& diagnostic) {
        const auto [found, is_new] = index.emplace(diagnostic.code, list.size());
        if (!is_new) return found->second;
        const CodeEntry* entry = find_code(diagnostic.code);
        const std::string title(entry != nullptr ? entry->title : std::string_view("an unknown code"));
        const std::string page_name = hint_page(diagnostic.code);
        const std::string page = page_name.empty() ? "" : read_page(page_name);
        const std::string paragraph = first_paragraph(page);
        Json rule = {{"id", diagnostic.code},
                     {"shortDescription", message(title)},
                     {"fullDescription", message(paragraph.empty() ? title : paragraph)},
                     {"help", message(page.empty() ? title : page)},
                     {"defaultConfiguration", {{"level", level_of(diagnostic.severity)}}},
                     {"properties", {{"severity", name_of(diagnostic.severity)}}}};
        if (!page.empty()) rule["help"]["markdown"] = page;
        if (diagnostic.severity == Severity::perf) rule["properties"]["tags"] = {"performance"};
        list.push_back(std::move(rule));
        return found->second;
    }

    bool is_utf8_file(const SourceFile& file) {
        const auto [found, is_new] = is_text.emplace(&file, false);
        if (is_new) found->second = is_utf8(file.text());
        return found->second;
    }

    Json artifact(const SourceFile& file) {
        const auto [found, is_new] = artifact_index.emplace(file.path(), artifacts.size());
        if (is_new) {
            Json artifact = {{"location", {{"uri", uri_of(file.path())}}}, {"length", file.text().size()}};
            if (is_utf8_file(file)) artifact["encoding"] = "UTF-8";
            artifacts.push_back(std::move(artifact));
        }
        return {{"uri", uri_of(file.path())}, {"index", found->second}};
    }

    Json location(Span span) {
        Json region = is_utf8_file(*span.file) ? text_region(span) : nullptr;
        if (region.is_null()) region = Json::object();
        const auto size = static_cast<std::uint32_t>(span.file->text().size());
        const std::uint32_t begin = std::min(span.begin, size), end = std::clamp(span.end, begin, size);
        region["byteOffset"] = begin;
        region["byteLength"] = end - begin;
        if (is_utf8(span.text())) region["snippet"] = message(std::string(span.text()));
        return {{"artifactLocation", artifact(*span.file)}, {"region", std::move(region)}};
    }

    Json related(const Diagnostic& diagnostic) {
        Json locations = Json::array();
        for (const Label& label : diagnostic.labels)
            if (label.span.valid())
                locations.push_back({{"id", locations.size() + 1},
                                     {"physicalLocation", location(label.span)},
                                     {"message", message(label.text)}});
        return locations;
    }

    /// Nothing where an edit cannot be told in characters.
    Json changes(const Fix& fix) {
        Json changes = Json::array();
        std::map<const SourceFile*, std::size_t> index;
        for (const Edit& edit : fix.edits) {
            if (!edit.span.valid() || !is_utf8_file(*edit.span.file)) return nullptr;
            Json region = text_region(edit.span);
            if (region.is_null()) return nullptr;
            const auto [found, is_new] = index.emplace(edit.span.file, changes.size());
            if (is_new)
                changes.push_back({{"artifactLocation", artifact(*edit.span.file)}, {"replacements", Json::array()}});
            Json replacement = {{"deletedRegion", std::move(region)}};
            if (!edit.insert.empty()) replacement["insertedContent"] = message(edit.insert);
            changes[found->second]["replacements"].push_back(std::move(replacement));
        }
        return changes.empty() ? Json(nullptr) : changes;
    }

    Json fixes(const Diagnostic& diagnostic) {
        Json fixes = Json::array();
        for (const Fix& fix : diagnostic.fixes) {
            Json change = changes(fix);
            if (change.is_null()) continue;
            fixes.push_back({{"description", message(words_of(fix))},
                             {"artifactChanges", std::move(change)},
                             {"properties", {{"applicability", name_of(fix.applicability)}}}});
        }
        return fixes;
    }

    static std::string words(const Diagnostic& diagnostic) {
        std::string text = diagnostic.message;
        for (const Remark& remark : remarks_of(diagnostic)) text += fmt::format("\n{}{}", remark.title, remark.content);
        return text;
    }

    /// What of the record has no place of its own in SARIF.
    static Json properties(const Diagnostic& diagnostic, const Diagnostics& all) {
        const Json record = json_record(diagnostic);
        Json properties = {{"severity", name_of(diagnostic.severity)}, {"phase", diagnostic.phase}};
        for (const char* name : {"args", "context", "expected", "found", "candidates", "counterexample"})
            if (record.contains(name) && !record[name].empty()) properties[name] = record[name];
        if (diagnostic.caused_by && *diagnostic.caused_by < all.all().size())
            properties["caused_by"] = all.all()[*diagnostic.caused_by].code;
        return properties;
    }

    void add_result(const Diagnostic& diagnostic, const Diagnostics& all, const Allowed* allowed = nullptr) {
        Json result = {{"ruleId", diagnostic.code},
                       {"ruleIndex", rule(rules, rule_index, diagnostic)},
                       {"level", level_of(diagnostic.severity)},
                       {"message", message(words(diagnostic))}};
        Json place = {{"physicalLocation", location(diagnostic.primary)}};
        if (!diagnostic.primary_label.empty()) place["message"] = message(diagnostic.primary_label);
        if (!diagnostic.context.empty())
            place["logicalLocations"] = {
                {{"name", diagnostic.context.back()},
                 {"fullyQualifiedName", fmt::format("{}", fmt::join(diagnostic.context, ", "))}}};
        result["locations"] = Json::array({std::move(place)});
        if (Json labels = related(diagnostic); !labels.empty()) result["relatedLocations"] = std::move(labels);
        if (Json offered = fixes(diagnostic); !offered.empty()) result["fixes"] = std::move(offered);
        if (allowed != nullptr)
            result["suppressions"] = Json::array({{{"kind", "inSource"},
                                                   {"justification", allowed->reason},
                                                   {"location", {{"physicalLocation", location(allowed->by)}}}}});
        result["properties"] = properties(diagnostic, all);
        results.push_back(std::move(result));
    }

    void add_notification(const Diagnostic& diagnostic, const Diagnostics& all) {
        broken |= diagnostic.severity == Severity::internal || diagnostic.severity == Severity::error;
        const std::size_t index = rule(notification_rules, notification_index, diagnostic);
        Json notification = {{"descriptor", {{"id", diagnostic.code}, {"index", index}}},
                             {"level", level_of(diagnostic.severity)},
                             {"message", message(words(diagnostic))},
                             {"properties", properties(diagnostic, all)}};
        if (diagnostic.primary.valid())
            notification["locations"] = Json::array({{{"physicalLocation", location(diagnostic.primary)}}});
        notifications.push_back(std::move(notification));
    }
};

SarifLog::SarifLog(std::string version, ReadPage read_page) : parts_(std::make_unique<Parts>()) {
    parts_->version = std::move(version);
    parts_->read_page = std::move(read_page);
}

SarifLog::~SarifLog() = default;

void SarifLog::add(const Diagnostics& diagnostics, const std::vector<Allowed>& allowed) {
    parts_->is_text.clear();
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        if (diagnostic.primary.valid() && diagnostic.severity != Severity::internal)
            parts_->add_result(diagnostic, diagnostics);
        else
            parts_->add_notification(diagnostic, diagnostics);
    }
    for (const Allowed& one : allowed) parts_->add_result(one.diagnostic, {}, &one);
}

std::string SarifLog::text(int exit_code) const {
    Json invocation = {{"executionSuccessful", !parts_->broken}, {"exitCode", exit_code}};
    if (!parts_->notifications.empty()) invocation["toolExecutionNotifications"] = parts_->notifications;
    Json driver = {{"name", "collmc"}, {"version", parts_->version}, {"semanticVersion", parts_->version}};
    driver["rules"] = parts_->rules;
    if (!parts_->notification_rules.empty()) driver["notifications"] = parts_->notification_rules;
    const Json run = {{"tool", {{"driver", std::move(driver)}}},
                      {"invocations", Json::array({std::move(invocation)})},
                      {"language", "en"},
                      {"columnKind", "unicodeCodePoints"},
                      {"newlineSequences", {"\r\n", "\n", "\r"}},
                      {"defaultEncoding", "UTF-8"},
                      {"artifacts", parts_->artifacts},
                      {"results", parts_->results}};
    return json_text({{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({run})}}, 2) + "\n";
}

}  // namespace collmc::diagnostics
