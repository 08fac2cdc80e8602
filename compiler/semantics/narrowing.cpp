#include "compiler/semantics/narrowing.h"

#include <fmt/format.h>

namespace collmc::semantics {

std::string name_of_variable(VariableId id) { return fmt::format("v{}", id); }

std::string path_to(const Expr& object) {
    switch (object.kind) {
        case Expr::Kind::element: return name_of_variable(object.variable);
        case Expr::Kind::parameter: return fmt::format("p{}", object.index);
        case Expr::Kind::define: return fmt::format("d{}", object.define);
        case Expr::Kind::leg: return fmt::format("k{}.{}", object.candidate, object.index);
        case Expr::Kind::at:
            return object.collection < 0 ? "" : fmt::format("c{}[{}]", object.collection, object.index);
        case Expr::Kind::member: {
            const std::string whole = path_to(*object.operands[0]);
            return whole.empty() ? whole : fmt::format("{}.{}", whole, object.index);
        }
        default: return {};
    }
}

std::vector<Narrowing> narrowings_of(const Expr& condition, bool truth) {
    switch (condition.kind) {
        case Expr::Kind::is_kind: {
            const Expr& object = *condition.operands[0];
            const std::string path = path_to(object);
            if (path.empty()) return {};
            const auto particles = static_cast<std::uint32_t>(condition.index);
            return {{path, truth ? particles : object.type.object.particles & ~particles}};
        }
        case Expr::Kind::logical_not: return narrowings_of(*condition.operands[0], !truth);
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or: {
            std::vector<Narrowing> left = narrowings_of(*condition.operands[0], truth);
            std::vector<Narrowing> right = narrowings_of(*condition.operands[1], truth);
            const bool both = (condition.kind == Expr::Kind::logical_and) == truth;
            if (both) {
                left.insert(left.end(), right.begin(), right.end());
                return left;
            }
            std::vector<Narrowing> either;  // one of the two sides decides, so only what both tell is known
            for (const Narrowing& a : left)
                for (const Narrowing& b : right)
                    if (a.object == b.object) either.push_back({a.object, a.particles | b.particles});
            return either;
        }
        default: return {};
    }
}

}  // namespace collmc::semantics
