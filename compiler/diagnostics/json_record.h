// The diagnostic record as a JSON value, schema `collmc.diagnostic/1`, for the renderers that print JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

using Json = nlohmann::ordered_json;

constexpr const char* kDiagnosticSchema = "collmc.diagnostic/1";

/// All but `caused_by`, which needs the diagnostic's neighbours.
Json json_record(const Diagnostic& diagnostic);

/// The text of a value; what is not UTF-8 in a path or a text becomes a replacement character. In one line without
/// `indent`.
std::string json_text(const Json& json, int indent = -1);

}  // namespace collmc::diagnostics
