#include <fmt/format.h>

#include <cmath>

#include "runtime/comparison/json_place.h"

namespace collmc::comparison {

namespace {

/// [value, error down, error up]; nothing where a number is missing.
std::optional<results::Efficiency> efficiency_in(const JsonPlace& list) {
    const std::vector<JsonPlace> parts = list.elements();
    if (parts.size() != 3) list.fail("is not a value with two errors");
    for (const JsonPlace& part : parts) {
        if (part.json().is_null()) return std::nullopt;
    }
    return results::Efficiency{parts[0].number(), parts[1].number(), parts[2].number()};
}

/// The numbers of a row or of a bin.
Cut numbers_in(const JsonPlace& row) {
    Cut cut;
    if (!row.has("events") && !row.has("sumw")) row.fail("has neither \"events\" nor \"sumw\"");
    if (row.has("events")) {
        const JsonPlace events = row.at("events");
        cut.sumw = events.number();
        if (cut.sumw < 0) events.fail("is negative");
        if (cut.sumw == std::floor(cut.sumw) && cut.sumw < 0x1p63) cut.events = static_cast<std::int64_t>(cut.sumw);
        cut.sumw2 = cut.events ? cut.sumw : 0;  // a number that is no count is a yield without an error
    }
    if (row.has("sumw")) {
        cut.sumw = row.at("sumw").number();
        cut.sumw2 = 0;
        if (row.has("sumw2")) cut.sumw2 = row.at("sumw2").number();
        if (cut.sumw2 < 0) row.at("sumw2").fail("is negative");
    }
    if (row.has("error")) {
        const double error = row.at("error").number();
        cut.sumw2 = error * error;
    }
    return cut;
}

Cut cut_in(const JsonPlace& row) {
    Cut cut = numbers_in(row);
    cut.label = row.at("label").text();
    if (row.has("undecided")) cut.undecided = row.at("undecided").count();
    if (row.has("weight")) cut.is_weight = row.at("weight").flag();
    if (row.has("of_all")) cut.of_first = efficiency_in(row.at("of_all"));
    return cut;
}

/// "MET.pt in [200, 300) GeV, size(jets) >= 4"
std::string bin_label(const JsonPlace& bin, const std::vector<JsonPlace>& axes) {
    const std::vector<JsonPlace> lower = bin.at("lower").elements(), upper = bin.at("upper").elements();
    if (lower.size() != axes.size() || upper.size() != axes.size()) bin.fail("does not have an edge for each axis");
    std::string label;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        const std::string unit = axes[axis].has("unit") ? axes[axis].at("unit").text() : "";
        label += label.empty() ? "" : ", ";
        label += axes[axis].at("expression").text();
        if (upper[axis].json().is_null()) {
            label += fmt::format(" >= {}", lower[axis].number());
        } else {
            label += fmt::format(" in [{}, {})", lower[axis].number(), upper[axis].number());
        }
        if (!unit.empty()) label += " " + unit;
    }
    return label;
}

Region grid_in(const JsonPlace& json, const Region& of) {
    Region grid;
    grid.name = fmt::format("{}, bins {}", of.name, json.at("name").text());
    grid.grid = true;
    grid.cuts = {of.cuts.front()};
    const std::vector<JsonPlace> axes = json.at("axes").elements();
    for (const JsonPlace& bin : json.at("bins").elements()) {
        grid.cuts.push_back(numbers_in(bin));
        grid.cuts.back().label = bin_label(bin, axes);
    }
    return grid;
}

}  // namespace

std::vector<Region> regions_in(const JsonPlace& file) {
    std::vector<Region> regions;
    for (const JsonPlace& json : file.at("regions").elements()) {
        Region region;
        region.name = json.at("name").text();
        for (const JsonPlace& row : json.at("cuts").elements()) region.cuts.push_back(cut_in(row));
        if (region.cuts.empty()) json.at("cuts").fail("is empty; it begins with a row of all events");
        std::vector<Region> grids;
        if (json.has("bins")) {
            for (const JsonPlace& grid : json.at("bins").elements()) grids.push_back(grid_in(grid, region));
        }
        regions.push_back(std::move(region));
        for (Region& grid : grids) regions.push_back(std::move(grid));
    }
    return regions;
}

}  // namespace collmc::comparison
