#include <fmt/format.h>

#include "compiler/syntax/build.h"

namespace collmc::syntax {

namespace {

class StatementBuilder {
public:
    StatementBuilder(const Tokens& tokens, diagnostics::Diagnostics& diagnostics)
        : tokens_(tokens), diagnostics_(diagnostics), expressions_(tokens, diagnostics) {}

    FlatStatement statement(CutParser::StatementContext* context) {
        FlatStatement result;
        result.keyword = tokens_.span(context->start);
        if (auto* written = context->analysis()) result.what = Title{*string(written->STRING())};
        if (auto* written = context->metadata()) {
            if (written->EXPERIMENT())
                result.what = Experiment{*string(written->STRING())};
            else
                result.what = Reference{*string(written->STRING())};
        }
        if (auto* written = context->luminosity()) result.what = luminosity(written);
        if (auto* written = context->object()) result.what = object(written);
        if (auto* written = context->candidate()) result.what = candidate(written);
        if (auto* written = context->criterion()) result.what = criterion(written);
        if (auto* written = context->then()) result.what = then(written);
        if (auto* written = context->define()) result.what = define(written);
        if (auto* written = context->function()) result.what = function(written);
        if (auto* written = context->table()) result.what = table(written);
        if (auto* written = context->row()) {
            if (written->entry())
                result.what = table_row(written);
            else
                result.what = region_row(written);
        }
        if (auto* written = context->outside()) result.what = outside(written);
        if (auto* written = context->variation()) result.what = variation(written);
        if (auto* written = context->region()) result.what = region(written);
        if (auto* written = context->cut()) result.what = cut(written);
        if (auto* written = context->weight()) result.what = weight(written);
        if (auto* written = context->histogram()) result.what = histogram(written);
        if (auto* written = context->profile()) result.what = profile(written);
        if (auto* written = context->ntuple()) result.what = ntuple(written);
        if (auto* written = context->skim()) result.what = skim(written);
        if (auto* written = context->bins()) result.what = bins(written);
        if (auto* written = context->binsBy()) result.what = bins_by(written);
        if (auto* written = context->observed()) result.what = observed(written);
        if (auto* written = context->background()) result.what = background(written);
        if (auto* written = context->regions()) result.what = regions(written);
        return result;
    }

private:
    std::optional<String> string(antlr4::tree::TerminalNode* written) {
        if (!written) return {};
        const Span span = tokens_.span(written->getSymbol());
        return String{without_quotes(span.text()), span};
    }

    ExprPtr guard(CutParser::GuardContext* written) { return written ? expressions_.expr(written->expr()) : nullptr; }

    std::optional<Unit> unit(CutParser::UnitContext* written) {
        if (!written) return {};
        return expressions_.unit(written);
    }

    Luminosity luminosity(CutParser::LuminosityContext* written) {
        Luminosity luminosity;
        luminosity.digits = canonical_number(tokens_.spelling(written->number()->start));
        luminosity.unit = expressions_.name(written->name());
        luminosity.span = tokens_.span(written);
        const std::string& unit = luminosity.unit.text;
        const bool known = unit == "fb" || unit == "pb";
        if (known && written->SLASH() && !written->INT()) return luminosity;
        const Span whole{&tokens_.file(), tokens_.span(written->number()).end, luminosity.span.end};
        const std::uint32_t begin = tokens_.span(tokens_.after(written->number()->stop)).begin;
        auto& diagnostic = error("E0006", {whole.file, begin, whole.end}, "a luminosity is given in `/fb` or `/pb`");
        const bool femto = unit.find("fb") != std::string::npos || unit.find("FB") != std::string::npos;
        const bool pico = unit.find("pb") != std::string::npos || unit.find("PB") != std::string::npos;
        if (known || femto || pico)
            diagnostic.fixes.push_back({fmt::format("write `/{}`", femto ? "fb" : "pb"),
                                        known ? diagnostics::EditClass::safe : diagnostics::EditClass::likely,
                                        {{whole, fmt::format(" /{}", femto ? "fb" : "pb")}}});
        return luminosity;
    }

