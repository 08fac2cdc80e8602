// What a request asks of a program, statement by statement, and what the program has for it: two typed programs
// compared by what they mean.
//
// Internal to translate.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/translate/audit.h"

namespace collmc::translate {

struct Account {
    struct Answer {
        int request = 0;
        Verdict verdict = Verdict::agrees;
        std::string statement;  ///< of the program
        std::uint32_t line = 0;
        std::string explanation;
        int tagged = 0;  ///< the request that a comment of the program names beside it
    };
    std::vector<Answer> answers;   ///< in the order of what is asked
    std::vector<Answer> invented;  ///< in the order of the program
};

/// `expected` may have no program: then everything is invented.
Account compare(const Audited& expected, const Audited& program);

/// N of `# request N` behind a statement; 0 without.
int request_of(semantics::Span statement);
/// What follows `# assumed:` on the line below a statement; empty without.
std::string assumed_of(semantics::Span statement);

}  // namespace collmc::translate
