// Tables for loops inside loops: a pick of three jets meets each jet again and again, but its momentum is computed
// once. So does a reduction inside a loop: the sum of a group's momenta, for each way to form the groups.
//
// For each collection that such loops run over there is one table, filled anew for every `width` events: at each
// position, one line with the object's row in column 0 and behind it the values that depend on that object alone and
// are used together with others. Loops over the same collection share what is the same expression of their object.
//
// A table may be padded: where one of the `width` events has fewer objects than another, NaN stands in one column.
// Loops that only ask for a value which is NaN then, and take no notice of such, need not ask which lanes have an
// object.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "compiler/codegen/step.h"

namespace collmc::codegen {

class Tables {
public:
    struct Table {
        plan::CollectionId collection;
        std::vector<plan::BinderId> binders;
        std::vector<plan::NodeId> nodes;     ///< column i + 1 is nodes[i], of its own binder
        std::vector<std::uint64_t> offsets;  ///< of the columns in a line, bytes
        std::uint64_t line = 0;              ///< bytes
        std::size_t padded = 0;              ///< the column with NaN where there is no object; 0: there is none
        llvm::Value* memory = nullptr;
    };

    /// Outside the step's loop: chooses what to tabulate among `roots` and the nodes they need (`needed`, ascending)
    /// for `loops`, the first outermost, and emits the allocation. Nothing if there is no loop inside a loop.
    static std::optional<Tables> make(Step& step, std::span<const plan::NodeId> roots,
                                      std::span<const plan::NodeId> needed, std::span<const plan::BinderId> loops);
    /// Behind the step's loop.
    void release() const;
    /// Pads the tables of `loops` if `value` is not a number then, wherever one of the loops is behind its last object.
    void pad(std::span<const plan::BinderId> loops, plan::NodeId value);
    bool is_padded() const { return is_padded_; }

    std::span<const Table> tables() const { return tables_; }
    /// The table that a binder reads, or null.
    const Table* of(plan::BinderId binder) const;
    /// The nodes that a binder's objects give columns of its table for, each with its column.
    std::vector<std::pair<plan::NodeId, std::size_t>> own_columns(plan::BinderId binder) const;
    /// What a binder reads from its table: nodes and their columns.
    std::span<const std::pair<plan::NodeId, std::size_t>> columns(plan::BinderId binder) const;
    /// Whether a node depends on one such loop alone, so that it is in a table or only computed for one.
    bool covers(plan::NodeId node) const { return covered_[static_cast<std::size_t>(node)]; }

    void store(const Table& table, llvm::Value* position, std::size_t column, llvm::Value* value) const;
    llvm::Value* load(const Table& table, llvm::Value* position, std::size_t column) const;

private:
    Tables(Step& step, std::span<const plan::NodeId> roots, std::span<const plan::NodeId> needed,
           std::span<const plan::BinderId> binders);
    void add_binder(plan::BinderId binder);
    std::size_t column_of(Table& table, plan::NodeId node);
    bool same_expression(plan::NodeId a, plan::NodeId b) const;
    void lay_out(Table& table) const;
    /// The column to pad, 0 if there is none.
    std::size_t padding(const Table& table, std::span<const plan::BinderId> loops, plan::NodeId value) const;
    llvm::Value* largest(plan::CollectionId collection) const;
    llvm::Value* address(const Table& table, llvm::Value* position, std::size_t column) const;
    llvm::Type* type_of(const Table& table, std::size_t column) const;

    Step* step_;
    std::vector<char> covered_;  ///< by node
    std::vector<Table> tables_;
    bool is_padded_ = false;
    std::map<plan::BinderId, std::size_t> table_of_;
    std::map<plan::BinderId, std::vector<std::pair<plan::NodeId, std::size_t>>> columns_;
};

}  // namespace collmc::codegen
