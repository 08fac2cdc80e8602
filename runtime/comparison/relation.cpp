#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "runtime/comparison/compare.h"

namespace collmc::comparison {

namespace {

struct Range {
    std::int64_t first = 1, last = std::numeric_limits<std::int64_t>::max();
};

/// "FIRST:LAST" as a run records it; all events where it is empty.
Range range_of(const std::string& text) {
    Range range;
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return range;
    std::from_chars(text.data(), text.data() + colon, range.first);
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), range.last);
    return range;
}

/// A file that was not read to its end has no checksum, and is known by its path.
bool same_file(const InputFile& first, const InputFile& second) {
    if (first.checksum.empty() || second.checksum.empty()) return first.full_path == second.full_path;
    return first.checksum == second.checksum;
}

/// A run over a range of events need not read its files to the end.
std::string sameness(const Record& first, const Record& second) {
    return first.range.empty() && second.range.empty()
               ? "the input files have the same checksums"
               : "the input files are the same, by checksum or, where not all was read, by path";
}

/// Of two runs whose inputs are the same files in the same order.
Relation of_ranges(const Record& first, const Record& second) {
    const Range one = range_of(first.range), two = range_of(second.range);
    if (one.first == two.first && one.last == two.last)
        return {true, Relation::Chosen::records, sameness(first, second)};
    if (one.last < two.first || two.last < one.first) {
        return {false, Relation::Chosen::records,
                fmt::format("{}, and {} and {} share no event", sameness(first, second), first.range, second.range)};
    }
    return {false, Relation::Chosen::records,
            fmt::format("{}, but other ranges of events that overlap ({} and {}); the errors are upper bounds",
                        sameness(first, second), first.range.empty() ? "all" : first.range,
                        second.range.empty() ? "all" : second.range)};
}

Relation of_records(const Record& first, const Record& second) {
    if (!first.inputs.empty() && std::ranges::equal(first.inputs, second.inputs, same_file))
        return of_ranges(first, second);
    if (first.range.empty() && second.range.empty() && !first.inputs.empty() &&
        std::ranges::is_permutation(first.inputs, second.inputs, same_file))
        return {true, Relation::Chosen::records, "the input files have the same checksums, in another order"};
    const auto shared = std::ranges::count_if(second.inputs, [&](const InputFile& input) {
        return std::ranges::any_of(first.inputs, [&](const InputFile& other) { return same_file(input, other); });
    });
    if (shared == 0)
        return {false, Relation::Chosen::records, "no input file of one has the checksum of one of the other"};
    return {false, Relation::Chosen::records,
            fmt::format("{} of the input files {} the same checksum, others do not; the errors are upper bounds",
                        shared, shared == 1 ? "has" : "have")};
}

}  // namespace

Relation relation_of(const RunResults& first, const RunResults& second, const Settings& settings) {
    if (settings.same_events)
        return {*settings.same_events, Relation::Chosen::option,
                *settings.same_events ? "as --same-events says" : "as --independent says"};
    if (!first.record || !second.record) {
        const std::string without = first.record ? "2 has" : second.record ? "1 has" : "both have";
        return {false, Relation::Chosen::nothing,
                fmt::format("{} no record of the input files; --same-events says otherwise", without)};
    }
    return of_records(*first.record, *second.record);
}

}  // namespace collmc::comparison
