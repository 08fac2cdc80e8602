#include "compiler/semantics/cost.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>

#include "compiler/semantics/range_terms.h"
#include "compiler/semantics/schema.h"

namespace collmc::semantics {

namespace {

constexpr double kMuch = 1e4;

/// A sum of products of factors such as `n(jets)` and `C(n(leptons), 2)`, with its value in a busy event.
struct Cost {
    struct Product {
        double coefficient = 0;
        double value = 0;  ///< of one
    };
    std::map<std::vector<std::string>, Product> products;

    double value() const {
        double sum = 0;
        for (const auto& [factors, product] : products) sum += product.coefficient * product.value;
        return sum;
    }

    void add(const Cost& other) {
        for (const auto& [factors, product] : other.products) {
            products[factors].coefficient += product.coefficient;
            products[factors].value = product.value;
        }
    }

    void add_one() {
        products[{}].coefficient += 1;
        products[{}].value = 1;
    }

    Cost times(const std::string& factor, double count) const {
        Cost result;
        for (const auto& [factors, product] : products) {
            std::vector<std::string> all = factors;
            all.insert(std::upper_bound(all.begin(), all.end(), factor), factor);
            result.products[std::move(all)] = {product.coefficient, product.value * count};
        }
        return result;
    }

    Cost without(const std::set<std::string>& factors) const {
        Cost result;
        for (const auto& [all, product] : products)
            if (std::none_of(all.begin(), all.end(), [&](const std::string& it) { return factors.count(it) > 0; }))
                result.products[all] = product;
        return result;
    }

