#include "compiler/semantics/ranges_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <set>

#include "compiler/semantics/axis_fixes.h"
#include "compiler/semantics/range_verdicts.h"
#include "compiler/semantics/reporter.h"
#include "compiler/semantics/verdict_fixes.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

class RangeCheck {
public:
    RangeCheck(const Program& program, diagnostics::Diagnostics& diagnostics)
        : program_(program),
          diagnostics_(diagnostics),
          verdicts_(program, diagnostics),
          ranges_(program),
          quotients_(program, {{}, true}) {}

    void run() {
        for (const Collection& collection : program_.collections) check_object(collection);
        for (const Candidate& candidate : program_.candidates) check_candidate(candidate);
        for (const Region& region : program_.regions) check_region(region);
    }

private:
    using Context = std::vector<std::string>;

    /// What holds at a place of a region.
    struct Known {
        std::vector<const Cut*> cuts;
        Standing standing;      ///< in ranges_
        Standing quotients;     ///< in quotients_
        bool settled = false;   ///< one of the cuts cannot pass
        bool doubtful = false;  ///< one of them has an error: what it keeps from 0 is unknown
    };

    // ---- blocks ----

    void check_object(const Collection& collection) {
        if (collection.cuts.empty()) return;
        check_block(collection.cuts, {}, "object " + collection.name, [&](Ranges& ranges, Facts& facts) {
            Terms::Scope scope;
            const TermId object = ranges.terms().variable(collection.self, collection.element, collection.span);
            scope.variables[collection.self] = object;
            facts = ranges.before_cuts(collection, object);
            return scope;
        });
    }

    void check_candidate(const Candidate& candidate) {
        if (candidate.cuts.empty() && candidate.keys.empty()) return;
        const char* word = candidate.kind == Candidate::Kind::every ? "object " : "candidate ";
        check_block(candidate.cuts, candidate.keys, word + candidate.name, [&](Ranges& ranges, Facts& facts) {
            Terms::Scope scope;
            for (const Candidate::Leg& leg : candidate.legs) {
                const TermId object = ranges.terms().variable(leg.variable, leg.type, candidate.span);
                scope.variables[leg.variable] = object;
                if (candidate.kind == Candidate::Kind::split) continue;
                // Of the one object, as it is in its collection.
                Facts its_own = ranges.facts_of(object, leg.collection);
                for (const auto& [term, numbers] : its_own.known)
                    if (facts.known.find(term) == nullptr) facts.known.set(term, numbers);
                facts.impossible = facts.impossible || its_own.impossible;
            }
            return scope;
        });
    }

    template <typename Start>
    void check_block(const std::vector<Cut>& cuts, const std::vector<ExprPtr>& keys, const std::string& name,
                     const Start& start) {
        doubtful_ = false;
        for (std::size_t i = 0; i < cuts.size(); doubtful_ = doubtful_ || verdicts_.is_wrong(cuts[i].span), ++i) {
            const Context context = {name, fmt::format("{} {}", cuts[i].reject ? "reject" : "select", i + 1)};
            const Verdicts::Ask ask = [&, i](Ranges& ranges, const Verdicts::Without& without) {
                Standing standing;
                const Terms::Scope scope = start(ranges, standing.facts);
                for (std::size_t k = 0; k < i; ++k)
                    if (without.count(&cuts[k]) == 0) ranges.add(ranges.passes(cuts[k], scope), standing);
                return Question{ranges.passes(cuts[i], scope), std::move(standing)};
            };
            const Question quotient = ask(quotients_, {});
            report_quotients(quotient.condition, quotient.standing.facts, context);
            const Question asked = ask(ranges_, {});
            if (keys.empty()) check_habits(cuts[i], asked, context);
            if (!verdicts_.judge(cuts[i], ranges_, asked, ask, verdicts_.block_cuts(), context)) return;
        }
        for (const ExprPtr& key : keys) {
            Facts facts;
            const Terms::Scope scope = start(quotients_, facts);
            for (const Cut& cut : cuts) quotients_.assume(quotients_.passes(cut, scope), true, facts);
            report_quotients(quotients_.term(*key, scope), facts, {name, "criterion"});
        }
    }

