#include "compiler/translate/meaning.h"

#include <algorithm>

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

}  // namespace collmc::translate
