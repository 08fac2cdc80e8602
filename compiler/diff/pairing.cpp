#include "compiler/diff/pairing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "compiler/diagnostics/nearest.h"
#include "compiler/diff/statements.h"
#include "compiler/semantics/consequences.h"

namespace collmc::diff {

using semantics::Candidate;
using semantics::Collection;
using semantics::Define;
using semantics::Function;
using semantics::Program;

namespace {

/// Fills in pairs, step by step.
class Matching {
public:
    Matching(const std::vector<Declared>& before, const std::vector<Declared>& after)
        : before_(before), after_(after), taken_(before.size(), false), partner_(after.size(), -1) {
        for (const Declared& it : before) names_before_.insert(it.name);
        for (const Declared& it : after) names_after_.insert(it.name);
    }

    /// Pairs each with the first that is free.
    template <class Rule>
    void match(Rule rule) {
        for (std::size_t j = 0; j < after_.size(); ++j) {
            for (std::size_t i = 0; i < before_.size() && partner_[j] < 0; ++i) {
                if (taken_[i] || !rule(before_[i], after_[j])) continue;
                partner_[j] = static_cast<int>(i);
                taken_[i] = true;
            }
        }
    }

    /// Whether neither name is one in the other program: one of them may be a new name for the other.
    bool may_be_renamed(const Declared& a, const Declared& b) const {
        return names_after_.count(a.name) == 0 && names_before_.count(b.name) == 0;
    }

    void match_similar(const std::function<double(const Declared&, const Declared&)>& similarity) {
        constexpr double kLeast = 0.5;
        for (;;) {
            double best = kLeast;
            std::size_t first = 0, second = 0;
            bool found = false;
            for (std::size_t j = 0; j < after_.size(); ++j) {
                for (std::size_t i = 0; i < before_.size(); ++i) {
                    if (partner_[j] >= 0 || taken_[i] || !may_be_renamed(before_[i], after_[j])) continue;
                    const double likeness = similarity(before_[i], after_[j]);
                    if (likeness < best || (found && likeness == best)) continue;
                    best = likeness;
                    first = i;
                    second = j;
                    found = true;
                }
            }
            if (!found) return;
            taken_[first] = true;
            partner_[second] = static_cast<int>(first);
        }
    }

    std::map<int, int> pairs() const {
        std::map<int, int> pairs;
        for (std::size_t j = 0; j < after_.size(); ++j)
            if (partner_[j] >= 0) pairs[after_[j].id] = before_[static_cast<std::size_t>(partner_[j])].id;
        return pairs;
    }

private:
    const std::vector<Declared>&before_, &after_;
    std::set<std::string> names_before_, names_after_;
    std::vector<bool> taken_;
    std::vector<int> partner_;
};

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    return text;
}

template <class List>
const auto& at(const List& list, int id) {
    return list[static_cast<std::size_t>(id)];
}

/// What two conditions speak of, in common and in all.
struct Overlap {
    double common = 0, all = 0;

    void add(bool both) {
        ++all;
        common += both;
    }
    void add(const Condition& a, const Condition& b) {
        std::set<TermId> subjects;
        for (const auto& [subject, numbers] : a.bounds) subjects.insert(subject);
        for (const auto& [subject, numbers] : b.bounds) subjects.insert(subject);
        for (const TermId it : subjects) add(a.bounds.count(it) > 0 && b.bounds.count(it) > 0);
        for (const Fact& it : a.facts) add(b.facts.count(it) > 0);
        for (const Fact& it : b.facts)
            if (a.facts.count(it) == 0) add(false);
    }
    double share() const { return all == 0 ? 0 : common / all; }
};

/// What the pairs of a kind are found from.
class Contents {
public:
    Contents(const Program& before, const Program& after)
        : before_(before), after_(after), joint_(before, after, nullptr, Joint::Mode::contents) {}

