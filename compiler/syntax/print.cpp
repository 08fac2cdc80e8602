#include "compiler/syntax/print.h"

#include <fmt/format.h>

namespace collmc::syntax {

namespace {

/// How tightly an expression holds together, loosest first; an operand that is looser than its place needs parentheses.
enum class Binding { conditional, disjunction, conjunction, negation, relation, sum, term, factor, power, primary };

Binding binding(const Expr& expr) {
    switch (expr.kind) {
        case Expr::Kind::conditional:
        case Expr::Kind::otherwise: return Binding::conditional;
        case Expr::Kind::logical_not: return Binding::negation;
        case Expr::Kind::in_interval:
        case Expr::Kind::is_kind: return Binding::relation;
        case Expr::Kind::negate: return Binding::factor;
        case Expr::Kind::power: return Binding::power;
        case Expr::Kind::number: return expr.unit ? Binding::power : Binding::primary;
        case Expr::Kind::binary: break;
        default: return Binding::primary;
    }
    switch (expr.op) {
        case BinaryOp::logical_or: return Binding::disjunction;
        case BinaryOp::logical_and: return Binding::conjunction;
        case BinaryOp::add:
        case BinaryOp::subtract: return Binding::sum;
        case BinaryOp::multiply:
        case BinaryOp::divide: return Binding::term;
        default: return Binding::relation;
    }
}

Binding tighter(Binding binding) { return static_cast<Binding>(static_cast<int>(binding) + 1); }

std::string_view sign(BinaryOp op) {
    switch (op) {
        case BinaryOp::add: return "+";
        case BinaryOp::subtract: return "-";
        case BinaryOp::multiply: return "*";
        case BinaryOp::divide: return "/";
        case BinaryOp::less: return "<";
        case BinaryOp::less_equal: return "<=";
        case BinaryOp::greater: return ">";
        case BinaryOp::greater_equal: return ">=";
        case BinaryOp::equal: return "==";
        case BinaryOp::not_equal: return "!=";
        case BinaryOp::logical_and: return "and";
        case BinaryOp::logical_or: return "or";
    }
    return "?";
}

std::string text(const Power& power) {
    if (power.denominator == 1) return fmt::format("{}", power.numerator);
    return fmt::format("({}/{})", power.numerator, power.denominator);
}

std::string text(const Unit& unit) {
    return unit.power ? fmt::format("{}^{}", unit.name, text(*unit.power)) : unit.name;
}

std::string text(const Bound& bound) {
    return fmt::format("{}{}", bound.negative ? "-" : "", bound.is_pi ? "pi" : bound.digits);
}

std::string text(const std::optional<Unit>& unit) { return unit ? fmt::format(" {}", text(*unit)) : ""; }

std::string text(const Interval& interval) {
    return fmt::format("{}{}, {}{}{}", interval.low_closed ? '[' : '(', text(interval.low), text(interval.high),
                       interval.high_closed ? ']' : ')', text(interval.unit));
}

std::string text(const std::vector<Bound>& bounds) {
    std::string list;
    for (const auto& bound : bounds) list += (list.empty() ? "" : ", ") + text(bound);
    return list;
}

std::string text(const Measure& measure) {
    if (measure.up.empty()) return text(measure.value);
    if (measure.up == measure.down) return fmt::format("{} +- {}", text(measure.value), measure.up);
    return fmt::format("{} + {} - {}", text(measure.value), measure.up, measure.down);
}

std::string text(const Axis& axis) {
    if (!axis.edges.empty()) return fmt::format("edges {}{}", text(axis.edges), text(axis.unit));
    return fmt::format("{} bins from {} to {}{}", axis.bins, text(axis.low), text(axis.high), text(axis.unit));
}

std::string text(const std::vector<Name>& names) {
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + name.text;
    return list;
}

std::string text(const std::vector<Source>& sources) {
    std::string list;
    for (const auto& source : sources) {
        list += (list.empty() ? "" : ", ") + source.name.text;
        if (source.as) list += " as " + source.as->text;
    }
    return list;
}

std::string text(const std::vector<For::Group>& groups) {
    std::string list;
    for (const auto& group : groups)
        list += fmt::format("{}{} in {}", list.empty() ? "" : " and ", text(group.variables), group.collection.text);
    return list;
}

std::string text(const TypeName& type) {
    std::string result = type.name.text;
    if (type.argument) result += fmt::format("<{}>", text(*type.argument));
    if (type.power) result += fmt::format("^{}", text(*type.power));
    return result;
}

std::string text(const std::vector<Parameter>& parameters) {
    std::string list;
    for (const auto& parameter : parameters)
        list += fmt::format("{}{} : {}", list.empty() ? "" : ", ", parameter.name.text, text(parameter.type));
    return list;
}

std::string operand(const Expr& expr, Binding loosest) {
    return binding(expr) < loosest ? fmt::format("({})", to_source(expr)) : to_source(expr);
}

std::string call(const Expr& expr) {
    std::string arguments;
    for (const auto& argument : expr.operands) arguments += (arguments.empty() ? "" : ", ") + to_source(*argument);
    if (expr.comprehension) {
        arguments += fmt::format(" for {}", text(expr.comprehension->groups));
        if (expr.comprehension->filter) arguments += fmt::format(" when {}", to_source(*expr.comprehension->filter));
    }
    return fmt::format("{}({})", expr.name.text, arguments);
}

std::string binary(const Expr& expr) {
    const Binding own = binding(expr);
    const Binding left = own == Binding::relation ? Binding::sum : own;  // comparisons do not chain
    return fmt::format("{} {} {}", operand(*expr.operands[0], left), sign(expr.op),
                       operand(*expr.operands[1], tighter(own)));
}

/// Writes the outline: one line a node, two spaces a level.
class Outline {
public:
    std::string result() { return std::move(text_); }

