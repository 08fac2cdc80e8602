#include "compiler/diff/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/diff/comparison.h"
#include "compiler/diff/pairing.h"
#include "compiler/diff/wording.h"
#include "compiler/semantics/consequences.h"
#include "compiler/semantics/schema.h"

namespace collmc::diff {

using semantics::Cut;
using semantics::Program;
using semantics::Region;
using semantics::Variation;

namespace {

/// Lets the provers see which collection is a part of which, before they read the program.
Joint& with_parts(Joint& joint, const Pairs& pairs) {
    std::vector<std::pair<int, int>> collections;
    for (const auto& [after, before] : pairs.collections)
        collections.emplace_back(joint.before().used.collections[static_cast<std::size_t>(before)],
                                 joint.after().used.collections[static_cast<std::size_t>(after)]);
    joint.spell_out_parts(collections);
    return joint;
}

/// Puts the parts of a comparison together.
class Report {
public:
    Report(const Program& before, const Program& after) : all_(before, after) {}

    Differences run() {
        compare_heads();
        declarations_ = compare_declarations(all_);
        compare_all_regions();
        for (DeclarationChange& it : declarations_) reach(it);
        compare_variations();
        finish();
        return std::move(found_);
    }

private:
    static Change change_of(std::string what, std::string before, std::string after, Results results) {
        Change change;
        change.what = std::move(what);
        change.action = before.empty() ? Action::added : after.empty() ? Action::dropped : Action::changed;
        change.before.text = std::move(before);
        change.after.text = std::move(after);
        change.results = results;
        return change;
    }

    void compare_heads() {
        Part part;
        part.kind = "analysis";
        part.name = all_.after.title;
        const auto add = [&](const char* what, const std::string& before, const std::string& after, Results results) {
            if (before != after) part.changes.push_back(change_of(what, before, after, results));
        };
        const auto luminosity = [](const Program& program) {
            return program.luminosity > 0 ? fmt::format("{:.10g} /fb", program.luminosity) : "";
        };
        const auto dialect = [](const Program& program) {
            return program.dialect == Program::Dialect::any       ? "any"
                   : program.dialect == Program::Dialect::delphes ? "Delphes only"
                                                                  : "PGS only";
        };
        add("title", all_.before.title, all_.after.title, Results::labels);
        add("experiment", all_.before.experiment, all_.after.experiment, Results::labels);
        add("reference", all_.before.reference, all_.after.reference, Results::labels);
        add("luminosity", luminosity(all_.before), luminosity(all_.after), Results::labels);
        add("files", dialect(all_.before), dialect(all_.after), Results::outputs);
        for (const Change& change : part.changes) part.results = std::max(part.results, change.results);
        if (!part.changes.empty()) found_.parts.push_back(std::move(part));
    }

    // ---- regions ----

    void compare_all_regions() {
        for (int i = 0; i < static_cast<int>(all_.after.regions.size()); ++i) {
            const auto pair = all_.pairs.regions.find(i);
            if (pair == all_.pairs.regions.end())
                regions_.push_back(whole(all_.after.regions[static_cast<std::size_t>(i)], Action::added));
            else
                regions_.push_back(compare_regions(all_, pair->second, i));
        }
        for (int i = 0; i < static_cast<int>(all_.before.regions.size()); ++i) {
            const bool paired = std::any_of(all_.pairs.regions.begin(), all_.pairs.regions.end(),
                                            [&](const auto& pair) { return pair.second == i; });
            if (!paired) dropped_.push_back(whole(all_.before.regions[static_cast<std::size_t>(i)], Action::dropped));
        }
    }

    static Part whole(const Region& region, Action action) {
        Part part;
        part.kind = "region";
        part.name = region.name;
        part.action = action;
        (action == Action::added ? part.line_after : part.line_before) = line_of(region.span);
        part.results = Results::selection;
        return part;
    }

    /// A statement that says the same of what is not the same.
    struct Carrier {
        Item item;  ///< of the second program
        Uses before, after;
        bool same = false;  ///< it is the same after all
        bool told = false;  ///< with what changed
        std::string shown() const {
            if (!item.is_row()) return item.name();
            const std::string label = item.label();
            return label.empty() ? text_of(item) : "\"" + label + "\"";
        }
    };

