// `--emit=typed`: the program with every name resolved, one expression a line, its type behind it.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/semantics/check.h"
#include "compiler/semantics/vocabulary.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

class Printer {
public:
    explicit Printer(const Program& program) : program_(program) {}

    std::string print() {
        if (!program_.title.empty()) line(0, fmt::format("analysis \"{}\"", program_.title));
        if (!program_.experiment.empty()) line(0, fmt::format("experiment \"{}\"", program_.experiment));
        if (!program_.reference.empty()) line(0, fmt::format("reference \"{}\"", program_.reference));
        if (program_.luminosity > 0) line(0, fmt::format("luminosity {} /fb", program_.luminosity));
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
        for (const Variation& variation : program_.variations) print_variation(variation);
        for (const Region& region : program_.regions) print_region(region);
        return std::move(text_);
    }

private:
    void line(int depth, const std::string& text) { text_ += fmt::format("{:{}}{}\n", "", 4 * depth, text); }

    std::string type_of(const Type& type) const { return to_string(type, *program_.schema); }
    std::string name_of_collection(CollectionId id) const { return program_.collections[id].name; }

    /// What a collection is made of, as the language would say it.
    std::string origin(const Collection& collection) const {
        switch (collection.kind) {
            case Collection::Kind::members: return "members of " + program_.candidates[collection.candidate].name;
            case Collection::Kind::combinations:
                return "combinations of " + program_.candidates[collection.candidate].name;
            case Collection::Kind::leading:
                return fmt::format("first {} of {}", collection.count, name_of_collection(collection.sources[0]));
            case Collection::Kind::retyped:
                return fmt::format("{} as {}", name_of_collection(collection.sources[0]),
                                   type_of(Type::of_object(collection.element)));
            default: break;
        }
        std::string sources, excluded;
        for (const CollectionId source : collection.sources)
            sources += (sources.empty() ? "" : ", ") + name_of_collection(source);
        for (const CandidateId id : collection.excluded)
            excluded += (excluded.empty() ? " excluding " : ", ") + program_.candidates[id].name;
        for (const CollectionId id : collection.excluded_collections)
            excluded += (excluded.empty() ? " excluding " : ", ") + name_of_collection(id);
        return sources + excluded;
    }

    void collection(const Collection& collection) {
        if (collection.kind == Collection::Kind::base) return;
        line(0, fmt::format("object {} : {} from {}", collection.name, type_of(Type::collection_of(collection.element)),
                            origin(collection)));
        name_variable(collection.self, "this");
        for (const Cut& cut : collection.cuts) print_cut(cut);
        if (collection.key == nullptr) return;
        line(1, fmt::format("order by, {} first", collection.highest_first ? "highest" : "lowest"));
        expression(2, *collection.key);
    }

    void candidate(const Candidate& candidate) {
        const char* what = candidate.kind == Candidate::Kind::every   ? "combinations"
                           : candidate.kind == Candidate::Kind::split ? "split"
                                                                      : "candidate";
        line(0, fmt::format("{} {}", what, candidate.name));
        for (const Candidate::Leg& leg : candidate.legs) {
            line(1, fmt::format("{} {} {} : {}", leg.name, candidate.kind == Candidate::Kind::split ? "part of" : "in",
                                name_of_collection(leg.collection), type_of(Type::of_object(leg.type))));
            name_variable(leg.variable, leg.name);
        }
        for (const Candidate::LocalDefine& define : candidate.defines) {
            line(1, "define " + define.name);
            expression(2, *define.value);
        }
        for (const Cut& cut : candidate.cuts) print_cut(cut);
        for (const ExprPtr& key : candidate.keys) {
            line(1, "lowest");
            expression(2, *key);
        }
    }

    void print_function(const Function& function) {
        std::string parameters;
        for (const Function::Parameter& parameter : function.parameters)
            parameters +=
                fmt::format("{}{} : {}", parameters.empty() ? "" : ", ", parameter.name, type_of(parameter.type));
        line(0, fmt::format("function {}({}) -> {}", function.name, parameters, type_of(function.result)));
        if (function.table) {
            print_table(*function.table);
            return;
        }
        function_ = &function;
        expression(1, *function.body);
        function_ = nullptr;
    }

