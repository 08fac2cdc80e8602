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
    int id = -1;                  ///< in the program's vector, once done
    int depth = 0;                ///< longest chain of declarations it is defined through
    bool reported_early = false;  ///< its use before its declaration has been reported
};

/// An object, candidate or define of the analysis.
struct Symbol : Declared {
    enum class Kind { object, candidate, define };
    Kind kind = Kind::define;
    const syntax::Object* object = nullptr;
    const syntax::Candidate* candidate = nullptr;
    const syntax::Define* define = nullptr;
    bool from_library = false;  ///< a constant of the library; the analysis's own declarations go before it
};

/// A function, or a table, which is called like one.
struct FunctionSymbol : Declared {
    const syntax::Function* tree = nullptr;  ///< exactly one of the two is set
    const syntax::Table* table = nullptr;
    /// A function with parameters of type `Number`: its entries in the program, by the dimensions it is called with.
    std::vector<std::pair<std::vector<Rational>, int>> instances{};
    std::set<int> leading_parameters{};  ///< those of which it takes the first objects
    std::set<int> indexed_parameters{};  ///< those of which it takes an object by its number
    bool from_library = false;
    bool used = false;
};

struct RegionSymbol {
    Span span;
    int id = -1;  ///< in the program's vector, once checked
};

/// Sets what is being checked for as long as it lives.
template <typename Tree>
class Open {
public:
    Open(const Tree*& place, const Tree* tree) : place_(place), before_(place) { place = tree; }
    ~Open() { place_ = before_; }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;

private:
    const Tree*& place_;
    const Tree* before_;
};

/// A combination is of so many objects at most.
inline constexpr int kMostMembers = 8;

/// Whether a parameter is of type `Number`: checked for each dimension it is called with.
bool is_generic(const FunctionSymbol& function);
const std::vector<syntax::Parameter>& parameters_of(const FunctionSymbol& function);

class Checker {
public:
    /// The schema may still be growing (its own formulas are checked with this class).
    Checker(std::shared_ptr<const Schema> schema, const std::vector<syntax::Tree>& library,
            diagnostics::Diagnostics& diagnostics);

    /// Names that the library has although it was not read whole: they are suggested.
    void knows(const std::vector<std::string>& functions, const std::vector<std::string>& constants,
               std::function<std::vector<syntax::Tree>(diagnostics::SourceSet&)> whole) {
        library_functions_ = functions;
        library_constants_ = constants;
        whole_library_ = std::move(whole);
    }
    /// The whole analysis; to be called once. The program is complete only if no error was reported.
    Program check(const syntax::Tree& tree);
    /// Every function of the library, as a test of the installation.
    void check_library();

    // What expressions ask for.

    Reporter& reporter() { return reporter_; }
    const Schema& schema() const { return *schema_; }
    const Program& program() const { return program_; }
    const Type& type_of_local(CandidateId candidate, int index) const {
        return program_.candidates[candidate].defines[static_cast<std::size_t>(index)].value->type;
    }
    VariableId new_variable() { return program_.variable_count++; }

    /// The analysis's value of that name, else the library's, checked (state done or failed) and marked as used; null
    /// if there is none. Reports a definition that needs itself and a use before the declaration.
    const Symbol* use(const syntax::Name& name) { return use(name, values_.count(name.text) > 0); }
    /// Only the library's, as in the library itself.
    const Symbol* use_constant(const syntax::Name& name) { return use(name, false); }
    /// Likewise for functions. An intrinsic has no entry in the program.
    const FunctionSymbol* use_function(const syntax::Name& name);
    /// The function with parameters of any dimension as it is for these arguments' dimensions; -1 if it failed.
    FunctionId instantiate(const FunctionSymbol& function, const std::vector<Rational>& dimensions);
    /// The analysis's value of that name, without checking or marking.
    const Symbol* find(std::string_view name) const;
    const FunctionSymbol* find_function(std::string_view name) const;
    bool is_constant(std::string_view name) const { return constants_.find(name) != constants_.end(); }
    bool is_variation(std::string_view name) const { return variations_.find(name) != variations_.end(); }
    bool is_region(std::string_view name) const { return regions_.count(std::string(name)) > 0; }
    /// Whether the value or function of that name is being checked: a use of it would be a circle.
    bool is_open(std::string_view name) const;

