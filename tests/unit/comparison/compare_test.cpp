#include "runtime/comparison/compare.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "runtime/comparison/read_results.h"
#include "runtime/comparison/render.h"

namespace collmc::comparison {
namespace {

RunResults cutflow(const std::string& text) {
    auto read = read_cutflow(text, "cutflow.json");
    if (const auto* error = std::get_if<ReadError>(&read)) ADD_FAILURE() << error->text;
    return std::get<RunResults>(read);
}

std::string rows(std::vector<std::pair<std::string, std::string>> numbers) {
    std::string text;
    for (const auto& [label, row] : numbers)
        text += (text.empty() ? "" : ", ") + ("{\"label\": \"" + label + "\", " + row + "}");
    return R"({"regions": [{"name": "SR", "cuts": [)" + text + "]}]}";
}

RunResults counts(const std::vector<int>& numbers) {
    std::vector<std::pair<std::string, std::string>> list;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        list.emplace_back("cut " + std::to_string(i), "\"events\": " + std::to_string(numbers[i]));
    return cutflow(rows(list));
}

RunResults histogram(const std::string& axis, const std::string& values, const std::string& variances = "") {
    const std::string text = R"({"SR/h": {"uhi_schema": 1, "axes": [)" + axis +
                             R"(], "storage": {"type": "weighted", "values": )" + values + R"(, "variances": )" +
                             (variances.empty() ? values : variances) + "}}}";
    auto read = read_histograms(text, "histograms.json");
    if (const auto* error = std::get_if<ReadError>(&read)) ADD_FAILURE() << error->text;
    return std::get<RunResults>(read);
}

std::string error_of(const std::string& text, bool of_cutflow = true) {
    const auto read = of_cutflow ? read_cutflow(text, "FILE") : read_histograms(text, "FILE");
    const auto* error = std::get_if<ReadError>(&read);
    return error == nullptr ? "" : error->text;
}

const std::string kFour = R"({"type": "regular", "lower": 0, "upper": 4, "bins": 4})";
const std::string kTwo = R"({"type": "variable", "edges": [0, 2, 4]})";

TEST(Compare, TheSameEventsAreComparedByNumber) {
    const Comparison same = compare(counts({100, 50, 20}), counts({100, 50, 20}), {.same_events = true});
    EXPECT_TRUE(same.agree);
    const Comparison other = compare(counts({100, 50, 20}), counts({100, 50, 21}), {.same_events = true});
    EXPECT_FALSE(other.agree);
    const CutComparison& cut = other.regions[0].cuts[2];
    EXPECT_EQ(cut.difference->value, 1);
    EXPECT_DOUBLE_EQ(cut.difference->up, std::sqrt(41));
    EXPECT_DOUBLE_EQ(cut.relative, 21.0 / 20 - 1);
    EXPECT_TRUE(compare(counts({100, 50, 20}), counts({100, 50, 21}), {.same_events = true, .sigma = 3}).agree);
}

TEST(Compare, IndependentSamplesAreComparedByEfficiency) {
    const Comparison comparison = compare(counts({1000, 500, 100}), counts({400, 200, 80}), {});
    EXPECT_EQ(comparison.relation.chosen, Relation::Chosen::nothing);
    EXPECT_FALSE(comparison.relation.same_events);
    const std::vector<CutComparison>& cuts = comparison.regions[0].cuts;
    EXPECT_FALSE(cuts[0].differs);
    EXPECT_EQ(cuts[1].difference->pull, 0);
    const results::Efficiency one = results::counted_efficiency(100, 1000), two = results::counted_efficiency(80, 400);
    EXPECT_DOUBLE_EQ(cuts[2].difference->pull, (0.2 - 0.1) / std::hypot(one.up, two.down));
    EXPECT_TRUE(cuts[2].differs);
    EXPECT_FALSE(comparison.agree);
    EXPECT_TRUE(compare(counts({1000, 500, 100}), counts({400, 200, 80}), {.sigma = 5}).agree);
    EXPECT_TRUE(compare(counts({1000, 500, 100}), counts({400, 200, 80}), {.counts = true}).regions[0].cuts[0].differs);
}

TEST(Compare, ToleranceAndExact) {
    const RunResults first = counts({1000, 100}), second = counts({1000, 101});
    EXPECT_FALSE(compare(first, second, {.tolerance = 0.005}).agree);
    EXPECT_TRUE(compare(first, second, {.tolerance = 0.01}).agree);
    EXPECT_TRUE(compare(first, second, {.tolerance = 0.005, .sigma = 3}).agree);
    EXPECT_FALSE(compare(first, second, {.exact = true}).agree);
    const RunResults zero = cutflow(rows({{"a", R"("sumw": 0.0, "sumw2": 0)"}}));
    const RunResults minus = cutflow(rows({{"a", R"("sumw": -0.0, "sumw2": 0)"}}));
    EXPECT_TRUE(compare(zero, minus, {.same_events = true}).agree);
    EXPECT_FALSE(compare(zero, minus, {.exact = true}).agree);
}

TEST(Compare, WhatOnlyOneSideHasIsADifference) {
    const RunResults first = counts({10, 5, 2}), second = counts({10, 5});
    EXPECT_FALSE(compare(first, second, {}).agree);
    EXPECT_TRUE(compare(first, second, {.common = true}).agree);
    EXPECT_EQ(compare(first, second, {}).summary, "beyond 3 sigma: no difference in 1 cut; only in 1: 1 cut");
}

TEST(Compare, PublishedYieldsNeedNoRecordAndNoFirstRow) {
    const RunResults run = counts({1000, 500, 100});
    const RunResults paper =
        cutflow(rows({{"cut 1", R"("sumw": 49.3, "error": 2.5)"}, {"cut 2", R"("sumw": 9.7, "error": 1.1)"}}));
    const Comparison comparison = compare(run, paper, {.common = true});
    EXPECT_FALSE(comparison.regions[0].cuts[0].second);
    EXPECT_FALSE(comparison.regions[0].cuts[1].judged);  // what the others are parts of
    EXPECT_NEAR(comparison.regions[0].cuts[2].second_efficiency->value, 9.7 / 49.3, 1e-15);
    EXPECT_TRUE(comparison.agree);
}

TEST(Compare, WeightsOfARunKeepItsErrors) {
    const std::string all = R"("events": 4, "sumw": 6, "sumw2": 10)";
    const RunResults run =
        cutflow(rows({{"all", all}, {"a", R"("events": 2, "sumw": 3, "sumw2": 5, "of_all": [0.5, 0.1, 0.1])"}}));
    const Comparison comparison = compare(run, run, {});
    EXPECT_DOUBLE_EQ(comparison.regions[0].cuts[1].difference->up, std::hypot(0.1, 0.1));
}

TEST(Compare, BinsOfGridsAreRows) {
    const std::string text = R"({"regions": [{"name": "SR", "cuts": [{"label": "all", "events": 10}], "bins": [
        {"name": "g", "axes": [{"expression": "MET.pt", "unit": "GeV"}],
         "bins": [{"lower": [100], "upper": [200], "events": 3}, {"lower": [200], "upper": [null], "events": EVENTS}]}]}]})";
    std::string other = text, same = text;
    same.replace(same.find("EVENTS"), 6, "1");
    other.replace(other.find("EVENTS"), 6, "2");
    const Comparison comparison = compare(cutflow(same), cutflow(other), {.same_events = true});
    ASSERT_EQ(comparison.regions.size(), 2u);
    EXPECT_EQ(*comparison.regions[1].first, "SR, bins g");
    EXPECT_EQ(comparison.regions[1].cuts[1].first->label, "MET.pt in [100, 200) GeV");
    EXPECT_EQ(comparison.regions[1].cuts[2].first->label, "MET.pt >= 200 GeV");
    EXPECT_TRUE(comparison.regions[1].cuts[2].differs);
}

