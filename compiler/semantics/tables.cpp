// Lookup tables: rows of boxes that neither overlap nor leave gaps.

#include <fmt/format.h>

#include <cmath>

#include "compiler/semantics/boxes.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/literals.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

/// `[20, 30)` in the quantity's unit; `30 GeV` where it is one number.
std::string text_of(const Stretch& stretch, const Type& type) {
    const std::string unit = unit_of(type.dimension);
    const std::string behind = unit.empty() ? "" : " " + unit;
    if (type.kind == Type::Kind::integer) {
        const double last = stretch.end.value - 1;
        if (stretch.begin.value == last) return fmt::format("{}", last);
        return fmt::format("[{}, {}]", stretch.begin.value, last);
    }
    const Table::Side side = stretch.side();
    if (side.low == side.high) return fmt::format("{}{}", side.low, behind);
    return fmt::format("{}{}, {}{}{}", side.low_closed ? '[' : '(', side.low, side.high, side.high_closed ? ']' : ')',
                       behind);
}

std::string text_of(const Box& box, const std::vector<Function::Parameter>& parameters) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < box.size(); ++i) {
        const std::string text = text_of(box[i], parameters[i].type);
        const bool interval = text.front() == '[' || text.front() == '(';
        parts.push_back(fmt::format("{} {} {}", parameters[i].name, interval ? "in" : "=", text));
    }
    return listed(parts);
}

class TableChecker {
public:
    TableChecker(Reporter& reporter, const Schema& schema, const syntax::Table& tree, Function& function)
        : reporter_(reporter), schema_(schema), tree_(tree), function_(function) {}

    void check() {
        const std::size_t errors = reporter_.error_count();
        for (const syntax::Table::Row& row : tree_.rows) add(row);
        check_outside();
        if (reporter_.error_count() > errors || boxes_.size() != tree_.rows.size() || boxes_.empty()) return;
        if (const auto pair = overlapping(boxes_))
            report_overlap(pair->first, pair->second);
        else if (const std::optional<Box> gap = uncovered(boxes_))
            report_gap(*gap);
    }

private:
    Table& table() { return *function_.table; }

    void add(const syntax::Table::Row& tree) {
        const std::vector<Function::Parameter>& parameters = function_.parameters;
        if (tree.box.size() != parameters.size()) return;  // reported by the parser
        Table::Row row;
        Box box;
        for (std::size_t i = 0; i < tree.box.size(); ++i) {
            const std::optional<Table::Side> side = check_side(tree.box[i], parameters[i]);
            if (!side) return;
            row.box.push_back(*side);
            box.push_back(stretch_of(*side, parameters[i].type.kind == Type::Kind::integer));
            if (!box.back().empty()) continue;
            reporter_.error("E0501", tree.box[i].span,
                            fmt::format("there is no number in {}", quote(tree.box[i].span)));
            return;
        }
        const std::optional<double> value = bound_value(tree.value.value, tree.unit);
        const std::optional<double> up = shifted_value(tree.value.value, tree.value.up, "", tree.unit);
        const std::optional<double> down = shifted_value(tree.value.value, "", tree.value.down, tree.unit);
        if (!value || !up || !down) {
            reporter_.error("E0005", tree.value.span,
                            fmt::format("{} is outside the range of numbers", quote(tree.value.span)));
            return;
        }
        const bool whole = is_whole(tree.value.value) && tree.value.up.empty() && tree.value.down.empty();
        if (!require_result(whole, tree.unit, tree.value.span)) return;
        row.value = *value;
        row.up = *up;
        row.down = *down;
        table().rows.push_back(std::move(row));
        boxes_.push_back(std::move(box));
    }

    std::optional<Table::Side> check_side(const syntax::Interval& tree, const Function::Parameter& parameter) {
        const std::optional<double> low = bound_value(tree.low, tree.unit), high = bound_value(tree.high, tree.unit);
        if (!low || !high) {
            reporter_.error("E0005", tree.span, fmt::format("{} is outside the range of numbers", quote(tree.span)));
            return std::nullopt;
        }
        if (dimension_of(tree.unit) == parameter.type.dimension)
            return Table::Side{*low, *high, tree.low_closed, tree.high_closed};
        Diagnostic& diagnostic = reporter_.error(
            "E0306", tree.span,
            fmt::format("`{}` is {}, and this range is {}", parameter.name, describe(parameter.type, schema_),
                        tree.unit ? "in " + std::string(tree.unit->span.text()) : "in bare numbers"));
        const std::string wanted = unit_of(parameter.type.dimension);
        if (!tree.unit)
            diagnostic.fixes.push_back(
                insert_after(tree.span, " " + wanted, fmt::format("give the range in {}", wanted), EditClass::likely));
        else if (!wanted.empty())
            diagnostic.fixes.push_back(
                replace(tree.unit->span, wanted, fmt::format("give the range in {}", wanted), EditClass::likely));
        return std::nullopt;
    }

