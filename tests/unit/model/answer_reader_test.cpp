#include "compiler/model/answer_reader.h"

#include <gtest/gtest.h>

namespace collmc::model {
namespace {

Settings settings_of(Api api) {
    Settings settings;
    settings.name = "m";
    settings.api = api;
    return settings;
}

Reply read(const Settings& settings, std::string_view text, std::size_t piece, bool complete = true) {
    AnswerReader reader(settings);
    for (std::size_t at = 0; at < text.size(); at += piece)
        if (!reader.feed(text.substr(at, piece))) break;
    return reader.finish(complete);
}

const std::string kStream =
    R"(data: {"choices":[{"delta":{"role":"assistant","content":null},"finish_reason":null}]}

data: {"choices":[{"delta":{"content":"region "},"finish_reason":null}]}

data: {"choices":[{"delta":{"content":"SR\n"},"finish_reason":null}]}

data: {"choices":[{"delta":{},"finish_reason":"length"}]}

data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}

data: [DONE]

)";
const std::string kResponses =
    R"(event: response.created
data: {"type":"response.created","response":{"status":"in_progress","usage":null}}

event: response.output_text.delta
data: {"type":"response.output_text.delta","delta":"region SR\n"}

event: response.incomplete
data: {"type":"response.incomplete","response":{"status":"incomplete","usage":{"input_tokens":7,"output_tokens":3},
data: "output":[{"type":"message","content":[{"type":"output_text","text":"region SR\n"}]}]}}

)";

TEST(AnswerReader, PiecesOfAnySize) {
    for (const auto& [api, text] : {std::pair(Api::chat, kStream), std::pair(Api::responses, kResponses)}) {
        const Settings settings = settings_of(api);
        for (std::size_t piece = 1; piece < text.size(); piece += piece < 20 ? 1 : 37) {
            const Reply reply = read(settings, text, piece);
            const Answer* answer = std::get_if<Answer>(&reply);
            ASSERT_TRUE(answer) << std::get<Failure>(reply).message;
            EXPECT_EQ(answer->text, "region SR\n");
            EXPECT_EQ(answer->finish, "length");
            EXPECT_EQ(answer->input_tokens, 7);
            EXPECT_EQ(answer->output_tokens, 3);
            EXPECT_TRUE(answer->counted);
        }
    }
}

TEST(AnswerReader, NoPartIsTakenForTheWhole) {
    for (const auto& [api, text, end] : {std::tuple(Api::chat, kStream, kStream.find("\"finish_reason\":\"length\"")),
                                         std::tuple(Api::responses, kResponses, kResponses.find("\"output\":"))}) {
        const Settings settings = settings_of(api);
        for (std::size_t length = 0; length <= end; ++length) {
            const Reply reply = read(settings, std::string_view(text).substr(0, length), 16);
            EXPECT_TRUE(std::holds_alternative<Failure>(reply)) << text.substr(0, length);
        }
        EXPECT_TRUE(std::holds_alternative<Failure>(read(settings, text, 16, false)));
    }
}

TEST(AnswerReader, ChangedBytesDoNoHarm) {
    for (const auto& [api, text] : {std::pair(Api::chat, kStream), std::pair(Api::responses, kResponses)}) {
        const Settings settings = settings_of(api);
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (const char c : {'\0', '"', '{', ']', '\n', '9', '\xff'}) {
                std::string changed = text;
                changed[at] = c;
                const Reply reply = read(settings, changed, 64);
                if (const Failure* failure = std::get_if<Failure>(&reply)) {
                    EXPECT_FALSE(failure->message.empty());
                }
            }
        }
    }
}

TEST(AnswerReader, WithoutAStream) {
    const Settings chat = settings_of(Api::chat), responses = settings_of(Api::responses);
    const Reply one = read(chat, R"({"choices":[{"message":{"content":"x"},"finish_reason":"stop"}]})", 5);
    EXPECT_EQ(std::get<Answer>(one).text, "x");
    EXPECT_FALSE(std::get<Answer>(one).counted);
    const Reply two = read(responses,
                           R"({"status":"completed","output":[{"type":"reasoning","content":[]},)"
                           R"({"type":"custom_tool_call","input":"x"}]})",
                           5);
    EXPECT_EQ(std::get<Answer>(two).text, "x");
    const Reply failed = read(responses, R"({"status":"failed","error":null,"output":[]})", 5);
    EXPECT_EQ(std::get<Failure>(failed).kind, Failure::Kind::refused);
}

TEST(AnswerReader, ServerMessages) {
    EXPECT_EQ(server_message(R"({"error":{"message":"a\nb"}})"), "a b");
    EXPECT_EQ(server_message(R"({"error":"x"})"), "x");
    EXPECT_EQ(server_message(R"({"detail":"y"})"), "y");
    EXPECT_EQ(server_message("<html>"), "");
    const std::string long_one = server_message("{\"message\":\"" + std::string(299, 'a') + "éééé\"}");
    EXPECT_EQ(long_one, std::string(299, 'a') + "…");
}

}  // namespace
}  // namespace collmc::model
