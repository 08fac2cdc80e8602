// The declared names of an analysis: who declares them, who uses them, in what order.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/vocabulary.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

/// A chain of declarations this long is no analysis that a person wrote; later phases follow such chains recursively.
constexpr std::size_t kLongestChain = 300;

const char* keyword_of(const Symbol& symbol) {
    switch (symbol.kind) {
        case Symbol::Kind::object: return "object";
        case Symbol::Kind::candidate: return "candidate";
        case Symbol::Kind::define: return "define";
    }
    return "";
}

bool is_source_of(const syntax::Object& object, Span use) {
    return std::any_of(object.sources.begin(), object.sources.end(),
                       [&](const syntax::Source& source) { return source.name.span.begin == use.begin; });
}

/// In a block its object is `this`, and an attribute of it stands bare.
Fix own_object_fix(Span use) {
    const std::string_view behind = use.file->text().substr(use.end);
    if (behind.size() > 1 && behind.front() == '.' && std::isalpha(static_cast<unsigned char>(behind[1])) != 0)
        return replace({use.file, use.begin, use.end + 1}, "", "the object's own attribute stands bare",
                       EditClass::likely);
    return replace(use, "this", "write `this`", EditClass::likely);
}

}  // namespace

Checker::Checker(std::shared_ptr<const Schema> schema, const std::vector<syntax::Tree>& library,
                 diagnostics::Diagnostics& diagnostics)
    : schema_(std::move(schema)), reporter_(diagnostics) {
    for (const syntax::Tree& tree : library) declare_library(tree);
}

void Checker::declare_library(const syntax::Tree& tree) {
    for (const syntax::Declaration& declaration : tree.declarations) {
        if (declaration.kind == syntax::Declaration::Kind::function) {
            FunctionSymbol symbol;
            symbol.name = declaration.function->name;
            symbol.tree = declaration.function.get();
            symbol.from_library = true;
            functions_.emplace(symbol.name.text, symbol);
        } else if (declaration.kind == syntax::Declaration::Kind::define) {
            Symbol symbol;
            symbol.name = declaration.define->name;
            symbol.kind = Symbol::Kind::define;
            symbol.define = declaration.define.get();
            symbol.from_library = true;
            constants_.emplace(symbol.name.text, symbol);
        }
    }
}

void Checker::declare(const syntax::Tree& tree) {
    const auto declare_define = [&](const syntax::Define& define) {
        Symbol symbol;
        symbol.name = define.name;
        symbol.kind = Symbol::Kind::define;
        symbol.define = &define;
        declare_value(std::move(symbol));
    };
    for (const syntax::Declaration& declaration : tree.declarations) {
        Symbol symbol;
        switch (declaration.kind) {
            case syntax::Declaration::Kind::object:
                symbol.name = declaration.object->name;
                symbol.kind = Symbol::Kind::object;
                symbol.object = declaration.object.get();
                declare_value(std::move(symbol));
                break;
            case syntax::Declaration::Kind::candidate:
                symbol.name = declaration.candidate->name;
                symbol.kind = Symbol::Kind::candidate;
                symbol.candidate = declaration.candidate.get();
                declare_value(std::move(symbol));
                break;
            case syntax::Declaration::Kind::define: declare_define(*declaration.define); break;
            case syntax::Declaration::Kind::function: declare_function(*declaration.function); break;
            case syntax::Declaration::Kind::region:
                declare_region(declaration.region->name);
                for (const syntax::Statement& statement : declaration.region->statements)
                    if (statement.kind == syntax::Statement::Kind::define) declare_define(*statement.define);
                break;
            case syntax::Declaration::Kind::table: declare_table(*declaration.table); break;
            case syntax::Declaration::Kind::variation: declare_variation(*declaration.variation); break;
            case syntax::Declaration::Kind::regions:
                for (const syntax::RegionTable::Row& row : declaration.regions->rows) declare_region(row.name);
                break;
        }
    }
}

bool Checker::is_free(const syntax::Name& name, bool bare_attributes) {
    if (schema_->is_kind(name.text)) {
        reporter_.error(
            "E0103", name.span,
            fmt::format("`{}` is a kind of object of the {} format; choose another name", name.text, schema_->format));
        return false;
    }
    if (bare_attributes && schema_->is_attribute(name.text)) {
        reporter_.error(
            "E0107", name.span,
            fmt::format("`{0}` is an attribute of objects; inside a block a bare `{0}` means the object's own. "
                        "Choose another name",
                        name.text));
        return false;
    }
    return true;
}

