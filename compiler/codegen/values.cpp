#include "compiler/codegen/values.h"

#include <algorithm>
#include <limits>

#include "compiler/plan/op_info.h"
#include "runtime/kernels/math.h"

namespace collmc::codegen {

using llvm::Value;
using plan::BinderId;
using plan::CollectionId;
using plan::Node;
using plan::NodeId;
using plan::Op;

namespace {

bool is_reduction(const Node& node) { return plan::op_info(node.op).reduction; }

}  // namespace

Values::Values(Step& step, std::span<const NodeId> roots, std::span<const CollectionId> collections, NodeId computed,
               bool reads_kept)
    : step_(step),
      b_(step.b),
      lanes_(step.lanes),
      plan_(step.plan()),
      computed_(computed),
      reads_kept_(reads_kept),
      needed_(below(roots)),
      collections_(collections.begin(), collections.end()),
      values_(plan_.nodes.size()),
      bindings_(plan_.binders.size()),
      extents_(plan_.collections.size()) {
    for (const NodeId id : needed_) {
        if (is_call(id)) continue;
        const Node& node = plan_.nodes[at(id)];
        if (node.op == Op::at || node.op == Op::size) collections_.push_back(node.collection);
        if (is_reduction(node)) collections_.push_back(plan_.binders[at(node.binder)].collection);
    }
}

bool Values::is_call(NodeId node) const { return node != computed_ && step_.unit.shared[at(node)] != nullptr; }

bool Values::is_kept(NodeId node) const { return reads_kept_ && step_.slots().kept.slot[at(node)] >= 0; }

std::vector<NodeId> Values::below(std::span<const NodeId> roots) const {
    std::vector<char> marked(plan_.nodes.size());
    NodeId last = plan::kNone;
    for (const NodeId root : roots) {
        marked[at(root)] = true;
        last = std::max(last, root);
    }
    std::vector<NodeId> nodes;
    for (NodeId id = last; id >= 0; --id) {
        if (!marked[at(id)]) continue;
        nodes.push_back(id);
        if (is_call(id)) continue;
        if (is_kept(id)) {
            marked[at(step_.slots().kept.object[at(id)])] = true;
            continue;
        }
        for (const NodeId operand : plan_.nodes[at(id)].in) marked[at(operand)] = true;
    }
    std::ranges::reverse(nodes);
    return nodes;
}

void Values::open(const EventLanes& lanes) {
    events_ = lanes;
    active_ = lanes.active;
    for (const CollectionId id : collections_) {
        Extent& extent = extents_[at(id)];
        if (extent.size) continue;
        const std::string& name = plan_.collections[at(id)].name;
        const bool has_begin = step_.is_base(id) || step_.slots().collections[at(id)].begin >= 0;
        if (has_begin) extent.begin = event_value(lanes_.i32(), step_.begin(id), lanes_.integer(0), name + ".first");
        extent.size = event_size(id);
    }
    emit_legal(needed_);
}

void Values::bind(BinderId binder, Value* row, Value* first) {
    bindings_[at(binder)] = {row, nullptr};
    if (first) consecutive_rows_ = row;
    first_row_ = first;
    emit_legal(needed_);
}

bool Values::is_legal(NodeId node) const {
    const auto& free = step_.unit.free_binders[at(node)];
    return std::ranges::all_of(free, [&](BinderId binder) { return bindings_[at(binder)].row != nullptr; });
}

bool Values::is_tabulated(NodeId node) const { return tables_ && tables_->covers(node); }

bool Values::depends(NodeId node, BinderId binder) const {
    return std::ranges::binary_search(step_.unit.free_binders[at(node)], binder);
}

void Values::emit_legal(std::span<const NodeId> nodes) {
    for (const NodeId node : nodes) {
        if (is_legal(node)) (*this)[node];
    }
}

void Values::emit_for(BinderId binder) {
    for (const NodeId node : needed_) {
        if (!is_tabulated(node) && depends(node, binder) && is_legal(node)) (*this)[node];
    }
}

void Values::tabulate(const Tables& tables) {
    // for (position = 0; any lane has that many objects; ++position) table[position] = values of that object;
    const auto padded = [&](const Tables::Table& table, std::size_t column, Value* value) {
        if (!tables.is_padded() || column != table.padded) return value;
        return lanes_.choose(active_, value, lanes_.number(std::numeric_limits<double>::quiet_NaN()));
    };
    for (const Tables::Table& table : tables.tables()) {
        const BinderId everywhere = table.binders[0];
        Extent& extent = extents_[at(table.collection)];
        extent.most = lanes_.greatest(lanes_.choose(active_, extent.size, lanes_.integer(0)));
        for (const BinderId binder : table.binders) {
            const auto columns = tables.own_columns(binder);
            if (binder != everywhere && columns.empty()) continue;
            Walk walk = walk_from(b_.getInt32(0), everywhere, {});
            // Nothing but its own binder is bound: a reduction over another one may stand below a column.
            std::swap(bindings_[at(binder)], bindings_[at(everywhere)]);
            if (binder == everywhere) tables.store(table, walk.position, 0, row(binder));
            for (const auto& [node, column] : columns)
                tables.store(table, walk.position, column, padded(table, column, (*this)[node]));
            end(walk, {});
            bindings_[at(binder)] = {};
        }
    }
    tables_ = &tables;
}

void Values::set(NodeId node, Value* value) {
    values_[at(node)] = value;
    emitted_.push_back(node);
}

Value* Values::operator[](NodeId id) {
    if (!values_[at(id)]) {
        const Node& node = plan_.nodes[at(id)];
        if (is_reduction(node) && !is_call(id)) {
            reduce(id);
        } else {
            Value* const value = compute(id);
            if (!node.name.empty() && !value->hasName() && !llvm::isa<llvm::Constant>(value)) value->setName(node.name);
            set(id, value);
        }
    }
    return values_[at(id)];
}

// ---- leaves

/// How many objects the lanes' events have.
Value* Values::event_size(CollectionId id) {
    const plan::Collection& collection = plan_.collections[at(id)];
    const std::string name = "size_" + collection.name;
    if (!step_.slots().collections[at(id)].is_sum)
        return event_value(lanes_.i32(), step_.size(id), lanes_.integer(0), name);
    Value* sum = event_size(collection.sources[0]);
    for (const CollectionId source : std::span(collection.sources).subspan(1))
        sum = b_.CreateAdd(sum, event_size(source), name);
    return sum;
}

Value* Values::event_value(llvm::Type* type, Value* array, Value* otherwise, const llvm::Twine& name) {
    if (events_.first) return lanes_.load(type, array, events_.first, events_.active, otherwise, name);
    return lanes_.gather_events(type, array, events_.event, name);
}

Value* Values::object_value(int column, Value* row) {
    Value* const array = step_.object_column(column);
    const auto name = llvm::StringRef(abi::kObjectColumnNames[at(column)]);
    if (row == consecutive_rows_) {
        return lanes_.load(lanes_.f64(), array, first_row_, events_.active, lanes_.number(0), name);
    }
    return lanes_.gather(lanes_.f64(), array, row, row->hasName() ? row->getName() + "." + name : llvm::Twine(name));
}

Value* Values::object_at(CollectionId collection, Value* position, Value* present) {
    Value* const place = b_.CreateAdd(extents_[at(collection)].begin, position);
    Value* const rows = step_.rows(collection);
    if (!rows) return lanes_.choose(present, place, step_.sentinel());
    return lanes_.gather(lanes_.i32(), rows, place, present, step_.sentinel());
}

Value* Values::leaf(const Node& node) {
    switch (node.op) {
        case Op::constant:
            return node.elem == plan::Elem::b1 ? lanes_.boolean(node.value != 0) : lanes_.number(node.value);
        case Op::event_column:
            return event_value(lanes_.f64(), step_.event_column(node.index), lanes_.number(0),
                               llvm::StringRef(abi::kEventColumnNames[at(node.index)]));
        case Op::object_column: return object_value(node.index, (*this)[node.in[0]]);
        case Op::element: return bindings_[at(node.binder)].row;
        case Op::at: {
            // Where the objects are late, inactive lanes have none.
            Value* const is_long = b_.CreateICmpSGT(extents_[at(node.collection)].size, lanes_.integer(node.index));
            const bool is_late = step_.slots().collections[at(node.collection)].is_late();
            Value* const present = is_late ? lanes_.both(events_.active, is_long) : is_long;
            return object_at(node.collection, lanes_.integer(node.index), present);
        }
        case Op::leg: {
            const int slot = step_.slots().picks[at(node.pick)].legs[at(node.index)];
            const std::string& pick = plan_.picks[at(node.pick)].name;
            return event_value(lanes_.i32(), step_.event_ints(slot, pick), step_.sentinel(), pick);
        }
        case Op::size: return b_.CreateSIToFP(extents_[at(node.collection)].size, lanes_.f64());
        default: {  // found
            const std::string name = plan_.picks[at(node.pick)].name + ".found";
            Value* const found = step_.event_ints(step_.slots().picks[at(node.pick)].found, name);
            return b_.CreateICmpNE(event_value(lanes_.i32(), found, lanes_.integer(0)), lanes_.integer(0), name);
        }
    }
}

// ---- operations

Value* Values::wrap_phi(Value* x) {
    // double wrap_phi(double x) {
    //     if (x >= -pi && x < pi) return x;
    //     double r = x - 2 pi * rint(x / (2 pi));
    //     return r < -pi || r >= pi ? -pi : r;
    // }
    Value* const low = lanes_.number(-kernels::kPi);
    Value* const high = lanes_.number(kernels::kPi);
    Value* const turn = lanes_.number(kernels::kTwoPi);
    Value* const turns = b_.CreateUnaryIntrinsic(llvm::Intrinsic::roundeven, b_.CreateFDiv(x, turn));
    Value* const wrapped = b_.CreateFSub(x, b_.CreateFMul(turn, turns));
    Value* const outside = b_.CreateOr(b_.CreateFCmpOLT(wrapped, low), b_.CreateFCmpOGE(wrapped, high));
    Value* const inside = b_.CreateAnd(b_.CreateFCmpOGE(x, low), b_.CreateFCmpOLT(x, high));
    return b_.CreateSelect(inside, x, b_.CreateSelect(outside, low, wrapped));
}

Value* Values::in_group(const Node& node) {
    // position > 0 && (mask >> (position - 1) & 1): a mask has fewer than kMostSplit bits.
    static_assert(plan::kMostSplit <= 31);
    Value* const position = bindings_[at(node.binder)].position;
    Value* const before = b_.CreateSub(position, b_.getInt32(1));
    Value* const bit = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, before, b_.getInt32(31));
    Value* const shifted = b_.CreateLShr((*this)[node.in[0]], lanes_.splat(bit));
    return b_.CreateICmpNE(b_.CreateAnd(shifted, lanes_.integer(1)), lanes_.integer(0));
}

