// What each operation of the plan takes and gives: one table, read by the verifier, the printer and the interpreter.
#pragma once

#include <array>
#include <string_view>

#include "compiler/plan/plan.h"

namespace collmc::plan {

/// Which attributes of a node an operation reads; the others keep their defaults.
enum Attributes : unsigned {
    kNoAttributes = 0,
    kUsesValue = 1,
    kUsesIndex = 2,
    kUsesBinder = 4,
    kUsesCollection = 8,
    kUsesPick = 16,
};

struct OpInfo {
    Op op;
    std::string_view name;      ///< the enumerator; for mathematical functions also the name of the kernel
    std::string_view operands;  ///< one letter each: f (f64), b (b1), r (ref), t (the same element as the result)
    char result;                ///< likewise; t: the node's own element
    unsigned attributes = kNoAttributes;
    bool reduction = false;  ///< binds `binder` in its operands and takes an optional last operand, its filter (b1)
};

inline constexpr std::array kOps = {
    OpInfo{Op::constant, "constant", "", 't', kUsesValue},
    OpInfo{Op::event_column, "event_column", "", 'f', kUsesIndex},
    OpInfo{Op::object_column, "object_column", "r", 'f', kUsesIndex},
    OpInfo{Op::element, "element", "", 'r', kUsesBinder},
    OpInfo{Op::at, "at", "", 'r', kUsesCollection | kUsesIndex},
    OpInfo{Op::leg, "leg", "", 'r', kUsesPick | kUsesIndex},
    OpInfo{Op::size, "size", "", 'f', kUsesCollection},
    OpInfo{Op::found, "found", "", 'b', kUsesPick},
    OpInfo{Op::same_object, "same_object", "rr", 'b'},
    OpInfo{Op::in_group, "in_group", "r", 'b', kUsesBinder},
    OpInfo{Op::event_random, "event_random", "", 'f', kUsesValue},
    OpInfo{Op::object_random, "object_random", "r", 'f', kUsesValue},
    OpInfo{Op::add, "add", "ff", 'f'},
    OpInfo{Op::subtract, "subtract", "ff", 'f'},
    OpInfo{Op::multiply, "multiply", "ff", 'f'},
    OpInfo{Op::divide, "divide", "ff", 'f'},
    OpInfo{Op::negate, "negate", "f", 'f'},
    OpInfo{Op::absolute, "absolute", "f", 'f'},
    OpInfo{Op::minimum, "minimum", "ff", 'f'},
    OpInfo{Op::maximum, "maximum", "ff", 'f'},
    OpInfo{Op::square_root, "square_root", "f", 'f'},
    OpInfo{Op::sign, "sign", "f", 'f'},
    OpInfo{Op::wrap_phi, "wrap_phi", "f", 'f'},
    OpInfo{Op::floor, "floor", "f", 'f'},
    OpInfo{Op::sin, "sin", "f", 'f'},
    OpInfo{Op::cos, "cos", "f", 'f'},
    OpInfo{Op::tan, "tan", "f", 'f'},
    OpInfo{Op::asin, "asin", "f", 'f'},
    OpInfo{Op::acos, "acos", "f", 'f'},
    OpInfo{Op::atan, "atan", "f", 'f'},
    OpInfo{Op::atan2, "atan2", "ff", 'f'},
    OpInfo{Op::sinh, "sinh", "f", 'f'},
    OpInfo{Op::cosh, "cosh", "f", 'f'},
    OpInfo{Op::tanh, "tanh", "f", 'f'},
    OpInfo{Op::asinh, "asinh", "f", 'f'},
    OpInfo{Op::acosh, "acosh", "f", 'f'},
    OpInfo{Op::atanh, "atanh", "f", 'f'},
    OpInfo{Op::exp, "exp", "f", 'f'},
    OpInfo{Op::log, "log", "f", 'f'},
    OpInfo{Op::cbrt, "cbrt", "f", 'f'},
    OpInfo{Op::hypot, "hypot", "ff", 'f'},
    OpInfo{Op::eigenvalue3, "eigenvalue3", "fffffff", 'f'},
    OpInfo{Op::mt2, "mt2", "fffffffff", 'f'},
    OpInfo{Op::less, "less", "ff", 'b'},
    OpInfo{Op::less_equal, "less_equal", "ff", 'b'},
    OpInfo{Op::equal, "equal", "ff", 'b'},
    OpInfo{Op::not_equal, "not_equal", "ff", 'b'},
    OpInfo{Op::is_nan, "is_nan", "f", 'b'},
    OpInfo{Op::logical_and, "logical_and", "bb", 'b'},
    OpInfo{Op::logical_or, "logical_or", "bb", 'b'},
    OpInfo{Op::logical_not, "logical_not", "b", 'b'},
    OpInfo{Op::select, "select", "btt", 't'},
    OpInfo{Op::sum, "sum", "f", 'f', kUsesBinder, true},
    OpInfo{Op::product, "product", "f", 'f', kUsesBinder, true},
    OpInfo{Op::least, "least", "f", 'f', kUsesBinder, true},
    OpInfo{Op::greatest, "greatest", "f", 'f', kUsesBinder, true},
    OpInfo{Op::any, "any", "b", 'b', kUsesBinder, true},
    OpInfo{Op::all, "all", "b", 'b', kUsesBinder, true},
    OpInfo{Op::count, "count", "b", 'f', kUsesBinder, true},
};
inline constexpr int kOpCount = static_cast<int>(kOps.size());

constexpr const OpInfo& op_info(Op op) { return kOps[static_cast<std::size_t>(op)]; }

static_assert(
    [] {
        for (std::size_t i = 0; i < kOps.size(); ++i) {
            if (static_cast<std::size_t>(kOps[i].op) != i) return false;
        }
        return kOps.back().op == Op::count;
    }(),
    "kOps lists the operations in the order of the enumeration");

/// The filter of a reduction, or kNone.
inline NodeId filter_of(const Node& node) {
    const OpInfo& info = op_info(node.op);
    return info.reduction && node.in.size() > info.operands.size() ? node.in.back() : kNone;
}

}  // namespace collmc::plan
