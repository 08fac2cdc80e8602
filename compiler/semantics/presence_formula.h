// Formulas over the sizes of collections and the existence of candidates: linear integer arithmetic in negation normal
// form. They are what the presence rules compute and what the solver decides.
//
// A symbol stands for a whole number >= 0 per event (or per event and bound objects). A Formula is an immutable value;
// copies share structure.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/semantics/typed.h"

namespace collmc::semantics::presence {

using Symbol = int;

/// Sum of coefficient * symbol + constant. Terms are sorted by symbol and have no zero coefficient.
struct Linear {
    std::vector<std::pair<Symbol, long>> terms;
    long constant = 0;

    static Linear number(long value) { return {{}, value}; }
    static Linear of(Symbol symbol) { return {{{symbol, 1}}, 0}; }
    bool is_constant() const { return terms.empty(); }
    friend bool operator==(const Linear&, const Linear&) = default;
};

/// Arithmetic that is refused (empty) where a coefficient or the constant would leave +-2^40: whoever asks then treats
/// the expression as not linear, which loses a fact and never invents one.
std::optional<Linear> add(const Linear& a, const Linear& b);
std::optional<Linear> scale(const Linear& a, long factor);

class Formula {
public:
    enum class Kind { always, never, at_least_zero, all_of, any_of };

    /// `always`
    Formula();
    static Formula always() { return {}; }
    static Formula never();
    static Formula truth(bool value) { return value ? always() : never(); }
    /// linear >= 0, divided by the greatest common divisor of its coefficients and rounded to what whole numbers allow.
    static Formula at_least_zero(const Linear& linear);
    /// Flattened, without repetitions, and simplified where a part is always or never.
    static Formula all_of(std::vector<Formula> parts);
    static Formula any_of(std::vector<Formula> parts);

    Kind kind() const;
    bool is_always() const { return kind() == Kind::always; }
    bool is_never() const { return kind() == Kind::never; }
    const Linear& linear() const;               ///< at_least_zero only
    const std::vector<Formula>& parts() const;  ///< all_of and any_of only
    /// Number of atoms.
    std::size_t size() const;
    /// Those that it mentions, ascending, each once.
    const std::vector<Symbol>& symbols() const;

    friend bool operator==(const Formula& a, const Formula& b);

private:
    struct Node;
    explicit Formula(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
    static Formula join(Kind kind, std::vector<Formula> parts);

    std::shared_ptr<const Node> node_;
};

Formula operator&(const Formula& a, const Formula& b);
Formula operator|(const Formula& a, const Formula& b);
/// Exact, because symbols are whole numbers.
Formula negation(const Formula& formula);
inline Formula implies(const Formula& a, const Formula& b) { return negation(a) | b; }

/// a op b, exact. `always` where the difference is too large to be represented: use as a fact, not as a goal.
Formula compare(const Linear& a, CompareOp op, const Linear& b);
inline Formula at_least(Symbol symbol, long bound) { return Formula::at_least_zero({{{symbol, 1}}, -bound}); }
inline Formula at_most(Symbol symbol, long bound) { return Formula::at_least_zero({{{symbol, -1}}, bound}); }

/// The formula with every atom that mentions a symbol of the kind replaced by `always`: a consequence of it.
Formula without(const Formula& formula, const std::function<bool(Symbol)>& dropped);

/// The value under an assignment.
bool holds(const Formula& formula, const std::function<long(Symbol)>& value);

/// In the spelling of the language: `size(jets) >= 2 and not exists(Z)`. `name` gives a symbol's expression; a symbol
/// for which `is_condition` is true stands for 0 or 1 and is written as its name, or `not` its name.
std::string to_source(const Formula& formula, const std::function<std::string(Symbol)>& name,
                      const std::function<bool(Symbol)>& is_condition);

}  // namespace collmc::semantics::presence
