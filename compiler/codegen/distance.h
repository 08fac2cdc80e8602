// The distance of something that depends on a combination from a given value, as a key of a pick: |f(x) - c| or
// |c - f(x)|, where f is a square root, maybe with limits, and grows with x.
#pragma once

#include <optional>
#include <vector>

#include "compiler/codegen/lanes.h"
#include "compiler/plan/plan.h"

namespace collmc::codegen {

class Distance {
public:
    static std::optional<Distance> of_key(const plan::Plan& plan, plan::NodeId key);

    plan::NodeId x() const { return x_; }
    double c() const { return c_; }
    /// The largest x for which f(x) <= c, -infinity if there is none.
    double passing() const;

    /// |f(x) - c| of lanes.
    llvm::Value* emit(Builder& b, Lanes& lanes, llvm::Value* x) const { return emit_behind(0, b, lanes, x); }

    /// Whether f is the root of something without one, and c^4 is far from the smallest and the largest doubles.
    bool is_root() const;
    /// f(x)^2, where f is such a root: what it is the root of.
    llvm::Value* emit_square(Builder& b, Lanes& lanes, llvm::Value* x) const {
        return emit_behind(kFirst + 1, b, lanes, x);
    }
    /// Whether f(x) is the square root of max(0, x), as a mass is of its square.
    bool is_plain_root() const;

private:
    explicit Distance(const plan::Plan& plan) : plan_(&plan) {}

    bool take(plan::Op op, plan::NodeId id);
    bool take_difference();
    bool take_rising();
    bool is_number(plan::NodeId id) const;
    bool at_least_zero(const plan::Node& maximum) const;
    double rising(double x) const;
    /// Without the first `outer` operations.
    llvm::Value* emit_behind(std::size_t outer, Builder& b, Lanes& lanes, llvm::Value* x) const;

    static constexpr std::size_t kFirst = 2;  ///< of the operations of f

    const plan::Plan* plan_;
    plan::NodeId x_ = plan::kNone;
    double c_ = 0;
    std::vector<plan::NodeId> operations_;  ///< absolute, subtract, and those of f, the outermost first
};

}  // namespace collmc::codegen
