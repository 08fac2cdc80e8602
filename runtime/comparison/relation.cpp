#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

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

std::vector<std::string> checksums(const Record& record) {
    std::vector<std::string> sums;
    for (const InputFile& input : record.inputs) sums.push_back(input.checksum);
    return sums;
}

std::vector<std::string> sorted(std::vector<std::string> list) {
    std::ranges::sort(list);
    return list;
}

/// Of two runs whose inputs are the same files in the same order.
Relation of_ranges(const Record& first, const Record& second) {
    const Range one = range_of(first.range), two = range_of(second.range);
    if (one.first == two.first && one.last == two.last)
        return {true, Relation::Chosen::records, "the input files have the same checksums"};
    if (one.last < two.first || two.last < one.first) {
        return {false, Relation::Chosen::records,
                fmt::format("the input files have the same checksums, and {} and {} share no event", first.range,
                            second.range)};
    }
    return {false, Relation::Chosen::records,
            fmt::format("the input files have the same checksums, but other ranges of events that overlap ({} and {}); "
                        "the errors are upper bounds",
                        first.range.empty() ? "all" : first.range, second.range.empty() ? "all" : second.range)};
}

Relation of_records(const Record& first, const Record& second) {
    const std::vector<std::string> one = checksums(first), two = checksums(second);
    if (one == two && !one.empty()) return of_ranges(first, second);
    if (first.range.empty() && second.range.empty() && sorted(one) == sorted(two) && !one.empty())
        return {true, Relation::Chosen::records, "the input files have the same checksums, in another order"};
    const std::set<std::string> known(one.begin(), one.end());
    const auto shared = std::ranges::count_if(two, [&](const std::string& sum) { return known.contains(sum); });
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
