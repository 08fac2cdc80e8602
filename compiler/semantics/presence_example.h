// The event that the message on an unproved need shows: one that passes every cut above and reaches what is missing. It
// is found by trying (event_search.h), where the solver leaves it open, and evaluated; an event that is only not
// refuted is not shown.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/event_search.h"
#include "compiler/semantics/event_words.h"
#include "compiler/semantics/presence_prover.h"
#include "compiler/semantics/presence_rules.h"
#include "compiler/semantics/presence_site.h"

namespace collmc::semantics::presence {

class Examples {
public:
    Examples(const Program& program, Symbols& symbols, const Prover& prover)
        : program_(program), symbols_(symbols), prover_(prover) {}

    /// Adds the event to the diagnostic, in words and in numbers; nothing where none was found.
    void show(diagnostics::Diagnostic& diagnostic, const Need& need, const Site& site, const Facts& facts);

    /// The events that were shown, in this order.
    const std::vector<Event>& shown() const { return shown_; }

private:
    std::optional<Event> event_of(const Need& need, const Site& site, const Prover::Query& asked);
    /// Of collections and candidates, what is said of the event: those that the need speaks of first.
    std::vector<Symbol> told(const Need& need, const Prover::Query& asked) const;

    bool is_part(Symbol symbol, Symbol other) const;
    Tally tally(Symbol symbol, EventEvaluator& event) const;
    std::vector<Symbol> wholes_first(const std::vector<Symbol>& symbols) const;

    const Program& program_;
    Symbols& symbols_;  ///< which keeps what it has found out of pairs
    const Prover& prover_;
    std::vector<Event> shown_;
    long steps_left_ = 1500000;  ///< of searches, for the whole program
};

/// The cuts that an event has passed where it reaches the site, inherited ones first.
std::vector<const Cut*> cuts_above(const Program& program, const Site& site);

}  // namespace collmc::semantics::presence