TEST(Compare, BinsOfARefinementArePutTogether) {
    const RunResults fine = histogram(kFour, "[1, 10, 20, 30, 40, 2]"), coarse = histogram(kTwo, "[1, 30, 70, 2]");
    const Comparison comparison = compare(fine, coarse, {.same_events = true});
    EXPECT_TRUE(comparison.agree);
    EXPECT_TRUE(comparison.histograms[0].merged);
    EXPECT_FALSE(comparison.histograms[0].equal);
    EXPECT_EQ(comparison.histograms[0].slots, 4);
    EXPECT_FALSE(compare(fine, coarse, {.exact = true}).agree);
    // A narrower range: what lies outside goes to the overflow.
    const RunResults narrow = histogram(R"({"type": "variable", "edges": [0, 2]})", "[1, 30, 72]");
    EXPECT_TRUE(compare(fine, narrow, {.same_events = true}).agree);
    EXPECT_TRUE(compare(narrow, coarse, {.same_events = true}).agree);
    const Comparison shifted =
        compare(fine, histogram(R"({"type": "variable", "edges": [0.5, 2, 4]})", "[1, 30, 70, 2]"), {});
    EXPECT_FALSE(shifted.agree);
    EXPECT_EQ(shifted.histograms[0].not_compared, "4 bins from 0 to 4, and 2 bins from 0.5 to 4");
}

