#include "runtime/report/latex_label.h"

#include <gtest/gtest.h>

#include <random>

namespace collmc::report {
namespace {

/// The markup without its incidentals: scripts as _{…} and ^{…}, slanted text as /…/, plain spaces.
std::string readable(std::string markup) {
    const auto replace = [&](std::string_view from, std::string_view to) {
        for (std::size_t at = 0; (at = markup.find(from, at)) != std::string::npos; at += to.size()) {
            markup.replace(at, from.size(), to);
        }
    };
    replace("^{/*0.25 ^{/*4.25 ", "^^{");  // raised above a subscript
    replace("_{/*0.85 ", "_{");
    replace("^{/*0.85 ", "^{");
    replace("{/:Italic ", "/{");
    replace("\u00a0", " ");
    return markup;
}

struct Case {
    const char* latex;
    const char* expected;
};

TEST(LatexLabel, LabelsOfTheField) {
    const Case cases[] = {
        {R"($m_T(\ell, E_T^{miss})$)", "/{m}_{T}(/{ℓ}, /{E}@_{T}^^{miss}})"},
        {R"($E^{miss}_T$)", "/{E}@_{T}^^{miss}}"},
        {R"($\Delta R(j_1, j_2)$)", "Δ/{R}(/{j}_{1}, /{j}_{2})"},
        {R"($\Delta\phi(W_{lep}, W_{had})$)", "Δ/{φ}(/{W}_{lep}, /{W}_{had})"},
        {R"($p_T^{\gamma}$)", "/{p}@^^{/{γ}}}_{T}"},
        {R"($p_T^{\gamma_1}$)", "/{p}@_{T}^^{/{γ}_{1}}}"},
        {R"($p_T^Z$)", "/{p}@_{T}^^{/{Z}}}"},
        {R"($p_T^{3\ell}$)", "/{p}@_{T}^^{3/{ℓ}}}"},
        {R"($\ell_1^Z$)", "/{ℓ}@_{1}^^{/{Z}}}"},
        {R"($\eta^{\ell_W}$)", "/{η}^{/{ℓ}_{/{W}}}"},
        {R"($m_{\gamma\gamma}$)", "/{m}_{/{γγ}}"},
        {R"($m_{bjj}$)", "/{m}_{/{bjj}}"},
        {R"($N_{jets}$)", "/{N}_{jets}"},
        {R"($N_{jet}$)", "/{N}_{jet}"},
        {R"($|\cos\theta^*_{CS}|$)", "|cos /{θ}@^^{∗}}_{CS}|"},
        {R"($|\Delta\eta_{jj}|$)", "|Δ/{η}_{/{jj}}|"},
        {R"($E_{\mathrm{T}}^{\text{miss}}$ [GeV])", "/{E}@_{T}^^{miss}} [GeV]"},
        {R"($E_T^{\rm miss}$)", "/{E}@_{T}^^{miss}}"},
        {R"($\sqrt{s} = 13$ TeV)", "√/{s\u0305} = 13 TeV"},
        {R"($\sqrt{p_x^2}$)", "√(/{p}@_{/{x}}^^{2}})"},
        {R"($t\bar{t}$)", "/{tt\u0304}"},
        {R"($\bar b \bar\nu$)", "/{b\u0305ν\u0304}"},
        {R"($\tilde{\chi}_1^0$)", "/{χ\u0303}@_{1}^^{0}}"},
        {R"($Z \to \mu^+\mu^-$)", "/{Z} → /{μ}^{+}/{μ}^{−}"},
        {R"($Z'$ mass)", "/{Z}′ mass"},
        {R"($\frac{m_1}{m_2}$)", "/{m}_{1}//{m}_{2}"},
        {R"($m_1 - m_2$)", "/{m}_{1} − /{m}_{2}"},
        {R"($-\ln L$)", "−ln /{L}"},
        {R"($\max(p_T) \leq 3\times 10^{-2}$)", "max(/{p}_{T}) ≤ 3 × 10^{−2}"},
        {R"($\log_{10} x$)", "log_{10} /{x}"},
        {R"($\left(\frac ab\right)$)", "(/{a}//{b})"},
        {R"($x\,y$)", "/{x}\u2009/{y}"},
        {R"($\{x\}$)", R"(\{/{x}\})"},
        {"leading jet", "leading jet"},
        {"mass of W_had, 50% & {x} ~ @ ^ \\ 5\\% \\$", R"(mass of W\_had, 50% \& \{x\} \~ \@ \^  5% $)"},
        {R"(\Delta R of p_{T})", "Δ R of /{p}_{T}"},
        {"$E_T^{miss", "/{E}@_{T}^^{miss}}"},
        {"$x}y$", "/{xy}"},
        {"$a_$ $^2$ $$", "/{a} ^{2} "},
        {"", ""},
    };
    for (const auto& [latex, expected] : cases) {
        const GnuplotLabel label = gnuplot_label(latex);
        EXPECT_EQ(readable(label.text), expected) << latex;
        EXPECT_TRUE(label.unknown.empty()) << latex;
    }
}

TEST(LatexLabel, UnknownCommandsAreShownAndReported) {
    const GnuplotLabel label = gnuplot_label(R"($\foo{x} + \alpha$ \bar)");
    EXPECT_EQ(readable(label.text), "foo/{x} + /{α} ");
    EXPECT_EQ(label.unknown, std::vector<std::string>{R"(\foo)"});
}

TEST(LatexLabel, PlainTextStaysAsItIs) {
    EXPECT_EQ(readable(gnuplot_plain("mT(leptons[0], MET)")), "mT(leptons[0], MET)");
    EXPECT_EQ(readable(gnuplot_plain("a_b^c{d}@&~\\$")), R"(a\_b\^c\{d\}\@\&\~\\$)");
}

/// Braces that count, that is those without a backslash, must pair up or gnuplot complains.
bool balanced(std::string_view markup) {
    int depth = 0;
    for (std::size_t i = 0; i < markup.size(); ++i) {
        if (markup[i] == '\\')
            ++i;
        else if (markup[i] == '{')
            ++depth;
        else if (markup[i] == '}' && --depth < 0)
            return false;
    }
    return depth == 0;
}

TEST(LatexLabel, AnyTextGivesBalancedMarkup) {
    const std::vector<std::string> pieces = {"$",      "{",        "}",      "_",      "^",     "\\", "\\bar", "\\sqrt",
                                             "\\frac", "\\mathrm", "\\text", "\\left", "\\ell", "a",  "T",     "miss",
                                             "'",      " ",        "~",      "&",      "@",     "3",  "[",     "]",
                                             "\\rm",   "μ",        "\xff",   "\\\\",   "-",     "|",  "\\foo", "\n"};
    std::mt19937 random(1);
    for (int trial = 0; trial < 20'000; ++trial) {
        std::string text = trial % 2 ? "$" : "";
        for (int i = 0, n = 1 + random() % 14; i < n; ++i) text += pieces[random() % pieces.size()];
        EXPECT_TRUE(balanced(gnuplot_label(text).text)) << text << " -> " << gnuplot_label(text).text;
    }
}

TEST(LatexLabel, DeepNestingIsShownFlat) {
    for (const std::string unit : {"{", "x_{", "\\sqrt{x_{", "^", "\\bar"}) {
        std::string text = "$";
        for (int i = 0; i < 20'000; ++i) text += unit;
        EXPECT_TRUE(balanced(gnuplot_label(text).text)) << unit;
    }
}

}  // namespace
}  // namespace collmc::report