    /// The collection that a name stands for in `from NAME` and `in NAME`: a kind of particle, an object, a candidate
    /// (its members), or a define of one of them. Reports others.
    /// With `object` the name is a source of it, which may become several sources.
    std::optional<CollectionId> collection_named(const syntax::Name& name, const syntax::Object* object = nullptr);
    /// The objects that make up a candidate, as a collection.
    CollectionId members_of(CandidateId candidate);
    /// The first `count` objects of a collection.
    CollectionId leading(CollectionId collection, int count);
    /// The program understands the b tags of one writer only; false, with a report, if it uses those of another one.
    bool need_dialect(Program::Dialect dialect, Span use);
    /// That the function being checked takes the first objects of its parameter.
    void note_leading(int parameter) {
        if (open_function_ != nullptr) open_function_->leading_parameters.insert(parameter);
    }
    /// That it takes one of its parameter's objects by its number.
    void note_index(int parameter) {
        if (open_function_ != nullptr) open_function_->indexed_parameters.insert(parameter);
    }
    /// A text of its own for each place of the program that draws random numbers.
    std::string random_stream();
    /// Whether an unknown name is met for the first time: where no other name is near, once is enough to say so.
    bool is_first_report_of(const std::string& name) { return trying() || unknown_.insert(name).second; }

    // Trying an edit before it is offered (trial.cpp).

    /// While it lives, expressions are checked that nobody wrote, as if they stood at a place of the file: what they
    /// use may be checked in earnest, and no more edits are looked for.
    class Trial {
    public:
        Trial(Checker& checker, std::uint32_t place);
        ~Trial();
        Trial(const Trial&) = delete;
        Trial& operator=(const Trial&) = delete;

    private:
        Checker& checker_;
        Program::Dialect dialect_;
        FunctionSymbol* open_function_;
    };
    bool trying() const { return trial_place_.has_value(); }
    /// Whether one more may be tried: of a file full of mistakes not every one gets edits that need it.
    bool may_try() { return !trying() && trials_left_ > 0 && trials_left_-- > 0; }
    /// A text of its own, which lives as long as the checker.
    const diagnostics::SourceFile& scratch(std::string text) { return scratch_.add("", std::move(text)); }
    /// Reads the whole library if it has that function and it was not read.
    void read_function(const std::string& name);
    /// The analysis as it was written; null while the library is checked by itself.
    const syntax::Tree* tree() const { return tree_; }
    /// The cut that is being checked, or null.
    const syntax::Cut* open_cut() const { return open_cut_; }
    const syntax::Region* open_region() const { return open_region_; }

    // Edits for names that nothing has (name_remedies.cpp).

    /// What a word of other tools, or a plural, can stand for as the source of an object: edits of the name.
    std::vector<Fix> source_fixes(const syntax::Name& name, const syntax::Object* object);
    /// Declares the collection that the name is the usual one for, above its first use in the file.
    std::optional<Fix> declaring_fix(const std::string& name);
    /// Inserts a declaration above the one in which the name is used first.
    Fix insert_declaration(const std::string& name, const std::string& text, EditClass applicability) const;
    /// Writes another name wherever this one stands.
    Fix rename(const std::string& name, const std::string& other) const;
    /// How often a word stands in the analysis, outside of comments and texts.
    int count_of_word(const std::string& word) const;
    /// A name like this one that is free, for the second of two things.
    std::string free_name_like(const std::string& name) const;
    void offer_free_name(Diagnostic& diagnostic, const syntax::Name& name);
    /// Reports that follow from a name whose declaration an edit has offered are not made.
    bool is_offered(const std::string& name) const { return offered_.count(name) > 0; }
    void note_offered(const std::string& name) { offered_.insert(name); }
    /// The analysis's collections that have the attribute, in the order of the file, without those being checked.
    std::vector<std::string> collections_with(std::string_view attribute) const;
    std::vector<const Symbol*> candidates_with(std::string_view member) const;
    /// Reports a name that something else has already; true if it is free to be bound in the scope. With
    /// `bare_attributes`, names like `pt` have a meaning there as well.
    bool may_bind(const syntax::Name& name, const Scope& scope, bool bare_attributes = true);

