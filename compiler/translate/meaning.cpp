#include "compiler/translate/meaning.h"

#include <algorithm>
#include <string_view>

namespace collmc::translate {

Needs joined(Needs a, const Needs& b) {
    for (const Need& it : b) {
        const auto same = std::find_if(a.begin(), a.end(),
                                       [&](const Need& n) { return n.of == it.of && (n.count > 0) == (it.count > 0); });
        if (same == a.end())
            a.push_back(it);
        else
            same->count = std::max(same->count, it.count);
    }
    return a;
}

std::optional<double> eta_limit_of(const std::string& statement) {
    constexpr std::string_view begin = "select |eta| <";
    if (!statement.starts_with(begin) || statement.find(" or ") != std::string::npos ||
        statement.find(" when ") != std::string::npos)
        return std::nullopt;
    return std::stod(statement.substr(statement.find_last_of(' ') + 1));
}

}  // namespace collmc::translate
