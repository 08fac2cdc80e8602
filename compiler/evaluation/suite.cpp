#include "compiler/evaluation/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace collmc::evaluation {

namespace {

using Json = nlohmann::json;

std::string text_of(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

Question read_question(const Json& json, const std::filesystem::path& folder, std::string& error) {
    Question question;
    if (!json.is_object()) {
        error = "is not an object";
        return question;
    }
    question.id = text_of(json, "id");
    question.text = text_of(json, "text");
    if (const std::string request = text_of(json, "request"); !request.empty()) {
        std::ifstream file(folder / request, std::ios::binary);
        if (!file) error = fmt::format("{} cannot be read", (folder / request).string());
        question.text.assign(std::istreambuf_iterator<char>(file), {});
    }
    const auto path = [&](const char* name) {
        const std::string text = text_of(json, name);
        return text.empty() ? std::filesystem::path() : (folder / text).lexically_normal();
    };
    question.events = path("events");
    question.reference = path("reference");
    const std::string right = text_of(json, "right");
    if (right == "cutflow")
        question.right = Right::cutflow;
    else if (right == "histograms")
        question.right = Right::histograms;
    else if (right == "audit")
        question.right = Right::audit;
    else if (right == "told")
        question.right = Right::told;
    else
        error = "`right` must be cutflow, histograms, audit or told";
    if (const auto words = json.find("words"); words != json.end() && words->is_array())
        for (const Json& word : *words)
            if (word.is_string()) question.words.push_back(word.get<std::string>());
    if (!error.empty()) return question;
    if (question.id.empty())
        error = "has no `id`";
    else if (question.text.empty())
        error = "has neither `text` nor `request`";
    else if (question.right == Right::told && question.words.empty())
        error = "`told` needs `words`";
    else if (has_numbers(question.right) && (question.events.empty() || question.reference.empty()))
        error = "needs `events` and a `reference`, the program with the right numbers";
    return question;
}

}  // namespace

std::optional<Suite> read_suite(std::string_view text, const std::filesystem::path& path, std::string& error) {
    const Json json = Json::parse(text, nullptr, false, true);
    if (json.is_discarded() || !json.is_object()) {
        error = fmt::format("{}: not a JSON object", path.string());
        return std::nullopt;
    }
    const auto list = json.find("questions");
    if (list == json.end() || !list->is_array() || list->empty()) {
        error = fmt::format("{}: there are no `questions`", path.string());
        return std::nullopt;
    }
    Suite suite{text_of(json, "name"), {}};
    if (suite.name.empty()) suite.name = path.stem().string();
    for (std::size_t i = 0; i < list->size(); ++i) {
        std::string why;
        Question question = read_question((*list)[i], path.parent_path(), why);
        if (why.empty() && std::ranges::find(suite.questions, question.id, &Question::id) != suite.questions.end())
            why = "has an `id` that was there before";
        if (!why.empty()) {
            error = fmt::format("{}: question {} ({}) {}", path.string(), i + 1, question.id, why);
            return std::nullopt;
        }
        suite.questions.push_back(std::move(question));
    }
    return suite;
}

}  // namespace collmc::evaluation
