// The symbols of a program: sizes of collections, existence of candidates, sizes of filtered collections in
// comprehensions; and which of these collections lie in one another or share no object.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/semantics/presence_formula.h"
#include "compiler/semantics/presence_scope.h"

namespace collmc::semantics::presence {

struct SymbolInfo {
    enum class Kind {
        size,    ///< of a collection
        uncut,   ///< of a union or an excluding collection before its own cuts
        filter,  ///< number of objects of a collection that satisfy conditions: `count(CONDITION for x in C)`
        exists,  ///< of a candidate: 0 or 1
    };
    Kind kind;
    CollectionId collection = -1;
    CandidateId candidate = -1;
    std::string source = {};    ///< in the spelling of the language
    std::string nonempty = {};  ///< filter only: how to say that there is at least one, `any(CONDITION for x in C)`
    std::vector<int> mentioned = {};  ///< instances of the bound variables that the conditions mention: a local symbol
    /// What its objects are: those of `root` that satisfy the conditions. A root is a base collection, or a union or
    /// excluding collection before its cuts.
    Symbol root = -1;
    Conditions conditions = {};
};

class Symbols {
public:
    Symbols(const Program& program, Scopes& scopes, const Canonical& canonical);

    Symbol size_of(CollectionId collection) const { return sizes_[collection]; }
    /// Before the collection's own cuts; differs from size_of for unions and excluding collections with cuts.
    Symbol uncut(CollectionId collection) const { return uncut_[collection]; }
    Symbol existence_of(CandidateId candidate) const { return existence_[candidate]; }

    struct Filter {
        Conditions conditions;
        std::set<int> mentioned;
        std::string variable, condition;  ///< as written, for messages
    };
    /// The objects of the collection that satisfy the conditions: a collection of the program where one is just that.
    Symbol filtered(CollectionId collection, const Filter& filter);

    const SymbolInfo& info(Symbol symbol) const { return infos_[symbol]; }
    bool is_local(Symbol symbol) const { return !infos_[symbol].mentioned.empty(); }
    bool is_collection(Symbol symbol) const { return infos_[symbol].kind != SymbolInfo::Kind::exists; }

    /// Every object of a is one of b. Both are collections; false where it is not certain.
    bool is_within(Symbol a, Symbol b);
    /// No object is in both; false where it is not certain.
    bool are_disjoint(Symbol a, Symbol b);
    /// The collection of which a and b are two parts, one with a condition and the other with its opposite.
    std::optional<Symbol> shared_out(Symbol a, Symbol b) const;
    /// The collection of which both are selections.
    std::optional<Symbol> common_source(Symbol a, Symbol b) const;

    /// In the spelling of the language.
    std::string to_source(const Formula& formula) const;

private:
    void add_collection(CollectionId collection);
    Symbol add(SymbolInfo info);
    Conditions conditions_of(const Collection& collection) const;
    /// The collections of which the symbol's root is a part: none for a base, several for a union (it lies in none of
    /// them, but whatever contains all of them contains it).
    std::vector<Symbol> sources_of_root(Symbol root) const;
    const Conditions& all_conditions(Symbol symbol);
    bool lies_in_root(Symbol a, Symbol root);
    bool compute_disjoint(Symbol a, Symbol b);
    std::uint32_t particles(Symbol symbol) const;

    const Program& program_;
    Scopes& scopes_;
    const Canonical& canonical_;
    std::vector<SymbolInfo> infos_;
    std::vector<Symbol> sizes_, uncut_, existence_;
    std::map<std::pair<Symbol, Conditions>, Symbol> filters_;
    std::map<Symbol, Conditions> all_conditions_;
    std::map<std::pair<Symbol, Symbol>, bool> within_, disjoint_;
};

}  // namespace collmc::semantics::presence