    Pairs pairs() {
        Pairs pairs;
        pairs.collections = pair_up(collections(before_, joint_.before()), collections(after_, joint_.after()),
                                    [&](const Declared& a, const Declared& b) { return of_objects(a, b); });
        pairs.candidates = pair_up(candidates(before_, joint_.before()), candidates(after_, joint_.after()),
                                   [&](const Declared& a, const Declared& b) { return of_candidates(a, b); });
        // Combinations have a collection and a candidate of one name.
        for (const auto& [second, first] : pairs.collections) {
            const Collection &own = at(after_.collections, second), &other = at(before_.collections, first);
            if (own.kind == Collection::Kind::combinations && other.kind == own.kind)
                pairs.candidates[own.candidate] = other.candidate;
        }
        pairs.defines = pair_up(defines(before_, joint_.before()), defines(after_, joint_.after()),
                                [](const Declared& a, const Declared& b) { return likeness(a.name, b.name) - 0.2; });
        pairs.functions = pair_up(functions(before_, joint_.before()), functions(after_, joint_.after()),
                                  [](const Declared& a, const Declared& b) { return likeness(a.name, b.name) - 0.2; });
        // Regions are compared by what they say of declarations that stand for each other.
        Joint names(before_, after_, &pairs, Joint::Mode::names);
        pairs.regions = pair_up(regions(before_, names, names.before()), regions(after_, names, names.after()),
                                [&](const Declared& a, const Declared& b) { return of_regions(a, b); });
        return pairs;
    }

private:
    static std::vector<Declared> collections(const Program& program, const Places& places) {
        std::vector<Declared> found;
        for (std::size_t i = 0; i < program.collections.size(); ++i)
            if (is_declared(program, program.collections[i]))
                found.push_back(
                    {static_cast<int>(i), program.collections[i].name, fmt::format("{}", places.used.collections[i])});
        return found;
    }

    static std::vector<Declared> candidates(const Program& program, const Places& places) {
        std::vector<Declared> found;
        for (std::size_t i = 0; i < program.candidates.size(); ++i)
            if (is_declared(program.candidates[i]))
                found.push_back(
                    {static_cast<int>(i), program.candidates[i].name, fmt::format("{}", places.used.candidates[i])});
        return found;
    }

    std::vector<Declared> defines(const Program& program, const Places& places) {
        std::vector<Declared> found;
        for (std::size_t i = 0; i < program.defines.size(); ++i) {
            if (!is_declared(program, program.defines[i])) continue;
            const Define& define = at(joint_.program().defines, places.used.defines[i]);
            found.push_back({static_cast<int>(i), define.name,
                             fmt::format("{} {}", static_cast<int>(define.value->type.kind),
                                         joint_.conditions().value(*define.value))});
        }
        return found;
    }

    std::vector<Declared> functions(const Program& program, const Places& places) {
        std::vector<Declared> found;
        for (std::size_t i = 0; i < program.functions.size(); ++i) {
            const Function& own = program.functions[i];
            if (!is_declared(own)) continue;
            const Function& function = at(joint_.program().functions, places.used.functions[i]);
            std::string name = own.name;  // one for each dimension that it is called with
            for (const Function::Parameter& it : own.parameters)
                name += semantics::to_string(it.type, *program.schema) + " ";
            std::string content = fmt::format("table {}", places.used.functions[i]);
            if (function.body != nullptr) {
                Conditions::Scope scope;
                for (const Function::Parameter& it : function.parameters) {
                    const int number = static_cast<int>(scope.arguments.size());
                    joint_.conditions().bind(scope, number, 100 + number, it.type.object);
                    scope.arguments.push_back(scope.variables[number]);
                }
                scope.variables.clear();
                content = fmt::format("{}", joint_.conditions().value(*function.body, scope));
            }
            found.push_back({static_cast<int>(i), std::move(name), std::move(content)});
        }
        return found;
    }

    static std::vector<Declared> regions(const Program& program, Joint& names, const Places& places) {
        std::vector<Declared> found;
        for (int i = 0; i < static_cast<int>(program.regions.size()); ++i) {
            Declared declared{i, at(program.regions, i).name, ""};
            const int last = places.first_region + i;
            for (const int region : semantics::lineage(names.program(), last)) {
                for (const Item& item : items_of(at(names.program().regions, region))) {
                    if (!item.is_row() && region != last) continue;
                    declared.content += diff::content_of(names.conditions(), item) + "\n";
                    if (region == last) add_traits(names.conditions(), item, declared.traits);
                }
            }
            found.push_back(std::move(declared));
        }
        return found;
    }

    /// What a statement speaks of, without the numbers.
    static void add_traits(Conditions& conditions, const Item& item, std::multiset<std::string>& traits) {
        if (item.cut() == nullptr) {
            traits.insert(item.is_row() ? diff::content_of(conditions, item) : "output " + item.name());
            return;
        }
        const Condition condition = conditions.passed(*item.cut());
        for (const auto& [subject, numbers] : condition.bounds) traits.insert(fmt::format("of {}", subject));
        for (const Fact& fact : condition.facts) traits.insert(fmt::format("fact {} {}", fact.first, fact.second));
    }

