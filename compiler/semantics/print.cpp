// `--emit=typed`: the program with every name resolved, one expression a line, its type behind it.

#include <fmt/format.h>

#include "compiler/semantics/check.h"
#include "compiler/semantics/vocabulary.h"

namespace collmc::semantics {

namespace {

class Printer {
public:
    explicit Printer(const Program& program) : program_(program) {}

    std::string print() {
        if (!program_.title.empty()) line(0, fmt::format("analysis \"{}\"", program_.title));
        for (const auto& [is_collection, id] : program_.block_order) {
            if (is_collection)
                collection(program_.collections[id]);
            else
                candidate(program_.candidates[id]);
        }
        for (const Function& function : program_.functions) print_function(function);
        for (const Define& define : program_.defines) {
            line(0, fmt::format("define {}", define.name));
            expression(1, *define.value);
        }
        for (const Region& region : program_.regions) print_region(region);
        return std::move(text_);
    }

private:
    void line(int depth, const std::string& text) { text_ += fmt::format("{:{}}{}\n", "", 4 * depth, text); }

    std::string type_of(const Type& type) const { return to_string(type, *program_.schema); }
    std::string name_of_collection(CollectionId id) const { return program_.collections[id].name; }

    void collection(const Collection& collection) {
        if (collection.kind == Collection::Kind::base) return;
        std::string sources, excluded;
        for (const CollectionId source : collection.sources)
            sources += (sources.empty() ? "" : ", ") + name_of_collection(source);
        for (const CandidateId id : collection.excluded)
            excluded += (excluded.empty() ? " excluding " : ", ") + program_.candidates[id].name;
        line(0, fmt::format("object {} : {} from {}{}", collection.name,
                            type_of(Type::collection_of(collection.element)), sources, excluded));
        variable_names_.emplace_back(collection.self, "this");
        for (const Cut& cut : collection.cuts) print_cut(cut);
    }

    void candidate(const Candidate& candidate) {
        line(0, fmt::format("candidate {}", candidate.name));
        for (const Candidate::Leg& leg : candidate.legs) {
            line(1, fmt::format("{} in {} : {}", leg.name, name_of_collection(leg.collection),
                                type_of(Type::of_object(leg.type))));
            variable_names_.emplace_back(leg.variable, leg.name);
        }
        for (const Cut& cut : candidate.cuts) print_cut(cut);
        if (candidate.key == nullptr) return;
        line(1, "lowest");
        expression(2, *candidate.key);
    }

    void print_function(const Function& function) {
        std::string parameters;
        for (const Function::Parameter& parameter : function.parameters)
            parameters +=
                fmt::format("{}{} : {}", parameters.empty() ? "" : ", ", parameter.name, type_of(parameter.type));
        line(0, fmt::format("function {}({}) -> {}", function.name, parameters, type_of(function.result)));
        function_ = &function;
        expression(1, *function.body);
        function_ = nullptr;
    }

    void print_region(const Region& region) {
        std::string parents;
        for (const int parent : region.parents)
            parents += (parents.empty() ? " from " : ", ") + program_.regions[static_cast<std::size_t>(parent)].name;
        line(0, fmt::format("region {}{}", region.name, parents));
        for (const Statement& statement : region.order) {
            const auto index = static_cast<std::size_t>(statement.index);
            switch (statement.kind) {
                case Statement::Kind::cut: print_cut(region.cuts[index]); break;
                case Statement::Kind::histogram: print_histogram(region.histograms[index]); break;
                case Statement::Kind::ntuple: print_ntuple(region.ntuples[index]); break;
            }
        }
    }

    void print_cut(const Cut& cut) {
        line(1, fmt::format("{} \"{}\"", cut.reject ? "reject" : "select", cut.label));
        expression(2, *cut.condition);
        print_guard(cut.guard);
    }

    void print_guard(const ExprPtr& guard) {
        if (guard == nullptr) return;
        line(2, "when");
        expression(3, *guard);
    }