    /// Cuts on objects that look right and do something else.
    void check_habits(const Cut& cut, const Question& asked, const Context& context) {
        std::set<TermId> parts;
        collect(asked.condition, parts);
        bool looks_at_phi = false, looks_at_more = false, looks_at_met = false, draws = false, tagged = false;
        for (const TermId part : parts) {
            const Term& term = ranges_.terms()[part];
            looks_at_met = looks_at_met || term.kind == Expr::Kind::met;
            draws = draws || term.kind == Expr::Kind::chance;
            if (term.kind != Expr::Kind::attribute) continue;
            const Expr::Kind of = ranges_.terms()[term.operands[0]].kind;
            if (of == Expr::Kind::met) continue;
            looks_at_phi = looks_at_phi || (of == Expr::Kind::element && term.name == "phi");
            looks_at_more = looks_at_more || of != Expr::Kind::element || term.name != "phi";
        }
        for (const auto& [term, numbers] : asked.standing.facts.known) {
            const Term& known = ranges_.terms()[term];
            tagged = tagged || (known.kind == Expr::Kind::attribute && known.name == "btag" && !numbers.has_none() &&
                                Place{1, false} <= numbers.low());
        }
        const auto warn = [&](const char* code, const char* message, const char* note) {
            Diagnostic& diagnostic = diagnostics_.warning(code, "semantics", cut.span, message);
            diagnostic.context = context;
            diagnostic.notes.emplace_back(note);
        };
        if (looks_at_met && looks_at_phi && !looks_at_more)
            warn("W0826", "this takes away the objects near MET and keeps the event",
                 "to drop the event where an object is near MET, a region has "
                 "`reject any(|deltaPhi(o, MET)| < 0.4 for o in ...)`");
        if (draws && tagged)
            warn("W0824", "these objects are b-tagged already: the efficiency of the tag is in the file",
                 "an efficiency of your own is for jets that are not selected by their tag");
    }

    void collect(TermId term, std::set<TermId>& parts) {
        if (term < 0 || !parts.insert(term).second) return;
        const std::vector<TermId> operands = ranges_.terms()[term].operands;
        for (const TermId operand : operands) collect(operand, parts);
    }

    // ---- regions ----

    void check_region(const Region& region) {
        ranges_.renew();
        quotients_.renew();
        Known known;
        if (!region.parents.empty()) known = known_[static_cast<std::size_t>(region.parents[0])];
        for (const int parent : region.parents) {
            const Known& theirs = known_[static_cast<std::size_t>(parent)];
            for (const Cut* cut : theirs.cuts)
                if (std::find(known.cuts.begin(), known.cuts.end(), cut) == known.cuts.end()) add(*cut, known);
            known.settled = known.settled || theirs.settled || known.standing.facts.impossible;
            known.doubtful = known.doubtful || theirs.doubtful;
        }
        known.doubtful = known.doubtful || region.lacks_parent;
        for (std::size_t place = 0; place < region.order.size(); ++place) {
            const Statement& statement = region.order[place];
            const auto index = static_cast<std::size_t>(statement.index);
            const bool wrong = is_output_wrong(region, place);
            doubtful_ = known.doubtful;
            Context context = {"region " + region.name};
            switch (statement.kind) {
                case Statement::Kind::cut: {
                    const Cut& cut = region.cuts[index];
                    context.push_back(fmt::format("{} {}", cut.reject ? "reject" : "select", index + 1));
                    if (!known.settled) check_cut(cut, known, context);
                    add(cut, known);
                    break;
                }
                case Statement::Kind::weight:
                    context.emplace_back("weight");
                    if (!known.settled)
                        report_quotients(quotients_.term(*region.weights[index].value), known.quotients.facts, context,
                                         {.weight = &region.weights[index]});
                    break;
                case Statement::Kind::histogram:
                    context.push_back("histo " + region.histograms[index].name);
                    if (!known.settled && !wrong) check_histogram(region.histograms[index], known, context);
                    break;
                case Statement::Kind::bins:
                    context.push_back("bins " + region.bins[index].name);
                    if (!known.settled && !wrong) check_bins(region.bins[index], known, context);
                    break;
                case Statement::Kind::ntuple:
                    context.push_back("ntuple " + region.ntuples[index].name);
                    if (!known.settled && !wrong) check_ntuple(region.ntuples[index], known, context);
                    break;
                case Statement::Kind::skim: break;
            }
        }
        if (!known.settled && !region.lacks_parent) check_repetition(region, known);
        if (!has_unread_output(region)) check_weights(region);
        known_.push_back(std::move(known));
    }

