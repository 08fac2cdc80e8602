#include "runtime/kernels/object_masks_portable.h"

namespace collmc::kernels {
namespace {

void compare_words(const MaskTest& test, const void* data, std::size_t count, std::uint64_t* mask) {
    compare<Portable>(test, data, count, mask);
}
std::int32_t take_rows(const MaskTaking& taking, const std::uint64_t* mask, std::int32_t* begin, std::int32_t* size,
                       std::int32_t* rows) {
    return take<Portable>(taking, mask, begin, size, rows);
}
void take_rows_at(const MaskTaking& taking, const std::uint64_t* mask, const std::int32_t* events, std::size_t n_events,
                  std::int32_t* begin, std::int32_t* rows) {
    take_at<Portable>(taking, mask, events, n_events, begin, rows);
}

}  // namespace

const MaskCode kMasksAvx2 = {"avx2", compare_words, take_rows, take_rows_at};

}  // namespace collmc::kernels
