// The installed standard library: stdlib/*.cut and the schema of the event format.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>

#include "compiler/semantics/check.h"
#include "compiler/semantics/checker.h"
#include "compiler/syntax/parse.h"

namespace collmc::semantics {

namespace {

using std::filesystem::path;

std::optional<std::string> text_of(const path& file, diagnostics::SourceSet& sources,
                                   diagnostics::Diagnostics& diagnostics) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (stream) return text.str();
    diagnostics.error("E0901", "semantics", {&sources.add(file.string(), ""), 0, 0},
                      fmt::format("collmc is not installed completely: {} cannot be read", file.string()));
    return std::nullopt;
}

/// The words of a text that could be names.
std::set<std::string_view> words_in(std::string_view text) {
    const auto is_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    std::set<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_word(static_cast<unsigned char>(text[end]))) ++end;
        if (end > at) words.insert(text.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

/// A declaration in a file of the library, which begins at the left margin, with the comment above it.
struct Passage {
    std::string_view name;
    bool is_constant;
    std::size_t begin, declaration, end;  ///< the comment, what it is above, the next passage
};

std::vector<Passage> passages_in(std::string_view text) {
    std::vector<Passage> passages;
    std::size_t comment = std::string::npos;
    for (std::size_t line = 0; line < text.size();) {
        const std::size_t end = std::min(text.find('\n', line), text.size());
        std::string_view rest = text.substr(line, end - line);
        bool declares = false;
        for (const std::string_view word : {"intrinsic ", "function ", "define ", "table "}) {
            if (rest.substr(0, word.size()) != word) continue;
            rest.remove_prefix(word.size());
            declares = true;
        }
        if (declares) {
            const std::size_t begin = comment == std::string::npos ? line : comment;
            if (!passages.empty()) passages.back().end = begin;
            passages.push_back({rest.substr(0, rest.find_first_of(" (")), text[line] == 'd', begin, line, text.size()});
        }
        const bool is_comment = text[line] == '#';
        if (!is_comment || declares)
            comment = std::string::npos;
        else if (comment == std::string::npos)
            comment = line;
        line = end + 1;
    }
    return passages;
}

/// A file of the library while it is decided which of its declarations are read.
struct File {
    path name;
    std::string text;
    std::vector<Passage> passages;
    std::vector<bool> needed;
};

/// Marks what the words name, and what that needs in turn.
void mark_needed(std::vector<File>& files, std::set<std::string_view> words) {
    std::set<std::string_view> known;
    while (!words.empty()) {
        std::set<std::string_view> further;
        for (File& file : files) {
            for (std::size_t i = 0; i < file.passages.size(); ++i) {
                const Passage& passage = file.passages[i];
                if (file.needed[i] || words.count(passage.name) == 0) continue;
                file.needed[i] = true;
                const std::string_view text(file.text);
                for (const std::string_view word :
                     words_in(text.substr(passage.declaration, passage.end - passage.declaration)))
                    if (known.insert(word).second) further.insert(word);
            }
        }
        words = std::move(further);
    }
}

/// The text with what is not needed left empty, so that every line keeps its number.
std::string needed_text(const File& file) {
    std::string text = file.text;
    for (std::size_t i = 0; i < file.passages.size(); ++i)
        if (!file.needed[i])
            for (std::size_t at = file.passages[i].begin; at < file.passages[i].end; ++at)
                if (text[at] != '\n') text[at] = ' ';
    return text;
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

std::vector<syntax::Tree> all_trees(const path& stdlib, diagnostics::SourceSet& sources) {
    diagnostics::Diagnostics unread;  // what was read of it had no error
    std::vector<syntax::Tree> trees;
    for (const path& name : cut_files(stdlib))
        if (std::optional<std::string> text = text_of(name, sources, unread))
            trees.push_back(syntax::parse(sources.add(name.string(), std::move(*text)), unread));
    return trees;
}

}  // namespace

std::optional<Library> load_library(const path& stdlib, diagnostics::SourceSet& sources,
                                    diagnostics::Diagnostics& diagnostics, const diagnostics::SourceFile* analysis) {
    const std::size_t errors = diagnostics.error_count();
    Library library;
    const path schema_file = stdlib / "schema" / "lhco.json";
    std::vector<File> files;
    for (const path& name : cut_files(stdlib)) {
        std::optional<std::string> text = text_of(name, sources, diagnostics);
        if (text) files.push_back({name, std::move(*text), {}, {}});
    }
    const std::optional<std::string> schema = text_of(schema_file, sources, diagnostics);
    if (!schema || diagnostics.error_count() > errors) return std::nullopt;
    for (File& file : files) {
        file.passages = passages_in(file.text);
        file.needed.assign(file.passages.size(), analysis == nullptr);
        for (const Passage& passage : file.passages)
            (passage.is_constant ? library.constants : library.functions).emplace_back(passage.name);
    }
    if (analysis != nullptr) {
        std::set<std::string_view> words = words_in(analysis->text());
        words.merge(words_in(*schema));
        mark_needed(files, std::move(words));
    }
    for (const File& file : files) {
        if (std::find(file.needed.begin(), file.needed.end(), true) == file.needed.end()) continue;
        library.trees.push_back(syntax::parse(sources.add(file.name.string(), needed_text(file)), diagnostics));
    }
    if (diagnostics.error_count() > errors) return std::nullopt;
    if (analysis != nullptr)
        library.whole = [stdlib](diagnostics::SourceSet& others) { return all_trees(stdlib, others); };
    library.schema = load_schema(sources.add(schema_file.string(), *schema), library.trees, sources, diagnostics);
    if (library.schema == nullptr) return std::nullopt;
    return library;
}

void check_library(const Library& library, diagnostics::Diagnostics& diagnostics) {
    Checker(library.schema, library.trees, diagnostics).check_library();
}

}  // namespace collmc::semantics
