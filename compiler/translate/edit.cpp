#include "compiler/translate/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "compiler/syntax/parse.h"
#include "compiler/translate/adopt.h"
#include "compiler/translate/offline.h"
#include "compiler/translate/parser.h"
#include "compiler/translate/refusal.h"
#include "compiler/translate/write.h"

namespace collmc::translate {

namespace {

using syntax::Expr;

/// White space makes no difference, and brackets around the whole neither.
std::string squeezed(std::string_view text) {
    std::string bare;
    for (const char c : text)
        if (c != ' ' && c != '\n' && c != '\t') bare += c;
    return bare;
}

/// A comparison of a cut: its subject, and where its numbers stand.
struct Threshold {
    std::string subject;
    Span low, high;  ///< with unit; `high` of an interval
    std::string low_digits, unit;
    bool interval = false;
    std::optional<Span> label = {};
};

class Editor {
public:
    Editor(const diagnostics::SourceFile& program, const syntax::Tree& tree) : program_(program), tree_(tree) {
        for (const syntax::Declaration& it : tree.declarations) {
            if (it.define) defines_[it.define->name.text] = squeezed(it.define->value->span.text());
            if (it.region) region_ = it.region.get();
            if (it.region)
                for (const syntax::Statement& statement : it.region->statements)
                    if (statement.define)
                        defines_[statement.define->name.text] = squeezed(statement.define->value->span.text());
        }
    }

    bool apply(const EditWish& wish, std::string& problem) {
        switch (wish.kind) {
            case EditWish::Kind::change: return change(wish, problem);
            case EditWish::Kind::drop_cut: return drop_cut(wish, problem);
            case EditWish::Kind::drop_plot: return drop_plot(wish, problem);
            case EditWish::Kind::bins: return bins(wish, problem);
            case EditWish::Kind::add: return true;
        }
        return false;
    }

    /// The statements that the draft has more than the program.
    void add(const std::vector<std::string>& blocks, const std::vector<std::string>& cuts,
             const std::vector<std::string>& outputs) {
        if (region_ == nullptr) return;
        std::string above, below_cuts, at_end;
        for (const std::string& it : blocks) above += it + "\n";
        for (const std::string& it : cuts) below_cuts += "    " + it + "\n", changes_.push_back("added: " + it);
        for (const std::string& it : outputs) at_end += "    " + it + "\n", changes_.push_back("added: " + it);
        insert(line_start(region_->span.begin), above);
        std::uint32_t after_cuts = line_end(region_->name.span.end), after_all = after_cuts;
        for (const syntax::Statement& it : region_->statements) {
            const std::uint32_t end = line_end(end_of(it));
            if (it.cut || it.define || it.weight) after_cuts = std::max(after_cuts, end);
            after_all = std::max(after_all, end);
        }
        insert(after_cuts, below_cuts);
        insert(after_all, at_end);
    }