    void print_region(const Region& region) {
        std::string parents;
        for (const int parent : region.parents)
            parents += (parents.empty() ? " from " : ", ") + program_.regions[static_cast<std::size_t>(parent)].name;
        line(0, fmt::format("region {}{}", region.name, parents));
        if (region.observed) line(1, fmt::format("observed {}", *region.observed));
        if (region.background) line(1, "background " + text_of(*region.background));
        for (const Statement& statement : region.order) {
            const auto index = static_cast<std::size_t>(statement.index);
            switch (statement.kind) {
                case Statement::Kind::cut: print_cut(region.cuts[index]); break;
                case Statement::Kind::histogram: print_histogram(region.histograms[index]); break;
                case Statement::Kind::weight: print_weight(region.weights[index]); break;
                case Statement::Kind::ntuple: print_ntuple(region.ntuples[index]); break;
                case Statement::Kind::bins: print_bins(region.bins[index]); break;
                case Statement::Kind::skim: print_skim(region.skims[index]); break;
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

    void print_ranges(const std::vector<Range>& ranges, int depth) {
        for (std::size_t i = 0; i < ranges.size();) {
            const Range& first = ranges[i];
            std::string names;
            for (; i < ranges.size() && ranges[i].group == first.group; ++i) {
                names += (names.empty() ? "" : ", ") + ranges[i].name;
                name_variable(ranges[i].variable, ranges[i].name);
            }
            line(depth, "for " + names);
            expression(depth + 1, *first.collection);
        }
    }

    void print_dimensions(const std::vector<Dimension>& dimensions) {
        for (const Dimension& dimension : dimensions) {
            line(2, describe_axis(dimension));
            expression(3, *dimension.value);
        }
    }

    void print_histogram(const Histogram& histogram) {
        line(1, fmt::format("{} {} \"{}\"", histogram.mean != nullptr ? "profile" : "histo", histogram.name,
                            histogram.label));
        print_guard(histogram.guard);
        print_ranges(histogram.ranges, 2);
        if (histogram.filter != nullptr) {
            line(2, "filter");
            expression(3, *histogram.filter);
        }
        if (histogram.mean != nullptr) {
            line(2, "mean");
            expression(3, *histogram.mean);
        }
        print_dimensions(histogram.dimensions);
    }

    static std::string text_of(const Measure& measure) {
        return fmt::format("{} + {} - {}", measure.value, measure.up, measure.down);
    }

    void print_bins(const Bins& bins) {
        line(1, fmt::format("bins {}: {} in all", bins.name, bins.bins()));
        print_guard(bins.guard);
        print_dimensions(bins.dimensions);
        if (!bins.observed.empty()) line(2, fmt::format("observed {}", fmt::join(bins.observed, ", ")));
        for (const Measure& measure : bins.background) line(2, "background " + text_of(measure));
    }

    void print_weight(const Weight& weight) {
        line(1, fmt::format("weight \"{}\"", weight.label));
        expression(2, *weight.value);
    }

    void print_skim(const Skim& skim) {
        line(1, "skim " + skim.name);
        print_guard(skim.guard);
    }

    void print_ntuple(const Ntuple& ntuple) {
        line(1, fmt::format("ntuple {}", ntuple.name));
        print_guard(ntuple.guard);
        for (const Column& column : ntuple.columns) {
            line(2, column.name);
            expression(3, *column.value);
        }
    }

    void print_table(const Table& table) {
        for (const Table::Row& row : table.rows) {
            std::string box;
            for (const Table::Side& side : row.box)
                box += fmt::format("{}{}{}, {}{}", box.empty() ? "" : ", ", side.low_closed ? '[' : '(', side.low,
                                   side.high, side.high_closed ? ']' : ')');
            line(1, fmt::format("row {} : {}, up {}, down {}", box, row.value, row.up, row.down));
        }
        line(1, table.nearest ? "outside nearest" : fmt::format("outside {}", table.outside));
    }

    void print_variation(const Variation& variation) {
        if (variation.kind == Variation::Kind::scale) {
            const std::string& particle = program_.schema->particles[static_cast<std::size_t>(variation.particle)].name;
            line(0, fmt::format("variation {} : scale {} by {}", variation.name, particle, variation.factor));
        } else {
            line(0, fmt::format("variation {} : use {} {}", variation.name,
                                program_.functions[static_cast<std::size_t>(variation.function)].name,
                                variation.up ? "up" : "down"));
        }
    }

    void name_variable(VariableId id, const std::string& name) {
        const auto index = static_cast<std::size_t>(id);
        if (variable_names_.size() <= index) variable_names_.resize(index + 1);
        variable_names_[index] = name;
    }

    std::string variable(VariableId id) const {
        const auto index = static_cast<std::size_t>(id);
        const bool known = index < variable_names_.size() && !variable_names_[index].empty();
        return known ? variable_names_[index] : fmt::format("variable {}", id);
    }

    std::string kinds_in(int mask) const {
        return type_of(Type::of_object({ObjectType::Kind::detector, static_cast<std::uint32_t>(mask)}));
    }

    const Candidate& combination_of(const Expr& object) const {
        return program_.candidates[object.type.object.combination];
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
            case Expr::Kind::member:
                return "." + combination_of(*expr.operands[0]).legs[static_cast<std::size_t>(expr.index)].name;
            case Expr::Kind::local_define: {
                const Candidate& candidate = program_.candidates[expr.candidate];
                const std::string& name = candidate.defines[static_cast<std::size_t>(expr.index)].name;
                return expr.operands.empty() ? name : "." + name;
            }
            case Expr::Kind::members: return "objects of";
            case Expr::Kind::leading: return fmt::format("first {} of", expr.index);
            case Expr::Kind::otherwise: return "else";
            case Expr::Kind::is_kind: return "is " + kinds_in(expr.index);
            case Expr::Kind::make_momentum: return "momentum";
            case Expr::Kind::chance: return fmt::format("chance \"{}\"", expr.attribute_name);
            case Expr::Kind::broken: return "broken";
        }
        return "";
    }

    void expression(int depth, const Expr& expr) {
        line(depth, fmt::format("{} : {}", head(expr), type_of(expr.type)));
        print_ranges(expr.ranges, depth + 1);
        for (const ExprPtr& operand : expr.operands)
            if (operand != nullptr) expression(depth + 1, *operand);
    }

    const Program& program_;
    const Function* function_ = nullptr;
    std::vector<std::string> variable_names_;  ///< by number; empty where unknown
    std::string text_;
};

}  // namespace

std::string print(const Program& program) { return Printer(program).print(); }

}  // namespace collmc::semantics
