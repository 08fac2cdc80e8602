#include "compiler/diagnostics/render_json.h"

#include <nlohmann/json.hpp>

#include "compiler/diagnostics/catalogue.h"

namespace collmc::diagnostics {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* schema = "collmc.diagnostic/1";

const char* word(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::note: return "note";
    }
    return "error";
}

const char* word(EditClass applicability) {
    switch (applicability) {
        case EditClass::safe: return "safe";
        case EditClass::likely: return "likely";
        case EditClass::changes_selection: return "changes_selection";
    }
    return "likely";
}

Json place(Span span) {
    if (!span.valid()) return nullptr;
    const auto [line, column] = span.file->place(span.begin);
    return {{"file", span.file->path()},
            {"bytes", {span.begin, span.end}},
            {"line", line},
            {"column", column},
            {"text", std::string(span.text())}};
}

Json fix(const Fix& fix) {
    Json edits = Json::array();
    for (const auto& edit : fix.edits)
        edits.push_back({{"file", edit.span.valid() ? edit.span.file->path() : ""},
                         {"bytes", {edit.span.begin, edit.span.end}},
                         {"expect", std::string(edit.span.text())},
                         {"insert", edit.insert}});
    return {{"title", fix.title}, {"applicability", word(fix.applicability)}, {"edits", std::move(edits)}};
}

/// One line; what is not UTF-8 in a path or a text becomes a replacement character.
std::string line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace

std::string render_json(const Diagnostic& diagnostic) {
    Json json = {{"schema", schema},
                 {"kind", "diagnostic"},
                 {"code", diagnostic.code},
                 {"severity", word(diagnostic.severity)},
                 {"phase", diagnostic.phase},
                 {"message", diagnostic.message},
                 {"primary", place(diagnostic.primary)}};
    if (!diagnostic.primary_label.empty()) json["primary"]["label"] = diagnostic.primary_label;
    json["labels"] = Json::array();
    for (const auto& label : diagnostic.labels) {
        Json entry = place(label.span);
        entry["label"] = label.text;
        json["labels"].push_back(std::move(entry));
    }
    json["context"] = diagnostic.context;
    if (!diagnostic.expected.empty()) json["expected"] = diagnostic.expected;
    if (!diagnostic.found.empty()) json["found"] = diagnostic.found;
    json["candidates"] = diagnostic.candidates;
    json["notes"] = diagnostic.notes;
    if (!diagnostic.counterexample.empty()) {
        json["counterexample"] = Json::object();
        for (const auto& [quantity, value] : diagnostic.counterexample) json["counterexample"][quantity] = value;
    }
    json["fixes"] = Json::array();
    for (const auto& one : diagnostic.fixes) json["fixes"].push_back(fix(one));
    if (const CodeEntry* entry = find_code(diagnostic.code); entry != nullptr && entry->page)
        json["hint"] = "hints/" + diagnostic.code + ".md";
    return line(json);
}

std::string render_json(const Diagnostics& diagnostics) {
    std::string text;
    for (const auto& diagnostic : diagnostics.all()) text += render_json(diagnostic);
    return text + line({{"schema", schema},
                        {"kind", "summary"},
                        {"errors", diagnostics.error_count()},
                        {"warnings", diagnostics.warning_count()}});
}

}  // namespace collmc::diagnostics