    void tree(const Tree& tree) {
        if (tree.title) line(fmt::format("analysis \"{}\"", tree.title->text));
        if (tree.experiment) line(fmt::format("experiment \"{}\"", tree.experiment->text));
        if (tree.reference) line(fmt::format("reference \"{}\"", tree.reference->text));
        if (tree.luminosity)
            line(fmt::format("luminosity {} /{}", tree.luminosity->digits, tree.luminosity->unit.text));
        for (const auto& declaration : tree.declarations) {
            if (declaration.object) object(*declaration.object);
            if (declaration.candidate) candidate(*declaration.candidate);
            if (declaration.define) define(*declaration.define);
            if (declaration.function) function(*declaration.function);
            if (declaration.table) table(*declaration.table);
            if (declaration.variation) variation(*declaration.variation);
            if (declaration.region) region(*declaration.region);
            if (declaration.regions) regions(*declaration.regions);
        }
    }

private:
    /// Indents what is written during its life.
    class Inside {
    public:
        explicit Inside(Outline& outline) : outline_(outline) { ++outline_.level_; }
        ~Inside() { --outline_.level_; }

    private:
        Outline& outline_;
    };

    void line(std::string_view content) { text_ += fmt::format("{:{}}{}\n", "", 2 * level_, content); }

    static std::string label(const std::optional<String>& label) {
        return label ? fmt::format(" \"{}\"", label->text) : "";
    }

    void named(std::string_view title, const Expr& child) {
        line(title);
        Inside inside(*this);
        expr(child);
    }

    void object(const Object& object) {
        const std::string from = object.groups.empty() ? text(object.sources) : text(object.groups);
        const std::string excluding = object.excluding.empty() ? "" : " excluding " + text(object.excluding);
        line(fmt::format("object {} from {}{}", object.name.text, from, excluding));
        Inside inside(*this);
        if (object.order)
            named(fmt::format("order by, {} first", object.order->highest_first ? "highest" : "lowest"),
                  *object.order->key);
        for (const auto& one : object.cuts) cut(one);
    }

    void candidate(const Candidate& candidate) {
        const std::string from = candidate.split ? fmt::format("groups {}, {} of {}", candidate.split->first.text,
                                                               candidate.split->second.text, candidate.split->of.text)
                                                 : text(candidate.groups);
        line(fmt::format("candidate {} from {}", candidate.name.text, from));
        Inside inside(*this);
        for (const auto& one : candidate.cuts) cut(one);
        for (const auto& one : candidate.defines) define(one);
        if (candidate.criterion != Candidate::Criterion::first) criterion(candidate);
        for (const auto& then : candidate.then)
            named(fmt::format("then {}", then.highest ? "highest" : "lowest"), *then.key);
    }

    void criterion(const Candidate& candidate) {
        line(candidate.criterion == Candidate::Criterion::closest  ? "closest"
             : candidate.criterion == Candidate::Criterion::lowest ? "lowest"
                                                                   : "highest");
        Inside inside(*this);
        expr(*candidate.key);
        if (candidate.target) named("to", *candidate.target);
    }

