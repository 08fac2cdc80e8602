#include "compiler/semantics/presence.h"

#include <algorithm>

#include "compiler/semantics/presence_proof.h"
#include "compiler/semantics/presence_report.h"
#include "fmt/format.h"

namespace collmc::semantics {

namespace presence {

namespace {

/// What is known at the end of a region.
struct Known {
    Facts facts;
    bool withheld = false;  ///< what is inherited is unknown, or too much to read: nothing below is judged
    bool settled = false;   ///< an error was assumed away, or a cut cannot pass: no warnings below
};

class Walk {
public:
    Walk(const Program& program, Mutant mutant, diagnostics::Diagnostics& diagnostics)
        : program_(program),
          mutant_(mutant),
          canonical_(program, scopes_),
          symbols_(program, scopes_, canonical_, mutant),
          rules_(program, scopes_, canonical_, symbols_, mutant, diagnostics.has_errors()),
          axioms_(program, scopes_, symbols_, rules_, mutant),
          prover_(symbols_, axioms_),
          report_(program, symbols_, rules_, scopes_.top(), prover_, diagnostics) {}

    void run() {
        for (std::size_t i = 0; i < program_.collections.size(); ++i) collection(static_cast<CollectionId>(i));
        for (std::size_t i = 0; i < program_.candidates.size(); ++i) candidate(static_cast<CandidateId>(i));
        for (const Region& one : program_.regions) region(one);
    }

    const std::vector<Event>& shown() const { return report_.shown(); }

private:
    void collection(CollectionId id);
    void candidate(CandidateId id);
    /// `block` says whose they are.
    void block_cuts(const std::vector<Cut>& cuts, const Scope* scope, Known& known, const Site& block);
    void block_key(const Expr* key, const Scope* scope, Known& known, Site site);
    void region(const Region& region);
    void statement(const Region& region, const semantics::Statement& it, Site& site, Known& known);
    Known inherited(const Region& region) const;
    void region_cut(const Cut& cut, const Site& site, Known& known);
    void judge(const Cut& cut, const Site& site, Known& known);
    Fact passed(const Cut& cut, const Scope* scope);
    std::vector<const Cut*> cuts_after(const Region& region, std::size_t place);

    /// Proves the needs of one statement; reports those that fail, less those that only follow from others.
    void prove(const std::vector<Need>& needs, const Site& site, Known& known);
    std::vector<Finished> elsewhere(const Region& region) const;