    /// The largest products first.
    std::string formula() const {
        std::vector<std::pair<double, std::string>> terms;
        for (const auto& [factors, product] : products) {
            std::string text = fmt::format("{}", fmt::join(factors, " * "));
            if (factors.empty())
                text = fmt::format("{}", product.coefficient);
            else if (product.coefficient != 1)
                text = fmt::format("{} * {}", product.coefficient, text);
            terms.emplace_back(product.coefficient * product.value, std::move(text));
        }
        std::stable_sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        std::string text;
        for (const auto& [value, term] : terms) text += (text.empty() ? "" : " + ") + term;
        return text;
    }
};

double choose(double n, int k) {
    double result = 1;
    for (int i = 0; i < k; ++i) result = result * (n - i) / (i + 1);
    return std::max(result, 0.0);
}

/// 12,345 or 1.2e+09.
std::string counted(double value) {
    if (value >= 1e9) return fmt::format("{:.1e}", value);
    std::string digits = fmt::format("{:.0f}", value);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

/// A part of the program that evaluates something in a loop.
struct Part {
    std::string name;
    Span span;
    Cost cost;
    std::string_view solver;  ///< what its loop solves for one combination after the other; empty: nothing
};

/// What has no vector code: each solution takes as many steps as it needs.
std::string_view solver_of(const Term& term) {
    if (term.kind != Expr::Kind::intrinsic) return {};
    if (term.intrinsic == Intrinsic::mt2) return "MT2";
    return term.intrinsic == Intrinsic::eigenvalue3 ? "the eigenvalues of a momentum tensor" : "";
}

class Costs {
public:
    explicit Costs(const Program& program) : program_(program), terms_(program) {
        for (const Collection& collection : program.collections) sizes_.push_back(size_of(collection));
    }

    std::vector<Part> parts() {
        for (const Collection& collection : program_.collections) object(collection);
        for (const Candidate& candidate : program_.candidates) combination(candidate);
        for (const Define& define : program_.defines)
            if (define.used) part("define " + define.name, define.span, {define.value.get()});
        for (const Region& region : program_.regions) {
            for (std::size_t i = 0; i < region.cuts.size(); ++i)
                part(fmt::format("{}: {} {}", region.name, region.cuts[i].reject ? "reject" : "select", i + 1),
                     region.cuts[i].span, {region.cuts[i].guard.get(), region.cuts[i].condition.get()});
            for (const Weight& weight : region.weights)
                part(region.name + ": weight", weight.span, {weight.value.get()});
            for (const Histogram& histogram : region.histograms) fill(region, histogram);
            for (const Ntuple& ntuple : region.ntuples) {
                std::vector<const Expr*> values = {ntuple.guard.get()};
                for (const Column& column : ntuple.columns) values.push_back(column.value.get());
                part(fmt::format("{}: ntuple {}", region.name, ntuple.name), ntuple.span, values);
            }
            for (const Bins& bins : region.bins) {
                std::vector<const Expr*> values = {bins.guard.get()};
                for (const Dimension& dimension : bins.dimensions) values.push_back(dimension.value.get());
                part(fmt::format("{}: bins {}", region.name, bins.name), bins.span, values);
            }
        }
        return std::move(parts_);
    }

private:
    double size_of(const Collection& collection) const {
        const auto source = [&](std::size_t i) { return sizes_[static_cast<std::size_t>(collection.sources[i])]; };
        switch (collection.kind) {
            case Collection::Kind::base:
                return program_.schema->particles[static_cast<std::size_t>(collection.particle)].multiplicity;
            case Collection::Kind::union_of: {
                double sum = 0;
                for (std::size_t i = 0; i < collection.sources.size(); ++i) sum += source(i);
                return sum;
            }
            case Collection::Kind::members:
                return static_cast<double>(
                    program_.candidates[static_cast<std::size_t>(collection.candidate)].legs.size());
            case Collection::Kind::combinations: {
                double product = 1;
                for (const auto& [factor, count] :
                     combinations(program_.candidates[static_cast<std::size_t>(collection.candidate)]))
                    product *= count;
                return product;
            }
            case Collection::Kind::leading: return std::min<double>(collection.count, source(0));
            default: return source(0);
        }
    }

    std::string name_of(CollectionId id) const {
        return fmt::format("n({})", program_.collections[static_cast<std::size_t>(id)].name);
    }

    /// -1 is a part of a split, which may have all of what is shared out.
    std::pair<std::string, double> factor(CollectionId collection, int variables) const {
        double n = 1;
        if (collection >= 0) n = sizes_[static_cast<std::size_t>(collection)];
        for (const Candidate& candidate : program_.candidates)
            if (collection < 0 && candidate.kind == Candidate::Kind::split)
                n = std::max(n, sizes_[static_cast<std::size_t>(candidate.legs[0].collection)]);
        const std::string name = collection >= 0 ? name_of(collection) : "n(part)";
        if (variables == 1) return {name, n};
        return {fmt::format("C({}, {})", name, variables), choose(n, variables)};
    }

    std::vector<std::pair<std::string, double>> combinations(const Candidate& candidate) const {
        if (candidate.kind == Candidate::Kind::split) {
            const CollectionId of = candidate.legs[0].collection;
            return {{fmt::format("2^({} - 1)", name_of(of)), std::exp2(sizes_[static_cast<std::size_t>(of)] - 1)}};
        }
        std::map<int, std::pair<CollectionId, int>> groups;
        for (const Candidate::Leg& leg : candidate.legs) {
            groups[leg.group].first = leg.collection;
            ++groups[leg.group].second;
        }
        std::vector<std::pair<std::string, double>> factors;
        for (const auto& [number, group] : groups) factors.push_back(factor(group.first, group.second));
        return factors;
    }

    /// How often bodies of loops in the term are evaluated for each binding of the variables around it. What depends on
    /// none of them is evaluated once per event, and goes to `once`.
    Cost cost(TermId id, const std::vector<TermId>& around, std::set<TermId>& seen, Cost& once) {
        Cost result;
        if (id < 0 || !seen.insert(id).second) return result;
        const Term term = terms_[id];
        const auto depends = [&] {
            return std::any_of(around.begin(), around.end(), [&](TermId it) { return terms_.mentions(id, it); });
        };
        if (const std::string_view solver = solver_of(term); !solver.empty() && depends()) solver_ = solver;
        if (term.kind != Expr::Kind::reduce) {
            for (const TermId operand : term.operands) result.add(cost(operand, around, seen, once));
            return result;
        }
        std::vector<TermId> inside = around;
        inside.insert(inside.end(), term.bound.begin(), term.bound.end());
        Cost body;
        body.add_one();
        std::set<TermId> inner_seen;
        for (const TermId operand : term.operands) body.add(cost(operand, inside, inner_seen, once));
        result = loop(term.bound, std::move(body));
        if (around.empty() || depends()) return result;
        once.add(result);
        return {};
    }

    Cost loop(const std::vector<TermId>& bound, Cost body) {
        std::map<int, std::pair<CollectionId, int>> groups;
        for (const TermId variable : bound) {
            groups[terms_[variable].group].first = terms_[variable].id;
            ++groups[terms_[variable].group].second;
        }
        for (const auto& [number, group] : groups) {
            const auto [name, count] = factor(group.first, group.second);
            body = body.times(name, count);
        }
        return body;
    }

    void add_part(std::string name, Span span, Cost cost) {
        if (!cost.products.empty()) parts_.push_back({std::move(name), span, std::move(cost), solver_});
        solver_ = {};
    }

    /// What an event is asked once. A value that was met before is not computed again.
    void part(const std::string& name, Span span, const std::vector<const Expr*>& values) {
        Cost total;
        for (const Expr* value : values)
            if (value != nullptr) {
                const Cost its_own = cost(terms_.of(*value, {}), {}, shared_, total);
                total.add(its_own);
            }
        add_part(name, span, std::move(total));
    }

    /// Of one object or combination of a block.
    Cost of_block(const std::vector<Cut>& cuts, const std::vector<ExprPtr>& keys, const Terms::Scope& scope,
                  Cost& once) {
        std::vector<TermId> around;
        for (const auto& [id, variable] : scope.variables) around.push_back(variable);
        Cost body;
        body.add_one();
        std::set<TermId> seen;
        const auto add = [&](const ExprPtr& value) {
            if (value != nullptr) body.add(cost(terms_.of(*value, scope), around, seen, once));
        };
        for (const Cut& cut : cuts) {
            add(cut.guard);
            add(cut.condition);
        }
        for (const ExprPtr& key : keys) add(key);
        return body;
    }

    void object(const Collection& collection) {
        if (collection.cuts.empty() || collection.kind == Collection::Kind::combinations) return;
        Terms::Scope scope;
        scope.variables[collection.self] = terms_.variable(collection.self, collection.element, collection.span);
        Cost total;
        const Cost body = of_block(collection.cuts, {}, scope, total);
        for (const CollectionId source : collection.sources) {
            const auto [name, count] = factor(source, 1);
            total.add(body.times(name, count));
        }
        add_part("object " + collection.name, collection.span, std::move(total));
    }

    void combination(const Candidate& candidate) {
        Terms::Scope scope;
        for (const Candidate::Leg& leg : candidate.legs)
            scope.variables[leg.variable] = terms_.variable(leg.variable, leg.type, candidate.span);
        Cost once;
        Cost total = of_block(candidate.cuts, candidate.keys, scope, once);
        for (const auto& [name, count] : combinations(candidate)) total = total.times(name, count);
        total.add(once);
        const char* word = candidate.kind == Candidate::Kind::every ? "object " : "candidate ";
        add_part(word + candidate.name, candidate.span, std::move(total));
    }

    void fill(const Region& region, const Histogram& histogram) {
        const std::string name = fmt::format("{}: histo {}", region.name, histogram.name);
        std::vector<const Expr*> values = {histogram.filter.get(), histogram.mean.get()};
        for (const Dimension& dimension : histogram.dimensions) values.push_back(dimension.value.get());
        if (histogram.ranges.empty()) {
            values.push_back(histogram.guard.get());
            part(name, histogram.span, values);
            return;
        }
        Terms::Scope scope;
        const std::vector<TermId> bound = terms_.bind(histogram.ranges, scope);
        Cost once, body;
        body.add_one();
        std::set<TermId> seen;
        for (const Expr* value : values)
            if (value != nullptr) body.add(cost(terms_.of(*value, scope), bound, seen, once));
        Cost total = loop(bound, std::move(body));
        total.add(once);
        add_part(name, histogram.span, std::move(total));
    }

    const Program& program_;
    Terms terms_;
    std::vector<double> sizes_;  ///< in a busy event
    std::set<TermId> shared_;    ///< values that the event has already
    std::vector<Part> parts_;
    std::string_view solver_;  ///< of the part that is being added
};

std::string busy_event(const Schema& schema) {
    std::vector<std::string> kinds;
    for (const Particle& particle : schema.particles)
        kinds.push_back(fmt::format("{} {}", particle.multiplicity, particle.name));
    return fmt::format("{}", fmt::join(kinds, ", "));
}

void warn_of_combinatorics(const Program& program, const std::vector<Part>& parts,
                           diagnostics::Diagnostics& diagnostics) {
    std::set<std::string> told;  // all combinations of a kind are many wherever they are walked over
    for (const Part& part : parts) {
        if (part.cost.without(told).value() <= kMuch) continue;
        for (const Candidate& candidate : program.candidates)
            if (candidate.span.begin == part.span.begin) told.insert(fmt::format("n({})", candidate.name));
        diagnostics::Diagnostic& diagnostic = diagnostics.perf(
            "W1001", "semantics", part.span,
            fmt::format("about {} evaluations in a busy event: {}", counted(part.cost.value()), part.cost.formula()));
        diagnostic.context = {part.name};
        diagnostic.notes.push_back(fmt::format("a busy event has {}", busy_event(*program.schema)));
        diagnostic.notes.push_back("cuts on the objects make it less; `collmc check --cost` lists all parts");
    }
}

void warn_of_solvers(const std::vector<Part>& parts, diagnostics::Diagnostics& diagnostics) {
    for (const Part& part : parts) {
        if (part.solver.empty()) continue;
        diagnostics::Diagnostic& diagnostic =
            diagnostics.perf("W1002", "semantics", part.span,
                             fmt::format("this loop solves for {} in one combination after the other", part.solver));
        diagnostic.context = {part.name};
        diagnostic.notes.push_back("loops without a solver are computed for several events at a time");
        diagnostic.notes.push_back(fmt::format("it is evaluated {} times in a busy event: {}",
                                               counted(part.cost.value()), part.cost.formula()));
    }
}

}  // namespace

void check_cost(const Program& program, diagnostics::Diagnostics& diagnostics) {
    const std::vector<Part> parts = Costs(program).parts();
    warn_of_combinatorics(program, parts, diagnostics);
    warn_of_solvers(parts, diagnostics);
}

std::string cost_table(const Program& program) {
    std::vector<Part> parts = Costs(program).parts();
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Part& a, const Part& b) { return a.cost.value() > b.cost.value(); });
    std::size_t width = 4;
    for (const Part& part : parts) width = std::max(width, part.name.size());
    std::string text =
        fmt::format("evaluations of the bodies of loops in an event of {}\n", busy_event(*program.schema));
    double sum = 0;
    for (const Part& part : parts) {
        text += fmt::format("{:>13}  {:<{}}  {}", counted(part.cost.value()), part.name, width, part.cost.formula());
        if (!part.solver.empty()) text += fmt::format("  ({}: one after the other)", part.solver);
        text += '\n';
        sum += part.cost.value();
    }
    return text + fmt::format("{:>13}  in all\n", counted(sum));
}

}  // namespace collmc::semantics
