// The record of a session as JSON lines, schema `collmc.transcript/1`, from which it can be run again without a
// network.
//
//     {"kind": "session", ...}    what was asked for: task, model, limits, hashes of request, program and draft
//     {"kind": "exchange", ...}   a question (role, round, hash, messages) and its answer or failure, tokens, cost,
//     seconds
//     {"kind": "program", ...}    what was made of it: text, errors by stage, findings, edits made, whether it was
//     accepted
//     {"kind": "end", ...}        how it ended, and the sums
//
// A line is written as soon as it is known, so a killed session leaves all before. There are no dates: a session that
// is replayed writes the same bytes.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/exchange.h"

namespace collmc::dialogue {

using Json = nlohmann::ordered_json;

/// Takes a record, in the order of the session.
using Record = std::function<void(const Json& line)>;

/// What a question is known by: the hash of role, round and messages.
std::string hash_of(const model::Question& question);

Json exchange_record(int number, const model::Question& question, const model::Reply& reply);

/// A transcript that was read, to answer from.
class Replay {
public:
    /// On a mistake nothing, and `error` is a sentence with the line.
    static std::optional<Replay> read(std::string_view text, const std::string& path, std::string& error);

    const Json& session() const { return session_; }
    /// The next answer, if this is the question it was given to; else a failure.
    model::Reply ask(const model::Question& question);

private:
    std::string path_;
    Json session_;
    std::vector<Json> exchanges_;
    std::size_t next_ = 0;
};

}  // namespace collmc::dialogue