    void define(const Define& define) { named(fmt::format("define {}", define.name.text), *define.value); }

    void function(const Function& function) {
        line(fmt::format("{}function {}({}) -> {}", function.intrinsic ? "intrinsic " : "", function.name.text,
                         text(function.parameters), text(function.result)));
        Inside inside(*this);
        if (function.body) expr(*function.body);
    }

    void table(const Table& table) {
        line(fmt::format("table {}({}) -> {}", table.name.text, text(table.parameters), text(table.result)));
        Inside inside(*this);
        for (const auto& row : table.rows) {
            std::string box;
            for (const auto& interval : row.box) box += (box.empty() ? "" : ", ") + text(interval);
            line(fmt::format("row {} : {}{}", box, text(row.value), text(row.unit)));
        }
        line("outside " + (table.nearest ? "nearest" : text(table.outside) + text(table.outside_unit)));
    }

    void variation(const Variation& variation) {
        const std::string what = variation.kind == Variation::Kind::scale
                                     ? fmt::format("scale {} by {}", variation.target.text, text(variation.factor))
                                     : fmt::format("use {} {}", variation.target.text, variation.up ? "up" : "down");
        line(fmt::format("variation {} : {}", variation.name.text, what));
    }

    void region(const Region& region) {
        line(fmt::format("region {}{}", region.name.text,
                         region.parents.empty() ? "" : " from " + text(region.parents)));
        Inside inside(*this);
        for (const auto& statement : region.statements) {
            if (statement.cut) cut(*statement.cut);
            if (statement.define) define(*statement.define);
            if (statement.weight) named("weight" + label(statement.weight->label), *statement.weight->value);
            if (statement.histogram) histogram(*statement.histogram);
            if (statement.ntuple) ntuple(*statement.ntuple);
            if (statement.bins) bins(*statement.bins);
            if (statement.skim) skim(*statement.skim);
            if (statement.observed) observed(*statement.observed);
            if (statement.background) background(*statement.background);
        }
    }

    void regions(const RegionTable& regions) {
        line(fmt::format("regions from {}", text(regions.parents)));
        Inside inside(*this);
        for (const auto& row : regions.rows) {
            line(fmt::format("row {}", row.name.text));
            Inside cells(*this);
            for (const auto& cell : row.cells)
                if (cell)
                    expr(*cell);
                else
                    line("-");
        }
    }

    void cut(const Cut& cut) {
        named((cut.reject ? "reject" : "select") + label(cut.label), *cut.condition);
        guard(cut.guard);
    }

    void guard(const ExprPtr& guard) {
        Inside inside(*this);
        if (guard) named("when", *guard);
    }

    void histogram(const Histogram& histogram) {
        line(fmt::format("{} {}{}", histogram.profile ? "profile" : "histo", histogram.name.text,
                         label(histogram.label)));
        guard(histogram.guard);
        Inside inside(*this);
        if (histogram.mean) named("mean", *histogram.mean);
        if (histogram.loop) loop(*histogram.loop);
        for (const auto& dimension : histogram.dimensions) {
            expr(*dimension.value);
            line(fmt::format("axis {}", text(dimension.axis)));
        }
    }

    void loop(const For& loop) {
        line(fmt::format("for {}", text(loop.groups)));
        guard(loop.filter);
    }

    void ntuple(const Ntuple& ntuple) {
        line(fmt::format("ntuple {}", ntuple.name.text));
        guard(ntuple.guard);
        Inside inside(*this);
        for (const auto& column : ntuple.columns) {
            if (column.value)
                named(column.name ? fmt::format("column as {}", column.name->text) : "column", *column.value);
            if (const auto& padded = column.padded)
                line(fmt::format("columns first {} of {} ({}) pad {}{}", padded->count, padded->of.text,
                                 text(padded->attributes), text(padded->pad), text(padded->unit)));
        }
    }

    void bins(const Bins& bins) {
        line(fmt::format("bins {}", bins.name.text));
        guard(bins.guard);
        Inside inside(*this);
        for (const auto& by : bins.by)
            named(fmt::format("by {}{}{}", text(by.edges), text(by.unit), by.above ? " and above" : ""), *by.value);
        if (bins.observed) observed(*bins.observed);
        if (bins.background) background(*bins.background);
    }

    void skim(const Skim& skim) {
        line(fmt::format("skim {}", skim.name.text));
        guard(skim.guard);
    }

