#include "runtime/report/write_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "runtime/report/grid_table.h"
#include "runtime/report/output_directory.h"
#include "runtime/report/sha256.h"
#include "runtime/results/efficiency.h"
#include "runtime/results/profile.h"

namespace collmc::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

std::string scalar_text(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);  // bytes that are no UTF-8 become U+FFFD
}

bool is_scalar(const Json& value) { return !value.is_structured(); }

/// Plain, or a list of a few plain values.
bool is_short(const Json& value) {
    return is_scalar(value) ||
           (value.is_array() && value.size() <= 3 && std::all_of(value.begin(), value.end(), is_scalar));
}

/// Whether a list or object stands on one line: a list of plain values, an object of a few short ones.
bool is_flat(const Json& value) {
    if (value.is_object()) return value.size() <= 8 && std::all_of(value.begin(), value.end(), is_short);
    return std::all_of(value.begin(), value.end(), is_scalar);
}

/// Indented text with flat values on one line.
void append_pretty(std::string& text, const Json& value, int depth) {
    if (is_scalar(value)) {
        text += scalar_text(value);
        return;
    }
    const bool object = value.is_object();
    const bool flat = is_flat(value);
    const std::string line_end = flat ? "" : "\n" + std::string((depth + 1) * kIndent, ' ');
    text += object ? '{' : '[';
    bool first = true;
    for (const auto& [key, element] : value.items()) {
        if (!first) text += flat ? ", " : ",";
        first = false;
        text += line_end;
        if (object) text += scalar_text(Json(key)) + ": ";
        append_pretty(text, element, depth + 1);
    }
    if (!flat && !value.empty()) text += "\n" + std::string(depth * kIndent, ' ');
    text += object ? '}' : ']';
}

std::string pretty(const Json& value) {
    std::string text;
    append_pretty(text, value, 0);
    text += '\n';
    return text;
}

/// Whether equal division of the range gives the edges, up to rounding.
bool is_even(const std::vector<double>& edges) {
    const double range = edges.back() - edges.front();
    const auto bins = static_cast<double>(edges.size() - 1);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const double even = edges.front() + range * (static_cast<double>(i) / bins);
        if (!(std::abs(edges[i] - even) <= 1e-9 * range / bins)) return false;
    }
    return true;
}

/// What stands at an axis: the label, which in one dimension is that of the axis, else what is filled.
std::string axis_label(const results::HistogramSpec& histogram, std::size_t axis) {
    const bool labelled = !histogram.label.empty() && histogram.axes.size() == 1;
    return labelled ? histogram.label : histogram.axes[axis].expression;
}

Json axis_json(const results::HistogramSpec& histogram, std::size_t index) {
    const results::AxisSpec& spec = histogram.axes[index];
    const bool grid = histogram.kind == results::HistogramSpec::Kind::grid;
    const std::string name = histogram.axes.size() == 1 ? histogram.name : fmt::format("{}_{}", histogram.name, index);
    // The schema asks for two edges: where everything above one is the only bin, it ends at the largest double.
    const bool only_above = spec.edges.size() == 1;
    Json axis;
    if (!grid && is_even(spec.edges)) {
        axis["type"] = "regular";
        axis["lower"] = spec.edges.front();
        axis["upper"] = spec.edges.back();
        axis["bins"] = spec.bins();
    } else {
        axis["type"] = "variable";
        axis["edges"] = spec.edges;
        if (only_above) axis["edges"].push_back(std::numeric_limits<double>::max());
    }
    axis["underflow"] = !grid;
    axis["overflow"] = !grid || (spec.above && !only_above);
    axis["circular"] = false;
    axis["metadata"] = {{"name", name}, {"label", axis_label(histogram, index)}, {"unit", spec.unit}};
    return axis;
}

/// The numbers as lists in lists, one level per axis.
Json nested(const std::vector<int>& extents, const std::vector<double>& numbers) {
    Json json = numbers;
    for (std::size_t axis = extents.size() - 1; axis > 0; --axis) {
        Json outer = Json::array();
        for (std::size_t i = 0; i < json.size(); i += static_cast<std::size_t>(extents[axis]))
            outer.push_back(Json(json.begin() + i, json.begin() + i + extents[axis]));
        json = std::move(outer);
    }
    return json;
}

std::vector<int> extents_of(const results::HistogramSpec& histogram) {
    std::vector<int> extents;
    for (const results::AxisSpec& axis : histogram.axes)
        extents.push_back(axis.bins() + (histogram.kind == results::HistogramSpec::Kind::grid ? 0 : 2));
    return extents;
}