Value* Values::arithmetic(const Node& node) {
    const auto in = [&](std::size_t i) { return (*this)[node.in[i]]; };
    switch (node.op) {
        case Op::same_object: return b_.CreateICmpEQ(in(0), in(1));
        case Op::in_group: return in_group(node);
        case Op::event_random:
        case Op::object_random: return random(node);
        case Op::add: return b_.CreateFAdd(in(0), in(1));
        case Op::subtract: return b_.CreateFSub(in(0), in(1));
        case Op::multiply: return b_.CreateFMul(in(0), in(1));
        case Op::divide: return b_.CreateFDiv(in(0), in(1));
        case Op::negate: return b_.CreateFNeg(in(0));
        case Op::absolute: return b_.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, in(0));
        case Op::minimum: return b_.CreateBinaryIntrinsic(llvm::Intrinsic::minimum, in(0), in(1));
        case Op::maximum: return b_.CreateBinaryIntrinsic(llvm::Intrinsic::maximum, in(0), in(1));
        case Op::square_root: return b_.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, in(0));
        case Op::sign: {
            Value* const x = in(0);
            Value* const zero = lanes_.number(0);
            Value* const negative = b_.CreateSelect(b_.CreateFCmpOLT(x, zero), lanes_.number(-1), zero);
            return b_.CreateSelect(b_.CreateFCmpOGT(x, zero), lanes_.number(1), negative);
        }
        case Op::wrap_phi: return wrap_phi(in(0));
        case Op::floor: return b_.CreateUnaryIntrinsic(llvm::Intrinsic::floor, in(0));
        case Op::eigenvalue3:
        case Op::mt2: return solve(node);
        case Op::less: return b_.CreateFCmpOLT(in(0), in(1));
        case Op::less_equal: return b_.CreateFCmpOLE(in(0), in(1));
        case Op::equal: return b_.CreateFCmpOEQ(in(0), in(1));
        case Op::not_equal: return b_.CreateFCmpUNE(in(0), in(1));
        case Op::is_nan: return b_.CreateFCmpUNO(in(0), lanes_.number(0));
        case Op::logical_and: return lanes_.both(in(0), in(1));
        case Op::logical_or: return b_.CreateOr(in(0), in(1));
        case Op::logical_not: return b_.CreateNot(in(0));
        default: return lanes_.choose(in(0), in(1), in(2));  // select
    }
}

