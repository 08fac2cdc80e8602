#include <fmt/format.h>

#include <cmath>

#include "runtime/comparison/json_place.h"

namespace collmc::comparison {

namespace {

constexpr std::int64_t kMostSlots = 100'000'000;

bool flag(const JsonPlace& json, const char* key, bool otherwise) {
    return json.has(key) ? json.at(key).flag() : otherwise;
}

std::vector<double> even_edges(const JsonPlace& json) {
    const std::int64_t bins = json.at("bins").count();
    if (bins < 1 || bins > kMostSlots) json.at("bins").fail("is no number of bins");
    const double lower = json.at("lower").number(), upper = json.at("upper").number();
    std::vector<double> edges;
    for (std::int64_t i = 0; i <= bins; ++i)
        edges.push_back(lower + (upper - lower) * (static_cast<double>(i) / static_cast<double>(bins)));
    return edges;
}

Axis axis_in(const JsonPlace& json) {
    Axis axis;
    const JsonPlace type = json.at("type");
    if (type.text() == "regular") {
        axis.edges = even_edges(json);
    } else if (type.text() == "variable") {
        for (const JsonPlace& edge : json.at("edges").elements()) axis.edges.push_back(edge.number());
    } else {
        type.fail(fmt::format("is \"{}\"; axes of the types regular and variable can be compared", type.text()));
    }
    if (axis.edges.size() < 2) json.fail("has no bin");
    for (std::size_t i = 1; i < axis.edges.size(); ++i) {
        if (!(axis.edges[i - 1] < axis.edges[i])) json.fail("has edges that do not ascend");
    }
    axis.underflow = flag(json, "underflow", true);
    axis.overflow = flag(json, "overflow", true);
    if (json.has("metadata")) {
        const JsonPlace metadata = json.at("metadata");
        if (metadata.has("label")) axis.label = metadata.at("label").text();
        if (metadata.has("unit")) axis.unit = metadata.at("unit").text();
    }
    return axis;
}

/// The numbers of lists in lists, of the extents that the axes have.
void append_numbers(std::vector<double>& numbers, const JsonPlace& json, const std::vector<Axis>& axes,
                    std::size_t depth) {
    if (depth == axes.size()) {
        numbers.push_back(json.number());
        return;
    }
    const std::vector<JsonPlace> list = json.elements();
    const auto slots = static_cast<std::size_t>(axes[depth].slots());
    if (list.size() != slots)
        json.fail(
            fmt::format("has {} elements where axis {} has {} bins, flow included", list.size(), depth + 1, slots));
    for (const JsonPlace& element : list) append_numbers(numbers, element, axes, depth + 1);
}

std::vector<double> numbers_in(const JsonPlace& json, const std::vector<Axis>& axes) {
    std::vector<double> numbers;
    append_numbers(numbers, json, axes, 0);
    return numbers;
}

void read_storage(Histogram& histogram, const JsonPlace& storage) {
    const JsonPlace type = storage.at("type");
    const std::string name = type.text();
    const auto numbers = [&](const char* key) { return numbers_in(storage.at(key), histogram.axes); };
    if (name == "int" || name == "double") {
        histogram.values = histogram.variances = numbers("values");
    } else if (name == "weighted") {
        histogram.values = numbers("values");
        histogram.variances = numbers("variances");
    } else if (name == "weighted_mean") {
        histogram.profile = true;
        histogram.values = numbers("sum_of_weights");
        histogram.variances = numbers("sum_of_weights_squared");
        histogram.means = numbers("values");
        histogram.spreads = numbers("variances");
    } else {
        type.fail(fmt::format("is \"{}\"; the storages int, double, weighted and weighted_mean can be compared", name));
    }
    for (double& variance : histogram.variances) {
        if (variance < 0) storage.fail("has a negative variance");
    }
}

Histogram histogram_in(const std::string& key, const JsonPlace& json) {
    Histogram histogram;
    const std::size_t slash = key.find('/');
    if (slash != std::string::npos) histogram.region = key.substr(0, slash);
    histogram.name = slash == std::string::npos ? key : key.substr(slash + 1);
    const JsonPlace schema = json.at("uhi_schema");
    if (schema.count() != 1) {
        schema.fail(fmt::format("is {}, and this version of collmc reads 1; write the histogram in that schema",
                                schema.count()));
    }
    for (const JsonPlace& axis : json.at("axes").elements()) histogram.axes.push_back(axis_in(axis));
    if (histogram.axes.empty()) json.at("axes").fail("is empty");
    read_storage(histogram, json.at("storage"));
    if (json.has("metadata")) {
        const JsonPlace metadata = json.at("metadata");
        if (metadata.has("entries")) histogram.entries = metadata.at("entries").count();
        if (metadata.has("nan")) histogram.nan = metadata.at("nan").count();
    }
    return histogram;
}

}  // namespace

std::vector<Histogram> histograms_in(const JsonPlace& file) {
    if (file.has("uhi_schema")) return {histogram_in("histogram", file)};  // one alone
    std::vector<Histogram> histograms;
    for (const auto& [key, json] : file.members()) histograms.push_back(histogram_in(key, json));
    return histograms;
}

}  // namespace collmc::comparison