Json profile_storage_json(const results::HistogramResult& contents) {
    const results::Profile profile = results::profile_of(contents);
    return {{"type", "weighted_mean"},
            {"sum_of_weights", contents.values},
            {"sum_of_weights_squared", contents.variances},
            {"values", profile.means},
            {"variances", profile.variances}};
}

Json storage_json(const results::HistogramSpec& histogram, const results::HistogramResult& contents) {
    if (histogram.kind == results::HistogramSpec::Kind::profile) return profile_storage_json(contents);
    const std::vector<int> extents = extents_of(histogram);
    return {{"type", "weighted"},
            {"values", nested(extents, contents.values)},
            {"variances", nested(extents, contents.variances)}};
}

/// What is filled, or averaged.
Json metadata_json(const results::HistogramSpec& histogram, const results::HistogramResult& contents) {
    const bool profile = histogram.kind == results::HistogramSpec::Kind::profile;
    std::string expression = profile ? histogram.expression : histogram.axes[0].expression;
    for (std::size_t axis = 1; axis < histogram.axes.size(); ++axis)
        expression += ", " + histogram.axes[axis].expression;
    Json json = {{"title", histogram.label.empty() || profile ? expression : histogram.label},
                 {"expression", expression},
                 {"unit", profile ? histogram.unit : histogram.axes[0].unit},
                 {"entries", contents.entries},
                 {"nan", contents.nan}};
    if (histogram.kind == results::HistogramSpec::Kind::grid) json["outside"] = contents.outside;
    return json;
}

Json efficiency_json(const results::Efficiency& efficiency) {
    return {efficiency.value, efficiency.down, efficiency.up};
}

Json row_json(const results::RegionResult& region, std::size_t index) {
    const results::CutflowRow& row = region.rows[index];
    Json json = {{"label", row.label}, {"events", row.events}, {"sumw", row.sumw}, {"sumw2", row.sumw2}};
    if (index > 0) {
        json["of_previous"] = efficiency_json(efficiency_of_previous(region, index));
        json["of_all"] = efficiency_json(efficiency_of_all(region, index));
    }
    if (!is_counted(row)) json["effective_events"] = effective_events(row);
    if (row.is_weight) json["weight"] = true;
    if (row.undecided > 0) json["undecided"] = row.undecided;
    return json;
}

Json measure_json(const results::Measure& measure) { return {measure.value, measure.down, measure.up}; }

Json bin_json(const results::HistogramSpec& grid, const results::HistogramResult& contents, std::size_t index,
              const std::vector<int>& place) {
    Json lower = Json::array(), upper = Json::array();
    for (std::size_t axis = 0; axis < place.size(); ++axis) {
        const std::vector<double>& edges = grid.axes[axis].edges;
        const auto bin = static_cast<std::size_t>(place[axis]);
        lower.push_back(edges[bin]);
        upper.push_back(bin + 1 < edges.size() ? Json(edges[bin + 1]) : Json());
    }
    Json json = {{"lower", lower},
                 {"upper", upper},
                 {"events", contents.counts[index]},
                 {"sumw", contents.values[index]},
                 {"sumw2", contents.variances[index]}};
    if (!grid.observed.empty()) json["observed"] = grid.observed[index];
    if (!grid.background.empty()) json["background"] = measure_json(grid.background[index]);
    return json;
}

Json grid_json(const results::HistogramSpec& grid, const results::HistogramResult& contents) {
    Json axes = Json::array(), bins = Json::array();
    for (const results::AxisSpec& axis : grid.axes)
        axes.push_back({{"expression", axis.expression}, {"unit", axis.unit}});
    const std::vector<std::vector<int>> places = bins_of_grid(grid);
    for (std::size_t i = 0; i < places.size(); ++i) bins.push_back(bin_json(grid, contents, i, places[i]));
    return {{"name", grid.name},
            {"axes", std::move(axes)},
            {"bins", std::move(bins)},
            {"outside", contents.outside},
            {"nan", contents.nan}};
}