void Checker::declare_value(Symbol symbol) {
    if (symbol.name.text.empty()) return;
    if (!is_free(symbol.name, true)) symbol.state = Declared::State::failed;  // its uses only follow
    const auto [place, fresh] = values_.emplace(symbol.name.text, symbol);
    if (fresh) return;
    Diagnostic& diagnostic =
        reporter_.error("E0103", symbol.name.span, fmt::format("`{}` is already defined", symbol.name.text));
    diagnostic.labels.push_back(
        {place->second.name.span, fmt::format("the {} of that name", keyword_of(place->second))});
    offer_free_name(diagnostic, symbol.name);
}

void Checker::declare_function(const syntax::Function& function) {
    if (is_built_in_form(function.name.text)) {
        reporter_.error("E0103", function.name.span,
                        fmt::format("`{}` is part of the language; choose another name", function.name.text));
        return;
    }
    if (function.intrinsic) {
        reporter_.error("E0606", function.span,
                        fmt::format("`{}` is declared `intrinsic`, which only the library can; give it a formula",
                                    function.name.text));
        return;
    }
    FunctionSymbol symbol;
    symbol.name = function.name;
    symbol.tree = &function;
    if (function.broken) symbol.state = Declared::State::failed;  // its uses only follow
    declare_callable(std::move(symbol));
}

void Checker::declare_table(const syntax::Table& table) {
    if (is_built_in_form(table.name.text)) {
        reporter_.error("E0103", table.name.span,
                        fmt::format("`{}` is part of the language; choose another name", table.name.text));
        return;
    }
    FunctionSymbol symbol;
    symbol.name = table.name;
    symbol.table = &table;
    if (table.broken) symbol.state = Declared::State::failed;
    declare_callable(std::move(symbol));
}

void Checker::declare_callable(FunctionSymbol symbol) {
    if (symbol.name.text.empty()) return;
    const auto [place, fresh] = functions_.emplace(symbol.name.text, symbol);
    if (fresh) return;
    Diagnostic& diagnostic =
        reporter_.error("E0103", symbol.name.span,
                        fmt::format(fmt::runtime(place->second.from_library ? "the library already has a function `{}`"
                                                                            : "`{}` is already defined"),
                                    symbol.name.text));
    diagnostic.labels.push_back({place->second.name.span, place->second.table != nullptr
                                                              ? "the table of that name"
                                                              : "the function of that name"});
    offer_free_name(diagnostic, symbol.name);
}

void Checker::declare_region(const syntax::Name& name) {
    if (name.text.empty()) return;
    const auto [place, fresh] = regions_.emplace(name.text, RegionSymbol{name.span});
    if (fresh) return;
    Diagnostic& diagnostic =
        reporter_.error("E0103", name.span, fmt::format("there is already a region `{}`", name.text));
    diagnostic.labels.push_back({place->second.span, "the region of that name"});
    offer_free_name(diagnostic, name);
}

bool Checker::may_bind(const syntax::Name& name, const Scope& scope, bool bare_attributes) {
    if (!is_free(name, bare_attributes)) return false;
    const Variable* variable = scope.variable(name.text);
    const Local* local = scope.local(name.text);
    const Symbol* symbol = scope.sees_analysis ? find(name.text) : nullptr;
    if (variable == nullptr && local == nullptr && symbol == nullptr) return true;
    Diagnostic& diagnostic = reporter_.error(
        "E0103", name.span, fmt::format("`{}` already means something here; choose another name", name.text));
    const Span other = variable != nullptr ? variable->name.span
                       : local != nullptr  ? local->name.span
                                           : symbol->name.span;
    diagnostic.labels.push_back({other, "it is defined here"});
    if (variable != nullptr) offer_free_name(diagnostic, name);
    return false;
}

const Symbol* Checker::find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
}

const FunctionSymbol* Checker::find_function(std::string_view name) const {
    const auto found = functions_.find(name);
    return found == functions_.end() ? nullptr : &found->second;
}

const Symbol* Checker::use(const syntax::Name& name, bool of_analysis) {
    auto& symbols = of_analysis ? values_ : constants_;
    const auto found = symbols.find(name.text);
    if (found == symbols.end()) return nullptr;
    Symbol& symbol = found->second;
    if (symbol.state == Declared::State::open) {
        report_cycle(symbol, name.span);
        if (!trying()) symbol.state = Declared::State::failed;
        return &symbol;
    }
    if (in_block_ && symbol.kind != Symbol::Kind::define && is_below(symbol, name.span))
        report_early_use(symbol, name.span);
    if (!resolve_and_link(symbol, name.span, [&] { resolve(symbol); })) symbol.state = Declared::State::failed;
    if (symbol.state == Declared::State::done) {
        switch (symbol.kind) {
            case Symbol::Kind::object: program_.collections[symbol.id].used = true; break;
            case Symbol::Kind::candidate: program_.candidates[symbol.id].used = true; break;
            case Symbol::Kind::define: program_.defines[symbol.id].used = true; break;
        }
    }
    return &symbol;
}