    void add(const Cut& cut, Known& known) {
        known.cuts.push_back(&cut);
        if (verdicts_.is_wrong(cut.span)) {
            known.doubtful = true;
            return;
        }
        ranges_.add(ranges_.passes(cut), known.standing);
        quotients_.add(quotients_.passes(cut), known.quotients);
    }

    void check_cut(const Cut& cut, Known& known, const Context& context) {
        report_quotients(quotients_.passes(cut), known.quotients.facts, context, {.cut = &cut});
        std::vector<const Cut*> grounds = known.cuts;
        grounds.insert(grounds.end(), verdicts_.block_cuts().begin(), verdicts_.block_cuts().end());
        const Verdicts::Ask ask = [&](Ranges& ranges, const Verdicts::Without& without) {
            Standing standing;
            for (const Cut* other : known.cuts)
                if (without.count(other) == 0) ranges.add(ranges.passes(*other), standing);
            return Question{ranges.passes(cut), std::move(standing)};
        };
        const Question asked{ranges_.passes(cut), known.standing};
        if (!verdicts_.judge(cut, ranges_, asked, ask, grounds, context)) known.settled = true;
    }

    // ---- outputs ----

    void check_histogram(const Histogram& histogram, const Known& known, const Context& context) {
        const auto read = [&](Ranges& ranges, Facts& facts) {
            if (histogram.guard != nullptr) ranges.assume(ranges.term(*histogram.guard), true, facts);
            Terms::Scope scope;
            ranges.terms().bind(histogram.ranges, scope);
            if (histogram.filter != nullptr) ranges.assume(ranges.term(*histogram.filter, scope), true, facts);
            return scope;
        };
        Facts facts = known.quotients.facts;
        Terms::Scope scope = read(quotients_, facts);
        for (const Dimension& dimension : histogram.dimensions)
            report_quotients(quotients_.term(*dimension.value, scope), facts, context, {.histogram = &histogram});
        if (histogram.mean != nullptr)
            report_quotients(quotients_.term(*histogram.mean, scope), facts, context, {.histogram = &histogram});

        facts = known.standing.facts;
        scope = read(ranges_, facts);
        if (facts.impossible) {
            Diagnostic& diagnostic = diagnostics_.warning(
                "W0803", "semantics", histogram.span,
                fmt::format("nothing ever comes into `{}`: its condition cannot be true here", histogram.name));
            diagnostic.context = context;
            return;
        }
        for (const Dimension& dimension : histogram.dimensions)
            check_dimension(dimension, ranges_.term(*dimension.value, scope), facts, false, context);
    }

    void check_bins(const Bins& bins, const Known& known, const Context& context) {
        Facts facts = known.standing.facts;
        if (bins.guard != nullptr) ranges_.assume(ranges_.term(*bins.guard), true, facts);
        for (const Dimension& dimension : bins.dimensions)
            check_dimension(dimension, ranges_.term(*dimension.value), facts, true, context);
    }

    void check_ntuple(const Ntuple& ntuple, const Known& known, const Context& context) {
        Facts facts = known.quotients.facts;
        if (ntuple.guard != nullptr) quotients_.assume(quotients_.term(*ntuple.guard), true, facts);
        for (const Column& column : ntuple.columns)
            report_quotients(quotients_.term(*column.value), facts, context, {.ntuple = &ntuple});
    }

