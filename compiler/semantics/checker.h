// The checker of one analysis: its declared names, and the typed program as it grows.
//
// Declarations are checked on demand: a name that is used and not yet checked is checked there and then. The program's
// vectors therefore come out in an order in which each entry uses only entries before it, whatever the order of the
// file, and a declaration that is met while it is being checked needs itself.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/semantics/reporter.h"
#include "compiler/semantics/schema.h"
#include "compiler/semantics/scope.h"
#include "compiler/semantics/typed.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

/// A declared name and how far its declaration has been checked.
struct Declared {
    enum class State { unseen, open, done, failed };
    State state = State::unseen;
    syntax::Name name;
    int id = -1;    ///< in the program's vector, once done
    int depth = 0;  ///< longest chain of declarations it is defined through
};

/// An object, candidate or define of the analysis.
struct Symbol : Declared {
    enum class Kind { object, candidate, define };
    Kind kind = Kind::define;
    const syntax::Object* object = nullptr;
    const syntax::Candidate* candidate = nullptr;
    const syntax::Define* define = nullptr;
    bool reported_early = false;  ///< its use before its declaration has been reported
};

struct FunctionSymbol : Declared {
    const syntax::Function* tree = nullptr;
    bool from_library = false;
    bool used = false;
};

struct RegionSymbol {
    Span span;
    int id = -1;  ///< in the program's vector, once checked
};

class Checker {
public:
    /// The schema may still be growing (its own formulas are checked with this class).
    Checker(std::shared_ptr<const Schema> schema, const std::vector<syntax::Tree>& library,
            diagnostics::Diagnostics& diagnostics);

    /// The whole analysis; to be called once. The program is complete only if no error was reported.
    Program check(const syntax::Tree& tree);
    /// Every function of the library, as a test of the installation.
    void check_library();

    // What expressions ask for.

    Reporter& reporter() { return reporter_; }
    const Schema& schema() const { return *schema_; }
    const Program& program() const { return program_; }
    VariableId new_variable() { return program_.variable_count++; }

    /// The analysis's value of that name, checked (state done or failed) and marked as used; null if there is none.
    /// Reports a definition that needs itself and a use before the declaration.
    const Symbol* use(const syntax::Name& name);
    /// Likewise for functions. An intrinsic has no entry in the program.
    const FunctionSymbol* use_function(const syntax::Name& name);
    /// Without checking or marking.
    const Symbol* find(std::string_view name) const;
    const FunctionSymbol* find_function(std::string_view name) const;
    bool is_region(std::string_view name) const { return regions_.count(std::string(name)) > 0; }

    /// The collection that a name stands for in `from NAME` and `in NAME`: a particle kind or an object. Reports
    /// others.
    std::optional<CollectionId> collection_named(const syntax::Name& name);
    /// Whether an unknown name is met for the first time: where no other name is near, once is enough to say so.
    bool is_first_report_of(const std::string& name) { return unknown_.insert(name).second; }
    /// Reports a name that something else has already; true if it is free to be bound in the scope.
    bool may_bind(const syntax::Name& name, const Scope& scope);

    /// The objects of the analysis that are selected directly from a kind of particle.
    std::vector<std::string> selections_of(std::string_view particle) const;
    std::vector<std::string> value_names() const;
    std::vector<std::string> collection_names() const;
    std::vector<std::string> function_names() const;

private:
    // names.cpp
    void declare(const syntax::Tree& tree);
    void declare_value(Symbol symbol);
    void declare_function(const syntax::Function& function);
    void declare_region(const syntax::Region& region);
    bool is_free(const syntax::Name& name);
    void report_cycle(const Declared& again, Span use);
    void report_early_use(Symbol& symbol, Span use);
    /// Checks what is used if that has not been done, and counts the chain of declarations; false when it is too long,
    /// which is reported once.
    bool resolve_and_link(Declared& used, Span use, const std::function<void()>& resolve_used);
    void resolve(Symbol& symbol);
    void resolve(FunctionSymbol& function);

    // blocks.cpp
    void check_object(const syntax::Object& tree, Symbol& symbol);
    std::vector<CandidateId> check_excluding(const syntax::Object& tree, const Collection& object);
    void check_candidate(const syntax::Candidate& tree, Symbol& symbol);
    ExprPtr check_criterion(const syntax::Candidate& tree, const Scope& scope);
    std::vector<Cut> check_cuts(const std::vector<syntax::Cut>& cuts, const Scope& scope);
    Cut check_cut(const syntax::Cut& cut, const Scope& scope, int number);
    CollectionId add(Collection collection);

    // functions.cpp
    void check_define(const syntax::Define& tree, Symbol& symbol);
    void check_function(FunctionSymbol& symbol);
    Type resolve_type(const syntax::TypeName& name, bool intrinsic);

    // outputs.cpp
    void check_region(const syntax::Region& tree);
    std::vector<int> check_parents(const syntax::Region& tree);
    Histogram check_histogram(const syntax::Histogram& tree);
    Axis check_axis(const syntax::Axis& tree, const Expr& value);
    Ntuple check_ntuple(const syntax::Ntuple& tree);
    ExprPtr check_guard(const syntax::ExprPtr& guard);

    // lints.cpp
    void warn_of_overlap(const Collection& collection, const syntax::Object& tree);
    void warn_of_unused();

    std::shared_ptr<const Schema> schema_;
    Reporter reporter_;
    Program program_;
    std::map<std::string, Symbol, std::less<>> values_;
    std::map<std::string, FunctionSymbol, std::less<>> functions_;
    std::map<std::string, RegionSymbol, std::less<>> regions_;
    bool reported_chain_ = false;
    std::set<std::string> unknown_;  ///< reported already
    std::vector<Declared*> open_;    ///< being checked, outermost first
    bool in_block_ =
        false;  ///< the innermost open one is an object, candidate or region, whose uses follow the file's order
};

}  // namespace collmc::semantics
