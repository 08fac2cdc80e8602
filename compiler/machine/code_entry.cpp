#include "compiler/machine/code_entry.h"

#include <cstring>
#include <limits>

#include "runtime/abi/random.h"

namespace collmc::machine {

namespace {

constexpr std::string_view kMagic = "collmc+3";
constexpr std::size_t kHead = kMagic.size() + 2 * sizeof(std::uint64_t);
constexpr std::uint64_t kChecksumSeed = 1;

void put(std::string& bytes, std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(number >> shift & 0xff);
}

void put(std::string& bytes, std::string_view text) {
    put(bytes, std::uint64_t{text.size()});
    bytes += text;
}

/// Takes numbers and texts from the front; once something is missing, everything is.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}
    bool is_good() const { return good_; }
    bool is_at_end() const { return good_ && rest_.empty(); }

    std::uint64_t number() {
        const std::string_view bytes = take(sizeof(std::uint64_t));
        std::uint64_t value = 0;
        for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
        return value;
    }
    int small_number() {
        const std::uint64_t value = number();
        good_ = good_ && value <= static_cast<std::uint64_t>(std::numeric_limits<int>::max());
        return good_ ? static_cast<int>(value) : 0;
    }
    std::string_view text() { return take(number()); }

    std::string_view take(std::uint64_t size) {
        good_ = good_ && size <= rest_.size();
        if (!good_) return {};
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

private:
    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::uint64_t hash(std::string_view text, std::uint64_t seed) {
    std::uint64_t state = abi::mix(seed ^ text.size());
    for (; text.size() >= sizeof state; text.remove_prefix(sizeof state)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        state = abi::mix(state ^ word);
    }
    std::uint64_t last = 0;
    if (!text.empty()) std::memcpy(&last, text.data(), text.size());
    return abi::mix(state ^ last);
}

std::string write_entry(std::string_view key, const Object& object) {
    std::string body;
    const abi::WorkspaceLayout& layout = object.layout;
    for (const int slots : {layout.event_ints, layout.object_ints, layout.event_doubles, layout.object_lines,
                            layout.counters, object.width})
        put(body, static_cast<std::uint64_t>(slots));
    put(body, object.cpu);
    put(body, key);
    put(body, std::uint64_t{object.parts.size()});
    for (const std::string& part : object.parts) put(body, part);
    std::string bytes(kMagic);
    put(bytes, std::uint64_t{kHead + body.size()});
    put(bytes, hash(body, kChecksumSeed));
    return bytes + body;
}

std::optional<Object> read_entry(std::string_view bytes, std::string_view key, const abi::WorkspaceLayout& outputs) {
    Reader reader(bytes);
    if (reader.take(kMagic.size()) != kMagic || reader.number() != bytes.size()) return std::nullopt;
    const std::uint64_t checksum = reader.number();
    if (!reader.is_good() || checksum != hash(bytes.substr(kHead), kChecksumSeed)) return std::nullopt;
    Object object;
    abi::WorkspaceLayout& layout = object.layout = outputs;
    for (int* const slots :
         {&layout.event_ints, &layout.object_ints, &layout.event_doubles, &layout.object_lines, &layout.counters}) {
        const int needed = *slots;
        *slots = reader.small_number();
        if (*slots < needed) return std::nullopt;
    }
    object.width = reader.small_number();
    object.cpu = reader.text();
    if (reader.text() != key) return std::nullopt;
    for (std::uint64_t parts = reader.number(); parts > 0 && reader.is_good(); --parts)
        object.parts.emplace_back(reader.text());
    if (!reader.is_at_end()) return std::nullopt;
    return object;
}

}  // namespace collmc::machine
