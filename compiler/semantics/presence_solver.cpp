#include "compiler/semantics/presence_solver.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

namespace collmc::semantics::presence {

namespace {

constexpr long kUnbounded = std::numeric_limits<long>::max();
constexpr long kLargestBound = 1L << 44;
constexpr int kPropagationRounds = 24;

using Wide = __int128;

Wide floor_divide(Wide a, Wide b) {
    if (b == 1) return a;  // as it mostly is
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/// Lower and upper bounds of every symbol. Bounds beyond kLargestBound are treated as absent.
class Box {
public:
    /// Of symbols in ascending order.
    explicit Box(std::vector<Symbol> symbols)
        : symbols_(std::make_shared<const std::vector<Symbol>>(std::move(symbols))),
          low_(end(), 0),
          high_(end(), kUnbounded) {}

    long low(Symbol symbol) const { return low_[symbol]; }
    long high(Symbol symbol) const { return high_[symbol]; }
    const std::vector<Symbol>& symbols() const { return *symbols_; }
    /// Beyond the last symbol.
    int end() const { return symbols_->empty() ? 0 : symbols_->back() + 1; }

    /// Both report whether the bound became tighter; an empty range makes `contradiction` true.
    bool raise(int symbol, Wide bound) {
        if (bound <= low_[symbol] || bound > kLargestBound) return false;
        low_[symbol] = static_cast<long>(bound);
        contradiction |= low_[symbol] > high_[symbol];
        return true;
    }
    bool lower(int symbol, Wide bound) {
        if (bound >= high_[symbol]) return false;
        high_[symbol] = static_cast<long>(std::max<Wide>(bound, -1));
        contradiction |= low_[symbol] > high_[symbol];
        return true;
    }

    bool contradiction = false;

private:
    std::shared_ptr<const std::vector<Symbol>> symbols_;
    std::vector<long> low_, high_;
};

/// The largest value of the linear form in the box, without the term of `except`; false if it has no bound.
bool largest(const Linear& linear, const Box& box, Symbol except, Wide& sum) {
    sum = linear.constant;
    for (const auto& [symbol, coefficient] : linear.terms) {
        if (symbol == except) continue;
        if (coefficient > 0 && box.high(symbol) == kUnbounded) return false;
        sum += static_cast<Wide>(coefficient) * (coefficient > 0 ? box.high(symbol) : box.low(symbol));
    }
    return true;
}

bool smallest(const Linear& linear, const Box& box, Wide& sum) {
    sum = linear.constant;
    for (const auto& [symbol, coefficient] : linear.terms) {
        if (coefficient < 0 && box.high(symbol) == kUnbounded) return false;
        sum += static_cast<Wide>(coefficient) * (coefficient > 0 ? box.low(symbol) : box.high(symbol));
    }
    return true;
}

enum class Truth { no, yes, open };

Truth truth(const Formula& formula, const Box& box) {
    switch (formula.kind()) {
        case Formula::Kind::always: return Truth::yes;
        case Formula::Kind::never: return Truth::no;
        case Formula::Kind::at_least_zero: {
            Wide bound;
            if (largest(formula.linear(), box, -1, bound) && bound < 0) return Truth::no;
            if (smallest(formula.linear(), box, bound) && bound >= 0) return Truth::yes;
            return Truth::open;
        }
        case Formula::Kind::all_of:
        case Formula::Kind::any_of: break;
    }
    const bool conjunction = formula.kind() == Formula::Kind::all_of;
    Truth all = conjunction ? Truth::yes : Truth::no;
    for (const Formula& part : formula.parts()) {
        Truth one = truth(part, box);
        if (one == (conjunction ? Truth::no : Truth::yes)) return one;
        if (one == Truth::open) all = Truth::open;
    }
    return all;
}

/// A conjunction under examination: atoms that hold, alternatives still open, and the bounds that follow.
struct State {
    Box box;
    std::vector<Linear> atoms;
    std::vector<Formula> alternatives;

    void assume(const Formula& formula) {
        switch (formula.kind()) {
            case Formula::Kind::always: break;
            case Formula::Kind::never: box.contradiction = true; break;
            case Formula::Kind::at_least_zero: atoms.push_back(formula.linear()); break;
            case Formula::Kind::any_of: alternatives.push_back(formula); break;
            case Formula::Kind::all_of:
                for (const Formula& part : formula.parts()) assume(part);
        }
    }

    /// Tightens bounds by every atom and drops what they decide; false on contradiction.
    bool propagate() {
        bool changed = true;
        for (int round = 0; changed && round < kPropagationRounds && !box.contradiction; ++round) {
            changed = false;
            for (const Linear& atom : atoms) changed |= tighten(atom);
            if (!box.contradiction) changed |= decide_alternatives();
        }
        return !box.contradiction;
    }

    /// Whether the lower bounds, taken as values, satisfy everything: after propagation the first guess at a solution.
    bool holds_at_low() const {
        auto holds = [&](const Formula& formula) { return at_low(formula); };
        return std::all_of(atoms.begin(), atoms.end(), [&](const Linear& atom) { return at_low(atom); }) &&
               std::all_of(alternatives.begin(), alternatives.end(), holds);
    }

private:
    bool at_low(const Linear& linear) const {
        Wide sum = linear.constant;
        for (const auto& [symbol, coefficient] : linear.terms) sum += static_cast<Wide>(coefficient) * box.low(symbol);
        return sum >= 0;
    }

    bool at_low(const Formula& formula) const {
        auto holds = [&](const Formula& part) { return at_low(part); };
        switch (formula.kind()) {
            case Formula::Kind::always: return true;
            case Formula::Kind::never: return false;
            case Formula::Kind::at_least_zero: return at_low(formula.linear());
            case Formula::Kind::all_of: return std::all_of(formula.parts().begin(), formula.parts().end(), holds);
            case Formula::Kind::any_of: return std::any_of(formula.parts().begin(), formula.parts().end(), holds);
        }
        return false;
    }

    bool tighten(const Linear& atom) {
        bool changed = false;
        Wide bound;
        if (largest(atom, box, -1, bound) && bound < 0) box.contradiction = true;
        for (const auto& [symbol, coefficient] : atom.terms) {
            if (!largest(atom, box, symbol, bound)) continue;
            // coefficient * symbol + bound >= 0
            changed |= coefficient > 0 ? box.raise(symbol, -floor_divide(bound, coefficient))
                                       : box.lower(symbol, floor_divide(bound, -coefficient));
        }
        return changed;
    }

    bool decide_alternatives() {
        std::vector<Formula> open = std::move(alternatives);
        alternatives.clear();
        bool changed = false;
        for (const Formula& formula : open) {
            std::vector<Formula> left;
            bool holds = false;
            std::size_t open_parts = 0;
            for (const Formula& part : formula.parts()) {
                Truth value = truth(part, box);
                holds |= value == Truth::yes;
                if (holds) break;
                open_parts += value == Truth::open;
            }
            if (holds) continue;
            if (open_parts == formula.parts().size()) {
                alternatives.push_back(formula);
                continue;
            }
            for (const Formula& part : formula.parts())
                if (truth(part, box) == Truth::open) left.push_back(part);
            changed |= left.size() < 2;
            assume(Formula::any_of(std::move(left)));
        }
        return changed;
    }
};

// ---- Fourier-Motzkin elimination ----

/// Coefficients by symbol, without zeros, sorted: those of an inequality sum + constant >= 0.
using Coefficients = std::vector<std::pair<int, long>>;

class Elimination {
public:
    Elimination(int symbols, long& combinations_left) : symbols_(symbols), combinations_left_(combinations_left) {}

    /// Divides by the greatest common divisor and keeps the tightest of parallel ones. Numbers that do not fit are left
    /// out, which can only weaken the refutation.
    void add(const std::vector<std::pair<int, Wide>>& coefficients, Wide constant) {
        Wide divisor = 0;
        for (const auto& [symbol, coefficient] : coefficients) {
            Wide a = divisor, b = coefficient < 0 ? -coefficient : coefficient;
            while (b != 0) std::swap(a, b), b %= a;
            divisor = a;
        }
        if (divisor == 0) {
            refuted_ |= constant < 0;
            return;
        }
        constexpr Wide limit = std::numeric_limits<long>::max() / 4;
        Coefficients reduced;
        for (const auto& [symbol, whole] : coefficients) {
            const Wide coefficient = whole / divisor;
            if (coefficient > limit || coefficient < -limit) return;
            reduced.emplace_back(symbol, static_cast<long>(coefficient));
        }
        const Wide rounded = floor_divide(constant, divisor);
        if (rounded > limit || rounded < -limit) return;
        auto [place, inserted] = rows_.try_emplace(std::move(reduced), static_cast<long>(rounded));
        if (!inserted) place->second = std::min(place->second, static_cast<long>(rounded));
    }

    Satisfiable solve() {
        while (!refuted_) {
            const int next = cheapest();
            if (next < 0) return Satisfiable::possible;
            eliminate(next);
            if (combinations_left_ < 0) return Satisfiable::too_large;
        }
        return Satisfiable::impossible;
    }

private:
    /// The symbol whose elimination combines the fewest inequalities; -1 if none is left.
    int cheapest() const {
        std::vector<long> positive(symbols_), negative(symbols_);
        for (const auto& [coefficients, constant] : rows_)
            for (const auto& [symbol, coefficient] : coefficients) ++(coefficient > 0 ? positive : negative)[symbol];
        int best = -1;
        for (int i = 0; i < symbols_; ++i) {
            if (positive[i] + negative[i] == 0) continue;
            if (best < 0 || positive[i] * negative[i] < positive[best] * negative[best]) best = i;
        }
        return best;
    }

    static long coefficient_of(int symbol, const Coefficients& coefficients) {
        for (const auto& [other, coefficient] : coefficients)
            if (other == symbol) return coefficient;
        return 0;
    }

    void eliminate(int symbol) {
        std::vector<std::pair<Coefficients, long>> above, below;  // with positive, with negative coefficient
        for (auto row = rows_.begin(); row != rows_.end();) {
            const long coefficient = coefficient_of(symbol, row->first);
            if (coefficient != 0) (coefficient > 0 ? above : below).emplace_back(row->first, row->second);
            row = coefficient != 0 ? rows_.erase(row) : std::next(row);
        }
        for (const auto& [a, a_constant] : above)
            for (const auto& [b, b_constant] : below) {
                if (--combinations_left_ < 0) return;
                combine(a, a_constant, -static_cast<Wide>(coefficient_of(symbol, b)), b, b_constant,
                        coefficient_of(symbol, a));
            }
    }

    void combine(const Coefficients& a, Wide a_constant, Wide a_times, const Coefficients& b, Wide b_constant,
                 Wide b_times) {
        std::vector<std::pair<int, Wide>> sum;
        auto left = a.begin();
        auto right = b.begin();
        while (left != a.end() || right != b.end()) {
            const int symbol =
                std::min(left == a.end() ? symbols_ : left->first, right == b.end() ? symbols_ : right->first);
            Wide coefficient = 0;
            if (left != a.end() && left->first == symbol) coefficient += a_times * (left++)->second;
            if (right != b.end() && right->first == symbol) coefficient += b_times * (right++)->second;
            if (coefficient != 0) sum.emplace_back(symbol, coefficient);
        }
        add(sum, a_times * a_constant + b_times * b_constant);
    }

    int symbols_;
    long& combinations_left_;
    bool refuted_ = false;
    std::map<Coefficients, long> rows_;  ///< coefficients -> constant; ordered, so that the work is reproducible
};

Satisfiable eliminate(const State& state, long& combinations_left) {
    Elimination elimination(state.box.end(), combinations_left);
    for (const Linear& atom : state.atoms) {
        Wide least;
        if (smallest(atom, state.box, least) && least >= 0) continue;  // the bounds say it
        elimination.add({atom.terms.begin(), atom.terms.end()}, atom.constant);
    }
    for (const Symbol symbol : state.box.symbols()) {
        elimination.add({{symbol, 1}}, -static_cast<Wide>(state.box.low(symbol)));
        if (state.box.high(symbol) != kUnbounded) elimination.add({{symbol, -1}}, state.box.high(symbol));
    }
    return elimination.solve();
}

State initial_state(const std::vector<Formula>& formulas) {
    Symbol end = 0;
    for (const Formula& formula : formulas)
        if (!formula.symbols().empty()) end = std::max(end, formula.symbols().back() + 1);
    std::vector<char> is_mentioned(end);
    for (const Formula& formula : formulas)
        for (const Symbol symbol : formula.symbols()) is_mentioned[symbol] = true;
    std::vector<Symbol> symbols;
    for (Symbol symbol = 0; symbol < end; ++symbol)
        if (is_mentioned[symbol]) symbols.push_back(symbol);
    State state{Box(std::move(symbols)), {}, {}};
    state.atoms.reserve(formulas.size());
    for (const Formula& formula : formulas) state.assume(formula);
    return state;
}

class Search {
public:
    Search(const Effort& effort, Values* example)
        : cases_left_(effort.cases), combinations_left_(effort.combinations), example_(example) {}

    Satisfiable run(State state) {
        if (!state.propagate()) return Satisfiable::impossible;
        if (--cases_left_ < 0) return Satisfiable::too_large;
        if (state.holds_at_low()) {
            keep(state.box);
            return Satisfiable::possible;
        }
        if (Satisfiable atoms = eliminate(state, combinations_left_); atoms != Satisfiable::possible) return atoms;
        if (state.alternatives.empty()) return Satisfiable::possible;

        auto fewest = [](const Formula& a, const Formula& b) { return a.parts().size() < b.parts().size(); };
        auto chosen = std::min_element(state.alternatives.begin(), state.alternatives.end(), fewest);
        const Formula branch = *chosen;
        state.alternatives.erase(chosen);
        for (const Formula& part : branch.parts()) {
            State next = state;
            next.assume(part);
            if (Satisfiable answer = run(std::move(next)); answer != Satisfiable::impossible) return answer;
        }
        return Satisfiable::impossible;
    }

private:
    void keep(const Box& box) {
        if (!example_) return;
        example_->assign(box.end(), kNoValue);
        for (const Symbol symbol : box.symbols()) (*example_)[symbol] = box.low(symbol);
    }

    int cases_left_;
    long combinations_left_;
    Values* example_;
};

}  // namespace

Satisfiable satisfiable(const std::vector<Formula>& formulas, const Effort& effort, Values* example) {
    if (example) example->clear();
    return Search(effort, example).run(initial_state(formulas));
}

}  // namespace collmc::semantics::presence