    Object object(CutParser::ObjectContext* written) {
        Object object;
        object.name = expressions_.name(written->name());
        if (written->sources())
            for (auto* source : written->sources()->source()) {
                std::optional<Name> as;
                if (source->AS()) as = expressions_.name(source->name(1));
                object.sources.push_back({expressions_.name(source->name(0)), std::move(as)});
            }
        if (written->groups()) object.groups = expressions_.groups(written->groups());
        if (written->EXCLUDING()) object.excluding = expressions_.names(written->names());
        if (auto* ordering = written->ordering())
            object.order = {expressions_.expr(ordering->expr()), ordering->HIGHEST() != nullptr,
                            tokens_.span(ordering)};
        object.span = tokens_.span(written);
        return object;
    }

    Candidate candidate(CutParser::CandidateContext* written) {
        Candidate candidate;
        candidate.name = expressions_.name(written->name(0));
        if (written->groups())
            candidate.groups = expressions_.groups(written->groups());
        else
            candidate.split = Candidate::Split{expressions_.name(written->name(1)), expressions_.name(written->name(2)),
                                               expressions_.name(written->name(3))};
        candidate.span = tokens_.span(written);
        return candidate;
    }

    Criterion criterion(CutParser::CriterionContext* written) {
        Criterion criterion;
        criterion.kind = written->CLOSEST()  ? Candidate::Criterion::closest
                         : written->LOWEST() ? Candidate::Criterion::lowest
                                             : Candidate::Criterion::highest;
        criterion.key = expressions_.expr(written->expr(0));
        if (written->CLOSEST()) criterion.target = expressions_.expr(written->expr(1));
        criterion.span = tokens_.span(written);
        return criterion;
    }

    Candidate::Then then(CutParser::ThenContext* written) {
        Candidate::Then then;
        then.highest = written->HIGHEST() != nullptr;
        then.key = expressions_.expr(written->expr(0));
        then.span = tokens_.span(written);
        if (written->CLOSEST()) {
            const Span criterion{&tokens_.file(), tokens_.span(written->CLOSEST()->getSymbol()).begin, then.span.end};
            auto& diagnostic = error("E0001", criterion, "behind `then` stands `lowest VALUE` or `highest VALUE`");
            const std::string distance = fmt::format("lowest |{} - {}|", tokens_.span(written->expr(0)).text(),
                                                     tokens_.span(written->expr(1)).text());
            diagnostic.fixes.push_back(
                {"choose the smallest distance", diagnostics::EditClass::likely, {{criterion, distance}}});
        }
        return then;
    }

    Define define(CutParser::DefineContext* written) {
        return {expressions_.name(written->name()), expressions_.value(written->value()), tokens_.span(written)};
    }

    TypeName type(CutParser::TypeContext* written) {
        TypeName type;
        type.name = expressions_.name(written->name(0));
        if (written->LESS()) {
            type.argument = std::make_unique<TypeName>();
            type.argument->name = expressions_.name(written->name(1));
            type.argument->span = type.argument->name.span;
        }
        if (written->power()) type.power = expressions_.power(written->power());
        type.span = tokens_.span(written);
        return type;
    }

    /// The name, the parameters and the result of a function or a table.
    template <typename Declared>
    void signature(CutParser::SignatureContext* written, Declared& declared) {
        declared.name = expressions_.name(written->name());
        for (auto* parameter : written->parameter())
            declared.parameters.push_back({expressions_.name(parameter->name()), type(parameter->type())});
        declared.result = type(written->type());
    }

    Function function(CutParser::FunctionContext* written) {
        Function function;
        function.intrinsic = written->INTRINSIC() != nullptr;
        signature(written->signature(), function);
        if (written->value()) function.body = expressions_.value(written->value());
        function.span = tokens_.span(written);
        function.documentation = comment_above(function.span);
        return function;
    }

