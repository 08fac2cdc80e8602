#include "compiler/semantics/presence_formula.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "fmt/format.h"

namespace collmc::semantics::presence {

namespace {

constexpr long kLargest = 1L << 40;

bool in_range(__int128 value) { return value <= kLargest && value >= -kLargest; }

long floor_divide(long a, long b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

}  // namespace

std::optional<Linear> add(const Linear& a, const Linear& b) {
    Linear sum;
    sum.constant = a.constant + b.constant;
    if (!in_range(sum.constant)) return std::nullopt;
    auto left = a.terms.begin();
    auto right = b.terms.begin();
    while (left != a.terms.end() || right != b.terms.end()) {
        if (right == b.terms.end() || (left != a.terms.end() && left->first < right->first)) {
            sum.terms.push_back(*left++);
        } else if (left == a.terms.end() || right->first < left->first) {
            sum.terms.push_back(*right++);
        } else {
            long coefficient = left->second + right->second;
            if (!in_range(coefficient)) return std::nullopt;
            if (coefficient != 0) sum.terms.emplace_back(left->first, coefficient);
            ++left, ++right;
        }
    }
    return sum;
}

std::optional<Linear> scale(const Linear& a, long factor) {
    if (factor == 0) return Linear::number(0);
    Linear product = a;
    for (auto& [symbol, coefficient] : product.terms) {
        if (!in_range(static_cast<__int128>(coefficient) * factor)) return std::nullopt;
        coefficient *= factor;
    }
    if (!in_range(static_cast<__int128>(product.constant) * factor)) return std::nullopt;
    product.constant *= factor;
    return product;
}

struct Formula::Node {
    Kind kind;
    Linear linear;
    std::vector<Formula> parts;
    std::size_t size = 0;
    std::vector<Symbol> symbols;
};

Formula::Formula() {
    static const auto node = std::make_shared<const Node>(Node{Kind::always, {}, {}, 0, {}});
    node_ = node;
}

Formula Formula::never() {
    static const auto node = std::make_shared<const Node>(Node{Kind::never, {}, {}, 0, {}});
    return Formula(node);
}

Formula Formula::at_least_zero(const Linear& linear) {
    if (linear.is_constant()) return truth(linear.constant >= 0);
    long divisor = 0;
    for (const auto& [symbol, coefficient] : linear.terms) divisor = std::gcd(divisor, std::abs(coefficient));
    Linear reduced = linear;
    for (auto& [symbol, coefficient] : reduced.terms) coefficient /= divisor;
    reduced.constant = floor_divide(linear.constant, divisor);
    std::vector<Symbol> symbols;
    for (const auto& [symbol, coefficient] : reduced.terms) symbols.push_back(symbol);
    return Formula(
        std::make_shared<const Node>(Node{Kind::at_least_zero, std::move(reduced), {}, 1, std::move(symbols)}));
}

Formula Formula::join(Kind kind, std::vector<Formula> parts) {
    const Kind neutral = kind == Kind::all_of ? Kind::always : Kind::never;
    const Kind absorbing = kind == Kind::all_of ? Kind::never : Kind::always;
    std::vector<Formula> flat;
    auto keep = [&](const Formula& part) {
        if (std::find(flat.begin(), flat.end(), part) == flat.end()) flat.push_back(part);
    };
    for (const Formula& part : parts) {
        if (part.kind() == absorbing) return part;
        if (part.kind() == neutral) continue;
        if (part.kind() == kind) {
            for (const Formula& inner : part.parts()) keep(inner);
        } else {
            keep(part);
        }
    }
    if (flat.empty()) return truth(neutral == Kind::always);
    if (flat.size() == 1) return flat.front();
    std::size_t size = 0;
    std::vector<Symbol> symbols;
    for (const Formula& part : flat) {
        size += part.size();
        symbols.insert(symbols.end(), part.symbols().begin(), part.symbols().end());
    }
    std::sort(symbols.begin(), symbols.end());
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    return Formula(std::make_shared<const Node>(Node{kind, {}, std::move(flat), size, std::move(symbols)}));
}

Formula Formula::all_of(std::vector<Formula> parts) { return join(Kind::all_of, std::move(parts)); }
Formula Formula::any_of(std::vector<Formula> parts) { return join(Kind::any_of, std::move(parts)); }

Formula::Kind Formula::kind() const { return node_->kind; }
const Linear& Formula::linear() const { return node_->linear; }
const std::vector<Formula>& Formula::parts() const { return node_->parts; }
std::size_t Formula::size() const { return node_->size; }
const std::vector<Symbol>& Formula::symbols() const { return node_->symbols; }

bool operator==(const Formula& a, const Formula& b) {
    if (a.node_ == b.node_) return true;
    return a.kind() == b.kind() && a.size() == b.size() && a.linear() == b.linear() && a.parts() == b.parts();
}

Formula operator&(const Formula& a, const Formula& b) { return Formula::all_of({a, b}); }
Formula operator|(const Formula& a, const Formula& b) { return Formula::any_of({a, b}); }

Formula negation(const Formula& formula) {
    switch (formula.kind()) {
        case Formula::Kind::always: return Formula::never();
        case Formula::Kind::never: return Formula::always();
        case Formula::Kind::at_least_zero: {
            Linear opposite = *scale(formula.linear(), -1);
            opposite.constant -= 1;
            return Formula::at_least_zero(opposite);
        }
        case Formula::Kind::all_of:
        case Formula::Kind::any_of: break;
    }
    std::vector<Formula> parts;
    for (const Formula& part : formula.parts()) parts.push_back(negation(part));
    return formula.kind() == Formula::Kind::all_of ? Formula::any_of(std::move(parts))
                                                   : Formula::all_of(std::move(parts));
}

Formula compare(const Linear& a, CompareOp op, const Linear& b) {
    auto minus_b = scale(b, -1);
    auto difference = minus_b ? add(a, *minus_b) : std::nullopt;
    if (!difference) return Formula::always();
    auto opposite = scale(*difference, -1);
    auto at_least = [](Linear linear, long bound) {
        linear.constant -= bound;
        return Formula::at_least_zero(linear);
    };
    switch (op) {
        case CompareOp::less: return at_least(*opposite, 1);
        case CompareOp::less_equal: return at_least(*opposite, 0);
        case CompareOp::greater: return at_least(*difference, 1);
        case CompareOp::greater_equal: return at_least(*difference, 0);
        case CompareOp::equal: return at_least(*difference, 0) & at_least(*opposite, 0);
        case CompareOp::not_equal: return at_least(*difference, 1) | at_least(*opposite, 1);
    }
    return Formula::always();
}

Formula without(const Formula& formula, const std::function<bool(Symbol)>& dropped) {
    switch (formula.kind()) {
        case Formula::Kind::always:
        case Formula::Kind::never: return formula;
        case Formula::Kind::at_least_zero:
            for (const auto& [symbol, coefficient] : formula.linear().terms)
                if (dropped(symbol)) return Formula::always();
            return formula;
        case Formula::Kind::all_of:
        case Formula::Kind::any_of: break;
    }
    std::vector<Formula> parts;
    for (const Formula& part : formula.parts()) parts.push_back(without(part, dropped));
    return formula.kind() == Formula::Kind::all_of ? Formula::all_of(std::move(parts))
                                                   : Formula::any_of(std::move(parts));
}

bool holds(const Formula& formula, const std::function<long(Symbol)>& value) {
    auto part_holds = [&](const Formula& part) { return holds(part, value); };
    switch (formula.kind()) {
        case Formula::Kind::always: return true;
        case Formula::Kind::never: return false;
        case Formula::Kind::all_of: return std::all_of(formula.parts().begin(), formula.parts().end(), part_holds);
        case Formula::Kind::any_of: return std::any_of(formula.parts().begin(), formula.parts().end(), part_holds);
        case Formula::Kind::at_least_zero: break;
    }
    long sum = formula.linear().constant;
    for (const auto& [symbol, coefficient] : formula.linear().terms) sum += coefficient * value(symbol);
    return sum >= 0;
}

// ---- in the spelling of the language ----

namespace {

class Writer {
public:
    Writer(const std::function<std::string(Symbol)>& name, const std::function<bool(Symbol)>& is_condition)
        : name_(name), is_condition_(is_condition) {}

