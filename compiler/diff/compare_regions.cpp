// What became of a region: its rows, what it inherits, its outputs and where they stand.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diff/comparison.h"
#include "compiler/diff/wording.h"
#include "compiler/semantics/consequences.h"
#include "compiler/semantics/words.h"

namespace collmc::diff {

using semantics::Cut;
using semantics::Program;
using semantics::Region;

namespace {

const Region& at(const Program& program, int region) { return program.regions[static_cast<std::size_t>(region)]; }

std::string names_of(const Program& program, const std::vector<int>& regions) {
    std::string text;
    for (const int it : regions) text += (text.empty() ? "" : ", ") + at(program, it).name;
    return text;
}

class RegionComparison {
public:
    RegionComparison(Comparison& all, int before, int after)
        : all_(all),
          before_(before),
          after_(after),
          whole_before_(all.exact.before().first_region + before),
          whole_after_(all.exact.after().first_region + after) {}

    Part run() {
        const Region &old = at(all_.before, before_), &now = at(all_.after, after_);
        part_.kind = "region";
        part_.name = now.name;
        part_.line_before = line_of(old.span);
        part_.line_after = line_of(now.span);
        if (old.name != now.name) {
            part_.old_name = old.name;
            part_.action = Action::renamed;
            part_.results = Results::names;
        }
        selected_before_ = all_.selections.read(whole_before_);
        selected_after_ = all_.selections.read(whole_after_);
        compare_parents();
        compare_rows();
        compare_fills();
        compare_published(old, now);
        part_.effect = effect();
        for (const Change& change : part_.changes) part_.results = std::max(part_.results, change.results);
        if (part_.effect >= Effect::fewer) part_.results = Results::selection;
        if (part_.effect == Effect::rows) part_.results = std::max(part_.results, Results::outputs);
        return std::move(part_);
    }

private:
    /// What the whole region does: nothing where every row is the same.
    Effect effect() {
        const auto rows = [&](int region) {
            std::vector<std::string> contents;
            for (const int it : semantics::lineage(all_.exact.program(), region))
                for (const Item& item : items_of(at(all_.exact.program(), it)))
                    if (item.is_row()) contents.push_back(content_of(all_.exact.conditions(), item));
            return contents;
        };
        if (rows(whole_before_) == rows(whole_after_)) return Effect::none;
        return all_.selections.compare(selected_before_, selected_after_);
    }

    /// Which inherited rows are to be compared: those of regions that only one side inherits from.
    void compare_parents() {
        const std::vector<int>&own = at(all_.after, after_).parents, &theirs = at(all_.before, before_).parents;
        std::vector<int> paired;
        for (const int parent : own) {
            const auto found = all_.pairs.regions.find(parent);
            paired.push_back(found == all_.pairs.regions.end() ? -1 : found->second);
        }
        if (paired == theirs) return;
        const std::vector<int> old = semantics::lineage(all_.before, before_);
        const std::vector<int> now = semantics::lineage(all_.after, after_);
        std::vector<int> common;
        for (const int region : now) {
            const auto found = all_.pairs.regions.find(region);
            const bool both =
                found != all_.pairs.regions.end() && std::find(old.begin(), old.end(), found->second) != old.end();
            if (both)
                common.push_back(found->second);
            else
                ancestors_after_.push_back(region);
        }
        for (const int region : old)
            if (std::find(common.begin(), common.end(), region) == common.end()) ancestors_before_.push_back(region);
        Change change;
        change.what = "from";
        change.action = theirs.empty() ? Action::added : own.empty() ? Action::dropped : Action::changed;
        change.before = {names_of(all_.before, theirs), part_.line_before};
        change.after = {names_of(all_.after, own), part_.line_after};
        change.results = Results::same;  // what comes of it are rows
        part_.changes.push_back(std::move(change));
    }

    void compare_rows() {
        old_ = entries(all_, false, before_, ancestors_before_);
        now_ = entries(all_, true, after_, ancestors_after_);
        const std::vector<Match> matches = match_rows(all_.names.conditions(), old_, now_);
        steady_ = in_order(matches);
        for (const Match& it : matches) {
            const Entry* old = it.before < 0 ? nullptr : &old_[static_cast<std::size_t>(it.before)];
            const Entry* now = it.after < 0 ? nullptr : &now_[static_cast<std::size_t>(it.after)];
            if (old == nullptr || now == nullptr) {
                add_row(old, now);
                continue;
            }
            compare_row(*old, *now);
            if (std::find(steady_.begin(), steady_.end(), it) == steady_.end()) add_move(*old, *now, it);
        }
    }

