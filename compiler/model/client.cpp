#include "compiler/model/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "compiler/model/answer_reader.h"
#include "compiler/model/request_body.h"

namespace collmc::model {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Whether a server that says this may say something else the next time.
bool passes(long status) {
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504 || status == 529;
}

std::string without_key(std::string text, const std::string& key) {
    if (key.empty()) return text;
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at))
        text.replace(at, key.size(), "***");
    return text;
}

std::string remedy_of(long status) {
    switch (status) {
        case 401:
        case 403: return "see that the key is right (key_env or key_file in models.json)";
        case 404: return "see that url and model in models.json are right";
        case 400:
        case 422: return "see that the server takes the fields of models.json: grammar, omit, token_limit";
        default: return "see the server's own log";
    }
}

}  // namespace

Client::Client(const Settings& settings, Grammars grammars, Post post, const std::atomic<bool>& stop,
               std::function<void(const std::string&)> notice)
    : settings_(settings), grammars_(std::move(grammars)), post_(post), stop_(stop), notice_(std::move(notice)) {}

Reply Client::ask(const Question& question) const {
    const auto start = Clock::now();
    std::string error;
    const std::optional<std::string> key = read_key(settings_, error);
    if (key && !key->empty()) error = why_key_is_exposed(settings_);
    std::size_t characters = 0;
    for (const Message& message : question.messages) characters += message.text.size();
    if (error.empty() && estimated_tokens(characters) + settings_.most_tokens > settings_.context) {
        error = fmt::format(
            "model `{}`: a question of about {} tokens and an answer of up to {} do not fit into its context of {}; "
            "lower "
            "most_tokens, or raise context in models.json and at the server",
            settings_.name, estimated_tokens(characters), settings_.most_tokens, settings_.context);
    }
    if (!error.empty()) return Failure{Failure::Kind::settings, error};

    const std::string body = request_body(settings_, question, grammars_)
                                 .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    double pause = settings_.first_wait;
    for (int tries = 1;; ++tries) {
        std::optional<double> retry_after;
        bool again = false;
        Reply reply = ask_once(body, *key, retry_after, again);
        if (Answer* answer = std::get_if<Answer>(&reply)) {
            answer->tries = tries;
            answer->seconds = seconds_since(start);
            answer->text = without_key(std::move(answer->text), *key);
            if (!answer->counted) {
                answer->input_tokens = estimated_tokens(body.size());
                answer->output_tokens = estimated_tokens(answer->text.size());
            }
            answer->cost = settings_.cost(answer->input_tokens, answer->output_tokens);
            return reply;
        }
        Failure& failure = std::get<Failure>(reply);
        failure.message = without_key(std::move(failure.message), *key);
        failure.tries = tries;
        failure.seconds = seconds_since(start);
        if (!again || tries > settings_.retries) return reply;
        const double seconds = std::min(retry_after.value_or(pause), settings_.longest_wait);
        pause = std::min(2 * pause, settings_.longest_wait);
        if (notice_) notice_(fmt::format("{}; trying again in {:.3g} s", failure.message, seconds));
        if (!wait(seconds)) return Failure{Failure::Kind::interrupted, "interrupted", seconds_since(start), tries};
    }
}

Reply Client::ask_once(const std::string& body, const std::string& key, std::optional<double>& retry_after,
                       bool& again) const {
    AnswerReader reader(settings_);
    const HttpReply http = post_(settings_, endpoint(settings_), body, key, stop_,
                                 [&](std::string_view bytes) { return reader.feed(bytes); });
    retry_after = http.retry_after;
    switch (http.end) {
        case HttpReply::End::interrupted: return Failure{Failure::Kind::interrupted, "interrupted"};
        case HttpReply::End::timeout:
            return Failure{Failure::Kind::timeout,
                           fmt::format("model `{}`: no answer from {} in time ({}); raise timeout in models.json, or "
                                       "lower most_tokens",
                                       settings_.name, settings_.url, http.error)};
        case HttpReply::End::unreachable:
            again = true;
            return Failure{Failure::Kind::network,
                           fmt::format("model `{}`: {} is not reached ({}); see that the server runs", settings_.name,
                                       settings_.url, http.error)};
        case HttpReply::End::broken:
        case HttpReply::End::stopped:
        case HttpReply::End::done: break;
    }
    if (http.status < 200 || http.status >= 300) {
        if (http.status == 0 || http.end == HttpReply::End::broken) {
            again = true;
            return reader.finish(false);
        }
        again = passes(http.status);
        const std::string said = server_message(http.body);
        return Failure{again ? Failure::Kind::busy : Failure::Kind::refused,
                       fmt::format("model `{}`: {} answers {}{}{}{}", settings_.name, settings_.url, http.status,
                                   said.empty() ? "" : ": ", said, again ? "" : "; " + remedy_of(http.status))};
    }
    Reply reply = reader.finish(http.end != HttpReply::End::broken);
    if (const Failure* failure = std::get_if<Failure>(&reply)) again = failure->kind == Failure::Kind::network;
    return reply;
}

/// False where the user does not want to wait.
bool Client::wait(double seconds) const {
    const auto until = Clock::now() + std::chrono::duration<double>(seconds);
    while (!stop_.load()) {
        const auto left = std::chrono::duration<double>(until - Clock::now()).count();
        if (left <= 0) return true;
        std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left, 0.05)));
    }
    return false;
}

}  // namespace collmc::model