    /// Of a region's own statements, those that are on both sides.
    std::vector<Carrier>& carriers(int before, int after) {
        const auto [place, fresh] = carriers_.emplace(after, std::vector<Carrier>());
        if (!fresh) return place->second;
        const std::vector<Entry> first = entries(all_, false, before, {}), second = entries(all_, true, after, {});
        std::vector<Match> matches = match_rows(all_.names.conditions(), first, second);
        const std::vector<Match> outputs = match_outputs(first, second);
        matches.insert(matches.end(), outputs.begin(), outputs.end());
        for (const Match& it : matches) {
            if (it.before < 0 || it.after < 0) continue;
            const Entry &a = first[static_cast<std::size_t>(it.before)],
                        &b = second[static_cast<std::size_t>(it.after)];
            place->second.push_back({b.item, all_.uses_before.of(a.item), all_.uses_after.of(b.item),
                                     a.exact == b.exact, a.named != b.named});
        }
        return place->second;
    }

    /// The regions in which what changed is used, and the statements that are not the same because of it.
    void reach(DeclarationChange& declaration) {
        if (declaration.part.changes.empty()) return;
        std::vector<bool> selects(all_.after.regions.size(), false);
        for (int i = 0; i < static_cast<int>(all_.after.regions.size()); ++i) {
            const auto pair = all_.pairs.regions.find(i);
            if (pair == all_.pairs.regions.end()) continue;
            const auto index = static_cast<std::size_t>(i);
            Reached reached;
            reached.region = all_.after.regions[index].name;
            for (Carrier& it : carriers(pair->second, i)) {
                if (it.same && !declaration.draws_otherwise) continue;
                if (!rests_on(it.before, declaration.before) && !rests_on(it.after, declaration.after)) continue;
                it.told = true;
                (it.item.is_row() ? reached.rows : reached.outputs).push_back(it.shown());
                selects[index] = selects[index] || it.item.cut() != nullptr;
            }
            for (const int ancestor : semantics::lineage(all_.after, i))
                if (ancestor != i && selects[static_cast<std::size_t>(ancestor)])
                    reached.through.push_back(all_.after.regions[static_cast<std::size_t>(ancestor)].name);
            if (reached.rows.empty() && reached.outputs.empty() && reached.through.empty()) continue;
            const bool selected = selects[index] || !reached.through.empty();
            Effect& effect = regions_[index].effect;
            if (selected && declaration.draws_otherwise) effect = Effect::which;
            reached.effect = selected ? effect : Effect::none;
            Results& results = declaration.part.results;
            results = std::max(results, reached.effect >= Effect::fewer ? Results::selection : Results::outputs);
            declaration.part.reached.push_back(std::move(reached));
        }
        for (Change& change : declaration.part.changes)
            change.results = std::min(change.results, declaration.part.results);
    }

    static bool rests_on(const Uses& uses, const std::vector<std::pair<Declaration, int>>& declared) {
        return std::any_of(declared.begin(), declared.end(), [&](const auto& it) { return uses.count(it) > 0; });
    }

    // ---- variations ----

    std::string text_of_variation(const Program& program, const Variation& it, bool with_name_of_table) const {
        if (it.kind == Variation::Kind::scale)
            return fmt::format("scale {} by {:.10g}",
                               program.schema->particles[static_cast<std::size_t>(it.particle)].name, it.factor);
        const std::string table = program.functions[static_cast<std::size_t>(it.function)].name;
        return fmt::format("use {} {}", with_name_of_table ? table : fmt::format("{}", it.function),
                           it.up ? "up" : "down");
    }

    /// With the numbers of tables of the first program.
    std::string content(const Variation& it, bool after) const {
        if (it.kind == Variation::Kind::scale) return text_of_variation(all_.before, it, false);
        int table = it.function;
        if (after) {
            const auto pair = all_.pairs.functions.find(table);
            table = pair == all_.pairs.functions.end() ? -1 : pair->second;
        }
        return fmt::format("use {} {}", table, it.up);
    }

