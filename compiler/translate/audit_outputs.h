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
    /// Which events fill a plot or a table.
    struct Filled {
        diff::Condition guard;    ///< besides that the objects of its values are there
        bool above_cuts = false;  ///< cuts of the program have not acted: they come later, or stand in other regions
    };
    /// A plot of one of the programs.
    struct Plot {
        const semantics::Histogram* histogram = nullptr;
        std::string text, loop, mean;
        std::vector<std::string> values, unsigned_values;  ///< of its axes; without an absolute value around them
        std::vector<bool> absolute;
        Filled filled;
        bool matched = false;
    };
    /// A column of a table.
    struct Field {
        const semantics::Ntuple* table = nullptr;
        const semantics::Column* column = nullptr;
        std::string value;
        Filled filled;  ///< the table
        bool matched = false;
    };
    /// All outputs of one of the programs.
    struct Outputs {
        std::vector<Plot> plots;
        std::vector<Field> fields;
    };
    Outputs outputs_of(const semantics::Program& program, bool before);
    Plot plot_of(const diff::Item& item);
    std::vector<Field> fields_of(const semantics::Ntuple& table);
    static std::string difference(const Filled& wanted, const Filled& found, const std::string& assumed);
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
    Outputs wanted_, found_;
};

}  // namespace collmc::translate