const FunctionSymbol* Checker::use_function(const syntax::Name& name) {
    const auto found = functions_.find(name.text);
    if (found == functions_.end()) return nullptr;
    FunctionSymbol& symbol = found->second;
    symbol.used = true;
    if (symbol.tree != nullptr && symbol.tree->intrinsic) {
        symbol.state = Declared::State::done;
        return &symbol;
    }
    if (symbol.state == Declared::State::open) {
        report_cycle(symbol, name.span);
        if (!trying()) symbol.state = Declared::State::failed;
        return &symbol;
    }
    if (!resolve_and_link(symbol, name.span, [&] { resolve(symbol); })) symbol.state = Declared::State::failed;
    return &symbol;
}

bool Checker::resolve_and_link(Declared& used, Span use, const std::function<void()>& resolve_used) {
    const auto too_long = [&] {
        if (!reported_chain_)
            reporter_.error(
                "E0012", use,
                fmt::format("`{}` is defined through more than {} other definitions; write it more directly",
                            open_.front()->name.text, kLongestChain));
        reported_chain_ = true;
        return false;
    };
    if (used.state == Declared::State::unseen) {
        if (open_.size() > kLongestChain) return too_long();
        resolve_used();
    }
    if (open_.empty() || used.state == Declared::State::failed) return true;
    Declared& user = *open_.back();
    user.depth = std::max(user.depth, used.depth + 1);
    return user.depth <= static_cast<int>(kLongestChain) || too_long();
}

void Checker::report_cycle(const Declared& again, Span use) {
    const auto first = std::find(open_.begin(), open_.end(), &again);
    if (std::any_of(first, open_.end(), [](const Declared* link) { return link->reported_early; })) return;
    std::string chain;
    for (auto at = first; at != open_.end(); ++at) chain += fmt::format("{} -> ", (*at)->name.text);
    chain += again.name.text;
    const bool direct = first + 1 == open_.end();
    const auto* symbol = find(again.name.text);
    if (const auto constant = constants_.find(again.name.text);
        constant != constants_.end() && &constant->second == &again)
        symbol = &constant->second;
    if (symbol != &again) {
        reporter_.error("E0601", use,
                        direct ? fmt::format("`{}` calls itself; a function may not", again.name.text)
                               : fmt::format("`{}` calls itself: {}; a function may not", again.name.text, chain));
        return;
    }
    // Where a line between the two did not parse, the use may stand in another block.
    if (!trying() && symbol->kind != Symbol::Kind::define && use.begin > again.name.span.begin &&
        reporter_.is_misread({use.file, again.name.span.begin, use.begin}))
        return;
    const syntax::Name name{again.name.text, use};
    const bool is_source = symbol->kind == Symbol::Kind::object && direct && is_source_of(*symbol->object, use);
    std::vector<Fix> fixes = is_source ? source_fixes(name, symbol->object) : std::vector<Fix>{};
    if (direct && !is_source && symbol->kind != Symbol::Kind::define) fixes.push_back(own_object_fix(use));
    Diagnostic& diagnostic = reporter_.error("E0104", use, "");
    diagnostic.fixes = std::move(fixes);
    if (!direct) {
        diagnostic.message = fmt::format("`{}` is defined by itself: {}", again.name.text, chain);
        diagnostic.labels.push_back({again.name.span, "its definition needs itself"});
    } else if (is_source) {
        diagnostic.message = fmt::format(
            "`{}` is taken from itself; take it from a kind of object, or choose another name", again.name.text);
    } else if (symbol->kind == Symbol::Kind::object) {
        diagnostic.message = fmt::format(
            "`{}` is defined by itself; inside its block the object is `this`, and its attributes stand bare",
            again.name.text);
    } else if (symbol->kind == Symbol::Kind::candidate) {
        diagnostic.message = fmt::format(
            "`{}` is defined by itself; inside its block its attributes stand bare (`mass`), its members by their "
            "names",
            again.name.text);
    } else {
        diagnostic.message = fmt::format("`{}` is defined by itself", again.name.text);
    }
}