    void compare_variations() {
        const auto list = [&](const Program& program, bool after) {
            std::vector<Declared> all;
            for (std::size_t i = 0; i < program.variations.size(); ++i)
                all.push_back({static_cast<int>(i), program.variations[i].name, content(program.variations[i], after)});
            return all;
        };
        const std::map<int, int> pairs = pair_up(list(all_.before, false), list(all_.after, true),
                                                 [](const Declared&, const Declared&) { return 0.0; });
        const auto part_of = [](const Variation& it, Action action) {
            Part part;
            part.kind = "variation";
            part.name = it.name;
            part.action = action;
            (action == Action::dropped ? part.line_before : part.line_after) = line_of(it.span);
            part.results = Results::outputs;
            return part;
        };
        std::vector<bool> taken(all_.before.variations.size(), false);
        for (std::size_t i = 0; i < all_.after.variations.size(); ++i) {
            const Variation& now = all_.after.variations[i];
            const auto pair = pairs.find(static_cast<int>(i));
            if (pair == pairs.end()) {
                Part part = part_of(now, Action::added);
                part.changes.push_back(
                    change_of("variation", "", text_of_variation(all_.after, now, true), Results::outputs));
                found_.parts.push_back(std::move(part));
                continue;
            }
            const Variation& old = all_.before.variations[static_cast<std::size_t>(pair->second)];
            taken[static_cast<std::size_t>(pair->second)] = true;
            Part part = part_of(now, Action::changed);
            part.line_before = line_of(old.span);
            if (old.name != now.name) {
                part.old_name = old.name;
                part.action = Action::renamed;
                part.results = Results::names;
            }
            if (content(old, false) != content(now, true)) {
                part.action = Action::changed;
                part.changes.push_back(change_of("variation", text_of_variation(all_.before, old, true),
                                                 text_of_variation(all_.after, now, true), Results::outputs));
                part.results = Results::outputs;
            }
            if (part.action == Action::renamed || !part.changes.empty()) found_.parts.push_back(std::move(part));
        }
        for (std::size_t i = 0; i < taken.size(); ++i)
            if (!taken[i]) found_.parts.push_back(part_of(all_.before.variations[i], Action::dropped));
    }

    // ---- all together ----

    void finish() {
        for (DeclarationChange& it : declarations_) found_.parts.push_back(std::move(it.part));
        for (std::size_t i = 0; i < regions_.size(); ++i) {
            Part& part = regions_[i];
            if (part.effect >= Effect::fewer && part.action != Action::added)
                found_.selections.push_back({part.name, part.effect});
            note_unexplained(static_cast<int>(i), part);
            if (!part.changes.empty() || part.action != Action::changed) found_.parts.push_back(std::move(part));
        }
        for (Part& it : dropped_) found_.parts.push_back(std::move(it));
        for (const Part& it : found_.parts) found_.results = std::max(found_.results, it.results);
        for (std::size_t i = 0; i < found_.selections.size(); ++i) found_.results = Results::selection;
    }

    /// A statement that is not the same says something else, or is reached by what changed; if neither was found, it is
    /// told nevertheless.
    void note_unexplained(int after, Part& part) {
        const auto pair = all_.pairs.regions.find(after);
        if (pair == all_.pairs.regions.end()) return;
        for (const Carrier& it : carriers(pair->second, after)) {
            if (it.same || it.told) continue;
            Change change = change_of(kind_of(it.item), text_of(it.item), text_of(it.item), Results::outputs);
            change.name = it.item.is_row() ? it.item.label() : it.item.name();
            change.remark = "refers to something that is another one";
            if (it.item.cut() != nullptr) {
                change.effect = part.effect;
                change.results = part.effect >= Effect::fewer ? Results::selection : Results::outputs;
            }
            part.results = std::max(part.results, change.results);
            part.changes.push_back(std::move(change));
        }
    }

    Comparison all_;
    Differences found_;
    std::vector<DeclarationChange> declarations_;
    std::vector<Part> regions_, dropped_;
    std::map<int, std::vector<Carrier>> carriers_;  ///< by region of the second program
};

}  // namespace

Comparison::Comparison(const Program& before, const Program& after)
    : before(before),
      after(after),
      pairs(pair_up(before, after)),
      exact(before, after, &pairs, Joint::Mode::contents),
      names(before, after, &pairs, Joint::Mode::names),
      uses_before(before),
      uses_after(after),
      selections(with_parts(exact, pairs)) {}

std::string words_for(Effect effect, const std::string& noun) {
    switch (effect) {
        case Effect::none: return "";
        case Effect::rows: return "cutflow rows only";
        case Effect::fewer: return "keeps fewer " + noun;
        case Effect::more: return "keeps more " + noun;
        case Effect::which: return fmt::format("can change which {} pass", noun);
    }
    return "";
}

std::string words_for(Sense sense, Effect effect, const std::string& noun) {
    const char* word = sense == Sense::tighter ? "tighter: " : sense == Sense::looser ? "looser: " : "";
    return word + words_for(effect, noun);
}

Change cut_change(Conditions& conditions, const Asked& before, const Asked& after) {
    Change change;
    change.what = "cut";
    change.before = place_of(*before.cut);
    change.after = place_of(*after.cut);
    ConditionChange found = compare(conditions, before, after);
    change.details = std::move(found.details);
    change.sense = found.sense;
    return change;
}

Differences compare(const Program& before, const Program& after) { return Report(before, after).run(); }

}  // namespace collmc::diff
