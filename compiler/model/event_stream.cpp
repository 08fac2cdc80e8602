#include "compiler/model/event_stream.h"

namespace collmc::model {

void EventStream::feed(std::string_view bytes) {
    for (const char c : bytes) {
        if (c == '\n' && after_return_) {
            after_return_ = false;
            continue;  // the second half of a line end
        }
        after_return_ = c == '\r';
        if (c == '\n' || c == '\r') {
            line(partial_);
            partial_.clear();
        } else {
            partial_ += c;
        }
    }
}

void EventStream::finish() {
    if (!partial_.empty()) line(partial_);
    partial_.clear();
    line("");
}

void EventStream::line(std::string_view text) {
    if (text.empty()) {
        if (has_data_) sink_(data_);
        data_.clear();
        has_data_ = false;
        return;
    }
    if (!text.starts_with("data:")) return;
    text.remove_prefix(5);
    if (text.starts_with(' ')) text.remove_prefix(1);
    if (has_data_) data_ += '\n';
    data_ += text;
    has_data_ = true;
}

}  // namespace collmc::model
