#include "compiler/model/request_body.h"

namespace collmc::model {

namespace {

using Json = nlohmann::ordered_json;

// The custom tool of OpenAI's models: its input is the program.
constexpr const char* kTool = "write_program";
constexpr const char* kToolMeaning = "Takes the whole .cut program, and nothing else.";

void hold_to_grammar(Json& body, const Settings& settings, const Grammars& grammars) {
    switch (settings.grammar) {
        case GrammarField::none: return;
        case GrammarField::grammar: body["grammar"] = grammars.gbnf; return;
        case GrammarField::structured_outputs: body["structured_outputs"] = {{"grammar", grammars.gbnf}}; return;
        case GrammarField::guided_grammar: body["guided_grammar"] = grammars.gbnf; return;
        case GrammarField::ebnf: body["ebnf"] = grammars.gbnf; return;
        case GrammarField::response_format:
            body["response_format"] = {{"type", "grammar"}, {"grammar", grammars.gbnf}};
            return;
        case GrammarField::json_schema:
            body["response_format"] = {
                {"type", "json_schema"},
                {"json_schema", {{"name", "program"}, {"schema", Json::parse(grammars.json_schema)}}}};
            return;
        case GrammarField::custom_tool: break;
    }
    const Json grammar = {{"syntax", "lark"}, {"definition", grammars.lark}};
    if (settings.api == Api::chat) {
        body["tools"] = Json::array({{{"type", "custom"},
                                      {"custom",
                                       {{"name", kTool},
                                        {"description", kToolMeaning},
                                        {"format", {{"type", "grammar"}, {"grammar", grammar}}}}}}});
        body["tool_choice"] = {{"type", "custom"}, {"custom", {{"name", kTool}}}};
    } else {
        Json format = {{"type", "grammar"}};
        format.update(grammar);
        body["tools"] =
            Json::array({{{"type", "custom"}, {"name", kTool}, {"description", kToolMeaning}, {"format", format}}});
        body["tool_choice"] = {{"type", "custom"}, {"name", kTool}};
    }
}

}  // namespace

std::string endpoint(const Settings& settings) {
    return settings.url + (settings.api == Api::chat ? "/chat/completions" : "/responses");
}

Json request_body(const Settings& settings, const Question& question, const Grammars& grammars) {
    const bool chat = settings.api == Api::chat;
    Json body = {{"model", settings.model}};
    Json messages = Json::array();
    for (const Message& message : question.messages)
        messages.push_back({{"role", message.role}, {"content", message.text}});
    body[chat ? "messages" : "input"] = std::move(messages);

    const Sampling& sampling = settings.sampling(question.role);
    body["temperature"] = sampling.temperature;
    body["top_p"] = sampling.top_p;
    if (sampling.seed && chat) body["seed"] = *sampling.seed + question.round;
    body[chat ? settings.token_limit : "max_output_tokens"] = settings.most_tokens;
    body["stream"] = settings.stream;
    if (settings.stream && chat) body["stream_options"] = {{"include_usage", true}};
    hold_to_grammar(body, settings, grammars);
    for (const std::string& field : settings.omit) body.erase(field);
    if (settings.extra.is_object()) body.update(settings.extra);
    return body;
}

}  // namespace collmc::model
