// The symbols of a program: sizes of sets of objects, existence of candidates, and whether distinct objects can be
// chosen at all; and which of these sets lie in one another or share no object.
//
// A set is described by a root and the conditions that its objects satisfy there. Its elements are detector rows, or
// combinations of them.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/semantics/presence_formula.h"
#include "compiler/semantics/presence_mutants.h"
#include "compiler/semantics/presence_scope.h"

namespace collmc::semantics::presence {

/// A number of different objects of one set.
struct Group {
    Symbol pool;
    long legs;
    friend auto operator<=>(const Group&, const Group&) = default;
};
using Groups = std::vector<Group>;

/// Where the objects of a set come from before any condition.
struct Root {
    enum class Kind {
        base,          ///< the rows of one kind of particle
        union_of,      ///< the objects of all sources, each once
        excluding,     ///< those of sources[0] that are in none of `excluded`
        members,       ///< the rows of `candidate` where it exists; each lies in one of the sources
        combinations,  ///< all combinations of `candidate`
        leading,       ///< the first `count` of sources[0]
        retyped,       ///< the rows of sources[0], whose attributes are those of another kind of particle
        part,          ///< of the two parts that share out sources[0]; `other` is the other one
        tuples,        ///< all combinations of `groups`, in a comprehension over several variables
        unknown,       ///< nothing is known of it
    };
    Kind kind = Kind::unknown;
    std::vector<Symbol> sources{};
    std::vector<Symbol> excluded{};
    CandidateId candidate = -1;
    Groups groups{};
    long count = 0;
    Symbol other = -1;
    bool is_first = false;          ///< part: the one that has the first object
    std::uint32_t particles = ~0u;  ///< kinds of particles that its rows may be
    /// What the texts of conditions on its objects begin with: attributes of retyped rows have another meaning.
    std::string reading{};
};

struct SymbolInfo {
    enum class Kind {
        set,     ///< the number of its objects
        exists,  ///< of a candidate: 0 or 1
        choice,  ///< 1 where objects can be chosen from the groups, no row twice, else 0
    };
    Kind kind = Kind::set;
    std::string source = {};          ///< in the spelling of the language; empty where it has none
    std::string nonempty = {};        ///< how to say that a filter leaves an object, `any(CONDITION for x in C)`
    CandidateId candidate = -1;       ///< exists
    Groups groups = {};               ///< choice
    std::vector<int> mentioned = {};  ///< instances of the bound variables that it depends on: a local symbol
    CollectionId collection = -1;     ///< whose size it is, cuts included; -1 for any other set
    Symbol parent = -1;               ///< the set that this is a selection of
    bool is_whole_parent = false;     ///< and has the same objects (in another order)
    bool has_rows = true;             ///< its objects are detector rows, not combinations
    Symbol root = -1;                 ///< itself where it has no conditions of its own
    Conditions conditions = {};
};

/// What has been found out about ordered pairs of symbols.
class PairMemo {
public:
    std::optional<bool> find(Symbol a, Symbol b) const {
        if (a >= size_ || b >= size_) return std::nullopt;
        const char known = known_[place(a, b)];
        return known == kOpen ? std::nullopt : std::optional(known == kYes);
    }
    bool set(Symbol a, Symbol b, bool value) {
        if (a >= size_ || b >= size_) grow(std::max(a, b) + 1);
        known_[place(a, b)] = value ? kYes : kNo;
        return value;
    }

private:
    static constexpr char kOpen = 0, kNo = 1, kYes = 2;
    std::size_t place(Symbol a, Symbol b) const { return static_cast<std::size_t>(a) * size_ + b; }
    void grow(Symbol least) {
        PairMemo larger;
        larger.size_ = std::max(least, 2 * size_);
        larger.known_.resize(static_cast<std::size_t>(larger.size_) * larger.size_);
        for (Symbol a = 0; a < size_; ++a)
            for (Symbol b = 0; b < size_; ++b) larger.known_[larger.place(a, b)] = known_[place(a, b)];
        *this = std::move(larger);
    }

    Symbol size_ = 0;
    std::vector<char> known_;
};

class Symbols {
public:
    Symbols(const Program& program, Scopes& scopes, const Canonical& canonical, Mutant mutant);