    std::vector<std::string> value_names() const;
    std::vector<std::string> collection_names() const;
    std::vector<std::string> function_names() const;

private:
    // names.cpp
    void declare(const syntax::Tree& tree);
    void declare_value(Symbol symbol);
    const Symbol* use(const syntax::Name& name, bool of_analysis);
    void declare_library(const syntax::Tree& tree);
    void declare_function(const syntax::Function& function);
    void declare_table(const syntax::Table& table);
    void declare_callable(FunctionSymbol symbol);
    void declare_region(const syntax::Name& name);
    void declare_variation(const syntax::Variation& variation);
    bool is_free(const syntax::Name& name, bool bare_attributes);
    bool is_free(const std::string& name) const;
    std::optional<std::uint32_t> place_for(const std::string& name) const;
    /// Reports a name that no collection has; gives the one that was certainly meant.
    std::optional<CollectionId> report_no_collection(const syntax::Name& name, const syntax::Object* object);
    void report_cycle(const Declared& again, Span use);
    void report_early_use(Symbol& symbol, Span use);
    /// Checks what is used if that has not been done, and counts the chain of declarations; false when it is too long,
    /// which is reported once.
    bool resolve_and_link(Declared& used, Span use, const std::function<void()>& resolve_used);
    void resolve(Symbol& symbol);
    void resolve(FunctionSymbol& function);
    /// Whether the symbol is declared below the place of its use.
    bool is_below(const Declared& symbol, Span use) const {
        return symbol.name.span.begin > trial_place_.value_or(use.begin);
    }
    /// Checks the function as the innermost declaration.
    void enter(FunctionSymbol& function, const std::function<void()>& check);

    // blocks.cpp
    void check_object(const syntax::Object& tree, Symbol& symbol);
    bool check_sources(const syntax::Object& tree, Collection& object);
    std::optional<CollectionId> check_source(const syntax::Source& source, const syntax::Object& object);
    CollectionId retyped(CollectionId source, std::uint32_t particle);
    std::vector<std::uint32_t> readings_of(const Collection& collection) const;
    void warn_of_readings(const syntax::Name& name, CollectionId source, const Collection& object);
    /// `rows`: the kinds of particles that the object's rows are.
    void check_excluding(const syntax::Object& tree, Collection& object);
    void exclude(const syntax::Name& name, const syntax::Object& tree, std::uint32_t rows, Collection& object);
    void exclude_candidate(const syntax::Name& name, const Symbol& symbol, std::uint32_t rows, Collection& object);
    void exclude_collection(const syntax::Name& name, const syntax::Object& tree, CollectionId id, std::uint32_t rows,
                            Collection& object);
    CollectionId add_ordered(const syntax::Ordering& tree, Collection object);
    std::uint32_t particles_of(const Candidate& candidate) const;
    std::vector<Cut> check_cuts(const std::vector<syntax::Cut>& cuts, Scope& scope);
    /// Checks a line of a block; what it tells is known to the lines below.
    void check_block_cut(const syntax::Cut& tree, Scope& scope, std::vector<Cut>& cuts);
    Cut check_cut(const syntax::Cut& cut, const Scope& scope, int number);
    /// Adds a step of an object whose block says several things at once.
    CollectionId add_step(const Collection& object, Collection step, const char* what);
    CollectionId add(Collection collection);

    // candidates.cpp
    void check_combinations(const syntax::Object& tree, Symbol& symbol);
    void check_candidate(const syntax::Candidate& tree, Symbol& symbol);
    bool check_legs(const std::vector<syntax::For::Group>& groups, bool broken, Candidate& candidate, Scope& scope);
    bool check_split(const syntax::Candidate::Split& split, Candidate& candidate, Scope& scope);
    void check_local(const syntax::Define& tree, Candidate& candidate, Scope& scope);
    ExprPtr check_criterion(const syntax::Candidate& tree, const Scope& scope);
    /// A number that `what` by it ("combinations are ranked").
    ExprPtr check_key(const syntax::Expr& tree, const Scope& scope, const char* what);
    CandidateId add(Candidate candidate);

