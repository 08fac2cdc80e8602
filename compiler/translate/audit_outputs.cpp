#include "compiler/translate/audit_outputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diff/wording.h"
#include "compiler/semantics/words.h"

namespace collmc::translate {

using diff::Item;
using semantics::Statement;

void OutputAudit::answer(int request, Verdict verdict, semantics::Span span, std::string text,
                         std::string explanation) {
    account_.answers.push_back({request, verdict, std::move(text), diff::line_of(span), std::move(explanation)});
}

void OutputAudit::invent(semantics::Span span, std::string text, std::string explanation) {
    account_.invented.push_back(
        {0, Verdict::invented, std::move(text), diff::line_of(span), std::move(explanation), request_of(span)});
}

OutputAudit::Plot OutputAudit::plot_of(const Item& item) {
    diff::Conditions& conditions = joint_.conditions();
    const semantics::Histogram& it = item.histogram();
    Plot plot;
    plot.histogram = &it;
    plot.text = "histo " + diff::text_of(item);
    diff::Conditions::Scope scope;
    plot.loop = diff::loop_of(conditions, it, scope);
    plot.mean = diff::value_of(conditions, it.mean.get(), scope);
    std::vector<diff::TermId> read;
    for (const semantics::Dimension& axis : it.dimensions) {
        const diff::TermId term = conditions.value(*axis.value, scope);
        read.push_back(term);
        const semantics::Term& value = conditions.terms()[term];
        plot.absolute.push_back(value.kind == semantics::Expr::Kind::absolute);
        plot.values.push_back(fmt::format("{}", term));
        plot.unsigned_values.push_back(fmt::format("{}", plot.absolute.back() ? value.operands[0] : term));
    }
    plot.filled.guard = plain_.beyond_presence(plain_.holds(it.guard.get()), read);
    return plot;
}

std::vector<OutputAudit::Field> OutputAudit::fields_of(const semantics::Ntuple& table) {
    std::vector<Field> fields;
    std::vector<diff::TermId> read;
    for (const semantics::Column& column : table.columns) {
        diff::TermId term = joint_.conditions().value(*column.value, {});
        const semantics::Term& value = joint_.conditions().terms()[term];
        // `jets[2].pt else 0 GeV` is the column, with what stands for a missing one.
        if (value.kind == semantics::Expr::Kind::otherwise) term = value.operands[0];
        read.push_back(term);
        fields.push_back({&table, &column, fmt::format("{}", term), {}, false});
    }
    const diff::Condition guard = plain_.beyond_presence(plain_.holds(table.guard.get()), read);
    for (Field& it : fields) it.filled.guard = guard;
    return fields;
}

OutputAudit::Outputs OutputAudit::outputs_of(const semantics::Program& program, bool before) {
    Outputs outputs;
    struct Cut {
        const semantics::Cut* cut;
        diff::Condition passed;
    };
    std::vector<std::vector<Cut>> cuts(program.regions.size());  // of each region, those of its parents first
    std::vector<Cut> all;
    std::vector<std::vector<Cut>> of_plots, of_fields;
    for (std::size_t i = 0; i < program.regions.size(); ++i) {
        const semantics::Region& region =
            before ? joint_.region_before(static_cast<int>(i)) : joint_.region_after(static_cast<int>(i));
        for (const int parent : program.regions[i].parents) {
            const std::vector<Cut>& its = cuts[static_cast<std::size_t>(parent)];
            cuts[i].insert(cuts[i].end(), its.begin(), its.end());
        }
        for (const Item& item : diff::items_of(region)) {
            if (const semantics::Cut* cut = item.cut()) {
                cuts[i].push_back({cut, plain_.of(joint_.conditions().passed(*cut))});
                all.push_back(cuts[i].back());
            } else if (item.statement.kind == Statement::Kind::histogram) {
                outputs.plots.push_back(plot_of(item));
                of_plots.push_back(cuts[i]);
            } else if (item.statement.kind == Statement::Kind::ntuple) {
                for (Field& it : fields_of(item.ntuple())) {
                    outputs.fields.push_back(std::move(it));
                    of_fields.push_back(cuts[i]);
                }
            }
        }
    }
    const auto lacks_cuts = [&](const std::vector<Cut>& acted) {
        diff::Condition passed;
        for (const Cut& it : acted) passed = passed & it.passed;
        return std::any_of(all.begin(), all.end(), [&](const Cut& cut) {
            return std::none_of(acted.begin(), acted.end(), [&](const Cut& it) { return it.cut == cut.cut; }) &&
                   !joint_.conditions().entails(passed, cut.passed);
        });
    };
    for (std::size_t k = 0; k < outputs.plots.size(); ++k) outputs.plots[k].filled.above_cuts = lacks_cuts(of_plots[k]);
    for (std::size_t k = 0; k < outputs.fields.size(); ++k)
        outputs.fields[k].filled.above_cuts = lacks_cuts(of_fields[k]);
    return outputs;
}

/// A difference of angles may be plotted with its sign or without, unless the request says which.
bool OutputAudit::same_values(const Plot& wanted, const Plot& found, const std::string& assumed) const {
    if (wanted.values.size() != found.values.size() || wanted.loop != found.loop || wanted.mean != found.mean)
        return false;
    for (std::size_t i = 0; i < wanted.values.size(); ++i) {
        if (wanted.values[i] == found.values[i]) continue;
        if (wanted.unsigned_values[i] != found.unsigned_values[i]) return false;
        const std::string& text = wanted.histogram->dimensions[i].expression;
        const bool difference = text.find("deltaEta(") != std::string::npos ||
                                text.find("deltaPhi(") != std::string::npos ||
                                text.find("deltaRapidity(") != std::string::npos;
        if (!difference || (wanted.absolute[i] && assumed.find("without its sign") == std::string::npos)) return false;
    }
    return true;
}

std::string OutputAudit::difference(const Plot& wanted, const Plot& found, const std::string& assumed) {
    for (std::size_t i = 0; i < wanted.values.size(); ++i) {
        const semantics::Axis& a = wanted.histogram->dimensions[i].axis;
        const semantics::Axis& b = found.histogram->dimensions[i].axis;
        const bool range_is_free = assumed.find("from ") != std::string::npos,
                   bins_are_free = assumed.find(" bins") != std::string::npos;
        const bool variable = static_cast<int>(a.edges.size()) > 2 &&
                              wanted.histogram->dimensions[i].axis.span.text().starts_with("edges");
        const std::string shown =
            fmt::format("asked for: {}; the program has: {}", semantics::describe_axis(wanted.histogram->dimensions[i]),
                        semantics::describe_axis(found.histogram->dimensions[i]));
        if (variable && a.edges != b.edges) return shown;
        if (!range_is_free && (a.edges.front() != b.edges.front() || a.edges.back() != b.edges.back())) return shown;
        if (!bins_are_free && a.edges.size() != b.edges.size()) return shown;
    }
    return difference(wanted.filled, found.filled, assumed);
}

std::string OutputAudit::difference(const Filled& wanted, const Filled& found, const std::string& assumed) {
    if (found.above_cuts && !wanted.above_cuts) return "it is filled before all cuts have acted";
    const bool guard_is_free = assumed.find("only events with") != std::string::npos || wanted.guard.always();
    if (!(wanted.guard == found.guard) && !guard_is_free) return "it is filled for other events than asked for";
    if (wanted.guard.always() && !found.guard.always())
        return "it is filled for some events only, which is not asked for";
    if (!(wanted.guard == found.guard) && !found.guard.always()) return "it is filled for other events than asked for";
    return "";
}

void OutputAudit::plots() {
    std::vector<Plot>& found = found_.plots;
    for (const Plot& plot : wanted_.plots) {
        const int request = request_of(plot.histogram->span);
        const std::string assumed = assumed_of(plot.histogram->span);
        Plot* best = nullptr;
        std::string explanation;
        for (Plot& it : found) {
            if (it.matched || !same_values(plot, it, assumed)) continue;
            const std::string differs = difference(plot, it, assumed);
            if (best == nullptr || (!explanation.empty() && differs.empty())) {
                best = &it;
                explanation = differs;
            }
        }
        if (best == nullptr) {
            answer(request, Verdict::missing, {}, "",
                   fmt::format("no plot of `{}`", plot.histogram->dimensions.front().expression));
            continue;
        }
        best->matched = true;
        answer(request, explanation.empty() ? Verdict::agrees : Verdict::differs, best->histogram->span, best->text,
               explanation);
    }
    for (const Plot& it : found)
        if (!it.matched) invent(it.histogram->span, it.text);
}

/// The columns of all tables: which table has them makes no difference.
void OutputAudit::tables() {
    const std::vector<Field>& wanted = wanted_.fields;
    std::vector<Field>& found = found_.fields;
    std::vector<const semantics::Ntuple*> told;
    for (const Field& first : wanted) {
        if (std::find(told.begin(), told.end(), first.table) != told.end()) continue;
        told.push_back(first.table);
        std::string lacking, filled;
        const std::string assumed = assumed_of(first.table->span);
        const semantics::Ntuple* answering = nullptr;
        for (const Field& field : wanted) {
            if (field.table != first.table) continue;
            Field* same = nullptr;
            std::string differs;
            for (Field& it : found) {
                if (it.value != field.value || (same != nullptr && differs.empty())) continue;
                same = &it;
                differs = difference(field.filled, it.filled, assumed);
            }
            if (same == nullptr) {
                lacking += (lacking.empty() ? "" : ", ") + diff::written(field.column->value->span);
                continue;
            }
            same->matched = true;
            answering = same->table;
            if (filled.empty()) filled = differs;
        }
        const int request = request_of(first.table->span);
        if (answering == nullptr)
            answer(request, Verdict::missing, {}, "", "no table has these columns");
        else
            answer(request, lacking.empty() && filled.empty() ? Verdict::agrees : Verdict::differs, answering->span,
                   "ntuple " + answering->name, lacking.empty() ? filled : "lacking: " + lacking);
    }
    for (const Field& it : found)
        if (!it.matched)
            invent(it.column->value->span, diff::written(it.column->value->span),
                   fmt::format("a column of {} that is not asked for", it.table->name));
}

void OutputAudit::others() {
    for (int i = 0; i < static_cast<int>(program_.regions.size()); ++i)
        for (const Item& item : diff::items_of(joint_.region_after(i)))
            if (item.statement.kind == Statement::Kind::weight || item.statement.kind == Statement::Kind::bins ||
                item.statement.kind == Statement::Kind::skim)
                invent(item.span(), diff::text_of(item));
}

void OutputAudit::run() {
    wanted_ = outputs_of(expected_, true);
    found_ = outputs_of(program_, false);
    plots();
    tables();
    others();
}

}  // namespace collmc::translate