    std::string text() {
        std::stable_sort(edits_.begin(), edits_.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
        std::string result;
        std::uint32_t at = 0;
        for (const Change& it : edits_) {
            result += program_.text().substr(at, it.begin - at);
            result += it.insert;
            at = std::max(at, it.end);
        }
        return result + std::string(program_.text().substr(at));
    }
    std::vector<std::string> take_changes() { return std::move(changes_); }

private:
    struct Change {
        std::uint32_t begin, end;
        std::string insert;
    };
    void insert(std::uint32_t at, std::string text) {
        if (!text.empty()) edits_.push_back({at, at, std::move(text)});
    }
    std::uint32_t line_start(std::uint32_t at) const { return program_.line_start(program_.line_of(at)); }
    /// Behind the line's end.
    std::uint32_t line_end(std::uint32_t at) const {
        const std::size_t end = program_.text().find('\n', at);
        return static_cast<std::uint32_t>(end == std::string_view::npos ? program_.text().size() : end + 1);
    }
    static std::uint32_t end_of(const syntax::Statement& it) {
        std::uint32_t end = 0;
        if (it.cut) end = it.cut->span.end;
        if (it.define) end = it.define->span.end;
        if (it.weight) end = it.weight->span.end;
        if (it.histogram) {
            end = it.histogram->span.end;
            for (const syntax::Dimension& axis : it.histogram->dimensions) end = std::max(end, axis.axis.span.end);
            if (it.histogram->label) end = std::max(end, it.histogram->label->span.end);
        }
        if (it.ntuple)
            for (const syntax::Column& column : it.ntuple->columns) {
                if (column.value) end = std::max(end, column.value->span.end);
                if (column.name) end = std::max(end, column.name->span.end);
                if (column.padded) end = std::max(end, column.padded->span.end);
            }
        if (it.bins) end = it.bins->span.end;
        if (it.skim) end = it.skim->span.end;
        return end;
    }

    /// With a definition's value in the place of its name.
    std::string resolved(const Expr& expr) const {
        const std::string text = squeezed(expr.span.text());
        const auto found = defines_.find(text);
        return found == defines_.end() ? text : found->second;
    }
    bool is_of(const Expr& expr, const std::string& subject) const {
        const std::string wanted = squeezed(subject), text = squeezed(expr.span.text()), value = resolved(expr);
        const auto named = defines_.find(wanted);
        return text == wanted || value == wanted || (named != defines_.end() && named->second == value) ||
               text == "|" + wanted + "|" || wanted == "|" + text + "|" || same_parts(text, wanted);
    }
    /// `(jets[0] + jets[1]).mass` is `dijet.mass`.
    bool same_parts(const std::string& text, const std::string& wanted) const {
        const auto spelled = [&](std::string part) {
            for (const auto& [name, value] : defines_)
                for (std::size_t at = part.find(name); at != std::string::npos;
                     at = part.find(name, at + value.size() + 2)) {
                    const auto letter = [](char c) {
                        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
                    };
                    if ((at > 0 && (letter(part[at - 1]) || part[at - 1] == '.')) ||
                        (at + name.size() < part.size() && letter(part[at + name.size()])))
                        continue;
                    part.replace(at, name.size(), "(" + value + ")");
                }
            return part;
        };
        return spelled(text) == spelled(wanted);
    }

    /// The comparisons of a condition with a constant, of this subject.
    void thresholds(const Expr& expr, const std::string& subject, std::vector<Threshold>& found) const {
        if (expr.kind == Expr::Kind::in_interval && is_of(*expr.operands[0], subject)) {
            Threshold it;
            it.interval = true;
            it.low = expr.interval->low.span;
            it.high = expr.interval->high.span;
            it.low_digits = expr.interval->low.digits;
            if (expr.interval->unit) it.unit = expr.interval->unit->name;
            found.push_back(it);
        } else if (expr.kind == Expr::Kind::binary && expr.operands[1]->kind == Expr::Kind::number &&
                   is_of(*expr.operands[0], subject)) {
            const Expr& number = *expr.operands[1];
            found.push_back({"", number.span, {}, number.digits, number.unit ? number.unit->name : "", false, {}});
        }
        for (const syntax::ExprPtr& it : expr.operands) thresholds(*it, subject, found);
    }

    template <class Use>
    void cuts_of(const EditWish& wish, Use use) const {
        for (const syntax::Declaration& it : tree_.declarations) {
            if (it.object && it.object->name.text == wish.collection)
                for (const syntax::Cut& cut : it.object->cuts) use(cut);
            if (it.region && wish.collection.empty())
                for (const syntax::Statement& statement : it.region->statements)
                    if (statement.cut) use(*statement.cut);
        }
    }
    std::string spoken(const EditWish& wish) const {
        return wish.collection.empty() ? wish.subject : wish.subject + " of " + wish.collection;
    }

    bool change(const EditWish& wish, std::string& problem) {
        std::vector<Threshold> found;
        cuts_of(wish, [&](const syntax::Cut& cut) {
            const std::size_t before = found.size();
            if (cut.condition) thresholds(*cut.condition, wish.subject, found);
            if (found.size() > before && cut.label) found.back().label = cut.label->span;
        });
        if (found.size() != 1) {
            problem = found.empty() ? fmt::format("the program has no cut on `{}`", spoken(wish))
                                    : fmt::format("the program has {} cuts on `{}`: which is meant is not said",
                                                  found.size(), spoken(wish));
            return false;
        }
        const Threshold& it = found.front();
        const std::string unit = wish.low->unit.empty() ? it.unit : wish.low->unit;
        if (it.interval != wish.high.has_value()) {
            problem = it.interval ? fmt::format("the cut on `{}` has two ends: say both", spoken(wish))
                                  : fmt::format("the cut on `{}` has one end", spoken(wish));
            return false;
        }
        if (it.unit.empty() != unit.empty()) {
            problem = fmt::format("`{}` is {} a unit", spoken(wish), it.unit.empty() ? "without" : "compared with");
            return false;
        }
        const auto in_gev = [](const std::string& digits, const std::string& name) {
            return std::stod(digits) * (name == "TeV" ? 1000 : name == "MeV" ? 0.001 : 1);
        };
        const double now = in_gev(it.low_digits, it.unit), then = in_gev(wish.low->digits, unit);
        if (wish.direction != 0 && (then - now) * wish.direction <= 0) {
            problem = fmt::format("the cut on `{}` is at {} {} now, which {} would not be", spoken(wish), it.low_digits,
                                  it.unit, wish.direction > 0 ? "raised" : "lowered");
            return false;
        }
        if (it.interval) {
            if (unit != it.unit) {
                problem = fmt::format("the window of `{}` is in {}", spoken(wish), it.unit);
                return false;
            }
            edits_.push_back({it.low.begin, it.low.end, wish.low->digits});
            edits_.push_back({it.high.begin, it.high.end, wish.high->digits});
        } else {
            // A label that tells the number tells the new one.
            if (const std::size_t at = it.label ? it.label->text().find(it.low_digits) : std::string_view::npos;
                at != std::string_view::npos) {
                const auto begin = it.label->begin + static_cast<std::uint32_t>(at);
                edits_.push_back({begin, begin + static_cast<std::uint32_t>(it.low_digits.size()), wish.low->digits});
            }
            edits_.push_back(
                {it.low.begin, it.low.end, unit.empty() ? wish.low->digits : wish.low->digits + " " + unit});
        }
        changes_.push_back(
            fmt::format("changed: {} from {} to {}{}", spoken(wish),
                        it.interval ? program_.text().substr(it.low.begin, it.high.end - it.low.begin) : it.low.text(),
                        it.interval ? wish.low->digits + ", " + wish.high->digits : wish.low->digits,
                        unit.empty() ? "" : " " + unit));
        return true;
    }

    bool drop_cut(const EditWish& wish, std::string& problem) {
        std::vector<const syntax::Cut*> found;
        cuts_of(wish, [&](const syntax::Cut& cut) {
            std::vector<Threshold> some;
            if (cut.condition) thresholds(*cut.condition, wish.subject, some);
            if (!some.empty()) found.push_back(&cut);
        });
        if (found.size() != 1) {
            problem = found.empty() ? fmt::format("the program has no cut on `{}`", spoken(wish))
                                    : fmt::format("the program has {} cuts on `{}`: which is meant is not said",
                                                  found.size(), spoken(wish));
            return false;
        }
        if (found.front()->condition->kind == Expr::Kind::binary &&
            found.front()->condition->op == syntax::BinaryOp::logical_and) {
            problem = fmt::format("the cut on `{}` asks for more than that", spoken(wish));
            return false;
        }
        remove_lines(found.front()->span);
        return true;
    }

    /// With the comments about assumptions below.
    void remove_lines(Span span) {
        std::uint32_t end = line_end(span.end);
        const std::string_view text = program_.text();
        const std::size_t word = text.find_first_not_of(" \t", end);
        if (word != std::string_view::npos && text.substr(word).starts_with("# assumed:"))
            end = line_end(static_cast<std::uint32_t>(word));
        edits_.push_back({line_start(span.begin), end, ""});
        changes_.push_back(fmt::format("dropped: {}", span.text()));
    }

    template <class Use>
    void plots_of(const std::string& subject, Use use) const {
        for (const syntax::Declaration& it : tree_.declarations) {
            if (!it.region) continue;
            for (const syntax::Statement& statement : it.region->statements)
                if (statement.histogram && !statement.histogram->profile)
                    if (subject.empty() ||
                        std::any_of(statement.histogram->dimensions.begin(), statement.histogram->dimensions.end(),
                                    [&](const syntax::Dimension& d) { return is_of(*d.value, subject); }))
                        use(*statement.histogram);
        }
    }

    bool drop_plot(const EditWish& wish, std::string& problem) {
        std::vector<const syntax::Histogram*> found;
        plots_of(wish.subject, [&](const syntax::Histogram& it) { found.push_back(&it); });
        if (found.size() != 1) {
            problem = found.empty() ? fmt::format("the program has no plot of `{}`", wish.subject)
                                    : fmt::format("the program has {} plots of `{}`", found.size(), wish.subject);
            return false;
        }
        const std::uint32_t begin = found.front()->name.span.begin;
        const std::uint32_t end =
            found.front()->label ? found.front()->label->span.end : found.front()->dimensions.back().axis.span.end;
        remove_lines({&program_, begin, end});
        return true;
    }

    bool bins(const EditWish& wish, std::string& problem) {
        int changed = 0;
        plots_of(wish.subject, [&](const syntax::Histogram& it) {
            for (const syntax::Dimension& dimension : it.dimensions) {
                if (dimension.axis.bins.empty()) continue;
                const Span axis = dimension.axis.span;
                // Counts keep a bin for each.
                if (wish.subject.empty() && dimension.value->span.text().starts_with("size(")) continue;
                edits_.push_back({axis.begin, axis.begin + static_cast<std::uint32_t>(dimension.axis.bins.size()),
                                  std::to_string(wish.bins)});
                ++changed;
            }
        });
        if (changed == 0) {
            problem = wish.subject.empty() ? "the program has no plot with bins"
                                           : fmt::format("the program has no plot of `{}`", wish.subject);
            return false;
        }
        changes_.push_back(fmt::format("changed: {} bins in {} plot{}", wish.bins, changed, changed == 1 ? "" : "s"));
        return true;
    }

    const diagnostics::SourceFile& program_;
    const syntax::Tree& tree_;
    const syntax::Region* region_ = nullptr;
    std::map<std::string, std::string> defines_;
    std::vector<Change> edits_;
    std::vector<std::string> changes_;
};

}  // namespace

std::optional<EditResult> edit_offline(const diagnostics::SourceFile& program, const diagnostics::SourceFile& wish,
                                       diagnostics::Diagnostics& diagnostics) {
    const syntax::Tree tree = syntax::parse(program, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
    State state;
    adopt(tree, state.draft);
    const Draft before = state.draft;
    Editor editor(program, tree);
    bool complete = true;
    for (RequestLine line : read_request(wish).lines) {
        line.section = Section::text;
        Parser parser(state, line);
        const auto wishes = parser.read_edits();
        if (!wishes) {
            LineOutcome outcome;
            outcome.line = line;
            report(parser, outcome, diagnostics);
            complete = false;
            continue;
        }
        for (const EditWish& it : *wishes) {
            std::string problem;
            if (editor.apply(it, problem)) continue;
            diagnostics.error("E1204", "translate", it.span, problem);
            complete = false;
        }
    }
    if (!complete) return std::nullopt;
    const Additions more = additions(before, state);
    editor.add(more.blocks, more.cuts, more.outputs);
    EditResult result;
    result.program = editor.text();
    result.changes = editor.take_changes();
    return result;
}

}  // namespace collmc::translate
