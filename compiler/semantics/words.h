// Types and texts in the words of messages.
#pragma once

#include <string>
#include <vector>

#include "compiler/semantics/schema.h"
#include "compiler/semantics/typed.h"
#include "compiler/semantics/types.h"

namespace collmc::semantics {

/// The program's text in backticks, on one line, shortened where it is long.
std::string quote(Span span);
/// "an energy (GeV)", "a pure number", "a number in GeV^2", "a condition", "a Jet", "a collection of Jet".
std::string describe(const Type& type, const Schema& schema);
/// What a parameter of the type asks for: "an object with a full momentum", "a collection of objects".
std::string describe_parameter(const Type& type, const Schema& schema);
/// "40 bins from 0 to 200 GeV", "edges 0, 1, 2 and above".
std::string describe_axis(const Dimension& dimension);
/// What is said where a group of kinds, `Lepton`, stands in the place of a collection.
std::string group_message(const Schema& schema, const std::string& group);
/// "a Jet", "an Electron".
std::string with_article(const std::string& noun);
/// "a, b and c" (or another last word).
std::string listed(const std::vector<std::string>& items, const char* last = "and");
/// Each between backticks, then as listed.
std::string listed_quoted(const std::vector<std::string>& items, const char* last = "and");
/// "1 argument", "2 arguments".
std::string counted(std::size_t n, const std::string& noun);

}  // namespace collmc::semantics
