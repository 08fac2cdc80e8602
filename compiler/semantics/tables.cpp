// Lookup tables: rows of boxes that neither overlap nor leave gaps.

#include <fmt/format.h>

#include <cmath>

#include "compiler/semantics/boxes.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/dimension_fixes.h"
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
        diagnostic.fixes.push_back(unit_of_list(tree.span, tree.unit, parameter.type.dimension, "range"));
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
        std::size_t differing = 0, at = 0;
        for (std::size_t i = 0; i < shared.size(); ++i) {
            if (boxes_[first][i] == boxes_[second][i]) continue;
            ++differing;
            at = i;
        }
        if (differing != 1) return;
        const bool first_is_lower = boxes_[first][at].begin < boxes_[second][at].begin;
        const syntax::Interval& lower = tree_.rows[first_is_lower ? first : second].box[at];
        const syntax::Interval& upper = tree_.rows[first_is_lower ? second : first].box[at];
        if (shared[at].begin.value == shared[at].end.value) {  // one shared end: open the upper one of the two
            if (lower.high_closed)
                diagnostic.fixes.push_back(replace(closing_bracket(lower), ")",
                                                   "leave the upper end out of the lower row", EditClass::likely));
            return;
        }
        const Table::Side low = table().rows[first_is_lower ? first : second].box[at];
        const Table::Side high = table().rows[first_is_lower ? second : first].box[at];
        if (!(low.low < high.low && low.high < high.high) || !same_unit(lower, upper)) return;
        join(diagnostic, lower, upper, is_whole(at), first_is_lower);
    }

    bool is_whole(std::size_t quantity) const {
        return function_.parameters[quantity].type.kind == Type::Kind::integer;
    }

    static bool same_unit(const syntax::Interval& a, const syntax::Interval& b) {
        const auto text = [](const syntax::Interval& it) {
            return it.unit ? it.unit->span.text() : std::string_view();
        };
        return text(a) == text(b);
    }

    /// Lets the upper interval begin where the lower one ends, or the lower one end where the upper one begins; one
    /// of the two goes first. `whole`: of whole numbers, where `[0, 1]` goes on with `[2, 3]`.
    static void join(Diagnostic& diagnostic, const syntax::Interval& lower, const syntax::Interval& upper, bool whole,
                     bool move_upper_first) {
        const bool both_closed = lower.high_closed && upper.low_closed;
        const auto text = [&](const syntax::Bound& bound, int next) {
            const std::optional<double> value = bound_value(bound, std::nullopt);
            return whole && both_closed && value ? fmt::format("{}", *value + next) : std::string(bound.span.text());
        };
        const std::string end = text(lower.high, 1), begin = text(upper.low, -1);
        Fix move_upper = replace(upper.low.span, end, fmt::format("begin the upper row at {}", end), EditClass::likely);
        Fix move_lower =
            replace(lower.high.span, begin, fmt::format("end the lower row at {}", begin), EditClass::likely);
        // One of the two holds the number at which they meet.
        if (lower.high_closed == upper.low_closed && !(whole && both_closed)) {
            const Span bracket = closing_bracket(lower);
            for (Fix* fix : {&move_upper, &move_lower}) fix->edits.push_back({bracket, both_closed ? ")" : "]"});
        }
        diagnostic.fixes.push_back(std::move(move_upper_first ? move_upper : move_lower));
        diagnostic.fixes.push_back(std::move(move_upper_first ? move_lower : move_upper));
    }

    static Span closing_bracket(const syntax::Interval& interval) {
        const auto place = static_cast<std::uint32_t>(interval.span.begin + interval.span.text().find_last_of(")]"));
        return {interval.span.file, place, place + 1};
    }

    /// The rows below and above a gap in one quantity, alike in all others.
    struct Neighbours {
        std::size_t quantity, below, above;
    };
    std::optional<Neighbours> neighbours_of(const Box& gap) const {
        for (std::size_t q = 0; q < gap.size(); ++q) {
            std::optional<std::size_t> below, above;
            for (std::size_t row = 0; row < boxes_.size(); ++row) {
                bool alike = true;
                for (std::size_t i = 0; i < gap.size(); ++i)
                    alike = alike && (i == q || !intersection(boxes_[row][i], gap[i]).empty());
                if (alike && boxes_[row][q].end == gap[q].begin) below = row;
                if (alike && boxes_[row][q].begin == gap[q].end) above = row;
            }
            if (below && above) return Neighbours{q, *below, *above};
        }
        return std::nullopt;
    }

    void report_gap(const Box& gap) {
        const std::optional<Neighbours> neighbours = neighbours_of(gap);
        const syntax::Interval* upper = neighbours ? &tree_.rows[neighbours->above].box[neighbours->quantity] : nullptr;
        Diagnostic& diagnostic = reporter_.error(
            "E0512", upper != nullptr ? upper->span : tree_.name.span,
            fmt::format("no row of `{}` gives a value for {}", function_.name, text_of(gap, function_.parameters)));
        if (upper != nullptr) {
            const syntax::Interval& lower = tree_.rows[neighbours->below].box[neighbours->quantity];
            diagnostic.labels.push_back({lower.span, "the row below the gap"});
            if (lower.high.span.text() != upper->low.span.text() && same_unit(lower, *upper))
                join(diagnostic, lower, *upper, is_whole(neighbours->quantity), true);
            else
                // `[20, 30)` and `(30, 40]` leave out 30 alone.
                diagnostic.fixes.push_back(replace(closing_bracket(lower), "]",
                                                   "let the upper end belong to the lower row", EditClass::likely));
        }
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
