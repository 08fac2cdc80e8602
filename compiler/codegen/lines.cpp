// Lines of numbers in memory and lanes of each place in registers: small transpositions.
#include "compiler/codegen/lanes.h"
#include "runtime/abi/block.h"

namespace collmc::codegen {

using llvm::Value;

namespace {

static_assert(abi::kLine == 4);
const llvm::Align kAlign(sizeof(double));

}  // namespace

Value* Lanes::shuffle(Value* a, Value* b, llvm::ArrayRef<int> from) { return b_.CreateShuffleVector(a, b, from); }

llvm::SmallVector<Value*, 4> Lanes::gather_lines(Value* array, Value* rows) {
    llvm::Type* const line = width_ == 1 ? b_.getDoubleTy() : llvm::FixedVectorType::get(b_.getDoubleTy(), abi::kLine);
    llvm::SmallVector<Value*, 8> from;
    // Multiplied as lanes: an address takes no more than the multiplication by the size of a number.
    for (Value* const first : extract(b_.CreateMul(rows, integer(abi::kLine))))
        from.push_back(b_.CreateInBoundsGEP(b_.getDoubleTy(), array, first));
    if (width_ == 1) {
        llvm::SmallVector<Value*, 4> places;
        for (std::uint64_t place = 0; place < abi::kLine; ++place) {
            Value* const to = b_.CreateConstInBoundsGEP1_64(b_.getDoubleTy(), from[0], place);
            places.push_back(b_.CreateAlignedLoad(line, to, kAlign));
        }
        return places;
    }
    llvm::SmallVector<Value*, 8> lines;
    for (Value* const address : from) lines.push_back(b_.CreateAlignedLoad(line, address, kAlign));
    // Neighbouring lanes are brought together by twos, then their pairs.
    if (width_ == 4) {
        const auto pairs = [&](int a, llvm::ArrayRef<int> which) { return shuffle(lines[a], lines[a + 1], which); };
        Value* const even01 = pairs(0, {0, 4, 2, 6});
        Value* const odd01 = pairs(0, {1, 5, 3, 7});
        Value* const even23 = pairs(2, {0, 4, 2, 6});
        Value* const odd23 = pairs(2, {1, 5, 3, 7});
        return {shuffle(even01, even23, {0, 1, 4, 5}), shuffle(odd01, odd23, {0, 1, 4, 5}),
                shuffle(even01, even23, {2, 3, 6, 7}), shuffle(odd01, odd23, {2, 3, 6, 7})};
    }
    const auto two = [&](int a, int b) { return shuffle(lines[a], lines[b], {0, 1, 2, 3, 4, 5, 6, 7}); };
    Value *const lines02 = two(0, 2), *const lines13 = two(1, 3), *const lines46 = two(4, 6),
                 *const lines57 = two(5, 7);
    const std::initializer_list<int> even = {0, 8, 2, 10, 4, 12, 6, 14}, odd = {1, 9, 3, 11, 5, 13, 7, 15};
    Value *const even0123 = shuffle(lines02, lines13, even), *const odd0123 = shuffle(lines02, lines13, odd);
    Value *const even4567 = shuffle(lines46, lines57, even), *const odd4567 = shuffle(lines46, lines57, odd);
    const std::initializer_list<int> first = {0, 1, 4, 5, 8, 9, 12, 13}, second = {2, 3, 6, 7, 10, 11, 14, 15};
    return {shuffle(even0123, even4567, first), shuffle(odd0123, odd4567, first), shuffle(even0123, even4567, second),
            shuffle(odd0123, odd4567, second)};
}

void Lanes::scatter_lines(llvm::ArrayRef<Value*> places, Value* array, llvm::ArrayRef<Value*> rows) {
    llvm::Type* const stride = llvm::ArrayType::get(b_.getDoubleTy(), abi::kLine);
    if (width_ == 1) {
        Value* const line = b_.CreateInBoundsGEP(stride, array, rows[0]);
        for (std::size_t place = 0; place < places.size(); ++place)
            b_.CreateAlignedStore(places[place], b_.CreateConstInBoundsGEP1_64(b_.getDoubleTy(), line, place), kAlign);
        return;
    }
    llvm::SmallVector<Value*, 4> four(places.begin(), places.end());
    four.resize(abi::kLine, llvm::PoisonValue::get(f64_));
    // By twos of places within twos of lanes, then each lane's two twos.
    llvm::SmallVector<int, 8> even, odd;
    for (int lane = 0; lane < width_; lane += 2) {
        even.append({lane, lane + width_});
        odd.append({lane + 1, lane + 1 + width_});
    }
    Value *const even01 = shuffle(four[0], four[1], even), *const odd01 = shuffle(four[0], four[1], odd);
    Value *const even23 = shuffle(four[2], four[3], even), *const odd23 = shuffle(four[2], four[3], odd);
    for (int lane = width_ - 1; lane >= 0; --lane) {
        const int pair = lane / 2 * 2;
        Value* const line = shuffle(lane % 2 ? odd01 : even01, lane % 2 ? odd23 : even23,
                                    {pair, pair + 1, pair + width_, pair + 1 + width_});
        b_.CreateAlignedStore(line, b_.CreateInBoundsGEP(stride, array, rows[static_cast<std::size_t>(lane)]), kAlign);
    }
}

}  // namespace collmc::codegen
