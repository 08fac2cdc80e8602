// What became of objects, candidates, defines, functions and tables.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "compiler/diff/comparison.h"
#include "compiler/diff/pairing.h"
#include "compiler/diff/wording.h"

namespace collmc::diff {

using semantics::Candidate;
using semantics::Collection;
using semantics::Cut;
using semantics::Define;
using semantics::Function;
using semantics::Program;

namespace {

template <class List>
const auto& at(const List& list, int id) {
    return list[static_cast<std::size_t>(id)];
}

/// A step in the making of an object, which has no name of its own.
bool is_step(const Collection& collection) { return collection.name.find(" (") != std::string::npos; }

/// An object's block, with the steps that the checker has made of it.
struct Block {
    std::string source;   ///< equal texts are the same source
    std::string written;  ///< "from electrons, muons excluding Z"
    std::vector<Asked> cuts;
    std::string order, written_order;
};

/// Reads blocks of the names' joint program.
class Blocks {
public:
    explicit Blocks(Joint& joint) : joint_(joint) {}

    /// `combined`: what has the block of an object that is all combinations, in whose place another one may be used.
    /// The objects stand for those of `like`.
    Block of(const Collection& object, const Candidate* combined, const Collection& like,
             const Candidate* like_combined) {
        Conditions& conditions = joint_.conditions();
        Block block;
        const Collection* selected = &object;
        if (object.kind == Collection::Kind::ordered) {
            block.order = fmt::format("{} {}", conditions.value(*object.key, conditions.scope_of(object, &like)),
                                      object.highest_first);
            block.written_order =
                fmt::format("{}, {} first", written(object.key->span), object.highest_first ? "highest" : "lowest");
            const Collection& inner = at(collections(), object.sources[0]);
            if (is_step(inner)) selected = &inner;
        }
        if (combined != nullptr) {
            const bool alike = like_combined != nullptr && like_combined->legs.size() == combined->legs.size();
            read_legs(*combined, block);
            read_cuts(combined->cuts, conditions.scope_of(*combined, alike ? like_combined : nullptr), block);
            return block;
        }
        read_sources(*selected, block);
        read_cuts(selected->cuts, conditions.scope_of(*selected, &like), block);
        return block;
    }

    void read_legs(const Candidate& candidate, Block& block) {
        std::string groups;
        for (std::size_t i = 0; i < candidate.legs.size(); ++i) {
            const Candidate::Leg& leg = candidate.legs[i];
            block.source += fmt::format(" {}:{}", leg.group, leg.collection);
            const bool last = i + 1 == candidate.legs.size() || candidate.legs[i + 1].group != leg.group;
            groups += leg.name + (last ? (candidate.kind == Candidate::Kind::split ? " of " : " in ") +
                                             at(collections(), leg.collection).name
                                       : std::string(", "));
            if (last && i + 1 < candidate.legs.size()) groups += " and ";
        }
        block.written = (candidate.kind == Candidate::Kind::split ? "from groups " : "from ") + groups;
    }

    void read_cuts(const std::vector<Cut>& cuts, const Conditions::Scope& scope, Block& block) {
        for (const Cut& cut : cuts) block.cuts.push_back(asked(joint_.conditions(), cut, scope));
    }

private:
    const std::vector<Collection>& collections() const { return joint_.program().collections; }

    void read_sources(const Collection& selected, Block& block) {
        std::vector<int> sources = selected.sources;
        if (sources.size() == 1 && is_step(at(collections(), sources[0])))
            sources = at(collections(), sources[0]).sources;
        std::vector<std::string> names, others;
        for (const int it : sources) names.push_back(at(collections(), it).name);
        for (const int it : selected.excluded) others.push_back(at(joint_.program().candidates, it).name);
        for (const int it : selected.excluded_collections) others.push_back(at(collections(), it).name);
        block.written = fmt::format("from {}{}{}", fmt::join(names, ", "), others.empty() ? "" : " excluding ",
                                    fmt::join(others, ", "));
        std::vector<int> excluded = selected.excluded, excluded_too = selected.excluded_collections;
        std::sort(sources.begin(), sources.end());
        std::sort(excluded.begin(), excluded.end());
        std::sort(excluded_too.begin(), excluded_too.end());
        block.source =
            fmt::format("{}|{}|{}", fmt::join(sources, ","), fmt::join(excluded, ","), fmt::join(excluded_too, ","));
    }

