// Server-sent events, as they come over the network in pieces:
// https://html.spec.whatwg.org/#event-stream-interpretation
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace collmc::model {

class EventStream {
public:
    using Sink = std::function<void(std::string_view data)>;
    explicit EventStream(Sink sink) : sink_(std::move(sink)) {}

    /// Takes the next bytes; gives the data of each event that they complete. Comments and other fields are skipped.
    void feed(std::string_view bytes);
    /// The end of the stream: an event without its empty line counts, since some servers leave it out.
    void finish();

private:
    void line(std::string_view text);

    Sink sink_;
    std::string partial_, data_;
    bool has_data_ = false, after_return_ = false;
};

}  // namespace collmc::model