    void print_histogram(const Histogram& histogram) {
        const Axis& axis = histogram.axis;
        const std::string unit = unit_of(axis.dimension);
        line(1, fmt::format("histo {}, {} bins from {} to {}{}{} \"{}\"", histogram.name, axis.bins, axis.low,
                            axis.high, unit.empty() ? "" : " ", unit, histogram.label));
        expression(2, *histogram.value);
        print_guard(histogram.guard);
    }

    void print_ntuple(const Ntuple& ntuple) {
        line(1, fmt::format("ntuple {}", ntuple.name));
        print_guard(ntuple.guard);
        for (const Column& column : ntuple.columns) {
            line(2, column.name);
            expression(3, *column.value);
        }
    }

    std::string variable(VariableId id) const {
        for (const auto& [own, name] : variable_names_)
            if (own == id) return name;
        return fmt::format("variable {}", id);
    }

    /// What an expression is, without its operands.
    std::string head(const Expr& expr) const {
        switch (expr.kind) {
            case Expr::Kind::number: {
                const std::string unit = expr.type.kind == Type::Kind::real ? unit_of(expr.type.dimension) : "";
                return fmt::format("{}{}{}", expr.value, unit.empty() ? "" : " ", unit);
            }
            case Expr::Kind::met: return "MET";
            case Expr::Kind::element: return variable(expr.variable);
            case Expr::Kind::at: return fmt::format("[{}]", expr.index);
            case Expr::Kind::candidate: return program_.candidates[expr.candidate].name;
            case Expr::Kind::leg: {
                const Candidate& candidate = program_.candidates[expr.candidate];
                return fmt::format("{}.{}", candidate.name, candidate.legs[static_cast<std::size_t>(expr.index)].name);
            }
            case Expr::Kind::parameter:
                return function_ != nullptr ? function_->parameters[static_cast<std::size_t>(expr.index)].name
                                            : "parameter";
            case Expr::Kind::define: return program_.defines[expr.define].name;
            case Expr::Kind::collection: return name_of_collection(expr.collection);
            case Expr::Kind::attribute: return "." + expr.attribute_name;
            case Expr::Kind::size: return "size";
            case Expr::Kind::exists: return fmt::format("exists({})", program_.candidates[expr.candidate].name);
            case Expr::Kind::negate: return "negate";
            case Expr::Kind::absolute: return "| |";
            case Expr::Kind::add: return "+";
            case Expr::Kind::subtract: return "-";
            case Expr::Kind::multiply: return "*";
            case Expr::Kind::divide: return "/";
            case Expr::Kind::power:
                return expr.exponent.denominator == 1
                           ? fmt::format("^{}", expr.exponent.numerator)
                           : fmt::format("^({}/{})", expr.exponent.numerator, expr.exponent.denominator);
            case Expr::Kind::compare: return name_of(expr.compare_op);
            case Expr::Kind::interval:
                return fmt::format("in {}low, high{}", expr.low_closed ? '[' : '(', expr.high_closed ? ']' : ')');
            case Expr::Kind::logical_and: return "and";
            case Expr::Kind::logical_or: return "or";
            case Expr::Kind::logical_not: return "not";
            case Expr::Kind::conditional: return "when else";
            case Expr::Kind::intrinsic: return name_of(expr.intrinsic);
            case Expr::Kind::call: return program_.functions[expr.function].name;
            case Expr::Kind::reduce: return name_of(expr.reduce_op);
        }
        return "";
    }

    void expression(int depth, const Expr& expr) {
        line(depth, fmt::format("{} : {}", head(expr), type_of(expr.type)));
        for (const Range& range : expr.ranges) {
            line(depth + 1, "for " + range.name);
            variable_names_.emplace_back(range.variable, range.name);
            expression(depth + 2, *range.collection);
        }
        for (const ExprPtr& operand : expr.operands)
            if (operand != nullptr) expression(depth + 1, *operand);
    }

    const Program& program_;
    const Function* function_ = nullptr;
    std::vector<std::pair<VariableId, std::string>> variable_names_;
    std::string text_;
};

}  // namespace

std::string print(const Program& program) { return Printer(program).print(); }

}  // namespace collmc::semantics
