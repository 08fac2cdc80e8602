// A suite of questions for models: what is asked, on which events, and what the right answer is.
//
//     {"name": "plots", "questions": [
//        {"id": "q1", "text": "Plot ...", "events": "../data/ttbar.lhco.gz", "reference": "../adl/q1.cut",
//         "right": "histograms"},
//        {"id": "mine", "request": "mine.txt", "right": "audit"},
//        {"id": "charge", "text": "...", "right": "told", "words": ["charge"]}]}
//
// Paths are relative to the suite. docs/evaluation.md describes it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace collmc::evaluation {

enum class Right {
    cutflow,     ///< the numbers of events after each cut are those of the reference
    histograms,  ///< entries and mean of each histogram of the reference, within 2 %
    audit,       ///< every line of the request is answered and nothing is invented, as the audit sees it
    told,        ///< the program says in a comment that something is assumed or not translated, with one of the words
};

/// Whether a question needs events and a program with the right numbers.
constexpr bool has_numbers(Right right) { return right == Right::cutflow || right == Right::histograms; }

struct Question {
    std::string id, text;
    /// Absolute or relative to the working directory; none for `audit` and `told`.
    std::filesystem::path events, reference;
    Right right = Right::cutflow;
    std::vector<std::string> words;
};

struct Suite {
    std::string name;
    std::vector<Question> questions;
};

/// On a mistake nothing, and `error` is a sentence with the place.
std::optional<Suite> read_suite(std::string_view text, const std::filesystem::path& path, std::string& error);

}  // namespace collmc::evaluation
