// RowReader: the tokens of one line, from left to right.
#pragma once

#include "runtime/lhco/number.h"

namespace collmc::lhco {

class RowReader {
public:
    RowReader(const char* begin, const char* end) : at_(begin), end_(end) {}

    /// Goes to the next token. False at the end of the line or at a comment.
    bool next() {
        while (at_ < end_ && is_blank(*at_)) ++at_;
        return at_ < end_ && *at_ != '#';
    }

    /// Where the next token begins, after next() was true.
    const char* token() const { return at_; }

    /// Where the token at token() ends.
    const char* token_end() const {
        const char* p = at_;
        while (p < end_ && !is_blank(*p) && *p != '#') ++p;
        return p;
    }

    /// Reads the token as a number and goes past it. `end` is null, and nothing is read, if it is none from its begin
    /// to its end.
    Decimal number() {
        Decimal decimal = read_decimal(at_, end_);
        if (decimal.end && decimal.end < end_ && !is_blank(*decimal.end) && *decimal.end != '#') decimal.end = nullptr;
        if (decimal.end) at_ = decimal.end;
        return decimal;
    }

    void skip_token() { at_ = token_end(); }

private:
    const char* at_;
    const char* end_;
};

}  // namespace collmc::lhco
