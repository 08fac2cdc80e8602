#include "compiler/model/request_body.h"

#include <gtest/gtest.h>

namespace collmc::model {
namespace {

using Json = nlohmann::ordered_json;
const Grammars kGrammars{"root ::= gbnf", "start: lark", R"({"type": "array"})"};

Json body_with(const std::string& settings, Role role = Role::translator, int round = 0) {
    std::string error;
    const auto models =
        read_models(R"({"models": {"m": {"url": "http://127.0.0.1/v1/", "model": "q")" + settings + "}}}", "f", error);
    EXPECT_TRUE(models) << error;
    return request_body(models->models.at(0), {role, {{"system", "S"}, {"user", "U"}}, round}, kGrammars);
}

TEST(RequestBody, Chat) {
    EXPECT_EQ(
        body_with("").dump(),
        R"({"model":"q","messages":[{"role":"system","content":"S"},{"role":"user","content":"U"}],"temperature":0.0,)"
        R"("top_p":1.0,"seed":1,"max_tokens":4096,"stream":true,"stream_options":{"include_usage":true}})");
    const Json fixer = body_with("", Role::fixer, 2);
    EXPECT_EQ(fixer["temperature"], 0.9);
    EXPECT_EQ(fixer["top_p"], 0.9);
    EXPECT_EQ(fixer["seed"], 3);
}

TEST(RequestBody, GrammarFields) {
    const auto with = [](const std::string& field) { return body_with(R"(, "grammar": ")" + field + "\""); };
    EXPECT_EQ(with("grammar")["grammar"], kGrammars.gbnf);
    EXPECT_EQ(with("structured_outputs")["structured_outputs"], Json({{"grammar", kGrammars.gbnf}}));
    EXPECT_EQ(with("guided_grammar")["guided_grammar"], kGrammars.gbnf);
    EXPECT_EQ(with("ebnf")["ebnf"], kGrammars.gbnf);
    EXPECT_EQ(with("response_format")["response_format"].dump(), R"({"type":"grammar","grammar":"root ::= gbnf"})");
    EXPECT_EQ(with("json_schema")["response_format"].dump(),
              R"({"type":"json_schema","json_schema":{"name":"program","schema":{"type":"array"}}})");
    const Json chat = with("custom_tool");
    EXPECT_EQ(chat["tools"][0]["custom"]["format"].dump(),
              R"({"type":"grammar","grammar":{"syntax":"lark","definition":"start: lark"}})");
    EXPECT_EQ(chat["tool_choice"].dump(), R"({"type":"custom","custom":{"name":"write_program"}})");
    const Json responses = body_with(R"(, "grammar": "custom_tool", "api": "responses")");
    EXPECT_EQ(responses["tools"][0]["format"].dump(),
              R"({"type":"grammar","syntax":"lark","definition":"start: lark"})");
    EXPECT_EQ(responses["tool_choice"].dump(), R"({"type":"custom","name":"write_program"})");
    EXPECT_EQ(responses["input"].size(), 2U);
    EXPECT_EQ(responses["max_output_tokens"], 4096);
    EXPECT_FALSE(responses.contains("messages"));
    EXPECT_FALSE(responses.contains("seed"));
}

TEST(RequestBody, OmitAndExtra) {
    const Json body = body_with(
        R"(, "omit": ["seed", "temperature"], "extra": {"top_p": 0.5, "reasoning": {"effort": "low"}}, "token_limit": "max_completion_tokens")");
    EXPECT_FALSE(body.contains("seed"));
    EXPECT_FALSE(body.contains("temperature"));
    EXPECT_FALSE(body.contains("max_tokens"));
    EXPECT_EQ(body["max_completion_tokens"], 4096);
    EXPECT_EQ(body["top_p"], 0.5);
    EXPECT_EQ(body["reasoning"]["effort"], "low");
}

TEST(Settings, KeysStayHome) {
    Settings settings;
    for (const char* url :
         {"https://api.example.org/v1", "http://127.0.0.1:8080/v1", "http://localhost/v1", "http://[::1]:80/v1"}) {
        settings.url = url;
        EXPECT_EQ(why_key_is_exposed(settings), "") << url;
    }
    for (const char* url :
         {"http://10.0.0.2/v1", "http://localhost.example.org/v1", "http://127.0.0.1@example.org/v1"}) {
        settings.url = url;
        EXPECT_NE(why_key_is_exposed(settings), "") << url;
    }
}

}  // namespace
}  // namespace collmc::model
