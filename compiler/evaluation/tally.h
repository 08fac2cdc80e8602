// Trials of models at questions, summed up: rates with their intervals, costs, failures by kind.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace collmc::evaluation {

enum class Verdict { right, no_answer, syntax, type, wrong_number, audit, network };
inline constexpr std::size_t kVerdicts = 7;
std::string_view name_of(Verdict verdict);

/// What the audit of a program against its request finds, by kinds of findings.
struct AuditCounts {
    int agrees = 0, differs = 0, missing = 0, invented = 0;
    std::string worst;  ///< the first finding of something missing or invented, else the first that differs; one line

    bool clean() const { return differs + missing + invented == 0; }
    /// Something that was asked for is left out, or something is there that nobody asked for.
    bool incomplete() const { return missing + invented > 0; }
};

struct Trial {
    std::string model, question;
    Verdict verdict = Verdict::no_answer;
    bool first_attempt = false;  ///< right, and without a question to the fixer
    int rounds = 0;
    std::int64_t tokens = 0;  ///< of questions and answers
    double cost = 0, seconds = 0;
    std::string message;  ///< why it is not right
    /// Of a program without errors, for a request that is understood without a model; nothing for others.
    std::optional<AuditCounts> audit;
};

/// What a program is whose numbers are known: right where they are right, whatever the audit finds. Wrong numbers of a
/// program that leaves out or invents something are a failure of its kind; else a number, an object or a direction is
/// wrong.
Verdict judge_numbers(bool right, const std::optional<AuditCounts>& audit);

/// Wilson's score interval for a proportion, at `z` standard deviations (1.96: 95 %). E. B. Wilson, J. Am. Stat. Assoc.
/// 22 (1927) 209. [0, 1] without trials.
std::pair<double, double> wilson_interval(std::int64_t successes, std::int64_t trials, double z = 1.959963984540054);

/// A row of the table: a model at a question, or at all of them (`question` empty).
struct Row {
    std::string model, question;
    std::int64_t trials = 0, first_attempts = 0;
    std::array<std::int64_t, kVerdicts> verdicts = {};
    double rounds = 0, tokens = 0, cost = 0, seconds = 0;  ///< mean of a trial
    /// Trials whose program was audited: [right or not][the audit finds something or not].
    std::array<std::array<std::int64_t, 2>, 2> audited = {};
    std::int64_t right() const { return verdicts[0]; }
    std::int64_t right_audited() const { return audited[1][0] + audited[1][1]; }
    std::int64_t right_flagged() const { return audited[1][1]; }
};

/// In the order in which models and questions first come; behind each model's questions the row of all.
std::vector<Row> tally(const std::vector<Trial>& trials);

std::string render_text(const std::vector<Row>& rows);
std::string render_markdown(const std::vector<Row>& rows);
/// One object of schema `collmc.eval/1`, the trials included.
std::string render_json(const std::string& suite, const std::vector<Row>& rows, const std::vector<Trial>& trials);

}  // namespace collmc::evaluation