Value* Values::compute(NodeId id) {
    const Node& node = plan_.nodes[at(id)];
    if (is_call(id)) return shared(id);
    if (is_kept(id)) return kept(id);
    if (node.op >= Op::sin && node.op <= Op::hypot) return call(id);
    return node.op <= Op::found ? leaf(node) : arithmetic(node);
}

// ---- loops over the positions of a binder

/// i32 lanes: how many positions the event has.
Value* Values::turns(const plan::Binder& binder) {
    Value* const size = extents_[at(binder.collection)].size;
    if (binder.kind != plan::Binder::Kind::split) return size;
    // n == 0 ? 0 : 1 << (n - 1)
    Value* const shared = b_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, size, lanes_.integer(plan::kMostSplit));
    return b_.CreateLShr(b_.CreateShl(lanes_.integer(1), shared), lanes_.integer(1), "ways");
}

Value* Values::row_at(BinderId binder, Value* position, Value* present) {
    return object_at(plan_.binders[at(binder)].collection, position, present);
}

Value* Values::most(BinderId binder) const { return extents_[at(plan_.binders[at(binder)].collection)].most; }

Values::Walk Values::walk(BinderId id, std::span<Value* const> initial, bool padded) {
    const BinderId after = plan_.binders[at(id)].after;
    if (after == plan::kNone) return walk_from(b_.getInt32(0), id, initial, padded);
    return walk_from(b_.CreateAdd(bindings_[at(after)].position, b_.getInt32(1), "behind"), id, initial, padded);
}