Json region_json(const results::OutputSpec& spec, const results::Results& results, std::size_t index) {
    const results::RegionSpec& region = spec.regions[index];
    Json json = {{"name", region.full_name()}};
    if (!region.variation.empty()) {
        json["region"] = region.name;
        json["variation"] = region.variation;
    }
    Json cuts = Json::array(), grids = Json::array();
    for (std::size_t row = 0; row < results.regions[index].rows.size(); ++row)
        cuts.push_back(row_json(results.regions[index], row));
    json["cuts"] = std::move(cuts);
    if (!region.observed.empty()) json["observed"] = region.observed.front();
    if (!region.background.empty()) json["background"] = measure_json(region.background.front());
    for (std::size_t i = 0; i < spec.histograms.size(); ++i) {
        const results::HistogramSpec& grid = spec.histograms[i];
        if (grid.kind == results::HistogramSpec::Kind::grid && grid.region == static_cast<int>(index))
            grids.push_back(grid_json(grid, results.histograms[i]));
    }
    if (!grids.empty()) json["bins"] = std::move(grids);
    return json;
}

Json pairs_json(const auto& pairs) {
    Json object = Json::object();
    for (const auto& [key, value] : pairs) object[key] = value;
    return object;
}

Json analysis_json(const RunRecord& record) {
    Json json = {{"path", record.analysis_path}};
    for (const auto& [key, text] : {std::pair<const char*, const std::string&>{"title", record.title},
                                    {"experiment", record.experiment},
                                    {"reference", record.reference}}) {
        if (!text.empty()) json[key] = text;
    }
    if (record.luminosity > 0) json["luminosity"] = {{"value", record.luminosity}, {"unit", "1/fb"}};
    json["sha256"] = sha256(record.analysis_text);
    json["text"] = record.analysis_text;
    return json;
}

}  // namespace

std::string cutflow_json(const results::OutputSpec& spec, const results::Results& results) {
    Json regions = Json::array();
    for (std::size_t i = 0; i < results.regions.size(); ++i) regions.push_back(region_json(spec, results, i));
    return pretty({{"regions", std::move(regions)}});
}

std::string histograms_json(const results::OutputSpec& spec, const results::Results& results) {
    Json file = Json::object();
    for (std::size_t i = 0; i < spec.histograms.size(); ++i) {
        const results::HistogramSpec& histogram = spec.histograms[i];
        const results::HistogramResult& contents = results.histograms[i];
        Json json;
        json["uhi_schema"] = 1;
        json["writer_info"] = {{"collmc", {{"version", COLLMC_VERSION}}}};
        json["metadata"] = metadata_json(histogram, contents);
        json["axes"] = Json::array();
        for (std::size_t axis = 0; axis < histogram.axes.size(); ++axis)
            json["axes"].push_back(axis_json(histogram, axis));
        json["storage"] = storage_json(histogram, contents);
        file[spec.regions[histogram.region].full_name() + "/" + histogram.name] = std::move(json);
    }
    return pretty(file);
}

std::string run_json(const RunRecord& record) {
    Json inputs = Json::array();
    for (const InputRecord& input : record.inputs) {
        Json json = {
            {"path", input.path}, {"bytes", input.bytes}, {"events", input.events}, {"checksum", input.checksum}};
        if (!input.dialect.empty()) json["dialect"] = input.dialect;
        for (const SourceRecord& source : input.packed_from) {
            json["packed_from"].push_back({{"path", source.path},
                                           {"bytes", source.bytes},
                                           {"events", source.events},
                                           {"checksum", source.checksum}});
        }
        json["warnings"] = pairs_json(input.warnings);
        inputs.push_back(std::move(json));
    }
    std::vector<std::string> files = record.files;
    if (std::find(files.begin(), files.end(), kManifestName) == files.end()) files.emplace_back(kManifestName);

    Json json;
    json["schema"] = "collmc.run/1";
    json["collmc"] = record.version;
    json["started"] = record.started;
    json["command"] = record.command;
    json["directory"] = record.directory;
    json["analysis"] = analysis_json(record);
    if (!record.variations.empty()) json["variations"] = record.variations;
    json["options"] = pairs_json(record.options);
    json["inputs"] = std::move(inputs);
    json["events"] = record.events;
    if (!record.skims.empty()) json["skims"] = pairs_json(record.skims);
    json["host"] = {{"name", record.host.name},
                    {"system", record.host.system},
                    {"cpu", record.host.cpu},
                    {"threads", record.host.threads}};
    json["seconds"] = pairs_json(record.seconds);
    json["warnings"] = record.warnings;
    json["files"] = files;
    return pretty(json);
}

std::vector<std::string> files_in_run_json(std::string_view text) {
    const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    std::vector<std::string> names;
    if (!json.is_object() || !json.contains("files") || !json["files"].is_array()) return names;
    for (const Json& name : json["files"]) {
        if (name.is_string()) names.push_back(name.get<std::string>());
    }
    return names;
}

}  // namespace collmc::report
