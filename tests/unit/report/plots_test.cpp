#include "runtime/report/plots.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

#include "runtime/report/file_names.h"
#include "runtime/report/plot_script.h"
#include "tests/unit/report/example.h"
#include "tests/unit/report/scratch_directory.h"

namespace collmc::report {
namespace {

bool gnuplot_is_installed() { return std::system("gnuplot --version >/dev/null 2>&1") == 0; }

/// A program that stands in for gnuplot.
std::string stand_in(const ScratchDirectory& scratch, const std::string& body) {
    const std::filesystem::path path = scratch / "stand-in";
    put_text(path, "#!/bin/sh\n" + body + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.string();
}

TEST(Plots, EveryHistogramInEveryFormatWithoutComplaint) {
    if (!gnuplot_is_installed()) GTEST_SKIP() << "gnuplot is not installed";
    const ScratchDirectory scratch;
    results::OutputSpec spec = example_spec();
    results::Results results = example_results();
    // Awkward contents: nothing at all; one value in all bins; negative; huge; tiny; labels with every special
    // character.
    const std::vector<std::vector<double>> awkward = {
        {0, 0, 0, 0, 0}, {7, 7, 7, 7, 7}, {0, -3, -4, -5, 0}, {0, 1e15, 2e15, 3, 9e18}, {0, 1e-12, 2e-12, 0, 0}};
    for (const auto& values : awkward) {
        results::HistogramSpec histogram = spec.histograms[0];
        histogram.name = "extra" + std::to_string(results.histograms.size());
        histogram.label = R"($\bar{t}'s$ "quoted" 'single' {a_b} 50% @ & ~ ^ \$)";
        spec.histograms.push_back(histogram);
        std::vector<double> variances;
        for (const double value : values) variances.push_back(std::abs(value));
        results.histograms.push_back(contents(values, variances, 5, 1));
    }
    for (const bool normalize : {false, true}) {
        OutputDirectory directory(scratch / (normalize ? "normalised" : "plain"));
        ASSERT_FALSE(directory.begin());
        PlotOptions options;
        options.formats = {PlotFormat::png, PlotFormat::pdf, PlotFormat::svg};
        options.sample = "it's a \"sample\"_{1}.lhco.gz";
        options.normalize = normalize;
        options.dpi = 72;
        const PlotReport report = draw_plots(spec, results, options, directory);
        EXPECT_FALSE(report.error) << report.error->message();
        EXPECT_TRUE(report.warnings.empty()) << report.warnings.front();
        EXPECT_EQ(report.files.size(), 3 * spec.histograms.size());
        ASSERT_FALSE(directory.commit());
        EXPECT_EQ(tree_of(directory.target()).size(), report.files.size() + 1);  // and the folder
        EXPECT_EQ(text_of(directory.target() / "plots/WW_met.png").substr(1, 3), "PNG");
        EXPECT_EQ(text_of(directory.target() / "plots/WW_met.pdf").substr(0, 4), "%PDF");
        EXPECT_NE(text_of(directory.target() / "plots/WW_met.svg").find("miss"), std::string::npos);
    }
}

TEST(Plots, PlanesAndProfilesToo) {
    if (!gnuplot_is_installed()) GTEST_SKIP() << "gnuplot is not installed";
    const ScratchDirectory scratch;
    results::OutputSpec spec = search_spec();
    results::Results results = search_results();
    // Planes and profiles without any entry, with negative sums, and with what is no number.
    for (const double scale : {0.0, -1.0, 1e12, std::numeric_limits<double>::quiet_NaN()}) {
        for (const std::size_t like : {1u, 2u}) {
            results::HistogramSpec& histogram =
                spec.histograms.emplace_back(results::HistogramSpec(spec.histograms[like]));
            histogram.name += std::to_string(spec.histograms.size());
            histogram.label = R"($\bar{t}'s$ "quoted" {a_b})";
            results::HistogramResult& contents =
                results.histograms.emplace_back(results::HistogramResult(results.histograms[like]));
            for (auto* sums : {&contents.values, &contents.sum_wy}) {
                for (double& sum : *sums) sum *= scale;
            }
        }
    }
    for (const bool normalize : {false, true}) {
        OutputDirectory directory(scratch / (normalize ? "normalised" : "plain"));
        ASSERT_FALSE(directory.begin());
        PlotOptions options;
        options.formats = {PlotFormat::png, PlotFormat::pdf, PlotFormat::svg};
        options.normalize = normalize;
        options.dpi = 50;
        const PlotReport report = draw_plots(spec, results, options, directory);
        EXPECT_FALSE(report.error) << report.error->message();
        EXPECT_TRUE(report.warnings.empty()) << report.warnings.front();
        EXPECT_EQ(report.files.size(), 3u * (2 + 8));  // no grid, and nothing of the variation
        EXPECT_EQ(report.files.front(), "plots/SR_plane.png");
    }
}

TEST(Plots, WithoutGnuplotTheOtherResultsRemain) {
    const ScratchDirectory scratch;
    OutputDirectory directory(scratch / "out");
    ASSERT_FALSE(directory.begin());
    PlotOptions options;
    options.gnuplot = (scratch / "missing").string();
    const PlotReport report = draw_plots(example_spec(), example_results(), options, directory);
    EXPECT_FALSE(report.error);
    EXPECT_TRUE(report.files.empty());
    ASSERT_EQ(report.warnings.size(), 1u);
    EXPECT_NE(report.warnings[0].find("apt install gnuplot-nox"), std::string::npos) << report.warnings[0];
    ASSERT_FALSE(directory.write("cutflow.json", "{}"));
    ASSERT_FALSE(directory.commit());
    EXPECT_EQ(tree_of(scratch / "out"), std::vector<std::string>{"cutflow.json"});
}

TEST(Plots, AFailingGnuplotIsAnErrorWithItsOwnWords) {
    const ScratchDirectory scratch;
    OutputDirectory directory(scratch / "out");
    ASSERT_FALSE(directory.begin());
    PlotOptions options;
    options.gnuplot = stand_in(scratch, "echo; echo '   ^' >&2; echo '\"x.gp\", line 7: no such terminal' >&2; exit 1");
    const PlotReport report = draw_plots(example_spec(), example_results(), options, directory);
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->cause, "gnuplot says: \"x.gp\", line 7: no such terminal");
    EXPECT_TRUE(report.files.empty());
    EXPECT_TRUE(directory.files().empty());
}

TEST(Plots, ATruncatedPlotIsNotTakenForAPlot) {
    const ScratchDirectory scratch;
    OutputDirectory directory(scratch / "out");
    ASSERT_FALSE(directory.begin());
    PlotOptions options;
    options.processes = 1;
    options.gnuplot = stand_in(scratch,
                               "sed -n \"s/^set output '\\(..*\\)'/\\1/p\" \"$2\" | while read -r f; do printf "
                               "'\\211PNG only the beginning' > \"$f\"; done");
    const PlotReport report = draw_plots(example_spec(), example_results(), options, directory);
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->path, (scratch / "out/plots/WW_met.png").string());
}

TEST(Plots, UnknownLatexIsAWarning) {
    if (!gnuplot_is_installed()) GTEST_SKIP() << "gnuplot is not installed";
    const ScratchDirectory scratch;
    results::OutputSpec spec = example_spec();
    spec.histograms[0].label = "$\\foo$";
    OutputDirectory directory(scratch / "out");
    ASSERT_FALSE(directory.begin());
    const PlotReport report = draw_plots(spec, example_results(), {}, directory);
    EXPECT_EQ(report.files.size(), 3u);
    ASSERT_EQ(report.warnings.size(), 1u);
    EXPECT_NE(report.warnings[0].find("met uses \\foo"), std::string::npos) << report.warnings[0];
}

TEST(Plots, NoHistogramsNoGnuplot) {
    const ScratchDirectory scratch;
    OutputDirectory directory(scratch / "out");
    PlotOptions options;
    options.gnuplot = "/does/not/exist";
    const PlotReport report = draw_plots({}, {}, options, directory);
    EXPECT_TRUE(report.files.empty() && report.warnings.empty() && !report.error);
}

TEST(Plots, AFewVariationsAreLines) {
    const results::HistogramSpec spec = histogram(0, "met", "", {axis("MET.pt", "GeV", {0, 10, 20})});
    const results::HistogramResult nominal = contents({0, 3, 4, 0}, {0, 3, 4, 0}, 7),
                                   varied = contents({0, 3.5, 2.25, 0}, {0, 3, 4, 0}, 7);
    Plot plot;
    plot.spec = &spec;
    plot.contents = &nominal;
    plot.axis_labels = {"MET"};
    plot.outputs = {"met.png"};
    plot.variations = {{"jes_up", &varied}, {"jes_down", &nominal}};
    const std::string script = plot_script({plot}, {});
    EXPECT_NE(script.find("0 3 5 1.73205081 3.5 3\n10 4 15 2 2.25 4\n20 4 NaN NaN 2.25 4\n"), std::string::npos)
        << script;
    EXPECT_NE(script.find("using 1:5 with steps lw 1 lc rgb '#d95f0e' title 'jes\\_up'"), std::string::npos) << script;
    plot.variations.resize(5, {"another", &varied});
    EXPECT_EQ(plot_script({plot}, {}).find("another"), std::string::npos);
}

TEST(Plots, VerticalLabels) {
    const auto label = [](std::vector<double> edges, const char* unit, bool normalized = false) {
        return vertical_label(histogram(0, "h", "", {axis("x", unit, std::move(edges))}), normalized);
    };
    EXPECT_EQ(label({30, 33, 36}, "GeV"), "Events / 3 GeV");
    EXPECT_EQ(label({0, 2.5, 5}, "GeV", true), "Normalised to unity / 2.5 GeV");
    EXPECT_EQ(label({0, 0.1, 0.2, 0.1 + 0.2}, ""), "Events / 0.1");
    EXPECT_EQ(label({-std::numbers::pi, 0, std::numbers::pi}, ""), "Events / 3.14");
    EXPECT_EQ(label({0, 1, 2}, ""), "Events");
    EXPECT_EQ(label({30, 60, 100}, "GeV"), "Events / bin");
    results::HistogramSpec looped = histogram(0, "h", "", {axis("j.pt", "GeV", {0, 10, 20})});
    looped.looped = true;
    EXPECT_EQ(vertical_label(looped, false), "Entries / 10 GeV");
}

TEST(FileNames, NoTwoOutputsShareOne) {
    results::OutputSpec spec;
    spec.regions = {{"A", "", {}}, {"A_B", "", {}}, {"C", "", {}}};
    const auto plot = [](int region, const char* name) { return histogram(region, name, "", {axis("x", "", {0, 1})}); };
    spec.histograms = {plot(0, "B_C"), plot(1, "C"), plot(2, "met"), plot(2, "MET")};
    EXPECT_EQ(plot_names(spec), (std::vector<std::string>{"A_B_C", "A_B_C_2", "C_met", "C_MET_2"}));
    spec.ntuples = {{0, "mlp", {}}, {1, "other", {}}, {2, "mlp", {}}, {2, "A_mlp", {}}};
    EXPECT_EQ(ntuple_file_names(spec),
              (std::vector<std::string>{"A_mlp.csv", "other.csv", "C_mlp.csv", "A_mlp_2.csv"}));
    spec.skims = {{0, "kept", 0}, {2, "kept", 0}};
    EXPECT_EQ(skim_file_names(spec), (std::vector<std::string>{"A_kept.lhco", "C_kept.lhco"}));
}

TEST(FileNames, VariationsAreMarkedAndChangeNoOtherName) {
    const results::OutputSpec spec = search_spec();
    EXPECT_EQ(ntuple_file_names(spec), (std::vector<std::string>{"mlp.csv", "mlp__jes_up.csv"}));
    EXPECT_EQ(skim_file_names(spec), (std::vector<std::string>{"kept.lhco", "kept__jes_up.lhco"}));
    EXPECT_EQ(plot_names(spec).back(), "SR_plane__jes_up");
}

}  // namespace
}  // namespace collmc::report