    Joint& joint_;
};

class Declarations {
public:
    explicit Declarations(Comparison& all) : all_(all), blocks_(all.names) {}

    std::vector<DeclarationChange> run() {
        compare_objects();
        compare_candidates();
        compare_defines();
        compare_functions();
        std::stable_sort(changes_.begin(), changes_.end(), [](const DeclarationChange& a, const DeclarationChange& b) {
            return a.part.line_after < b.part.line_after;
        });
        return std::move(changes_);
    }

private:
    Part part_of(const char* kind, const std::string& old_name, semantics::Span old, const std::string& name,
                 semantics::Span now) const {
        Part part;
        part.kind = kind;
        part.name = name;
        if (old_name != name) {
            part.old_name = old_name;
            part.action = Action::renamed;
        }
        part.line_before = line_of(old);
        part.line_after = line_of(now);
        return part;
    }

    void keep(Part part, std::vector<std::pair<Declaration, int>> before,
              std::vector<std::pair<Declaration, int>> after) {
        if (part.changes.empty() && part.action != Action::renamed) return;
        if (!part.changes.empty()) part.action = Action::changed;
        const bool draws = std::any_of(part.changes.begin(), part.changes.end(),
                                       [](const Change& change) { return change.what == "chance"; });
        changes_.push_back({std::move(part), std::move(before), std::move(after), draws});
    }

    /// Those that only one side has.
    template <class List, class Wanted>
    void keep_unpaired(const char* kind, const List& before, const List& after, const std::map<int, int>& pairs,
                       Wanted is_wanted) {
        const auto add = [&](const auto& it, Action action) {
            Part part;
            part.kind = kind;
            part.name = it.name;
            part.action = action;
            (action == Action::added ? part.line_after : part.line_before) = line_of(it.span);
            changes_.push_back({std::move(part), {}, {}, false});
        };
        for (std::size_t i = 0; i < after.size(); ++i)
            if (is_wanted(all_.after, after[i]) && pairs.count(static_cast<int>(i)) == 0) add(after[i], Action::added);
        for (std::size_t i = 0; i < before.size(); ++i) {
            const bool paired = std::any_of(pairs.begin(), pairs.end(),
                                            [&](const auto& pair) { return pair.second == static_cast<int>(i); });
            if (is_wanted(all_.before, before[i]) && !paired) add(before[i], Action::dropped);
        }
    }

    // ---- objects and candidates ----

    void compare_cuts(const Block& old, const Block& now, const char* noun, Part& part) {
        std::vector<bool> taken(old.cuts.size(), false), found(now.cuts.size(), false);
        const auto pair = [&](auto rule, auto use) {
            for (std::size_t j = 0; j < now.cuts.size(); ++j) {
                for (std::size_t i = 0; i < old.cuts.size() && !found[j]; ++i) {
                    if (taken[i] || !rule(old.cuts[i], now.cuts[j])) continue;
                    taken[i] = found[j] = true;
                    use(old.cuts[i], now.cuts[j]);
                }
            }
        };
        Conditions& conditions = all_.names.conditions();
        pair([](const Asked& a, const Asked& b) { return a.condition == b.condition; },
             [](const Asked&, const Asked&) {});
        // What is asked in several cuts may be asked in one, and is the same then.
        if (whole(old) == whole(now)) return;
        pair([&](const Asked& a, const Asked& b) { return likeness(conditions, a, b) >= 0.5; },
             [&](const Asked& a, const Asked& b) {
                 Change change = cut_change(conditions, a, b);
                 change.effect = change.sense == Sense::tighter  ? Effect::fewer
                                 : change.sense == Sense::looser ? Effect::more
                                                                 : Effect::which;
                 change.remark = words_for(change.sense, change.effect, noun);
                 part.changes.push_back(std::move(change));
             });
        for (std::size_t j = 0; j < now.cuts.size(); ++j)
            if (!found[j]) add_cut(*now.cuts[j].cut, true, noun, part);
        for (std::size_t i = 0; i < old.cuts.size(); ++i)
            if (!taken[i]) add_cut(*old.cuts[i].cut, false, noun, part);
    }

