#include "compiler/dialogue/transcript.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/dialogue/sha256.h"

namespace collmc::dialogue {

namespace {

using model::Answer;
using model::Failure;
constexpr const char* kSchema = "collmc.transcript/1";

Json messages_of(const model::Question& question) {
    Json messages = Json::array();
    for (const model::Message& message : question.messages)
        messages.push_back({{"role", message.role}, {"text", message.text}});
    return messages;
}

Failure::Kind kind_named(const std::string& name) {
    for (const Failure::Kind kind :
         {Failure::Kind::network, Failure::Kind::timeout, Failure::Kind::refused, Failure::Kind::busy,
          Failure::Kind::unreadable, Failure::Kind::too_large, Failure::Kind::interrupted, Failure::Kind::settings})
        if (name == model::name_of(kind)) return kind;
    return Failure::Kind::replay;
}

}  // namespace

std::string hash_of(const model::Question& question) {
    const Json asked = {
        {"role", model::name_of(question.role)}, {"round", question.round}, {"messages", messages_of(question)}};
    return sha256(asked.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json exchange_record(int number, const model::Question& question, const model::Reply& reply) {
    Json record = {{"kind", "exchange"},
                   {"number", number},
                   {"role", model::name_of(question.role)},
                   {"round", question.round},
                   {"prompt_sha256", hash_of(question)},
                   {"messages", messages_of(question)}};
    if (const Answer* answer = std::get_if<Answer>(&reply)) {
        record["answer"] = answer->text;
        record["finish"] = answer->finish;
        record["input_tokens"] = answer->input_tokens;
        record["output_tokens"] = answer->output_tokens;
        record["counted"] = answer->counted;
        record["cost"] = answer->cost;
        record["seconds"] = answer->seconds;
        record["tries"] = answer->tries;
    } else {
        const Failure& failure = std::get<Failure>(reply);
        record["failure"] = model::name_of(failure.kind);
        record["message"] = failure.message;
        record["seconds"] = failure.seconds;
        record["tries"] = failure.tries;
    }
    return record;
}

std::optional<Replay> Replay::read(std::string_view text, const std::string& path, std::string& error) {
    Replay replay;
    replay.path_ = path;
    error.clear();
    for (std::size_t number = 1; !text.empty() && error.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const bool last = end == text.size();
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        Json record = Json::parse(line, nullptr, false);
        if (record.is_discarded() || !record.is_object()) {
            if (last && number > 1) break;  // a session that was killed while it wrote
            error = fmt::format("{}:{}: not a line of a transcript", path, number);
            break;
        }
        const std::string kind = record.value("kind", "");
        if (kind == "session")
            replay.session_ = std::move(record);
        else if (kind == "exchange")
            replay.exchanges_.push_back(std::move(record));
    }
    if (error.empty() && (!replay.session_.is_object() || replay.session_.value("schema", "") != kSchema))
        error = fmt::format("{}: not a transcript of a session ({})", path, kSchema);
    if (!error.empty()) return std::nullopt;
    return replay;
}

model::Reply Replay::ask(const model::Question& question) {
    if (next_ == exchanges_.size()) {
        return Failure{
            Failure::Kind::replay,
            fmt::format("{}: the transcript ends after {} exchanges, and the session goes on", path_, next_)};
    }
    const Json& record = exchanges_[next_++];
    if (record.value("prompt_sha256", "") != hash_of(question)) {
        return Failure{Failure::Kind::replay,
                       fmt::format("{}: exchange {} was another question: request, program, prompts or collmc have "
                                   "changed since; run without --replay",
                                   path_, next_)};
    }
    try {
        if (record.contains("failure")) {
            return Failure{kind_named(record.at("failure").get<std::string>()), record.at("message").get<std::string>(),
                           record.at("seconds").get<double>(), record.at("tries").get<int>()};
        }
        Answer answer;
        answer.text = record.at("answer").get<std::string>();
        answer.finish = record.at("finish").get<std::string>();
        answer.input_tokens = record.at("input_tokens").get<std::int64_t>();
        answer.output_tokens = record.at("output_tokens").get<std::int64_t>();
        answer.counted = record.at("counted").get<bool>();
        answer.cost = record.at("cost").get<double>();
        answer.seconds = record.at("seconds").get<double>();
        answer.tries = record.at("tries").get<int>();
        return answer;
    } catch (const Json::exception&) {
        return Failure{Failure::Kind::replay, fmt::format("{}: exchange {} is damaged", path_, next_)};
    }
}

}  // namespace collmc::dialogue
