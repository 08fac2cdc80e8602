#include "compiler/semantics/consequences.h"

#include <algorithm>
#include <utility>

#include "compiler/semantics/presence_axioms.h"
#include "compiler/semantics/presence_prover.h"
#include "compiler/semantics/presence_rules.h"
#include "compiler/semantics/range_facts.h"

namespace collmc::semantics {

namespace {

void append_lineage(const Program& program, int region, std::vector<int>& regions) {
    for (const int parent : program.regions[static_cast<std::size_t>(region)].parents)
        append_lineage(program, parent, regions);
    if (std::find(regions.begin(), regions.end(), region) == regions.end()) regions.push_back(region);
}

}  // namespace

std::vector<int> lineage(const Program& program, int region) {
    std::vector<int> regions;
    append_lineage(program, region, regions);
    return regions;
}

std::vector<const Cut*> all_cuts(const Program& program, int region) {
    std::vector<const Cut*> cuts;
    for (const int ancestor : lineage(program, region))
        for (const Cut& cut : program.regions[static_cast<std::size_t>(ancestor)].cuts) cuts.push_back(&cut);
    return cuts;
}

struct Consequences::Premises {
    std::vector<const Cut*> cuts;
    Standing standing;
    presence::Facts sizes;
};

struct Consequences::Engines {
    explicit Engines(const Program& program)
        : ranges(program),
          canonical(program, scopes),
          symbols(program, scopes, canonical, presence::Mutant::none),
          rules(program, scopes, canonical, symbols, presence::Mutant::none),
          axioms(program, scopes, symbols, rules, presence::Mutant::none),
          prover(symbols, axioms) {}

    /// What passing the cut says of sizes; nothing where that is too long.
    presence::Formula passed(const Cut& cut) {
        rules.reset_steps();
        presence::Formula formula = rules.passed(cut, scopes.top());
        return rules.exhausted() ? presence::Formula::always() : formula;
    }
    /// What not passing it says.
    presence::Formula failed(const Cut& cut) {
        rules.reset_steps();
        presence::Formula formula = rules.failed(cut, scopes.top());
        return rules.exhausted() ? presence::Formula::always() : formula;
    }
    bool proves(const presence::Facts& facts, const presence::Formula& goal) const {
        return !goal.is_never() && prover.prove(facts, {}, goal) == presence::Proof::proved;
    }

    Ranges ranges;
    presence::Scopes scopes;
    presence::Canonical canonical;
    presence::Symbols symbols;
    presence::Rules rules;
    presence::Axioms axioms;
    presence::Prover prover;
};

Consequences::Consequences(const Program& program) : engines_(std::make_unique<Engines>(program)) {}
Consequences::~Consequences() = default;

std::shared_ptr<const Consequences::Premises> Consequences::read(std::vector<const Cut*> cuts) {
    auto premises = std::make_shared<Premises>();
    premises->cuts = std::move(cuts);
    for (const Cut* cut : premises->cuts) {
        premises->sizes.push_back({engines_->passed(*cut), cut->span});
        engines_->ranges.renew();
        engines_->ranges.add(engines_->ranges.passes(*cut), premises->standing);
    }
    return premises;
}

bool Consequences::exclude(const Premises& a, const Premises& b) {
    Ranges& ranges = engines_->ranges;
    ranges.renew();
    Standing both = a.standing;
    for (const Cut* cut : b.cuts) {
        if (both.facts.impossible) break;
        if (std::find(a.cuts.begin(), a.cuts.end(), cut) == a.cuts.end()) ranges.add(ranges.passes(*cut), both);
    }
    if (both.facts.impossible && !ranges.is_exhausted()) return true;
    std::vector<presence::Formula> passed;
    for (const presence::Fact& fact : b.sizes) passed.push_back(fact.formula);
    return engines_->proves(a.sizes, negation(presence::Formula::all_of(std::move(passed))));
}

bool Consequences::give(const Premises& cuts, const Cut& cut) {
    if (std::find(cuts.cuts.begin(), cuts.cuts.end(), &cut) != cuts.cuts.end()) return true;
    Ranges& ranges = engines_->ranges;
    ranges.renew();
    const TermId condition = ranges.passes(cut);
    Facts facts = cuts.standing.facts;
    if (ranges.is_refuted(condition, false, cuts.standing) && !ranges.may_be_undecided(condition, facts) &&
        !ranges.is_exhausted())
        return true;
    return engines_->proves(cuts.sizes, negation(engines_->failed(cut)));
}

}  // namespace collmc::semantics