    static bool is_whole(const syntax::Bound& bound) {
        return !bound.is_pi && bound.digits.find_first_not_of("0123456789") == std::string::npos;
    }

    /// Reports a value that is not of the table's type.
    bool require_result(bool whole, const std::optional<syntax::Unit>& unit, Span span) {
        const Type& wanted = function_.result;
        const Type found = whole && !unit ? Type::integer() : Type::real(dimension_of(unit));
        if (is_subtype(found, wanted)) return true;
        Diagnostic& diagnostic = reporter_.error("E0605", span,
                                                 fmt::format("`{}` is declared to give {}; this is {}", function_.name,
                                                             describe(wanted, schema_), describe(found, schema_)));
        diagnostic.labels.push_back({tree_.result.span, "declared here"});
        diagnostic.expected = to_string(wanted, schema_);
        diagnostic.found = to_string(found, schema_);
        if (!unit && wanted.kind == Type::Kind::real) offer_unit(diagnostic, span, wanted.dimension);
        return false;
    }

    void check_outside() {
        table().nearest = tree_.nearest;
        if (tree_.nearest || tree_.outside_span.file == nullptr) return;  // a missing policy is an error of the parser
        const std::optional<double> value = bound_value(tree_.outside, tree_.outside_unit);
        if (!value) {
            reporter_.error("E0005", tree_.outside.span,
                            fmt::format("{} is outside the range of numbers", quote(tree_.outside.span)));
            return;
        }
        table().outside = *value;
        const bool zero = *value == 0 && !tree_.outside_unit;  // the same in every unit
        if (!zero) require_result(is_whole(tree_.outside), tree_.outside_unit, tree_.outside.span);
    }

    void report_overlap(std::size_t first, std::size_t second) {
        Box shared;
        for (std::size_t i = 0; i < boxes_[first].size(); ++i)
            shared.push_back(intersection(boxes_[first][i], boxes_[second][i]));
        Diagnostic& diagnostic = reporter_.error(
            "E0511", tree_.rows[second].span,
            fmt::format("two rows of `{}` give a value for {}", function_.name, text_of(shared, function_.parameters)));
        diagnostic.labels.push_back({tree_.rows[first].span, "the other row"});
        // One shared end: open the upper one of the two.
        std::size_t differing = 0, at = 0;
        for (std::size_t i = 0; i < shared.size(); ++i) {
            if (boxes_[first][i] == boxes_[second][i]) continue;
            ++differing;
            at = i;
        }
        if (differing != 1 || shared[at].begin.value != shared[at].end.value) return;
        const bool first_is_lower = boxes_[first][at].begin < boxes_[second][at].begin;
        const syntax::Interval& lower = tree_.rows[first_is_lower ? first : second].box[at];
        const std::size_t bracket = lower.span.text().rfind(']');
        if (bracket == std::string_view::npos) return;
        const auto place = static_cast<decltype(lower.span.begin)>(lower.span.begin + bracket);
        diagnostic.fixes.push_back(replace({lower.span.file, place, place + 1}, ")",
                                           "leave the upper end out of the lower row", EditClass::likely));
    }

    void report_gap(const Box& gap) {
        Diagnostic& diagnostic = reporter_.error(
            "E0512", tree_.name.span,
            fmt::format("no row of `{}` gives a value for {}", function_.name, text_of(gap, function_.parameters)));
        diagnostic.notes.push_back("`outside` is for numbers beyond the table; inside of it there are no gaps");
    }

    Reporter& reporter_;
    const Schema& schema_;
    const syntax::Table& tree_;
    Function& function_;
    std::vector<Box> boxes_;
};

}  // namespace

void Checker::check_table(FunctionSymbol& symbol) {
    const syntax::Table& tree = *symbol.table;
    Function function;
    function.name = tree.name.text;
    function.span = tree.name.span;
    function.documentation = tree.documentation;
    function.from_library = symbol.from_library;
    function.table.emplace();
    bool good = check_parameters(tree.parameters, {}, !symbol.from_library, function.parameters);
    function.result = resolve_type(tree.result, nullptr);
    const auto require_number = [&](const Type& type, const syntax::TypeName& name) {
        if (type.is_error() || type.is_number()) return;
        reporter_.error("E0311", name.span,
                        fmt::format("a table has numbers on every side; `{}` is none", name.span.text()));
        good = false;
    };
    for (std::size_t i = 0; i < tree.parameters.size(); ++i)
        require_number(function.parameters[i].type, tree.parameters[i].type);
    require_number(function.result, tree.result);
    if (!good || function.result.is_error()) return;
    TableChecker(reporter_, *schema_, tree, function).check();
    // Calls are checked against the declared types even where a row has an error.
    symbol.id = static_cast<int>(program_.functions.size());
    program_.functions.push_back(std::move(function));
}

}  // namespace collmc::semantics
