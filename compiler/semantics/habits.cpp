#include "compiler/semantics/habits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "compiler/semantics/collections.h"
#include "compiler/semantics/narrowing.h"
#include "compiler/semantics/reporter.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using Kind = Expr::Kind;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Source text without white space.
std::string plain(Span span) {
    std::string text;
    for (const char c : span.text())
        if (std::isspace(static_cast<unsigned char>(c)) == 0) text += c;
    return text;
}

std::optional<double> constant(const Expr& expr) {
    if (expr.type.is_error()) return std::nullopt;
    if (expr.kind == Kind::number) return expr.value;
    if (expr.kind != Kind::negate) return std::nullopt;
    const std::optional<double> value = constant(*expr.operands[0]);
    return value ? std::optional(-*value) : std::nullopt;
}

// ---- signed quantities ----

bool is_signed(const Expr& value) {
    return value.kind == Kind::attribute && (value.attribute_name == "eta" || value.attribute_name == "rapidity");
}

/// The cuts of one block, or of all regions: on which sides they bound eta and rapidity of which object.
class Sides {
public:
    explicit Sides(const Program& program) : program_(program) {}

    void add(const Cut& cut, const std::vector<std::string>& context) {
        context_ = &context;
        if (cut.guard != nullptr) settle(*cut.guard);
        if (cut.guard != nullptr)
            settle(*cut.condition);
        else
            read(*cut.condition, !cut.reject);
    }

    void report(diagnostics::Diagnostics& diagnostics) const {
        for (const auto& [name, found] : found_) {
            if (found.settled || found.below.empty() == found.above.empty()) continue;
            for (const Bound& bound : found.below.empty() ? found.above : found.below) {
                Diagnostic& diagnostic = diagnostics.warning(
                    "W0808", "semantics", bound.value,
                    fmt::format("{} is signed: this looks at one side only, and as many objects are on the other",
                                quote(bound.value)));
                diagnostic.context = bound.context;
                diagnostic.fixes.push_back(replace(bound.value, fmt::format("|{}|", bound.value.text()),
                                                   "compare its absolute value", EditClass::changes_selection));
            }
        }
    }

private:
    struct Bound {
        Span value;
        std::vector<std::string> context;
    };
    struct Found {
        std::vector<Bound> below, above;  ///< `eta < 2.5`, `eta > -2.5`
        bool settled = false;             ///< another condition looks at it
    };

    static std::string key(const Expr& value) {
        const std::string object = path_to(*value.operands[0]);
        return object.empty() ? "" : object + "." + value.attribute_name;
    }

    void read(const Expr& expr, bool truth) {
        const Expr& condition = behind_defines(program_, expr);
        if (condition.kind == Kind::logical_not) return read(*condition.operands[0], !truth);
        if (condition.kind == (truth ? Kind::logical_and : Kind::logical_or)) {
            read(*condition.operands[0], truth);
            read(*condition.operands[1], truth);
            return;
        }
        if (condition.kind != Kind::compare || !bounds(condition, truth)) settle(condition);
    }

    bool bounds(const Expr& comparison, bool truth) {
        for (const std::size_t side : {0U, 1U}) {
            const Expr& value = *comparison.operands[side];
            const std::optional<double> number = constant(*comparison.operands[1 - side]);
            if (!is_signed(value) || !number || *number == 0 || key(value).empty()) continue;
            const CompareOp op = comparison.compare_op;
            const bool less = op == CompareOp::less || op == CompareOp::less_equal;
            if (!less && op != CompareOp::greater && op != CompareOp::greater_equal) return false;
            const bool from_above = (less == (side == 0)) == truth;
            Found& found = found_[key(value)];
            (from_above ? found.below : found.above).push_back({value.span, *context_});
            return true;
        }
        return false;
    }

    /// What is looked at in another way may be so on purpose.
    void settle(const Expr& expr) {
        if (is_signed(expr)) found_[key(expr)].settled = true;
        for (const ExprPtr& operand : expr.operands)
            if (operand != nullptr) settle(*operand);
    }

    const Program& program_;
    const std::vector<std::string>* context_ = nullptr;
    std::map<std::string, Found> found_;
};

// ---- neighbouring regions ----

