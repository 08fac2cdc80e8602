#include "compiler/diagnostics/render_json.h"

#include "compiler/diagnostics/json_record.h"

namespace collmc::diagnostics {

std::string JsonLines::add(const Diagnostics& diagnostics) {
    std::string text;
    for (const auto& diagnostic : diagnostics.all()) {
        Json json = json_record(diagnostic);
        if (diagnostic.caused_by && *diagnostic.caused_by < diagnostics.all().size())
            json["caused_by"] = {{"index", lines_ + *diagnostic.caused_by},
                                 {"code", diagnostics.all()[*diagnostic.caused_by].code}};
        text += json_text(json) + "\n";
        ++counts_[static_cast<std::size_t>(diagnostic.severity)];
    }
    lines_ += diagnostics.all().size();
    return text;
}

std::string JsonLines::summary() const {
    const auto count = [this](Severity severity) { return counts_[static_cast<std::size_t>(severity)]; };
    Json json = {{"schema", kDiagnosticSchema},          {"kind", "summary"},
                 {"errors", count(Severity::error)},     {"warnings", count(Severity::warning)},
                 {"perf", count(Severity::perf)},        {"notes", count(Severity::note)},
                 {"internal", count(Severity::internal)}};
    if (allowed_ > 0) json["allowed"] = allowed_;
    return json_text(json) + "\n";
}

std::string render_json(const Diagnostics& diagnostics) {
    JsonLines lines;
    const std::string records = lines.add(diagnostics);
    return records + lines.summary();
}

}  // namespace collmc::diagnostics
