// Words for unproved needs: which of the codes E0201..E0212 it is, what is known at the place, an event that breaks
// the program, and the edits that would help.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/presence_example.h"
#include "compiler/semantics/presence_prover.h"
#include "compiler/semantics/presence_site.h"

namespace collmc::semantics::presence {

/// What the cuts of another region prove at its end.
struct Finished {
    const Region* region;
    const Facts* facts;  ///< none of them assumed
};

class Report {
public:
    Report(const Program& program, Symbols& symbols, Rules& rules, const Scope* top, const Prover& prover,
           diagnostics::Diagnostics& diagnostics)
        : program_(program),
          symbols_(symbols),
          rules_(rules),
          top_(top),
          prover_(prover),
          examples_(program, symbols, prover),
          diagnostics_(diagnostics) {}

    /// An error. `elsewhere` are the regions before, from which this one does not inherit.
    void unproved(const Need& need, bool too_large, const Site& site, const Facts& facts,
                  const std::vector<Finished>& elsewhere);
    /// Whether an error of the cut, other than of presence, has been reported.
    bool has_error(const Cut& cut) const;
    /// A statement whose defines and functions use each other so often that its needs cannot all be listed.
    void unfolds_too_far(const Site& site);
    void cannot_fail(const Cut& cut, const Site& site, const std::vector<const Fact*>& because);
    void cannot_pass(const Cut& cut, const Site& site, const std::vector<const Fact*>& because);
    /// The events that errors have shown, in this order.
    const std::vector<Event>& shown() const { return examples_.shown(); }

private:
    struct Case;  // one need and what has been found out about it
    void describe(Case& it);
    bool explain_sides(Case& it);
    bool explain_block(Case& it);
    bool explain_order(Case& it);
    bool explain_alternative(Case& it);
    bool explain_other_region(Case& it);
    void explain_plainly(Case& it);
    void add_notes(Case& it);
    void add_useless_cuts(Case& it);
    void add_fixes(Case& it);
    bool has_one_less(const Case& it) const;
    void add_cuts(Case& it);
    std::string words_of(const Need& need) const;
    std::string needs_words(const Case& it) const;
    bool proves(const Facts& facts, const Formula& fact, const Need& need) const;

    const Program& program_;
    Symbols& symbols_;
    Rules& rules_;
    const Scope* top_;
    const Prover& prover_;
    Examples examples_;
    diagnostics::Diagnostics& diagnostics_;
};

}  // namespace collmc::semantics::presence