    void check_dimension(const Dimension& dimension, TermId term, Facts& facts, bool grid, const Context& context) {
        const Axis& axis = dimension.axis;
        if (dimension.value->type.is_error() || dimension.value->type.dimension != axis.dimension) return;
        const Numbers numbers = ranges_.numbers(term, facts);
        const Numbers reached = grid ? numbers : numbers.as_real();  // half-integer bins are nobody's mistake
        const bool often_round = ranges_.is_often_round(term);
        if (axis.edges.empty() || axis.bins + dimension.above < 1) return;  // an error, which is reported
        if (numbers.has_none() || ranges_.is_exhausted()) return;
        const auto warn = [&](const char* code, const std::string& message) -> Diagnostic& {
            Diagnostic& diagnostic = diagnostics_.warning(code, "semantics", axis.span, message);
            diagnostic.context = context;
            diagnostic.labels.push_back(
                {dimension.value->span, semantics::describe(numbers, axis.dimension) + " here"});
            return diagnostic;
        };
        const std::string value = quote(dimension.value->span);
        std::vector<Stretch> bins;
        for (std::size_t i = 0; i + 1 < axis.edges.size(); ++i)
            bins.push_back({{axis.edges[i], false}, {axis.edges[i + 1], false}});
        if (dimension.above) bins.push_back({{axis.edges.back(), false}, Numbers::reals().high()});
        std::vector<Stretch> empty;
        for (const Stretch& bin : bins)
            if ((reached & Numbers::of(bin)).has_none()) empty.push_back(bin);
        const auto text = [&](const Stretch& bin) { return semantics::describe(Numbers::of(bin), axis.dimension); };
        if (empty.size() == bins.size()) {
            warn("W0803", fmt::format("no bin can ever be filled: {} is {} here", value,
                                      semantics::describe(numbers, axis.dimension)))
                .fixes = axis_fixes(axis, numbers, false);
            return;
        }
        if (grid && !empty.empty()) {
            Diagnostic& diagnostic =
                warn("W0804", fmt::format("no event can come into the bin with {} {}", value, text(empty.front())));
            diagnostic.fixes = axis_fixes(axis, numbers, true);
        } else if (empty.size() * 2 >= bins.size()) {
            Diagnostic& diagnostic =
                warn("W0804", fmt::format("{} of {} bins can never be filled: {} is {} here", empty.size(), bins.size(),
                                          value, semantics::describe(numbers, axis.dimension)));
            diagnostic.fixes = axis_fixes(axis, numbers, grid);
        }
        const Place last{axis.high, true};
        if (!often_round || dimension.above || numbers.high() != last || seeds_of(*dimension.value).high() == last)
            return;
        Diagnostic& diagnostic =
            warn("W0812", fmt::format("the cuts keep events with {} = {}, and the last bin ends just below it", value,
                                      text({{axis.high, false}, {axis.high, true}})));
        diagnostic.notes.push_back("a bin holds its lower edge and not its upper one; these events count as overflow");
    }

    /// The range that the value has by its nature, without any cut. Of values over bound variables: everything.
    Numbers seeds_of(const Expr& value) {
        if (!bare_)
            bare_.emplace(program_, Assumptions{{verdicts_.block_cuts().begin(), verdicts_.block_cuts().end()}, false});
        Facts nothing;
        const Numbers numbers = bare_->numbers(bare_->term(value), nothing);
        return numbers.has_none() ? Numbers::anything() : numbers;
    }

    // ---- quotients ----

    /// `statement`: what it stands in; nothing in blocks.
    void report_quotients(TermId term, const Facts& known, const Context& context,
                          const presence::Statement& statement = {}) {
        if (doubtful_ || !quotients_.terms().has_quotient(term)) return;
        Facts facts = known;
        std::set<TermId> found;
        quotients_.find_zero_denominators(term, facts, found);
        if (quotients_.is_exhausted()) return;
        for (const TermId quotient : found) {
            const Term& it = quotients_.terms()[quotient];
            const Span own = program_.regions.front().span;
            if (it.span.file != own.file || !quotients_reported_.insert(it.span.begin).second) continue;
            const Span denominator = quotients_.terms()[it.operands[1]].span;
            const bool written =
                denominator.file == own.file && denominator.begin >= it.span.begin && denominator.end <= it.span.end;
            Diagnostic& diagnostic =
                diagnostics_.warning("W0811", "semantics", it.span,
                                     fmt::format("{} can be 0, and then this is infinite or not a number",
                                                 written ? quote(denominator) : "the denominator"));
            diagnostic.context = context;
            if (statement.is_set())
                diagnostic.fixes = fixes_of_quotient(program_, quotients_.terms(), it.operands[1], statement);
            diagnostic.notes.push_back("a cut above that keeps it from 0, or `a / b when b > 0 else ...`, settles it");
        }
    }

    // ---- whole regions ----