    /// The `#` lines that stand directly above a statement.
    std::string comment_above(Span statement) const {
        const auto& file = tokens_.file();
        std::string text;
        for (auto line = file.place(statement.begin).line - 1; line >= 1; --line) {
            std::string_view content = file.line(line);
            content.remove_prefix(std::min(content.find_first_not_of(" \t"), content.size()));
            if (content.empty() || content.front() != '#') break;
            content.remove_prefix(1);
            if (!content.empty() && content.front() == ' ') content.remove_prefix(1);
            text = text.empty() ? std::string(content) : fmt::format("{}\n{}", content, text);
        }
        return text;
    }

    Table table(CutParser::TableContext* written) {
        Table table;
        signature(written->signature(), table);
        table.span = tokens_.span(written);
        table.documentation = comment_above(table.span);
        return table;
    }

    Table::Row table_row(CutParser::RowContext* written) {
        Table::Row row;
        auto* entry = written->entry();
        for (auto* interval : entry->interval()) row.box.push_back(expressions_.interval(interval));
        row.value = measure(entry->measure());
        row.unit = unit(entry->unit());
        row.span = tokens_.span(written);
        return row;
    }

    Measure measure(CutParser::MeasureContext* written) {
        Measure measure;
        measure.value = expressions_.bound(written->bound());
        measure.span = tokens_.span(written);
        if (!written->errors()) return measure;
        std::vector<std::string> errors;
        for (auto* number : written->errors()->number())
            errors.push_back(canonical_number(tokens_.spelling(number->start)));
        const antlr4::Token* sign = written->errors()->start;
        const bool lower_first = sign->getType() == CutParser::MINUS;
        if (lower_first) std::swap(errors[0], errors[1]);
        measure.up = errors.front();
        measure.down = errors.back();
        if (lower_first) {
            const Span both = tokens_.span(written->errors());
            auto& diagnostic = error("E0001", both, "the upper error stands first");
            diagnostic.fixes.push_back({"write the upper error first",
                                        diagnostics::EditClass::safe,
                                        {{both, fmt::format("+ {} - {}", measure.up, measure.down)}}});
        }
        if (written->errors()->PLUS() && errors.size() == 1 &&
            !tokens_.touch(sign, written->errors()->MINUS()->getSymbol())) {
            const Span signs = tokens_.span(sign, written->errors()->MINUS()->getSymbol());
            auto& diagnostic = error("E0008", signs, "`+-` is written without a space");
            diagnostic.fixes.push_back({"write `+-`", diagnostics::EditClass::safe, {{signs, "+-"}}});
        }
        return measure;
    }

    Outside outside(CutParser::OutsideContext* written) {
        Outside outside;
        outside.nearest = written->NEAREST() != nullptr;
        if (written->bound()) outside.value = expressions_.bound(written->bound());
        outside.unit = unit(written->unit());
        outside.span = tokens_.span(written);
        return outside;
    }

    Variation variation(CutParser::VariationContext* written) {
        Variation variation;
        variation.name = expressions_.name(written->name(0));
        variation.kind = written->SCALE() ? Variation::Kind::scale : Variation::Kind::use;
        variation.target = expressions_.name(written->name(1));
        if (written->bound()) variation.factor = expressions_.bound(written->bound());
        variation.up = written->UP() != nullptr;
        variation.span = tokens_.span(written);
        return variation;
    }

    Region region(CutParser::RegionContext* written) {
        Region region;
        region.name = expressions_.name(written->name());
        if (written->names()) region.parents = expressions_.names(written->names());
        region.span = tokens_.span(written);
        return region;
    }

    Cut cut(CutParser::CutContext* written) {
        Cut cut;
        cut.reject = written->REJECT() != nullptr;
        cut.condition = expressions_.expr(written->expr());
        cut.guard = guard(written->guard());
        cut.label = string(written->STRING());
        cut.keyword = tokens_.span(written->start);
        cut.span = tokens_.span(written);
        return cut;
    }

