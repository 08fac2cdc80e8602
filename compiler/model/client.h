// Asks a language model over the network: one question, one answer, with patience.
//
// 429, 500, 502, 503, 504 and 529, a server that is not reached and a connection that breaks are tried again, after
// waits that double or that the server names (Retry-After), up to the settings' number of times. Everything else ends
// at once. A key stands in no message: where a server repeats it, it is replaced.
#pragma once

#include <atomic>
#include <functional>

#include "compiler/model/exchange.h"
#include "compiler/model/http.h"

namespace collmc::model {

class Client {
public:
    /// `stop` cancels a transfer and a wait. `notice` hears of waits, in a sentence; it may be empty.
    Client(const Settings& settings, Grammars grammars, Post post, const std::atomic<bool>& stop,
           std::function<void(const std::string&)> notice = {});

    Reply ask(const Question& question) const;

private:
    Reply ask_once(const std::string& body, const std::string& key, std::optional<double>& retry_after,
                   bool& again) const;
    bool wait(double seconds) const;

    const Settings& settings_;
    Grammars grammars_;
    Post post_;
    const std::atomic<bool>& stop_;
    std::function<void(const std::string&)> notice_;
};

}  // namespace collmc::model
