#include "compiler/repair/render_json.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "compiler/diagnostics/render_json.h"

namespace collmc::repair {

namespace {

using Json = nlohmann::ordered_json;

const char* word(End end) {
    switch (end) {
        case End::nothing_left: return "nothing_left";
        case End::circle: return "circle";
        case End::most_rounds: return "most_rounds";
        case End::refused: return "refused";
    }
    return "refused";
}

Json record(const Step& step) {
    Json json = {{"round", step.round},
                 {"code", step.code},
                 {"message", step.message},
                 {"line", step.place.line},
                 {"column", step.place.column},
                 {"title", step.title},
                 {"applicability", name_of(step.applicability)},
                 {"chosen", step.chosen}};
    if (!step.effect.empty()) json["effect"] = step.effect;
    json["edits"] = Json::array();
    for (const Step::Replacement& edit : step.replacements)
        json["edits"].push_back({{"bytes", {edit.begin, edit.end}}, {"expect", edit.expect}, {"insert", edit.insert}});
    return json;
}

Json records(const std::vector<Step>& steps) {
    Json all = Json::array();
    for (const Step& step : steps) all.push_back(record(step));
    return all;
}

Json records(const std::vector<Undone>& undone) {
    Json all = Json::array();
    for (const Undone& one : undone) {
        all.push_back(record(one.step));
        all.back()["errors_then"] = one.errors;
    }
    return all;
}

/// The diagnostics of a version as check prints them, and how each edit is chosen.
Json remaining(const Version& version) {
    Json all = Json::array();
    std::istringstream lines(diagnostics::render_json(version.diagnostics));
    std::string line;
    for (const diagnostics::Diagnostic& diagnostic : version.diagnostics.all()) {
        std::getline(lines, line);
        Json json = Json::parse(line);
        for (std::size_t i = 0; diagnostic.primary.file == version.file && i < diagnostic.fixes.size(); ++i)
            json["fixes"][i]["choose"] = to_string(choice_of(diagnostic, i + 1, version.diagnostics));
        all.push_back(std::move(json));
    }
    return all;
}

}  // namespace

std::string render_json(const std::string& path, const Outcome& outcome, bool written) {
    const Version& after = *outcome.after;
    Json json = {{"schema", "collmc.fix/1"},
                 {"kind", "fix"},
                 {"file", path},
                 {"end", word(outcome.end)},
                 {"changed", outcome.changed()},
                 {"written", written},
                 {"errors", after.diagnostics.error_count()},
                 {"warnings", after.diagnostics.warning_count()},
                 {"steps", records(outcome.steps)},
                 {"undone", records(outcome.undone)},
                 {"remaining", remaining(after)},
                 {"text", std::string(after.file->text())}};
    if (outcome.end == End::refused) json["refusal"] = outcome.refusal;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace collmc::repair
