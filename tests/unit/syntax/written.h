// What a person wrote, apart from white space: what formatting must keep. For the tests of the formatter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/print.h"

namespace collmc::syntax::testing {

/// The comments in their order, without the white space at their ends.
inline std::vector<std::string> comments_of(std::string_view text) {
    std::vector<std::string> comments;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') i = text.find_first_of("\"\r\n", i + 1);
        if (i >= text.size()) break;
        if (text[i] != '#') continue;
        const std::size_t end = std::min(text.find_first_of("\r\n", i), text.size());
        const std::string_view comment = text.substr(i, end - i);
        comments.emplace_back(comment.substr(0, comment.find_last_not_of(" \t\f\v") + 1));
        i = end;
    }
    return comments;
}

/// The outline of a tree in which doubled parentheses are single ones.
inline std::string tree_of(const Tree& tree) {
    const std::string all = outline(tree);
    const std::string word = "parentheses";
    std::string result;
    std::size_t above = std::string::npos;  // indentation of the parentheses above
    std::vector<std::size_t> dropped;       // indentations of those that were left out, whose contents move outwards
    for (std::size_t begin = 0; begin < all.size();) {
        const std::size_t end = all.find('\n', begin);
        const std::string_view line = std::string_view(all).substr(begin, end - begin);
        const std::size_t indent = line.find_first_not_of(' ');
        while (!dropped.empty() && indent <= dropped.back()) dropped.pop_back();
        const bool is_pair = line.substr(std::min(indent, line.size())) == word;
        if (is_pair && above != std::string::npos && indent > above) {
            dropped.push_back(indent);
        } else {
            const std::size_t outwards = 2 * dropped.size();
            result += std::string(line.substr(std::min(outwards, line.size()))) + "\n";
        }
        above = is_pair ? indent : std::string::npos;
        begin = end + 1;
    }
    return result;
}

}  // namespace collmc::syntax::testing
