// The language models a user has, as named in models.json: where each is reached, what it is asked with, what it costs.
//
// docs/models.md describes the file. A key is never in it: the file names an environment variable or a file that holds
// it. Everything here has bounds, so that no server and no file can make a session endless.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace collmc::model {

/// The field of a request that holds an answer to a grammar; each server has its own.
enum class GrammarField {
    none,                ///< the server takes no grammar
    grammar,             ///< "grammar", GBNF: llama.cpp, LocalAI, koboldcpp
    structured_outputs,  ///< "structured_outputs": {"grammar"}: vLLM from 0.12
    guided_grammar,      ///< "guided_grammar": vLLM before
    ebnf,                ///< "ebnf": SGLang
    response_format,     ///< "response_format": {"type": "grammar"}: Fireworks
    custom_tool,         ///< a custom tool with a Lark grammar: OpenAI, nested as the API wants it
    json_schema,         ///< "response_format": {"type": "json_schema"}: Ollama and others; the answer is nested arrays
};

/// Which of the two protocols a server speaks.
enum class Api {
    chat,       ///< POST URL/chat/completions
    responses,  ///< POST URL/responses
};

/// How an answer is drawn.
struct Sampling {
    double temperature = 0;
    double top_p = 1;
    std::optional<std::int64_t> seed;
};

/// What a model is asked as.
enum class Role {
    translator,  ///< writes a program for a request
    fixer,       ///< repairs a program that the checker refuses
};
std::string_view name_of(Role role);

struct Settings {
    std::string name;  ///< in models.json
    std::string url;   ///< base, with the version: "http://127.0.0.1:8080/v1"
    std::string model;
    Api api = Api::chat;
    GrammarField grammar = GrammarField::none;
    std::string key_env, key_file;             ///< where the key is; both empty: none is sent
    bool plain_http = false;                   ///< a key may go over http to another machine
    double input_price = 0, output_price = 0;  ///< per million tokens, in any currency
    std::int64_t context = 32768;              ///< tokens of prompt and answer together
    std::int64_t most_tokens = 4096;           ///< of an answer
    std::string token_limit = "max_tokens";    ///< the field that says so, of the chat protocol
    bool stream = true;
    Sampling translator{0, 1, 1}, fixer{0.9, 0.9, 1};
    std::vector<std::string> omit;  ///< fields that the server does not take: "seed"
    nlohmann::ordered_json extra;   ///< further fields of a request
    std::string proxy, ca_file;     ///< empty: as the environment and the system say
    double connect_seconds = 10;    ///< until the server is reached
    double silent_seconds = 120;    ///< without a byte
    double total_seconds = 600;     ///< of one answer
    int retries = 4;                ///< after a first try
    double first_wait = 1;          ///< seconds; doubled each time
    double longest_wait = 60;       ///< whatever the server asks for

    const Sampling& sampling(Role role) const { return role == Role::translator ? translator : fixer; }
    double cost(std::int64_t input_tokens, std::int64_t output_tokens) const {
        return (input_price * static_cast<double>(input_tokens) + output_price * static_cast<double>(output_tokens)) *
               1e-6;
    }
};

struct Models {
    std::vector<Settings> models;
    std::string chosen;  ///< "default" of the file; empty: none

    const Settings* find(std::string_view name) const;
};

/// Reads the text of a models.json. On a mistake nothing, and `error` is a sentence with the place:
/// "models.json: models.local.grammar: no field is called `gbnf`; there are ...".
std::optional<Models> read_models(std::string_view text, const std::string& path, std::string& error);

/// The key, or empty where none is asked for. On a failure nothing, and `error` says what is missing, never what is
/// there.
std::optional<std::string> read_key(const Settings& settings, std::string& error);

/// Why a key must not be sent there; empty if it may.
std::string why_key_is_exposed(const Settings& settings);

}  // namespace collmc::model
