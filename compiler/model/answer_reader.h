// The answer of a server, put together from what it sends: one JSON object, or a stream of events, in either protocol.
#pragma once

#include <string>
#include <string_view>

#include "compiler/model/event_stream.h"
#include "compiler/model/exchange.h"

namespace collmc::model {

class AnswerReader {
public:
    explicit AnswerReader(const Settings& settings);

    /// Takes the next bytes. False where no more are wanted: the answer is larger than any program.
    bool feed(std::string_view bytes);
    /// The answer, or what is wrong with what came: `complete` says whether the server ended it properly.
    Reply finish(bool complete);

    bool too_large() const { return too_large_; }

private:
    void event(std::string_view data);
    void take(const nlohmann::ordered_json& json);
    void take_chat(const nlohmann::ordered_json& choice);
    void take_response(const nlohmann::ordered_json& json);
    void take_usage(const nlohmann::ordered_json& usage);
    void add(const nlohmann::ordered_json& text);

    const Settings& settings_;
    EventStream events_;
    std::string whole_;  ///< of an answer that is no stream
    std::size_t received_ = 0;
    bool streamed_ = false, first_ = true, too_large_ = false, ended_ = false, unreadable_ = false, any_ = false;
    std::string error_;
    Answer answer_;
};

/// What a server that refuses says, from the body of its answer: a message of at most 300 characters, or empty.
std::string server_message(std::string_view body);

}  // namespace collmc::model
