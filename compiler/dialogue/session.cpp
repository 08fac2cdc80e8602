#include "compiler/dialogue/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "compiler/dialogue/extract.h"
#include "compiler/dialogue/sha256.h"

namespace collmc::dialogue {

namespace {

using model::Question;
using model::Role;

/// A program with what is known of it.
struct Candidate {
    std::string text;
    Score score;
    std::shared_ptr<const repair::Version> version;
    std::string review;
    std::size_t edits = 0;  ///< that were made without a model
};

class Session {
public:
    Session(const Task& task, const Limits& limits, const Tools& tools) : task_(task), limits_(limits), tools_(tools) {}

    Outcome run(const std::string& model) {
        record_start(model);
        outcome_.end = talk();
        if (best_) {
            outcome_.program = best_->text;
            outcome_.score = best_->score;
            outcome_.version = best_->version;
            outcome_.review = best_->review;
        }
        if (outcome_.message.empty()) outcome_.message = sentence();
        record_end();
        return outcome_;
    }

private:
    End talk() {
        if (std::max(task_.request.size(), task_.program.size()) > limits_.most_request) return End::too_large;
        if (!task_.draft.empty()) consider(task_.draft, false, "draft");
        for (int round = 0; round <= limits_.most_rounds; ++round) {
            if (tools_.stop && tools_.stop->load()) return End::interrupted;
            const Question question = next_question(round);
            if (over_budget(question)) return End::budget;
            outcome_.rounds = round;
            const model::Reply reply = ask(question);
            if (const auto* failure = std::get_if<model::Failure>(&reply)) {
                outcome_.failure = *failure;
                return failure->kind == model::Failure::Kind::interrupted ? End::interrupted : End::failed;
            }
            const auto& answer = std::get<model::Answer>(reply);
            const Extracted found = extract_program(answer.text, answer.finish == "length");
            if (found.program.empty()) {
                note({{"kind", "program"}, {"exchange", outcome_.exchanges}, {"found", false}});
                continue;
            }
            if (found.refusal && !best_) {
                best_ = Candidate{found.program, {}, nullptr, "", 0};
                note({{"kind", "program"},
                      {"exchange", outcome_.exchanges},
                      {"found", true},
                      {"refusal", true},
                      {"text", found.program}});
                return End::refused;
            }
            answered_ = true;
            if (!seen_.insert(found.program).second) return End::repetition;
            consider(found.program, found.truncated, "answer");
            if (round == 0) outcome_.first_attempt = asked_best_ && best_->score.clean();
            if (best_->score.clean()) return End::done;
        }
        return answered_ ? End::rounds : End::no_answer;
    }

    std::string shown() const { return task_.numbered.empty() ? number_lines(task_.request) : task_.numbered; }

    /// The first question, again where no answer had a program; else for a repair of the best program.
    Question next_question(int round) const {
        Question question;
        question.round = round;
        if (!answered_) {
            question.role = round == 0 ? Role::translator : Role::fixer;
            question.messages = task_.kind == Task::Kind::edit ? edit_prompt(*tools_.pages, task_.program, shown())
                                                               : translate_prompt(*tools_.pages, shown(), task_.draft);
            return question;
        }
        question.role = Role::fixer;
        question.messages = fix_prompt(*tools_.pages, shown(), best_->text, best_->version->diagnostics, best_->review,
                                       best_->score.truncated);
        return question;
    }

    bool over_budget(const Question& question) const {
        std::size_t characters = 0;
        for (const model::Message& message : question.messages) characters += message.text.size();
        const std::int64_t tokens =
            outcome_.input_tokens + outcome_.output_tokens + model::estimated_tokens(characters);
        return tokens > limits_.most_tokens || (limits_.most_cost > 0 && outcome_.cost >= limits_.most_cost);
    }

    model::Reply ask(const Question& question) {
        model::Reply reply = tools_.ask(question);
        ++outcome_.exchanges;
        note(exchange_record(outcome_.exchanges, question, reply));
        if (const auto* answer = std::get_if<model::Answer>(&reply)) {
            outcome_.input_tokens += answer->input_tokens;
            outcome_.output_tokens += answer->output_tokens;
            outcome_.cost += answer->cost;
            outcome_.seconds += answer->seconds;
        } else {
            outcome_.seconds += std::get<model::Failure>(reply).seconds;
        }
        return reply;
    }

