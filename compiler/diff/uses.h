// What statements and declarations rest on, through everything in between.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "compiler/diff/statements.h"
#include "compiler/semantics/typed.h"

namespace collmc::diff {

enum class Declaration { collection, candidate, define, function };

/// Declarations by their numbers.
using Uses = std::set<std::pair<Declaration, int>>;

class UsesOf {
public:
    /// The program must outlive it.
    explicit UsesOf(const semantics::Program& program) : program_(program) {}

    Uses of(const Item& item);
    /// With the declaration itself.
    const Uses& of(Declaration kind, int id);

    /// The streams of all `chance` that the declaration itself writes, in order.
    static std::vector<std::string> draws(const semantics::Program& program, Declaration kind, int id);
    static std::vector<std::string> draws(const semantics::Region& region);

private:
    void add(const semantics::Expr& part, Uses& uses);
    void add(Declaration kind, int id, Uses& uses);

    const semantics::Program& program_;
    std::map<std::pair<Declaration, int>, Uses> known_;
};

}  // namespace collmc::diff
