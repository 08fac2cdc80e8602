// Emits the plan's nodes inside a step's loop over events or objects. Each node is emitted once, in the outermost place
// where it is legal: in the step's own loop if it depends on no other binder, else in the loop that binds the last one.
#pragma once

#include <span>
#include <vector>

#include "compiler/codegen/step.h"
#include "compiler/codegen/tables.h"

namespace collmc::codegen {

/// The lanes of a step's outer loop, by event.
struct EventLanes {
    llvm::Value* active;  ///< mask
    llvm::Value* event;   ///< i32 lanes: the event's index in the block; 0 in inactive lanes if `first` is null
    llvm::Value* first = nullptr;  ///< i64: the first lane's event where lanes are consecutive events, else null
};

class Values {
public:
    /// `roots` are the nodes that the step needs; `collections` those it walks itself. Shared values are calls of their
    /// functions but for `computed`, the one whose function this is. Values of objects that are kept are read, or
    /// computed where they are made.
    Values(Step& step, std::span<const plan::NodeId> roots, std::span<const plan::CollectionId> collections = {},
           plan::NodeId computed = plan::kNone, bool reads_kept = true);

    /// Where the objects of a collection are, if that is known: i32 lanes. Before `open`.
    void give_extent(plan::CollectionId collection, llvm::Value* begin, llvm::Value* size) {
        extents_[static_cast<std::size_t>(collection)] = {begin, size};
    }
    /// Inside the step's loop: emits everything that depends on the event alone.
    void open(const EventLanes& lanes);
    /// Binds a filter's candidate (i32 lanes of rows; `first` if they are consecutive) and emits what depends on it.
    void bind(plan::BinderId binder, llvm::Value* row, llvm::Value* first);

    /// Fills the tables for this turn of the step's loop. Walks over their binders then read instead of computing.
    void tabulate(const Tables& tables);

    /// Opens a loop over the positions of `binder` in all lanes' events in step, carrying `initial` from turn to turn.
    struct Walk {
        Loop loop;
        plan::BinderId binder;
        llvm::PHINode* position;  ///< i32
        std::vector<llvm::PHINode*> carried;
        llvm::Value* outer_active;  ///< mask
        std::size_t outer_emitted;  ///< values emitted before
    };
    /// `padded`: all lanes take part in all turns that one of them has; its tables are padded.
    Walk walk(plan::BinderId binder, std::span<llvm::Value* const> initial, bool padded = false);
    /// Emits the nodes that the innermost walk's binder makes legal.
    void emit_for(plan::BinderId binder);
    /// Ends the walk. Afterwards walk.carried are the last values.
    void end(Walk& walk, std::span<llvm::Value* const> next);

    /// The nodes that the roots need, ascending.
    std::span<const plan::NodeId> needed() const { return needed_; }
    /// The value of a root, or of a node below one that is legal here.
    llvm::Value* operator[](plan::NodeId node);
    llvm::Value* active() const { return active_; }  ///< lanes that take part in the innermost loop
    llvm::Value* row(plan::BinderId binder) const { return bindings_[static_cast<std::size_t>(binder)].row; }
    /// The place in the binder's collection, i32: the same in all lanes.
    llvm::Value* position(plan::BinderId binder) const { return bindings_[static_cast<std::size_t>(binder)].position; }
    /// The rows of what stands at these places (i32 lanes) of the binder's collection, or the sentinel.
    llvm::Value* row_at(plan::BinderId binder, llvm::Value* position, llvm::Value* present);
    /// How many objects an event of these lanes has at most in the binder's collection: i32. Once tables are filled.
    llvm::Value* most(plan::BinderId binder) const;
    /// Whether the loops may be walked through padded.
    bool is_padded() const { return tables_ != nullptr && tables_->is_padded(); }

private:
    /// An event's objects in a collection: i32 lanes.
    struct Extent {
        llvm::Value *begin, *size;
        llvm::Value* most = nullptr;  ///< i32: the largest size; of what stands in tables
    };
    struct Binding {
        llvm::Value* row;       ///< i32 lanes
        llvm::Value* position;  ///< i32, of walks only
    };

    bool is_legal(plan::NodeId node) const;
    bool depends(plan::NodeId node, plan::BinderId binder) const;
    /// Read from a table, or only used to fill one.
    bool is_tabulated(plan::NodeId node) const;
    void emit_legal(std::span<const plan::NodeId> nodes);
    void set(plan::NodeId node, llvm::Value* value);
    llvm::Value* compute(plan::NodeId id);
    llvm::Value* leaf(const plan::Node& node);
    llvm::Value* arithmetic(const plan::Node& node);
    llvm::Value* call(plan::NodeId node);
    llvm::Value* kept(plan::NodeId node);
    llvm::Value* call_pair(plan::NodeId node);
    llvm::Value* wrap_phi(llvm::Value* angle);
    llvm::Value* shared(plan::NodeId node);
    llvm::Value* in_group(const plan::Node& node);
    llvm::Value* random(const plan::Node& node);
    llvm::Value* solve(const plan::Node& node);
    llvm::Value* event_size(plan::CollectionId collection);
    llvm::Value* event_value(llvm::Type* type, llvm::Value* array, llvm::Value* otherwise,
                             const llvm::Twine& name = "");
    llvm::Value* object_value(int column, llvm::Value* row);
    llvm::Value* object_at(plan::CollectionId collection, llvm::Value* position, llvm::Value* present);
    llvm::Value* turns(const plan::Binder& binder);
    Walk walk_from(llvm::Value* first, plan::BinderId binder, std::span<llvm::Value* const> initial,
                   bool padded = false);

    /// `roots` and everything that is computed here for them, ascending.
    std::vector<plan::NodeId> below(std::span<const plan::NodeId> roots) const;
    /// Whether a node is a shared value whose function is called.
    bool is_call(plan::NodeId node) const;
    /// Whether a node is a value of an object that is kept, to be read.
    bool is_kept(plan::NodeId node) const;
    std::vector<plan::NodeId> group_of(plan::NodeId reduction) const;
    void reduce(plan::NodeId reduction);
    llvm::Value* initial(const plan::Node& node);
    llvm::Value* accumulate(const plan::Node& node, llvm::Value* so_far);

    Step& step_;
    Builder& b_;
    Lanes& lanes_;
    const plan::Plan& plan_;
    plan::NodeId computed_;
    bool reads_kept_;
    std::vector<plan::NodeId> needed_;             ///< ascending
    std::vector<plan::CollectionId> collections_;  ///< whose extents are needed
    std::vector<llvm::Value*> values_;             ///< by node, null while not emitted
    std::vector<plan::NodeId> emitted_;            ///< in order of emission
    std::vector<Binding> bindings_;                ///< by binder; no row: unbound
    std::vector<Extent> extents_;                  ///< by collection
    EventLanes events_{};
    llvm::Value* active_ = nullptr;
    const Tables* tables_ = nullptr;           ///< once they are filled
    llvm::Value* consecutive_rows_ = nullptr;  ///< lanes of rows that are consecutive, if any
    llvm::Value* first_row_ = nullptr;         ///< i64: the first of them
};

}  // namespace collmc::codegen
