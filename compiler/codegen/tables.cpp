#include "compiler/codegen/tables.h"

#include <algorithm>
#include <bit>

#include "compiler/codegen/sweep.h"
#include "compiler/plan/op_info.h"

namespace collmc::codegen {

using llvm::Value;
using plan::BinderId;
using plan::NodeId;

namespace {

constexpr std::uint64_t kCacheLine = 64;

/// The binders to tabulate: the loops if they are several, and those of reductions that run inside them.
std::vector<BinderId> nested_binders(const Step& step, std::span<const NodeId> needed,
                                     std::span<const BinderId> loops) {
    const plan::Plan& plan = step.plan();
    std::vector<BinderId> binders;
    const auto contains = [](std::span<const BinderId> set, BinderId binder) {
        return std::ranges::find(set, binder) != set.end();
    };
    if (loops.size() > 1) binders.assign(loops.begin(), loops.end());
    for (const NodeId id : needed) {
        const plan::Node& node = plan.nodes[at(id)];
        if (!plan::op_info(node.op).reduction || contains(binders, node.binder)) continue;
        const std::vector<BinderId>& free = step.unit.free_binders[at(id)];
        const bool inside = std::ranges::any_of(free, [&](BinderId binder) { return contains(loops, binder); });
        // What depends on one tabulated object alone is computed when the table is.
        if (inside && !(free.size() == 1 && contains(binders, free[0]))) binders.push_back(node.binder);
    }
    return binders;
}

/// By node: whether it is no number where `from` is none.
std::vector<char> without_number(const plan::Plan& plan, NodeId from) {
    std::vector<char> without(plan.nodes.size());
    without[at(from)] = 1;
    for (std::size_t id = at(from) + 1; id < plan.nodes.size(); ++id) {
        const plan::Node& node = plan.nodes[id];
        if (node.op < plan::Op::add || node.op > plan::Op::square_root) continue;
        without[id] = std::ranges::any_of(node.in, [&](NodeId operand) { return without[at(operand)] != 0; });
    }
    return without;
}

}  // namespace

std::optional<Tables> Tables::make(Step& step, std::span<const NodeId> roots, std::span<const NodeId> needed,
                                   std::span<const BinderId> loops) {
    const std::vector<BinderId> binders = nested_binders(step, needed, loops);
    if (binders.empty()) return std::nullopt;
    return Tables(step, roots, needed, binders);
}

Tables::Tables(Step& step, std::span<const NodeId> roots, std::span<const NodeId> needed,
               std::span<const BinderId> binders)
    : step_(&step), covered_(step.plan().nodes.size()) {
    const plan::Plan& plan = step.plan();
    const auto& free = step.unit.free_binders;
    for (const BinderId binder : binders) add_binder(binder);
    for (const NodeId id : needed) {
        covered_[at(id)] = free[at(id)].size() == 1 && columns_.contains(free[at(id)][0]);
    }
    // Columns are for the values that something else than the same object's values uses.
    std::vector<char> used(plan.nodes.size());
    for (const NodeId root : roots) used[at(root)] = covered_[at(root)];
    for (const NodeId id : needed) {
        for (const NodeId operand : plan.nodes[at(id)].in)
            used[at(operand)] |= covered_[at(operand)] && !covered_[at(id)];
    }
    for (const NodeId id : needed) {
        if (!used[at(id)] || plan.nodes[at(id)].op == plan::Op::element) continue;
        const BinderId binder = free[at(id)][0];
        columns_[binder].emplace_back(id, column_of(tables_[table_of_[binder]], id));
    }

    Builder& b = step_->b;
    Value* bytes = b.getInt64(0);
    std::vector<Value*> begins;
    for (Table& table : tables_) {
        lay_out(table);
        begins.push_back(bytes);
        bytes = b.CreateAdd(bytes, b.CreateMul(largest(table.collection), b.getInt64(table.line)), "bytes");
    }
    Value* const memory = step_->call_kernel("collmc_allocate", b.getPtrTy(), {bytes});
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        const std::string& name = plan.collections[at(tables_[i].collection)].name;
        tables_[i].memory = b.CreateInBoundsGEP(b.getInt8Ty(), memory, begins[i], name + ".table");
    }
}

void Tables::release() const { step_->call_kernel("collmc_release", step_->b.getVoidTy(), {tables_[0].memory}); }

void Tables::add_binder(BinderId binder) {
    const plan::CollectionId collection = step_->plan().binders[at(binder)].collection;
    auto table = std::ranges::find(tables_, collection, &Table::collection);
    if (table == tables_.end()) table = tables_.insert(tables_.end(), Table{collection, {}, {}, {}});
    table->binders.push_back(binder);
    table_of_[binder] = static_cast<std::size_t>(table - tables_.begin());
    columns_[binder];
}

std::size_t Tables::column_of(Table& table, NodeId node) {
    for (std::size_t i = 0; i < table.nodes.size(); ++i) {
        if (same_expression(table.nodes[i], node)) return i + 1;
    }
    table.nodes.push_back(node);
    return table.nodes.size();
}