void Checker::report_early_use(Symbol& symbol, Span use) {
    if (symbol.reported_early) return;
    symbol.reported_early = !trying();
    std::vector<std::string> above;
    for (const auto& [name, other] : values_)
        if (other.kind == symbol.kind && other.state == Declared::State::done) above.push_back(name);
    above = diagnostics::nearest(symbol.name.text, above);
    Diagnostic& diagnostic =
        reporter_.error("E0102", use,
                        fmt::format("`{}` is used before it is defined; move the {} above this block", symbol.name.text,
                                    keyword_of(symbol)));
    diagnostic.labels.push_back({symbol.name.span, "defined here"});
    for (const std::string& other : above)
        diagnostic.fixes.push_back(replace(use, other, fmt::format("write `{}`, which is defined above", other),
                                           EditClass::changes_selection));
}

void Checker::resolve(Symbol& symbol) {
    const Reporter::Redirection in_earnest = reporter_.to_the_person();
    const auto trial = std::exchange(trial_place_, std::nullopt);
    const Open<syntax::Cut> no_cut(open_cut_, nullptr);
    const Open<syntax::Region> no_region(open_region_, nullptr);
    const Reporter::Frame frame = reporter_.apart(fmt::format("{} {}", keyword_of(symbol), symbol.name.text));
    const bool outer_block = std::exchange(in_block_, symbol.kind != Symbol::Kind::define);
    symbol.state = Declared::State::open;
    open_.push_back(&symbol);
    switch (symbol.kind) {
        case Symbol::Kind::object: check_object(*symbol.object, symbol); break;
        case Symbol::Kind::candidate: check_candidate(*symbol.candidate, symbol); break;
        case Symbol::Kind::define: check_define(*symbol.define, symbol); break;
    }
    open_.pop_back();
    in_block_ = outer_block;
    trial_place_ = trial;
    symbol.state =
        symbol.id >= 0 && symbol.state == Declared::State::open ? Declared::State::done : Declared::State::failed;
}

void Checker::resolve(FunctionSymbol& function) {
    if (is_generic(function)) {
        function.state = Declared::State::done;
        return;
    }
    const Reporter::Redirection in_earnest = reporter_.to_the_person();
    const auto trial = std::exchange(trial_place_, std::nullopt);
    const Open<syntax::Cut> no_cut(open_cut_, nullptr);
    const Open<syntax::Region> no_region(open_region_, nullptr);
    enter(function, [&] { function.table != nullptr ? check_table(function) : check_body(function, {}, function.id); });
    trial_place_ = trial;
    function.state =
        function.id >= 0 && function.state == Declared::State::open ? Declared::State::done : Declared::State::failed;
}

void Checker::enter(FunctionSymbol& function, const std::function<void()>& check) {
    const Reporter::Frame frame =
        reporter_.apart((function.table != nullptr ? "table " : "function ") + function.name.text);
    const bool outer_block = std::exchange(in_block_, false);
    function.state = Declared::State::open;
    open_.push_back(&function);
    FunctionSymbol* const outer = std::exchange(open_function_, &function);
    check();
    open_function_ = outer;
    open_.pop_back();
    in_block_ = outer_block;
}

FunctionId Checker::instantiate(const FunctionSymbol& function, const std::vector<Rational>& dimensions) {
    FunctionSymbol& symbol = functions_.find(function.name.text)->second;
    const auto key = std::find_if(symbol.instances.begin(), symbol.instances.end(),
                                  [&](const auto& instance) { return instance.first == dimensions; });
    if (key != symbol.instances.end()) return key->second;
    int id = -1;
    enter(symbol, [&] { check_body(symbol, dimensions, id); });
    // A failure is that of these dimensions; a circle would be met again by all.
    if (symbol.state == Declared::State::open) symbol.state = Declared::State::done;
    if (id >= 0 || !trying()) symbol.instances.emplace_back(dimensions, id);
    return id;
}

std::optional<CollectionId> Checker::collection_named(const syntax::Name& name, const syntax::Object* object) {
    for (std::size_t i = 0; i < schema_->particles.size(); ++i)
        if (schema_->particles[i].name == name.text) return static_cast<CollectionId>(i);
    if (const Symbol* symbol = use(name)) {
        if (symbol->state != Declared::State::done) return std::nullopt;
        if (symbol->kind == Symbol::Kind::object) return symbol->id;
        if (symbol->kind == Symbol::Kind::candidate) return members_of(symbol->id);
        const Expr* value = program_.defines[symbol->id].value.get();
        if (value->type.is_error()) return std::nullopt;
        while (value->kind == Expr::Kind::define) value = program_.defines[value->define].value.get();
        if (value->kind == Expr::Kind::collection) return value->collection;
        if (value->kind == Expr::Kind::candidate) return members_of(value->candidate);
        Diagnostic& diagnostic = reporter_.error(
            "E0309", name.span,
            fmt::format("`{}` is {}; a collection is needed here", name.text, describe(value->type, *schema_)));
        diagnostic.labels.push_back({symbol->name.span, "defined here"});
        return std::nullopt;
    }
    if (name.text == schema_->met.name) {
        reporter_.error("E0309", name.span,
                        fmt::format("`{}` is one per event; a collection is needed here", name.text));
        return std::nullopt;
    }
    return report_no_collection(name, object);
}

