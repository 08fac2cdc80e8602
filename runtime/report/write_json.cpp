#include "runtime/report/write_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "runtime/report/output_directory.h"
#include "runtime/report/sha256.h"

namespace collmc::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

std::string scalar_text(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);  // bytes that are no UTF-8 become U+FFFD
}

bool is_scalar(const Json& value) { return !value.is_structured(); }

/// Indented text with each list of plain values, and each object of a few of them, on one line.
void append_pretty(std::string& text, const Json& value, int depth) {
    if (is_scalar(value)) {
        text += scalar_text(value);
        return;
    }
    const bool object = value.is_object();
    const bool flat = std::all_of(value.begin(), value.end(), is_scalar) && (!object || value.size() <= 5);
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

Json axis_json(const results::HistogramSpec& histogram) {
    const std::string& label = histogram.label.empty() ? histogram.expression : histogram.label;
    Json axis;
    if (is_even(histogram.edges)) {
        axis["type"] = "regular";
        axis["lower"] = histogram.edges.front();
        axis["upper"] = histogram.edges.back();
        axis["bins"] = histogram.bins();
    } else {
        axis["type"] = "variable";
        axis["edges"] = histogram.edges;
    }
    axis["underflow"] = true;
    axis["overflow"] = true;
    axis["circular"] = false;
    axis["metadata"] = {{"name", histogram.name}, {"label", label}, {"unit", histogram.unit}};
    return axis;
}

Json pairs_json(const auto& pairs) {
    Json object = Json::object();
    for (const auto& [key, value] : pairs) object[key] = value;
    return object;
}

}  // namespace

std::string cutflow_json(const results::Results& results) {
    Json regions = Json::array();
    for (const results::RegionResult& region : results.regions) {
        Json cuts = Json::array();
        for (const results::CutflowRow& row : region.rows) {
            Json cut = {{"label", row.label}, {"events", row.events}, {"sumw", row.sumw}, {"sumw2", row.sumw2}};
            if (row.undecided > 0) cut["undecided"] = row.undecided;
            cuts.push_back(std::move(cut));
        }
        regions.push_back({{"name", region.name}, {"cuts", std::move(cuts)}});
    }
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
        json["metadata"] = {{"title", histogram.label.empty() ? histogram.expression : histogram.label},
                            {"expression", histogram.expression},
                            {"unit", histogram.unit},
                            {"entries", contents.entries},
                            {"nan", contents.nan}};
        json["axes"] = Json::array({axis_json(histogram)});
        json["storage"] = {{"type", "weighted"}, {"values", contents.values}, {"variances", contents.variances}};
        file[spec.regions[histogram.region].name + "/" + histogram.name] = std::move(json);
    }
    return pretty(file);
}

std::string run_json(const RunRecord& record) {
    Json inputs = Json::array();
    for (const InputRecord& input : record.inputs) {
        Json json = {
            {"path", input.path}, {"bytes", input.bytes}, {"events", input.events}, {"checksum", input.checksum}};
        if (!input.dialect.empty()) json["dialect"] = input.dialect;
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
    json["analysis"] = {
        {"path", record.analysis_path}, {"sha256", sha256(record.analysis_text)}, {"text", record.analysis_text}};
    json["options"] = pairs_json(record.options);
    json["inputs"] = std::move(inputs);
    json["events"] = record.events;
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
