// What collections hold, by the way they are built.
#pragma once

#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// Whether the collection holds combinations and not detector objects.
inline bool holds_combinations(const Program& program, CollectionId collection) {
    return program.collections[collection].element.kind != ObjectType::Kind::detector;
}

/// The detector objects that one combination is made of.
int members_in(const Program& program, const Candidate& candidate);

/// Whether some object may be in both: not where they are taken from different kinds of particles, where one is made of
/// what the other leaves out, or where one has what a cut keeps and the other what it drops.
bool may_share_rows(const Program& program, CollectionId a, CollectionId b);

/// The value behind any defines.
const Expr& behind_defines(const Program& program, const Expr& expr);

/// A copy of an expression that binds no variables (a path to an object, for example).
std::unique_ptr<Expr> copy_of(const Expr& expr);

/// Whether a part of it could not be read. Defines are not followed.
bool has_error(const Expr& expr);

}  // namespace collmc::semantics