    Weight weight(CutParser::WeightContext* written) {
        Weight weight;
        auto* value = written->value().back();
        weight.value = expressions_.value(value);
        weight.label = string(written->STRING());
        weight.keyword = tokens_.span(written->start);
        weight.span = tokens_.span(written);
        if (!written->COLON()) return weight;
        const Span name = tokens_.span(written->value(0));
        auto& diagnostic = error("E0001", name, "a weight has no name; its label stands behind it");
        diagnostics::Fix fix{"remove the name",
                             diagnostics::EditClass::safe,
                             {{{name.file, name.begin, tokens_.span(value).begin}, ""}}};
        if (!weight.label) {
            fix.title = "write it as the label";
            fix.edits.push_back({{name.file, weight.span.end, weight.span.end}, fmt::format(" \"{}\"", name.text())});
        }
        diagnostic.fixes.push_back(std::move(fix));
        return weight;
    }

    std::vector<Bound> bounds(CutParser::BoundsContext* written, std::optional<Unit>& unit) {
        std::vector<Bound> result;
        for (auto* bound : written->bound()) result.push_back(expressions_.bound(bound));
        unit = expressions_.list_unit(written->unit(), written->bound().back()->stop, "a list");
        return result;
    }

    Axis axis(CutParser::AxisContext* written) {
        Axis axis;
        axis.span = tokens_.span(written);
        if (written->EDGES()) {
            axis.edges = bounds(written->bounds(), axis.unit);
            return axis;
        }
        axis.bins = canonical_number(tokens_.spelling(written->INT()->getSymbol()));
        auto* ends = written->range();
        if (ends->interval()) {
            const Interval range = expressions_.interval(ends->interval());
            axis.low = range.low;
            axis.high = range.high;
            axis.unit = range.unit;
            const Span all = tokens_.span(ends);
            auto& diagnostic = error("E0001", all, "the range of an axis reads `from LOW to HIGH`");
            const std::string unit = range.unit ? fmt::format(" {}", range.unit->span.text()) : "";
            diagnostic.fixes.push_back(
                {"write `from` and `to`",
                 diagnostics::EditClass::safe,
                 {{all, fmt::format("from {} to {}{}", range.low.span.text(), range.high.span.text(), unit)}}});
            return axis;
        }
        axis.low = expressions_.bound(ends->bound(0));
        axis.high = expressions_.bound(ends->bound(1));
        axis.unit = expressions_.list_unit(ends->unit(), ends->bound(1)->stop, "an axis", {&axis.low, &axis.high});
        return axis;
    }

    /// The `for` of a histogram, which stands behind its first value.
    std::unique_ptr<For> loop(const std::vector<CutParser::ComprehensionContext*>& written,
                              CutParser::ValueContext* first) {
        if (written.empty()) return nullptr;
        if (written.back()->start->getTokenIndex() != tokens_.after(first->stop)->getTokenIndex())
            misplaced_loop(written, first);
        return expressions_.comprehension(written.front());
    }

    void misplaced_loop(const std::vector<CutParser::ComprehensionContext*>& written, CutParser::ValueContext* first) {
        const Span loop = tokens_.span(written.back());
        auto& diagnostic = error("E0001", loop, "`for` stands once, behind the first value");
        const Span before{&tokens_.file(), tokens_.span(tokens_.before(written.back()->start->getTokenIndex())).end,
                          loop.end};
        diagnostics::Fix fix{"remove it here", diagnostics::EditClass::likely, {{before, ""}}};
        if (written.size() == 1) {
            const std::uint32_t end = tokens_.span(first).end;
            fix.title = "move it there";
            fix.edits.push_back({{&tokens_.file(), end, end}, fmt::format(" {}", loop.text())});
        }
        diagnostic.fixes.push_back(std::move(fix));
    }

    Histogram histogram(CutParser::HistogramContext* written) {
        Histogram histogram;
        histogram.name = expressions_.name(written->name());
        histogram.guard = guard(written->guard());
        for (std::size_t i = 0; i < written->value().size(); ++i)
            histogram.dimensions.push_back({expressions_.value(written->value(i)), axis(written->axis(i))});
        histogram.loop = loop(written->comprehension(), written->value(0));
        histogram.label = string(written->STRING());
        histogram.span = tokens_.span(written);
        return histogram;
    }

