// Phase 2: tree + schema + standard library -> typed program.
//
// Resolves names, infers types and dimensions (check), then proves that no event can reach a missing object (presence).
// All errors of a file are reported at once, also those of a tree that has syntax errors. A part with an error is typed
// as if its likely repair had been made, or gets the error type, which silences what follows from it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"
#include "compiler/semantics/schema.h"
#include "compiler/semantics/typed.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

/// The schema and the library's functions, loaded once.
struct Library {
    std::shared_ptr<const Schema> schema;
    std::vector<syntax::Tree> trees;                ///< stdlib/*.cut in alphabetical order
    std::vector<std::string> functions, constants;  ///< the names of all, also of those that were not read
    /// Reads all of it into other sources: for an edit with a function that the analysis does not name. May be empty.
    std::function<std::vector<syntax::Tree>(diagnostics::SourceSet&)> whole;
};

/// Loads stdlib/schema/lhco.json and stdlib/*.cut from a directory: the whole of it, or what an analysis may use, by
/// the names in its text. Problems are diagnostics (a broken installation).
std::optional<Library> load_library(const std::filesystem::path& stdlib, diagnostics::SourceSet& sources,
                                    diagnostics::Diagnostics& diagnostics,
                                    const diagnostics::SourceFile* analysis = nullptr);

/// Checks every function of the library. An analysis checks those it uses; this is for the test of an installation.
void check_library(const Library& library, diagnostics::Diagnostics& diagnostics);

/// Checks an analysis. Returns a program only when there are no errors.
std::optional<Program> check(const syntax::Tree& tree, const Library& library, diagnostics::Diagnostics& diagnostics);

/// The typed program as text (`--emit=typed`): every expression with its type.
std::string print(const Program& program);

}  // namespace collmc::semantics