    static Condition whole(const Block& block) {
        Condition all;
        for (const Asked& it : block.cuts) all = all & it.condition;
        return all;
    }

    static void add_cut(const Cut& cut, bool added, const char* noun, Part& part) {
        Change change;
        change.what = "cut";
        change.action = added ? Action::added : Action::dropped;
        (added ? change.after : change.before) = place_of(cut);
        change.sense = added ? Sense::tighter : Sense::looser;
        change.effect = added ? Effect::fewer : Effect::more;
        change.remark = words_for(change.effect, noun);
        part.changes.push_back(std::move(change));
    }

    static void add(Part& part, const char* what, Place before, Place after, std::string remark = {}) {
        Change change;
        change.what = what;
        change.action = before.text.empty() ? Action::added : after.text.empty() ? Action::dropped : Action::changed;
        change.before = std::move(before);
        change.after = std::move(after);
        change.effect = Effect::which;
        change.remark = std::move(remark);
        part.changes.push_back(std::move(change));
    }

    void compare_draws(const char* kind, Declaration declaration, int before, int after, Part& part) {
        const std::vector<std::string> old = UsesOf::draws(all_.before, declaration, before);
        if (part.old_name.empty() || old.empty() || UsesOf::draws(all_.after, declaration, after).empty()) return;
        add(part, "chance", {fmt::format("{} {}", kind, part.old_name), part.line_before},
            {fmt::format("{} {}", kind, part.name), part.line_after},
            "draws other random numbers, of the same distribution");
    }

    void compare_objects() {
        const auto &before = all_.names.before().own.collections, &after = all_.names.after().own.collections;
        const std::vector<Collection>& known = all_.names.program().collections;
        for (const auto& [second, first] : all_.pairs.collections) {
            const Collection &old = at(all_.before.collections, first), &now = at(all_.after.collections, second);
            Part part = part_of("object", old.name, old.span, now.name, now.span);
            const Collection &object = at(known, at(before, first)), &other = at(known, at(after, second));
            const Candidate* combinations = combined(all_.before, old, all_.names.before());
            const Block a = blocks_.of(object, combinations, object, combinations);
            const Block b = blocks_.of(other, combined(all_.after, now, all_.names.after()), object, combinations);
            if (!is_same_selection(first, second)) {
                if (a.source != b.source)
                    add(part, "source", {a.written, part.line_before}, {b.written, part.line_after});
                compare_cuts(a, b, now.kind == Collection::Kind::combinations ? "combinations" : "objects", part);
                if (a.order != b.order)
                    add(part, "order", {a.written_order, part.line_before}, {b.written_order, part.line_after},
                        "the objects come in another order");
            }
            part.effect = effect_on_objects(first, second);
            compare_draws("object", Declaration::collection, first, second, part);
            std::vector<std::pair<Declaration, int>> used_before = {{Declaration::collection, first}};
            std::vector<std::pair<Declaration, int>> used_after = {{Declaration::collection, second}};
            if (old.kind == Collection::Kind::combinations)
                used_before.emplace_back(Declaration::candidate, old.candidate);
            if (now.kind == Collection::Kind::combinations)
                used_after.emplace_back(Declaration::candidate, now.candidate);
            keep(std::move(part), std::move(used_before), std::move(used_after));
        }
        keep_unpaired("object", all_.before.collections, all_.after.collections, all_.pairs.collections,
                      [](const Program& program, const Collection& it) { return is_declared(program, it); });
    }