TEST(Compare, TwoDimensionsAreMergedAxisByAxis) {
    const std::string one = R"({"type": "variable", "edges": [0, 1, 2], "underflow": false, "overflow": false})";
    const std::string whole = R"({"type": "variable", "edges": [0, 2], "underflow": false, "overflow": false})";
    const RunResults first = histogram(one + ", " + whole, "[[3], [7]]"),
                     second = histogram(whole + ", " + one, "[[4, 6]]");
    const Comparison comparison = compare(first, second, {.same_events = true});
    EXPECT_TRUE(comparison.agree) << comparison.summary;
    EXPECT_EQ(comparison.histograms[0].first_side.total, 10);
    EXPECT_EQ(comparison.histograms[0].slots, 1);
}

TEST(Compare, ProfilesAreMergedByTheirMoments) {
    const auto profile = [](const std::string& axis, const std::string& w, const std::string& means,
                            const std::string& spreads) {
        const std::string text = R"({"SR/p": {"uhi_schema": 1, "axes": [)" + axis +
                                 R"(], "storage": {"type": "weighted_mean", "sum_of_weights": )" + w +
                                 R"(, "sum_of_weights_squared": )" + w + R"(, "values": )" + means +
                                 R"(, "variances": )" + spreads + "}}}";
        return std::get<RunResults>(read_histograms(text, "FILE"));
    };
    // 1, 3 | 5, 5, 8: as one bin 22/5, variance of five numbers.
    const std::string two = R"({"type": "variable", "edges": [0, 1, 2], "underflow": false, "overflow": false})";
    const std::string one = R"({"type": "variable", "edges": [0, 2], "underflow": false, "overflow": false})";
    const Comparison comparison = compare(profile(two, "[2, 3]", "[2, 6]", "[2, 3]"),
                                          profile(one, "[5]", "[4.4]", "[6.8]"), {.same_events = true});
    EXPECT_TRUE(comparison.agree) << comparison.summary;
}

TEST(Compare, MeansAndTotals) {
    const RunResults first = histogram(kFour, "[0, 10, 10, 0, 0, 5]"),
                     second = histogram(kFour, "[0, 0, 0, 10, 10, 5]");
    const HistogramComparison histogram = compare(first, second, {}).histograms[0];
    EXPECT_DOUBLE_EQ(histogram.first_side.mean, 1);
    EXPECT_DOUBLE_EQ(histogram.second_side.mean, 3);
    EXPECT_DOUBLE_EQ(histogram.first_side.mean_error, std::sqrt(20 * 0.25) / 20);
    EXPECT_EQ(histogram.first_side.total, 25);
    EXPECT_TRUE(histogram.differs);
    EXPECT_FALSE(histogram.total);  // no cutflow tells how many events there were
}

TEST(Compare, SwappingTheSidesSwapsTheSigns) {
    const RunResults first = histogram(kFour, "[3, 40, 30, 20, 10, 2]", "[3, 50, 30, 25, 10, 2]");
    const RunResults second = histogram(kFour, "[9, 10, 30, 25, 40, 8]");
    const HistogramComparison there = compare(first, second, {}).histograms[0];
    const HistogramComparison back = compare(second, first, {}).histograms[0];
    EXPECT_DOUBLE_EQ(there.chi2.chi2, back.chi2.chi2);
    ASSERT_EQ(there.chi2.pulls.size(), back.chi2.pulls.size());
    for (std::size_t i = 0; i < there.chi2.pulls.size(); ++i)
        EXPECT_DOUBLE_EQ(there.chi2.pulls[i], -back.chi2.pulls[i]);
}

Record record(const std::string& checksum, const std::string& range = "") {
    return {"0.1.0", "a.cut", "region SR", {{"events.lhco", checksum, 100, "/data/events.lhco"}}, 100, range, {}};
}

bool same(const Record& first, const Record& second) {
    RunResults one, two;
    one.record = first;
    two.record = second;
    return relation_of(one, two, {}).same_events;
}

