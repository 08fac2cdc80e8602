#include "compiler/translate/write.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <climits>
#include <cmath>

#include "compiler/diagnostics/snippet.h"

namespace collmc::translate {

namespace {

constexpr int kDefaultBins = 50;

std::string without_quotes(std::string_view text) {
    std::string clean = diagnostics::printable(text);
    std::erase(clean, '"');
    return clean;
}

class Writer {
public:
    Writer(const Request& request, State& state, std::vector<LineOutcome>& outcomes)
        : request_(request), state_(state), outcomes_(outcomes) {}

    std::string run() {
        const bool anything = !state_.draft.cuts().empty() || !state_.plots.empty() || !state_.tables.empty() ||
                              !state_.draft.blocks().empty();
        if (!anything) return "";
        if (!request_.process.empty()) text_ += fmt::format("analysis \"{}\"\n\n", without_quotes(request_.process));
        // Outputs may use definitions, so they are made first.
        std::vector<Written> outputs = histograms();
        for (const TableWish& it : state_.tables) outputs.push_back(table(it));
        for (const Written& it : outputs) state_.draft.output(it);
        run_comments();
        for (const Block* it : state_.draft.ordered()) block(*it);
        text_ += "region selection\n";
        for (const Written& it : state_.draft.cuts()) {
            refused(it.request);
            statement(it);
        }
        refused_of_selection();
        if (!outputs.empty()) text_ += "\n";
        for (const Written& it : outputs) {
            refused(it.request);
            statement(it);
        }
        refused(INT_MAX);
        return text_;
    }

private:
    LineOutcome* outcome_of(int request) {
        for (LineOutcome& it : outcomes_)
            if (it.line.number == request) return &it;
        return nullptr;
    }

    /// What the program cannot say: options of the run.
    void run_comments() {
        const RunWishes& run = state_.settings.run;
        std::vector<std::string> options;
        if (!run.plot_formats.empty())
            options.push_back(fmt::format("--plot-format {}", fmt::join(run.plot_formats, ",")));
        if (run.dpi) options.push_back(fmt::format("--dpi {}", *run.dpi));
        if (run.normalise) options.emplace_back("--normalize");
        if (!options.empty()) text_ += fmt::format("# run with {}\n\n", fmt::join(options, " "));
    }

    /// The lines in front of this one that are not translated, where they would stand.
    void refused(int before) {
        for (const LineOutcome& it : outcomes_) {
            if (it.kind != LineOutcome::Kind::refused || it.line.number >= before || it.line.number <= refused_)
                continue;
            refused_ = it.line.number;
            text_ += fmt::format("# request {} not translated: {}\n", it.line.number,
                                 diagnostics::printable(it.line.span.text()));
        }
    }
    void refused_of_selection() {
        for (const LineOutcome& it : outcomes_)
            if (it.line.section == Section::selection) refused(it.line.number + 1);
    }

    /// With the assumptions of its line in one comment, each once in the program where it says which objects are meant.
    void statement(const Written& it, bool tell = true) {
        text_ += fmt::format("{}   # request {}\n", it.text, it.request);
        LineOutcome* outcome = outcome_of(it.request);
        if (outcome == nullptr) return;
        outcome->statements.push_back(it.text);
        if (!tell) return;
        std::vector<std::string> news;
        if (std::find(told_.begin(), told_.end(), it.request) == told_.end()) {
            told_.push_back(it.request);
            for (const std::string& assumption : outcome->assumptions) add(assumption, news);
        }
        for (const std::string& assumption : it.assumed) {
            if (std::find(outcome->assumptions.begin(), outcome->assumptions.end(), assumption) ==
                outcome->assumptions.end())
                outcome->assumptions.push_back(assumption);
            if (std::find(news.begin(), news.end(), assumption) == news.end()) news.push_back(assumption);
        }
        if (!news.empty()) text_ += fmt::format("# assumed: {}\n", fmt::join(news, "; "));
    }

    /// What was told at one line holds for the others.
    void add(const std::string& assumption, std::vector<std::string>& news) {
        if (std::find(said_.begin(), said_.end(), assumption) != said_.end()) return;
        said_.push_back(assumption);
        news.push_back(assumption);
    }

