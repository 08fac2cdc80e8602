// Values that are calls of functions, or read where a function or another step has left them.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/codegen/values.h"
#include "compiler/plan/op_info.h"
#include "runtime/abi/random.h"
#include "runtime/kernels/math.h"

namespace collmc::codegen {

using llvm::Value;
using plan::Node;
using plan::NodeId;
using plan::Op;

/// Two functions of this value that are computed together, if the other one is needed here too; or null.
Value* Values::call_pair(NodeId id) {
    const Node& node = plan_.nodes[at(id)];
    const std::string_view name = plan::op_info(node.op).name;
    for (const kernels::MathPair& pair : kernels::math_pairs()) {
        if (name != pair.first && name != pair.second) continue;
        const bool is_first = name == pair.first;
        const std::string_view other_name = is_first ? pair.second : pair.first;
        const auto other = std::ranges::find_if(needed_, [&](NodeId it) {
            const Node& candidate = plan_.nodes[at(it)];
            return candidate.in.size() == 1 && candidate.in[0] == node.in[0] && !values_[at(it)] && !is_call(it) &&
                   plan::op_info(candidate.op).name == other_name;
        });
        if (other == needed_.end()) continue;
        Value* const first = step_.scratch(lanes_.f64(), pair.first);
        Value* const second = step_.scratch(lanes_.f64(), pair.second);
        step_.call_kernel(fmt::format("collmc_{}_{}_{}", pair.first, pair.second, lanes_.width()), b_.getVoidTy(),
                          {(*this)[node.in[0]], first, second});
        set(*other, b_.CreateLoad(lanes_.f64(), is_first ? second : first, llvm::StringRef(other_name)));
        return b_.CreateLoad(lanes_.f64(), is_first ? first : second, llvm::StringRef(name));
    }
    return nullptr;
}

Value* Values::call(NodeId id) {
    if (Value* const one_of_two = call_pair(id)) return one_of_two;
    const Node& node = plan_.nodes[at(id)];
    const std::string_view name = plan::op_info(node.op).name;
    llvm::SmallVector<llvm::Type*, 2> types(node.in.size(), lanes_.f64());
    llvm::SmallVector<Value*, 2> arguments;
    for (const NodeId operand : node.in) arguments.push_back((*this)[operand]);
    // Not the C library's name: LLVM would fold such calls with the host's own functions.
    const std::string symbol = "collmc_" + std::string(name) + "_" + std::to_string(lanes_.width());
    llvm::FunctionCallee callee =
        step_.unit.module.getOrInsertFunction(symbol, llvm::FunctionType::get(lanes_.f64(), types, false));
    auto* const function = llvm::cast<llvm::Function>(callee.getCallee());
    function->setDoesNotAccessMemory();
    function->setDoesNotThrow();
    function->setWillReturn();
    return b_.CreateCall(callee, arguments, llvm::StringRef(name));
}

Value* Values::solve(const Node& node) {
    llvm::Type* const type = llvm::ArrayType::get(lanes_.f64(), node.in.size());
    Value* const arguments = step_.scratch(type, "arguments");
    Value* const results = step_.scratch(lanes_.f64(), "results");
    for (std::size_t i = 0; i < node.in.size(); ++i) {
        b_.CreateStore((*this)[node.in[i]], b_.CreateConstInBoundsGEP1_64(lanes_.f64(), arguments, i));
    }
    const std::string_view name = plan::op_info(node.op).name;
    step_.call_kernel("collmc_" + std::string(name), b_.getVoidTy(),
                      {arguments, results, lanes_.bits(active_), b_.getInt64(lanes_.width())});
    return b_.CreateLoad(lanes_.f64(), results, llvm::StringRef(name));
}

Value* Values::random(const Node& node) {
    // abi::event_random and abi::object_random
    const auto mix = [&](Value* x) {
        const auto shaken = [&](Value* x, std::uint64_t shift) {
            return b_.CreateXor(x, b_.CreateLShr(x, lanes_.word(shift)));
        };
        x = b_.CreateAdd(x, lanes_.word(0x9e3779b97f4a7c15));
        x = b_.CreateMul(shaken(x, 30), lanes_.word(0xbf58476d1ce4e5b9));
        x = b_.CreateMul(shaken(x, 27), lanes_.word(0x94d049bb133111eb));
        return shaken(x, 31);
    };
    Value* const hash = event_value(lanes_.i64(), step_.event_hash(), lanes_.word(0), "event_hash");
    const auto salt = static_cast<std::uint64_t>(node.value);
    Value* seed = b_.CreateXor(hash, lanes_.word(abi::mix(salt)));
    if (node.op == Op::object_random) {
        Value* const row = lanes_.gather(lanes_.i32(), step_.object_row(), (*this)[node.in[0]], "object_row");
        seed = b_.CreateXor(seed, mix(b_.CreateNot(b_.CreateSExt(row, lanes_.i64()))));
    }
    Value* const bits = b_.CreateLShr(mix(seed), lanes_.word(11));
    return b_.CreateFMul(b_.CreateSIToFP(bits, lanes_.f64()), lanes_.number(0x1p-53));
}

/// A shared value of this event.
Value* Values::shared(NodeId node) {
    Value* const value = b_.CreateCall(step_.unit.shared[at(node)],
                                       {step_.block(), step_.workspace(), events_.event, lanes_.bits(events_.active)});
    return plan_.nodes[at(node)].elem == plan::Elem::b1 ? b_.CreateFCmpUNE(value, lanes_.number(0)) : value;
}

/// A value of an object that is kept, with all others from the object's line that are needed here.
Value* Values::kept(NodeId id) {
    const ObjectValues& kept = step_.slots().kept;
    const auto column = [&](NodeId node) -> const ObjectValues::Column& {
        return kept.columns[at(kept.slot[at(node)])];
    };
    std::vector<NodeId> others;
    for (const NodeId other : needed_) {
        if (other != id && !values_[at(other)] && !is_call(other) && is_kept(other) &&
            kept.object[at(other)] == kept.object[at(id)] && column(other).lines == column(id).lines)
            others.push_back(other);
    }
    Value* const array = step_.object_lines(column(id).lines);
    Value* const row = (*this)[kept.object[at(id)]];
    if (others.empty()) {
        const auto place = static_cast<std::uint64_t>(column(id).place);
        Value* const first = b_.CreateConstInBoundsGEP1_64(b_.getDoubleTy(), array, place);
        return lanes_.gather(lanes_.f64(), first, b_.CreateMul(row, lanes_.integer(abi::kLine)));
    }
    const llvm::SmallVector<Value*, 4> places = lanes_.gather_lines(array, row);
    for (const NodeId other : others) set(other, places[at(column(other).place)]);
    return places[at(column(id).place)];
}

}  // namespace collmc::codegen
