// The JSON lines, read back by a JSON reader.
#include "compiler/diagnostics/render_json.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "gtest/gtest.h"

namespace collmc::diagnostics {
namespace {

using Json = nlohmann::json;

std::vector<Json> lines(const std::string& text) {
    std::vector<Json> result;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) result.push_back(Json::parse(line));
    return result;
}

TEST(RenderJson, OneLineADiagnosticThenASummary) {
    const SourceFile file("a.cut", "# é\nselect jets[1].pt > 30\n");
    Diagnostics diagnostics;
    diagnostics.warning("W0809", "semantics", {}, "no place");
    auto& error = diagnostics.error("E0201", "semantics", {&file, 12, 19}, "may be \"missing\"");
    error.with("collection", "jets").with("needed", 2).with("known", std::vector<std::string>{"size(jets) >= 1"});
    error.primary_label = "here";
    error.labels.push_back({{&file, 25, 27}, "number"});
    error.context = {"region WW", "select 3"};
    error.expected = std::string("Energy (GeV)");
    error.expected.type = "Real";
    error.expected.dimension = "Energy";
    error.expected.unit = "GeV";
    error.found = std::string("a bare number");
    error.caused_by = 0;
    error.candidates = {"jets"};
    error.notes = {"line\nbreak"};
    error.counterexample = {{"size(jets)", 1}};
    error.fixes.push_back({"add the unit", EditClass::likely, {{{&file, 25, 27}, "30 GeV"}}});
    error.fixes.push_back({"cut", EditClass::changes_selection, {}, "fewer events pass"});

    const auto json = lines(render_json(diagnostics));
    ASSERT_EQ(json.size(), 3u);
    for (const auto& line : json) EXPECT_EQ(line["schema"], "collmc.diagnostic/1");
    EXPECT_EQ(json[1], Json::parse(R"json({
        "schema": "collmc.diagnostic/1", "kind": "diagnostic", "code": "E0201", "severity": "error", "phase": "semantics",
        "message": "may be \"missing\"", "args": {"collection": "jets", "needed": 2, "known": ["size(jets) >= 1"]},
        "primary": {"file": "a.cut", "bytes": [12, 19], "line": 2, "column": 8, "text": "jets[1]", "label": "here"},
        "labels": [{"file": "a.cut", "bytes": [25, 27], "line": 2, "column": 21, "text": "30", "label": "number"}],
        "context": ["region WW", "select 3"],
        "expected": {"words": "Energy (GeV)", "type": "Real", "dimension": "Energy", "unit": "GeV"},
        "found": {"words": "a bare number"}, "candidates": ["jets"],
        "notes": ["line\nbreak"], "counterexample": {"size(jets)": 1},
        "fixes": [
            {"title": "add the unit", "applicability": "likely",
             "edits": [{"file": "a.cut", "bytes": [25, 27], "expect": "30", "insert": "30 GeV"}]},
            {"title": "cut", "applicability": "changes_selection", "effect": "fewer events pass", "edits": []}],
        "hint": "hints/E0201.md", "caused_by": {"index": 0, "code": "W0809"}})json"));
    EXPECT_EQ(json[0]["primary"], nullptr);
    EXPECT_EQ(json[2],
              Json::parse(R"json({"schema": "collmc.diagnostic/1", "kind": "summary", "errors": 1, "warnings": 1,
                                           "perf": 0, "notes": 0, "internal": 0})json"));
}

TEST(RenderJson, SeveralCompilationsHaveOneSummaryAndOneNumbering) {
    const SourceFile file("a.cut", "abc");
    Diagnostics first, second;
    first.error("E0101", "semantics", {&file, 0, 1}, "unknown");
    second.error("E0101", "semantics", {&file, 1, 2}, "unknown");
    second.error("E0101", "semantics", {&file, 2, 3}, "unknown").caused_by = 0;
    JsonLines output;
    std::string text = output.add(first);
    text += output.add(second);
    text += output.summary();
    const auto json = lines(text);
    ASSERT_EQ(json.size(), 4u);
    EXPECT_EQ(json[2]["caused_by"], Json::parse(R"({"index": 1, "code": "E0101"})"));
    EXPECT_EQ(json[3]["errors"], 3);
}

TEST(RenderJson, NothingFoundIsASummary) {
    const auto json = lines(render_json(Diagnostics{}));
    ASSERT_EQ(json.size(), 1u);
    EXPECT_EQ(json[0]["errors"], 0);
}

TEST(RenderJson, BytesThatAreNotUtf8StayReadable) {
    const SourceFile file("a\xFF.cut", "x \xFF\xFE y");
    Diagnostics diagnostics;
    diagnostics.error("E0011", "syntax", {&file, 2, 4}, "not \xC3 text");
    const auto json = lines(render_json(diagnostics));
    ASSERT_EQ(json.size(), 2u);
    EXPECT_EQ(json[0]["primary"]["bytes"], Json::parse("[2, 4]"));
}

}  // namespace
}  // namespace collmc::diagnostics
