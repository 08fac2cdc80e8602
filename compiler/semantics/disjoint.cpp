#include "compiler/semantics/disjoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/semantics/presence_axioms.h"
#include "compiler/semantics/presence_prover.h"
#include "compiler/semantics/presence_rules.h"
#include "compiler/semantics/range_facts.h"

namespace collmc::semantics {

namespace {

/// The cuts of a region with those that it inherits, each once.
std::vector<const Cut*> all_cuts(const Program& program, const Region& region) {
    std::vector<const Cut*> cuts;
    const auto add = [&](const Cut* cut) {
        if (std::find(cuts.begin(), cuts.end(), cut) == cuts.end()) cuts.push_back(cut);
    };
    for (const int parent : region.parents)
        for (const Cut* cut : all_cuts(program, program.regions[static_cast<std::size_t>(parent)])) add(cut);
    for (const Cut& cut : region.cuts) add(&cut);
    return cuts;
}

bool is_ancestor(const Program& program, int ancestor, int region) {
    const std::vector<int>& parents = program.regions[static_cast<std::size_t>(region)].parents;
    return std::any_of(parents.begin(), parents.end(),
                       [&](int parent) { return parent == ancestor || is_ancestor(program, ancestor, parent); });
}

/// Refutes that all cuts of two regions pass.
class Refutation {
public:
    explicit Refutation(const Program& program)
        : ranges_(program),
          canonical_(program, scopes_),
          symbols_(program, scopes_, canonical_, presence::Mutant::none),
          rules_(program, scopes_, canonical_, symbols_, presence::Mutant::none),
          axioms_(program, scopes_, symbols_, rules_, presence::Mutant::none),
          prover_(symbols_, axioms_) {
        for (const Region& region : program.regions) {
            Cuts& cuts = regions_.emplace_back();
            cuts.all = all_cuts(program, region);
            for (const Cut* cut : cuts.all) {
                rules_.reset_steps();
                presence::Formula passed = rules_.passed(*cut, scopes_.top());
                if (rules_.exhausted()) passed = presence::Formula::always();
                cuts.sizes.push_back({passed, cut->span});
                ranges_.renew();
                ranges_.add(ranges_.passes(*cut), cuts.standing);
            }
        }
    }

    bool refutes(int a, int b) {
        return by_ranges(regions_[static_cast<std::size_t>(a)], regions_[static_cast<std::size_t>(b)]) ||
               by_sizes(regions_[static_cast<std::size_t>(a)], regions_[static_cast<std::size_t>(b)]);
    }

private:
    struct Cuts {
        std::vector<const Cut*> all;
        Standing standing;
        presence::Facts sizes;
    };

    bool by_ranges(const Cuts& a, const Cuts& b) {
        ranges_.renew();
        Standing both = a.standing;
        for (const Cut* cut : b.all) {
            if (std::find(a.all.begin(), a.all.end(), cut) == a.all.end()) ranges_.add(ranges_.passes(*cut), both);
            if (both.facts.impossible) return !ranges_.is_exhausted();
        }
        return both.facts.impossible && !ranges_.is_exhausted();
    }

    bool by_sizes(const Cuts& a, const Cuts& b) const {
        std::vector<presence::Formula> passed;
        for (const presence::Fact& fact : b.sizes) passed.push_back(fact.formula);
        const presence::Formula not_both = negation(presence::Formula::all_of(std::move(passed)));
        return !not_both.is_never() && prover_.prove(a.sizes, {}, not_both) == presence::Proof::proved;
    }

    Ranges ranges_;
    presence::Scopes scopes_;
    presence::Canonical canonical_;
    presence::Symbols symbols_;
    presence::Rules rules_;
    presence::Axioms axioms_;
    presence::Prover prover_;
    std::vector<Cuts> regions_;
};

char sign_of(Overlap overlap) {
    switch (overlap) {
        case Overlap::disjoint: return 'd';
        case Overlap::inherits: return 'p';
        case Overlap::possible: return '?';
    }
    return ' ';
}

}  // namespace

std::vector<std::vector<Overlap>> overlaps(const Program& program) {
    Refutation refutation(program);
    std::vector<std::vector<Overlap>> result;
    for (int i = 0; i < static_cast<int>(program.regions.size()); ++i) {
        std::vector<Overlap>& row = result.emplace_back();
        for (int k = 0; k < i; ++k) {
            if (is_ancestor(program, k, i))
                row.push_back(Overlap::inherits);
            else
                row.push_back(refutation.refutes(k, i) ? Overlap::disjoint : Overlap::possible);
        }
    }
    return result;
}

std::string disjoint_table(const Program& program) {
    const std::vector<std::vector<Overlap>> table = overlaps(program);
    std::size_t width = 0;
    for (const Region& region : program.regions) width = std::max(width, region.name.size());
    std::string text;
    std::size_t disjoint = 0, possible = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
        text += fmt::format("{:>4} {:<{}} ", i + 1, program.regions[i].name, width);
        for (const Overlap overlap : table[i]) {
            text += fmt::format("{:>4}", sign_of(overlap));
            disjoint += overlap == Overlap::disjoint;
            possible += overlap == Overlap::possible;
        }
        text += "   .\n";
    }
    text += fmt::format("{:>4} {:<{}} ", "", "", width);
    for (std::size_t i = 0; i < table.size(); ++i) text += fmt::format("{:>4}", i + 1);
    text += fmt::format(
        "\nd  no event is in both: proved, {} pair{}\np  one is selected from the other\n"
        "?  an event may be in both, as far as can be proved: {} pair{}\n",
        disjoint, disjoint == 1 ? "" : "s", possible, possible == 1 ? "" : "s");
    for (const Region& region : program.regions)
        for (const Bins& bins : region.bins)
            text += fmt::format("bins {} of {}: its {} bins are disjoint by construction\n", bins.name, region.name,
                                bins.bins());
    return text;
}

}  // namespace collmc::semantics
