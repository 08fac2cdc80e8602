// Lines that ask for plots: what, its range and bins, for which events.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/translate/parser.h"

namespace collmc::translate {

/// One line may ask for several, with options that hold for all of them: "MET, HT and number of jets".
std::optional<std::vector<Value>> Parser::value_list() {
    return attempt([&]() -> std::optional<std::vector<Value>> {
        std::optional<std::vector<Value>> all = values();
        if (!all) return std::nullopt;
        while (attempt([&] {
            if (!phrase_.take("list")) return false;
            phrase_.take("plot");
            const std::optional<std::vector<Value>> more = values();
            if (!more) return false;
            all->insert(all->end(), more->begin(), more->end());
            return true;
        })) {
        }
        return all;
    });
}

bool Parser::plot_line() {
    return attempt([&] {
        if (attempt([&] { return plot_settings() && phrase_.end(); })) return true;
        phrase_.take("step word");
        if (!plot_item()) return false;
        // Each with options of its own: "pT of the jet (0-500 GeV) and MET (0-200 GeV)".
        while (!phrase_.end())
            if (!phrase_.take("list") || !plot_item()) return false;
        return true;
    });
}

/// One wish that holds for all plots.
bool Parser::setting() {
    Settings& settings = state_.settings;
    if (phrase_.take("looks")) {
        // "such as $m_{\gamma\gamma}$" gives an example of a label.
        attempt([&] { return phrase_.take("such as") && (values() || value()); });
        return true;
    }
    if (phrase_.take("normalise")) {
        settings.run.normalise = true;
        return true;
    }
    return attempt([&] {
               const std::optional<std::string> digits = phrase_.number();
               if (digits && (phrase_.take("bins each"))) {
                   settings.bins = std::stoi(*digits);
                   return settings.bins > 0;
               }
               if (digits && phrase_.take("resolution")) {
                   settings.run.dpi = std::stoi(*digits);
                   return true;
               }
               return false;
           }) ||
           attempt([&] {
               if (!phrase_.take("resolution")) return false;
               phrase_.sign(":");
               const std::optional<std::string> digits = phrase_.number();
               if (!digits) return false;
               state_.settings.run.dpi = std::stoi(*digits);
               return true;
           }) ||
           attempt([&] {
               const auto format = phrase_.take("format");
               if (!format) return false;
               auto& formats = state_.settings.run.plot_formats;
               if (std::find(formats.begin(), formats.end(), format->value) == formats.end())
                   formats.emplace_back(format->value);
               return true;
           });
}

/// "50 bins each, axis labels in LaTeX, all normalised to one".
bool Parser::plot_settings() {
    return attempt([&] {
        phrase_.take("save") || phrase_.take("keep");
        bool any = false;
        while (true) {
            phrase_.take("settings subject");
            while (phrase_.take("be")) {
            }
            // "use 40 bins", under no plot, is for all of them.
            const bool found = setting() || attempt([&] {
                                   const std::optional<std::string> digits = phrase_.number();
                                   if (!digits || !phrase_.take("bins")) return false;
                                   state_.settings.bins = std::stoi(*digits);
                                   return state_.settings.bins > 0;
                               });
            if (!found) break;
            any = true;
            phrase_.take("settings subject");
            if (phrase_.end()) break;
            phrase_.take("list") || phrase_.take("binning word");
        }
        if (any) ++state_.statements;
        return any;
    });
}

/// One of the options of an axis; a width of bins waits for the range.
bool Parser::axis_option(PlotWish::Axis& axis, std::optional<Bound>& width) {
    const Dimension dimension = axis.value.dimension == Dimension::count ? Dimension::number : axis.value.dimension;
    if (axis.value.name == "cosCS") phrase_.take("collins soper");
    const auto lead = [&] {
        while (phrase_.take("binning word") || phrase_.take("axis range")) {
        }
    };
    const auto set_width = [&](Bound found) {
        if (width || !settle_unit(found, dimension) || found.digits.front() == '-') return false;
        width = found;
        return true;
    };
    return attempt([&] {
               // "in steps of 5 GeV", "with a bin width of 1 GeV"
               while (!phrase_.sees("width of bins") && (phrase_.take("binning word") || phrase_.take("axis range"))) {
               }
               if (!phrase_.take("width of bins")) return false;
               const std::optional<Bound> found = bound(false);
               const bool comma = phrase_.next() != nullptr && phrase_.next()->text == ",";
               return found && (comma || phrase_.sees("from zero") || !phrase_.sees("to")) && set_width(*found);
           }) ||
           attempt([&] {
               lead();
               const std::optional<std::string> digits = phrase_.number();
               if (!digits || digits->find_first_of(".e") != std::string::npos || !phrase_.take("bins") ||
                   axis.bins > 0)
                   return false;
               axis.bins = std::stoi(*digits);
               if (axis.bins <= 0 || axis.bins > 10000) return false;
               // "40 bins of 5 GeV", "15 bins of 20 GeV starting at zero"
               attempt([&] {
                   if (!phrase_.take("bins of")) return false;
                   const std::optional<Bound> found = bound(false);
                   if (!found) return false;
                   phrase_.take("each");
                   Bound each = *found;
                   if (!settle_unit(each, dimension) || each.digits.front() == '-' || each.value_is_zero())
                       return false;
                   std::optional<Bound> start;
                   if (!axis.low && phrase_.take("starting at")) {
                       start = bound(true);
                       if (!start || !settle_unit(*start, dimension)) return false;
                   }
                   if (start) {
                       if (!start->unit.empty() && start->unit != each.unit) return false;
                       axis.low = Bound{start->digits, each.unit};
                       axis.high = Bound{fmt::format("{:g}", start->value() + axis.bins * each.value()), each.unit};
                   } else {
                       axis.width_of_bins = each;
                   }
                   return true;
               });
               return true;
           }) ||
           attempt([&] {
               // (40, 0, 200), as ROOT has it
               if (axis.low || axis.bins > 0 || !phrase_.sign("(")) return false;
               const std::optional<std::string> digits = phrase_.number();
               if (!digits || digits->find_first_of(".e") != std::string::npos || !phrase_.sign(",")) return false;
               std::optional<Bound> low = bound(false);
               if (!low || !phrase_.sign(",")) return false;
               std::optional<Bound> high = bound(false);
               if (!high || !phrase_.sign(")")) return false;
               if (low->unit.empty()) low->unit = high->unit;
               if (!settle_unit(*low, dimension) || !settle_unit(*high, dimension) || std::stoi(*digits) <= 0 ||
                   std::stoi(*digits) > 10000)
                   return false;
               assume("(bins, from, to)");
               axis.bins = std::stoi(*digits);
               axis.low = low;
               axis.high = high;
               return true;
           }) ||
           attempt([&] {
               while (phrase_.take("binning word")) {
               }
               if (!phrase_.take("edges")) return false;
               phrase_.sign(":");
               std::string unit;
               do {
                   std::optional<Bound> edge = bound(false);
                   if (!edge) return false;
                   if (!edge->unit.empty()) unit = edge->unit;
                   axis.edges.push_back(*edge);
               } while (phrase_.take("list"));
               for (Bound& it : axis.edges) {
                   if (it.unit.empty()) it.unit = unit;
                   if (!settle_unit(it, axis.value.dimension)) return false;
               }
               return axis.edges.size() >= 2;
           }) ||
           attempt([&] {
               // `0 < pT < 400 GeV`
               if (axis.low) return false;
               lead();
               std::optional<Bound> low = bound(false);
               const auto first = low ? phrase_.take("compare") : std::nullopt;
               if (!first || first->value.front() != '<') return false;
               const bool named = attempt([&] {
                                      const std::optional<Value> again = value();
                                      return again && again->text == axis.value.text;
                                  }) ||
                                  attempt([&] {
                                      const auto word = phrase_.take("attribute");
                                      return word && axis.value.text.ends_with("." + std::string(word->value));
                                  });
               const auto second = named ? phrase_.take("compare") : std::nullopt;
               std::optional<Bound> high = second ? bound(false) : std::nullopt;
               if (!high || second->value.front() != '<') return false;
               if (low->unit.empty()) low->unit = high->unit;
               if (!settle_unit(*low, dimension) || !settle_unit(*high, dimension)) return false;
               axis.low = low;
               axis.high = high;
               return true;
           }) ||
           attempt([&] {
               if (axis.low) return false;
               lead();
               std::optional<Comparison> found = range(dimension, false);
               if (!found) found = range(dimension, true);
               if (!found || found->negated) return false;
               axis.low = found->low;
               axis.high = found->high;
               return true;
           }) ||
           attempt([&] {
               // "up to 300 GeV": from zero
               if (axis.low) return false;
               while (!phrase_.sees("from zero") && (phrase_.take("binning word") || phrase_.take("axis range"))) {
               }
               if (!phrase_.take("from zero")) return false;
               std::optional<Bound> high = bound(false);
               if (!high || high->digits.front() == '-' || !settle_unit(*high, dimension) ||
                   axis.value.axis == "eta axis" || axis.value.is_signed)
                   return false;
               axis.low = Bound{"0", high->unit};
               axis.high = high;
               assume("from 0");
               return true;
           }) ||
           attempt([&] {
               // "5 GeV bins", "100 GeV per bin": the width
               while (phrase_.take("binning word")) {
               }
               const std::optional<std::string> digits = phrase_.number();
               if (!digits) return false;
               if (phrase_.take("bin width")) return set_width(Bound{*digits, "GeV"});
               const auto unit = phrase_.take("unit");
               return phrase_.take("bin width unit") && unit && set_width(Bound{*digits, std::string(unit->value)});
           }) ||
           attempt([&] {
               // "[GeV]", "in GeV" says the unit of the axis
               phrase_.take("binning word");
               const bool open = phrase_.take("open").has_value();
               const auto unit = phrase_.take("unit");
               return unit && unit->value == "GeV" && axis.value.dimension == Dimension::energy &&
                      (!open || phrase_.take("close"));
           });
}

/// "from 30 to 150 GeV", "[0, 5]", "0-200 GeV", "40 bins", "40 bins from 0 to 200 GeV", "edges 0, 50, 100 GeV", in any
/// order and in parentheses or without.
bool Parser::axis_options(PlotWish::Axis& axis) {
    bool any = false;
    int open = 0;
    std::optional<Bound> width;
    while (true) {
        if (axis_option(axis, width)) {
            any = true;
            continue;
        }
        if (open == 0 && attempt([&] {
                if (!phrase_.sign("(") && !(phrase_.sign("[") && phrase_.number() && phrase_.sees("bins") &&
                                            (phrase_.back_to(phrase_.at() - 1), true)))
                    return false;
                // "(x, 20 bins from 0 to 400 GeV)"
                attempt([&] {
                    if (!phrase_.word("x") && !phrase_.word("y")) return false;
                    phrase_.word("axis");
                    return phrase_.sign(",") || phrase_.sign(":") || phrase_.sees("binning word") ||
                           phrase_.next() == nullptr || phrase_.next()->kind == Token::Kind::number;
                });
                return axis_option(axis, width);
            })) {
            any = true;
            ++open;
            continue;
        }
        // What opened may have been read as a word in front of an option.
        if (any && attempt([&] { return opened_brackets() > 0 && phrase_.take("close").has_value(); })) {
            open = 0;
            continue;
        }
        break;
    }
    if (opened_brackets() != 0) return false;
    // What 40 bins of 5 GeV span has to be what is said of the range.
    if (axis.width_of_bins) {
        if (!axis.low || width || axis.low->unit != axis.width_of_bins->unit || axis.high->unit != axis.low->unit ||
            axis.low->digits.find("pi") != std::string::npos || axis.high->digits.find("pi") != std::string::npos ||
            std::abs(axis.high->value() - axis.low->value() - axis.bins * axis.width_of_bins->value()) > 1e-6)
            return false;
    }
    if (width) {
        if (!axis.low || axis.bins > 0) return false;
        const auto scaled = [](const Bound& it) {
            return it.value() * (it.unit == "TeV" ? 1000 : it.unit == "MeV" ? 0.001 : 1);
        };
        if (axis.low->digits.find("pi") != std::string::npos || axis.high->digits.find("pi") != std::string::npos)
            return false;
        const double bins = (scaled(*axis.high) - scaled(*axis.low)) / scaled(*width);
        axis.bins = static_cast<int>(std::lround(bins));
        if (axis.bins <= 0 || axis.bins > 10000 || std::abs(bins - axis.bins) > 1e-6) return false;
    }
    return any;
}

/// How many brackets are open before the place.
int Parser::opened_brackets() const {
    int open = 0;
    for (std::size_t i = 0; i < phrase_.at() && i < phrase_.tokens().size(); ++i) {
        const Token& it = phrase_.tokens()[i];
        if (it.kind != Token::Kind::sign) continue;
        open += it.text == "(" || it.text == "[" ? 1 : it.text == ")" || it.text == "]" ? -1 : 0;
    }
    return open;
}

/// "in events with at least two jets".
bool Parser::guard(PlotWish& plot) {
    return attempt([&] {
        phrase_.take("in") || phrase_.take("binning word");
        phrase_.take("only");
        const bool event = attempt([&] {
            return (phrase_.take("for objects") || true) && phrase_.take("event") && phrase_.take("event with");
        });
        if (!event && !phrase_.take("event with")) return false;
        if (attempt([&] {
                std::optional<Count> number = count();
                const std::optional<std::string> name = number ? counted_collection(false) : std::nullopt;
                if (!name) return false;
                if (number->bare)
                    if (const auto direction = phrase_.take("or more"))
                        number = Count{std::string(direction->value), number->number, 0, false};
                if (number->bare) assume(fmt::format("at least {}", number->number));
                plot.conditions.push_back(text_of(*number, *name));
                // What the guard says is known in the plot.
                if (number->op == ">=" || number->op == "==") plot.guard.push_back({*name, number->number});
                if (number->op == ">") plot.guard.push_back({*name, number->number + 1});
                return true;
            }))
            return true;
        bool negated = false;
        const std::optional<Condition> condition = event_condition(&negated);
        if (!condition || negated || !condition->needs.empty()) return false;
        plot.conditions.push_back(condition->text);
        return true;
    });
}

/// "Leading jet: eta (-2.5 to 2.5) and phi (-pi to pi), 20 bins each".
bool Parser::plots_of_thing() {
    return attempt([&] {
        phrase_.take("plot") || phrase_.take("save");
        const std::size_t first = phrase_.at();
        const std::optional<Noun> what = noun();
        if (!what || what->things.empty() || !phrase_.sign(":")) return false;
        std::vector<PlotWish> all;
        do {
            const std::optional<std::string> attribute = object_attribute();
            const auto values = attribute ? attribute_of(*what, *attribute, first) : std::nullopt;
            if (!values) return false;
            PlotWish::Axis options;
            options.value = values->front();
            if (!attempt([&] {
                    phrase_.take("binning word");
                    return phrase_.sees("attribute") ? false : axis_options(options);
                }))
                options = PlotWish::Axis{values->front(), {}, {}, 0, {}};
            for (const Value& it : *values) {
                PlotWish plot;
                plot.request = request();
                options.value = it;
                plot.axes.push_back(options);
                plot.name = state_.draft.output_name(identifier(it.name));
                all.push_back(std::move(plot));
            }
        } while (attempt([&] {
            if (!phrase_.take("list") && !phrase_.sign(";")) return false;
            return phrase_.sees("attribute") || (phrase_.next() != nullptr && phrase_.next()->text == "|");
        }));
        // "20 bins each"
        if (phrase_.take("each") || phrase_.tokens()[phrase_.at() - 1].text == "each")
            for (PlotWish& plot : all)
                if (plot.axes.front().bins == 0) plot.axes.front().bins = all.back().axes.front().bins;
        attempt([&] {
            phrase_.take("list") || phrase_.take("binning word");
            const std::optional<std::string> digits = phrase_.number();
            if (!digits || !(phrase_.take("bins each") || phrase_.take("bins"))) return false;
            phrase_.take("each");
            for (PlotWish& plot : all) {
                if (plot.axes.front().bins > 0) return false;
                plot.axes.front().bins = std::stoi(*digits);
            }
            return std::stoi(*digits) > 0;
        });
        for (PlotWish& plot : all) {
            plot.assumed = state_.assumed;
            state_.plots.push_back(std::move(plot));
            ++state_.statements;
        }
        return true;
    });
}

bool Parser::plot_item() {
    if (plots_of_thing()) return true;
    return attempt([&] {
        PlotWish common;
        common.request = request();
        // "in events with exactly two jets, the dijet mass": which events may come first
        attempt([&] {
            if (!guard(common) || !common.conditions.size()) return false;
            return phrase_.sign(",") || phrase_.sign(":") || phrase_.sees("plot");
        });
        phrase_.take("and");
        phrase_.take("plot") || phrase_.take("save");
        // "a 40-bin histogram of MET"
        int bins = 0;
        attempt([&] {
            const std::optional<std::string> digits = phrase_.number();
            if (!digits || digits->find_first_of(".e") != std::string::npos) return false;
            phrase_.sign("-");
            if (!phrase_.take("bins") || !(phrase_.take("plot") || phrase_.take("of the"))) return false;
            bins = std::stoi(*digits);
            return bins > 0 && bins <= 10000;
        });
        const bool two_dimensional = phrase_.take("two dimensional").has_value();
        while (phrase_.take("of the") || phrase_.take("plot noun") || phrase_.take("plot") || phrase_.sign(":")) {
        }
        std::optional<std::vector<Value>> first;
        PlotWish::Axis in_front;
        const bool early = attempt([&] {
            // "50 bins between 0 and 500 GeV for the leading jet pT"
            const std::size_t place = phrase_.at();
            const std::vector<Token>& tokens = phrase_.tokens();
            if (phrase_.next() == nullptr || phrase_.next()->kind != Token::Kind::number) return false;
            for (std::size_t k = place + 1; k + 1 < tokens.size(); ++k) {
                if (tokens[k].text != "for" && tokens[k].text != "of") continue;
                phrase_.back_to(k + 1);
                first = value_list();
                if (!first || first->size() != 1) return false;
                const std::size_t behind = phrase_.at();
                in_front.value = first->front();
                phrase_.back_to(place);
                if (!axis_options(in_front) || phrase_.at() != k) return false;
                phrase_.back_to(behind);
                return true;
            }
            return false;
        });
        if (!early) first = value_list();
        if (!first) return false;
        // "eta(j1) * eta(j2), the product of the two": said twice
        for (std::size_t i = 1; i < first->size();)
            if ((*first)[i].text == first->front().text)
                first->erase(first->begin() + static_cast<std::ptrdiff_t>(i));
            else
                ++i;
        phrase_.take("plot noun");
        apposition(first->back().text);
        if (phrase_.take("if present") && first->front().needs.empty()) return false;  // such events have it anyway
        attempt([&] {
            // "shall be shown"
            while (phrase_.take("be")) {
            }
            return phrase_.sees("binning word") || phrase_.sees("axis range");
        });
        PlotWish::Axis options;
        options.value = first->front();
        options.bins = bins;
        // "signed", with no axis that starts at zero
        const bool signs =
            phrase_.take("signed").has_value() || attempt([&] { return phrase_.sign(",") && phrase_.take("signed"); });
        phrase_.take("both") || attempt([&] { return phrase_.sign(",") && phrase_.take("both"); });
        const bool had_options = attempt([&] { return axis_options(options); });
        if (!had_options) options = PlotWish::Axis{first->front(), {}, {}, bins, {}};
        if (early && had_options) return false;
        if (early) options = in_front;
        if (first->size() > 1) phrase_.take("each");
        std::optional<PlotWish::Axis> second;
        if (phrase_.take("versus") || (two_dimensional && phrase_.take("list"))) {
            if (first->size() != 1) return false;
            const std::optional<Value> other = value();
            if (!other || first->front().loop != other->loop) return false;
            second.emplace();
            second->value = *other;
            if (!attempt([&] { return axis_options(*second); })) *second = PlotWish::Axis{*other, {}, {}, 0, {}};
        } else if (two_dimensional) {
            if (first->size() != 2) return false;
            second.emplace();
            second->value = (*first)[1];
            second->bins = options.bins;
            first->pop_back();
        }
        if (had_options && first->size() > 1 && (options.low || !options.edges.empty() || options.width_of_bins))
            for (const Value& it : *first)
                if (it.dimension != first->front().dimension) return false;
        attempt([&] { return (phrase_.sign(",") || true) && phrase_.take("all events").has_value(); }) ||
            attempt([&] { return (phrase_.sign(",") || true) && guard(common); });
        if (!had_options && !second) {
            // "MET in events with two jets, from 0 to 200 GeV"
            if (!attempt([&] { return axis_options(options); }))
                options = PlotWish::Axis{first->front(), {}, {}, bins, {}};
        }
        // Wishes about all plots may stand behind one.
        while (attempt([&] {
            phrase_.take("list") || phrase_.take("binning word");
            return setting();
        })) {
        }
        phrase_.take("plot noun");
        if (std::any_of(first->begin(), first->end(), [](const Value& it) { return it.unranked; })) return false;
        for (const Value& it : *first) {
            PlotWish plot = common;
            PlotWish::Axis axis = options;
            axis.value = it;
            plot.axes.push_back(axis);
            if (second) plot.axes.push_back(*second);
            if (!it.loop.empty())
                assume(fmt::format("one entry for each of {}", it.loop.substr(it.loop.rfind(' ') + 1)));
            plot.name = state_.draft.output_name(second ? identifier(it.name) + "_" + identifier(second->value.name)
                                                        : identifier(it.name));
            for (PlotWish::Axis& one : plot.axes)
                if (signs) {
                    if (!one.value.is_signed || (one.low && one.low->value_is_zero())) return false;
                } else if (one.value.axis == "deltaEta axis") {
                    if (one.value.is_signed && !(one.low && one.low->digits.front() == '-')) {
                        assume("without its sign");
                        one.value = without_sign(one.value);
                    }
                } else if (one.value.axis == "deltaPhi axis" && one.low && one.low->value_is_zero()) {
                    assume("without its sign");
                    one.value = without_sign(one.value);
                }
            state_.plots.push_back(std::move(plot));
            ++state_.statements;
        }
        // "the same for the subleading jet"
        while (first->size() == 1 && !second && attempt([&] {
                   phrase_.sign(",") || phrase_.sign(";") || phrase_.take("list");
                   if (!phrase_.take("the same for")) return false;
                   const std::optional<Noun> other = noun();
                   const std::string& text = first->front().text;
                   const std::size_t dot = text.rfind('.');
                   if (!other || other->things.size() != 1 || dot == std::string::npos ||
                       !first->front().loop.empty() || text.find_first_of("(|/* ") != std::string::npos)
                       return false;
                   const std::optional<Value> value =
                       attribute_of(other->things.front(), text.substr(dot + 1), phrase_.at() - 1);
                   if (!value) return false;
                   PlotWish plot = common;
                   PlotWish::Axis axis = options;
                   axis.value = *value;
                   plot.axes.push_back(axis);
                   plot.name = state_.draft.output_name(identifier(value->name));
                   state_.plots.push_back(std::move(plot));
                   ++state_.statements;
                   return true;
               })) {
        }
        for (PlotWish& plot : state_.plots)
            if (plot.request == request()) plot.assumed = state_.assumed;
        return true;
    });
}

}  // namespace collmc::translate