    const Program& program_;
    Mutant mutant_;
    Scopes scopes_;
    Canonical canonical_;
    Symbols symbols_;
    Rules rules_;
    Axioms axioms_;
    Prover prover_;
    Report report_;
    std::vector<Known> finished_;  ///< by region
};

Fact holds_always(Formula formula) { return {std::move(formula), {}}; }

/// Those of which something may be claimed.
Facts without_doubtful(const Facts& facts) {
    Facts certain = facts;
    std::erase_if(certain, [](const Fact& fact) { return fact.doubtful; });
    return certain;
}

Fact Walk::passed(const Cut& cut, const Scope* scope) {
    return {rules_.passed(cut, scope), cut.span, false, rules_.is_broken(cut) || report_.has_error(cut), &cut};
}

// ---- blocks: checked once, with no facts of any region ----

void Walk::collection(CollectionId id) {
    const Collection& it = program_.collections[id];
    if (it.cuts.empty() && !it.key) return;
    const Symbol source = symbols_.info(symbols_.size_of(id)).parent;
    Site block;
    block.collection = id;
    block.context = {"object " + it.name.substr(0, it.name.find(" ("))};  // less what step of it this is
    const Scope* scope = scopes_.bind(scopes_.top(), it.self);
    Known known;
    known.facts.push_back(holds_always(at_least(source, 1)));
    if (it.key) block_key(it.key.get(), scope, known, block.inside("order"));
    block_cuts(it.cuts, scope, known, block);
}

void Walk::candidate(CandidateId id) {
    const Candidate& it = program_.candidates[id];
    Site block;
    block.candidate = id;
    block.context = {(it.kind == Candidate::Kind::every ? "object " : "candidate ") + it.name};
    const Scope* scope = scopes_.bind(scopes_.top(), it);
    Known known;
    known.facts.push_back(holds_always(symbols_.chosen(symbols_.groups_of(id))));
    block_cuts(it.cuts, scope, known, block);
    for (const ExprPtr& key : it.keys) block_key(key.get(), scope, known, block.inside("criterion"));
}

void Walk::block_cuts(const std::vector<Cut>& cuts, const Scope* scope, Known& known, const Site& block) {
    for (std::size_t i = 0; i < cuts.size() && !known.withheld; ++i) {
        rules_.reset_steps();
        Site site = block.inside(fmt::format("{} {}", cuts[i].reject ? "reject" : "select", i + 1));
        site.statement.cut = &cuts[i];
        prove(rules_.needs(cuts[i], scope), site, known);
        known.facts.push_back(passed(cuts[i], scope));
    }
}

void Walk::block_key(const Expr* key, const Scope* scope, Known& known, Site site) {
    if (known.withheld) return;
    rules_.reset_steps();
    site.criterion = key;
    prove(rules_.needs(Reading{key, scope}), site, known);
}

// ---- regions ----

Known Walk::inherited(const Region& region) const {
    Known known;
    for (int parent : region.parents) {
        const Known& theirs = finished_[parent];
        known.facts.insert(known.facts.end(), theirs.facts.begin(), theirs.facts.end());
        known.withheld |= theirs.withheld;
        known.settled |= theirs.settled;
    }
    // A cut that several parents inherit is one cut.
    Facts once;
    for (Fact& fact : known.facts) {
        auto same = [&](const Fact& other) {
            return other.formula == fact.formula && other.span.file == fact.span.file &&
                   other.span.begin == fact.span.begin;
        };
        if (std::none_of(once.begin(), once.end(), same)) once.push_back(std::move(fact));
    }
    known.facts = std::move(once);
    return known;
}

std::vector<const Cut*> Walk::cuts_after(const Region& region, std::size_t place) {
    std::vector<const Cut*> cuts;
    for (std::size_t i = place + 1; i < region.order.size(); ++i)
        if (region.order[i].kind == semantics::Statement::Kind::cut &&
            !rules_.is_broken(region.cuts[region.order[i].index]))
            cuts.push_back(&region.cuts[region.order[i].index]);
    return cuts;
}

void Walk::region(const Region& region) {
    Known known = inherited(region);
    known.withheld |= region.lacks_parent;
    if (mutant_ == Mutant::siblings_share && !finished_.empty()) known = finished_.back();
    for (std::size_t place = 0; place < region.order.size() && !known.withheld; ++place) {
        rules_.reset_steps();
        Site site;
        site.region = &region;
        site.place = &region.order[place];
        site.later_cuts = cuts_after(region, place);
        site.context = {"region " + region.name};
        statement(region, region.order[place], site, known);
    }
    finished_.push_back(std::move(known));
}

void Walk::statement(const Region& region, const semantics::Statement& it, Site& site, Known& known) {
    const Scope* top = scopes_.top();
    switch (it.kind) {
        case semantics::Statement::Kind::cut: {
            const Cut& cut = region.cuts[it.index];
            site.statement.cut = &cut;
            site.context.push_back(fmt::format("{} {}", cut.reject ? "reject" : "select", it.index + 1));
            return region_cut(cut, site, known);
        }
        case semantics::Statement::Kind::weight: {
            const Weight& weight = region.weights[it.index];
            site.statement.weight = &weight;
            site.context.push_back(fmt::format("weight {}", it.index + 1));
            if (mutant_ == Mutant::weight_acts_everywhere)
                for (const Cut* later : site.later_cuts)
                    known.facts.push_back({rules_.passed(*later, top), later->span});
            return prove(rules_.needs(nullptr, {weight.value.get()}, top), site, known);
        }
        case semantics::Statement::Kind::histogram: {
            const Histogram& histogram = region.histograms[it.index];
            site.statement.histogram = &histogram;
            site.context.push_back((histogram.mean ? "profile " : "histo ") + histogram.name);
            prove(rules_.needs(histogram, top), site, known);
            if (mutant_ == Mutant::guard_facts_leak && histogram.guard)
                known.facts.push_back({rules_.when_true({histogram.guard.get(), top}), histogram.span});
            if (mutant_ == Mutant::fill_facts_leak && !histogram.ranges.empty())
                known.facts.push_back({symbols_.chosen(symbols_.groups_of(histogram.ranges, top)), histogram.span});
            return;
        }
        case semantics::Statement::Kind::ntuple: {
            const Ntuple& ntuple = region.ntuples[it.index];
            site.statement.ntuple = &ntuple;
            site.context.push_back("ntuple " + ntuple.name);
            std::vector<const Expr*> values;
            for (const Column& column : ntuple.columns) values.push_back(column.value.get());
            return prove(rules_.needs(ntuple.guard.get(), values, top), site, known);
        }
        case semantics::Statement::Kind::bins: {
            const Bins& bins = region.bins[it.index];
            site.statement.bins = &bins;
            site.context.push_back("bins " + bins.name);
            std::vector<const Expr*> values;
            for (const Dimension& one : bins.dimensions) values.push_back(one.value.get());
            return prove(rules_.needs(bins.guard.get(), values, top), site, known);
        }
        case semantics::Statement::Kind::skim: {
            const Skim& skim = region.skims[it.index];
            site.statement.skim = &skim;
            site.context.push_back("skim " + skim.name);
            return prove(rules_.needs(skim.guard.get(), {}, top), site, known);
        }
    }
}

void Walk::region_cut(const Cut& cut, const Site& site, Known& known) {
    prove(rules_.needs(cut, scopes_.top()), site, known);
    if (!known.settled && !rules_.is_broken(cut) && !report_.has_error(cut)) judge(cut, site, known);
    known.facts.push_back(passed(cut, scopes_.top()));
}

/// Whether the cut can pass, and can fail. Both are claimed only where the opposite is refuted.
void Walk::judge(const Cut& cut, const Site& site, Known& known) {
    const Facts facts = without_doubtful(known.facts);
    const Formula never_passes = negation(rules_.passed(cut, scopes_.top()));
    if (!never_passes.is_never() && prover_.prove(facts, {}, never_passes) == Proof::proved) {
        report_.cannot_pass(cut, site, prover_.needed(facts, never_passes));
        known.settled = true;
        return;
    }
    const Formula never_fails = negation(rules_.failed(cut, scopes_.top()));
    if (!never_fails.is_never() && prover_.prove(facts, {}, never_fails) == Proof::proved)
        report_.cannot_fail(cut, site, prover_.needed(facts, never_fails));
}

// ---- proofs ----

std::vector<Finished> Walk::elsewhere(const Region& region) const {
    std::vector<Finished> others;
    for (std::size_t i = 0; i < finished_.size(); ++i) {
        const bool is_parent =
            std::find(region.parents.begin(), region.parents.end(), static_cast<int>(i)) != region.parents.end();
        const Facts& facts = finished_[i].facts;
        const bool assumed =
            std::any_of(facts.begin(), facts.end(), [](const Fact& fact) { return fact.assumed || fact.doubtful; });
        if (!is_parent && !finished_[i].withheld && !assumed) others.push_back({&program_.regions[i], &facts});
    }
    return others;
}

void Walk::prove(const std::vector<Need>& needs, const Site& site, Known& known) {
    if (rules_.exhausted()) {
        report_.unfolds_too_far(site);
        known.settled = known.withheld = true;
        return;
    }
    struct Unproved {
        const Need* need;
        bool too_large;
        Formula assumed;
    };
    std::vector<Unproved> unproved;
    for (const Need& need : needs) {
        const Proof proof = prover_.prove(known.facts, need.given, need.formula);
        if (proof == Proof::proved || rules_.is_uncertain(need.formula)) continue;
        Formula assumed = implies(Formula::all_of(need.given), need.formula);
        unproved.push_back({&need, proof == Proof::too_large, std::move(assumed)});
    }
    // A need that another one of the statement implies only follows from it.
    for (std::size_t i = unproved.size(); i-- > 0;) {
        Facts others = known.facts;
        for (std::size_t j = 0; j < unproved.size(); ++j)
            if (j != i) others.push_back({unproved[j].assumed, {}, true});
        const bool follows = prover_.prove(others, unproved[i].need->given, unproved[i].need->formula) == Proof::proved;
        if (follows) unproved.erase(unproved.begin() + static_cast<long>(i));
    }
    const std::vector<Finished> others = site.region ? elsewhere(*site.region) : std::vector<Finished>();
    for (const Unproved& one : unproved) report_.unproved(*one.need, one.too_large, site, known.facts, others);
    for (const Unproved& one : unproved) {
        known.facts.push_back({one.assumed, {}, true});
        known.settled = true;
    }
}

}  // namespace

void prove(const Program& program, Mutant mutant, diagnostics::Diagnostics& diagnostics, std::vector<Event>* shown) {
    Walk walk(program, mutant, diagnostics);
    walk.run();
    if (shown) *shown = walk.shown();
}

}  // namespace presence

void prove_presence(const Program& program, diagnostics::Diagnostics& diagnostics) {
    presence::prove(program, presence::Mutant::none, diagnostics);
}

}  // namespace collmc::semantics
