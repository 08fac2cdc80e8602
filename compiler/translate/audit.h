// Does a program do what its request says? Asked without a model, of any program, whoever wrote it.
//
// Two accounts are kept. What is understood of the request (offline.h) is compared with the program by what the two
// mean, as `collmc diff` does, so that names, layout and spelling make no difference. And by words alone, also of lines
// that are not understood: every number with its unit in the request is looked for in the program, and every number of
// the program in the request, or among the assumptions that are named.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/semantics/typed.h"
#include "compiler/translate/request.h"

namespace collmc::translate {

enum class Verdict {
    agrees,
    differs,    ///< there is a statement for it, which says something else
    missing,    ///< nothing in the program answers it
    invented,   ///< in the program, and nothing in the request asks for it
    unchecked,  ///< a line that is not understood, and whose numbers are there: a person has to look
};
const char* name_of(Verdict verdict);

/// A row of the table: what a line asks for, and the statement that answers it.
struct Finding {
    Verdict verdict = Verdict::agrees;
    int request = 0;          ///< number of the line; 0 for what is invented
    std::string asked;        ///< the words of the line
    std::string statement;    ///< of the program, on one line; empty where there is none
    std::uint32_t line = 0;   ///< of the statement; 0 without one
    std::string explanation;  ///< what differs: "30 GeV is asked for, the program has 25 GeV"
};

struct Audit {
    std::vector<Finding> findings;  ///< in the order of the request, then what is invented in that of the program

    int count(Verdict verdict) const;
    /// Nothing differs, is missing or is invented. A line that could only be checked by its numbers does not count.
    bool clean() const;
};

/// What the checker made of a text; the text and the program must belong together.
struct Audited {
    const diagnostics::SourceFile* source = nullptr;
    const semantics::Program* program = nullptr;
};

/// `expected` is the program that translate_offline() made of the request, checked over the same schema.
Audit audit(const Request& request, const Audited& expected, const Audited& program);

/// The table for people, and one object of schema `collmc.audit/1`, see docs/translating.md.
std::string render_text(const Audit& audit);
std::string render_json(const Audit& audit, const std::string& request, const std::string& analysis);

}  // namespace collmc::translate
