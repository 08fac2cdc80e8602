// A request goes in, a checked program comes out, with the help of a language model and never on its word.
//
// The model is asked for a program. What it writes is checked; edits whose meaning is certain are made without asking;
// what remains is sent to the fixer with the messages and their hint pages. A program is accepted in place of the one
// before only where it has fewer errors (repair/errors.h says what counts) or, with as many, fewer findings of the
// review. It ends when nothing is left, after `most_rounds`, when a program comes back that was there before, or when a
// budget is spent, and then says what stands and where.
//
// The same entry serves a run over the network and a replay: only `Tools::ask` differs. This folder reads no files but
// the pages of its prompts, writes none, and knows no network.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "compiler/dialogue/prompts.h"
#include "compiler/dialogue/transcript.h"
#include "compiler/model/exchange.h"
#include "compiler/repair/errors.h"
#include "compiler/repair/repair.h"

namespace collmc::dialogue {

struct Task {
    enum class Kind {
        translate,  ///< a program for `request`
        edit,       ///< `program`, changed as `request` says
    };
    Kind kind = Kind::translate;
    std::string request;
    std::string numbered;  ///< the request as a model is shown it; empty: number_lines(request)
    std::string program;   ///< of an edit
    std::string draft;  ///< of a translation: a first program, shown to the model, kept if it stays the best; or empty
};

struct Limits {
    int most_rounds = 3;                  ///< questions after the first
    std::int64_t most_tokens = 200'000;   ///< of questions and answers together
    double most_cost = 0;                 ///< 0: no limit
    std::size_t most_request = 64 << 10;  ///< bytes of a request, and of a program to edit
};

/// What an audit of a program that has no errors says.
struct Review {
    std::size_t findings = 0;
    std::string text;  ///< for the fixer
};

struct Tools {
    model::Ask ask;
    repair::Check check;
    std::function<Review(const std::string& program)> review;  ///< may be empty
    Record record;                                             ///< may be empty
    std::function<void(const std::string& program)> better;    ///< hears of each program that is accepted; may be empty
    const std::atomic<bool>* stop = nullptr;                   ///< the user wants no more
    const Pages* pages = nullptr;
};

/// How good a program is: less is better, the earlier number decides.
struct Score {
    repair::Errors errors = {};
    std::size_t findings = 0;
    bool truncated = false;
    bool clean() const { return *this == Score{}; }
    auto operator<=>(const Score&) const = default;
};

enum class End {
    done,        ///< no errors, nothing found
    refused,     ///< the model says in comments why nothing can be translated
    rounds,      ///< errors or findings remain after the last round
    repetition,  ///< a program came back that had been there
    budget,      ///< of tokens or cost
    no_answer,   ///< no answer had a program
    failed,      ///< a question had no answer
    interrupted,
    too_large,  ///< the request is longer than any
};
std::string_view name_of(End end);

struct Outcome {
    End end = End::no_answer;
    std::string program;                             ///< the best; empty where there is none
    Score score;                                     ///< of it
    std::shared_ptr<const repair::Version> version;  ///< of it: its text with what the check says
    std::string review;                              ///< of it
    std::optional<model::Failure> failure;
    bool first_attempt = false;  ///< the first answer was right as it came, but for edits that are certain
    int rounds = 0;              ///< questions to the fixer
    int exchanges = 0;
    std::int64_t input_tokens = 0, output_tokens = 0;
    double cost = 0, seconds = 0;  ///< of the exchanges
    std::string message;           ///< one sentence: what stands, and why it went no further
    /// There is a program without errors, or comments why there is none. It may differ from the request (`review`).
    bool good() const {
        const bool stands = version && score.errors == repair::Errors{} && !score.truncated;
        const bool given_up = end == End::rounds || end == End::repetition || end == End::budget;
        return end == End::done || end == End::refused || (given_up && stands);
    }
};

/// `model` is a name for the transcript.
Outcome run_session(const Task& task, const Limits& limits, const Tools& tools, const std::string& model);

/// The limits that a transcript was made with.
Limits limits_of(const Json& session);

}  // namespace collmc::dialogue
