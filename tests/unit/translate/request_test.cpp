#include "compiler/translate/request.h"

#include <gtest/gtest.h>

#include <string>

namespace collmc::translate {
namespace {

std::string read(const std::string& text) {
    const diagnostics::SourceFile file("request.txt", text);
    const Request request = read_request(file);
    std::string all = request.process.empty() ? "" : "process " + request.process + "\n";
    for (const RequestLine& it : request.lines)
        all += std::to_string(it.number) + " " + name_of(it.section) + ": " + std::string(it.span.text()) + "\n";
    return all;
}

TEST(Request, Sections) {
    EXPECT_EQ(read("# Process: p p > H\n[SELECTION_CUTS]\n- MET > 30 GeV\n\n[PLOTS_FOR_VALIDATION]\n1 MET\n2 HT\n"
                   "[OUTPUT_STRUCTURE]\n- png\n"),
              "process p p > H\n1 selection: MET > 30 GeV\n2 plots: MET\n3 plots: HT\n4 output: png\n");
}

TEST(Request, Markdown) {
    EXPECT_EQ(read("## Event selection\n* **MET** > 30 GeV\n\n---\n\n### Plots\n1. MET\n(b) HT\n"),
              "1 selection: **MET** > 30 GeV\n2 plots: MET\n3 plots: HT\n");
}

TEST(Request, SentencesOfAParagraph) {
    EXPECT_EQ(read("Require MET > 30.5 GeV, i.e. some. Plot HT vs. MET.\n"),
              "1 text: Require MET > 30.5 GeV, i.e. some\n2 text: Plot HT vs. MET\n");
}

TEST(Request, ACountIsNoListNumber) {
    EXPECT_EQ(read("[CUTS]\n2 jets\n2 jets\n"), "1 selection: 2 jets\n2 selection: 2 jets\n");
    EXPECT_EQ(read("[PLOTS]\n1 MET\n3 leptons\n"), "1 plots: MET\n2 plots: 3 leptons\n");
}

TEST(Request, HeadingInFrontOfALine) {
    EXPECT_EQ(read("Selection: two jets\nPlots: MET\n"), "1 selection: two jets\n2 plots: MET\n");
}

}  // namespace
}  // namespace collmc::translate
