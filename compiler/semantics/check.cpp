#include "compiler/semantics/check.h"

#include <fmt/format.h>

#include "compiler/semantics/checker.h"
#include "compiler/semantics/cost.h"
#include "compiler/semantics/habits.h"
#include "compiler/semantics/presence.h"
#include "compiler/semantics/ranges_check.h"
#include "compiler/semantics/vocabulary.h"

namespace collmc::semantics {

namespace {

/// What stands for the dimensions of the numbers that a function which nobody calls is checked with.
std::vector<Rational> energies(const FunctionSymbol& function) {
    return std::vector<Rational>(function.tree->parameters.size(), Rational{1, 1});
}

}  // namespace

Program Checker::check(const syntax::Tree& tree) {
    program_.schema = schema_;
    tree_ = &tree;
    check_metadata(tree);
    for (std::size_t i = 0; i < schema_->particles.size(); ++i) {
        Collection base;
        base.name = schema_->particles[i].name;
        base.element = {ObjectType::Kind::detector, 1U << i};
        base.particle = static_cast<int>(i);
        base.used = true;
        add(std::move(base));
    }
    declare(tree);
    bool any_region = false;
    for (const syntax::Declaration& declaration : tree.declarations) {
        // Of two declarations of one name the first counts.
        const auto own = [&](const syntax::Name& name) {
            const auto found = values_.find(name.text);
            const bool first = found != values_.end() && found->second.name.span.begin == name.span.begin;
            return first && found->second.state == Declared::State::unseen ? &found->second : nullptr;
        };
        switch (declaration.kind) {
            case syntax::Declaration::Kind::object:
                if (Symbol* symbol = own(declaration.object->name)) resolve(*symbol);
                break;
            case syntax::Declaration::Kind::candidate:
                if (Symbol* symbol = own(declaration.candidate->name)) resolve(*symbol);
                break;
            case syntax::Declaration::Kind::region:
                any_region = true;
                check_region(*declaration.region);
                break;
            case syntax::Declaration::Kind::regions:
                any_region = true;
                check_region_table(*declaration.regions);
                break;
            case syntax::Declaration::Kind::variation: check_variation(*declaration.variation); break;
            case syntax::Declaration::Kind::table:
            case syntax::Declaration::Kind::define:
            case syntax::Declaration::Kind::function: break;
        }
    }
    for (auto& [name, symbol] : values_)
        if (symbol.state == Declared::State::unseen) resolve(symbol);
    for (auto& [name, function] : functions_) {
        if (function.from_library) continue;
        if (function.state == Declared::State::unseen) resolve(function);
        if (is_generic(function) && function.instances.empty()) instantiate(function, energies(function));
    }
    if (!any_region && reporter_.error_count() == 0) {
        const auto end = static_cast<std::uint32_t>(tree.file->text().size());
        const diagnostics::Span place{tree.file, end, end};
        Diagnostic& diagnostic = reporter_.error("E0508", place, "there is no region, so nothing is selected");
        const std::string_view newline = end > 0 && tree.file->text().back() != '\n' ? "\n" : "";
        diagnostic.fixes.push_back({"begin a region",
                                    diagnostics::EditClass::likely,
                                    {{place, fmt::format("{}\nregion SR\n", newline)}},
                                    "all events are selected until it has cuts"});
        diagnostic.notes.push_back(
            "a region begins with `region NAME`; its cuts (`select MET.pt > 30 GeV`) and outputs "
            "(`histo met : MET.pt, 40 bins from 0 to 200 GeV`) follow");
    }
    if (any_region && tree.unread.empty()) warn_of_unused();
    return std::move(program_);
}

void Checker::check_library() {
    for (auto& [name, constant] : constants_)
        if (constant.state == Declared::State::unseen) resolve(constant);
    const Type any = Type::error();
    for (auto& [name, function] : functions_) {
        if (!function.tree->intrinsic) {
            if (function.state == Declared::State::unseen) resolve(function);
            if (is_generic(function)) instantiate(function, energies(function));
            continue;
        }
        for (const syntax::Parameter& parameter : function.tree->parameters) resolve_type(parameter.type, &any);
        resolve_type(function.tree->result, &any);
        if (is_momentum_constructor(name) && function.tree->parameters.size() == 4) continue;
        const IntrinsicEntry* entry = intrinsic_named(name);
        if (entry == nullptr || entry->arity != function.tree->parameters.size())
            reporter_.error("E0901", function.name.span,
                            fmt::format("`{}` is no intrinsic function of the compiler", name));
    }
}

std::optional<Program> check(const syntax::Tree& tree, const Library& library, diagnostics::Diagnostics& diagnostics) {
    Checker checker(library.schema, library.trees, diagnostics);
    checker.knows(library.functions, library.constants, library.whole);
    Program program = checker.check(tree);
    prove_presence(program, diagnostics);
    if (!diagnostics.has_errors()) {  // what is not there yet may be what settles it
        check_habits(program, diagnostics);
        check_leftovers(program, diagnostics);
    }
    check_ranges(program, diagnostics);
    check_cost(program, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
    return program;
}

}  // namespace collmc::semantics