    void block(const Block& it) {
        if (!state_.draft.is_used(it) && !Draft::is_asked(it)) return;
        statement(it.head, false);
        for (const Written& line : it.lines) statement(line);
        text_ += "\n";
    }

    static std::string number(const Bound& bound) { return bound.digits; }

    std::string axis(const PlotWish::Axis& wish, std::vector<std::string>& assumed) {
        if (!wish.edges.empty()) {
            std::vector<std::string> edges;
            for (const Bound& it : wish.edges) edges.push_back(it.digits);
            const std::string unit = wish.edges.back().unit.empty() ? "" : " " + wish.edges.back().unit;
            return fmt::format("edges {}{}", fmt::join(edges, ", "), unit);
        }
        std::string low, high, unit;
        int bins = wish.bins;
        if (wish.low) {
            low = wish.low->digits;
            high = wish.high->digits;
            unit = wish.high->unit;
            if (wish.low->unit != unit)
                low = fmt::format("{:g}", wish.low->value() * factor(wish.low->unit) / factor(unit));
        } else {
            const auto [a, b, u, n] = default_axis(wish.value);
            low = a;
            high = b;
            unit = u;
            assumed.push_back(fmt::format("from {} to {}{}", low, high, unit.empty() ? "" : " " + unit));
            if (bins == 0 && n > 0) {
                bins = n;
                assumed.push_back(fmt::format("{} bins", bins));
            }
        }
        if (bins == 0 && wish.low && wish.value.dimension == Dimension::count) {
            bins = static_cast<int>(std::lround(wish.high->value() - wish.low->value()));
            assumed.push_back(fmt::format("{} bins", bins));
        }
        if (bins == 0) bins = state_.settings.bins;
        if (bins == 0) {
            bins = kDefaultBins;
            assumed.push_back(fmt::format("{} bins", bins));
        }
        return fmt::format("{} bins from {} to {}{}", bins, low, high, unit.empty() ? "" : " " + unit);
    }

    static double factor(const std::string& unit) { return unit == "TeV" ? 1000 : unit == "MeV" ? 0.001 : 1; }

    struct DefaultAxis {
        std::string low, high, unit;
        int bins = 0;
    };
    DefaultAxis default_axis(const Value& value) const {
        std::string of = value.axis;
        bool abs = false;
        std::string limited = value.etalimit;
        if (limited.ends_with(" abs")) {
            abs = true;
            limited = limited.substr(0, limited.size() - 4);
            of = "eta axis";
        }
        const auto found = Vocabulary::built_in().value_of("axis", of);
        std::vector<std::string> parts;
        std::string word;
        for (const char c : std::string(found ? *found : "0 100") + " ") {
            if (c != ' ')
                word += c;
            else if (!word.empty())
                parts.push_back(std::exchange(word, ""));
        }
        DefaultAxis axis;
        axis.low = parts[0];
        axis.high = parts[1];
        for (std::size_t i = 2; i < parts.size(); ++i)
            if (std::isdigit(static_cast<unsigned char>(parts[i][0])))
                axis.bins = std::stoi(parts[i]);
            else
                axis.unit = parts[i];
        if (of == "eta axis") {
            double limit = 2.5;
            if (!limited.empty() && state_.draft.is_declared(limited) && state_.draft.info(limited).eta_limit > 0)
                limit = std::ceil(state_.draft.info(limited).eta_limit * 2) / 2;
            else if (value.etalimit.empty())
                limit = 5;
            axis.low = abs ? "0" : fmt::format("-{:g}", limit);
            axis.high = fmt::format("{:g}", limit);
        }
        return axis;
    }

