#include "compiler/evaluation/numbers.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

namespace collmc::evaluation {

namespace {

using Json = nlohmann::ordered_json;

struct Region {
    std::string name;
    std::vector<std::int64_t> events;
};

std::vector<Region> regions_of(std::string_view text) {
    std::vector<Region> regions;
    const Json json = Json::parse(text);
    for (const Json& region : json.at("regions")) {
        regions.push_back({region.at("name").get<std::string>(), {}});
        for (const Json& cut : region.at("cuts")) regions.back().events.push_back(cut.at("events").get<std::int64_t>());
    }
    return regions;
}

struct Histogram {
    std::string name;
    double entries = 0, inside = 0, mean = 0, length = 0;  ///< inside: of the axis
    bool used = false;
};

std::vector<double> edges_of(const Json& axis) {
    if (axis.contains("edges")) return axis.at("edges").get<std::vector<double>>();
    const double lower = axis.at("lower").get<double>(), upper = axis.at("upper").get<double>();
    const int bins = axis.at("bins").get<int>();
    std::vector<double> edges;
    for (int i = 0; i <= bins; ++i) edges.push_back(lower + (upper - lower) * i / bins);
    return edges;
}

/// Of one dimension: entries in all, mean of the bins' middles.
std::vector<Histogram> histograms_of(std::string_view text) {
    std::vector<Histogram> found;
    const Json json = Json::parse(text);
    for (const auto& [name, entry] : json.items()) {
        if (!entry.is_object() || !entry.contains("axes") || entry.at("axes").size() != 1) continue;
        const std::vector<double> edges = edges_of(entry.at("axes")[0]);
        const auto& values = entry.at("storage").at("values");
        Histogram histogram{name, entry.at("metadata").at("entries").get<double>(), 0, 0, edges.back() - edges.front(),
                            false};
        // With flow bins there are two more values than bins: below in front, above behind.
        const std::size_t flow = values.size() == edges.size() + 1 ? 1 : 0;
        double sum = 0, weighted = 0;
        for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
            const double value = values.at(i + flow).get<double>();
            sum += value;
            weighted += value * (edges[i] + edges[i + 1]) / 2;
        }
        histogram.inside = sum;
        histogram.mean = sum > 0 ? weighted / sum : 0;
        found.push_back(histogram);
    }
    return found;
}

}  // namespace

std::string compare_cutflows(std::string_view reference, std::string_view results) {
    const std::vector<Region> found = regions_of(results);
    for (const Region& region : regions_of(reference)) {
        bool same = false;
        for (const Region& other : found) same |= other.events == region.events;
        if (same) continue;
        const std::vector<std::int64_t> nearest = found.empty() ? std::vector<std::int64_t>() : found.front().events;
        return fmt::format("region {}: {} are right, the program has {}", region.name, fmt::join(region.events, ", "),
                           fmt::join(nearest, ", "));
    }
    return "";
}

std::string compare_histograms(std::string_view reference, std::string_view results, double tolerance) {
    std::vector<Histogram> found = histograms_of(results);
    for (const Histogram& right : histograms_of(reference)) {
        bool same = false;
        for (Histogram& other : found) {
            const double room = tolerance * std::max(std::abs(right.mean), right.length / 10);
            if (same || other.used || std::abs(other.entries - right.entries) > tolerance * right.entries ||
                std::abs(other.inside - right.inside) > tolerance * right.inside ||
                std::abs(other.mean - right.mean) > room)
                continue;
            same = other.used = true;
        }
        if (same) continue;
        std::string others;
        for (const Histogram& other : found)
            if (!other.used)
                others += fmt::format("{}{} with {:.0f}, {:.0f} and {:.4g}", others.empty() ? "" : ", ", other.name,
                                      other.entries, other.inside, other.mean);
        return fmt::format(
            "{}: {:.0f} entries, {:.0f} of them on the axis, and a mean of {:.4g} are right, the program has {}",
            right.name, right.entries, right.inside, right.mean, others.empty() ? "none" : others);
    }
    return "";
}

}  // namespace collmc::evaluation