    /// The combinations that an object is, or is in some order.
    const Candidate* combined(const Program& program, const Collection& object, const Places& places) const {
        const Collection* selected = &object;
        if (selected->kind == Collection::Kind::ordered && is_step(at(program.collections, selected->sources[0])))
            selected = &at(program.collections, selected->sources[0]);
        if (selected->kind != Collection::Kind::combinations) return nullptr;
        return &at(all_.names.program().candidates, at(places.own.candidates, selected->candidate));
    }

    bool is_same_selection(int before, int after) const {
        return at(all_.exact.before().used.collections, before) == at(all_.exact.after().used.collections, after);
    }

    Effect effect_on_objects(int before, int after) {
        if (is_same_selection(before, after)) return Effect::none;
        const Joint::Selection old = all_.exact.selection(at(all_.exact.before().used.collections, before));
        const Joint::Selection now = all_.exact.selection(at(all_.exact.after().used.collections, after));
        if (old.origin != now.origin) return Effect::which;
        const bool fewer = all_.exact.conditions().entails(now.condition, old.condition);
        const bool more = all_.exact.conditions().entails(old.condition, now.condition);
        return fewer && more ? Effect::none : fewer ? Effect::fewer : more ? Effect::more : Effect::which;
    }

    void compare_candidates() {
        const auto &before = all_.names.before().own.candidates, &after = all_.names.after().own.candidates;
        const std::vector<Candidate>& known = all_.names.program().candidates;
        for (const auto& [second, first] : all_.pairs.candidates) {
            const Candidate &old = at(all_.before.candidates, first), &now = at(all_.after.candidates, second);
            if (!is_declared(now) || !is_declared(old)) continue;
            Part part = part_of("candidate", old.name, old.span, now.name, now.span);
            compare_blocks(at(known, at(before, first)), at(known, at(after, second)), part);
            part.effect = part.changes.empty() ? Effect::none : Effect::which;
            compare_draws("candidate", Declaration::candidate, first, second, part);
            keep(std::move(part), {{Declaration::candidate, first}}, {{Declaration::candidate, second}});
        }
        keep_unpaired("candidate", all_.before.candidates, all_.after.candidates, all_.pairs.candidates,
                      [](const Program&, const Candidate& it) { return is_declared(it); });
    }

    void compare_blocks(const Candidate& old, const Candidate& now, Part& part) {
        Block a, b;
        blocks_.read_legs(old, a);
        blocks_.read_legs(now, b);
        const bool alike = old.legs.size() == now.legs.size();
        const Conditions::Scope first = all_.names.conditions().scope_of(old),
                                second = all_.names.conditions().scope_of(now, alike ? &old : nullptr);
        blocks_.read_cuts(old.cuts, first, a);
        blocks_.read_cuts(now.cuts, second, b);
        if (a.source != b.source) add(part, "source", {a.written, part.line_before}, {b.written, part.line_after});
        compare_cuts(a, b, "combinations", part);
        Conditions& conditions = all_.names.conditions();
        for (const Candidate::LocalDefine& it : now.defines) {
            const auto theirs =
                std::find_if(old.defines.begin(), old.defines.end(),
                             [&](const Candidate::LocalDefine& other) { return other.name == it.name; });
            if (theirs == old.defines.end()) continue;  // uses of it are changes of their own
            if (conditions.value(*it.value, second) != conditions.value(*theirs->value, first))
                add(part, "define", {it.name + " = " + written(theirs->value->span), line_of(theirs->span)},
                    {it.name + " = " + written(it.value->span), line_of(it.span)});
        }
        const auto keys = [&](const Candidate& candidate, const Conditions::Scope& scope) {
            std::string content;
            for (const semantics::ExprPtr& key : candidate.keys)
                content += fmt::format("{} ", conditions.value(*key, scope));
            return content;
        };
        if (keys(old, first) != keys(now, second))
            add(part, "criterion", criterion(old, part.line_before), criterion(now, part.line_after),
                "another combination may be taken");
    }