    void check_repetition(const Region& region, const Known& known) {
        std::set<TermId> signature;
        for (const Cut* cut : known.cuts) signature.insert(ranges_.passes(*cut));
        if (!region.cuts.empty()) {
            for (const auto& [other, theirs] : signatures_) {
                if (theirs != signature || other->name == region.name) continue;
                Diagnostic& diagnostic = diagnostics_.warning(
                    "W0807", "semantics", region.span,
                    fmt::format("region `{}` selects the events of region `{}`", region.name, other->name));
                diagnostic.labels.push_back({other->span, "with the same cuts"});
                diagnostic.context = {"region " + region.name};
                break;
            }
            signatures_.emplace_back(&region, std::move(signature));
        }
    }

    static Span span_of(const Region& region, const Statement& statement) {
        const auto index = static_cast<std::size_t>(statement.index);
        switch (statement.kind) {
            case Statement::Kind::cut: return region.cuts[index].span;
            case Statement::Kind::weight: return region.weights[index].span;
            case Statement::Kind::histogram: return region.histograms[index].span;
            case Statement::Kind::bins: return region.bins[index].span;
            case Statement::Kind::ntuple: return region.ntuples[index].span;
            case Statement::Kind::skim: return region.skims[index].span;
        }
        return {};
    }

    /// Whether an error stands between the name of an output and the next statement: not all of it may have been read.
    bool is_output_wrong(const Region& region, std::size_t place) const {
        const Span name = span_of(region, region.order[place]);
        if (!name.valid()) return true;
        const std::uint32_t end = place + 1 < region.order.size()
                                      ? span_of(region, region.order[place + 1]).begin
                                      : static_cast<std::uint32_t>(name.file->text().find("\nregion", name.begin));
        return verdicts_.is_wrong({name.file, name.begin, end});
    }

    /// Whether an output of the region may not have been read: a line of it did not parse.
    bool has_unread_output(const Region& region) const {
        std::uint32_t end = std::numeric_limits<std::uint32_t>::max();
        for (const Region& other : program_.regions)
            if (other.span.begin > region.span.begin) end = std::min(end, other.span.begin);
        return std::any_of(diagnostics_.all().begin(), diagnostics_.all().end(), [&](const Diagnostic& one) {
            return one.phase == "syntax" && one.primary.begin > region.span.begin && one.primary.begin < end;
        });
    }

    /// A weight below all outputs of a region that nothing inherits from.
    void check_weights(const Region& region) {
        bool any_output = false, output_below = false;
        for (std::size_t i = region.order.size(); i-- > 0;) {
            const Statement& statement = region.order[i];
            const bool output = statement.kind != Statement::Kind::cut && statement.kind != Statement::Kind::weight;
            any_output = any_output || output;
            output_below = output_below || output;
        }
        const auto number = static_cast<int>(&region - program_.regions.data());
        for (const Region& other : program_.regions)
            if (std::find(other.parents.begin(), other.parents.end(), number) != other.parents.end()) return;
        if (!any_output) return;
        output_below = false;
        for (std::size_t i = region.order.size(); i-- > 0;) {
            const Statement& statement = region.order[i];
            if (statement.kind == Statement::Kind::weight && !output_below) {
                Diagnostic& diagnostic = diagnostics_.warning(
                    "W0815", "semantics", region.weights[static_cast<std::size_t>(statement.index)].span,
                    "nothing is filled after this weight, so no histogram has it");
                diagnostic.context = {"region " + region.name};
                diagnostic.notes.push_back("a weight acts from its line on; outputs above it are filled without it");
            }
            output_below =
                output_below || (statement.kind != Statement::Kind::cut && statement.kind != Statement::Kind::weight);
        }
    }

    const Program& program_;
    diagnostics::Diagnostics& diagnostics_;
    Verdicts verdicts_;
    Ranges ranges_;
    Ranges quotients_;  ///< in which no object has pt = 0: a zero that no file holds is no warning
    std::optional<Ranges> bare_;
    std::set<std::uint32_t> quotients_reported_;
    bool doubtful_ = false;  ///< a cut above has an error: what it keeps from 0 is unknown
    std::vector<Known> known_;
    std::vector<std::pair<const Region*, std::set<TermId>>> signatures_;
};

}  // namespace

void check_ranges(const Program& program, diagnostics::Diagnostics& diagnostics) {
    if (!program.regions.empty()) RangeCheck(program, diagnostics).run();
}

}  // namespace collmc::semantics
