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

std::vector<OutputAudit::Plot> OutputAudit::plots_of(const semantics::Program& program, bool before) {
    std::vector<Plot> plots;
    diff::Conditions& conditions = joint_.conditions();
    for (int i = 0; i < static_cast<int>(program.regions.size()); ++i) {
        const semantics::Region& region = before ? joint_.region_before(i) : joint_.region_after(i);
        const std::size_t first = plots.size();
        for (const Item& item : diff::items_of(region)) {
            if (item.cut() != nullptr)
                for (std::size_t k = first; k < plots.size(); ++k) plots[k].above_cuts = true;
            if (item.statement.kind != Statement::Kind::histogram) continue;
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
            plot.guard = plain_.beyond_presence(plain_.holds(it.guard.get()), read);
            plots.push_back(std::move(plot));
        }
    }
    return plots;
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
    if (found.above_cuts && !wanted.above_cuts) return "it is filled before all cuts have acted";
    const bool guard_is_free = assumed.find("only events with") != std::string::npos || wanted.guard.always();
    if (!(wanted.guard == found.guard) && !guard_is_free) return "it is filled for other events than asked for";
    if (wanted.guard.always() && !found.guard.always())
        return "it is filled for some events only, which is not asked for";
    if (!(wanted.guard == found.guard) && !found.guard.always()) return "it is filled for other events than asked for";
    return "";
}

void OutputAudit::plots() {
    const std::vector<Plot> wanted = plots_of(expected_, true);
    std::vector<Plot> found = plots_of(program_, false);
    for (const Plot& plot : wanted) {
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
    struct Field {
        const semantics::Ntuple* table;
        const semantics::Column* column;
        std::string value;
        bool matched = false;
    };
    const auto fields_of = [&](const semantics::Program& program, bool before) {
        std::vector<Field> fields;
        for (int i = 0; i < static_cast<int>(program.regions.size()); ++i) {
            const semantics::Region& region = before ? joint_.region_before(i) : joint_.region_after(i);
            for (const semantics::Ntuple& table : region.ntuples)
                for (const semantics::Column& column : table.columns) {
                    diff::TermId term = joint_.conditions().value(*column.value, {});
                    const semantics::Term& value = joint_.conditions().terms()[term];
                    // `jets[2].pt else 0 GeV` is the column, with what stands for a missing one.
                    if (value.kind == semantics::Expr::Kind::otherwise) term = value.operands[0];
                    fields.push_back({&table, &column, fmt::format("{}", term), false});
                }
        }
        return fields;
    };
    std::vector<Field> wanted = fields_of(expected_, true), found = fields_of(program_, false);
    std::vector<const semantics::Ntuple*> told;
    for (const Field& first : wanted) {
        if (std::find(told.begin(), told.end(), first.table) != told.end()) continue;
        told.push_back(first.table);
        std::string lacking;
        const semantics::Ntuple* answering = nullptr;
        for (const Field& field : wanted) {
            if (field.table != first.table) continue;
            const auto same =
                std::find_if(found.begin(), found.end(), [&](const Field& it) { return it.value == field.value; });
            if (same == found.end()) {
                lacking += (lacking.empty() ? "" : ", ") + diff::written(field.column->value->span);
            } else {
                same->matched = true;
                answering = same->table;
            }
        }
        const int request = request_of(first.table->span);
        if (answering == nullptr)
            answer(request, Verdict::missing, {}, "", "no table has these columns");
        else
            answer(request, lacking.empty() ? Verdict::agrees : Verdict::differs, answering->span,
                   "ntuple " + answering->name, lacking.empty() ? "" : "lacking: " + lacking);
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
    plots();
    tables();
    others();
}

}  // namespace collmc::translate
