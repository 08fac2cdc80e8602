// W0810: a cut on what a candidate leaves over, where the candidate may not exist.
#include <fmt/format.h>

#include <optional>
#include <set>

#include "compiler/semantics/collections.h"
#include "compiler/semantics/consequences.h"
#include "compiler/semantics/habits.h"
#include "compiler/semantics/reporter.h"

namespace collmc::semantics {

namespace {

using Kind = Expr::Kind;

class Leftovers {
public:
    Leftovers(const Program& program, diagnostics::Diagnostics& diagnostics)
        : program_(program), diagnostics_(diagnostics) {}

    void check() {
        for (std::size_t i = 0; i < program_.regions.size(); ++i) {
            std::set<CandidateId> told;
            for (const Cut& cut : program_.regions[i].cuts) {
                std::set<CandidateId> missed;
                collect(*cut.condition, missed);
                if (cut.guard != nullptr) collect(*cut.guard, missed);
                for (const CandidateId candidate : missed)
                    if (!told.contains(candidate) && !exists(candidate, static_cast<int>(i))) {
                        told.insert(candidate);
                        report(cut, candidate, program_.regions[i]);
                    }
            }
        }
    }

private:
    /// The candidates that are left out of the collections on which an expression looks, defines included.
    void collect(const Expr& expr, std::set<CandidateId>& found) const {
        if (expr.kind == Kind::collection) collect(expr.collection, found);
        if (expr.kind == Kind::define) collect(behind_defines(program_, expr), found);
        for (const Range& range : expr.ranges) collect(*range.collection, found);
        for (const ExprPtr& operand : expr.operands)
            if (operand != nullptr) collect(*operand, found);
    }
    void collect(CollectionId id, std::set<CandidateId>& found) const {
        const Collection& collection = program_.collections[static_cast<std::size_t>(id)];
        found.insert(collection.excluded.begin(), collection.excluded.end());
        for (const CollectionId source : collection.sources) collect(source, found);
    }

    /// Whether every event that passes the region has the candidate.
    bool exists(CandidateId candidate, int region) {
        Cut cut;
        auto condition = std::make_unique<Expr>();
        condition->kind = Kind::exists;
        condition->type = Type::boolean();
        condition->candidate = candidate;
        cut.condition = std::move(condition);
        if (!consequences_) consequences_.emplace(program_);
        return consequences_->give(*consequences_->read(all_cuts(program_, region)), cut);
    }

    void report(const Cut& cut, CandidateId id, const Region& region) {
        const std::string& name = program_.candidates[static_cast<std::size_t>(id)].name;
        Diagnostic& diagnostic = diagnostics_.warning(
            "W0810", "semantics", cut.condition->span,
            fmt::format(
                "this looks at what `{}` leaves over, and events without `{}` pass too, where nothing is left out",
                name, name));
        diagnostic.context = {"region " + region.name};
        const std::uint32_t column = cut.span.file->place(cut.span.begin).column;
        diagnostic.fixes.push_back({fmt::format("require exists({}) above", name),
                                    EditClass::changes_selection,
                                    {{{cut.span.file, cut.span.begin, cut.span.begin},
                                      fmt::format("select exists({})\n{}", name, std::string(column - 1, ' '))}},
                                    "events without it are dropped, the cutflow has one more row"});
    }

    const Program& program_;
    diagnostics::Diagnostics& diagnostics_;
    std::optional<Consequences> consequences_;  // made when there is something to ask
};

}  // namespace

void check_leftovers(const Program& program, diagnostics::Diagnostics& diagnostics) {
    Leftovers(program, diagnostics).check();
}

}  // namespace collmc::semantics
