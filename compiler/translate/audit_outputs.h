// Plots and tables of two programs, for the audit.
//
// Internal to translate.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "compiler/diff/join.h"
#include "compiler/diff/statements.h"
#include "compiler/translate/audit_account.h"
#include "compiler/translate/audit_conditions.h"

namespace collmc::translate {

class OutputAudit {
public:
    OutputAudit(diff::Joint& joint, AuditConditions& plain, const semantics::Program& expected,
                const semantics::Program& program, Account& account)
        : joint_(joint), plain_(plain), expected_(expected), program_(program), account_(account) {}

    void run();

private:
    /// A plot of one of the programs.
    struct Plot {
        const semantics::Histogram* histogram = nullptr;
        std::string text, loop, mean;
        std::vector<std::string> values, unsigned_values;  ///< of its axes; without an absolute value around them
        std::vector<bool> absolute;
        diff::Condition guard;    ///< besides that the objects of its values are there
        bool above_cuts = false;  ///< cuts of its region come later
        bool matched = false;
    };
    std::vector<Plot> plots_of(const semantics::Program& program, bool before);
    void plots();
    bool same_values(const Plot& wanted, const Plot& found, const std::string& assumed) const;
    std::string difference(const Plot& wanted, const Plot& found, const std::string& assumed);
    void tables();
    void others();
    void answer(int request, Verdict verdict, semantics::Span span, std::string text, std::string explanation);
    void invent(semantics::Span span, std::string text, std::string explanation = {});

    diff::Joint& joint_;
    AuditConditions& plain_;
    const semantics::Program &expected_, &program_;
    Account& account_;
};

}  // namespace collmc::translate