/// A cut that keeps an interval of one quantity.
struct Window {
    const Region* region = nullptr;
    std::string value;
    double low = -kInfinity, high = kInfinity;
    bool low_closed = false, high_closed = false;
    Span interval;                ///< `[100, 200]`; the whole condition where it is a comparison
    std::optional<Span> bracket;  ///< the closing one of an interval
};

std::optional<Window> window_of(const Region& region, const Cut& cut) {
    const Expr& condition = *cut.condition;
    if (cut.reject || cut.guard != nullptr || condition.type.is_error()) return std::nullopt;
    Window window{&region, {}, -kInfinity, kInfinity, false, false, condition.span, std::nullopt};
    if (condition.kind == Kind::interval) {
        const std::string_view text = condition.span.file->text();
        std::uint32_t begin = condition.operands[1]->span.begin, end = condition.operands[2]->span.end;
        while (begin > condition.span.begin && text[begin] != '[' && text[begin] != '(') --begin;
        while (end < condition.span.end && text[end] != ']' && text[end] != ')') ++end;
        window.value = plain(condition.operands[0]->span);
        window.low = condition.operands[1]->value;
        window.high = condition.operands[2]->value;
        window.low_closed = condition.low_closed;
        window.high_closed = condition.high_closed;
        window.interval = {condition.span.file, begin, end + 1};
        window.bracket = Span{condition.span.file, end, end + 1};
        return window;
    }
    if (condition.kind != Kind::compare) return std::nullopt;
    const std::optional<double> number = constant(*condition.operands[1]);
    if (!number) return std::nullopt;
    window.value = plain(condition.operands[0]->span);
    switch (condition.compare_op) {
        case CompareOp::less_equal: window.high_closed = true; [[fallthrough]];
        case CompareOp::less: window.high = *number; return window;
        case CompareOp::greater_equal: window.low_closed = true; [[fallthrough]];
        case CompareOp::greater: window.low = *number; return window;
        default: return std::nullopt;
    }
}

/// Regions that differ in one interval only, where one ends at the number at which the next begins, and both hold it.
class Neighbours {
public:
    explicit Neighbours(const Program& program) {
        std::vector<std::vector<std::pair<int, const Cut*>>> cuts_of;
        for (const Region& region : program.regions) {
            std::vector<std::pair<int, const Cut*>> cuts;
            for (const int parent : region.parents) {
                const auto& theirs = cuts_of[static_cast<std::size_t>(parent)];
                cuts.insert(cuts.end(), theirs.begin(), theirs.end());
            }
            for (const Cut& cut : region.cuts) cuts.emplace_back(number_of(cut), &cut);
            std::sort(cuts.begin(), cuts.end());
            cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
            for (const Cut& cut : region.cuts) {
                std::optional<Window> window = window_of(region, cut);
                if (!window) continue;
                std::vector<int> others;
                for (const auto& [number, other] : cuts)
                    if (other != &cut) others.push_back(number);
                windows_[{window->value, others}].push_back(std::move(*window));
            }
            cuts_of.push_back(std::move(cuts));
        }
    }

    void report(diagnostics::Diagnostics& diagnostics) const {
        for (const auto& [place, windows] : windows_)
            for (std::size_t i = 0; i < windows.size(); ++i)
                for (std::size_t k = 0; k < windows.size(); ++k)
                    if (windows[i].region != windows[k].region && windows[i].high_closed && windows[k].low_closed &&
                        windows[i].high == windows[k].low && windows[i].low < windows[k].low)
                        report(windows[i], windows[k], windows, diagnostics);
    }

private:
    static void report(const Window& lower, const Window& upper, const std::vector<Window>& all,
                       diagnostics::Diagnostics& diagnostics) {
        Diagnostic& diagnostic =
            diagnostics.warning("W0833", "semantics", upper.interval,
                                fmt::format("an event at the lower end of {} is in region `{}` as well",
                                            quote(upper.interval), lower.region->name));
        diagnostic.context = {"region " + upper.region->name};
        diagnostic.labels.push_back({lower.interval, "which ends there and holds it too"});
        Fix every{"leave the upper end out of each", EditClass::changes_selection, {}};
        for (const Window& window : all)
            if (window.bracket && window.high_closed) every.edits.push_back({*window.bracket, ")"});
        if (every.edits.size() > 1) diagnostic.fixes.push_back(std::move(every));
        if (lower.bracket)
            diagnostic.fixes.push_back(replace(*lower.bracket, ")",
                                               fmt::format("leave it out of `{}`", lower.region->name),
                                               EditClass::changes_selection));
    }