    // functions.cpp
    void check_define(const syntax::Define& tree, Symbol& symbol);
    /// Checks the function where its parameters of type `Number`, if any, have these dimensions, and adds it to the
    /// program as number `id`.
    void check_body(FunctionSymbol& symbol, const std::vector<Rational>& dimensions, int& id);
    /// `number` is what `Number` stands for: in a function that is called, the argument's dimension; null where no
    /// `Number` may stand.
    Type resolve_type(const syntax::TypeName& name, const Type* number);
    /// Reports that the result's type is a word of another language, with the type that the formula has.
    Type type_of_formula(const syntax::Function& tree, const Function& function, Scope& scope);
    /// The parameters of a function or table; false, with a report, if one of them is wrong.
    bool check_parameters(const std::vector<syntax::Parameter>& trees, const std::vector<Rational>& dimensions,
                          bool sees_analysis, std::vector<Function::Parameter>& parameters);

    // tables.cpp
    void check_table(FunctionSymbol& symbol);

    // variations.cpp
    void check_variation(const syntax::Variation& tree);
    void check_scale(const syntax::Variation& tree, Variation& variation);
    void check_use(const syntax::Variation& tree, Variation& variation);
    std::vector<std::string> kinds_behind(const std::string& name, int depth = 0) const;
    void check_metadata(const syntax::Tree& tree);

    // regions.cpp
    void check_region(const syntax::Region& tree);
    void check_region_table(const syntax::RegionTable& tree);
    void check_statement(const syntax::Statement& statement, Region& region);
    void check_observed(const syntax::Observed& tree, Region& region);
    void check_background(const syntax::Background& tree, Region& region);
    void report_published(const char* word, std::size_t given, bool second, Span span, const std::string& region,
                          std::optional<Fix> fix);
    Cut check_cell(const syntax::Expr& condition, Span span, int column);
    /// The regions that are inherited from; `lacks_parent` is set where there is one that nobody knows.
    std::vector<int> check_parents(const std::vector<syntax::Name>& names, const std::string& own, bool& lacks_parent);
    /// The words of a line that did not parse that are names of regions.
    std::vector<int> parents_among(const std::vector<syntax::Name>& words) const;
    void add(Region region);

    // lints.cpp
    void warn_of_overlap(const Collection& collection, const syntax::Object& tree);
    void warn_of_unused();

    std::shared_ptr<const Schema> schema_;
    Reporter reporter_;
    const syntax::Tree* tree_ = nullptr;
    Program program_;
    std::map<std::string, Symbol, std::less<>> values_;
    std::map<std::string, Symbol, std::less<>> constants_;  ///< of the library
    std::map<std::string, FunctionSymbol, std::less<>> functions_;
    std::map<std::string, RegionSymbol, std::less<>> regions_;
    std::map<std::string, Span, std::less<>> variations_;
    std::map<CandidateId, CollectionId> members_;
    std::map<std::pair<CollectionId, int>, CollectionId> leading_;
    std::map<std::pair<CollectionId, std::uint32_t>, CollectionId> retyped_;
    FunctionSymbol* open_function_ = nullptr;    ///< being checked
    std::map<std::string, int> random_streams_;  ///< how many there are in each declaration
    /// For each collection and each kind of row the kinds that it is read as: a tau's as a Tau, or as a Jet.
    std::vector<std::vector<std::uint32_t>> readings_;
    Span dialect_use_;  ///< what decided the dialect
    bool reported_chain_ = false;
    std::vector<std::string> library_functions_, library_constants_;
    std::function<std::vector<syntax::Tree>(diagnostics::SourceSet&)> whole_library_;
    std::vector<syntax::Tree> read_later_;  ///< of the library, for edits
    diagnostics::SourceSet scratch_;
    std::optional<std::uint32_t> trial_place_;  ///< set while something is tried
    int trials_left_ = 500;
    const syntax::Cut* open_cut_ = nullptr;
    const syntax::Region* open_region_ = nullptr;
    std::set<std::string> unknown_;  ///< reported already
    std::set<std::string> offered_;  ///< an edit declares it
    std::vector<Declared*> open_;    ///< being checked, outermost first
    bool in_block_ =
        false;  ///< the innermost open one is an object, candidate or region, whose uses follow the file's order
};

}  // namespace collmc::semantics
