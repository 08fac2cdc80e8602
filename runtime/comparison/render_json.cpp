#include <cmath>
#include <nlohmann/json.hpp>

#include "runtime/comparison/render.h"

namespace collmc::comparison {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

template <class Value>
Json optional(const std::optional<Value>& value) {
    return value ? Json(*value) : Json();
}

const char* word(Rule rule) {
    switch (rule) {
        case Rule::any: return "any";
        case Rule::exact: return "exact";
        case Rule::tolerance: return "tolerance";
        case Rule::sigma: return "sigma";
    }
    return "";
}

const char* word(Relation::Chosen chosen) {
    switch (chosen) {
        case Relation::Chosen::option: return "option";
        case Relation::Chosen::records: return "records";
        case Relation::Chosen::nothing: return "no record";
    }
    return "";
}

const char* word(HistogramComparison::Test test) {
    switch (test) {
        case HistogramComparison::Test::shape: return "shape";
        case HistogramComparison::Test::contents: return "contents";
        case HistogramComparison::Test::means: return "means";
    }
    return "";
}

Json json(const RunResults& results) {
    Json record;
    if (results.record) {
        Json inputs = Json::array();
        for (const InputFile& input : results.record->inputs)
            inputs.push_back({{"path", input.path}, {"checksum", input.checksum}, {"events", input.events}});
        record = {{"collmc", results.record->version},
                  {"analysis", results.record->analysis_path},
                  {"events", results.record->events},
                  {"inputs", std::move(inputs)}};
    }
    return {{"path", results.path},
            {"cutflow", results.has_cutflow},
            {"histograms", results.has_histograms},
            {"record", std::move(record)}};
}

Json json(const std::optional<Cut>& cut, const std::optional<results::Efficiency>& efficiency) {
    if (!cut) return nullptr;
    Json object = {{"label", cut->label},
                   {"events", optional(cut->events)},
                   {"sumw", cut->sumw},
                   {"sumw2", cut->sumw2},
                   {"undecided", cut->undecided}};
    if (efficiency)
        object["efficiency"] = {number(efficiency->value), number(efficiency->down), number(efficiency->up)};
    return object;
}

Json json(const std::optional<Difference>& difference) {
    if (!difference) return nullptr;
    return {{"value", number(difference->value)},
            {"down", number(difference->down)},
            {"up", number(difference->up)},
            {"pull", number(difference->pull)}};
}

Json json(const CutComparison& cut) {
    return {{"first", json(cut.first, cut.first_efficiency)},
            {"second", json(cut.second, cut.second_efficiency)},
            {"difference", json(cut.difference)},
            {"relative", cut.judged ? number(cut.relative) : Json()},
            {"equal", cut.equal},
            {"differs", cut.differs},
            {"remark", cut.remark}};
}

Json json(const RegionComparison& region) {
    Json cuts = Json::array();
    for (const CutComparison& cut : region.cuts) cuts.push_back(json(cut));
    return {{"first", optional(region.first)},
            {"second", optional(region.second)},
            {"grid", region.grid},
            {"equal", region.equal()},
            {"cuts", std::move(cuts)}};
}

Json json(const HistogramSide& side) {
    return {{"entries", optional(side.entries)},
            {"nan", optional(side.nan)},
            {"total", side.total},
            {"total_error", number(side.total_error)},
            {"mean", number(side.mean)},
            {"mean_error", number(side.mean_error)}};
}

Json numbers(const std::vector<double>& values) {
    Json list = Json::array();
    for (const double value : values) list.push_back(number(value));
    return list;
}

Json json(const std::optional<SlotComparison>& slot) {
    if (!slot) return nullptr;
    Json object = {{"lower", numbers(slot->lower)}, {"upper", numbers(slot->upper)}};
    if (!slot->last_lower.empty()) {
        object["last_lower"] = numbers(slot->last_lower);
        object["last_upper"] = numbers(slot->last_upper);
    }
    object.update(Json{{"first", {number(slot->first), number(slot->first_error)}},
                       {"second", {number(slot->second), number(slot->second_error)}},
                       {"pull", number(slot->pull)}});
    return object;
}

Json json(const HistogramComparison& histogram) {
    Json object = {{"first", optional(histogram.first)}, {"second", optional(histogram.second)}};
    if (histogram.first && histogram.second) {
        object["not_compared"] = histogram.not_compared;
        object["first_side"] = json(histogram.first_side);
        object["second_side"] = json(histogram.second_side);
    }
    if (histogram.compared()) {
        object["merged"] = histogram.merged;
        object["test"] = word(histogram.test);
        object["chi2"] = number(histogram.chi2.chi2);
        object["ndf"] = histogram.chi2.ndf;
        object["probability"] = histogram.chi2.probability;
        object["sparse_bins"] = histogram.chi2.sparse;
        object["largest"] = json(histogram.largest);
        object["total"] = json(histogram.total);
        object["bins"] = histogram.slots;
        object["bins_differing"] = histogram.slots_differing;
    }
    object["equal"] = histogram.equal;
    object["differs"] = histogram.differs;
    return object;
}

}  // namespace

std::string render_json(const Comparison& comparison, const RunResults& first, const RunResults& second) {
    Json rule = {{"kind", word(comparison.rule)}};
    if (comparison.rule == Rule::tolerance) rule["tolerance"] = comparison.tolerance;
    if (comparison.sigma > 0) rule["sigma"] = comparison.sigma;
    Json remarks = Json::array(), regions = Json::array(), histograms = Json::array();
    for (const Remark& remark : comparison.remarks) remarks.push_back({{"what", remark.what}, {"text", remark.text}});
    for (const RegionComparison& region : comparison.regions) regions.push_back(json(region));
    for (const HistogramComparison& histogram : comparison.histograms) histograms.push_back(json(histogram));
    const Json object = {{"schema", "collmc.compare/1"},
                         {"first", json(first)},
                         {"second", json(second)},
                         {"agree", comparison.agree},
                         {"events", comparison.relation.same_events ? "same" : "independent"},
                         {"chosen_by", word(comparison.relation.chosen)},
                         {"because", comparison.relation.because},
                         {"errors_are_bounds", errors_are_bounds(comparison)},
                         {"quantity", comparison.quantity == Quantity::counts ? "counts" : "efficiencies"},
                         {"rule", std::move(rule)},
                         {"common", comparison.common},
                         {"summary", comparison.summary},
                         {"remarks", std::move(remarks)},
                         {"regions", std::move(regions)},
                         {"histograms", std::move(histograms)}};
    return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace collmc::comparison