    double of_objects(const Declared& a, const Declared& b) {
        const auto first = joint_.before().used.collections[static_cast<std::size_t>(a.id)];
        const auto second = joint_.after().used.collections[static_cast<std::size_t>(b.id)];
        const Joint::Selection one = joint_.selection(first), other = joint_.selection(second);
        if (at(joint_.program().collections, first).element.kind !=
            at(joint_.program().collections, second).element.kind)
            return 0;
        Overlap overlap;
        overlap.add(one.origin == other.origin);
        overlap.add(one.condition, other.condition);
        return 0.6 * overlap.share() + 0.4 * likeness(a.name, b.name);
    }

    double of_candidates(const Declared& a, const Declared& b) {
        const Candidate& first =
            at(joint_.program().candidates, joint_.before().used.candidates[static_cast<std::size_t>(a.id)]);
        const Candidate& second =
            at(joint_.program().candidates, joint_.after().used.candidates[static_cast<std::size_t>(b.id)]);
        if (first.kind != second.kind || first.legs.size() != second.legs.size()) return 0;
        Overlap overlap;
        for (std::size_t i = 0; i < first.legs.size(); ++i)
            overlap.add(first.legs[i].collection == second.legs[i].collection);
        overlap.add(joint_.condition(first), joint_.condition(second));
        return 0.6 * overlap.share() + 0.4 * likeness(a.name, b.name);
    }

    static double of_regions(const Declared& a, const Declared& b) {
        std::vector<std::string> common;
        std::set_intersection(a.traits.begin(), a.traits.end(), b.traits.begin(), b.traits.end(),
                              std::back_inserter(common));
        const double all = static_cast<double>(a.traits.size() + b.traits.size() - common.size());
        const double share = all == 0 ? 0 : static_cast<double>(common.size()) / all;
        return 0.8 * share + 0.2 * likeness(a.name, b.name);
    }

    const Program &before_, &after_;
    Joint joint_;
};

}  // namespace

namespace {

/// Constants of the library stand in its files. An analysis has a region.
bool is_of_analysis(const Program& program, semantics::Span span) {
    return span.valid() && span.file == program.regions.front().span.file;
}

}  // namespace

bool is_declared(const Program& program, const Collection& collection) {
    switch (collection.kind) {
        case Collection::Kind::base:
        case Collection::Kind::members:
        case Collection::Kind::leading:
        case Collection::Kind::retyped: return false;
        default: break;
    }
    // A step in the making of an object has the object's span, and a name that nobody can write.
    return collection.name.find(' ') == std::string::npos && is_of_analysis(program, collection.span);
}

bool is_declared(const Candidate& candidate) { return candidate.kind != Candidate::Kind::every; }

bool is_declared(const Function& function) { return !function.from_library; }

bool is_declared(const Program& program, const Define& define) { return is_of_analysis(program, define.span); }

double likeness(const std::string& a, const std::string& b) {
    const std::string first = lower(a), second = lower(b);
    if (first == second) return 1;
    if (!diagnostics::nearest(first, {second}).empty()) return 0.9;
    const std::size_t shorter = std::min(first.size(), second.size());
    if (shorter >= 3 && (first.find(second) != std::string::npos || second.find(first) != std::string::npos))
        return 0.8;
    return 0;
}

std::map<int, int> pair_up(const std::vector<Declared>& before, const std::vector<Declared>& after,
                           const std::function<double(const Declared&, const Declared&)>& similarity) {
    Matching matching(before, after);
    const auto same_name = [](const Declared& a, const Declared& b) { return a.name == b.name; };
    const auto same_content = [](const Declared& a, const Declared& b) { return a.content == b.content; };
    matching.match([&](const Declared& a, const Declared& b) { return same_name(a, b) && same_content(a, b); });
    matching.match(
        [&](const Declared& a, const Declared& b) { return same_content(a, b) && matching.may_be_renamed(a, b); });
    matching.match(same_name);
    matching.match_similar(similarity);
    return matching.pairs();
}

Pairs pair_up(const Program& before, const Program& after) { return Contents(before, after).pairs(); }

}  // namespace collmc::diff
