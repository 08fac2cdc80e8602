#include "compiler/syntax/check_complete.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "compiler/syntax/lines.h"

namespace collmc::syntax {

using diagnostics::EditClass;

namespace {

class Check {
public:
    Check(const std::vector<const void*>& incomplete, diagnostics::Diagnostics& diagnostics)
        : incomplete_(incomplete), diagnostics_(diagnostics) {}

    void run(const Tree& tree) {
        for (const auto& declaration : tree.declarations) {
            if (declaration.table) check(*declaration.table);
            if (declaration.regions && declaration.regions->rows.empty() && !is_incomplete(declaration.regions.get()))
                leave_out(lacks(declaration.regions->span, "this table of regions has no rows",
                                "a row reads `row NAME : >= 2, < 100 GeV, -`"),
                          declaration.regions->span);
            if (!declaration.region) continue;
            for (const auto& statement : declaration.region->statements)
                if (statement.bins && statement.bins->by.empty() && !is_incomplete(statement.bins.get()))
                    leave_out(lacks(statement.bins->name.span,
                                    fmt::format("bins `{}` divide nothing", statement.bins->name.text),
                                    "below it stands what is divided: `by VALUE : 300, 400, 600 GeV and above`"),
                              statement.bins->span);
        }
    }

private:
    bool is_incomplete(const void* block) const {
        return std::find(incomplete_.begin(), incomplete_.end(), block) != incomplete_.end();
    }

    void check(const Table& table) {
        if (is_incomplete(&table)) return;
        if (table.rows.empty())
            lacks(table.name.span, fmt::format("table `{}` has no rows", table.name.text),
                  "a row reads `row [20, 30) GeV : 0.62 +- 0.02`, with one interval for each parameter");
        else if (!table.outside_span.valid())
            outside_missing(table);
        for (const auto& row : table.rows) {
            if (row.box.size() == table.parameters.size()) continue;
            auto& diagnostic =
                diagnostics_.error("E0021", "syntax", Span::cover(row.box.front().span, row.box.back().span),
                                   fmt::format("this row has {} interval{} for {} parameter{}", row.box.size(),
                                               row.box.size() == 1 ? "" : "s", table.parameters.size(),
                                               table.parameters.size() == 1 ? "" : "s"));
            diagnostic.labels.push_back({table.name.span, "of this table"});
            return;  // the others are most likely written alike
        }
    }

    void outside_missing(const Table& table) {
        auto& diagnostic =
            lacks(table.name.span,
                  fmt::format("table `{}` does not say what it is worth outside of its rows", table.name.text),
                  "it ends with `outside nearest`, or with a value: `outside 1`");
        const std::uint32_t end = table.rows.back().span.end;
        const Span behind{table.span.file, end, end};
        diagnostic.fixes.push_back({"outside, take the nearest row",
                                    EditClass::changes_selection,
                                    {{behind, "\n    outside nearest"}},
                                    "values beyond the rows are those of the outermost"});
        diagnostic.fixes.push_back({"outside, it is 1",
                                    EditClass::changes_selection,
                                    {{behind, "\n    outside 1"}},
                                    "a scale factor changes nothing there"});
    }

    diagnostics::Diagnostic& lacks(Span where, std::string message, std::string form) {
        auto& diagnostic = diagnostics_.error("E0020", "syntax", where, std::move(message));
        diagnostic.notes.push_back(std::move(form));
        return diagnostic;
    }

    static void leave_out(diagnostics::Diagnostic& diagnostic, Span statement) {
        diagnostic.fixes.push_back({"leave the statement out",
                                    EditClass::changes_selection,
                                    {{whole_lines(statement), ""}},
                                    "it is not written yet"});
    }

    const std::vector<const void*>& incomplete_;
    diagnostics::Diagnostics& diagnostics_;
};

}  // namespace

void check_complete(const Tree& tree, const std::vector<const void*>& incomplete,
                    diagnostics::Diagnostics& diagnostics) {
    Check(incomplete, diagnostics).run(tree);
}

}  // namespace collmc::syntax