    /// Checks a text, makes the edits that are certain, and takes it if it is better than what there is.
    void consider(const std::string& text, bool truncated, const char* from) {
        const repair::Outcome repaired = repair::repair("program.cut", text, tools_.check);
        Candidate candidate{std::string(repaired.after->file->text()), {}, repaired.after, "", repaired.steps.size()};
        candidate.score.errors = repair::count_errors(repaired.after->diagnostics);
        candidate.score.truncated = truncated;
        const bool valid = !repaired.after->diagnostics.has_errors();
        if (valid && tools_.review) {
            Review review = tools_.review(candidate.text);
            candidate.score.findings = review.findings;
            candidate.review = std::move(review.text);
        }
        // An answer takes the place of a draft that is as good: it was asked for all of the request.
        const bool from_draft = best_ && !asked_best_;
        const bool accepted =
            !best_ || candidate.score < best_->score || (from_draft && candidate.score == best_->score);
        Json codes = Json::array();
        for (const auto& diagnostic : repaired.after->diagnostics.all())
            if (diagnostic.severity == diagnostics::Severity::error) codes.push_back(diagnostic.code);
        note({{"kind", "program"},
              {"exchange", outcome_.exchanges},
              {"found", true},
              {"from", from},
              {"truncated", truncated},
              {"edits", candidate.edits},
              {"errors", candidate.score.errors},
              {"codes", codes},
              {"findings", candidate.score.findings},
              {"accepted", accepted},
              {"text", candidate.text}});
        if (!accepted) return;
        asked_best_ = std::string_view(from) == "answer";
        best_ = std::move(candidate);
        if (tools_.better) tools_.better(best_->text);
    }

    std::string remaining() const {
        if (!best_) return "there is no program";
        const std::size_t errors =
            std::accumulate(best_->score.errors.begin(), best_->score.errors.end(), std::size_t{0});
        std::string text = errors == 0   ? "the program has no errors"
                           : errors == 1 ? "the best program has 1 error"
                                         : fmt::format("the best program has {} errors", errors);
        if (best_->score.truncated) text += ", and its end is missing";
        if (best_->score.findings > 0)
            text += fmt::format(", and differs from the request in {} place{}", best_->score.findings,
                                best_->score.findings == 1 ? "" : "s");
        return text;
    }

    std::string sentence() const {
        switch (outcome_.end) {
            case End::done: return "translated; " + remaining();
            case End::refused: return "nothing of the request can be translated; the comments say why";
            case End::rounds:
                return fmt::format("{} after {} round{} of repair", remaining(), outcome_.rounds,
                                   outcome_.rounds == 1 ? "" : "s");
            case End::repetition:
                return fmt::format("the model repeats a program that it wrote before; {}", remaining());
            case End::budget:
                return fmt::format("the budget of {} tokens{} is spent; {}", limits_.most_tokens,
                                   limits_.most_cost > 0 ? fmt::format(" or a cost of {}", limits_.most_cost) : "",
                                   remaining());
            case End::no_answer: return fmt::format("no program in {} answers of the model", outcome_.exchanges);
            case End::failed: return fmt::format("{}; {}", outcome_.failure->message, remaining());
            case End::interrupted: return fmt::format("interrupted; {}", remaining());
            case End::too_large:
                return fmt::format("the request has more than {} bytes; give the selection alone",
                                   limits_.most_request);
        }
        return "";
    }

    void note(const Json& line) const {
        if (tools_.record) tools_.record(line);
    }

    void record_start(const std::string& model) const {
        note({{"kind", "session"},
              {"schema", "collmc.transcript/1"},
              {"version", COLLMC_VERSION},
              {"task", task_.kind == Task::Kind::edit ? "edit" : "translate"},
              {"model", model},
              {"limits",
               {{"rounds", limits_.most_rounds}, {"tokens", limits_.most_tokens}, {"cost", limits_.most_cost}}},
              {"request_sha256", sha256(task_.request)},
              {"program_sha256", sha256(task_.program)},
              {"draft", task_.draft}});
    }

    void record_end() const {
        note({{"kind", "end"},
              {"end", name_of(outcome_.end)},
              {"message", outcome_.message},
              {"rounds", outcome_.rounds},
              {"exchanges", outcome_.exchanges},
              {"input_tokens", outcome_.input_tokens},
              {"output_tokens", outcome_.output_tokens},
              {"cost", outcome_.cost},
              {"seconds", outcome_.seconds},
              {"program", outcome_.program}});
    }

    const Task& task_;
    const Limits& limits_;
    const Tools& tools_;
    Outcome outcome_;
    std::optional<Candidate> best_;
    std::set<std::string> seen_;
    bool answered_ = false;    ///< an answer had a program
    bool asked_best_ = false;  ///< the best one is an answer, no draft
};

}  // namespace

std::string_view name_of(End end) {
    switch (end) {
        case End::done: return "done";
        case End::refused: return "refused";
        case End::rounds: return "rounds";
        case End::repetition: return "repetition";
        case End::budget: return "budget";
        case End::no_answer: return "no_answer";
        case End::failed: return "failed";
        case End::interrupted: return "interrupted";
        case End::too_large: return "too_large";
    }
    return "";
}

Outcome run_session(const Task& task, const Limits& limits, const Tools& tools, const std::string& model) {
    return Session(task, limits, tools).run(model);
}

Limits limits_of(const Json& session) {
    Limits limits;
    const Json kept = session.value("limits", Json::object());
    limits.most_rounds = kept.value("rounds", limits.most_rounds);
    limits.most_tokens = kept.value("tokens", limits.most_tokens);
    limits.most_cost = kept.value("cost", limits.most_cost);
    return limits;
}

}  // namespace collmc::dialogue
