// Collects the edits that are offered for one mistake, the likeliest first.
//
// What an edit leads to is tried before it is offered: the expression around it must have an error less then. So rules
// may be generous in what they propose. Of edits that are no part of an expression the caller must be sure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/semantics/reporter.h"

namespace collmc::semantics {

class ExpressionChecker;

class Remedies {
public:
    /// At most `most` edits are kept: more alternatives are no help.
    explicit Remedies(ExpressionChecker& checker, std::size_t most = 4) : checker_(checker), most_(most) {}

    /// Replaces a part of the expression that is being checked, if that leaves fewer errors. Without a title it is
    /// "write `TEXT`".
    bool offer(Span part, const std::string& text, EditClass applicability = EditClass::likely, std::string title = "");
    /// Without trying.
    void add(Span part, const std::string& text, EditClass applicability, std::string title = "");
    void add(Fix fix) { fixes_.push_back(std::move(fix)); }

    bool empty() const { return fixes_.empty(); }
    /// The likeliest; there must be one.
    const Fix& first() const { return fixes_.front(); }
    bool full() const { return fixes_.size() >= most_; }
    std::vector<Fix> take() { return std::move(fixes_); }

private:
    bool has(Span part, const std::string& text) const;

    ExpressionChecker& checker_;
    std::size_t most_;
    std::vector<Fix> fixes_;
};

}  // namespace collmc::semantics