std::optional<CollectionId> Checker::report_no_collection(const syntax::Name& name, const syntax::Object* object) {
    if (!trying() && (is_offered(name.text) || reporter_.is_on_misread_line(name.text))) return std::nullopt;
    std::vector<std::string> known = collection_names();
    std::erase_if(known, [&](const std::string& other) { return is_open(other); });  // it would be defined by itself
    std::vector<std::string> near = diagnostics::nearest(name.text, known);
    std::vector<Fix> fixes = source_fixes(name, object);
    // A kind in the plural, or in the words of another tool, is that kind; `leptons` may be a misspelt collection.
    const bool like_a_kind = !name.text.empty() && name.text.front() >= 'A' && name.text.front() <= 'Z';
    if (!like_a_kind && object == nullptr) fixes.clear();
    const bool is_near = !near.empty() && !schema_->is_kind(near.front());
    const bool certain = !fixes.empty() && !is_near;
    if (is_near)
        for (Fix& fix : fixes) fix.applicability = EditClass::likely;
    if (!certain)
        if (std::optional<Fix> declaring = declaring_fix(name.text)) {
            note_offered(name.text);
            fixes.insert(fixes.begin(), std::move(*declaring));
        }
    if (!certain && !near.empty()) {
        Fix fix = is_offered(name.text)
                      ? rename(name.text, near.front())
                      : replace(name.span, near.front(), fmt::format("write `{}`", near.front()),
                                diagnostics::is_certain(name.text, near) ? EditClass::safe : EditClass::likely);
        fixes.insert(is_near && !is_offered(name.text) ? fixes.begin() : fixes.end(), std::move(fix));
    }
    Diagnostic& diagnostic =
        reporter_.error(like_a_kind ? "E0108" : "E0101", name.span,
                        schema_->is_group(name.text) ? group_message(*schema_, name.text)
                        : like_a_kind ? fmt::format("the {} format has no `{}`", schema_->format, name.text)
                                      : fmt::format("there is no collection `{}`", name.text));
    std::vector<std::string> kinds;
    for (const Particle& particle : schema_->particles) kinds.push_back(particle.name);
    if (fixes.empty() && !schema_->is_group(name.text))
        diagnostic.notes.push_back("the kinds of objects are " + listed_quoted(kinds));
    diagnostic.fixes = std::move(fixes);
    if (!certain) diagnostic.candidates = std::move(near);
    const std::string meant = name_written(diagnostic.fixes, name.span);
    if (meant.empty() || is_open(meant) || trying()) return std::nullopt;
    reporter_.guess(name.span);
    return collection_named({meant, name.span});
}

bool Checker::is_open(std::string_view name) const {
    const Symbol* symbol = find(name);
    const FunctionSymbol* function = find_function(name);
    return (symbol != nullptr && symbol->state == Declared::State::open) ||
           (function != nullptr && function->state == Declared::State::open);
}

std::vector<std::string> Checker::value_names() const {
    std::vector<std::string> names;
    for (const auto& [name, symbol] : values_) names.push_back(name);
    for (const auto& [name, symbol] : constants_)
        if (values_.count(name) == 0) names.push_back(name);
    for (const std::string& name : library_constants_)
        if (values_.count(name) == 0 && constants_.count(name) == 0) names.push_back(name);
    names.push_back(schema_->met.name);
    return names;
}

std::vector<std::string> Checker::collection_names() const {
    std::vector<std::string> names;
    for (const Particle& particle : schema_->particles) names.push_back(particle.name);
    for (const auto& [name, symbol] : values_)
        if (symbol.kind != Symbol::Kind::define) names.push_back(name);
    return names;
}

std::vector<std::string> Checker::function_names() const {
    std::vector<std::string> names = built_in_forms();
    for (const auto& [name, symbol] : functions_) names.push_back(name);
    for (const std::string& name : library_functions_)
        if (functions_.count(name) == 0) names.push_back(name);
    return names;
}

}  // namespace collmc::semantics
