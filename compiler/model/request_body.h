// A question as the body of an HTTP request, in the protocol and with the grammar field that a server takes.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "compiler/model/exchange.h"
#include "compiler/model/settings.h"

namespace collmc::model {

/// Where the body goes: URL/chat/completions or URL/responses.
std::string endpoint(const Settings& settings);

/// Members in the order in which servers document them; `extra` of the settings comes last and replaces.
nlohmann::ordered_json request_body(const Settings& settings, const Question& question, const Grammars& grammars);

}  // namespace collmc::model
