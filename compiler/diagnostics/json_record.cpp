#include "compiler/diagnostics/json_record.h"

#include "compiler/diagnostics/catalogue.h"

namespace collmc::diagnostics {

namespace {

Json place(Span span) {
    if (!span.valid()) return nullptr;
    const auto [line, column] = span.file->place(span.begin);
    return {{"file", span.file->path()},
            {"bytes", {span.begin, span.end}},
            {"line", line},
            {"column", column},
            {"text", std::string(span.text())}};
}

Json labelled(Span span, const std::string& label) {
    Json json = place(span);
    if (json.is_object() && !label.empty()) json["label"] = label;
    return json;
}

/// What a message quotes from the program, in its order: "`jets[1]` needs `size(jets) >= 2`" has two.
std::vector<std::string> quoted(const std::string& message) {
    std::vector<std::string> pieces;
    for (std::size_t open = message.find('`'); open != std::string::npos;) {
        const std::size_t close = message.find('`', open + 1);
        if (close == std::string::npos) break;
        pieces.push_back(message.substr(open + 1, close - open - 1));
        open = message.find('`', close + 1);
    }
    return pieces;
}

Json arguments(const Diagnostic& diagnostic) {
    Json json = Json::object();
    if (std::vector<std::string> pieces = quoted(diagnostic.message); !pieces.empty())
        json["quoted"] = std::move(pieces);
    for (const auto& [name, value] : diagnostic.args)
        std::visit([&json, &name = name](const auto& held) { json[name] = held; }, value);
    return json;
}

Json expectation(const Expectation& expectation) {
    Json json = {{"words", expectation.words}};
    const auto add = [&json](const char* name, const std::string& part) {
        if (!part.empty()) json[name] = part;
    };
    add("type", expectation.type);
    add("dimension", expectation.dimension);
    add("unit", expectation.unit);
    add("shape", expectation.shape);
    return json;
}

Json edit(const Edit& edit) {
    return {{"file", edit.span.valid() ? edit.span.file->path() : ""},
            {"bytes", {edit.span.begin, edit.span.end}},
            {"expect", std::string(edit.span.text())},
            {"insert", edit.insert}};
}

Json fix(const Fix& fix) {
    Json json = {{"title", fix.title}, {"applicability", name_of(fix.applicability)}};
    if (!fix.effect.empty()) json["effect"] = fix.effect;
    json["edits"] = Json::array();
    for (const auto& one : fix.edits) json["edits"].push_back(edit(one));
    return json;
}

}  // namespace

Json json_record(const Diagnostic& diagnostic) {
    Json json = {{"schema", kDiagnosticSchema},   {"kind", "diagnostic"},
                 {"code", diagnostic.code},       {"severity", name_of(diagnostic.severity)},
                 {"phase", diagnostic.phase},     {"message", diagnostic.message},
                 {"args", arguments(diagnostic)}, {"primary", labelled(diagnostic.primary, diagnostic.primary_label)}};
    json["labels"] = Json::array();
    for (const auto& label : diagnostic.labels)
        if (label.span.valid()) json["labels"].push_back(labelled(label.span, label.text));
    json["context"] = diagnostic.context;
    if (!diagnostic.expected.empty()) json["expected"] = expectation(diagnostic.expected);
    if (!diagnostic.found.empty()) json["found"] = expectation(diagnostic.found);
    json["candidates"] = diagnostic.candidates;
    json["notes"] = diagnostic.notes;
    if (!diagnostic.counterexample.empty()) {
        json["counterexample"] = Json::object();
        for (const auto& [quantity, value] : diagnostic.counterexample) json["counterexample"][quantity] = value;
    }
    json["fixes"] = Json::array();
    for (const auto& one : diagnostic.fixes) json["fixes"].push_back(fix(one));
    if (std::string page = hint_page(diagnostic.code); !page.empty()) json["hint"] = std::move(page);
    return json;
}

std::string json_text(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace collmc::diagnostics