Values::Walk Values::walk_from(Value* first, BinderId id, std::span<Value* const> initial, bool padded) {
    const plan::Binder& binder = plan_.binders[at(id)];
    Value* const end = padded ? most(id) : turns(binder);
    Walk walk{Loop(b_, binder.name.empty() ? "position" : binder.name), id, nullptr, {}, active_, emitted_.size()};
    walk.position = walk.loop.carry(first, binder.name + ".position");
    for (Value* const value : initial) walk.carried.push_back(walk.loop.carry(value, ""));
    Value* const position = lanes_.splat(walk.position);
    if (padded) {
        walk.loop.enter(b_.CreateICmpSLT(walk.position, end, "any"));
    } else {
        Value* const inside = lanes_.both(walk.outer_active, b_.CreateICmpSLT(position, end), "inside");
        walk.loop.enter(lanes_.any(inside));
        active_ = lanes_.width() == 1 ? lanes_.boolean(true) : inside;
    }

    const Tables::Table* const table = tables_ ? tables_->of(id) : nullptr;
    const auto object = [&] {
        if (binder.kind == plan::Binder::Kind::split) return position;
        return table ? tables_->load(*table, walk.position, 0) : object_at(binder.collection, position, active_);
    };
    bindings_[at(id)] = {object(), walk.position};
    if (table) {
        for (const auto& [node, column] : tables_->columns(id)) set(node, tables_->load(*table, walk.position, column));
    }
    return walk;
}

void Values::end(Walk& walk, std::span<Value* const> next) {
    walk.loop.next(walk.position, b_.CreateAdd(walk.position, b_.getInt32(1), "next"));
    for (std::size_t i = 0; i < next.size(); ++i) walk.loop.next(walk.carried[i], next[i]);
    walk.loop.close();
    for (std::size_t i = walk.outer_emitted; i < emitted_.size(); ++i) values_[at(emitted_[i])] = nullptr;
    emitted_.resize(walk.outer_emitted);
    bindings_[at(walk.binder)] = {};
    active_ = walk.outer_active;
}

// ---- reductions