    std::vector<Written> histograms() {
        std::vector<Written> all;
        for (const PlotWish& plot : state_.plots) {
            Written written{"", plot.request, {}};
            Draft known = state_.draft;
            for (const Need& it : plot.guard) known.learn(it);
            std::vector<std::string> guards = plot.conditions;
            Needs needs;
            for (const PlotWish::Axis& it : plot.axes)
                needs.insert(needs.end(), it.value.needs.begin(), it.value.needs.end());
            for (const Need& it : known.unknown(needs)) {
                guards.push_back(it.count == 0 ? fmt::format("exists({})", it.of)
                                               : fmt::format("size({}) >= {}", it.of, it.count));
                written.assumed.push_back(fmt::format("only events with {}", guards.back()));
            }
            written.text = "histo " + plot.name;
            if (!guards.empty()) written.text += fmt::format(" when {}", fmt::join(guards, " and "));
            written.text += fmt::format(" : {}", plot.axes.front().value.text);
            if (!plot.axes.front().value.loop.empty()) written.text += " " + plot.axes.front().value.loop;
            written.text += ", " + axis(plot.axes.front(), written.assumed);
            std::string label = plot.axes.front().value.latex;
            if (plot.axes.size() > 1) {
                written.text += fmt::format(" by {}, {}", plot.axes[1].value.text, axis(plot.axes[1], written.assumed));
            } else {
                written.text += fmt::format(" \"${}$\"", label);
            }
            all.push_back(std::move(written));
        }
        return all;
    }

    Written table(const TableWish& wish) {
        Written written{"", wish.request, {}};
        Needs needs;
        for (const Value& it : wish.columns) needs.insert(needs.end(), it.needs.begin(), it.needs.end());
        std::vector<std::string> guards = wish.conditions;
        Draft known = state_.draft;
        for (const Need& it : wish.guard) known.learn(it);
        for (const Need& it : known.unknown(needs))
            guards.push_back(it.count == 0 ? fmt::format("exists({})", it.of)
                                           : fmt::format("size({}) >= {}", it.of, it.count));
        if (guards.size() > wish.conditions.size())
            written.assumed.push_back(fmt::format("only events with {}", fmt::join(guards, " and ")));
        std::vector<std::string> columns, names;
        for (const Value& it : wish.columns) {
            std::string name = identifier(it.name);
            while (std::find(names.begin(), names.end(), name) != names.end()) name += "_2";
            names.push_back(name);
            columns.push_back(fmt::format("{} as {}", it.text, name));
        }
        written.text = fmt::format("ntuple {}{} : {}", state_.draft.output_name("features"),
                                   guards.empty() ? "" : fmt::format(" when {}", fmt::join(guards, " and ")),
                                   fmt::join(columns, ", "));
        return written;
    }

public:
    Additions more(const Draft& before) {
        Additions result;
        std::vector<Written> outputs = histograms();
        for (const TableWish& it : state_.tables) outputs.push_back(table(it));
        for (const Written& it : outputs) state_.draft.output(it);
        for (const Block* it : state_.draft.ordered()) {
            if (!state_.draft.is_used(*it) && !Draft::is_asked(*it)) continue;
            std::string text = it->head.text + "\n";
            for (const Written& line : it->lines) text += "    " + line.text + "\n";
            result.blocks.push_back(std::move(text));
        }
        for (std::size_t i = before.cuts().size(); i < state_.draft.cuts().size(); ++i)
            result.cuts.push_back(with_assumptions(state_.draft.cuts()[i]));
        for (const Written& it : outputs) result.outputs.push_back(with_assumptions(it));
        return result;
    }

private:
    static std::string with_assumptions(const Written& it) {
        return it.assumed.empty() ? it.text
                                  : fmt::format("{}\n    # assumed: {}", it.text, fmt::join(it.assumed, "; "));
    }

    const Request& request_;
    State& state_;
    std::vector<LineOutcome>& outcomes_;
    std::string text_;
    int refused_ = 0;                ///< the last line that is written as a comment
    std::vector<int> told_;          ///< lines whose assumptions are written
    std::vector<std::string> said_;  ///< assumptions that are written
};

}  // namespace

Additions additions(const Draft& before, State& state) {
    const Request none;
    std::vector<LineOutcome> outcomes;
    return Writer(none, state, outcomes).more(before);
}

std::string write_program(const Request& request, State& state, std::vector<LineOutcome>& outcomes) {
    return Writer(request, state, outcomes).run();
}

}  // namespace collmc::translate
