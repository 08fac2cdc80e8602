#include "runtime/kernels/object_masks_avx512.h"

namespace collmc::kernels {
namespace {

void compare_words(const MaskTest& test, const void* data, std::size_t count, std::uint64_t* mask) {
    compare<Avx512>(test, data, count, mask);
}
std::int32_t take_rows(const MaskTaking& taking, const std::uint64_t* mask, std::int32_t* begin, std::int32_t* size,
                       std::int32_t* rows) {
    return take<Avx512>(taking, mask, begin, size, rows);
}
void take_rows_at(const MaskTaking& taking, const std::uint64_t* mask, const std::int32_t* events, std::size_t n_events,
                  std::int32_t* begin, std::int32_t* rows) {
    take_at<Avx512>(taking, mask, events, n_events, begin, rows);
}

}  // namespace

const MaskCode kMasksAvx512 = {"avx512", compare_words, take_rows, take_rows_at};

}  // namespace collmc::kernels
