// POST over HTTP and HTTPS, as the client sees it. What does it is loaded when it is first needed (compiler/network):
// who only checks a program does not wait for libcurl.
//
// A redirection is not followed, since the key would go along; only http and https are spoken. The proxy is the one of
// the settings, or what the environment says (https_proxy, no_proxy).
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/model/settings.h"

namespace collmc::model {

struct HttpReply {
    enum class End {
        done,         ///< the server sent all of its answer
        unreachable,  ///< no connection, no such host, a certificate that is not trusted
        broken,       ///< the connection ended too early
        timeout,
        stopped,      ///< the sink wanted no more
        interrupted,  ///< `stop` was raised
    };
    End end = End::done;
    long status = 0;                    ///< 200; 0 where none came
    std::optional<double> retry_after;  ///< seconds, as the server asks
    std::string body;                   ///< of an answer other than 2xx, its first kilobytes
    std::string error;                  ///< libcurl's words
};

/// The body of a 2xx answer goes to `sink` as it comes; false ends the transfer. `key` may be empty.
using Post = HttpReply (*)(const Settings& settings, const std::string& url, const std::string& body,
                           const std::string& key, const std::atomic<bool>& stop,
                           const std::function<bool(std::string_view)>& sink);

/// The name under which the module has its Post.
constexpr const char* kPost = "collmc_network_post";

/// The Post of the module in that file. It stays loaded. Null, with a sentence in `error`, for a module that is missing
/// or cannot be loaded, since libcurl is.
Post load_post(const std::filesystem::path& module, std::string& error);

}  // namespace collmc::model
