#include "compiler/codegen/distance.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "compiler/codegen/layout.h"
#include "compiler/plan/scalar.h"

namespace collmc::codegen {

using llvm::Value;
using plan::Node;
using plan::NodeId;
using plan::Op;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Doubles in their order, by their bits.
std::int64_t ordered(std::int64_t bits) { return bits < 0 ? bits ^ INT64_MAX : bits; }

}  // namespace

std::optional<Distance> Distance::of_key(const plan::Plan& plan, NodeId key) {
    Distance distance(plan);
    if (distance.take(Op::absolute, key) && distance.take_difference() && distance.take_rising()) return distance;
    return std::nullopt;
}

bool Distance::is_number(NodeId id) const {
    return plan_->nodes[at(id)].op == Op::constant && !std::isnan(plan_->nodes[at(id)].value);
}

bool Distance::take(Op op, NodeId id) {
    const Node& node = plan_->nodes[at(id)];
    if (node.op != op) return false;
    operations_.push_back(id);
    x_ = node.in.size() == 2 && is_number(node.in[0]) ? node.in[1] : node.in[0];
    return true;
}

bool Distance::take_difference() {
    if (!take(Op::subtract, x_)) return false;
    const Node& node = plan_->nodes[at(operations_.back())];
    const NodeId c = x_ == node.in[0] ? node.in[1] : node.in[0];
    c_ = plan_->nodes[at(c)].value;
    return is_number(c) && std::isfinite(c_);
}

/// f from outside: square roots of what is not negative, and the smaller or larger of something and a number.
bool Distance::take_rising() {
    bool has_root = false;
    while (true) {
        const Node& node = plan_->nodes[at(x_)];
        if (node.op == Op::square_root) {
            const Node& below = plan_->nodes[at(node.in[0])];
            const bool is_positive = below.op == Op::maximum && at_least_zero(below);
            if (!is_positive) return false;
            has_root = true;
            take(Op::square_root, x_);
        } else if ((node.op == Op::maximum || node.op == Op::minimum) &&
                   (is_number(node.in[0]) || is_number(node.in[1]))) {
            take(node.op, x_);
        } else {
            return has_root && node.op != Op::constant;
        }
    }
}

bool Distance::at_least_zero(const Node& maximum) const {
    return std::ranges::any_of(
        maximum.in, [&](NodeId operand) { return is_number(operand) && plan_->nodes[at(operand)].value >= 0; });
}

bool Distance::is_root() const {
    const auto is_root = [&](NodeId id) { return plan_->nodes[at(id)].op == Op::square_root; };
    return is_root(operations_[kFirst]) && std::ranges::count_if(operations_, is_root) == 1 && c_ > 0x1p-100 &&
           c_ < 0x1p100;
}

bool Distance::is_plain_root() const {
    if (operations_.size() != kFirst + 2 || plan_->nodes[at(operations_[kFirst])].op != Op::square_root) return false;
    const Node& maximum = plan_->nodes[at(operations_[kFirst + 1])];
    return maximum.op == Op::maximum && std::ranges::any_of(maximum.in, [&](NodeId operand) {
               return is_number(operand) && plan_->nodes[at(operand)].value == 0;
           });
}

double Distance::passing() const {
    const auto is_behind = [&](std::int64_t place) { return rising(std::bit_cast<double>(ordered(place))) > c_; };
    std::int64_t low = ordered(std::bit_cast<std::int64_t>(-kInfinity));
    std::int64_t high = std::bit_cast<std::int64_t>(kInfinity);
    if (!is_behind(high)) return kInfinity;
    while (high - 1 > low) {
        const std::int64_t middle = low / 2 + high / 2 + (low % 2 + high % 2) / 2;
        (is_behind(middle) ? high : low) = middle;
    }
    return std::bit_cast<double>(ordered(low));
}

double Distance::rising(double x) const {
    for (std::size_t i = operations_.size(); i-- > kFirst;) {
        const Node& node = plan_->nodes[at(operations_[i])];
        const auto in = [&](std::size_t operand) {
            if (operand >= node.in.size()) return 0.0;
            return is_number(node.in[operand]) ? plan_->nodes[at(node.in[operand])].value : x;
        };
        x = plan::arithmetic(node.op, in(0), in(1));
    }
    return x;
}

Value* Distance::emit_behind(std::size_t outer, Builder& b, Lanes& lanes, Value* x) const {
    for (std::size_t i = operations_.size(); i-- > outer;) {
        const Node& node = plan_->nodes[at(operations_[i])];
        const auto in = [&](std::size_t operand) -> Value* {
            return is_number(node.in[operand]) ? lanes.number(plan_->nodes[at(node.in[operand])].value) : x;
        };
        switch (node.op) {
            case Op::absolute: x = b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x); break;
            case Op::square_root: x = b.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, x); break;
            case Op::subtract: x = b.CreateFSub(in(0), in(1)); break;
            case Op::maximum: x = b.CreateBinaryIntrinsic(llvm::Intrinsic::maximum, in(0), in(1)); break;
            default: x = b.CreateBinaryIntrinsic(llvm::Intrinsic::minimum, in(0), in(1)); break;
        }
    }
    return x;
}

}  // namespace collmc::codegen