    std::string write(const Formula& formula) const {
        switch (formula.kind()) {
            case Formula::Kind::always: return "true";
            case Formula::Kind::never: return "false";
            case Formula::Kind::at_least_zero: return atom(formula.linear());
            case Formula::Kind::all_of: return conjunction(formula.parts());
            case Formula::Kind::any_of: break;
        }
        if (std::string whole = unequal(formula.parts()); !whole.empty()) return whole;
        std::vector<std::string> words;
        for (const Formula& part : formula.parts()) words.push_back(write(part));
        return fmt::format("{}", fmt::join(words, " or "));
    }

private:
    /// The terms with positive coefficients, each a word of a sum.
    std::string side(const Linear& linear, bool positive, long constant) const {
        std::vector<std::string> words;
        for (const auto& [symbol, coefficient] : linear.terms) {
            if ((coefficient > 0) != positive) continue;
            long factor = std::abs(coefficient);
            words.push_back(factor == 1 ? name_(symbol) : fmt::format("{} * {}", factor, name_(symbol)));
        }
        if (constant > 0 || words.empty()) words.push_back(std::to_string(constant));
        return fmt::format("{}", fmt::join(words, " + "));
    }

    /// `left op right`, the sides being sums without negative terms, for linear `op` 0.
    std::string relation(const Linear& linear, const char* op, const char* turned) const {
        bool any_positive = std::any_of(linear.terms.begin(), linear.terms.end(), [](auto& t) { return t.second > 0; });
        long constant = linear.constant;
        std::string positive = side(linear, true, std::max(constant, 0L));
        std::string negative = side(linear, false, std::max(-constant, 0L));
        return any_positive ? fmt::format("{} {} {}", positive, op, negative)
                            : fmt::format("{} {} {}", negative, turned, positive);
    }

