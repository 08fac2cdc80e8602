// The program in a model's answer, which may be fenced in Markdown, stand among prose, follow a page of reasoning, or
// be cut off. What is found is text: it is the checker that says whether it is a program.
#pragma once

#include <string>
#include <string_view>

namespace collmc::dialogue {

struct Extracted {
    std::string program;     ///< with a line end; empty where there is none
    bool truncated = false;  ///< its end is missing: the last line that is whole is the last
    bool refusal = false;    ///< comments only, which say that nothing can be translated
};

/// `length` says that the server ended the answer for its length.
Extracted extract_program(std::string_view answer, bool length);

}  // namespace collmc::dialogue
