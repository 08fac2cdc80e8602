#include "runtime/report/latex_symbols.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace collmc::report {

namespace {

using enum LatexSymbol::Kind;

// \phi and \varphi, \epsilon and \varepsilon look alike: the font has one form of each.
constexpr LatexSymbol kSymbols[] = {
    {" ", " ", space},
    {"!", "", space},
    {"#", "#", upright},
    {"$", "$", upright},
    {"%", "%", upright},
    {"&", "&", upright},
    {",", "\u2009", space},
    {":", "\u2009", space},
    {";", " ", space},
    {"Big", "", nothing},
    {"Bigg", "", nothing},
    {"Delta", "Δ", upright},
    {"Gamma", "Γ", upright},
    {"Im", "Im", function},
    {"Lambda", "Λ", upright},
    {"Leftrightarrow", "⇔", relation},
    {"Omega", "Ω", upright},
    {"Phi", "Φ", upright},
    {"Pi", "Π", upright},
    {"Psi", "Ψ", upright},
    {"Re", "Re", function},
    {"Rightarrow", "⇒", relation},
    {"Sigma", "Σ", upright},
    {"Theta", "Θ", upright},
    {"Upsilon", "Υ", upright},
    {"Xi", "Ξ", upright},
    {"\\", " ", space},
    {"_", "_", upright},
    {"alpha", "α", variable},
    {"approx", "≈", relation},
    {"arccos", "arccos", function},
    {"arcsin", "arcsin", function},
    {"arctan", "arctan", function},
    {"ast", "∗", upright},
    {"beta", "β", variable},
    {"big", "", nothing},
    {"bigg", "", nothing},
    {"bullet", "•", upright},
    {"cdot", "·", relation},
    {"cdots", "···", upright},
    {"chi", "χ", variable},
    {"circ", "°", upright},
    {"cos", "cos", function},
    {"cosh", "cosh", function},
    {"cot", "cot", function},
    {"dagger", "†", upright},
    {"degree", "°", upright},
    {"delta", "δ", variable},
    {"det", "det", function},
    {"displaystyle", "", nothing},
    {"dots", "…", upright},
    {"ell", "ℓ", variable},
    {"epsilon", "ε", variable},
    {"equiv", "≡", relation},
    {"eta", "η", variable},
    {"exp", "exp", function},
    {"gamma", "γ", variable},
    {"ge", "≥", relation},
    {"geq", "≥", relation},
    {"gg", "≫", relation},
    {"hbar", "ħ", variable},
    {"in", "∈", relation},
    {"infty", "∞", upright},
    {"int", "∫", upright},
    {"iota", "ι", variable},
    {"kappa", "κ", variable},
    {"lambda", "λ", variable},
    {"langle", "⟨", upright},
    {"ldots", "…", upright},
    {"le", "≤", relation},
    {"left", "", delimiter},
    {"leftarrow", "←", relation},
    {"leftrightarrow", "↔", relation},
    {"leq", "≤", relation},
    {"limits", "", nothing},
    {"ll", "≪", relation},
    {"ln", "ln", function},
    {"log", "log", function},
    {"lvert", "|", upright},
    {"max", "max", function},
    {"mid", "|", relation},
    {"min", "min", function},
    {"mp", "∓", relation},
    {"mu", "μ", variable},
    {"nabla", "∇", upright},
    {"ne", "≠", relation},
    {"neq", "≠", relation},
    {"nolimits", "", nothing},
    {"nu", "ν", variable},
    {"omega", "ω", variable},
    {"parallel", "∥", upright},
    {"partial", "∂", upright},
    {"perp", "⊥", upright},
    {"phi", "φ", variable},
    {"pi", "π", variable},
    {"pm", "±", relation},
    {"prime", "′", upright},
    {"prod", "∏", upright},
    {"propto", "∝", relation},
    {"psi", "ψ", variable},
    {"qquad", "    ", space},
    {"quad", "  ", space},
    {"rangle", "⟩", upright},
    {"rho", "ρ", variable},
    {"right", "", delimiter},
    {"rightarrow", "→", relation},
    {"rvert", "|", upright},
    {"scriptscriptstyle", "", nothing},
    {"scriptstyle", "", nothing},
    {"sigma", "σ", variable},
    {"sim", "∼", relation},
    {"simeq", "≃", relation},
    {"sin", "sin", function},
    {"sinh", "sinh", function},
    {"star", "∗", upright},
    {"sum", "∑", upright},
    {"tan", "tan", function},
    {"tanh", "tanh", function},
    {"tau", "τ", variable},
    {"textstyle", "", nothing},
    {"theta", "θ", variable},
    {"times", "×", relation},
    {"to", "→", relation},
    {"upsilon", "υ", variable},
    {"varepsilon", "ε", variable},
    {"varphi", "φ", variable},
    {"varpi", "ϖ", variable},
    {"varrho", "ϱ", variable},
    {"varsigma", "ς", variable},
    {"vartheta", "ϑ", variable},
    {"vert", "|", upright},
    {"xi", "ξ", variable},
    {"zeta", "ζ", variable},
    {"{", "{", upright},
    {"|", "‖", upright},
    {"}", "}", upright},
};

constexpr std::pair<std::string_view, std::string_view> kAccents[] = {
    {"bar", "\u0304"},       {"dot", "\u0307"}, {"hat", "\u0302"},     {"overline", "\u0305"},  {"tilde", "\u0303"},
    {"underline", "\u0332"}, {"vec", "\u20d7"}, {"widehat", "\u0302"}, {"widetilde", "\u0303"},
};

}  // namespace

const LatexSymbol* find_latex_symbol(std::string_view name) {
    const auto* found = std::find_if(std::begin(kSymbols), std::end(kSymbols),
                                     [&](const LatexSymbol& symbol) { return symbol.name == name; });
    return found == std::end(kSymbols) ? nullptr : found;
}

std::string_view find_latex_accent(std::string_view name) {
    for (const auto& [accent, combining] : kAccents) {
        if (accent == name) return combining;
    }
    return {};
}

}  // namespace collmc::report