    /// As written: the text of what ranks the combinations has its word before it.
    static Place criterion(const Candidate& candidate, std::uint32_t line) {
        std::string text;
        for (const semantics::ExprPtr& key : candidate.keys) {
            text += (text.empty() ? "" : ", then ") + criterion(*key);
            line = line_of(key->span);
        }
        return {text.empty() ? "the first combination" : text, line};
    }
    static std::string criterion(const semantics::Expr& key) {
        using Kind = semantics::Expr::Kind;
        if (key.kind == Kind::negate) return "highest " + written(key.operands[0]->span);
        const bool closest = key.kind == Kind::absolute && key.operands[0]->kind == Kind::subtract &&
                             key.span.begin == key.operands[0]->span.begin;
        if (closest)
            return fmt::format("closest {} to {}", written(key.operands[0]->operands[0]->span),
                               written(key.operands[0]->operands[1]->span));
        return "lowest " + written(key.span);
    }

    // ---- values ----

    void compare_defines() {
        for (const auto& [second, first] : all_.pairs.defines) {
            const Define &old = at(all_.before.defines, first), &now = at(all_.after.defines, second);
            Part part = part_of("define", old.name, old.span, now.name, now.span);
            const semantics::Expr& a =
                *at(all_.names.program().defines, at(all_.names.before().own.defines, first)).value;
            const semantics::Expr& b =
                *at(all_.names.program().defines, at(all_.names.after().own.defines, second)).value;
            const semantics::Expr& c =
                *at(all_.exact.program().defines, at(all_.exact.before().used.defines, first)).value;
            const semantics::Expr& d =
                *at(all_.exact.program().defines, at(all_.exact.after().used.defines, second)).value;
            const bool same = all_.names.conditions().value(a) == all_.names.conditions().value(b) ||
                              all_.exact.conditions().value(c) == all_.exact.conditions().value(d);
            if (!same) compare_values(a, b, part);
            compare_draws("define", Declaration::define, first, second, part);
            part.effect = part.changes.empty() ? Effect::none : Effect::which;
            keep(std::move(part), {{Declaration::define, first}}, {{Declaration::define, second}});
        }
        keep_unpaired("define", all_.before.defines, all_.after.defines, all_.pairs.defines,
                      [](const Program& program, const Define& it) { return is_declared(program, it); });
    }

    /// Of a condition it is said whether it is tighter.
    void compare_values(const semantics::Expr& old, const semantics::Expr& now, Part& part) {
        add(part, "value", {written(old.span), line_of(old.span)}, {written(now.span), line_of(now.span)});
        if (old.type.kind != semantics::Type::Kind::boolean || now.type.kind != old.type.kind) return;
        Conditions& conditions = all_.names.conditions();
        const Condition a = conditions.holds(&old), b = conditions.holds(&now);
        Change& change = part.changes.back();
        if (conditions.entails(b, a))
            change.sense = Sense::tighter;
        else if (conditions.entails(a, b))
            change.sense = Sense::looser;
        if (change.sense == Sense::tighter) change.remark = "tighter: holds in fewer events";
        if (change.sense == Sense::looser) change.remark = "looser: holds in more events";
    }

    void compare_functions() {
        for (const auto& [second, first] : all_.pairs.functions) {
            const Function &old = at(all_.before.functions, first), &now = at(all_.after.functions, second);
            const bool table = now.table.has_value();
            Part part = part_of(table ? "table" : "function", old.name, old.span, now.name, now.span);
            if (table && old.table)
                compare_tables(old, now, part);
            else
                compare_bodies(first, second, part);
            compare_draws("function", Declaration::function, first, second, part);
            part.effect = part.changes.empty() ? Effect::none : Effect::which;
            keep(std::move(part), {{Declaration::function, first}}, {{Declaration::function, second}});
        }
        keep_unpaired("function", all_.before.functions, all_.after.functions, all_.pairs.functions,
                      [](const Program&, const Function& it) { return is_declared(it); });
    }