    std::string atom(const Linear& linear) const {
        if (linear.terms.size() == 1 && is_condition_(linear.terms[0].first)) {
            auto [symbol, coefficient] = linear.terms[0];
            return coefficient > 0 ? name_(symbol) : "not " + name_(symbol);
        }
        bool at_most_zero = linear.terms.size() == 1 && linear.terms[0].second < 0 && linear.constant == 0;
        return at_most_zero ? relation(linear, "==", "==") : relation(linear, ">=", "<=");
    }

    static const Linear* as_atom(const Formula& part) {
        return part.kind() == Formula::Kind::at_least_zero ? &part.linear() : nullptr;
    }

    /// The other half of an interval around the same terms: -terms + c >= 0.
    static const Linear* opposite_of(const Linear& linear, const std::vector<Formula>& parts) {
        for (const Formula& part : parts) {
            const Linear* other = as_atom(part);
            if (!other || other->terms.size() != linear.terms.size()) continue;
            bool opposite = true;
            for (std::size_t i = 0; i < linear.terms.size(); ++i)
                opposite &= other->terms[i] == std::pair(linear.terms[i].first, -linear.terms[i].second);
            if (opposite) return other;
        }
        return nullptr;
    }

    std::string conjunction(const std::vector<Formula>& parts) const {
        std::vector<std::string> words;
        for (const Formula& part : parts) {
            const Linear* linear = as_atom(part);
            const Linear* other = linear ? opposite_of(*linear, parts) : nullptr;
            if (other && other->constant == -linear->constant) {
                if (linear->terms[0].second > 0) words.push_back(relation(*linear, "==", "=="));
            } else if (other && linear->terms.size() == 1) {
                if (linear->terms[0].second > 0)
                    words.push_back(fmt::format("{} in [{}, {}]", name_(linear->terms[0].first), -linear->constant,
                                                other->constant));
            } else {
                std::string word = write(part);
                words.push_back(part.kind() == Formula::Kind::any_of ? "(" + word + ")" : word);
            }
        }
        return fmt::format("{}", fmt::join(words, " and "));
    }

    /// `a != b` where the alternatives are exactly a > b and a < b.
    std::string unequal(const std::vector<Formula>& parts) const {
        const Linear* first = parts.size() == 2 ? as_atom(parts[0]) : nullptr;
        const Linear* second = first ? opposite_of(*first, {parts[1]}) : nullptr;
        if (!second || first->constant + second->constant != -2) return {};
        Linear middle = first->terms[0].second > 0 ? *first : *second;
        middle.constant += 1;
        return relation(middle, "!=", "!=");
    }

    const std::function<std::string(Symbol)>& name_;
    const std::function<bool(Symbol)>& is_condition_;
};

}  // namespace

std::string to_source(const Formula& formula, const std::function<std::string(Symbol)>& name,
                      const std::function<bool(Symbol)>& is_condition) {
    return Writer(name, is_condition).write(formula);
}

}  // namespace collmc::semantics::presence
