// The installed standard library: stdlib/*.cut and the schema of the event format.

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "compiler/semantics/check.h"
#include "compiler/semantics/checker.h"
#include "compiler/syntax/parse.h"

namespace collmc::semantics {

namespace {

using std::filesystem::path;

const diagnostics::SourceFile* read(const path& file, diagnostics::SourceSet& sources,
                                    diagnostics::Diagnostics& diagnostics) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    const diagnostics::SourceFile& source = sources.add(file.string(), stream ? text.str() : "");
    if (stream) return &source;
    diagnostics.error("E0901", "semantics", {&source, 0, 0},
                      fmt::format("collmc is not installed completely: {} cannot be read", file.string()));
    return nullptr;
}

/// In alphabetical order, so that nothing depends on the file system.
std::vector<path> cut_files(const path& folder) {
    std::vector<path> files;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure))
        if (entry.path().extension() == ".cut") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

std::optional<Library> load_library(const path& stdlib, diagnostics::SourceSet& sources,
                                    diagnostics::Diagnostics& diagnostics) {
    const std::size_t errors = diagnostics.error_count();
    Library library;
    for (const path& file : cut_files(stdlib))
        if (const diagnostics::SourceFile* source = read(file, sources, diagnostics))
            library.trees.push_back(syntax::parse(*source, diagnostics));
    const diagnostics::SourceFile* schema = read(stdlib / "schema" / "lhco.json", sources, diagnostics);
    if (schema == nullptr || diagnostics.error_count() > errors) return std::nullopt;
    library.schema = load_schema(*schema, library.trees, sources, diagnostics);
    if (library.schema == nullptr) return std::nullopt;
    return library;
}

void check_library(const Library& library, diagnostics::Diagnostics& diagnostics) {
    Checker(library.schema, library.trees, diagnostics).check_library();
}

}  // namespace collmc::semantics
