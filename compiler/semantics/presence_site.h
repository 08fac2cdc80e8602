// Where in a program something is needed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/semantics/presence_fixes.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics::presence {

/// Where a need stands.
struct Site {
    Statement statement;                          ///< none for a criterion or an order
    const Expr* criterion = nullptr;              ///< set just there
    std::vector<std::string> context;             ///< {"region WW", "select 3"}
    const Region* region = nullptr;               ///< null in a block
    const semantics::Statement* place = nullptr;  ///< of the region
    std::vector<const Cut*> later_cuts;           ///< of the same region, in order
    CollectionId collection = -1;                 ///< whose block it is, if any
    CandidateId candidate = -1;

    Site inside(std::string part) const {
        Site site = *this;
        site.context.push_back(std::move(part));
        return site;
    }
};

}  // namespace collmc::semantics::presence