    Symbol size_of(CollectionId collection) const { return sizes_[collection]; }
    /// Before the collection's own cuts.
    Symbol uncut(CollectionId collection) const { return uncut_[collection]; }
    Symbol existence_of(CandidateId candidate) const { return existence_[candidate]; }
    /// The rows of a candidate.
    Symbol members_of(CandidateId candidate) const { return members_[candidate]; }
    /// The set that an expression of collection type stands for.
    Symbol set_of(Reading reading);
    /// What a comprehension over several variables runs over.
    Symbol tuples(const std::vector<Range>& ranges, const Scope* scope);
    /// That distinct objects can be chosen from the groups: exactly, as something to be known or proved.
    Formula chosen(const Groups& groups);
    /// What is enough for that, in sizes.
    Formula enough(const Groups& groups);

    struct Filter {
        Conditions conditions;
        std::set<int> mentioned;
        std::string ranges, condition;  ///< as written, `j in jets`; for messages
    };
    /// The objects of the set that satisfy the conditions: a collection of the program where one is just that.
    Symbol filtered(Symbol set, const Filter& filter);

    const SymbolInfo& info(Symbol symbol) const { return infos_[symbol]; }
    /// Symbols so far; they are numbered from 0.
    std::size_t count() const { return infos_.size(); }
    /// Of a symbol that is its own root.
    const Root& root(Symbol symbol) const { return roots_.at(symbol); }
    bool is_root(Symbol symbol) const { return infos_[symbol].root == symbol; }
    bool is_local(Symbol symbol) const { return !infos_[symbol].mentioned.empty(); }
    bool is_set(Symbol symbol) const { return infos_[symbol].kind == SymbolInfo::Kind::set; }

    /// The groups that a candidate's legs are taken from.
    Groups groups_of(CandidateId candidate) const;
    Groups groups_of(const std::vector<Range>& ranges, const Scope* scope);
    /// The same with the rows of combinations in their place; nothing where it is not known which combinations they
    /// are.
    std::optional<Groups> rows_of(const Groups& groups) const;
    std::optional<Groups> rows_of(CandidateId candidate) const;

    /// Every object of a is one of b. False where it is not certain.
    bool is_within(Symbol a, Symbol b);
    /// No object is in both. False where it is not certain.
    bool are_disjoint(Symbol a, Symbol b);
    /// The set of which a and b are two parts, one with a condition and the other with its opposite.
    std::optional<Symbol> shared_out(Symbol a, Symbol b) const;
    /// The set of which both are selections.
    std::optional<Symbol> common_source(Symbol a, Symbol b) const;

    /// In the spelling of the language.
    std::string to_source(const Formula& formula) const;

private:
    void add_collection(CollectionId collection);
    void add_members(CandidateId candidate);
    Symbol add(SymbolInfo info) {
        infos_.push_back(std::move(info));
        return static_cast<Symbol>(infos_.size()) - 1;
    }
    Root root_of(const Collection& collection) const;
    void set_root(Symbol symbol, Root its);
    Symbol add_root(SymbolInfo info, Root root);
    Symbol first_of(Symbol source, int count);
    Symbol choice(Groups groups);
    std::optional<long> taken(Symbol pool, const Group& other);
    std::vector<Formula> without_narrower(std::vector<Formula> ways);
    Symbol part_of(Reading reading);
    Symbol part(CandidateId candidate, int leg, int instance);
    Conditions conditions_of(CollectionId collection) const;
    /// Whose combinations the elements of a set are; -1 where it is not known.
    CandidateId combination_of(Symbol set) const;
    const Conditions& all_conditions(Symbol symbol);
    bool lies_in_root(Symbol a, Symbol root);
    bool excludes(Symbol set, Symbol other);
    bool compute_disjoint(Symbol a, Symbol b);
    std::uint32_t particles(Symbol symbol) const;

    const Program& program_;
    Scopes& scopes_;
    const Canonical& canonical_;
    Mutant mutant_;
    std::vector<SymbolInfo> infos_;
    std::map<Symbol, Root> roots_;
    std::vector<Symbol> sizes_, uncut_, existence_, members_;
    std::map<std::pair<Symbol, Conditions>, Symbol> filters_;
    std::map<std::pair<Symbol, int>, Symbol> leading_;
    std::map<std::tuple<CandidateId, int, int>, Symbol> parts_;
    std::map<std::string, Symbol> unknown_, tuples_;
    std::map<Groups, Symbol> choices_;
    std::map<VariableId, std::pair<CandidateId, int>> split_legs_;
    std::map<Symbol, Conditions> all_conditions_;
    PairMemo within_, disjoint_;
};

}  // namespace collmc::semantics::presence
