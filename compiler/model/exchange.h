// One question to a language model and its answer, as values: what the loop of a dialogue knows of a server.
//
// `Ask` is all that a dialogue needs. The client over the network is one, a transcript that is replayed is another.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/model/settings.h"

namespace collmc::model {

struct Message {
    std::string role;  ///< "system", "user", "assistant"
    std::string text;
};

/// The grammars of a program, as `collmc grammar` prints them.
struct Grammars {
    std::string gbnf, lark, json_schema;
};

struct Question {
    Role role = Role::translator;
    std::vector<Message> messages;
    int round = 0;  ///< repeated rounds of one role draw anew: it is added to the seed
};

struct Answer {
    std::string text;
    std::string finish = "stop";  ///< as the server says: "stop", "length"; "cut" where a bound of ours ended it
    std::int64_t input_tokens = 0, output_tokens = 0;  ///< as the server counts, or a quarter of the characters
    bool counted = false;                              ///< the server did
    double cost = 0;                                   ///< by the prices of the settings
    double seconds = 0;
    int tries = 1;
};

struct Failure {
    enum class Kind {
        network,      ///< not reached, or the connection broke
        timeout,      ///< too slow
        refused,      ///< the server said no: a wrong key, a wrong field
        busy,         ///< 429 or 5xx to the last try
        unreadable,   ///< what came is not the protocol
        too_large,    ///< more than a bound of ours
        interrupted,  ///< by the user
        settings,     ///< a key is missing
        replay,       ///< the transcript does not go on like this
    };
    Kind kind = Kind::network;
    std::string message;  ///< a sentence with place, cause and remedy; never a key
    double seconds = 0;
    int tries = 1;
};
std::string_view name_of(Failure::Kind kind);

using Reply = std::variant<Answer, Failure>;
using Ask = std::function<Reply(const Question&)>;

/// What a text costs before a server has counted.
inline std::int64_t estimated_tokens(std::size_t characters) { return static_cast<std::int64_t>((characters + 3) / 4); }

}  // namespace collmc::model