    Change row(const Entry* old, const Entry* now) const {
        const Entry& any = now != nullptr ? *now : *old;
        Change change;
        change.what = kind_of(any.item);
        change.name = any.item.label();
        if (old != nullptr) change.before = place_of(old->item);
        if (now != nullptr) change.after = place_of(now->item);
        return change;
    }

    std::string origin(const Entry& entry) const {
        return entry.inherited ? fmt::format(" (inherited from {})", entry.item.region->name) : "";
    }

    void add_row(const Entry* old, const Entry* now) {
        Change change = row(old, now);
        const Entry& any = now != nullptr ? *now : *old;
        change.action = now != nullptr ? Action::added : Action::dropped;
        if (any.item.cut() != nullptr) {
            const Cut& cut = *exact_of(any, now != nullptr);
            const bool implied = all_.selections.gives(now != nullptr ? selected_before_ : selected_after_, cut);
            change.sense = now != nullptr ? Sense::tighter : Sense::looser;
            change.effect = implied ? Effect::rows : now != nullptr ? Effect::fewer : Effect::more;
            change.results = implied ? Results::outputs : Results::selection;
            change.remark = implied ? "cutflow row only: the other cuts imply it" : words_for(change.effect, "events");
        } else {
            change.results = Results::outputs;
            change.remark = "events count with another weight";
        }
        change.remark += origin(any);
        part_.changes.push_back(std::move(change));
    }

    void compare_row(const Entry& old, const Entry& now) {
        const bool same = old.exact == now.exact || old.named == now.named;
        const bool relabelled = old.item.label() != now.item.label();
        if (same && !relabelled) return;
        Change change = row(&old, &now);
        if (now.item.cut() != nullptr && !same) {
            change = cut_change(all_.names.conditions(), old.asked, now.asked);
            change.name = now.item.label();
            judge(change, *exact_of(old, false), *exact_of(now, true));
        } else if (!same) {
            change.remark = "events count with another weight";
        } else {
            change.results = Results::labels;
        }
        if (relabelled) change.details.push_back({"label", old.item.label(), now.item.label()});
        change.remark += origin(now);
        part_.changes.push_back(std::move(change));
    }

    /// The effect of a changed cut among the others.
    void judge(Change& change, const Cut& old, const Cut& now) {
        const bool old_holds = all_.selections.gives(selected_after_, old);
        const bool now_holds = all_.selections.gives(selected_before_, now);
        if (old_holds && now_holds) {
            change.effect = Effect::rows;
            change.remark = change.sense == Sense::same ? "written otherwise" : "the other cuts imply it";
            change.remark = "cutflow row only: " + change.remark;
            change.results = Results::outputs;
            return;
        }
        const bool fewer = change.sense == Sense::tighter || (change.sense == Sense::other && old_holds);
        const bool more = change.sense == Sense::looser || (change.sense == Sense::other && now_holds);
        change.effect = fewer ? Effect::fewer : more ? Effect::more : Effect::which;
        change.results = Results::selection;
        change.remark = words_for(change.sense, change.effect, "events");
    }

    const Cut* exact_of(const Entry& entry, bool after) const {
        const int region = static_cast<int>(entry.item.region - (after ? all_.after : all_.before).regions.data());
        const Region& exact = after ? all_.exact.region_after(region) : all_.exact.region_before(region);
        return &exact.cuts[static_cast<std::size_t>(entry.item.statement.index)];
    }

    void add_move(const Entry& old, const Entry& now, const Match& match) {
        Change change = row(&old, &now);
        change.action = Action::moved;
        // Behind the last steady row above it.
        const Entry* above = nullptr;
        for (const Match& it : steady_)
            if (it.after < match.after) above = &now_[static_cast<std::size_t>(it.after)];
        const std::string place = above == nullptr ? "now the first" : "now after " + shown(*above);
        const bool weighs = old.item.cut() == nullptr;
        change.effect = Effect::rows;
        change.remark =
            fmt::format("{}; {}{}", place, weighs ? "other rows are weighted" : "cutflow rows only", origin(now));
        part_.changes.push_back(std::move(change));
    }

    static std::string shown(const Entry& entry) {
        const std::string label = entry.item.label();
        return label.empty() ? text_of(entry.item) : "\"" + label + "\"";
    }