    void observed(const Observed& observed) {
        std::string list;
        for (const auto& count : observed.counts) list += (list.empty() ? "" : ", ") + count.digits;
        line(fmt::format("observed {}", list));
    }

    void background(const Background& background) {
        std::string list;
        for (const auto& expected : background.expected) list += (list.empty() ? "" : ", ") + text(expected);
        line(fmt::format("background {}", list));
    }

    void expr(const Expr& expr) {
        line(title(expr));
        Inside inside(*this);
        for (const auto& child : expr.operands) this->expr(*child);
        if (expr.comprehension) loop(*expr.comprehension);
    }

    static std::string title(const Expr& expr) {
        switch (expr.kind) {
            case Expr::Kind::number: return fmt::format("number {}{}", expr.digits, text(expr.unit));
            case Expr::Kind::pi: return "pi";
            case Expr::Kind::name: return fmt::format("name {}", expr.name.text);
            case Expr::Kind::self: return "this";
            case Expr::Kind::attribute: return fmt::format("attribute {}", expr.name.text);
            case Expr::Kind::index: return fmt::format("index {}", expr.digits);
            case Expr::Kind::call: return fmt::format("call {}", expr.name.text);
            case Expr::Kind::absolute: return "absolute";
            case Expr::Kind::negate: return "negate";
            case Expr::Kind::logical_not: return "not";
            case Expr::Kind::power: return fmt::format("power {}", text(*expr.exponent));
            case Expr::Kind::binary: return std::string(sign(expr.op));
            case Expr::Kind::in_interval: return fmt::format("in {}", text(*expr.interval));
            case Expr::Kind::conditional: return "when else";
            case Expr::Kind::otherwise: return "else";
            case Expr::Kind::is_kind: return fmt::format("is {}", expr.name.text);
            case Expr::Kind::bit: return fmt::format("bit {}", expr.digits);
            case Expr::Kind::parentheses: return "parentheses";
            case Expr::Kind::error: return "error";
        }
        return "?";
    }

    std::string text_;
    int level_ = 0;
};

}  // namespace

std::string outline(const Tree& tree) {
    Outline outline;
    outline.tree(tree);
    return outline.result();
}

std::string to_source(const Expr& expr) {
    switch (expr.kind) {
        case Expr::Kind::number: return expr.digits + text(expr.unit);
        case Expr::Kind::pi: return "pi";
        case Expr::Kind::name: return expr.name.text;
        case Expr::Kind::self: return "this";
        case Expr::Kind::attribute:
            return fmt::format("{}.{}", operand(*expr.operands[0], Binding::primary), expr.name.text);
        case Expr::Kind::index: return fmt::format("{}[{}]", operand(*expr.operands[0], Binding::primary), expr.digits);
        case Expr::Kind::call: return call(expr);
        case Expr::Kind::absolute: return fmt::format("|{}|", operand(*expr.operands[0], Binding::sum));
        case Expr::Kind::negate: return fmt::format("-{}", operand(*expr.operands[0], Binding::factor));
        case Expr::Kind::logical_not: return fmt::format("not {}", operand(*expr.operands[0], Binding::negation));
        case Expr::Kind::power:
            return fmt::format("{}^{}", operand(*expr.operands[0], Binding::primary), text(*expr.exponent));
        case Expr::Kind::binary: return binary(expr);
        case Expr::Kind::in_interval:
            return fmt::format("{} in {}", operand(*expr.operands[0], Binding::sum), text(*expr.interval));
        case Expr::Kind::conditional:
            return fmt::format("{} when {} else {}", operand(*expr.operands[0], Binding::disjunction),
                               operand(*expr.operands[1], Binding::disjunction), to_source(*expr.operands[2]));
        case Expr::Kind::otherwise:
            return fmt::format("{} else {}", operand(*expr.operands[0], Binding::disjunction),
                               to_source(*expr.operands[1]));
        case Expr::Kind::is_kind:
            return fmt::format("{} is {}", operand(*expr.operands[0], Binding::sum), expr.name.text);
        case Expr::Kind::bit: return fmt::format("bit {}", expr.digits);
        case Expr::Kind::parentheses: {
            const Expr& inside = *expr.operands[0];
            return inside.kind == Expr::Kind::parentheses ? to_source(inside) : fmt::format("({})", to_source(inside));
        }
        case Expr::Kind::error: return std::string(expr.span.text());
    }
    return "?";
}

}  // namespace collmc::syntax
