// Lanes: `width` values at a time. With width 1 a lane is a plain scalar, so one piece of emitting code serves scalar
// and vector code.
//
// Lane types are <width x double>, <width x i32> (rows, events, counts), <width x i1> (masks) and <width x i64> (bit
// patterns), or double, i32, i1, i64. An inactive lane holds unspecified but harmless values: no access here ever
// leaves an array because of it.
#pragma once

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/MapVector.h>
#include <llvm/IR/IRBuilder.h>

#include <string_view>
#include <utility>

namespace collmc::codegen {

using Builder = llvm::IRBuilder<>;

class Lanes {
public:
    Lanes(Builder& builder, int width);

    int width() const { return width_; }
    llvm::Type* f64() const { return f64_; }
    llvm::Type* i32() const { return i32_; }
    llvm::Type* i64() const { return i64_; }
    llvm::Type* b1() const { return b1_; }

    llvm::Value* splat(llvm::Value* scalar, const llvm::Twine& name = "");
    llvm::Value* number(double value);
    llvm::Value* integer(std::int32_t value);
    llvm::Value* boolean(bool value);
    llvm::Value* word(std::uint64_t value);
    /// first, first + 1, ... as i32 lanes; `first` is an i64.
    llvm::Value* from(llvm::Value* first, const llvm::Twine& name = "");

    /// mask ? a : b, and a and b of masks, without an instruction where the mask is constantly true.
    llvm::Value* choose(llvm::Value* mask, llvm::Value* a, llvm::Value* b, const llvm::Twine& name = "");
    llvm::Value* both(llvm::Value* a, llvm::Value* b, const llvm::Twine& name = "");

    llvm::Value* bits(llvm::Value* mask);          ///< the mask as an i64
    llvm::Value* mask_of(llvm::Value* bits);       ///< the inverse
    llvm::Value* any(llvm::Value* mask);           ///< i1
    llvm::Value* count(llvm::Value* mask);         ///< i64: how many lanes are true
    llvm::Value* greatest(llvm::Value* integers);  ///< i32: of i32 lanes
    /// i32 lanes: how many lanes are true before each lane.
    llvm::Value* count_before(llvm::Value* mask);

    /// Consecutive elements array[index...] (`index` an i64); lanes that are not active get `otherwise`.
    llvm::Value* load(llvm::Type* type, llvm::Value* array, llvm::Value* index, llvm::Value* active,
                      llvm::Value* otherwise, const llvm::Twine& name = "");
    void store(llvm::Value* value, llvm::Value* array, llvm::Value* index, llvm::Value* active);
    /// array[indices]; lanes that are not active get `otherwise` and may have any index.
    llvm::Value* gather(llvm::Type* type, llvm::Value* array, llvm::Value* indices, llvm::Value* active,
                        llvm::Value* otherwise, const llvm::Twine& name = "");
    llvm::Value* gather(llvm::Type* type, llvm::Value* array, llvm::Value* indices, const llvm::Twine& name = "");
    /// The same, by event: indices that ascend by little, mostly.
    llvm::Value* gather_events(llvm::Type* type, llvm::Value* array, llvm::Value* events, const llvm::Twine& name = "");
    /// Of lines of abi::kLine numbers, those at `rows`: the number at each place of them, as lanes.
    llvm::SmallVector<llvm::Value*, 4> gather_lines(llvm::Value* array, llvm::Value* rows);
    /// Writes lines, given by what stands at their places, as many as there are lanes, to the lines `rows` (i64), those
    /// of the first lanes last.
    void scatter_lines(llvm::ArrayRef<llvm::Value*> places, llvm::Value* array, llvm::ArrayRef<llvm::Value*> rows);
    /// The lanes of i32 as i64.
    llvm::SmallVector<llvm::Value*, 8> extract(llvm::Value* indices);
    /// array[indices] = value in the lanes where `active` is true; the others may have any index.
    void scatter(llvm::Value* value, llvm::Value* array, llvm::Value* indices, llvm::Value* active);
    /// Writes the lanes (i32 or f64) where `mask` is true to array[index...] without gaps and returns the index behind
    /// them. What stands behind, as far as there are lanes, is unspecified then.
    llvm::Value* compress_store(llvm::Value* value, llvm::Value* array, llvm::Value* index, llvm::Value* mask) {
        return compress_store({{value, array}}, index, mask);
    }
    /// Likewise several values, each to its array.
    using Stored = std::pair<llvm::Value*, llvm::Value*>;
    llvm::Value* compress_store(llvm::ArrayRef<Stored> values, llvm::Value* index, llvm::Value* mask);

private:
    llvm::Value* call_gather(llvm::StringRef kind, llvm::Type* type, llvm::Value* array, llvm::Value* indices,
                             const llvm::Twine& name);
    llvm::Value* shuffle(llvm::Value* a, llvm::Value* b, llvm::ArrayRef<int> from);
    llvm::Value* address(llvm::Type* type, llvm::Value* array, llvm::Value* index);
    /// The lanes where `mask` is true in the first lanes. More than one lane.
    llvm::Value* compress(llvm::Value* value, llvm::Value* mask);
    llvm::Value* table(std::string_view name, llvm::ArrayRef<std::uint64_t> entries, unsigned bits);

    Builder& b_;
    int width_;
    llvm::Type *f64_, *i32_, *i64_, *b1_;
};

/// A loop under construction: make it, `carry` what changes from turn to turn, `enter` with the condition to go on,
/// emit the body, say what comes `next`, `close`. Afterwards the carried values stand for those of the last turn.
class Loop {
public:
    Loop(Builder& builder, const llvm::Twine& name);

    llvm::PHINode* carry(llvm::Value* initial, const llvm::Twine& name);
    void enter(llvm::Value* condition);
    void next(llvm::PHINode* carried, llvm::Value* value) { next_.emplace_back(carried, value); }
    void close();

private:
    Builder& b_;
    llvm::BasicBlock *before_, *header_, *body_, *exit_;
    llvm::SmallVector<std::pair<llvm::PHINode*, llvm::Value*>, 8> next_;
};

/// A loop that asks at its end whether to go on: one block, if its body is one, so that what is carried passes through
/// memory once a turn in code that is not optimised. Make it, `carry`, emit the body, say what comes `next`, `close`.
/// Afterwards `last` gives the carried values behind the last turn, or the initial ones if there was none.
class DoLoop {
public:
    /// `enters`: whether there is a first turn.
    DoLoop(Builder& builder, llvm::Value* enters, const llvm::Twine& name);

    llvm::PHINode* carry(llvm::Value* initial, const llvm::Twine& name);
    void next(llvm::PHINode* carried, llvm::Value* value) { carried_[carried].second = value; }
    void close(llvm::Value* again);
    llvm::Value* last(llvm::PHINode* carried) const { return last_.lookup(carried); }

private:
    Builder& b_;
    llvm::BasicBlock *before_, *body_, *exit_;
    llvm::MapVector<llvm::PHINode*, std::pair<llvm::Value*, llvm::Value*>> carried_;  ///< initial, next
    llvm::DenseMap<llvm::PHINode*, llvm::Value*> last_;
};

}  // namespace collmc::codegen
