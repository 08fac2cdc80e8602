// POST over HTTP and HTTPS. The only place that knows libcurl.
#pragma once

#include "compiler/model/http.h"

namespace collmc::network {

/// See model::Post.
model::HttpReply post(const model::Settings& settings, const std::string& url, const std::string& body,
                      const std::string& key, const std::atomic<bool>& stop,
                      const std::function<bool(std::string_view)>& sink);

}  // namespace collmc::network