    int number_of(const Cut& cut) {
        std::string text = cut.reject ? "reject " : "select ";
        text += plain(cut.condition->span);
        if (cut.guard != nullptr) text += " when " + plain(cut.guard->span);
        return numbers_.emplace(std::move(text), static_cast<int>(numbers_.size())).first->second;
    }

    std::map<std::string, int> numbers_;
    std::map<std::pair<std::string, std::vector<int>>, std::vector<Window>> windows_;
};

// ---- grids ----

std::string unit_text(const Axis& axis) {
    const Span last = axis.numbers.back();
    return plain({last.file, last.end, axis.span.end});
}

/// Two grids of one quantity of which each has events that the other has not, and some are in both.
void check_grids(const Region& region, diagnostics::Diagnostics& diagnostics) {
    const auto guard = [](const Bins& bins) { return bins.guard != nullptr ? plain(bins.guard->span) : std::string(); };
    const auto high = [](const Dimension& it) { return it.above ? kInfinity : it.axis.high; };
    for (std::size_t k = 0; k < region.bins.size(); ++k) {
        for (std::size_t i = 0; i < k; ++i) {
            const Bins& first = region.bins[i];
            const Bins& second = region.bins[k];
            if (first.dimensions.size() != 1 || second.dimensions.size() != 1 || guard(first) != guard(second))
                continue;
            const Dimension* lower = &first.dimensions[0];
            const Dimension* upper = &second.dimensions[0];
            if (lower->axis.numbers.empty() || upper->axis.numbers.empty()) continue;
            if (plain(lower->value->span) != plain(upper->value->span)) continue;
            if (upper->axis.low < lower->axis.low) std::swap(lower, upper);
            if (!(lower->axis.low < upper->axis.low && upper->axis.low < high(*lower) && high(*lower) < high(*upper)))
                continue;
            const bool second_is_upper = upper == &second.dimensions[0];
            const Bins& other = second_is_upper ? first : second;
            Diagnostic& diagnostic = diagnostics.warning(
                "W0834", "semantics", upper->axis.span,
                fmt::format("events with {} from {} to {}{} are in a bin of `{}` as well", quote(upper->value->span),
                            upper->axis.numbers.front().text(), lower->axis.numbers.back().text(),
                            unit_text(lower->axis).empty() ? "" : " " + unit_text(lower->axis), other.name));
            diagnostic.context = {"region " + region.name, "bins " + (second_is_upper ? second : first).name};
            diagnostic.labels.push_back({lower->axis.span, "the other grid"});
            const bool fits = upper->axis.edges.size() < 2 || lower->axis.high < upper->axis.edges[1];
            if (fits && unit_text(lower->axis) == unit_text(upper->axis)) {
                const std::string edge(lower->axis.numbers.back().text());
                diagnostic.fixes.push_back(replace(upper->axis.numbers.front(), edge,
                                                   fmt::format("begin at {}, where the other ends", edge),
                                                   EditClass::changes_selection));
            }
        }
    }
}

}  // namespace

void check_habits(const Program& program, diagnostics::Diagnostics& diagnostics) {
    for (const Collection& collection : program.collections) {
        if (collection.cuts.empty()) continue;
        Sides sides(program);
        for (const Cut& cut : collection.cuts) sides.add(cut, {"object " + collection.name});
        sides.report(diagnostics);
    }
    for (const Candidate& candidate : program.candidates) {
        Sides sides(program);
        for (const Cut& cut : candidate.cuts) sides.add(cut, {"candidate " + candidate.name});
        sides.report(diagnostics);
    }
    Sides sides(program);
    for (const Region& region : program.regions)
        for (const Cut& cut : region.cuts) sides.add(cut, {"region " + region.name});
    sides.report(diagnostics);
    Neighbours(program).report(diagnostics);
    for (const Region& region : program.regions) check_grids(region, diagnostics);
}

}  // namespace collmc::semantics