std::vector<NodeId> Values::group_of(NodeId first) const {
    // Reductions with one binder share its loop (the components of a sum of momenta, say) if they belong into the same
    // outer loop and none of them needs another one, or any other reduction that is still to come here.
    const BinderId binder = plan_.nodes[at(first)].binder;
    const auto& free = step_.unit.free_binders;
    std::vector<char> waits(plan_.nodes.size());
    std::vector<NodeId> group;
    for (const NodeId id : needed_) {
        const Node& node = plan_.nodes[at(id)];
        if (values_[at(id)]) continue;
        const bool operand_waits =
            std::ranges::any_of(node.in, [&](NodeId operand) { return waits[at(operand)] != 0; });
        const bool here = is_reduction(node) && !is_call(id) && is_legal(id);
        const bool joins = here && node.binder == binder && free[at(id)] == free[at(first)] && !operand_waits;
        if (id == first || joins) group.push_back(id);
        waits[at(id)] = here || operand_waits;
    }
    return group;
}

Value* Values::initial(const Node& node) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    switch (node.op) {
        case Op::sum: return lanes_.number(0);
        case Op::product: return lanes_.number(1);
        case Op::least: return lanes_.number(kInfinity);
        case Op::greatest: return lanes_.number(-kInfinity);
        case Op::any: return lanes_.boolean(false);
        case Op::all: return lanes_.boolean(true);
        default: return lanes_.integer(0);  // count
    }
}

Value* Values::accumulate(const Node& node, Value* so_far) {
    Value* const body = (*this)[node.in[0]];
    const NodeId filter = plan::filter_of(node);
    Value* const counts = filter == plan::kNone ? active_ : lanes_.both(active_, (*this)[filter]);
    switch (node.op) {
        case Op::sum: return lanes_.choose(counts, b_.CreateFAdd(so_far, body), so_far);
        case Op::product: return lanes_.choose(counts, b_.CreateFMul(so_far, body), so_far);
        case Op::least:
            return lanes_.choose(counts, b_.CreateBinaryIntrinsic(llvm::Intrinsic::minimum, so_far, body), so_far);
        case Op::greatest:
            return lanes_.choose(counts, b_.CreateBinaryIntrinsic(llvm::Intrinsic::maximum, so_far, body), so_far);
        case Op::any: return b_.CreateOr(so_far, lanes_.both(counts, body));
        case Op::all: return b_.CreateAnd(so_far, b_.CreateNot(lanes_.both(counts, b_.CreateNot(body))));
        default: return b_.CreateAdd(so_far, b_.CreateZExt(lanes_.both(counts, body), lanes_.i32()));  // count
    }
}

void Values::reduce(NodeId first) {
    // for (position = 0; any lane has that many objects; ++position) so_far = lane has it ? so_far (+) body : so_far;
    const BinderId binder = plan_.nodes[at(first)].binder;
    const std::vector<NodeId> group = group_of(first);
    std::vector<NodeId> operands;
    std::vector<Value*> initials;
    for (const NodeId id : group) {
        const Node& node = plan_.nodes[at(id)];
        operands.insert(operands.end(), node.in.begin(), node.in.end());
        initials.push_back(initial(node));
    }
    const std::vector<NodeId> body = below(operands);
    for (const NodeId node : body) {
        if (!depends(node, binder) && is_legal(node) && !is_tabulated(node)) (*this)[node];
    }

    Walk walk = this->walk(binder, initials);
    for (const NodeId node : body) {
        if (depends(node, binder) && is_legal(node) && !is_tabulated(node)) (*this)[node];
    }
    std::vector<Value*> next;
    for (std::size_t i = 0; i < group.size(); ++i)
        next.push_back(accumulate(plan_.nodes[at(group[i])], walk.carried[i]));
    end(walk, next);

    for (std::size_t i = 0; i < group.size(); ++i) {
        const Node& node = plan_.nodes[at(group[i])];
        Value* const result = node.op == Op::count ? b_.CreateSIToFP(walk.carried[i], lanes_.f64())
                                                   : static_cast<Value*>(walk.carried[i]);
        result->setName(node.name.empty() ? llvm::StringRef(plan::op_info(node.op).name) : llvm::StringRef(node.name));
        set(group[i], result);
    }
}

}  // namespace collmc::codegen