/// Whether `b` is of its leg what `a` is of its own.
bool Tables::same_expression(NodeId a, NodeId b) const {
    const std::vector<int>& kept = step_->slots().kept.slot;
    if (kept[at(a)] >= 0 && kept[at(a)] == kept[at(b)]) return true;
    if (!covered_[at(a)] || !covered_[at(b)]) return a == b && step_->unit.free_binders[at(a)].empty();
    const plan::Node& x = step_->plan().nodes[at(a)];
    const plan::Node& y = step_->plan().nodes[at(b)];
    if (x.op != y.op || x.elem != y.elem || x.in.size() != y.in.size()) return false;
    if (x.op == plan::Op::element) return true;
    if (std::bit_cast<std::uint64_t>(x.value) != std::bit_cast<std::uint64_t>(y.value)) return false;
    if (x.index != y.index || x.binder != y.binder || x.collection != y.collection || x.pick != y.pick) return false;
    return std::ranges::equal(x.in, y.in, [&](NodeId p, NodeId q) { return same_expression(p, q); });
}

llvm::Type* Tables::type_of(const Table& table, std::size_t column) const {
    if (column == 0) return step_->lanes.i32();
    switch (step_->plan().nodes[at(table.nodes[column - 1])].elem) {
        case plan::Elem::f64: return step_->lanes.f64();
        case plan::Elem::ref: return step_->lanes.i32();
        default: return step_->lanes.b1()->getWithNewBitWidth(8);
    }
}

void Tables::lay_out(Table& table) const {
    table.offsets.resize(table.nodes.size() + 1);
    // Widest columns first, so that whole vectors stay in whole cache lines.
    for (const unsigned element_bits : {64U, 32U, 8U}) {
        for (std::size_t column = 0; column < table.offsets.size(); ++column) {
            if (type_of(table, column)->getScalarSizeInBits() != element_bits) continue;
            table.offsets[column] = table.line;
            table.line += element_bits / 8 * static_cast<std::uint64_t>(step_->lanes.width());
        }
    }
    table.line = (table.line + kCacheLine - 1) / kCacheLine * kCacheLine;
}

std::size_t Tables::padding(const Table& table, std::span<const BinderId> loops, NodeId value) const {
    const auto makes_no_number = [&](BinderId binder, std::size_t column) {
        return std::ranges::any_of(columns_.at(binder), [&](const std::pair<NodeId, std::size_t>& own) {
            return own.second == column && without_number(step_->plan(), own.first)[at(value)] != 0;
        });
    };
    for (std::size_t column = 1; column <= table.nodes.size(); ++column) {
        const bool is_for_all = std::ranges::all_of(table.binders, [&](BinderId binder) {
            return std::ranges::find(loops, binder) == loops.end() || makes_no_number(binder, column);
        });
        if (is_for_all && step_->plan().nodes[at(table.nodes[column - 1])].elem == plan::Elem::f64) return column;
    }
    return 0;
}

void Tables::pad(std::span<const BinderId> loops, NodeId value) {
    for (Table& table : tables_) table.padded = padding(table, loops, value);
    is_padded_ = std::ranges::all_of(tables_, [](const Table& table) { return table.padded > 0; });
}

/// i64: no event of the block has more objects.
Value* Tables::largest(plan::CollectionId collection) const {
    Builder& b = step_->b;
    Lanes& lanes = step_->lanes;
    if (step_->slots().collections[at(collection)].is_sum) {
        Value* sum = b.getInt64(0);
        for (const plan::CollectionId source : step_->plan().collections[at(collection)].sources)
            sum = b.CreateAdd(sum, largest(source));
        return sum;
    }
    Sweep events(*step_, b.getInt64(0), step_->n_events(), "sizes");
    llvm::PHINode* const so_far = events.loop.carry(lanes.integer(0), "largest");
    events.enter();
    Value* const size = lanes.load(lanes.i32(), step_->size(collection), events.first, events.active, lanes.integer(0));
    events.loop.next(so_far, b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, so_far, size));
    events.close();
    return b.CreateSExt(lanes.greatest(events.loop.last(so_far)), b.getInt64Ty());
}

const Tables::Table* Tables::of(BinderId binder) const {
    const auto found = table_of_.find(binder);
    return found == table_of_.end() ? nullptr : &tables_[found->second];
}

std::span<const std::pair<NodeId, std::size_t>> Tables::columns(BinderId binder) const { return columns_.at(binder); }

std::vector<std::pair<NodeId, std::size_t>> Tables::own_columns(BinderId binder) const {
    std::vector<std::pair<NodeId, std::size_t>> own;
    const std::vector<NodeId>& nodes = of(binder)->nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (step_->unit.free_binders[at(nodes[i])][0] == binder) own.emplace_back(nodes[i], i + 1);
    }
    return own;
}

Value* Tables::address(const Table& table, Value* position, std::size_t column) const {
    Builder& b = step_->b;
    Value* const line = b.CreateMul(b.CreateSExt(position, b.getInt64Ty()), b.getInt64(table.line));
    return b.CreateInBoundsGEP(b.getInt8Ty(), table.memory, b.CreateAdd(line, b.getInt64(table.offsets[column])));
}

void Tables::store(const Table& table, Value* position, std::size_t column, Value* value) const {
    Builder& b = step_->b;
    if (value->getType() == step_->lanes.b1()) value = b.CreateZExt(value, type_of(table, column));
    b.CreateAlignedStore(value, address(table, position, column), llvm::Align(1));
}

Value* Tables::load(const Table& table, Value* position, std::size_t column) const {
    Builder& b = step_->b;
    Value* const value = b.CreateAlignedLoad(type_of(table, column), address(table, position, column), llvm::Align(1));
    const bool is_mask = column > 0 && step_->plan().nodes[at(table.nodes[column - 1])].elem == plan::Elem::b1;
    return is_mask ? b.CreateTrunc(value, step_->lanes.b1()) : value;
}

}  // namespace collmc::codegen