    void compare_bodies(int before, int after, Part& part) {
        const Function& old = at(all_.names.program().functions, at(all_.names.before().own.functions, before));
        const Function& now = at(all_.names.program().functions, at(all_.names.after().own.functions, after));
        const auto value = [&](const Function& function) {
            Conditions::Scope scope;
            for (const Function::Parameter& it : function.parameters) {
                const int number = static_cast<int>(scope.arguments.size());
                all_.names.conditions().bind(scope, number, 100 + number, it.type.object);
                scope.arguments.push_back(scope.variables[number]);
            }
            scope.variables.clear();
            return function.body == nullptr ? -1 : all_.names.conditions().value(*function.body, scope);
        };
        if (value(old) == value(now)) return;
        const auto shown = [](const Function& function) {
            return function.body == nullptr ? "a table" : written(function.body->span);
        };
        add(part, "formula", {shown(old), part.line_before}, {shown(now), part.line_after});
    }

    /// `[20, 30) GeV, [0, 2.5)`
    static std::string box_text(const semantics::Table::Row& row, const Function& table) {
        std::string text;
        for (std::size_t i = 0; i < row.box.size(); ++i) {
            const semantics::Table::Side& it = row.box[i];
            const std::string unit = semantics::unit_of(table.parameters[i].type.dimension);
            text += fmt::format("{}{}{:.10g}, {:.10g}{}{}{}", text.empty() ? "" : ", ", it.low_closed ? '[' : '(',
                                it.low, it.high, it.high_closed ? ']' : ')', unit.empty() ? "" : " ", unit);
        }
        return text;
    }

    static std::string value_text(const semantics::Table::Row& row) {
        std::string text = fmt::format("{:.10g}", row.value);
        if (row.up != row.value || row.down != row.value)
            text += fmt::format(" (up {:.10g}, down {:.10g})", row.up, row.down);
        return text;
    }

    /// Rows by their boxes: the order in which they stand means nothing.
    static void compare_tables(const Function& old, const Function& now, Part& part) {
        using Row = semantics::Table::Row;
        const auto find = [](const Function& table, const std::string& box) {
            return std::find_if(table.table->rows.begin(), table.table->rows.end(),
                                [&](const Row& other) { return box_text(other, table) == box; });
        };
        const auto place = [](const std::string& box, const Row& row, std::uint32_t line) {
            return Place{box + " : " + value_text(row), line};
        };
        for (const Row& row : now.table->rows) {
            const std::string box = box_text(row, now);
            const auto theirs = find(old, box);
            if (theirs == old.table->rows.end())
                add(part, "row", {}, place(box, row, part.line_after));
            else if (theirs->value != row.value || theirs->up != row.up || theirs->down != row.down)
                add(part, "row", place(box, *theirs, part.line_before), place(box, row, part.line_after));
        }
        for (const Row& row : old.table->rows) {
            const std::string box = box_text(row, old);
            if (find(now, box) == now.table->rows.end()) add(part, "row", place(box, row, part.line_before), {});
        }
        const auto outside = [](const semantics::Table& table) {
            return table.nearest ? std::string("nearest") : fmt::format("{:.10g}", table.outside);
        };
        if (outside(*old.table) != outside(*now.table))
            add(part, "outside", {outside(*old.table), part.line_before}, {outside(*now.table), part.line_after});
    }

    Comparison& all_;
    Blocks blocks_;
    std::vector<DeclarationChange> changes_;
};

}  // namespace

std::vector<DeclarationChange> compare_declarations(Comparison& comparison) { return Declarations(comparison).run(); }

}  // namespace collmc::diff