    Histogram profile(CutParser::ProfileContext* written) {
        Histogram profile;
        profile.name = expressions_.name(written->name());
        profile.profile = true;
        profile.guard = guard(written->guard());
        profile.mean = expressions_.value(written->value(0));
        profile.dimensions.push_back({expressions_.value(written->value(1)), axis(written->axis())});
        profile.loop = loop(written->comprehension(), written->value(0));
        profile.label = string(written->STRING());
        profile.span = tokens_.span(written);
        return profile;
    }

    Ntuple ntuple(CutParser::NtupleContext* written) {
        Ntuple ntuple;
        ntuple.name = expressions_.name(written->name());
        ntuple.guard = guard(written->guard());
        for (auto* one : written->column()) ntuple.columns.push_back(column(one));
        ntuple.span = tokens_.span(written);
        return ntuple;
    }

    Column column(CutParser::ColumnContext* written) {
        Column column;
        if (!written->FIRST()) {
            column.value = expressions_.value(written->value());
            if (written->AS()) column.name = expressions_.name(written->name());
            return column;
        }
        column.padded = Column::Padded{canonical_number(tokens_.spelling(written->INT()->getSymbol())),
                                       expressions_.name(written->name()),
                                       expressions_.names(written->names()),
                                       expressions_.bound(written->bound()),
                                       unit(written->unit()),
                                       tokens_.span(written)};
        return column;
    }

    Skim skim(CutParser::SkimContext* written) {
        return {expressions_.name(written->name()), guard(written->guard()), tokens_.span(written)};
    }

    Bins bins(CutParser::BinsContext* written) {
        Bins bins;
        bins.name = expressions_.name(written->name());
        bins.guard = guard(written->guard());
        bins.span = tokens_.span(written);
        return bins;
    }

    Bins::By bins_by(CutParser::BinsByContext* written) {
        Bins::By by;
        by.value = expressions_.expr(written->expr());
        by.edges = bounds(written->bounds(), by.unit);
        by.above = written->ABOVE() != nullptr;
        by.span = tokens_.span(written);
        return by;
    }

    Observed observed(CutParser::ObservedContext* written) {
        Observed observed;
        for (auto* count : written->INT()) {
            const Span span = tokens_.span(count->getSymbol());
            observed.counts.push_back({canonical_number(tokens_.spelling(count->getSymbol())), span});
        }
        observed.span = tokens_.span(written);
        return observed;
    }

    Background background(CutParser::BackgroundContext* written) {
        Background background;
        for (auto* expected : written->measure()) background.expected.push_back(measure(expected));
        background.span = tokens_.span(written);
        return background;
    }

    RegionTable regions(CutParser::RegionsContext* written) {
        RegionTable regions;
        regions.parents = expressions_.names(written->names());
        for (auto* column : written->sum()) regions.columns.push_back(expressions_.sum(column));
        regions.span = tokens_.span(written);
        return regions;
    }

    RegionRow region_row(CutParser::RowContext* written) {
        RegionRow row;
        row.name = expressions_.name(written->entries()->name());
        for (auto* cell : written->entries()->cell()) {
            row.cells.push_back(cell->relation() ? expressions_.relation(nullptr, cell->relation()) : nullptr);
            row.spans.push_back(tokens_.span(cell));
        }
        row.span = tokens_.span(written);
        return row;
    }

    diagnostics::Diagnostic& error(const char* code, Span span, std::string message) {
        return diagnostics_.error(code, "syntax", span, std::move(message));
    }

    const Tokens& tokens_;
    diagnostics::Diagnostics& diagnostics_;
    ExpressionBuilder expressions_;
};

}  // namespace

FlatStatement build_statement(CutParser::StatementContext* context, const Tokens& tokens,
                              diagnostics::Diagnostics& diagnostics) {
    return StatementBuilder(tokens, diagnostics).statement(context);
}

}  // namespace collmc::syntax
