// What a model is told: the pages of prompts/ and hints/, put together with a request or a program.
//
// A request is data. It stands between marks, its lines with their numbers; text that looks like the marks is broken
// up, so that no request can end its own place.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/model/exchange.h"

namespace collmc::dialogue {

/// The texts that a prompt is made of.
class Pages {
public:
    /// Reads below a folder with prompts/ and hints/. On a failure nothing, and `error` says which file.
    static std::optional<Pages> read(const std::filesystem::path& share, std::string& error);

    std::string translate, edit, fix;        ///< prompts/
    std::string language, events, requests;  ///< hints/: the language, LHCO, requests and what to write for them
    /// The page of a diagnostic; empty where there is none.
    std::string hint(std::string_view code) const;

private:
    std::filesystem::path hints_;
};

/// A request as it is shown to a model where nobody has numbered it: each line that is not empty with its number, "3:
/// text".
std::string number_lines(std::string_view request);

/// For a request, its lines numbered; `draft` is a program by somebody who may not have understood all of it, or empty.
std::vector<model::Message> translate_prompt(const Pages& pages, std::string_view numbered,
                                             std::string_view draft = {});

/// For a change of a program.
std::vector<model::Message> edit_prompt(const Pages& pages, std::string_view program, std::string_view numbered_wish);

/// For a program that is refused: with what the checker says (its errors, else what the review found), and the hint
/// pages of those codes.
std::vector<model::Message> fix_prompt(const Pages& pages, std::string_view numbered, std::string_view program,
                                       const diagnostics::Diagnostics& diagnostics, std::string_view review,
                                       bool truncated);

}  // namespace collmc::dialogue
