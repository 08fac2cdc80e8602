#include "compiler/model/answer_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace collmc::model {

namespace {

using Json = nlohmann::ordered_json;

// A program of a thousand lines has 60 kB; events repeat much around each word.
constexpr std::size_t kMostText = 512 << 10;
constexpr std::size_t kMostReceived = 16 << 20;

const Json* member(const Json& json, std::string_view name) {
    if (!json.is_object()) return nullptr;
    const auto found = json.find(name);
    return found == json.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(const Json* json) { return json && json->is_string() ? json->get<std::string>() : ""; }

}  // namespace

AnswerReader::AnswerReader(const Settings& settings)
    : settings_(settings), events_([this](std::string_view data) { event(data); }) {}

bool AnswerReader::feed(std::string_view bytes) {
    received_ += bytes.size();
    if (received_ > kMostReceived) too_large_ = true;
    if (too_large_) return false;
    if (first_) {
        const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos) return true;
        first_ = false;
        streamed_ = bytes[begin] != '{';  // whatever was asked for, or the headers say
    }
    streamed_ ? events_.feed(bytes) : void(whole_ += bytes);
    return !too_large_;
}

void AnswerReader::event(std::string_view data) {
    if (data == "[DONE]") {
        ended_ = true;
        return;
    }
    const Json json = Json::parse(data, nullptr, false);
    if (json.is_discarded())
        unreadable_ = true;
    else
        take(json);
}

void AnswerReader::take(const Json& json) {
    if (const Json* error = member(json, "error")) {
        const Json* message = member(*error, "message");
        error_ = message ? text_of(message) : error->is_string() ? error->get<std::string>() : "an error without words";
        return;
    }
    if (const Json* usage = member(json, "usage")) take_usage(*usage);
    if (settings_.api == Api::responses) return take_response(json);
    const Json* choices = member(json, "choices");
    if (choices && choices->is_array()) {
        any_ = true;
        if (!choices->empty()) take_chat(choices->front());
    }
}

void AnswerReader::take_chat(const Json& choice) {
    const Json* message = member(choice, "delta");
    if (!message) message = member(choice, "message");
    if (message) {
        if (const Json* content = member(*message, "content")) add(*content);
        if (const Json* calls = member(*message, "tool_calls"); calls && calls->is_array()) {
            for (const Json& call : *calls) {
                if (const Json* custom = member(call, "custom"))
                    if (const Json* input = member(*custom, "input")) add(*input);
            }
        }
    }
    if (const Json* finish = member(choice, "finish_reason"); finish && finish->is_string()) {
        answer_.finish = finish->get<std::string>();
        ended_ = true;
    }
}

void AnswerReader::take_response(const Json& json) {
    const std::string type = text_of(member(json, "type"));
    if (type.ends_with("output_text.delta") || type.ends_with("custom_tool_call_input.delta")) {
        any_ = true;
        if (const Json* delta = member(json, "delta")) add(*delta);
        return;
    }
    const Json* response = member(json, "response");
    if (!response && member(json, "output")) response = &json;
    if (!response) return;
    any_ = true;
    if (const Json* usage = member(*response, "usage")) take_usage(*usage);
    const std::string status = text_of(member(*response, "status"));
    if (status == "failed") {
        const Json* error = member(*response, "error");
        error_ = error ? text_of(member(*error, "message")) : "it failed without words";
    }
    if (status != "completed" && status != "incomplete") return;
    ended_ = true;
    answer_.finish = status == "incomplete" ? "length" : "stop";
    const Json* output = member(*response, "output");
    if (!output || !output->is_array() || !answer_.text.empty()) return;  // the deltas had it
    for (const Json& item : *output) {
        if (const Json* input = member(item, "input")) add(*input);
        const Json* content = member(item, "content");
        if (!content || !content->is_array() || text_of(member(item, "type")) != "message") continue;
        for (const Json& part : *content)
            if (const Json* text = member(part, "text")) add(*text);
    }
}

void AnswerReader::take_usage(const Json& usage) {
    const auto number = [&](const char* chat, const char* responses) -> std::int64_t {
        const Json* json = member(usage, chat);
        if (!json) json = member(usage, responses);
        return json && json->is_number_integer() ? std::max<std::int64_t>(0, json->get<std::int64_t>()) : 0;
    };
    const std::int64_t input = number("prompt_tokens", "input_tokens");
    const std::int64_t output = number("completion_tokens", "output_tokens");
    if (input == 0 && output == 0) return;
    answer_.input_tokens = input;
    answer_.output_tokens = output;
    answer_.counted = true;
}

void AnswerReader::add(const Json& text) {
    if (!text.is_string()) return;
    answer_.text += text.get_ref<const std::string&>();
    if (answer_.text.size() > kMostText) too_large_ = true;
}

Reply AnswerReader::finish(bool complete) {
    if (too_large_) {
        return Failure{Failure::Kind::too_large,
                       fmt::format("model `{}` sent more than {} MB, or {} kB of text: no program is that long; lower "
                                   "most_tokens",
                                   settings_.name, kMostReceived >> 20, kMostText >> 10)};
    }
    if (streamed_) {
        events_.finish();
    } else if (!whole_.empty()) {
        const Json json = Json::parse(whole_, nullptr, false);
        if (json.is_discarded())
            unreadable_ = true;
        else
            take(json);
        if (any_) ended_ = true;
    }
    if (!error_.empty()) {
        return Failure{Failure::Kind::refused, fmt::format("model `{}`: the server says: {}", settings_.name,
                                                           server_message(Json{{"error", error_}}.dump()))};
    }
    if (!complete || (streamed_ && !ended_ && !unreadable_ && any_)) {
        return Failure{
            Failure::Kind::network,
            fmt::format("model `{}`: the server closed the connection in the middle of its answer", settings_.name)};
    }
    if (unreadable_ || !any_) {
        return Failure{Failure::Kind::unreadable,
                       fmt::format("model `{}`: what came from {} is no answer of this protocol; see that url and api "
                                   "in models.json are right",
                                   settings_.name, settings_.url)};
    }
    return answer_;
}

std::string server_message(std::string_view body) {
    std::string message;
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_discarded()) {
        const Json* error = member(json, "error");
        if (error) message = error->is_string() ? error->get<std::string>() : text_of(member(*error, "message"));
        if (message.empty()) message = text_of(member(json, "message"));
        if (message.empty()) message = text_of(member(json, "detail"));
    }
    for (char& c : message)
        if (static_cast<unsigned char>(c) < 32 || c == 127) c = ' ';
    if (message.size() > 300) {
        std::size_t end = 300;
        while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0) == 0x80) --end;
        message = message.substr(0, end) + "…";
    }
    return message;
}

}  // namespace collmc::model
