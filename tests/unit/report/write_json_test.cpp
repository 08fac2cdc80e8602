#include "runtime/report/write_json.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "runtime/report/sha256.h"
#include "tests/unit/report/example.h"
#include "tests/unit/report/golden.h"

namespace collmc::report {
namespace {

using nlohmann::json;

TEST(WriteJson, Cutflow) {
    expect_golden("cutflow.json", cutflow_json(example_spec(), weighted_results()));
    const json cuts = json::parse(cutflow_json(example_spec(), example_results()))["regions"][0]["cuts"];
    EXPECT_EQ(cuts.size(), 5u);
    EXPECT_EQ(cuts[0], (json{{"label", "all events"}, {"events", 10000}, {"sumw", 10000.0}, {"sumw2", 10000.0}}));
    EXPECT_EQ(cuts[1]["events"], 3568);
    EXPECT_EQ(cuts[1]["of_all"][0], 0.3568);
    EXPECT_TRUE(cuts[4]["of_previous"][0].is_null());  // nothing was there to pass
}

TEST(WriteJson, WeightsPublishedCountsVariationsAndGrids) {
    const std::string text = cutflow_json(search_spec(), search_results());
    expect_golden("cutflow_search.json", text);
    const json regions = json::parse(text)["regions"];
    EXPECT_EQ(regions[0]["cuts"][2]["weight"], true);
    EXPECT_EQ(regions[0]["background"], (json{10.5, 1.5, 2}));
    EXPECT_EQ(regions[1]["name"], "SR__jes_up");
    const json& bins = regions[0]["bins"][0]["bins"];
    EXPECT_EQ(bins.size(), 4u);
    EXPECT_EQ(bins[1]["lower"], (json{2, 350.5}));
    EXPECT_EQ(bins[1]["upper"], (json{3, nullptr}));
}

std::string without_version(std::string text) {
    const std::string version = COLLMC_VERSION;
    for (std::size_t at; (at = text.find("\"" + version + "\"")) != std::string::npos;)
        text.replace(at + 1, version.size(), "VERSION");
    return text;
}

TEST(WriteJson, PlanesProfilesAndGridsInTheUhiSchema) {
    const std::string text = histograms_json(search_spec(), search_results());
    expect_golden("histograms_search.json", without_version(text));
    const json file = json::parse(text);
    EXPECT_EQ(file.size(), 4u);
    EXPECT_TRUE(file.contains("SR__jes_up/plane"));
    const json& plane = file["SR/plane"]["storage"]["values"];
    ASSERT_EQ(plane.size(), 4u);  // two bins, under- and overflow
    for (const json& line : plane) EXPECT_EQ(line.size(), 4u);
    EXPECT_EQ(plane[1][1], 40.0);
    const json& profile = file["SR/response"]["storage"];
    EXPECT_EQ(profile["type"], "weighted_mean");
    EXPECT_EQ(profile["values"], (json{2.0, 2.5, 3.5, 5.0, 0.0}));
    // Of four entries with sums 10 and 27: (27 - 25) / 3.
    EXPECT_NEAR(profile["variances"][1].get<double>(), 2.0 / 3, 1e-15);
    EXPECT_EQ(profile["variances"][3], 0.0);
    const json& grid = file["SR/search"];
    EXPECT_FALSE(grid["axes"][0]["overflow"].get<bool>());
    EXPECT_TRUE(grid["axes"][1]["overflow"].get<bool>());
    EXPECT_EQ(grid["storage"]["values"], (json{{40.25, 16.0}, {0.0, 1.5}}));
}

TEST(WriteJson, AGridThatIsOneOpenBin) {
    results::OutputSpec spec = search_spec();
    spec.histograms.resize(1);
    spec.histograms[0].axes = {axis("MET.pt", "GeV", {200})};
    spec.histograms[0].axes[0].above = true;
    spec.histograms[0].observed.clear();
    spec.histograms[0].background.clear();
    results::Results results = search_results();
    results.histograms = {contents({7}, {7}, 7)};
    results.histograms[0].counts = {7};
    const json grid = json::parse(histograms_json(spec, results))["SR/search"];
    EXPECT_EQ(grid["axes"][0]["edges"], (json{200.0, std::numeric_limits<double>::max()}));
    EXPECT_FALSE(grid["axes"][0]["overflow"].get<bool>());
    EXPECT_EQ(grid["storage"]["values"], json{7.0});
    const json bins = json::parse(cutflow_json(spec, results))["regions"][0]["bins"][0]["bins"];
    EXPECT_EQ(bins[0]["upper"], json{nullptr});
}

TEST(WriteJson, HistogramsInTheUhiSchema) {
    const std::string text = histograms_json(example_spec(), example_results());
    expect_golden("histograms.json", without_version(text));
    const json file = json::parse(text);
    ASSERT_EQ(file.size(), 3u);
    for (const char* key : {"WW/met", "WW/dphi", "SR/met"}) {
        const json& histogram = file.at(key);
        EXPECT_EQ(histogram.at("uhi_schema"), 1);
        for (const auto& [name, value] : histogram.at("metadata").items()) EXPECT_TRUE(value.is_primitive()) << name;
        ASSERT_EQ(histogram.at("axes").size(), 1u);
        const json& axis = histogram["axes"][0];
        EXPECT_TRUE(axis.at("underflow") && axis.at("overflow") && !axis.at("circular"));
        EXPECT_EQ(histogram.at("storage").at("type"), "weighted");
    }
    const json& axis = file["WW/met"]["axes"][0];
    EXPECT_EQ(axis.at("type"), "regular");
    EXPECT_EQ(axis.at("bins"), 3);
    EXPECT_EQ(axis.at("upper").get<double>(), 0.3);
    EXPECT_EQ(file["SR/met"]["axes"][0].at("edges"), (json{30.0, 60.0, 200.0}));
    EXPECT_EQ(file["WW/dphi"]["metadata"]["nan"], 1);
    EXPECT_EQ(file["WW/dphi"]["axes"][0]["metadata"]["label"], "deltaPhi(W_lep, W_had)");
}

TEST(WriteJson, NumbersReadBackExactly) {
    results::Results results = example_results();
    std::vector<double>& values = results.histograms[0].values;
    values = {0.1 + 0.2, 1.0 / 3, 5e-324, 1.7976931348623157e308, -123456.78901234567};
    const json file = json::parse(histograms_json(example_spec(), results));
    EXPECT_EQ(file["WW/met"]["storage"]["values"].get<std::vector<double>>(), values);
}

RunRecord example_record() {
    RunRecord record;
    record.version = "1.2.3";
    record.started = "2024-01-31T12:00:00Z";
    record.command = {"collmc", "ww.cut", "ww.lhco.gz"};
    record.directory = "/home/emmy";
    record.analysis_path = "ww.cut";
    record.analysis_text = "abc";
    record.options = {{"threads", "2"}};
    record.inputs = {{"ww.lhco.gz", 123456, 10000, "crc64:0123456789abcdef", "", {{"events without MET", 3}}}};
    record.events = 10000;
    record.host = {"host", "Linux", "x86-64-v3", 2};
    record.seconds = {{"parse", 0.001}, {"events", 0.05}};
    record.warnings = {"a warning"};
    record.files = {"cutflow.json"};
    return record;
}

TEST(WriteJson, RunRecord) {
    const std::string text = run_json(example_record());
    expect_golden("run.json", text);
    EXPECT_EQ(files_in_run_json(text), (std::vector<std::string>{"cutflow.json", "run.json"}));
}

TEST(WriteJson, RunRecordOfASearch) {
    RunRecord record = example_record();
    record.title = "jets and missing momentum";
    record.experiment = "CMS";
    record.reference = "arXiv:1704.07781";
    record.luminosity = 35.9;
    record.variations = {"jes_up", "jes_down"};
    record.inputs[0].dialect = "PGS";
    record.skims = {{"kept.lhco", 64}};
    expect_golden("run_search.json", run_json(record));
}

TEST(WriteJson, PathsThatAreNoUtf8DoNotStopTheRun) {
    RunRecord record = example_record();
    record.inputs[0].path = "caf\xe9.lhco";
    EXPECT_EQ(json::parse(run_json(record))["inputs"][0]["path"], "caf\ufffd.lhco");
}

TEST(WriteJson, AnythingElseIsNoRunJson) {
    for (const char* text : {"", "[]", "{\"files\": 3}", "{\"files\": [", "\xff"}) {
        EXPECT_TRUE(files_in_run_json(text).empty()) << text;
    }
    EXPECT_EQ(files_in_run_json(R"({"files": [1, "a", null]})"), std::vector<std::string>{"a"});
}

TEST(Sha256, ThePublishedExamples) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace collmc::report
