// Whether a cut can pass and can fail by ranges, and which other cuts decide it.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/range_facts.h"

namespace collmc::semantics {

/// A condition and what is known where it is asked.
struct Question {
    TermId condition = -1;
    Standing standing;
};

class Verdicts {
public:
    /// Cuts that are not there, while the reasons of a verdict are found.
    using Without = std::set<const Cut*>;
    using Ask = std::function<Question(Ranges&, const Without&)>;

    /// Warnings that have been given already are not given in other words.
    Verdicts(const Program& program, diagnostics::Diagnostics& diagnostics);

    /// Whether an error makes it doubtful what is meant: none of presence, and no missing unit.
    bool is_wrong(Span span) const;
    /// Cuts of objects and candidates.
    const std::vector<const Cut*>& block_cuts() const { return block_cuts_; }

    /// Reports a cut that cannot pass or cannot fail, or of which a side of an `and` cannot fail; `ask` puts the
    /// question again without some of the `grounds`. False where the cut cannot pass, so that what follows is not to be
    /// judged.
    bool judge(const Cut& cut, Ranges& ranges, const Question& asked, const Ask& ask,
               const std::vector<const Cut*>& grounds, const std::vector<std::string>& context);

private:
    enum class Claim { cannot_pass, cannot_fail };
    bool holds(Claim claim, Ranges& ranges, const Question& asked) const;
    std::vector<const Cut*> needed(Claim claim, const Ask& ask, const std::vector<const Cut*>& grounds) const;
    bool is_row_of_its_own(const Cut& cut, const std::vector<const Cut*>& because) const;
    void judge_parts(const Cut& cut, Ranges& ranges, const Question& asked, const Ask& ask,
                     const std::vector<const Cut*>& grounds, const std::vector<std::string>& context);
    void explain(diagnostics::Diagnostic& diagnostic, const Expr& judged, bool is_guarded, Ranges& ranges,
                 const Question& asked, const std::vector<const Cut*>& because) const;

    const Program& program_;
    diagnostics::Diagnostics& diagnostics_;
    std::vector<const Cut*> block_cuts_;
    std::vector<Span> warned_;  ///< by the checker and the presence proof
    std::vector<Span> wrong_;
    std::set<std::uint32_t> judged_, impossible_;  ///< cuts that the presence proof has spoken of
};

}  // namespace collmc::semantics