TEST(Compare, RecordsTellWhetherTheEventsAreTheSame) {
    EXPECT_TRUE(same(record("crc64:1"), record("crc64:1")));
    EXPECT_FALSE(same(record("crc64:1"), record("crc64:2")));
    EXPECT_TRUE(same(record("crc64:1", "1:50"), record("crc64:1", "1:50")));
    EXPECT_FALSE(same(record("crc64:1", "1:50"), record("crc64:1", "51:")));
    EXPECT_FALSE(same(record("crc64:1", "1:50"), record("crc64:1", "40:")));
    Record both = record("crc64:1"), turned = record("crc64:2");
    both.inputs.push_back({"b", "crc64:2", 100, "/data/b"});
    turned.inputs.push_back({"a", "crc64:1", 100, "/data/a"});
    EXPECT_TRUE(same(both, turned));
    EXPECT_FALSE(same(both, record("crc64:1")));
    // A run that needs only the first events does not read the file to its end.
    Record unread = record("", "1:50"), elsewhere = unread;
    EXPECT_TRUE(same(unread, record("crc64:1", "1:50")));
    elsewhere.inputs[0].full_path = "/elsewhere/events.lhco";
    EXPECT_FALSE(same(unread, elsewhere));
}

TEST(ReadResults, SaysWhatIsWrongAndWhere) {
    EXPECT_EQ(error_of(""), "FILE: the file is empty; write the results again");
    EXPECT_EQ(error_of("{\"regions\": [\n  {\"na"),
              "FILE:2:7: the file is cut off here, in the middle of its JSON; copy or "
              "write it again");
    EXPECT_EQ(error_of("{\n  regions}"),
              "FILE:2:3: this is not JSON; give a results directory, its cutflow.json or its "
              "histograms.json");
    EXPECT_EQ(error_of("{}"), "FILE: the file has no \"regions\"");
    EXPECT_EQ(error_of("[1]"), "FILE: the file is not an object");
    EXPECT_EQ(error_of(R"({"regions": [{"name": "SR", "cuts": []}]})"),
              "FILE: regions[0].cuts is empty; it begins with a row of all events");
    EXPECT_EQ(error_of(rows({{"a", R"("event": 1)"}})), "FILE: regions[0].cuts[0] has neither \"events\" nor \"sumw\"");
    EXPECT_EQ(error_of(rows({{"a", R"("events": "1")"}})), "FILE: regions[0].cuts[0].events is not a number");
    EXPECT_EQ(error_of(rows({{"a", R"("events": -1)"}})), "FILE: regions[0].cuts[0].events is negative");
    EXPECT_NE(error_of(rows({{"a", R"("events": 1e999)"}})), "");
    EXPECT_EQ(error_of(R"({"h": {"uhi_schema": 2}})", false),
              "FILE: h.uhi_schema is 2, and this version of collmc reads 1; write the histogram in that schema");
    EXPECT_EQ(error_of(R"({"h": {"uhi_schema": 1, "axes": [{"type": "category_str"}]}})", false),
              "FILE: h.axes[0].type is \"category_str\"; axes of the types regular and variable can be compared");
    EXPECT_EQ(
        error_of(R"({"h": {"uhi_schema": 1, "axes": [)" + kTwo + R"(], "storage": {"type": "int", "values": [1, 2]}}})",
                 false),
        "FILE: h.storage.values has 2 elements where axis 1 has 4 bins, flow included");
    EXPECT_EQ(error_of(R"({"h": {"uhi_schema": 1, "axes": [{"type": "variable", "edges": [1, 1]}]}})", false),
              "FILE: h.axes[0] has edges that do not ascend");
}

TEST(ReadResults, NoTruncationCrashes) {
    const std::string text = rows({{"all", R"("events": 4, "sumw": 6, "sumw2": 10)"}, {"a", R"("events": 2)"}});
    for (std::size_t size = 0; size < text.size(); ++size) EXPECT_NE(error_of(text.substr(0, size)), "") << size;
}

TEST(Render, JsonHasNullWhereANumberIsNone) {
    const RunResults first = cutflow(rows({{"a", R"("sumw": 1, "sumw2": 0)"}})),
                     second = cutflow(rows({{"a", R"("sumw": 2, "sumw2": 0)"}}));
    const Comparison comparison = compare(first, second, {.counts = true});
    const auto json = nlohmann::json::parse(render_json(comparison, first, second));
    EXPECT_EQ(json["schema"], "collmc.compare/1");
    EXPECT_TRUE(json["regions"][0]["cuts"][0]["difference"]["pull"].is_null());
    EXPECT_EQ(json["regions"][0]["cuts"][0]["relative"], 1);
    EXPECT_NE(render_text(comparison, first, second, false).find("+∞"), std::string::npos);
}

}  // namespace
}  // namespace collmc::comparison
