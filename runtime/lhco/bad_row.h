// Words for rows that cannot be read.
#pragma once

#include <string>
#include <string_view>

#include "runtime/lhco/error.h"
#include "runtime/lhco/row.h"

namespace collmc::lhco {

/// A bad row: `row` is its text, `at` the place in it that is wrong.
BadRow bad_row(std::int64_t line, std::string_view row, const char* at, std::string cause);

/// Why `token`, which stands where a finite number should, is none.
std::string not_a_number(std::string_view token, std::string_view column);

/// True for nan, inf and infinity, with a sign or without, in any case.
bool is_nan_or_infinity(std::string_view token);

}  // namespace collmc::lhco