    void compare_fills() {
        for (const Match& it : match_outputs(old_, now_)) {
            if (it.before >= 0 && it.after >= 0) {
                compare_fill(it);
                continue;
            }
            const Entry& entry =
                it.after >= 0 ? now_[static_cast<std::size_t>(it.after)] : old_[static_cast<std::size_t>(it.before)];
            Change change;
            change.what = kind_of(entry.item);
            change.name = entry.item.name();
            change.action = it.after >= 0 ? Action::added : Action::dropped;
            (it.after >= 0 ? change.after : change.before) = place_of(entry.item);
            part_.changes.push_back(std::move(change));
        }
    }

    void compare_fill(const Match& match) {
        const Entry &old = old_[static_cast<std::size_t>(match.before)],
                    &now = now_[static_cast<std::size_t>(match.after)];
        if (std::optional<Change> change = compare_outputs(all_.names.conditions(), old, now))
            part_.changes.push_back(std::move(*change));
        // Rows that only one side has are told as such; a row that moved past it as well.
        const auto rows_above = [&](int place, bool after) {
            return std::count_if(steady_.begin(), steady_.end(),
                                 [&](const Match& it) { return (after ? it.after : it.before) < place; });
        };
        const auto above_before = rows_above(match.before, false), above_after = rows_above(match.after, true);
        if (above_before == above_after) return;
        Change change;
        change.what = kind_of(now.item);
        change.name = now.item.name();
        change.action = Action::moved;
        change.before = place_of(old.item);
        change.after = place_of(now.item);
        const std::string place =
            above_after == 0
                ? "now before all cuts"
                : "now after " +
                      shown(now_[static_cast<std::size_t>(steady_[static_cast<std::size_t>(above_after) - 1].after)]);
        change.remark =
            fmt::format("{}: is filled for {} events", place, above_after > above_before ? "fewer" : "more");
        part_.changes.push_back(std::move(change));
    }

    void compare_published(const Region& old, const Region& now) {
        const auto add = [&](const char* what, const std::string& before, const std::string& after) {
            if (before == after) return;
            Change change;
            change.what = what;
            change.action = before.empty() ? Action::added : after.empty() ? Action::dropped : Action::changed;
            change.before = {before, before.empty() ? 0 : part_.line_before};
            change.after = {after, after.empty() ? 0 : part_.line_after};
            part_.changes.push_back(std::move(change));
        };
        const auto count = [](const std::optional<long>& it) { return it ? fmt::format("{}", *it) : ""; };
        const auto measure = [](const std::optional<semantics::Measure>& it) { return it ? text_of(*it) : ""; };
        add("observed", count(old.observed), count(now.observed));
        add("background", measure(old.background), measure(now.background));
    }

    Comparison& all_;
    int before_, after_;
    int whole_before_, whole_after_;  ///< in the exact joint program
    std::vector<int> ancestors_before_, ancestors_after_;
    Selection selected_before_, selected_after_;
    std::vector<Entry> old_, now_;
    std::vector<Match> steady_;
    Part part_;
};

}  // namespace

std::vector<Entry> entries(Comparison& comparison, bool after, int region, const std::vector<int>& ancestors) {
    const Program& program = after ? comparison.after : comparison.before;
    const auto in = [&](const Joint& joint, int id) -> const Region& {
        return after ? joint.region_after(id) : joint.region_before(id);
    };
    std::vector<Entry> all;
    const auto add = [&](int id) {
        const std::vector<Item> written = items_of(at(program, id)), exact = items_of(in(comparison.exact, id)),
                                named = items_of(in(comparison.names, id));
        for (std::size_t i = 0; i < written.size(); ++i) {
            if (id != region && !written[i].is_row()) continue;
            Entry entry;
            entry.item = written[i];
            entry.exact = content_of(comparison.exact.conditions(), exact[i]);
            entry.named = content_of(comparison.names.conditions(), named[i]);
            if (named[i].cut() != nullptr) entry.asked = asked(comparison.names.conditions(), *named[i].cut());
            entry.in_names = named[i];
            entry.inherited = id != region;
            all.push_back(std::move(entry));
        }
    };
    for (const int id : ancestors)
        if (id != region) add(id);
    add(region);
    return all;
}

Part compare_regions(Comparison& comparison, int before, int after) {
    return RegionComparison(comparison, before, after).run();
}

}  // namespace collmc::diff
