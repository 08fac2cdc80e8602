#include <nlohmann/json.hpp>

#include "compiler/diff/render.h"

namespace collmc::diff {

namespace {

using Json = nlohmann::ordered_json;

const char* word(Action action) {
    switch (action) {
        case Action::added: return "added";
        case Action::dropped: return "dropped";
        case Action::changed: return "changed";
        case Action::moved: return "moved";
        case Action::renamed: return "renamed";
    }
    return "";
}

const char* word(Effect effect) {
    switch (effect) {
        case Effect::none: return "none";
        case Effect::rows: return "rows";
        case Effect::fewer: return "fewer";
        case Effect::more: return "more";
        case Effect::which: return "which";
    }
    return "";
}

const char* word(Results results) {
    switch (results) {
        case Results::same: return "same";
        case Results::labels: return "labels";
        case Results::names: return "names";
        case Results::outputs: return "outputs";
        case Results::selection: return "selection";
    }
    return "";
}

const char* word(Sense sense) {
    switch (sense) {
        case Sense::same: return "same";
        case Sense::tighter: return "tighter";
        case Sense::looser: return "looser";
        case Sense::other: return "other";
    }
    return "";
}

Json line(std::uint32_t number) { return number == 0 ? Json() : Json(number); }

Json json(const Place& place) {
    if (place.text.empty()) return nullptr;
    return {{"text", place.text}, {"line", line(place.line)}};
}

Json text(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json json(const Change& change) {
    Json details = Json::array();
    for (const Detail& it : change.details) {
        Json detail = {{"what", it.what}, {"before", text(it.before)}, {"after", text(it.after)}};
        if (it.sense != Sense::other) detail["sense"] = word(it.sense);
        if (!it.remark.empty()) detail["remark"] = it.remark;
        details.push_back(std::move(detail));
    }
    Json result = {{"what", change.what}, {"action", word(change.action)}};
    if (!change.name.empty()) result["name"] = change.name;
    result["before"] = json(change.before);
    result["after"] = json(change.after);
    if (change.what == "cut") result["sense"] = word(change.sense);
    result["details"] = std::move(details);
    result["effect"] = word(change.effect);
    result["results"] = word(change.results);
    result["remark"] = change.remark;
    return result;
}

Json json(const Part& part) {
    Json result = {{"kind", part.kind}, {"name", part.name}};
    if (!part.old_name.empty()) result["old_name"] = part.old_name;
    result["action"] = word(part.action);
    result["line_before"] = line(part.line_before);
    result["line_after"] = line(part.line_after);
    result["effect"] = word(part.effect);
    result["results"] = word(part.results);
    result["changes"] = Json::array();
    for (const Change& it : part.changes) result["changes"].push_back(json(it));
    if (part.kind == "region" || part.kind == "analysis") return result;
    result["reached"] = Json::array();
    for (const Reached& it : part.reached)
        result["reached"].push_back({{"region", it.region},
                                     {"effect", word(it.effect)},
                                     {"rows", it.rows},
                                     {"through", it.through},
                                     {"outputs", it.outputs}});
    return result;
}

}  // namespace

std::string render_json(const Differences& differences, const std::string& before, const std::string& after) {
    Json parts = Json::array(), selections = Json::array();
    for (const Part& it : differences.parts) parts.push_back(json(it));
    for (const SelectionChange& it : differences.selections)
        selections.push_back({{"region", it.region}, {"effect", word(it.effect)}});
    const Json all = {{"schema", "collmc.diff/1"},
                      {"before", before},
                      {"after", after},
                      {"same_meaning", differences.same_meaning()},
                      {"results", word(differences.results)},
                      {"summary", summary(differences)},
                      {"selection", std::move(selections)},
                      {"parts", std::move(parts)}};
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace collmc::diff
