// The words that requests are made of, in classes: vocabulary/*.txt, built into the program.
//
// A class maps phrases to values: `[compare]` has `>=` for "at least" and "no less than". A phrase is compared as
// tokens_of() reads it, and its last word may be a plural. `{must/should} be` is both, and `{@modal} be` all of a group
// that a line `@modal = must/should` names. To teach the translator a spelling, add it to its line there.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/translate/tokens.h"

namespace collmc::translate {

class Vocabulary {
public:
    struct Match {
        std::string_view value;
        std::size_t length = 0;  ///< in tokens
        bool plural = false;
    };

    /// The one that is built in. Asserts that the files are well formed: they are our own.
    static const Vocabulary& built_in();

    /// The longest phrase of a class that begins at a token.
    std::optional<Match> longest(std::string_view of_class, const std::vector<Token>& tokens, std::size_t at) const;

    /// For each token, whether it stands in any phrase of any class there.
    std::vector<bool> known(const std::vector<Token>& tokens) const;

    /// The value of a phrase given as text, for tables that the grammar looks things up in (`[axis]`).
    std::optional<std::string_view> value_of(std::string_view of_class, std::string_view phrase) const;

    /// The words of the nearest phrases, for a message about a word that is not known; may be empty.
    std::vector<std::string> words() const;
    /// The words of one class.
    std::vector<std::string> words(std::string_view of_class) const;

private:
    struct Entry {
        std::vector<std::string> words;
        std::string value;
    };
    struct Class {
        std::unordered_map<std::string, std::vector<Entry>> by_first_word;
        std::unordered_set<std::string> words;
    };
    explicit Vocabulary(const std::vector<std::string_view>& files);
    void add_group(std::string_view line);
    void add_line(Class& of_class, std::string_view line);
    std::vector<std::vector<std::string>> written_out(std::string_view phrase, Class& of_class) const;
    static std::optional<Match> matches(const Entry& entry, const std::vector<Token>& tokens, std::size_t at);
    std::optional<Match> longest(const Class& of_class, const std::vector<Token>& tokens, std::size_t at) const;

    std::unordered_map<std::string, Class> classes_;
    std::unordered_map<std::string, std::string> groups_;  ///< `@modal` -> `must/has to/should`
};

/// The texts of vocabulary/*.txt, made by the build.
const std::vector<std::string_view>& vocabulary_files();

}  // namespace collmc::translate
