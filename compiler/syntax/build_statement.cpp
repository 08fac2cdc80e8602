#include <fmt/format.h>

#include "compiler/syntax/build.h"

namespace collmc::syntax {

namespace {

class StatementBuilder {
public:
    StatementBuilder(const Tokens& tokens, diagnostics::Diagnostics& diagnostics)
        : tokens_(tokens), expressions_(tokens, diagnostics) {}

    FlatStatement statement(CutParser::StatementContext* context) {
        FlatStatement result;
        result.keyword = tokens_.span(context->start);
        if (auto* written = context->analysis()) result.what = *string(written->STRING());
        if (auto* written = context->object()) result.what = object(written);
        if (auto* written = context->candidate()) result.what = candidate(written);
        if (auto* written = context->criterion()) result.what = criterion(written);
        if (auto* written = context->define()) result.what = define(written);
        if (auto* written = context->function()) result.what = function(written);
        if (auto* written = context->region()) result.what = region(written);
        if (auto* written = context->cut()) result.what = cut(written);
        if (auto* written = context->histogram()) result.what = histogram(written);
        if (auto* written = context->ntuple()) result.what = ntuple(written);
        return result;
    }

private:
    std::optional<String> string(antlr4::tree::TerminalNode* written) {
        if (!written) return {};
        const Span span = tokens_.span(written->getSymbol());
        return String{without_quotes(span.text()), span};
    }

    ExprPtr guard(CutParser::GuardContext* written) { return written ? expressions_.expr(written->expr()) : nullptr; }

    Object object(CutParser::ObjectContext* written) {
        Object object;
        object.name = expressions_.name(written->name());
        object.sources = expressions_.names(written->names(0));
        if (written->EXCLUDING()) object.excluding = expressions_.names(written->names(1));
        object.span = tokens_.span(written);
        return object;
    }

    Candidate candidate(CutParser::CandidateContext* written) {
        Candidate candidate;
        candidate.name = expressions_.name(written->name());
        candidate.groups = expressions_.groups(written->groups());
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

    Function function(CutParser::FunctionContext* written) {
        Function function;
        function.intrinsic = written->INTRINSIC() != nullptr;
        function.name = expressions_.name(written->signature()->name());
        for (auto* parameter : written->signature()->parameter())
            function.parameters.push_back({expressions_.name(parameter->name()), type(parameter->type())});
        function.result = type(written->signature()->type());
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

    Axis axis(CutParser::AxisContext* written) {
        Axis axis;
        axis.bins = canonical_number(tokens_.text(written->INT()->getSymbol()));
        axis.low = expressions_.bound(written->bound(0));
        axis.high = expressions_.bound(written->bound(1));
        CutParser::UnitContext *inside = nullptr, *last = nullptr;
        for (auto* unit : written->unit())
            (unit->start->getTokenIndex() < written->TO()->getSymbol()->getTokenIndex() ? inside : last) = unit;
        axis.unit = expressions_.list_unit(inside, nullptr, last, written->bound(1)->stop, "an axis");
        axis.span = tokens_.span(written);
        return axis;
    }

    Histogram histogram(CutParser::HistogramContext* written) {
        Histogram histogram;
        histogram.name = expressions_.name(written->name());
        histogram.guard = guard(written->guard());
        histogram.value = expressions_.value(written->value());
        histogram.axis = axis(written->axis());
        histogram.label = string(written->STRING());
        histogram.span = tokens_.span(written);
        return histogram;
    }

    Ntuple ntuple(CutParser::NtupleContext* written) {
        Ntuple ntuple;
        ntuple.name = expressions_.name(written->name());
        ntuple.guard = guard(written->guard());
        for (auto* column : written->column()) {
            std::optional<Name> name;
            if (column->name()) name = expressions_.name(column->name());
            ntuple.columns.push_back({expressions_.value(column->value()), std::move(name)});
        }
        ntuple.span = tokens_.span(written);
        return ntuple;
    }

    const Tokens& tokens_;
    ExpressionBuilder expressions_;
};

}  // namespace

FlatStatement build_statement(CutParser::StatementContext* context, const Tokens& tokens,
                              diagnostics::Diagnostics& diagnostics) {
    return StatementBuilder(tokens, diagnostics).statement(context);
}

}  // namespace collmc::syntax
